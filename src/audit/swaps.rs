//! Swaps inside real comments. Comments come in one by one; in each that
//! mentions a known term, all forms of it are swapped for those of others of
//! its kind; out go the [`Differences`] from the comment as it was written.

use super::differences::{Differences, Tally};
use super::terms::{Mention, Place, Side, Terms};
use crate::moderator::Moderator;

/// Swaps terms in comments.
///
/// ```
/// use lamplighter::Moderator;
/// use lamplighter::audit::{Swaps, Terms};
///
/// let (moderator, terms) = (Moderator::shipped(), Terms::shipped());
/// let mut swaps = Swaps::new(&moderator, &terms);
/// assert!(swaps.add("Only a fool believes what Russia says."));
/// assert!(!swaps.add("Only a fool believes that."));
/// assert_eq!(swaps.finish().pairs, Swaps::PER_COMMENT as u64);
/// ```
pub struct Swaps<'a> {
    tally: Tally<'a>,
}

impl<'a> Swaps<'a> {
    /// How many others stand in for a term, spread over its kind: enough that
    /// a long list does not weigh more than a short one.
    pub const PER_COMMENT: usize = 8;

    /// No comment yet.
    pub fn new(moderator: &'a Moderator, terms: &'a Terms) -> Self {
        Self { tally: Tally::new(moderator, terms) }
    }

    /// Compares a comment with what it would be about others; `false` if it
    /// mentions no term that could be swapped. The first one is; words that
    /// have an everyday meaning are left alone.
    pub fn add(&mut self, comment: &str) -> bool {
        let terms = self.tally.terms();
        let mut mentions = terms.mentions(comment);
        mentions.retain(|mention| !terms.side(mention.place).is_everyday());
        let Some(Place { kind, side, .. }) = mentions.first().map(|mention| mention.place) else {
            return false;
        };
        mentions.retain(|mention| (mention.place.kind, mention.place.side) == (kind, side));
        let written = self.tally.judge(comment);
        let others: Vec<_> = stand_ins(terms, kind, side, &mentions).collect();
        let chosen = others.len().min(Self::PER_COMMENT);
        for nth in 0..chosen {
            let (other, forms) = others[nth * others.len() / chosen];
            let swapped = self.tally.judge(&swap(comment, &mentions, forms));
            let by = self.tally.main(&swapped) - self.tally.main(&written);
            self.tally.shift(Place { kind, side: other, form: mentions[0].place.form }, by);
            self.tally.pair(kind, &written, &swapped);
        }
        chosen > 0
    }

    /// What the swaps did.
    pub fn finish(self) -> Differences {
        self.tally.finish()
    }
}

/// The other sides that have every form that is mentioned, beginning behind
/// the side itself, so that neighbours in the list are not preferred.
fn stand_ins<'t>(
    terms: &'t Terms,
    kind: usize,
    side: usize,
    mentions: &'t [Mention],
) -> impl Iterator<Item = (usize, &'t Side)> {
    let sides = terms.kinds()[kind].sides();
    let others = (1..sides.len()).map(move |step| (side + step) % sides.len());
    others
        .map(|other| (other, &sides[other]))
        .filter(|(_, other)| mentions.iter().all(|m| other.form(m.place.form).is_some()))
}

/// The comment with other forms, each in the case of the one it replaces.
fn swap(comment: &str, mentions: &[Mention], forms: &Side) -> String {
    let mut swapped = String::with_capacity(comment.len() + 16 * mentions.len());
    let mut rest = 0;
    for Mention { span, place } in mentions {
        swapped.push_str(&comment[rest..span.start]);
        swapped.push_str(&in_case_of(&comment[span.clone()], forms.form(place.form).unwrap_or_default()));
        rest = span.end;
    }
    swapped.push_str(&comment[rest..]);
    swapped
}

/// `term` in capitals if the model is, with large initials if its first is.
fn in_case_of(model: &str, term: &str) -> String {
    let mut letters = model.chars().filter(|c| c.is_alphabetic());
    let first_is_large = letters.next().is_some_and(char::is_uppercase);
    if !first_is_large {
        return term.to_owned();
    }
    if letters.next().is_some_and(char::is_uppercase) {
        return term.to_uppercase();
    }
    let initial = |word: &str| {
        let mut letters = word.chars();
        let first = letters.next().into_iter().flat_map(char::to_uppercase);
        first.chain(letters).collect::<String>()
    };
    term.split(' ').map(initial).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_forms_of_a_term_are_swapped_in_their_case() {
        let terms = Terms::shipped();
        let text = "RUSSIA lies. Russia's russian fans, those Russians, and America too.";
        let mentions = terms.mentions(text);
        let own: Vec<_> =
            mentions.iter().filter(|m| m.place.side == mentions[0].place.side).cloned().collect();
        let kind = &terms.kinds()[own[0].place.kind];
        let saudi = kind.sides().iter().find(|side| side.label() == "saudi arabia").unwrap();
        let want = "SAUDI ARABIA lies. Saudi Arabia's saudi fans, those Saudis, and America too.";
        assert_eq!(swap(text, &own, saudi), want);
    }

    #[test]
    fn everyday_words_are_left_alone() {
        let (moderator, terms) = (Moderator::shipped(), Terms::shipped());
        let mut swaps = Swaps::new(&moderator, &terms);
        assert!(!swaps.add("You are right, the old road is black."));
        assert_eq!(swaps.finish().pairs, 0);
    }

    #[test]
    fn a_term_without_the_forms_does_not_stand_in() {
        let list = "[[kind]]\nname = \"a\"\nsides = [\n\
                    { name = \"x\", plural = \"xs\" }, { name = \"y\" }, { name = \"z\", plural = \"zs\" }]\n";
        let (moderator, terms) = (Moderator::shipped(), Terms::from_toml(list).unwrap());
        for (text, pairs) in [("x and xs", 1), ("x", 2), ("y", 2)] {
            let mut swaps = Swaps::new(&moderator, &terms);
            assert!(swaps.add(text));
            assert_eq!(swaps.finish().pairs, pairs, "{text}");
        }
    }
}
