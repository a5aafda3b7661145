//! A page of plain text → article and comments. What comes in: text as an
//! extractor or a text browser left it. What goes out: a [`Page`]. What it
//! promises: never a panic, time linear in the text, and nothing in the
//! answer that was not on the page.
//!
//! The way: marks that a converter left are taken off ([`converted`]), and text is split into [`lines`]; each line is looked up in the table
//! of [`marks`] and searched for a date and a [`name`], which gives it its
//! [`kind`](super::kind); what repeats behind dates is [`buttons`], and beside names and dates [`labels`]; some kinds in a row make a comment's [`header`]. A heading, or the [`rhythm`] of
//! headers alone, opens a [`section`], or one or two stand [`lone`] below an article; its [`bounds`] are marks and the page's
//! layout; [`guard`] sorts out lists of articles, and [`said`] what no reader wrote; within it, the [`thread`] is
//! read comment by comment: the name may stand below it alone ([`signed`]), or the date alone ([`framed`]), or buttons alone ([`closed`]), or in a
//! [`mail`]'s header; whom it answers may be a name beside it ([`answered`]). What no section holds is the article. The [`talk`] pages of wikis and
//! questions with their [`answers`] have neither headers nor sections.

mod answered;
mod answers;
mod bare;
mod bounds;
mod buttons;
mod closed;
mod converted;
mod framed;
mod group;
mod guard;
mod header;
mod labels;
mod lines;
mod lone;
mod mail;
mod profile;
mod rhythm;
mod said;
mod section;
mod signed;
mod talk;
mod thread;

use crate::comment::Page;
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
    let mut sections = section::find(&page);
    let mut comments = Vec::new();
    sections.retain_mut(|section| {
        let (thread, end) = thread::read(&page, section);
        let is_kept = thread.is_empty() || said::by_readers(&page, section, &thread);
        if is_kept {
            comments.extend(thread);
            section.close(&page, end);
        }
        is_kept
    });
    Page { article: article(&page, &sections), comments, ..Page::default() }
}

/// The lines outside of all sections.
fn article(page: &Classified<'_>, sections: &[Section]) -> String {
    let mut article = String::new();
    let mut sections = sections.iter().peekable();
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
