//! What all requests of a server share: the wishes of the operator, the model
//! in use, who may call, the counters, the log and the store.

use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use serde_json::json;

use super::bench::Benches;
use super::config::Config;
use super::keys::{Keys, Rates};
use super::log::Log;
use super::metrics::Metrics;
use super::refusal::Refusal;
use super::route;
use super::signature::Seen;
use crate::error::Result;
use crate::feedback::Store;

/// See the module.
#[derive(Debug)]
pub(crate) struct State {
    pub(crate) config: Config,
    pub(crate) benches: Benches,
    pub(crate) keys: Keys,
    pub(crate) rates: Rates,
    pub(crate) metrics: Metrics,
    pub(crate) log: Log,
    pub(crate) feedback: Option<Store>,
    /// Deliveries of Discourse that were answered.
    pub(crate) seen: Seen,
    /// Whether new requests are welcome: not before the start, not while
    /// stopping.
    pub(crate) is_ready: AtomicBool,
    /// Bytes of bodies that are being read or judged.
    bodies: AtomicUsize,
}

impl State {
    pub(crate) fn new(config: Config, sink: Box<dyn Write + Send>) -> Result<Self> {
        config.check()?;
        let store = |feedback: &super::config::FeedbackConfig| Store::open(&feedback.path, feedback.days);
        Ok(Self {
            benches: Benches::open(&config)?,
            keys: Keys::new(&config.keys, config.limits.per_minute)?,
            rates: Rates::default(),
            metrics: Metrics::new(route::names()),
            log: Log::new(config.log, sink),
            feedback: config.feedback.as_ref().map(store).transpose()?,
            seen: Seen::default(),
            is_ready: AtomicBool::new(false),
            bodies: AtomicUsize::new(0),
            config,
        })
    }

    /// Opens the files of the model again. The old model stays if they cannot
    /// be used.
    pub(crate) fn reload(&self) -> Result<()> {
        let result = self.benches.reload();
        match &result {
            Ok(()) => {
                self.metrics.reloads.fetch_add(1, Ordering::Relaxed);
                let bench = self.benches.current();
                self.log.event("info", "reloaded", json!({"model": bench.moderator.model().provenance()}));
            }
            Err(e) => {
                self.metrics.failed_reloads.fetch_add(1, Ordering::Relaxed);
                self.log.event("error", "reload failed", json!({"why": e.to_string()}));
            }
        }
        result
    }

    /// Makes room for more of a body.
    pub(crate) fn hold(self: &Arc<Self>) -> Held {
        Held { state: Arc::clone(self), bytes: 0 }
    }
}

/// Bytes of a body, counted until the request is answered.
#[derive(Debug)]
pub(crate) struct Held {
    state: Arc<State>,
    bytes: usize,
}

impl Held {
    /// Counts more bytes, if the server may hold them.
    pub(crate) fn grow(&mut self, bytes: usize) -> std::result::Result<(), Refusal> {
        self.bytes += bytes;
        let before = self.state.bodies.fetch_add(bytes, Ordering::Relaxed);
        if before + bytes > self.state.config.limits.bodies_bytes { Err(Refusal::busy()) } else { Ok(()) }
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.state.bodies.fetch_sub(self.bytes, Ordering::Relaxed);
    }
}
