//! The answer to one comment: calibrated probabilities per head, the
//! guidelines they amount to under a policy, and, on request, the words that
//! say so. A verdict borrows the comment's text and owns nothing else, so that
//! judging a harmless comment allocates nothing.

use std::sync::Arc;

use crate::guideline::{Action, Guideline};
use crate::language::ForeignLanguage;
use crate::model::MAX_HEADS;
use crate::moderator::Bench;

/// What is to be judged: a comment's text and, if it is known, the text of
/// the comment that it answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Subject<'a> {
    pub(crate) text: &'a str,
    pub(crate) parent: Option<&'a str>,
}

impl<'a> Subject<'a> {
    /// Adds the text of the comment that this one answers.
    pub fn replying_to(mut self, parent: &'a str) -> Self {
        self.parent = Some(parent);
        self
    }
}

impl<'a> From<&'a str> for Subject<'a> {
    fn from(text: &'a str) -> Self {
        Self { text, parent: None }
    }
}

impl<'a> From<&'a String> for Subject<'a> {
    fn from(text: &'a String) -> Self {
        text.as_str().into()
    }
}

impl<'a> From<&'a crate::Comment> for Subject<'a> {
    fn from(comment: &'a crate::Comment) -> Self {
        comment.text.as_str().into()
    }
}

/// The answer to one comment.
#[derive(Clone, Debug)]
pub struct Verdict<'a> {
    pub(crate) bench: Arc<Bench>,
    pub(crate) subject: Subject<'a>,
    pub(crate) probabilities: [f32; MAX_HEADS],
    /// Whether the model knows most of the words.
    pub(crate) familiar: bool,
}

impl<'a> Verdict<'a> {
    /// The text that was judged.
    pub fn text(&self) -> &'a str {
        self.subject.text
    }

    /// The language that the text seems to be in, if it is another one than the
    /// model was trained for: then the probabilities mean little. `None` also
    /// where the text is too short to tell, or the model knows most of its words.
    /// Judging does not need it; the look at the text is taken when this is
    /// called.
    ///
    /// ```
    /// use lamplighter::Moderator;
    ///
    /// let verdict = Moderator::shipped().judge("Wer hat denn diesen Unsinn beschlossen, und warum erst jetzt?");
    /// assert_eq!(verdict.foreign_language().unwrap().name(), "German");
    /// ```
    pub fn foreign_language(&self) -> Option<ForeignLanguage> {
        if self.familiar {
            return None;
        }
        self.bench.model.foreign_language(self.subject.text)
    }

    /// Every head of the model with its calibrated probability in
    /// `0.0..=1.0`, in the model's order.
    pub fn scores(&self) -> impl ExactSizeIterator<Item = (&str, f32)> {
        let heads = self.bench.model.heads();
        heads.iter().map(String::as_str).zip(self.probabilities)
    }

    /// The probability of one head, if the model has it.
    pub fn probability(&self, head: &str) -> Option<f32> {
        self.scores().find(|(name, _)| *name == head).map(|(_, p)| p)
    }

    /// The guidelines whose threshold is reached, the most probable first.
    pub fn flags(&self) -> Vec<Flag<'_>> {
        let mut flags: Vec<_> = self.assessments().filter(Flag::is_raised).collect();
        flags.sort_by(|a, b| b.probability.total_cmp(&a.probability));
        flags
    }

    /// The most probable of the flags; `None` if nothing is flagged.
    pub fn worst(&self) -> Option<Flag<'_>> {
        // `max_by` keeps the last of equals; the policy's first should win.
        let raised = self.assessments().filter(Flag::is_raised);
        raised.reduce(|worst, next| if next.probability > worst.probability { next } else { worst })
    }

    /// The most probable guideline, flagged or not; `None` only if the policy
    /// has no guideline.
    pub fn nearest(&self) -> Option<Flag<'_>> {
        self.assessments().reduce(|best, next| if next.probability > best.probability { next } else { best })
    }

    /// Every guideline of the policy with its probability, flagged or not, in
    /// the policy's order.
    pub fn assessments(&self) -> impl Iterator<Item = Flag<'_>> {
        self.bench.policy.guidelines().iter().zip(&self.bench.heads_of).map(|(guideline, heads)| {
            let of = |&(head, threshold): &(usize, f32)| {
                let probability = self.probabilities[head];
                Flag { guideline, head, probability, is_raised: probability >= threshold }
            };
            let rank = |flag: &Flag<'_>| (flag.is_raised, flag.probability);
            heads[1..].iter().map(of).fold(
                of(&heads[0]),
                |best, next| {
                    if rank(&next) > rank(&best) { next } else { best }
                },
            )
        })
    }

    /// Whether any guideline's threshold is reached.
    pub fn is_flagged(&self) -> bool {
        self.assessments().any(|flag| flag.is_raised())
    }

    /// The severest action that the flags ask for; [`Action::Approve`] if
    /// nothing is flagged.
    pub fn action(&self) -> Action {
        let raised = self.assessments().filter(Flag::is_raised);
        raised.map(|flag| flag.guideline.action()).max().unwrap_or(Action::Approve)
    }
}

/// A guideline and how probable it is that the comment breaks it.
#[derive(Clone, Copy, Debug)]
pub struct Flag<'v> {
    pub(crate) guideline: &'v Guideline,
    pub(crate) head: usize,
    pub(crate) probability: f32,
    is_raised: bool,
}

impl<'v> Flag<'v> {
    /// The guideline.
    pub fn guideline(&self) -> &'v Guideline {
        self.guideline
    }

    /// The probability that the comment breaks it, in `0.0..=1.0`.
    pub fn probability(&self) -> f32 {
        self.probability
    }

    /// Whether the probability reaches the threshold of the head that it is of
    /// ([`Guideline::threshold_of`]).
    pub fn is_raised(&self) -> bool {
        self.is_raised
    }
}

/// A stretch of the comment that speaks for a guideline (or against it).
#[derive(Clone, Debug, PartialEq)]
pub struct Evidence<'a> {
    pub(crate) text: &'a str,
    pub(crate) start: usize,
    pub(crate) weight: f32,
}

impl<'a> Evidence<'a> {
    /// The words as they stand in the comment.
    pub fn text(&self) -> &'a str {
        self.text
    }

    /// Where they stand in the comment, in bytes.
    pub fn span(&self) -> std::ops::Range<usize> {
        self.start..self.start + self.text.len()
    }

    /// What they add to the margin (log-odds) of the head: positive speaks
    /// for the flag, negative against it.
    pub fn weight(&self) -> f32 {
        self.weight
    }
}

#[cfg(test)]
mod tests {
    use crate::{Moderator, Policy};

    /// A head that reaches its own threshold raises the flag, and lends it its
    /// probability, though another head that does not is more probable.
    #[test]
    fn the_head_that_reaches_its_threshold_raises_the_flag() {
        let text = "You are all idiots.";
        let shipped = Moderator::shipped().judge(text);
        let [likely, unlikely] = ["name-calling", "threat"].map(|head| shipped.probability(head).unwrap());
        assert!(likely > unlikely && likely < 1.0);
        let judged = |threshold_of_threat: f32| {
            let policy = format!(
                "[[guideline]]\nname = \"a\"\nquote = \"b\"\nheads = [\"name-calling\", \"threat\"]\n\
                 threshold = 1.0\nthresholds = {{ threat = {threshold_of_threat} }}\n"
            );
            Moderator::shipped().with_policy(Policy::from_toml(&policy).unwrap()).unwrap().judge(text)
        };
        let raised = judged(0.0);
        assert_eq!(raised.worst().map(|flag| flag.probability()), Some(unlikely));
        let calm = judged(1.0);
        assert!(!calm.is_flagged());
        assert_eq!(calm.nearest().map(|flag| flag.probability()), Some(likely));
    }
}
