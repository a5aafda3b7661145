//! Any file in → what is told of each of its records, and of what is no record.

use std::collections::VecDeque;
use std::fmt::Write as _;
use std::io::{self, Read};
use std::path::Path;

use lamplighter::dump::{CsvWriter, Format, JsonlWriter, Options, Reader, Record};
use lamplighter::{Comment, ErrorKind};

/// What a reader makes of some bytes: one line for each record or error.
pub(super) fn told(bytes: &[u8], name: &str, options: &Options) -> String {
    let mut told = String::new();
    let reader = match Reader::from_bytes(bytes, name, options) {
        Ok(reader) => reader,
        Err(e) => return format!("refused: {e}\n"),
    };
    for record in reader {
        match record {
            Ok(Record { line: Some(line), index, comment, .. }) => {
                let Comment { id, text, .. } = comment;
                writeln!(told, "{line} #{index} {} {text:?}", id.as_deref().unwrap_or("-")).unwrap();
            }
            Ok(record) => writeln!(told, "{record:?}").unwrap(),
            Err(e) => writeln!(told, "error: {e}").unwrap(),
        }
    }
    told
}

fn data(name: &str) -> Vec<u8> {
    std::fs::read(Path::new("tests/data/dump").join(name)).unwrap()
}

struct Case {
    name: &'static str,
    file: &'static str,
    bytes: Vec<u8>,
    options: Options,
    want: &'static str,
}

fn case(name: &'static str, file: &'static str, bytes: impl AsRef<[u8]>, want: &'static str) -> Case {
    Case { name, file, bytes: bytes.as_ref().to_vec(), options: Options::default(), want }
}

#[test]
fn readers() {
    let bom = |text: &str| [b"\xef\xbb\xbf", text.as_bytes()].concat();
    let short = Options::default().record_limit(100);
    let long = "x".repeat(300);
    let cases = [
        case(
            "quoted newlines, as Kaggle writes them",
            "kaggle.csv",
            data("kaggle.csv"),
            "2 #0 0001 \"First line,\\nsecond line with \\\"quotes\\\"\\n\\nand a third paragraph.\"\n\
             6 #1 0002 \"Plain and short\"\n\
             7 #2 0003 \"=SUM(A1:A9) is how I count them\"\n\
             8 #3 0004 \"Ünïcödé — 日本語 👍\"\n",
        ),
        case(
            "semicolons and CRLF",
            "semicolons.csv",
            data("semicolons.csv"),
            "2 #0 z1 \"Lovely chorus; the bridge is weak\"\n3 #1 z2 \"Check the second verse\"\n",
        ),
        case(
            "TSV with quoting",
            "quoted.tsv",
            data("quoted.tsv"),
            "2 #0 86 \"He said \\\"later\\\" and left\"\n3 #1 87 \"no marks here\"\n",
        ),
        case(
            "TSV without quoting",
            "bare.tsv",
            data("bare.tsv"),
            "2 #0 86 \"\\\"Later,\\\" he said, and left\"\n3 #1 87 \"no marks here\"\n4 #2 88 \"\\\"Never closed\"\n",
        ),
        case(
            "JSON Lines with all kinds of broken lines",
            "mixed.jsonl",
            data("mixed.jsonl"),
            "1 #0 41 \"The chart has no axis labels.\"\n\
             3 #1 - \"Agreed, and the legend is cut off.\"\n\
             error: mixed.jsonl:4: The line is no JSON object: EOF while parsing a string at column 51. Each line \
             must hold one whole object.\n\
             error: mixed.jsonl:5: The record's text is null.\n\
             error: mixed.jsonl:6: None of the record's fields is known to hold the comment; those seen so far \
             are \"id\", \"author\", \"created_utc\", \"body\", \"score\", \"tags\", \"parent_id\", \"title\". \
             Name it with --text-column.\n\
             error: mixed.jsonl:7: The line is no JSON object: invalid type: sequence, expected an object. \
             Each line must hold one whole object.\n\
             8 #6 46 \"The better name wins.\"\n",
        ),
        case("byte order mark", "a.csv", bom("text\nhello\n"), "2 #0 - \"hello\"\n"),
        case("byte order mark in JSON Lines", "-", bom("{\"text\":\"hello\"}"), "1 #0 - \"hello\"\n"),
        case("nothing at all", "a.csv", "", ""),
        case("a header and no more", "a.csv", "id,text\n", ""),
        case("blank lines", "a.csv", "\n\nid,text\n\n1,a\n\r\n\n2,b", "5 #0 1 \"a\"\n8 #1 2 \"b\"\n"),
        case("an empty comment", "a.csv", "id,text\n1,\n", "2 #0 1 \"\"\n"),
        case(
            "too few and too many fields",
            "a.csv",
            "id,text\n1\n2,b\n3,c,d\n",
            "error: a.csv:2: The record's number of fields is 1, the header's 2. Look for a missing quotation mark or \
             a surplus delimiter.\n\
             3 #1 2 \"b\"\n\
             error: a.csv:4: The record's number of fields is 3, the header's 2. Look for a missing quotation mark or \
             a surplus delimiter.\n",
        ),
        case(
            "a byte that is no UTF-8",
            "a.csv",
            b"id,text\n1,na\xefve\n2,fine\n",
            "error: a.csv:2: The record is not UTF-8: field 2 has the byte 0xef. Convert the file first, for \
             example: iconv -f WINDOWS-1252 -t UTF-8 FILE > NEW.\n3 #1 2 \"fine\"\n",
        ),
        case(
            "a byte that is no UTF-8 in a column nobody reads",
            "a.csv",
            b"text,place\nfine,Sk\xe5ne\n",
            "2 #0 - \"fine\"\n",
        ),
        case(
            "a byte that is no UTF-8 in JSON Lines",
            "a.jsonl",
            b"{\"text\":\"na\xefve\"}\n{\"text\":\"fine\"}\n",
            "error: a.jsonl:1: The line is not UTF-8: byte 12 is 0xef. Convert the file first, for example: iconv \
             -f WINDOWS-1252 -t UTF-8 FILE > NEW.\n2 #1 - \"fine\"\n",
        ),
        case(
            "a quotation mark that never closes",
            "a.csv",
            "id,text\n1,\"open\n2,b\n3,c\n",
            "error: a.csv:2: A quotation mark in this record is never closed. Correct it; reading went on at the \
             next line.\n3 #1 2 \"b\"\n4 #2 3 \"c\"\n",
        ),
        case(
            "no column for the text",
            "a.csv",
            "id,label\n1,0\n",
            "refused: a.csv:1: None of the columns is known to hold the comment; they are \"id\", \"label\". Name \
             it with --text-column.\n",
        ),
        case("one array", "a.json", "[{\"text\":\"a\"}]", "1 #0 - \"a\"\n"),
        case(
            "a value as long as its line",
            "a.jsonl",
            format!("\"{}\"\n{{\"{}\": 1, \"text\": \"b\"}}\n", "x".repeat(9999), "y".repeat(9999)),
            "error: a.jsonl:1: The line is no JSON object: invalid type: string \"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\
             xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx at column 10001. Each line \
             must hold one whole object.\n2 #1 - \"b\"\n",
        ),
        Case {
            options: Options::default().id_column("nr"),
            ..case(
                "a field asked for that no line has",
                "a.jsonl",
                "{\"id\":1,\"text\":\"a\"}\n",
                "1 #0 - \"a\"\nerror: a.jsonl: No record has the field \"nr\" (--id-column); the fields are \"id\", \
                 \"text\".\n",
            )
        },
        Case {
            options: Options::default().text_column("Request").format(Format::Csv),
            ..case("named columns", "-", "request,text\na,b\n", "2 #0 - \"a\"\n")
        },
        Case {
            options: short.clone(),
            ..case(
                "a line beyond the limit",
                "a.jsonl",
                format!("{{\"text\":\"{long}\"}}\n{{\"text\":\"b\"}}"),
                "error: a.jsonl:1: The line is longer than 100 bytes; a comment is not that long. Is this JSON \
                 Lines?\n2 #1 - \"b\"\n",
            )
        },
        Case {
            options: short.clone(),
            ..case(
                "a row beyond the limit",
                "a.csv",
                format!("id,text\n1,{long}\n2,b\n"),
                "error: a.csv:2: The line is longer than 100 bytes; a comment is not that long.\n3 #1 2 \"b\"\n",
            )
        },
        Case {
            options: short.clone(),
            ..case(
                "a stray quotation mark beyond the limit",
                "a.csv",
                format!("id,text\n1,\"a\n2,b\n3,c\n{}", "4,dddddddddd\n".repeat(9)),
                "error: a.csv:2: The record is longer than 100 bytes, probably because a quotation mark in it is \
                 not closed. Correct it; reading went on at the next line.\n3 #1 2 \"b\"\n4 #2 3 \"c\"\n\
                 5 #3 4 \"dddddddddd\"\n6 #4 4 \"dddddddddd\"\n7 #5 4 \"dddddddddd\"\n8 #6 4 \"dddddddddd\"\n\
                 9 #7 4 \"dddddddddd\"\n10 #8 4 \"dddddddddd\"\n11 #9 4 \"dddddddddd\"\n\
                 12 #10 4 \"dddddddddd\"\n13 #11 4 \"dddddddddd\"\n",
            )
        },
        Case {
            options: short,
            ..case(
                "a page beyond the limit",
                "a.txt",
                long,
                "refused: a.txt: The page is larger than 100 bytes; a web page is not that large. If it is a dump, \
                 say its format with --from.\n",
            )
        },
    ];
    for Case { name, file, bytes, options, want } in cases {
        assert_eq!(told(&bytes, file, &options), want, "{name}");
    }
}

#[test]
fn all_fields_arrive() {
    let reader = Reader::from_bytes(data("mixed.jsonl"), "mixed.jsonl", &Options::default()).unwrap();
    let comments: Vec<_> = reader.filter_map(Result::ok).map(|r| r.comment).collect();
    let first = Comment::new("The chart has no axis labels.").with_id("41").with_author("Nadia");
    assert_eq!(comments[0], first.with_date("1458"));
    assert_eq!(comments[1], Comment::new("Agreed, and the legend is cut off.").with_parent("41"));
}

#[test]
fn compressed_streams_of_several_members_read_as_one() {
    use std::io::Write as _;
    let gzip = |text: &str| {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(text.as_bytes()).unwrap();
        encoder.finish().unwrap()
    };
    let zstd = |text: &str| zstd::stream::encode_all(text.as_bytes(), 1).unwrap();
    let halves = ["id,text\n1,a\n2,", "b\n3,c\n"];
    let want = "2 #0 1 \"a\"\n3 #1 2 \"b\"\n4 #2 3 \"c\"\n";
    assert_eq!(told(&halves.map(gzip).concat(), "dump.csv.gz", &Options::default()), want);
    assert_eq!(told(&halves.map(zstd).concat(), "dump", &Options::default()), want);

    let mut cut = gzip(&"1234567890\n".repeat(100));
    cut.truncate(cut.len() - 8);
    let options = Options::default().text_column("1234567890").format(Format::Csv);
    let error = Reader::from_bytes(cut, "cut.gz", &options).unwrap_err();
    assert!(error.is_io(), "{error}");
    assert!(error.to_string().starts_with("cut.gz: The input cannot be read further"), "{error}");
}

#[test]
fn what_is_no_text_is_told_apart_from_bad_text() {
    let png = Reader::from_bytes(&b"\x89PNG\r\n\x1a\n"[..], "lamp.png", &Options::default()).unwrap_err();
    assert_eq!(png.kind(), ErrorKind::NotText);
    let no_text = Reader::from_bytes(&b"a,b\n"[..], "a.csv", &Options::default()).unwrap_err();
    assert_eq!(no_text.kind(), ErrorKind::Input);
    assert_eq!(no_text.position().file.as_deref(), Some("a.csv"));
    assert_eq!(no_text.position().line, Some(1));
    let gone = Reader::open("tests/data/dump/gone.csv", &Options::default()).unwrap_err();
    assert!(gone.is_io());
}

/// A stream that gives one byte at a time and is refused after that.
struct Trickle(VecDeque<u8>);

impl Read for Trickle {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        buffer[0] = self.0.pop_front().ok_or_else(|| io::Error::other("the disk is on fire"))?;
        Ok(1)
    }
}

#[test]
fn an_error_of_the_system_ends_the_stream() {
    let records = |count| "{\"text\":\"a\"}\n".repeat(count);
    let cases = [
        ("between lines", "-", records(6000), 6000),
        ("inside a line", "-", records(6000) + "{", 6000),
        ("inside a row that is too long", "a.csv", "text\n".to_owned() + &"x".repeat(70_000), 0),
    ];
    for (name, file, bytes, want) in cases {
        let stream = Trickle(bytes.into_bytes().into());
        let reader = Reader::from_reader(stream, file, &Options::default().record_limit(100)).unwrap();
        let mut told: Vec<_> = reader.collect();
        let last = told.pop().unwrap().unwrap_err().to_string();
        assert_eq!(last, format!("{file}: The input cannot be read further: the disk is on fire"), "{name}");
        assert_eq!(told.iter().filter(|record| record.is_ok()).count(), want, "{name}");
        assert_eq!(told.len(), want, "{name}");
    }
}

#[test]
fn a_record_is_filled_again() {
    let mut reader =
        Reader::from_bytes(&b"id,text\n1,long enough\n,b\n"[..], "a.csv", &Options::default()).unwrap();
    let mut record = Record::default();
    assert!(reader.read(&mut record).unwrap());
    assert_eq!(record.comment.id.as_deref(), Some("1"));
    assert!(reader.read(&mut record).unwrap());
    assert_eq!(record.comment, Comment::new("b"));
    assert!(!reader.read(&mut record).unwrap());
    assert!(!reader.read(&mut record).unwrap());
}

#[test]
fn readers_and_records_may_go_to_another_thread() {
    fn can_move<T: Send + 'static>() {}
    can_move::<Reader>();
    can_move::<Record>();
    can_move::<JsonlWriter<Vec<u8>>>();
    can_move::<CsvWriter<Vec<u8>>>();
}
