//! Exports of comment systems: each file of `tests/data/exports` is read as
//! what it is and gives the comments beside it, line by line; and what is
//! broken or made to do harm is refused with a sentence.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use lamplighter::dump::{Format, JsonlWriter, Options, Reader, Record};
use proptest::prelude::*;

const FOLDER: &str = "tests/data/exports";

/// What a reader makes of some bytes: a line for each record or error.
fn told(bytes: &[u8], name: &str, options: &Options) -> String {
    let reader = match Reader::from_bytes(bytes, name, options) {
        Ok(reader) => reader,
        Err(e) => return format!("refused: {e}\n"),
    };
    let mut told = String::new();
    for record in reader {
        match record {
            Ok(record) => told += &line(&record),
            Err(e) => writeln!(told, "error: {e}").unwrap(),
        }
    }
    told
}

/// A record as `extract` writes it.
fn line(record: &Record) -> String {
    let mut writer = JsonlWriter::new(Vec::new());
    writer.comment(record).unwrap();
    String::from_utf8(writer.into_inner()).unwrap()
}

/// The exports, and what each is.
const EXPORTS: [(&str, Format); 15] = [
    ("wordpress.xml", Format::Wxr),
    ("disqus.xml", Format::Disqus),
    ("discourse.json", Format::Discourse),
    ("reddit.jsonl", Format::Reddit),
    ("reddit_listing.json", Format::Reddit),
    ("hn_firebase.jsonl", Format::HackerNews),
    ("hn_algolia.json", Format::HackerNews),
    ("hn_search.json", Format::HackerNews),
    ("lemmy.json", Format::Lemmy),
    ("coral.jsonl", Format::Coral),
    ("coral_graphql.json", Format::Coral),
    ("civil.csv", Format::Civil),
    ("jigsaw.csv", Format::Jigsaw),
    ("array.json", Format::Json),
    ("document.json", Format::Json),
];

/// `GOLDEN=write cargo test --test export` writes them again; read the change
/// before it is committed.
#[test]
fn exports_are_read_as_what_they_are() {
    for (name, format) in EXPORTS {
        let bytes = fs::read(Path::new(FOLDER).join(name)).unwrap();
        let golden = Path::new(FOLDER).join(format!("{name}.golden"));
        // Neither a name nor a compressor may be needed to tell.
        for (case, bytes, file) in [
            ("by its name", bytes.clone(), name),
            ("from a pipe", bytes.clone(), "-"),
            ("compressed", zstd::stream::encode_all(&*bytes, 1).unwrap(), "dump.zst"),
        ] {
            let reader = Reader::from_bytes(bytes.clone(), file, &Options::default()).unwrap();
            assert_eq!(reader.format(), Some(format), "{name}, {case}");
            let told = told(&bytes, file, &Options::default())
                .replace(&format!("\"{file}\""), &format!("\"{name}\""));
            let told = told.replace(&format!("error: {file}:"), &format!("error: {name}:"));
            if std::env::var_os("GOLDEN").is_some() && case == "by its name" {
                fs::write(&golden, &told).unwrap();
            }
            assert_eq!(told, fs::read_to_string(&golden).unwrap(), "{name}, {case}");
        }
        let asked = Options::default().format(format);
        assert_eq!(told(&bytes, name, &asked), fs::read_to_string(&golden).unwrap(), "{name}, asked for");
    }
}

fn wxr(comments: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?>\n<rss xmlns:wp=\"http://wordpress.org/export/1.2/\"><channel><item>\n{comments}\n\
         </item></channel></rss>"
    )
}

fn comment(text: &str) -> String {
    format!(
        "<wp:comment><wp:comment_id>1</wp:comment_id><wp:comment_content>{text}</wp:comment_content></wp:comment>"
    )
}

/// What was made to do harm, or is broken: what is said, and what is kept.
#[test]
fn broken_exports_are_named_and_what_came_before_is_kept() {
    let one = comment("fine");
    let bomb = "<?xml version=\"1.0\"?><!DOCTYPE lolz [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;\">]>\
                <rss xmlns:wp=\"http://wordpress.org/export/1.2/\">&b;</rss>";
    let outside = "<?xml version=\"1.0\"?><!DOCTYPE disqus SYSTEM \"file:///etc/passwd\"><disqus/>";
    let attribute = wxr(&format!("{one}<wp:comment note=\"{}\"></wp:comment>", "x".repeat(100_000)));
    let endless = wxr(&format!("{one}<wp:comment note=\"{}", "x".repeat(17 << 20)));
    let deep = wxr(&format!("{one}{}", "<a>".repeat(5_000)));
    let long = wxr(&format!("{one}{}", comment(&"x".repeat(17 << 20))));
    let nested =
        format!("{{\"hits\":[{{\"comment_text\":\"fine\",\"objectID\":\"1\"}},{}", "[".repeat(9_999));
    let bytes = [
        b"<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>".as_slice(),
        b"<rss xmlns:wp=\"w\"><wp:comment>\
        <wp:comment_content>na\xefve</wp:comment_content></wp:comment></rss>",
    ]
    .concat();
    let cut = wxr(&format!("{one}\n<wp:comment>\n<wp:comment_id>2"));
    let mismatch = wxr(&format!("{one}<a></b>"));
    let entities = wxr(&comment("caf&eacute; &amp;amp; t&#233;a & more"));
    let no_character = wxr(&comment("a&#0;b"));
    let cases: [(&str, &[u8], usize, &str); 18] = [
        ("entities that grow", bomb.as_bytes(), 0, "-: Line 1 declares a document type (<!DOCTYPE>)"),
        ("a document type elsewhere", outside.as_bytes(), 0, "declares a document type"),
        ("a huge attribute", attribute.as_bytes(), 1, "further than line 3: the attributes of a tag are longer than 65536"),
        ("an attribute without end", endless.as_bytes(), 1, "further than line 3: a tag or text is longer than 16 MiB"),
        ("elements without end", deep.as_bytes(), 1, "more than 100 elements are inside of each other"),
        ("a comment without end", long.as_bytes(), 1, "further than line 3: a tag or text is longer than 16 MiB"),
        (
            "an export that breaks off",
            cut.split("</item>").next().unwrap().as_bytes(),
            1,
            "inside of <wp:comment_id>, which began on line 5",
        ),
        ("tags that do not match", mismatch.as_bytes(), 1, "further than line 3: "),
        ("an entity of HTML", entities.as_bytes(), 1, "café & téa & more"),
        ("a character that is none", no_character.as_bytes(), 1, "a\u{fffd}b"),
        ("another encoding", &bytes, 1, "naïve"),
        ("bytes that are no UTF-8", b"<rss xmlns:wp=\"w\"><wp:comment><wp:comment_content>na\xefve</wp:comment_content></wp:comment></rss>", 1, "na\u{fffd}ve"),
        ("another kind of XML", b"<?xml version=\"1.0\"?><urlset/>", 0, "refused: -: This is XML, but neither"),
        ("lists without end", nested.as_bytes(), 1, "The JSON cannot be read further than line 1: "),
        (
            "a document that breaks off",
            b"{\"hits\":[{\"comment_text\":\"fine\",\"objectID\":\"1\"},\n{\"comment_text\":\"cut",
            1,
            "further than line 2: it breaks off here. The comments before that were read.",
        ),
        ("a document with no comment", b"[\n{\"name\": \"x\", \"version\": 1}]", 0, "error: -: No comment is in this file."),
        (
            "a fault in a document",
            b"[{\"text\":\"fine\"},\n{\"text\":\"a\" \"b\"}]",
            1,
            "further than line 2: ",
        ),
        (
            "several documents",
            b"[{\"text\":\"fine\"}]\n[{\"text\":\"too\"}]",
            2,
            "\"text\":\"too\"",
        ),
    ];
    for (name, bytes, comments, sentence) in cases {
        let told = told(bytes, "-", &Options::default());
        let read = told.lines().filter(|line| line.starts_with('{')).count();
        assert_eq!(read, comments, "{name}: {told:.2000}");
        assert!(told.contains(sentence), "{name}: {sentence:?} is not in {told:.2000}");
        assert!(told.len() < 4_000, "{name}: the sentence is too long");
    }
}

/// A column that is asked for makes any JSON or table a plain one.
#[test]
fn named_columns_are_read_as_such() {
    let line = r#"{"body":"no","note":"yes","link_id":"t3_1","subreddit":"a"}"#;
    let options = Options::default().text_column("note");
    let cases = [
        ("lines", "a.jsonl", format!("{line}\n{line}\n"), Format::Jsonl, 2),
        ("an array", "-", format!("[{line}]"), Format::Json, 1),
        ("a table", "a.csv", "id,comment_text,toxic,note\n1,no,0,yes\n".to_owned(), Format::Csv, 1),
    ];
    for (name, file, content, format, count) in cases {
        let reader = Reader::from_bytes(content, file, &options).unwrap();
        assert_eq!(reader.format(), Some(format), "{name}");
        let texts: Vec<_> = reader.map(|record| record.unwrap().comment.text).collect();
        assert_eq!(texts, vec!["yes"; count], "{name}");
    }
}

/// A thread deeper than any recursive parser would follow, its answers first.
#[test]
fn deep_threads_come_parents_first() {
    const DEPTH: usize = 600;
    let mut thread = String::new();
    for depth in 0..DEPTH {
        let item = format!(
            r#"{{"children":[CHILD],"id":{depth},"type":"comment","text":"{depth}","created_at_i":1,"story_id":7}}"#
        );
        thread = if depth == 0 { item } else { thread.replace("CHILD", &item) };
    }
    let thread = thread.replace("CHILD", "");
    let reader = Reader::from_bytes(thread, "-", &Options::default()).unwrap();
    assert_eq!(reader.format(), Some(Format::HackerNews));
    let ids: Vec<_> = reader.map(|record| record.unwrap().comment.id.unwrap()).collect();
    assert_eq!(ids, (0..DEPTH).map(|depth| depth.to_string()).collect::<Vec<_>>());
}

/// A document of any length passes through a small window.
#[test]
fn documents_are_streams() {
    use std::io::Read;
    let one = r#"{"comment_text":"fine","objectID":"1"},"#;
    let many = std::io::repeat(0).take(0).chain(std::io::Cursor::new("{\"hits\":["));
    let many = many.chain(std::io::Cursor::new(one.repeat(2_000))).chain(std::io::Cursor::new("null]}"));
    let options = Options::default().record_limit(10_000);
    let reader = Reader::from_reader(many, "-", &options).unwrap();
    assert_eq!(reader.map(Result::unwrap).count(), 2_000);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// A file with any piece of it changed is read to its end.
    #[test]
    fn damaged_exports_do_no_harm(
        which in 0..EXPORTS.len(),
        at in any::<proptest::sample::Index>(),
        length in 0usize..40,
        patch in proptest::collection::vec(any::<u8>(), 0..20),
        is_asked in any::<bool>(),
    ) {
        let (name, format) = EXPORTS[which];
        let mut bytes = fs::read(Path::new(FOLDER).join(name)).unwrap();
        let at = at.index(bytes.len());
        let end = (at + length).min(bytes.len());
        bytes.splice(at..end, patch);
        let options = Options::default();
        let options = if is_asked { options.format(format) } else { options };
        let lines = told(&bytes, name, &options).lines().count();
        prop_assert!(lines <= bytes.len());
    }

    #[test]
    fn no_bytes_make_an_export_panic(
        bytes in proptest::collection::vec(any::<u8>(), 0..300),
        format in proptest::sample::select(Format::all().collect::<Vec<_>>()),
    ) {
        told(&bytes, "any", &Options::default().format(format));
    }
}
