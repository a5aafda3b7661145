//! The names of what can be read. What was typed, or what a file shows, comes
//! in; a [`Format`] goes out, with the name that a person knows it by.

use std::fmt;

/// The formats that can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// A web page as plain text.
    Text,
    /// A web page as HTML.
    Html,
    /// A table separated by commas (or semicolons or tabs, as its header
    /// shows), with a header.
    Csv,
    /// A table separated by tabs, with a header; quoted or not.
    Tsv,
    /// JSON Lines: one object on each line.
    Jsonl,
    /// One JSON document, in which objects with a text are comments.
    Json,
    /// A WordPress export (WXR), or a Disqus import, which has the same form.
    Wxr,
    /// A Disqus export (XML).
    Disqus,
    /// Topics or posts of the Discourse API.
    Discourse,
    /// Comments of Reddit: Pushshift's lines, or listings of the API.
    Reddit,
    /// Items of Hacker News: of its own API, or of Algolia's.
    HackerNews,
    /// Answers of the Lemmy API.
    Lemmy,
    /// Coral's (Talk's) comments: of its database, or of its GraphQL API.
    Coral,
    /// The Civil Comments table.
    Civil,
    /// A Jigsaw (Kaggle) table of labelled comments.
    Jigsaw,
    /// A web archive of pages as they were answered (WARC).
    Warc,
    /// A web archive of pages as plain text (WET).
    Wet,
}

impl Format {
    /// Every format with the name that it is asked for by and the one that it
    /// is known by.
    const NAMES: [(Format, &'static str, &'static str); 17] = [
        (Format::Text, "text", "a page of plain text"),
        (Format::Html, "html", "an HTML page"),
        (Format::Csv, "csv", "a CSV table"),
        (Format::Tsv, "tsv", "a TSV table"),
        (Format::Jsonl, "jsonl", "JSON Lines"),
        (Format::Json, "json", "a JSON document"),
        (Format::Wxr, "wxr", "a WordPress export"),
        (Format::Disqus, "disqus", "a Disqus export"),
        (Format::Discourse, "discourse", "posts of Discourse"),
        (Format::Reddit, "reddit", "comments of Reddit"),
        (Format::HackerNews, "hn", "items of Hacker News"),
        (Format::Lemmy, "lemmy", "comments of Lemmy"),
        (Format::Coral, "coral", "comments of Coral"),
        (Format::Civil, "civil", "the Civil Comments table"),
        (Format::Jigsaw, "jigsaw", "a Jigsaw table"),
        (Format::Warc, "warc", "a web archive (WARC)"),
        (Format::Wet, "wet", "a web archive of plain text (WET)"),
    ];

    /// All formats.
    pub fn all() -> impl Iterator<Item = Format> {
        Self::NAMES.iter().map(|(format, ..)| *format)
    }

    /// The short name, as it is typed.
    pub fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(format, ..)| *format == self).map_or("", |(_, name, _)| name)
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = Self::NAMES.iter().find(|(format, ..)| format == self).map_or("", |(_, _, name)| name);
        f.write_str(name)
    }
}
