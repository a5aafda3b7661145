//! Records in → lines and rows out, which are read back.

use lamplighter::dump::{CsvWriter, Format, JsonlWriter, Options, Reader, Record, Scored};
use lamplighter::{Comment, Moderator};
use proptest::prelude::*;

use super::reading::told;

/// A record as a reader would give it.
fn record(source: &str, index: u64, comment: Comment) -> Record {
    let mut record = Record::default();
    record.source = source.into();
    record.index = index;
    record.comment = comment;
    record
}

fn jsonl(records: &[Record]) -> String {
    let mut writer = JsonlWriter::new(Vec::new());
    for record in records {
        writer.comment(record).unwrap();
    }
    String::from_utf8(writer.into_inner()).unwrap()
}

fn scored_jsonl(records: &[Record]) -> String {
    let moderator = Moderator::shipped();
    let mut scorer = moderator.scorer();
    let mut writer = JsonlWriter::new(Vec::new());
    for record in records {
        writer.scored(&Scored::new(record, &moderator, &mut scorer)).unwrap();
    }
    String::from_utf8(writer.into_inner()).unwrap()
}

fn scored_csv(records: &[Record]) -> String {
    let moderator = Moderator::shipped();
    let mut scorer = moderator.scorer();
    let mut writer = CsvWriter::new(Vec::new(), &moderator).unwrap();
    for record in records {
        writer.scored(&Scored::new(record, &moderator, &mut scorer)).unwrap();
    }
    String::from_utf8(writer.into_inner().unwrap()).unwrap()
}

/// Numbers depend on the model; everything around them does not.
fn without_numbers(line: &str) -> String {
    let mut out = String::new();
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        let after_separator = out.ends_with([':', ',']);
        if after_separator && c.is_ascii_digit() {
            while chars.peek().is_some_and(|c| c.is_ascii_digit() || matches!(c, '.' | 'e' | '-')) {
                chars.next();
            }
            out.push('N');
        } else {
            out.push(c);
        }
    }
    out
}

#[test]
fn a_line_without_a_verdict() {
    let full = Comment::new("So: \"no\".\n\nA naïve 👍")
        .with_id("comment-77")
        .with_author("Tyler Brown")
        .with_date("2016-03-28 07:34")
        .with_parent("comment-70")
        .with_reply_to("Audrieau");
    assert_eq!(
        jsonl(&[record("page.html", 3, full), record("-", 0, Comment::new(""))]),
        "{\"source\":\"page.html\",\"index\":3,\"id\":\"comment-77\",\"author\":\"Tyler Brown\",\
         \"date\":\"2016-03-28 07:34\",\"parent\":\"comment-70\",\"reply_to\":\"Audrieau\",\
         \"text\":\"So: \\\"no\\\".\\n\\nA naïve 👍\"}\n\
         {\"source\":\"-\",\"index\":0,\"id\":null,\"author\":null,\"date\":null,\"parent\":null,\
         \"reply_to\":null,\"text\":\"\"}\n"
    );
}

#[test]
fn a_line_with_a_verdict() {
    let line = scored_jsonl(&[record("a.csv", 0, Comment::new("Thanks for the recipe."))]);
    let scores: Vec<_> = heads().iter().map(|head| format!("\"{head}\":N")).collect();
    assert_eq!(
        without_numbers(&line),
        format!(
            "{{\"source\":\"a.csv\",\"index\":N,\"id\":null,\"author\":null,\"date\":null,\"parent\":null,\
             \"reply_to\":null,\"text\":\"Thanks for the recipe.\",\"flagged\":false,\"action\":\"approve\",\
             \"flags\":[],\"scores\":{{{}}}}}\n",
            scores.join(",")
        )
    );
}

/// The heads of the shipped model.
fn heads() -> Vec<String> {
    Moderator::shipped().model().heads().to_vec()
}

#[test]
fn a_flag_is_written_with_its_guideline() {
    let line = scored_jsonl(&[record("a.csv", 0, Comment::new("You are a stupid idiot."))]);
    let flags = "\"flagged\":true,\"action\":\"hold\",\"flags\":[{\"guideline\":\"name-calling\",\"probability\":N,\
                 \"quote\":\"Name-calling\",\"evidence\":[{\"start\":N,\"end\":N,\"text\":\"";
    let line = without_numbers(&line);
    assert!(line.contains(flags), "{line}");
}

#[test]
fn evidence_counts_code_points() {
    let text = "Na ja, 👍 – you are a stupid idiot.";
    let line = scored_jsonl(&[record("a.csv", 0, Comment::new(text))]);
    let line: serde_json::Value = serde_json::from_str(&line).unwrap();
    assert_eq!(line["flagged"], true);
    assert_eq!(line["action"], "hold");
    let points: Vec<char> = text.chars().collect();
    let mut seen = 0;
    for flag in line["flags"].as_array().unwrap() {
        for evidence in flag["evidence"].as_array().unwrap() {
            let at = |key: &str| evidence[key].as_u64().unwrap() as usize;
            let slice: String = points[at("start")..at("end")].iter().collect();
            assert_eq!(evidence["text"], slice.as_str());
            assert!(evidence["weight"].as_f64().unwrap() > 0.0);
            seen += 1;
        }
    }
    assert!(seen > 0);
}

#[test]
fn a_row_for_a_spreadsheet() {
    let records = [
        record("a.csv", 0, Comment::new("=SUM(A1:A9) adds up the lamps on our street.").with_author("@mara")),
        record("a.csv", 1, Comment::new("You are a stupid idiot.\nReally.").with_id("7")),
    ];
    let csv = scored_csv(&records);
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let fixed = "source index id author date parent reply_to flagged action guideline probability evidence";
    let header = reader.headers().unwrap().iter().collect::<Vec<_>>().join(" ");
    assert_eq!(header, format!("{fixed} {} permalink outcome votes text", heads().join(" ")));
    let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
    assert_eq!(&rows[0][3], "'@mara");
    assert_eq!(&rows[0][rows[0].len() - 1], "'=SUM(A1:A9) adds up the lamps on our street.");
    assert_eq!((&rows[0][7], &rows[0][8], &rows[0][9], &rows[0][11]), ("false", "approve", "", ""));
    assert_eq!((&rows[1][7], &rows[1][8]), ("true", "hold"));
    assert!(!rows[1][9].is_empty());
    assert!(rows[1][11].contains("idiot (+"), "{}", &rows[1][11]);
}

/// Comments as they might be in any file.
fn any_comment() -> impl Strategy<Value = Comment> {
    let field = || proptest::option::of("[^\0]{1,12}");
    let text = prop_oneof!["[^\0]{0,40}", "['=+@-]{1,3}[a-z,\"\r\n ]{0,9}"];
    let fields = (field(), field(), field(), field(), field(), field(), field());
    let votes = proptest::option::of(any::<i64>());
    (text, fields, votes).prop_map(
        |(text, (id, author, date, parent, reply_to, permalink, outcome), votes)| {
            let mut comment = Comment::new(text);
            (comment.id, comment.author, comment.date) = (id, author, date);
            (comment.parent, comment.reply_to) = (parent, reply_to);
            (comment.permalink, comment.outcome, comment.votes) = (permalink, outcome, votes);
            comment
        },
    )
}

fn any_records() -> impl Strategy<Value = Vec<Record>> {
    let place = || ("[a-z=]{1,6}", 0..u64::MAX);
    let one = (place(), any_comment()).prop_map(|((source, index), comment)| record(&source, index, comment));
    proptest::collection::vec(one, 1..6)
}

fn read_back(written: &str, format: Format) -> Vec<Record> {
    let options = Options::default().format(format);
    let reader = Reader::from_bytes(written, "written", &options).unwrap();
    let records = reader.map(|record| {
        let mut record = record.unwrap();
        record.line = None;
        record
    });
    records.collect()
}

proptest! {
    #[test]
    fn our_json_lines_read_back(records in any_records()) {
        prop_assert_eq!(read_back(&jsonl(&records), Format::Jsonl), records.clone());
        prop_assert_eq!(read_back(&scored_jsonl(&records), Format::Jsonl), records);
    }

    #[test]
    fn our_csv_reads_back(records in any_records()) {
        prop_assert_eq!(read_back(&scored_csv(&records), Format::Csv), records);
    }

    #[test]
    fn no_bytes_make_a_reader_panic(
        bytes in proptest::collection::vec(any::<u8>(), 0..400),
        format in proptest::option::of(proptest::sample::select(
            vec![Format::Csv, Format::Tsv, Format::Jsonl, Format::Text, Format::Html]
        )),
        limit in 1usize..300,
    ) {
        let mut options = Options::default().record_limit(limit);
        if let Some(format) = format {
            options = options.format(format);
        }
        told(&bytes, "any", &options);
    }

    #[test]
    fn no_table_makes_a_reader_panic_or_hang(
        rows in "[a,\"\n\r\t;]{0,200}",
        tabs in any::<bool>(),
        limit in 1usize..100,
    ) {
        let format = if tabs { Format::Tsv } else { Format::Csv };
        let table = format!("text,text\ttext\n{rows}");
        for name in ["text,text\ttext", "text", "text\ttext"] {
            let options = Options::default().record_limit(limit).format(format).text_column(name);
            let lines = told(table.as_bytes(), "any", &options).lines().count();
            prop_assert!(lines <= table.len(), "every record takes at least a byte");
        }
    }
}
