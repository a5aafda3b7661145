//! A file of `tests/data/pages/layouts` → a [`Layout`] that can be filled with
//! any number of records. What comes in: the files. What goes out: what a page
//! shows, and the comments that have to be read from it.

use std::env;
use std::fs;
use std::path::PathBuf;

use lamplighter::Comment;

use crate::dates::date;
use crate::fill::{Filling, PLACES, SENTENCES, TITLES};

pub(crate) struct Layout {
    pub(crate) name: String,
    dates: String,
    shows: Vec<String>,
    head: String,
    opening: Option<String>,
    pub(crate) each: String,
    foot: String,
}

pub(crate) fn layouts() -> Vec<Layout> {
    let own = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/pages/layouts");
    let folder = env::var_os("LAMPLIGHTER_LAYOUTS").map_or_else(own, PathBuf::from);
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "html" || extension == "txt"));
    paths.sort();
    assert!(!paths.is_empty());
    paths
        .iter()
        .map(|path| layout(path.file_name().unwrap().to_str().unwrap(), &fs::read_to_string(path).unwrap()))
        .collect()
}

/// `<!-- dates: STYLE; shows: author date -->`, then the page with what repeats
/// between `=each` and `=end`.
fn layout(name: &str, source: &str) -> Layout {
    let (said, body) = source.split_once(" -->\n").unwrap_or_else(|| panic!("{name} has no first line"));
    let (dates, shows) = said.trim_start_matches("<!-- dates: ").split_once("; shows: ").unwrap();
    let (head, rest) = body.split_once("=each\n").unwrap_or_else(|| panic!("{name} repeats nothing"));
    let (head, opening) =
        head.split_once("=first\n").map_or((head, None), |(head, opening)| (head, Some(opening)));
    let (each, foot) = rest.split_once("=end\n").unwrap_or_else(|| panic!("{name} does not end"));
    Layout {
        name: name.to_owned(),
        dates: dates.to_owned(),
        shows: shows.split(' ').filter(|word| *word != "nothing").map(str::to_owned).collect(),
        head: head.to_owned(),
        opening: opening.map(str::to_owned),
        each: each.to_owned(),
        foot: foot.to_owned(),
    }
}

impl Layout {
    pub(crate) fn is_trap(&self) -> bool {
        self.name.starts_with("trap_")
    }

    /// A page of which the section is all there is.
    pub(crate) fn is_alone(&self) -> bool {
        self.shows.iter().any(|shown| shown == "alone")
    }

    /// How many records show what they are: some layouts do so only by their rhythm.
    pub(crate) fn fewest(&self) -> usize {
        if self.shows.iter().any(|shown| shown == "many") { 4 } else { 1 }
    }

    /// The layout filled with so many records, beginning with one of the twelve.
    pub(crate) fn filled(&self, filling: &Filling, first: usize, count: usize) -> String {
        let mut out = self.head.clone();
        for n in first..first + count {
            let (name, text) = (filling.names[n % 12], filling.texts[n % 12]);
            let each = self.opening.as_ref().filter(|_| n == first).unwrap_or(&self.each);
            let paragraphs: Vec<String> = text.split("\n\n").map(|p| format!("<p>{p}</p>")).collect();
            let slug = name.to_lowercase().replace([' ', '.'], "-");
            let record = alternated(each, n)
                .replace("{name}", name)
                .replace("{slug}", &slug)
                .replace("{place}", PLACES[n % 12])
                .replace("{date}", &date(&self.dates, n))
                .replace("{paragraphs}", &paragraphs.concat())
                .replace("{text}", text)
                .replace("{flow}", &text.replace("\n\n", "\n"))
                .replace("{wrapped}", &wrapped(text))
                .replace("{breaks}", &text.replace("\n\n", "<br><br>"))
                .replace("{title}", TITLES[n % 12])
                .replace("{sentence}", SENTENCES[n % 12])
                .replace("{n}", &(n + 1).to_string());
            out.push_str(&record);
        }
        out + &self.foot
    }

    pub(crate) fn comments(&self, filling: &Filling, first: usize, count: usize) -> Vec<Comment> {
        let shows = |what: &str| self.shows.iter().any(|shown| shown == what);
        (first..first + count)
            .map(|n| {
                let mut comment = Comment::new(filling.texts[n % 12]);
                if shows("author") {
                    comment = comment.with_author(filling.names[n % 12]);
                }
                if shows("date") {
                    let written = date(&self.dates, n).replace("&nbsp;", " ");
                    let written = written.replace("<span>", "").replace("</span>", "");
                    comment = comment.with_date(written.trim_start_matches("le "));
                }
                comment
            })
            .collect()
    }
}

/// `[[a|b]]` is `b` in every third record, and else `a`.
fn alternated(each: &str, n: usize) -> String {
    let mut out = String::new();
    let mut rest = each;
    while let Some((before, behind)) = rest.split_once("[[") {
        let (choice, behind) = behind.split_once("]]").expect("a choice ends");
        let (usual, third) = choice.split_once('|').expect("a choice has two sides");
        out.push_str(before);
        out.push_str(if n % 3 == 1 { third } else { usual });
        rest = behind;
    }
    out + rest
}

/// A text as `lynx -dump` writes an item of a list.
fn wrapped(text: &str) -> String {
    const WIDTH: usize = 72;
    let mut lines = Vec::new();
    for paragraph in text.split("\n\n") {
        let mut line = String::from("      ");
        for word in paragraph.split(' ') {
            if line.len() + word.len() > WIDTH {
                lines.push(std::mem::replace(&mut line, String::from("      ")));
            }
            line.push(' ');
            line.push_str(word);
        }
        lines.extend([line, String::new()]);
    }
    lines.pop();
    lines.join("\n")
}
