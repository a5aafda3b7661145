//! The model in use. Comments come in, verdicts go out; the model may be
//! exchanged between two of them. What it promises: a request is judged by one
//! model from its beginning to its end, an exchange keeps nobody waiting, and
//! a new model that cannot be used leaves the old one where it is.

use std::cell::RefCell;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, RwLock};

use super::config::Config;
use super::metrics::Metrics;
use super::perspective::{Attributes, Judged, Scales, companion};
use crate::error::Result;
use crate::guideline::Policy;
use crate::{Moderator, Scorer, Subject, Verdict};

/// A model, what is derived from it, and the model that is tried beside it.
#[derive(Debug)]
pub(crate) struct Bench {
    id: u64,
    pub(crate) moderator: Moderator,
    pub(crate) attributes: Attributes,
    companion: Moderator,
    shadow: Option<Moderator>,
}

/// Where the models come from, and the bench they make up.
#[derive(Debug)]
pub(crate) struct Benches {
    files: Files,
    current: RwLock<Arc<Bench>>,
}

#[derive(Clone, Debug)]
struct Files {
    model: Option<PathBuf>,
    policy: Option<PathBuf>,
    scale: Option<PathBuf>,
    shadow: Option<PathBuf>,
}

impl Benches {
    pub(crate) fn open(config: &Config) -> Result<Self> {
        let Config { model, policy, scale, shadow, .. } = config.clone();
        let files = Files { model, policy, scale, shadow };
        let bench = files.open()?;
        Ok(Self { files, current: RwLock::new(Arc::new(bench)) })
    }

    /// The model in use, for the length of a request.
    pub(crate) fn current(&self) -> Arc<Bench> {
        Arc::clone(&self.current.read().unwrap_or_else(|e| e.into_inner()))
    }

    /// Reads the files again and uses what they hold from now on.
    pub(crate) fn reload(&self) -> Result<()> {
        let bench = Arc::new(self.files.open()?);
        *self.current.write().unwrap_or_else(|e| e.into_inner()) = bench;
        Ok(())
    }
}

impl Files {
    fn open(&self) -> Result<Bench> {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let mut moderator = match &self.model {
            Some(path) => Moderator::open(path)?,
            None => Moderator::shipped(),
        };
        if let Some(path) = &self.policy {
            let policy = Policy::open(path)?;
            moderator = moderator.with_policy(policy).map_err(|e| e.in_file(path.display().to_string()))?;
        }
        let scales = match &self.scale {
            Some(path) => Scales::open(path)?,
            None => Scales::shipped(),
        };
        let shadow = self.shadow.as_ref().map(Moderator::open).transpose()?;
        let companion = companion();
        let attributes = Attributes::new(moderator.model().heads(), companion.model().heads(), &scales);
        Ok(Bench { id: NEXT.fetch_add(1, Ordering::Relaxed), moderator, attributes, companion, shadow })
    }
}

/// The scorers of one thread, kept from request to request.
struct Scorers {
    bench: u64,
    scorer: Scorer,
    companion: Scorer,
    shadow: Option<Scorer>,
}

thread_local! {
    static SCORERS: RefCell<Option<Scorers>> = const { RefCell::new(None) };
}

/// Judges comments on the thread that holds it.
pub(crate) struct Judge<'s> {
    scorers: &'s mut Scorers,
    metrics: &'s Metrics,
}

impl Bench {
    /// Judges on this thread, with its scratch space.
    pub(crate) fn judging<R>(&self, metrics: &Metrics, work: impl FnOnce(&mut Judge<'_>) -> R) -> R {
        SCORERS.with_borrow_mut(|slot| {
            if slot.as_ref().is_none_or(|scorers| scorers.bench != self.id) {
                *slot = None;
            }
            let scorers = slot.get_or_insert_with(|| Scorers {
                bench: self.id,
                scorer: self.moderator.scorer(),
                companion: self.companion.scorer(),
                shadow: self.shadow.as_ref().map(Moderator::scorer),
            });
            work(&mut Judge { scorers, metrics })
        })
    }
}

impl Judge<'_> {
    /// Judges one comment.
    pub(crate) fn judge<'a>(&mut self, subject: Subject<'a>) -> Verdict<'a> {
        let verdict = self.scorers.scorer.judge(subject);
        self.metrics.comment(&verdict);
        if let Some(shadow) = &mut self.scorers.shadow {
            self.metrics.shadow(&verdict, &shadow.judge(subject));
        }
        verdict
    }

    /// Judges a part of a comment that was judged already.
    pub(crate) fn part<'a>(&mut self, subject: Subject<'a>) -> Verdict<'a> {
        self.scorers.scorer.judge(subject)
    }

    /// What the attributes of the Perspective API are told from.
    pub(crate) fn judged(&mut self, verdict: &Verdict<'_>) -> Judged {
        // The scores that the companion learned from were given without context.
        let mild = self.scorers.companion.judge(verdict.text());
        let [heads, companion] = [verdict, &mild].map(|verdict| verdict.scores().map(|(_, p)| p));
        Judged::new(verdict.text(), heads, companion)
    }
}
