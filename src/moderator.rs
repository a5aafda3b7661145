//! The type most users meet. A model and a policy come in once; from then on
//! comments come in and verdicts go out. A [`Moderator`] is cheap to clone
//! and to share between threads; a [`Scorer`] is one thread's scratch space.

use std::path::Path;
use std::sync::{Arc, OnceLock};

use crate::error::Result;
use crate::guideline::{Guideline, Policy};
use crate::model::{Account, Dissection, Model, Scratch};
use crate::verdict::{Evidence, Flag, Subject, Verdict};

static SHIPPED: &[u8] = include_bytes!("../models/lamplighter-en.llm");

/// Judges comments by a model and a policy.
///
/// ```
/// use lamplighter::Moderator;
///
/// let moderator = Moderator::shipped();
/// let verdict = moderator.judge("You people are all idiots.");
/// let flag = verdict.worst().expect("name-calling");
/// println!("{} {:.2}", flag.guideline().name(), flag.probability());
/// for e in moderator.explain(&verdict, 3) {
///     println!("{:+.2} {:?}", e.weight(), e.text());
/// }
/// ```
#[derive(Clone, Debug)]
pub struct Moderator {
    bench: Arc<Bench>,
}

/// What all verdicts of a moderator share.
#[derive(Debug)]
pub(crate) struct Bench {
    pub(crate) model: Model,
    pub(crate) policy: Policy,
    /// For each guideline, the indices of its heads, each with its threshold;
    /// never empty.
    pub(crate) heads_of: Vec<Vec<(usize, f32)>>,
}

impl Moderator {
    /// The moderator with the model and the guidelines that come with the
    /// crate. English only.
    pub fn shipped() -> Self {
        static MODERATOR: OnceLock<Moderator> = OnceLock::new();
        let shipped = MODERATOR.get_or_init(|| {
            let model = Model::from_static(SHIPPED).expect("the embedded model is checked by the tests");
            Self::new(model)
        });
        shipped.clone()
    }

    /// A moderator with a model file of your own and the policy inside it.
    ///
    /// # Errors
    /// If the file cannot be read, is damaged, or is no model of this version.
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        Model::open(path).map(Self::new)
    }

    /// A moderator with this model and the policy inside it.
    pub fn new(model: Model) -> Self {
        let policy = model.policy().clone();
        Self::bench(model, policy)
    }

    /// The same model under another policy.
    ///
    /// # Errors
    /// If the policy names a head that the model does not have.
    pub fn with_policy(&self, policy: Policy) -> Result<Self> {
        policy.check_heads(self.model().heads())?;
        Ok(Self::bench(self.model().clone(), policy))
    }

    fn bench(model: Model, policy: Policy) -> Self {
        let index = |name: &String| model.heads().iter().position(|head| head == name);
        let heads_of = |guideline: &Guideline| {
            let named = guideline.heads().iter();
            named.filter_map(|name| Some((index(name)?, guideline.threshold_of(name)))).collect()
        };
        let heads_of = policy.guidelines().iter().map(heads_of).collect();
        Self { bench: Arc::new(Bench { model, policy, heads_of }) }
    }

    /// The model.
    pub fn model(&self) -> &Model {
        &self.bench.model
    }

    /// The policy.
    pub fn policy(&self) -> &Policy {
        &self.bench.policy
    }

    /// Judges one comment. For many on one thread, [`Moderator::scorer`] saves
    /// a little more.
    pub fn judge<'a>(&self, subject: impl Into<Subject<'a>>) -> Verdict<'a> {
        let subject = subject.into();
        let model = self.model();
        let (probabilities, familiar) = model.with_scratch(|scratch| model.score(subject, scratch));
        Verdict { bench: Arc::clone(&self.bench), subject, probabilities, familiar }
    }

    /// A scorer: it owns the scratch space that judging needs, so that a loop
    /// over many comments does not allocate for each.
    pub fn scorer(&self) -> Scorer {
        Scorer { bench: Arc::clone(&self.bench), scratch: self.model().scratch() }
    }

    /// The `most` words that weigh most for the verdict's worst flag, or, if
    /// nothing is flagged, for the most probable guideline. The heaviest come
    /// first; words that speak against it are left out.
    pub fn explain<'a>(&self, verdict: &Verdict<'a>, most: usize) -> Vec<Evidence<'a>> {
        let flags = verdict.assessments();
        let worst = verdict.worst().or_else(|| flags.max_by(|a, b| a.probability.total_cmp(&b.probability)));
        worst.map(|flag| self.explain_flag(verdict, &flag, most)).unwrap_or_default()
    }

    /// The `most` words that weigh most for one of the verdict's flags.
    pub fn explain_flag<'a>(&self, verdict: &Verdict<'a>, flag: &Flag<'_>, most: usize) -> Vec<Evidence<'a>> {
        self.dissect(verdict).words(flag.head, most)
    }

    /// How the log-odds of one head came about, in full: its intercept, every
    /// word and every plain statistic. `None` if the model has no such head.
    pub fn account<'a>(&self, verdict: &Verdict<'a>, head: &str) -> Option<Account<'a>> {
        let head = verdict.bench.model.heads().iter().position(|name| name == head)?;
        Some(self.dissect(verdict).account(head))
    }

    /// Takes a verdict's comment apart, to ask about several of its flags.
    pub(crate) fn dissect<'a>(&self, verdict: &Verdict<'a>) -> Dissection<'a> {
        let model = &verdict.bench.model;
        model.with_scratch(|scratch| model.dissect(verdict.subject, scratch))
    }
}

/// Judges comments one after another without allocating for each.
///
/// ```
/// # let moderator = lamplighter::Moderator::shipped();
/// let mut scorer = moderator.scorer();
/// let worst = ["Thanks, that helped.", "You are a pathetic liar."]
///     .into_iter()
///     .max_by(|a, b| {
///         let [a, b] = [a, b].map(|text| scorer.judge(*text).probability("uncivil"));
///         a.partial_cmp(&b).unwrap()
///     });
/// assert_eq!(worst, Some("You are a pathetic liar."));
/// ```
#[derive(Debug)]
pub struct Scorer {
    bench: Arc<Bench>,
    scratch: Scratch,
}

impl Scorer {
    /// Judges one comment.
    pub fn judge<'a>(&mut self, subject: impl Into<Subject<'a>>) -> Verdict<'a> {
        let subject = subject.into();
        let (probabilities, familiar) = self.bench.model.score(subject, &mut self.scratch);
        Verdict { bench: Arc::clone(&self.bench), subject, probabilities, familiar }
    }

    /// Takes apart a comment that this scorer has judged.
    pub(crate) fn dissect<'a>(&mut self, verdict: &Verdict<'a>) -> Dissection<'a> {
        self.bench.model.dissect(verdict.subject, &mut self.scratch)
    }
}
