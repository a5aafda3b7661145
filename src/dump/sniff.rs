//! What kind of file this is. The first bytes and the name come in; the
//! format, the delimiter and the manner of quoting go out, or the sentence
//! that tells why the file cannot be read. It guesses from a bounded prefix
//! and never looks further.

use std::path::Path;

use super::columns::{Role, Wanted};
use super::{Format, columns, export};
use crate::error::{Error, Result};

/// How much of a file is looked at. A few dozen comments: enough to see
/// whether fields are quoted.
pub(super) const PREFIX: usize = 64 * 1024;

/// The byte order mark that some programmes put before UTF-8.
pub(super) const BOM: &[u8] = b"\xef\xbb\xbf";

/// How a web archive begins. Its pages may be anything.
pub(super) const WARC: &[u8] = b"WARC/";

/// The first bytes of files that are often found beside dumps.
const MAGIC: [(&[u8], &str); 9] = [
    (b"PK\x03\x04", "a ZIP archive or an office document; unpack it, or save the sheet as CSV"),
    (b"%PDF-", "a PDF document"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
    (b"BZh", "compressed with bzip2; decompress it first"),
    (b"\xfd7zXZ", "compressed with xz; decompress it first"),
    (b"PAR1", "a Parquet table; export it as JSON Lines"),
    (b"SQLite format 3", "an SQLite database; export its table as CSV"),
];

/// Refuses what is not text in an encoding that can be read. A zero byte is
/// taken for a sign of that only if nobody said that this is text: now and
/// then one strays into a comment.
pub(super) fn check_text(prefix: &[u8], is_guess: bool) -> Result<()> {
    if let Some((_, what)) = MAGIC.iter().find(|(magic, _)| prefix.starts_with(magic)) {
        return Err(Error::not_text(format!("This is no text but {what}.")));
    }
    if prefix.starts_with(b"\xff\xfe") || prefix.starts_with(b"\xfe\xff") {
        return Err(Error::not_text(
            "This is UTF-16 text. Convert it first: iconv -f UTF-16 -t UTF-8 FILE > NEW.",
        ));
    }
    match memchr::memchr(0, prefix) {
        Some(at) if is_guess => Err(Error::not_text(format!(
            "This is no text but binary: byte {} is zero. If it is text all the same, say its format with \
             --from.",
            at + 1
        ))),
        _ => Ok(()),
    }
}

/// The format of a file of this name that begins like this.
///
/// An extension that says enough is believed, because a table may begin with
/// anything; otherwise the content decides. Which export a JSON file or a
/// table is, the content always decides, unless columns were asked for.
pub(super) fn format(name: &str, prefix: &[u8], wanted: &Wanted) -> Result<Format> {
    let prefix = prefix.strip_prefix(BOM).unwrap_or(prefix);
    let start = prefix.trim_ascii_start();
    let is_plain = wanted.named().next().is_some();
    if start.starts_with(WARC) {
        return Ok(archive(name));
    }
    let extension = extension(name);
    match extension.as_str() {
        "csv" if is_plain => return Ok(Format::Csv),
        "csv" => return Ok(known_table(prefix).unwrap_or(Format::Csv)),
        "tsv" | "tab" => return Ok(Format::Tsv),
        "html" | "htm" | "xhtml" => return Ok(Format::Html),
        "jsonl" | "ndjson" => {
            let json = if is_plain { Format::Jsonl } else { export::json_format(start) };
            return Ok(if json == Format::Json { Format::Jsonl } else { json });
        }
        _ => {}
    }
    let is_array = start.strip_prefix(b"[").is_some_and(|rest| rest.trim_ascii_start().starts_with(b"{"));
    if start.starts_with(b"{") || is_array {
        let json = export::json_format(start);
        return Ok(match json {
            Format::Json | Format::Jsonl => json,
            _ if is_plain && is_array => Format::Json,
            _ if is_plain => Format::Jsonl,
            export => export,
        });
    }
    let begins = |tag: &str| start.get(..tag.len()).is_some_and(|s| s.eq_ignore_ascii_case(tag.as_bytes()));
    if ["<!doctype html", "<html", "<head", "<body"].into_iter().any(begins) {
        return Ok(Format::Html);
    }
    if ["<?xml", "<rss", "<disqus"].into_iter().any(begins) {
        return export::xml_format(start);
    }
    match extension.as_str() {
        "txt" | "text" | "md" => Ok(Format::Text),
        _ => Ok(table_format(prefix, wanted).unwrap_or(Format::Text)),
    }
}

/// The kind of a web archive; they are read alike.
pub(super) fn archive(name: &str) -> Format {
    if extension(name) == "wet" { Format::Wet } else { Format::Warc }
}

/// A table that is known by its columns.
fn known_table(prefix: &[u8]) -> Option<Format> {
    let header = std::str::from_utf8(first_line(prefix)).ok()?;
    let names: Vec<&str> = header.split(',').map(|name| name.trim().trim_matches('"')).collect();
    let has = |all: &[&str]| all.iter().all(|name| names.contains(name));
    if has(&["severe_toxicity", "obscene", "threat", "insult", "identity_attack"]) {
        Some(Format::Civil)
    } else if has(&["id", "comment_text", "toxic"]) || has(&["comment_text", "severe_toxic"]) {
        Some(Format::Jigsaw)
    } else {
        None
    }
}

/// A table is known by a header that has several columns, one of them
/// commonly the text of a comment. A line with bars between the words is more
/// often the menu of a page: `Home | News | Comment`.
fn table_format(prefix: &[u8], wanted: &Wanted) -> Option<Format> {
    let delimiter = delimiter(prefix);
    if delimiter == b'|' {
        return None;
    }
    let header = std::str::from_utf8(first_line(prefix)).ok()?;
    let mut names = header.split(char::from(delimiter)).map(|name| name.trim().trim_matches('"'));
    let claims = |name| wanted.claim(name).is_some_and(|claim: columns::Claim| claim.role == Role::Text);
    let is_table = header.contains(char::from(delimiter)) && names.any(claims);
    let is_plain = wanted.named().next().is_some();
    let known = if is_plain { None } else { known_table(prefix) };
    is_table.then(|| if delimiter == b'\t' { Format::Tsv } else { known.unwrap_or(Format::Csv) })
}

/// The last extension that is not one of a compressor, in lower case.
fn extension(name: &str) -> String {
    let lower = name.to_lowercase();
    let bare = [".gz", ".zst", ".zstd"].iter().find_map(|end| lower.strip_suffix(end)).unwrap_or(&lower);
    let extension = Path::new(bare).extension().and_then(|e| e.to_str());
    extension.unwrap_or_default().to_owned()
}

/// The character that separates the columns: the most frequent of the usual
/// ones in the header, outside quotes; the earlier of equals.
pub(crate) fn delimiter(prefix: &[u8]) -> u8 {
    const USUAL: [u8; 4] = [b',', b';', b'\t', b'|'];
    let mut counts = [0usize; USUAL.len()];
    let mut quoted = false;
    for &byte in first_line(prefix) {
        quoted ^= byte == b'"';
        if let (false, Some(i)) = (quoted, USUAL.iter().position(|&usual| usual == byte)) {
            counts[i] += 1;
        }
    }
    let most = counts.into_iter().max().unwrap_or_default();
    let best = counts.iter().position(|&count| count == most).unwrap_or_default();
    USUAL[best]
}

/// Whether a quotation mark at the start of a field opens a quoted field.
///
/// In tab-separated files both manners are common. A file without a field
/// that would be quoted badly is read as quoted; otherwise the reading that
/// gives more records of the header's width, and fewer of another, wins.
pub(crate) fn tabs_are_quoted(prefix: &[u8]) -> bool {
    let well_quoted = |field: &[u8]| match field {
        [b'"', inner @ .., b'"'] => {
            inner.split(|&b| b == b'"').skip(1).step_by(2).all(<[u8]>::is_empty)
                && inner.iter().filter(|&&b| b == b'"').count() % 2 == 0
        }
        [b'"', ..] => false,
        _ => true,
    };
    let lines = || prefix.split(|&b| b == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line));
    // The last line may be cut off by the end of the prefix.
    let whole = lines().count().saturating_sub(1).max(1);
    if lines().take(whole).all(|line| line.split(|&b| b == b'\t').all(well_quoted)) {
        return true;
    }
    let fit = |quoting: bool| -> i64 {
        let mut reader = csv::ReaderBuilder::new();
        reader.delimiter(b'\t').quoting(quoting).flexible(true).has_headers(false);
        let mut reader = reader.from_reader(prefix);
        let mut widths = reader.byte_records().map_while(|record| record.ok()).map(|record| record.len());
        let width = widths.next().unwrap_or_default();
        widths.map(|w| if w == width { 1 } else { -1 }).sum()
    };
    fit(true) > fit(false)
}

fn first_line(prefix: &[u8]) -> &[u8] {
    let end = memchr::memchr2(b'\n', b'\r', prefix).unwrap_or(prefix.len());
    &prefix[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_told_apart() {
        let cases: [(&str, &str, &[u8], Format); 14] = [
            ("extension", "a.CSV", b"{", Format::Csv),
            ("compressed", "a.tsv.gz", b"x", Format::Tsv),
            ("lines of objects", "-", b" \n{\"text\":\"a\"}", Format::Jsonl),
            ("after a byte order mark", "-", b"\xef\xbb\xbf{\"text\":1}", Format::Jsonl),
            ("a page", "-", b"<!DOCTYPE HTML>", Format::Html),
            ("a scraped page", "page.txt", b"The news of the day, in short\n", Format::Text),
            ("a table from a pipe", "-", b"id,comment_text\n1,a\n", Format::Csv),
            ("quoted names", "-", b"\"id\";\"body\"\n1;a\n", Format::Csv),
            ("tabs from a pipe", "-", b"id\ttweet\n1\ta\n", Format::Tsv),
            ("a menu", "-", b"Home | News | Comment\n", Format::Text),
            ("a list in a page", "page.txt", b"News, Comment, Sport\n", Format::Text),
            ("no known column", "-", b"first, second\n", Format::Text),
            ("one word", "-", b"text\n", Format::Text),
            ("nothing", "-", b"", Format::Text),
        ];
        for (case, name, prefix, want) in cases {
            assert_eq!(format(name, prefix, &Wanted::default()).unwrap(), want, "{case}");
        }
    }

    #[test]
    fn delimiters_are_counted_outside_quotes() {
        let cases: [(&[u8], u8); 5] = [
            (b"a,b;c,d", b','),
            (b"a;b;c,d", b';'),
            (b"a\tb\nc,d,e", b'\t'),
            (b"\"a,b,c\";d", b';'),
            (b"text", b','),
        ];
        for (header, want) in cases {
            assert_eq!(delimiter(header), want, "{:?}", String::from_utf8_lossy(header));
        }
    }

    #[test]
    fn quoting_of_tabbed_files_is_told_apart() {
        let cases: [(&str, &[u8], bool); 6] = [
            ("plain", b"id\ttext\n1\tfine\n", true),
            ("doubled marks", b"id\ttext\n1\t\"say \"\"hello\"\" first\"\n", true),
            ("a quoted newline", b"id\ttext\n1\t\"two\nlines\"\n2\tb\n", true),
            ("a mark that never closes", b"id\ttext\n1\t\"no, he said\n2\tb\n3\tc\n", false),
            ("marks around a first word", b"id\ttext\n1\t\"news\" they say\n2\tb\n", false),
            ("two stray marks", b"id\ttext\n1\t\"a\n2\tb\n3\t\"c\n", false),
        ];
        for (name, prefix, want) in cases {
            assert_eq!(tabs_are_quoted(prefix), want, "{name}");
        }
    }

    #[test]
    fn what_is_no_text_is_named() {
        let cases: [(&[u8], &str); 4] = [
            (b"\x89PNG\r\n", "an image"),
            (b"PK\x03\x04...", "a ZIP archive"),
            (b"\xff\xfea\0", "UTF-16"),
            (b"ab\0", "byte 3 is zero"),
        ];
        for (prefix, want) in cases {
            let message = check_text(prefix, true).unwrap_err().to_string();
            assert!(message.contains(want), "{message}");
        }
        check_text("Grüße, naïve – 日本".as_bytes(), true).unwrap();
        check_text(b"id,text\n1,a\0b\n", false).unwrap();
    }
}
