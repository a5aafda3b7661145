//! Layouts of comment sections that no rule knows, and of lists that look like
//! them, each filled with few, some and many of the same comments and set into
//! two pages. What comes in: `tests/data/pages/layouts`, whose README says how a
//! layout is written. What it promises: a layout is read whatever is said in it.

mod around;
mod dates;
mod fill;
mod layout;

use around::{alone, front, pages, text_alone, text_front, text_pages};
use fill::{FILLINGS, TRAP_FILLINGS};
use lamplighter::{Comment, page};
use layout::{Layout, layouts};

/// Where in the twelve comments a section begins, and how many it has.
const SECTIONS: [(usize, usize); 5] = [(9, 2), (0, 3), (4, 4), (0, 12), (6, 30)];

#[test]
fn layouts_are_read_whatever_is_said_in_them() {
    let mut faults = Vec::new();
    let fillings = |layout: &Layout| if layout.is_trap() { &TRAP_FILLINGS } else { &FILLINGS };
    let layouts = layouts();
    let pairs =
        layouts.iter().flat_map(|layout| fillings(layout).iter().map(move |filling| (layout, filling)));
    for (layout, filling) in pairs {
        for (first, count) in SECTIONS.into_iter().filter(|(_, count)| *count >= layout.fewest()) {
            for (around, page) in surrounded(layout, &layout.filled(filling, first, count)) {
                let read = page::read(page.as_bytes()).unwrap();
                let want = if layout.is_trap() { Vec::new() } else { layout.comments(filling, first, count) };
                let is_loose = layout.each.contains("{flow}") || layout.each.contains("{wrapped}");
                let got: Vec<Comment> = read.comments().iter().map(shown).collect();
                let [want, got] =
                    [want, got].map(|comments| if is_loose { joined(comments) } else { comments });
                let who = (filling.names[first], &filling.texts[first][..3]);
                if got != want {
                    faults.push(format!(
                        "{} in {around}, {count} from {who:?}: {}",
                        layout.name,
                        difference(&want, &got)
                    ));
                }
                if !layout.is_trap() && !layout.is_alone() && !read.article().contains("eleven years") {
                    faults.push(format!(
                        "{} in {around}, {count} from {who:?}: the article is lost",
                        layout.name
                    ));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

/// The pages on which a section may stand: below an article, or being the page.
fn surrounded(layout: &Layout, body: &str) -> Vec<(&'static str, String)> {
    let is_text = layout.name.ends_with(".txt");
    let mut pages = match (layout.is_alone(), is_text) {
        (false, false) => Vec::from(pages(body)),
        (false, true) => Vec::from(text_pages(body)),
        (true, false) => Vec::from(alone(body)),
        (true, true) => Vec::from([("alone", text_alone(body))]),
    };
    if layout.is_trap() {
        pages.push(("front", if is_text { text_front(body) } else { front(body) }));
    }
    pages
}

/// Comments in one line each, where a layout does not keep paragraphs apart.
fn joined(mut comments: Vec<Comment>) -> Vec<Comment> {
    for comment in &mut comments {
        comment.text = comment.text.split_whitespace().collect::<Vec<_>>().join(" ");
    }
    comments
}

/// What a layout shows of a comment.
fn shown(comment: &Comment) -> Comment {
    let mut shown = Comment::new(comment.text.clone());
    shown.author.clone_from(&comment.author);
    shown.date.clone_from(&comment.date);
    shown
}

fn difference(want: &[Comment], got: &[Comment]) -> String {
    let fields = |c: &Comment| [c.author.clone(), c.date.clone(), Some(c.text.clone())];
    let mut pairs = want.iter().zip(got).flat_map(|(want, got)| fields(want).into_iter().zip(fields(got)));
    let first = pairs.find(|(want, got)| want != got);
    let count = format!("{} of {}", got.len(), want.len());
    match first {
        Some((wanted, found)) => format!("{count}; wanted {wanted:?}, found {found:?}"),
        None => format!("{count}; {:?}", got.last().filter(|_| got.len() > want.len())),
    }
}
