//! The comments that the benches run on. Those of `training/own` come out,
//! again and again until there are enough bytes; or, if the environment
//! variable `LAMPLIGHTER_TEXTS=FILE:COLUMN` names a dump, its comments.

use lamplighter::dump::{Options, Reader};

/// More than any cache holds, and still a short bench.
const BYTES: usize = 8 << 20;

/// Comments of some eight megabytes together.
pub fn texts() -> Vec<String> {
    let own = format!("{}/training/own/comments.csv:text", env!("CARGO_MANIFEST_DIR"));
    let named = std::env::var("LAMPLIGHTER_TEXTS").unwrap_or(own);
    let (file, column) = named.rsplit_once(':').expect("LAMPLIGHTER_TEXTS is written FILE:COLUMN");
    let reader = Reader::open(file, &Options::default().text_column(column)).expect("the file can be read");
    let once: Vec<String> = reader.flatten().map(|record| record.comment.text).collect();
    assert!(once.iter().any(|text| !text.is_empty()), "{named} holds no text");
    let mut bytes = 0;
    let all = once.iter().cycle().take_while(|text| {
        bytes += text.len();
        bytes <= BYTES
    });
    all.cloned().collect()
}
