//! WordPress exports (WXR). Elements come in; the comments under each item go
//! out. Pingbacks and other notes that WordPress keeps among the comments are
//! none.

use std::borrow::Cow;

use super::xml::Shape;
use crate::comment::Comment;
use crate::page::fragment;

#[derive(Default)]
pub(super) struct Wxr {
    /// The address of the item, which its comments stand under.
    link: Option<String>,
    draft: Option<Draft>,
}

/// What is known of a comment that is still open.
#[derive(Default)]
struct Draft {
    comment: Comment,
    kind: String,
    local_date: Option<String>,
}

/// What WordPress and its shops keep in the table of comments.
const NO_COMMENTS: [&str; 6] = ["pingback", "trackback", "order_note", "webmention", "action_log", "note"];

impl Shape for Wxr {
    fn start(&mut self, name: &str, _: &dyn Fn(&str) -> Option<String>) {
        match name {
            "item" => self.link = None,
            "wp:comment" => self.draft = Some(Draft::default()),
            _ => {}
        }
    }

    fn wants(&self, name: &str) -> bool {
        name == "link" || (self.draft.is_some() && name.starts_with("wp:comment_"))
    }

    fn end(&mut self, name: &str, text: &str) -> Option<Comment> {
        let value = || Some(text.trim()).filter(|value| !value.is_empty()).map(String::from);
        if name == "link" && self.draft.is_none() {
            self.link = value();
            return None;
        }
        let draft = self.draft.as_mut()?;
        let comment = &mut draft.comment;
        match name {
            "wp:comment_id" => comment.id = value(),
            "wp:comment_parent" => comment.parent = value().filter(|id| id != "0"),
            "wp:comment_author" => comment.author = value(),
            "wp:comment_date_gmt" => comment.date = iso(text.trim(), "Z"),
            "wp:comment_date" => draft.local_date = iso(text.trim(), ""),
            "wp:comment_approved" => comment.outcome = outcome(text.trim()).map(String::from),
            "wp:comment_type" => draft.kind = text.trim().to_owned(),
            "wp:comment_content" => comment.text = fragment(&with_breaks(text)),
            "wp:comment" => {
                let Draft { mut comment, kind, local_date } = self.draft.take()?;
                comment.date = comment.date.or(local_date);
                let place = |(link, id): (&String, &String)| format!("{link}#comment-{id}");
                comment.permalink = self.link.as_ref().zip(comment.id.as_ref()).map(place);
                return (!NO_COMMENTS.contains(&kind.as_str())).then_some(comment);
            }
            _ => {}
        }
        None
    }
}

/// `2024-11-01 05:04:00` as ISO 8601; zeros mean that there is none.
fn iso(date: &str, zone: &str) -> Option<String> {
    let (day, time) = date.split_once(' ')?;
    (!day.starts_with("0000")).then(|| format!("{day}T{time}{zone}"))
}

fn outcome(approved: &str) -> Option<&'static str> {
    match approved {
        "1" | "approve" | "approved" => Some("approved"),
        "0" | "hold" => Some("pending"),
        "spam" => Some("spam"),
        "trash" => Some("removed"),
        // `post-trashed` says that the article went, nothing of the comment.
        _ => None,
    }
}

/// WordPress stores line ends and makes paragraphs of them when it shows a
/// comment; HTML alone would fold them.
fn with_breaks(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    if !text.contains('\n') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 64);
    let mut in_tag = false;
    for (at, c) in text.char_indices() {
        in_tag = match c {
            '<' => text[at + 1..].starts_with(|next: char| next.is_ascii_alphabetic() || next == '/'),
            '>' => false,
            _ => in_tag,
        };
        if c == '\n' && !in_tag { out.push_str("<br>") } else { out.push(c) }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_ends_are_kept_outside_of_tags() {
        let cases = [
            ("one line", "plain", "plain"),
            ("paragraphs", "one\r\n\r\ntwo\nthree", "one\n\ntwo\nthree"),
            ("in a tag", "see <a\nhref='x'>this</a>", "see this"),
            ("no tag", "a < b\nc > d", "a < b\nc > d"),
            ("marked up", "<p>one</p>\n<p>two</p>", "one\n\ntwo"),
            ("a quote", "<blockquote>she said</blockquote>\nand so on", "> she said\n\nand so on"),
        ];
        for (name, text, want) in cases {
            assert_eq!(fragment(&with_breaks(text)), want, "{name}");
        }
    }
}
