//! The plain records that every room passes round: a reader's [`Comment`],
//! and the [`Page`] it was found on. They hold text as it was shown; what is
//! not known is `None`, never an empty string.

use serde::{Deserialize, Serialize};

/// One reader comment, as it was shown.
///
/// ```
/// use lamplighter::Comment;
///
/// let comment = Comment::new("I think the second figure is wrong.").with_author("Ada");
/// assert_eq!(comment.author.as_deref(), Some("Ada"));
/// assert_eq!(comment.parent, None);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Comment {
    /// The identifier in its source, if it has one.
    pub id: Option<String>,
    /// The name its writer is shown under.
    pub author: Option<String>,
    /// When it was written: ISO 8601 where the source says enough to know it,
    /// otherwise the string a reader of the page sees.
    pub date: Option<String>,
    /// The `id` of the comment that this one answers.
    pub parent: Option<String>,
    /// The author of the comment that this one answers. Text pages often show
    /// only the name.
    pub reply_to: Option<String>,
    /// Where it can be read, as its source says: an address, a path on the site
    /// that it was written for, or a place on the page (`#comment-7`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub permalink: Option<String>,
    /// What its moderators decided, if the source tells. Exports are read as
    /// `approved`, `published` (it is shown, nobody decided), `pending`,
    /// `rejected`, `removed` (by a moderator), `spam`, or `deleted` (by its
    /// writer, or the source does not say by whom); tables may have words of
    /// their own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<String>,
    /// What its readers gave it: the votes for it without those against it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub votes: Option<i64>,
    /// What was written. Paragraphs are separated by a blank line. Empty if
    /// the source keeps the place of a comment but not its words.
    pub text: String,
}

impl Comment {
    /// A comment of which only the text is known.
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// Sets the identifier.
    pub fn with_id(mut self, id: impl Into<String>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// Sets the writer's name.
    pub fn with_author(mut self, author: impl Into<String>) -> Self {
        self.author = Some(author.into());
        self
    }

    /// Sets the date.
    pub fn with_date(mut self, date: impl Into<String>) -> Self {
        self.date = Some(date.into());
        self
    }

    /// Sets the identifier of the comment that this one answers.
    pub fn with_parent(mut self, parent: impl Into<String>) -> Self {
        self.parent = Some(parent.into());
        self
    }

    /// Sets the name of the author that this comment answers.
    pub fn with_reply_to(mut self, name: impl Into<String>) -> Self {
        self.reply_to = Some(name.into());
        self
    }

    /// Sets where it can be read.
    pub fn with_permalink(mut self, address: impl Into<String>) -> Self {
        self.permalink = Some(address.into());
        self
    }

    /// Sets what its readers gave it.
    pub fn with_votes(mut self, votes: i64) -> Self {
        self.votes = Some(votes);
        self
    }

    /// Sets what its moderators decided.
    pub fn with_outcome(mut self, outcome: impl Into<String>) -> Self {
        self.outcome = Some(outcome.into());
        self
    }
}

/// A web page taken apart: the article body and the comments under it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Page {
    pub(crate) article: String,
    pub(crate) comments: Vec<Comment>,
    pub(crate) system: Option<&'static str>,
    pub(crate) absent_system: Option<&'static str>,
}

impl Page {
    /// The page's own text, without its comments and without the boilerplate
    /// of the comment section. Paragraphs are separated by a blank line.
    pub fn article(&self) -> &str {
        &self.article
    }

    /// The comments in the order in which the page shows them.
    pub fn comments(&self) -> &[Comment] {
        &self.comments
    }

    /// The comment system whose marks the comments were read by, if the page
    /// shows one: `WordPress`, `phpBB`.
    pub fn system(&self) -> Option<&str> {
        self.system
    }

    /// The comment system that a script would load, if there is one and the
    /// page itself holds no comments: `Disqus`. The page may well have
    /// comments then, but they are not in what was saved.
    ///
    /// ```
    /// let page = lamplighter::page::read(b"<!doctype html><div id='disqus_thread'></div>")?;
    /// assert!(page.comments().is_empty());
    /// assert_eq!(page.absent_system(), Some("Disqus"));
    /// # Ok::<(), lamplighter::Error>(())
    /// ```
    pub fn absent_system(&self) -> Option<&str> {
        self.absent_system
    }

    /// The comments, owned.
    pub fn into_comments(self) -> Vec<Comment> {
        self.comments
    }
}
