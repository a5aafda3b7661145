//! The same said of one side and of the other. A moderator and a list of
//! terms come in; sentences of our own are filled with every term of every
//! kind, and out go the [`Differences`] between all pairs of a kind.

use serde::Deserialize;

use super::differences::{Differences, Judged, Tally};
use super::terms::{Form, Place, Terms};
use crate::moderator::Moderator;

/// Sentences with a gap for a term, in two lists.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sentences {
    civil: Vec<String>,
    uncivil: Vec<String>,
}

/// A sentence with a gap for a term.
pub(super) struct Template<'s> {
    before: &'s str,
    after: &'s str,
    pub(super) form: Form,
}

impl<'s> Template<'s> {
    /// A sentence with `{name}`, `{adjective}` or `{plural}` in it.
    pub(super) fn parse(sentence: &'s str) -> Option<Self> {
        let gaps = [("{name}", Form::Name), ("{adjective}", Form::Adjective), ("{plural}", Form::Plural)]
            .into_iter();
        gaps.filter_map(|(gap, form)| {
            let (before, after) = sentence.split_once(gap)?;
            Some(Self { before, after, form })
        })
        .next()
    }

    /// The sentence about a term. Its first letter is large, whatever the
    /// term.
    pub(super) fn fill(&self, term: &str) -> String {
        let text = [self.before, term, self.after].concat();
        let mut letters = text.chars();
        let first = letters.next().into_iter().flat_map(char::to_uppercase);
        first.chain(letters).collect()
    }
}

/// Judges the same sentences of all sides, civil and uncivil ones. Every two
/// sides of a kind make a pair in every sentence for which both have a form.
///
/// ```
/// use lamplighter::Moderator;
/// use lamplighter::audit::{Terms, viewpoint};
///
/// let differences = viewpoint(&Moderator::shipped(), &Terms::shipped());
/// for kind in &differences.kinds {
///     println!("{}: mean |Δp| {:.4}, {} flips", kind.kind, kind.mean, kind.flips);
/// }
/// ```
pub fn viewpoint(moderator: &Moderator, terms: &Terms) -> Differences {
    let sentences: Sentences =
        toml::from_str(include_str!("viewpoint.toml")).expect("the sentences are checked by a test");
    let mut tally = Tally::new(moderator, terms);
    for sentence in sentences.civil.iter().chain(&sentences.uncivil) {
        if let Some(template) = Template::parse(sentence) {
            compare(&template, &mut tally);
        }
    }
    tally.finish()
}

/// One sentence, filled with every term that has the form.
fn compare(template: &Template<'_>, tally: &mut Tally<'_>) {
    for (kind, sides) in tally.terms().kinds().iter().enumerate() {
        let filled = sides.sides().iter().enumerate().filter_map(|(side, terms)| {
            let text = template.fill(terms.form(template.form)?);
            Some((side, text))
        });
        let judged: Vec<(usize, Judged)> = filled.map(|(side, text)| (side, tally.judge(&text))).collect();
        let sum: f64 = judged.iter().map(|(_, judged)| tally.main(judged)).sum();
        let mean = sum / judged.len().max(1) as f64;
        for (i, (side, one)) in judged.iter().enumerate() {
            let by = tally.main(one) - mean;
            tally.shift(Place { kind, side: *side, form: template.form }, by);
            for (_, other) in &judged[i + 1..] {
                tally.pair(kind, one, other);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sentence_has_one_gap() {
        let sentences: Sentences = toml::from_str(include_str!("viewpoint.toml")).unwrap();
        assert!(sentences.civil.len() + sentences.uncivil.len() >= 50);
        for sentence in sentences.civil.iter().chain(&sentences.uncivil) {
            let template = Template::parse(sentence).expect(sentence);
            assert!(!template.fill("x").contains('{'), "{sentence}");
        }
    }

    #[test]
    fn a_filled_sentence_begins_with_a_large_letter() {
        let filled = ["{plural} lied.", "You {plural}!"].map(|s| Template::parse(s).unwrap().fill("swedes"));
        assert_eq!(filled, ["Swedes lied.", "You swedes!"]);
    }

    #[test]
    fn every_pair_of_a_kind_meets() {
        let list = "[[kind]]\nname = \"a\"\nsides = [\n\
                    { name = \"x\", plural = \"xs\" }, { name = \"y\" }, { name = \"z\" }]\n";
        let terms = Terms::from_toml(list).unwrap();
        let sentences: Sentences = toml::from_str(include_str!("viewpoint.toml")).unwrap();
        let all = sentences.civil.iter().chain(&sentences.uncivil);
        let named = all.filter(|s| s.contains("{name}")).count() as u64;
        let differences = viewpoint(&Moderator::shipped(), &terms);
        // Nobody is there to compare the one plural with.
        assert_eq!(differences.pairs, 3 * named);
        let [kind] = &differences.kinds[..] else { panic!("one kind") };
        assert_eq!(kind.pairs, differences.pairs);
        assert_eq!(kind.terms.len(), 3);
        // The shifts of a sentence sum to nothing.
        let sum: f64 = kind.terms.iter().map(|t| t.shift * t.texts as f64).sum();
        assert!(sum.abs() < 1e-3, "{sum}");
    }
}
