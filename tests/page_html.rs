//! HTML pages of our own writing, one per comment system and per trap, and
//! the promises that hold for any bytes.

use std::fs;
use std::path::PathBuf;

use lamplighter::{Comment, Page, page};
use proptest::prelude::*;
use serde::Deserialize;

/// What the golden file beside a page says of it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Golden {
    /// What the article has to hold.
    #[serde(default)]
    keeps: Vec<String>,
    /// What it must not hold.
    #[serde(default)]
    drops: Vec<String>,
    /// The system that a script would load.
    #[serde(default)]
    absent_system: Option<String>,
    comments: Vec<Comment>,
}

/// The pages of the folder with their names and golden files.
fn pages() -> Vec<(String, Vec<u8>, Golden)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/pages/html");
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "html"));
    paths.sort();
    let read = |path: PathBuf| {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let json = fs::read(path.with_extension("json")).unwrap_or_else(|e| panic!("{name}.json: {e}"));
        let golden = serde_json::from_slice(&json).unwrap_or_else(|e| panic!("{name}.json: {e}"));
        (name, fs::read(path).unwrap(), golden)
    };
    paths.into_iter().map(read).collect()
}

fn read(bytes: &[u8]) -> Page {
    page::read(bytes).unwrap()
}

#[test]
fn pages_are_taken_apart() {
    for (name, bytes, golden) in pages() {
        let page = read(&bytes);
        assert_eq!(page.comments(), golden.comments, "{name}");
        assert_eq!(page.absent_system(), golden.absent_system.as_deref(), "{name}");
        let article = page.article();
        for kept in &golden.keeps {
            assert!(article.contains(kept), "{name} lost {kept:?}:\n{article}");
        }
        let texts = golden.comments.iter().map(|comment| &comment.text);
        for dropped in golden.drops.iter().chain(texts) {
            assert!(!article.contains(dropped), "{name} kept {dropped:?}:\n{article}");
        }
    }
}

#[test]
fn encodings_are_told_apart() {
    let page = |head: &str| {
        format!("<!doctype html>{head}<p>Caf\u{e9} \u{2019} and a paragraph that is long enough.")
    };
    let latin = |text: String| -> Vec<u8> {
        text.chars().map(|c| if c == '\u{2019}' { 0x92 } else { u8::try_from(c).unwrap_or(b'?') }).collect()
    };
    let greek = [b"<meta content='text/html; charset=iso-8859-7'><p>".as_slice(), &[0xe1; 50]].concat();
    let cases = [
        ("utf-8", page("").into_bytes(), "Caf\u{e9} \u{2019}"),
        ("named wrongly", page("<meta charset=latin1>").into_bytes(), "Caf\u{e9} \u{2019}"),
        ("not named", latin(page("")), "Caf\u{e9} \u{2019}"),
        ("windows-1252", latin(page("<meta charset='iso-8859-1'>")), "Caf\u{e9} \u{2019}"),
        ("greek", greek, "\u{3b1}\u{3b1}\u{3b1}"),
        ("a stray NUL", page("\0").into_bytes(), "Caf\u{e9}"),
        ("byte order mark", format!("\u{feff}{}", page("")).into_bytes(), "Caf\u{e9}"),
    ];
    for (name, bytes, want) in cases {
        let article = read(&bytes).article().to_owned();
        assert!(article.contains(want), "{name}: {article}");
    }
}

#[test]
fn broken_pages_are_read_all_the_same() {
    let deep = 100_000;
    let cases: [(&str, String); 15] = [
        ("deep", format!("<html>{}x{}", "<div>".repeat(deep), "</div>".repeat(deep))),
        ("deep and never closed", format!("<html>{}", "<b><li><p>".repeat(deep))),
        ("deep tables", format!("<html>{}x", "<table><tr><td>".repeat(deep))),
        ("deep comments", format!("<html>{}", "<li class=comment><cite>A</cite><p>x".repeat(10_000))),
        ("many end tags", format!("<html>{}", "</p></div></x>".repeat(deep))),
        ("many attributes", format!("<html><p {}>", "a=1 ".repeat(deep))),
        ("long attribute", format!("<html><p class='{}'>", "comment ".repeat(deep))),
        (
            "nested and dated",
            format!(
                "<html>{}",
                "<div class=comment><b class=fn>A</b> 3 days ago<p>Hello to you".repeat(16_000)
            ),
        ),
        (
            "nested and signed",
            format!(
                "<html>{}",
                "<div class=comment>by Ada on May 3, 2009<p>One two three four.".repeat(16_000)
            ),
        ),
        (
            "flat and dated",
            format!("<html>{}", "by Ada 3 days ago<br>a text that is long enough<br>".repeat(20_000)),
        ),
        ("headings and dates", format!("<html>{}", "<p>3 Comments<p>May 3, 2009".repeat(30_000))),
        ("open comment", format!("<html>{}", "<!--".repeat(deep))),
        ("open quotes", format!("<html>{}", "<p a=\"".repeat(deep))),
        ("bare ampersands", format!("<html>{}", "&".repeat(10 * deep))),
        ("many references", format!("<html><p>{}", "&amp;&nosuch&#".repeat(deep))),
    ];
    for (name, page) in cases {
        let start = std::time::Instant::now();
        read(page.as_bytes());
        // A test build on a busy machine is some 30 times slower than promised.
        assert!(start.elapsed().as_secs() < 30, "{name} took {:?}", start.elapsed());
    }
}

proptest! {
    #[test]
    fn any_bytes_are_answered(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = page::read(&[b"<html>".as_slice(), &bytes].concat());
    }

    /// Pieces of markup in any order, which random bytes would never hit.
    #[test]
    fn any_markup_is_answered(pieces in prop::collection::vec(prop::sample::select(&PIECES[..]), 0..80)) {
        let page = read(format!("<html>{}", pieces.concat()).as_bytes());
        for comment in page.comments() {
            prop_assert!(!comment.text.trim().is_empty());
        }
    }
}

const PIECES: [&str; 36] = [
    "<li class=comment id=comment-1>",
    "<li class='comment' id=comment-2>",
    "</li>",
    "<ol class=children>",
    "</ol>",
    "<div class=comment-content>",
    "<div class=wpd-comment>",
    "<div class=wpd-comment-text>",
    "</div>",
    "<div>",
    "<p>",
    "</p>",
    "<b class=fn>Ada",
    "</b>",
    "<time datetime=2024-01-01>",
    "</time>",
    "<table>",
    "<tr>",
    "<td>",
    "</td>",
    "</table>",
    "<script>",
    "</script>",
    "<!--",
    "-->",
    "<br>",
    "<pre>",
    "</pre>",
    "&amp;",
    "&#",
    "A line of text that is long enough to be a paragraph of an article.",
    "3 days ago",
    " \n ",
    "<",
    "'",
    "\"",
];
