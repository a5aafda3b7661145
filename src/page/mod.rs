//! A web page → article body and comments. What comes in: the bytes of a page
//! as it was scraped. What goes out: a [`Page`]. What it promises: any bytes
//! are answered, with a page or with a sentence, in time linear in their
//! number; every word of a comment stood on the page.
//!
//! [`read`] decodes the bytes and looks at how the text begins; each form of
//! page has a room of its own: `html`, and `text` for plain text.

mod date;
mod decode;
mod hint;
mod html;
mod kind;
mod marks;
mod name;
mod repeat;
mod talk;
mod teaser;
mod text;
mod votes;

use crate::comment::Page;
use crate::error::Result;
#[cfg(feature = "server")]
pub(crate) use html::own_text;

/// Takes a page of HTML or of plain text apart: the article body, and the
/// comments one by one with author, date and the name of the one they answer.
///
/// Dates are ISO 8601 where an HTML page gives them so; otherwise they are as
/// the page shows them (`1 year ago`, `March 4, 2019 at 9:12 am`): a page
/// seldom says which of two numbers is the month, nor when it was saved.
///
/// ```
/// let page = lamplighter::page::read(
///     "The new bridge opens in May.\n\n\
///      2 Comments\n\
///      Ada\n3 days ago\n\nAt last!\n\nReply\n\
///      Brun\n1 day ago\nReply to Ada\n\nWait for the tolls.\n\nReply\n"
///         .as_bytes(),
/// )?;
/// assert_eq!(page.article(), "The new bridge opens in May.");
/// assert_eq!(page.comments()[1].reply_to.as_deref(), Some("Ada"));
/// assert_eq!(page.comments()[1].text, "Wait for the tolls.");
/// # Ok::<(), lamplighter::Error>(())
/// ```
///
/// ```
/// let page = lamplighter::page::read(
///     b"<!doctype html><p>The new bridge opens in May.</p>
///       <ol class='comment-list'>
///         <li class='comment' id='comment-7'><b class='fn'>Ada</b>
///           <time datetime='2024-05-02'>May 2</time>
///           <div class='comment-content'>At last!</div>
///       </ol>",
/// )?;
/// assert_eq!(page.comments()[0].id.as_deref(), Some("comment-7"));
/// assert_eq!(page.comments()[0].date.as_deref(), Some("2024-05-02"));
/// assert_eq!(page.system(), Some("WordPress"));
/// # Ok::<(), lamplighter::Error>(())
/// ```
///
/// # Errors
/// If the bytes are no text: they hold NUL bytes.
pub fn read(bytes: &[u8]) -> Result<Page> {
    read_labelled(bytes, None)
}

/// Like [`read`], with the name of the encoding that the server gave.
pub(crate) fn read_labelled(bytes: &[u8], charset: Option<&str>) -> Result<Page> {
    let decoded = decode::decode(bytes, charset)?;
    if is_html(decoded.as_bytes()) {
        return Ok(html::read(&decoded));
    }
    Ok(text::read(&decoded))
}

/// The text of a comment that is HTML all by itself, as exports hold them:
/// paragraphs apart, quotes marked.
pub(crate) fn fragment(source: &str) -> String {
    html::fragment(source)
}

/// Whether the text opens with a doctype, a comment or one of the tags that
/// begin a page. A plain text may well open with `<3` or with a stray tag.
fn is_html(text: &[u8]) -> bool {
    #[rustfmt::skip]
    const OPENINGS: [&str; 16] = [
        "<!doctype", "<!--", "<?xml", "<html", "<head", "<body", "<meta", "<title", "<div", "<link", "<script",
        "<style", "<table", "<center", "<base", "<main",
    ];
    let start = text.trim_ascii_start();
    OPENINGS.iter().any(|o| start.get(..o.len()).is_some_and(|s| s.eq_ignore_ascii_case(o.as_bytes())))
}
