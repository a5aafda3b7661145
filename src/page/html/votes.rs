//! A comment's nodes → what its readers gave it. What comes in: the nodes of
//! one comment. What goes out: the votes for it without those against it. What
//! it promises: a number that the page shows as votes, points, likes or a
//! score, or nothing; a member's own points are none of a comment's.

use std::sync::LazyLock;

use super::tag::Tag;
use super::text;
use super::tree::{Id, Tree};
use super::word::Words;
use crate::page::hint::Hint;
use crate::page::votes::{number, spoken};

/// Longer texts are no counters.
const LONGEST: usize = 40;
/// An element with more nodes is no counter.
const LARGEST: u32 = 6;

/// Words of class names and ids that say which way a counter counts.
const AGAINST: &[&str] = &["down", "downvote", "downvotes", "dislike", "dislikes", "minus", "against"];
const FOR: &[&str] = &["up", "upvote", "upvotes", "upvoter", "like", "likes", "plus"];
const COUNTS: &[&str] = &["vote", "votes", "voting", "score", "points", "karma", "recommendations", "thumbs"];
/// Words of what counts something else.
#[rustfmt::skip]
const OTHERS: &[&str] = &["user", "author", "member", "profile", "reputation", "reply", "replies", "text", "body", "message"];

static HINT: LazyLock<Hint> =
    LazyLock::new(|| Hint::new([AGAINST, FOR, COUNTS, OTHERS].into_iter().flatten().copied()));

/// What the nodes of a comment say, by how far it can be trusted.
#[derive(Default)]
struct Found {
    /// In the words of schema.org.
    exact_for: Option<i64>,
    exact_against: Option<i64>,
    /// In an element that calls itself a counter.
    total: Option<i64>,
    counted_for: Option<i64>,
    counted_against: Option<i64>,
    /// In words: `12 points`.
    spoken: Option<i64>,
}

/// Reads the votes of a comment.
pub(super) fn of(tree: &Tree<'_>, nodes: impl Iterator<Item = Id>) -> Option<i64> {
    let mut found = Found::default();
    for id in nodes {
        if tree.tag(id) == Tag::Text {
            if found.spoken.is_none() && tree.text(id).len() <= LONGEST {
                found.spoken = spoken(&text::shown(tree, id));
            }
        } else {
            found.look_at(tree, id);
        }
    }
    let difference = |up: Option<i64>, down: Option<i64>| match (up, down) {
        (None, None) => None,
        (up, down) => Some(up.unwrap_or(0).saturating_sub(down.unwrap_or(0).saturating_abs())),
    };
    difference(found.exact_for, found.exact_against)
        .or(found.total)
        .or_else(|| difference(found.counted_for, found.counted_against))
        .or(found.spoken)
}

impl Found {
    fn look_at(&mut self, tree: &Tree<'_>, id: Id) {
        let shown = || {
            let is_small = tree.end(id).0 - id.0 <= LARGEST;
            let content = tree.attribute(id, "content").map(text::value);
            content.or_else(|| is_small.then(|| text::line(tree, id))).filter(|text| text.len() <= LONGEST)
        };
        match tree.attribute(id, "itemprop") {
            Some("upvoteCount") => keep(&mut self.exact_for, || number(&shown()?)),
            Some("downvoteCount") => keep(&mut self.exact_against, || number(&shown()?)),
            _ => {}
        }
        for name in ["data-votes", "data-score", "score"] {
            if let Some(value) = tree.attribute(id, name) {
                keep(&mut self.total, || number(value));
            }
        }
        let (mut counts, mut is_for, mut is_against, mut is_other) = (false, false, false, false);
        for name in ["class", "id"] {
            for word in Words::of_letters(tree.attribute(id, name).unwrap_or_default()) {
                if !HINT.may_be(word) {
                    continue;
                }
                let is_in =
                    |list: &[&str]| list.iter().any(|known| known.as_bytes().eq_ignore_ascii_case(word));
                counts |= is_in(COUNTS);
                is_for |= is_in(FOR);
                is_against |= is_in(AGAINST);
                is_other |= is_in(OTHERS);
            }
        }
        // `score likes` is what the score would be if the reader liked it.
        let is_wish = counts && (is_for || is_against) && tree.has_class(id, "score");
        if is_other || is_wish {
            return;
        }
        if is_for && !is_against {
            keep(&mut self.counted_for, || number(&shown()?));
        } else if is_against && !is_for {
            keep(&mut self.counted_against, || number(&shown()?));
        } else if counts {
            keep(&mut self.total, || number(&shown()?));
        }
    }
}

fn keep(place: &mut Option<i64>, value: impl FnOnce() -> Option<i64>) {
    if place.is_none() {
        *place = value();
    }
}

#[cfg(test)]
mod tests {
    use super::super::parse::parse;
    use super::super::tree::Id;
    use super::of;

    #[test]
    fn votes_are_read_where_a_page_shows_them() {
        let cases = [
            ("a counter", "<span class=vote-count>12</span>", Some(12)),
            ("below zero", "<div class='wpd-vote-result'>-3</div>", Some(-3)),
            ("a true minus", "<span class=score>−3</span>", Some(-3)),
            ("points", "<span class='score unvoted' title=7>7 points</span>", Some(7)),
            (
                "what it would be",
                "<span class='score dislikes'>6 points</span><span class='score unvoted'>7 points</span>",
                Some(7),
            ),
            ("for and against", "<b class=like-count>5</b> <b class=dislike-count>2</b>", Some(3)),
            ("in one", "<span class=score>+3/−1</span>", Some(2)),
            (
                "schema.org",
                "<meta itemprop=upvoteCount content=9><meta itemprop=downvoteCount content=4>",
                Some(5),
            ),
            ("an attribute", "<div data-votes=4>Good.</div>", Some(4)),
            ("words", "<i>Recommended by 1,204 people</i>", Some(1204)),
            ("a moderator's", "<span class=score>(Score:3, Funny)</span>", Some(3)),
            ("thousands", "<span class=likes>1.2k</span>", Some(1200)),
            ("a mark", "<span class=score>4.5</span>", None),
            ("a button", "<a class=like>Like</a> <a class=vote-up>Vote up</a>", None),
            ("a member's points", "<span class='user-score'>4,512</span>", None),
            ("a reputation", "<span class='reputation-score'>4,512</span>", None),
            ("answers", "<a class='reply-count'>3</a>", None),
            ("a sentence", "<p>He scored 3 points of 7.</p>", None),
            ("nothing", "<p>Good.</p>", None),
        ];
        for (name, page, want) in cases {
            let tree = parse(page);
            assert_eq!(of(&tree, tree.subtree(Id::ROOT)), want, "{name}");
        }
    }
}
