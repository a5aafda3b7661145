//! Signatures on talk pages of wikis (`NAME (talk) 17:45, 12 March 2014 (UTC)`), for
//! markup and for text. What comes in: what stands behind a writer's links, or before
//! them, and how deep a comment is set in. What goes out: the date, what was said, who
//! is answered. What it promises: a signature's date has a time and ends with its zone
//! in brackets, behind nothing but signs; prose that speaks of a date has none.

use std::ops::Range;

use super::date;

/// Fewer signatures may be a quote from such a page.
pub(super) const FEWEST: usize = 2;

/// Where the date is with which a signature ends.
pub(super) fn date_in(text: &str) -> Option<Range<usize>> {
    let at = date::find(text)?;
    let (before, date) = (text.get(..at.start)?, text.get(at.clone())?);
    (is_between(before) && date.contains(':') && date.ends_with(')')).then_some(at)
}

/// Whether a text may stand between the links of a signature.
pub(super) fn is_between(text: &str) -> bool {
    !text.contains(|c: char| c.is_alphanumeric())
}

/// A text without the dash before its signature, and without what stands there if
/// others signed it.
pub(super) fn said(text: &str) -> &str {
    const UNSIGNED: [&str; 2] =
        ["Preceding unsigned comment added by", "The preceding unsigned comment was added by"];
    let is_dash = |c: char| c.is_whitespace() || "-–—~•".contains(c);
    let text = text.trim_end_matches(is_dash);
    let text = UNSIGNED.iter().find_map(|end| text.strip_suffix(end)).unwrap_or(text);
    text.trim_end_matches(is_dash)
}

/// The comments of a topic that the next one may answer.
#[derive(Default)]
pub(super) struct Topic {
    /// How deep each is set in, and its writer.
    open: Vec<(usize, String)>,
}

impl Topic {
    /// Adds a comment, and says whom it answers.
    pub(super) fn answered_by(&mut self, name: &str, depth: usize) -> Option<String> {
        while self.open.pop_if(|(outer, _)| *outer >= depth).is_some() {}
        let answered = self.open.last().map(|(_, name)| name.clone());
        self.open.push((depth, name.to_owned()));
        answered
    }
}

#[cfg(test)]
mod tests {
    use super::{Topic, date_in, said};

    #[test]
    fn a_signature_ends_with_a_date_and_its_zone() {
        let cases = [
            (") 17:45, 12 March 2014 (UTC)", Some("17:45, 12 March 2014 (UTC)")),
            (" · 17:45, 12 March 2014 (UTC)", Some("17:45, 12 March 2014 (UTC)")),
            ("as of 17:45, 12 March 2014 (UTC)", None),
            (" 12 March 2014", None),
            (" 17:45, 12 March 2014", None),
            ("", None),
        ];
        for (text, want) in cases {
            assert_eq!(date_in(text).and_then(|at| text.get(at)), want, "{text}");
        }
    }

    #[test]
    fn what_stands_before_a_signature_is_not_said() {
        let cases = [
            ("I agree. — ", "I agree."),
            ("I agree. --", "I agree."),
            ("I agree. —Preceding unsigned comment added by ", "I agree."),
            ("I agree.", "I agree."),
            (" — ", ""),
        ];
        for (text, want) in cases {
            assert_eq!(said(text), want, "{text}");
        }
    }

    #[test]
    fn comments_answer_what_they_are_set_in_below() {
        let mut topic = Topic::default();
        let comments = [("Ada", 0), ("Bo", 1), ("Cy", 2), ("Di", 1), ("Eve", 0)];
        let answered: Vec<Option<String>> =
            comments.iter().map(|(name, depth)| topic.answered_by(name, *depth)).collect();
        let answered: Vec<Option<&str>> = answered.iter().map(Option::as_deref).collect();
        assert_eq!(answered, [None, Some("Ada"), Some("Bo"), Some("Ada"), None]);
    }
}
