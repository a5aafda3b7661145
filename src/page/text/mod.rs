//! A page of plain text → article and comments. What comes in: text as an
//! extractor or a text browser left it. What goes out: a [`Page`]. What it
//! promises: never a panic, time linear in the text, and nothing in the
//! answer that was not on the page.
//!
//! The way: marks that a converter left are taken off ([`converted`]), and text is
//! split into [`lines`]; each line is looked up in the table of [`marks`] and searched
//! for a date and a [`name`], which gives it its [`kind`](super::kind); what repeats
//! behind dates is [`buttons`], and beside names and dates [`labels`]; some kinds in a
//! row make a comment's [`header`]. A heading, or the [`rhythm`] of headers alone,
//! opens a [`section`], or one or two stand [`lone`] below an article; its [`bounds`]
//! are marks and the page's layout; [`guard`] sorts out lists of articles, and [`said`]
//! what no reader wrote. Where none of this makes sure, every [`candidate`] is weighed
//! by its [`evidence`]. Within a section, the [`thread`] is read comment by comment:
//! the name may stand below it alone ([`signed`]), or the date alone ([`framed`]), or
//! buttons alone ([`closed`]), or in a [`mail`]'s header; whom it answers may be a name
//! beside it ([`answered`]); the last comment may [`overrun`] its end. What no section
//! holds is the article. The [`talk`] pages of wikis and questions with their
//! [`answers`] have neither headers nor sections.

mod answered;
mod answers;
mod bare;
mod bounds;
mod buttons;
mod candidate;
mod closed;
mod converted;
mod evidence;
mod framed;
mod group;
mod guard;
mod header;
mod labels;
mod lines;
mod lone;
mod mail;
mod overrun;
mod profile;
mod rhythm;
mod said;
mod section;
mod signed;
mod talk;
mod thread;

use super::teaser;
use crate::comment::{Comment, Page};
use header::Classified;
use section::Section;

/// How a line ends that is a sentence, or the end of one.
const SENTENCE_ENDS: [char; 10] = ['.', '!', '?', '…', '"', '”', ')', '。', '！', '？'];

pub(super) fn read(text: &str) -> Page {
    let text = converted::plain(text);
    let page = Classified::new(lines::split(&text));
    if let Some(page) = talk::read(&page).or_else(|| answers::read(&page)) {
        return page;
    }
    let mut found: Vec<Read> =
        section::find(&page).into_iter().filter_map(|section| Read::new(&page, section)).collect();
    candidate::replace(&page, &mut found);
    let article = article(&page, &found);
    let comments = found.into_iter().flat_map(|read| read.comments);
    // Not a reader's, but another page's.
    let comments = comments.filter(|comment| !teaser::is_excerpt(&comment.text)).collect();
    Page { article, comments, ..Page::default() }
}

/// A section that was read.
struct Read {
    section: Section,
    comments: Vec<Comment>,
    /// The line behind the last comment.
    end: usize,
}

impl Read {
    /// Reads a section of a page, if readers wrote what it holds.
    fn new(page: &Classified<'_>, section: Section) -> Option<Self> {
        let (comments, end) = thread::read(page, &section);
        let is_kept = comments.is_empty() || said::by_readers(page, &section, &comments);
        is_kept.then(|| Self::closed(page, section, comments, end))
    }

    /// What was read of a section, which ends below the last comment.
    fn closed(page: &Classified<'_>, mut section: Section, comments: Vec<Comment>, end: usize) -> Self {
        section.close(page, end);
        Self { section, comments, end }
    }
}

/// The lines outside of all sections.
fn article(page: &Classified<'_>, found: &[Read]) -> String {
    let mut article = String::new();
    let mut sections = found.iter().map(|read| &read.section).peekable();
    for (at, line) in page.lines.iter().enumerate() {
        while sections.next_if(|section| section.lines.end <= at).is_some() {}
        if sections.peek().is_some_and(|section| section.lines.contains(&at)) {
            continue;
        }
        if !article.is_empty() {
            article.push_str(if line.blanks > 0 { "\n\n" } else { "\n" });
        }
        article.push_str(line.full);
    }
    article
}
