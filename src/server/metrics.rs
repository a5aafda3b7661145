//! Numbers for Prometheus. Requests and verdicts come in; a page in the text
//! format goes out. No label holds anything a caller could choose.

use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

use super::bench::Bench;
use crate::{Action, Verdict};

/// The bounds of the latency histogram, in microseconds.
const BOUNDS: [u64; 10] = [100, 250, 500, 1_000, 2_500, 5_000, 10_000, 50_000, 250_000, 1_000_000];

/// What one endpoint did.
#[derive(Debug, Default)]
struct Route {
    /// By the first digit of the status code.
    by_class: [AtomicU64; 6],
    buckets: [AtomicU64; BOUNDS.len()],
    micros: AtomicU64,
}

/// All counters of a server.
#[derive(Debug)]
pub(crate) struct Metrics {
    names: Vec<&'static str>,
    routes: Vec<Route>,
    comments: AtomicU64,
    /// By [`Action`]: approve, hold, reject.
    by_action: [AtomicU64; 3],
    shadowed: AtomicU64,
    shadow_differs: AtomicU64,
    shadow_micro_difference: AtomicU64,
    pub(crate) connections: AtomicU64,
    pub(crate) refused_connections: AtomicU64,
    pub(crate) reloads: AtomicU64,
    pub(crate) failed_reloads: AtomicU64,
    pub(crate) kept_feedback: AtomicU64,
}

impl Metrics {
    /// Counters for endpoints of these names.
    pub(crate) fn new(names: Vec<&'static str>) -> Self {
        let routes = names.iter().map(|_| Route::default()).collect();
        Self {
            names,
            routes,
            comments: AtomicU64::new(0),
            by_action: Default::default(),
            shadowed: AtomicU64::new(0),
            shadow_differs: AtomicU64::new(0),
            shadow_micro_difference: AtomicU64::new(0),
            connections: AtomicU64::new(0),
            refused_connections: AtomicU64::new(0),
            reloads: AtomicU64::new(0),
            failed_reloads: AtomicU64::new(0),
            kept_feedback: AtomicU64::new(0),
        }
    }

    /// A request was answered.
    pub(crate) fn request(&self, route: usize, code: u16, took: Duration) {
        let route = &self.routes[route];
        route.by_class[usize::from(code / 100).min(5)].fetch_add(1, Relaxed);
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        route.micros.fetch_add(micros, Relaxed);
        if let Some(bucket) = BOUNDS.iter().position(|bound| micros <= *bound) {
            route.buckets[bucket].fetch_add(1, Relaxed);
        }
    }

    /// A comment was judged.
    pub(crate) fn comment(&self, verdict: &Verdict<'_>) {
        self.comments.fetch_add(1, Relaxed);
        let action = match verdict.action() {
            Action::Approve => 0,
            Action::Hold => 1,
            Action::Reject => 2,
        };
        self.by_action[action].fetch_add(1, Relaxed);
    }

    /// The model that is tried said something, too.
    pub(crate) fn shadow(&self, verdict: &Verdict<'_>, shadow: &Verdict<'_>) {
        self.shadowed.fetch_add(1, Relaxed);
        self.shadow_differs.fetch_add(u64::from(verdict.is_flagged() != shadow.is_flagged()), Relaxed);
        let worst = |v: &Verdict<'_>| v.scores().map(|(_, p)| p).fold(0.0, f32::max);
        let difference = (worst(verdict) - worst(shadow)).abs();
        self.shadow_micro_difference.fetch_add((difference * 1e6) as u64, Relaxed);
    }

    /// The page.
    pub(crate) fn page(&self, bench: &Bench) -> String {
        let mut page = String::new();
        let count = |page: &mut String, name: &str, kind: &str, help: &str, value: u64| {
            let _ = write!(
                page,
                "# HELP lamplighter_{name} {help}\n# TYPE lamplighter_{name} {kind}\nlamplighter_{name} {value}\n"
            );
        };
        let counter = "counter";
        count(&mut page, "comments_total", counter, "Comments judged.", self.comments.load(Relaxed));
        page.push_str("# HELP lamplighter_actions_total Comments by what the policy asks for.\n");
        page.push_str("# TYPE lamplighter_actions_total counter\n");
        for (action, value) in [Action::Approve, Action::Hold, Action::Reject].iter().zip(&self.by_action) {
            let _ = writeln!(
                page,
                "lamplighter_actions_total{{action=\"{}\"}} {}",
                action.name(),
                value.load(Relaxed)
            );
        }
        self.requests(&mut page);
        let numbers = [
            ("connections", "gauge", "Open connections.", &self.connections),
            (
                "connections_refused_total",
                counter,
                "Connections beyond the limit.",
                &self.refused_connections,
            ),
            ("reloads_total", counter, "Models exchanged.", &self.reloads),
            ("reloads_failed_total", counter, "Models that could not be opened.", &self.failed_reloads),
            ("feedback_kept_total", counter, "Decisions written to the store.", &self.kept_feedback),
            ("shadow_comments_total", counter, "Comments judged by the shadow model.", &self.shadowed),
            (
                "shadow_differs_total",
                counter,
                "Comments that one of both models flags.",
                &self.shadow_differs,
            ),
        ];
        for (name, kind, help, value) in numbers {
            count(&mut page, name, kind, help, value.load(Relaxed));
        }
        let difference = self.shadow_micro_difference.load(Relaxed) as f64 / 1e6;
        let _ = write!(
            page,
            "# HELP lamplighter_shadow_difference_total Sum of differences between the worst probabilities.\n\
             # TYPE lamplighter_shadow_difference_total counter\nlamplighter_shadow_difference_total {difference}\n\
             # HELP lamplighter_heads Heads of the model in use.\n# TYPE lamplighter_heads gauge\n\
             lamplighter_heads {}\n",
            bench.moderator.model().heads().len()
        );
        page
    }

    fn requests(&self, page: &mut String) {
        page.push_str("# HELP lamplighter_requests_total Requests by endpoint and class of status.\n");
        page.push_str("# TYPE lamplighter_requests_total counter\n");
        for (name, route) in self.names.iter().zip(&self.routes) {
            for (class, value) in route.by_class.iter().enumerate().skip(2) {
                let value = value.load(Relaxed);
                let _ = writeln!(
                    page,
                    "lamplighter_requests_total{{endpoint=\"{name}\",status=\"{class}xx\"}} {value}"
                );
            }
        }
        page.push_str("# HELP lamplighter_request_seconds Time from the whole request to its answer.\n");
        page.push_str("# TYPE lamplighter_request_seconds histogram\n");
        for (name, route) in self.names.iter().zip(&self.routes) {
            let mut below = 0;
            for (bound, value) in BOUNDS.iter().zip(&route.buckets) {
                below += value.load(Relaxed);
                let seconds = *bound as f64 / 1e6;
                let _ = writeln!(
                    page,
                    "lamplighter_request_seconds_bucket{{endpoint=\"{name}\",le=\"{seconds}\"}} {below}"
                );
            }
            let all: u64 = route.by_class.iter().map(|v| v.load(Relaxed)).sum();
            let seconds = route.micros.load(Relaxed) as f64 / 1e6;
            let _ = write!(
                page,
                "lamplighter_request_seconds_bucket{{endpoint=\"{name}\",le=\"+Inf\"}} {all}\n\
                 lamplighter_request_seconds_sum{{endpoint=\"{name}\"}} {seconds}\n\
                 lamplighter_request_seconds_count{{endpoint=\"{name}\"}} {all}\n"
            );
        }
    }
}
