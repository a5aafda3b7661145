//! How fast comments are read, on one core, without judging them; the
//! throughput is that of the file's bytes.
//!
//! - `reading/csv`, `reading/jsonl`: a dump in memory, the comments written
//!   as `extract` and a spreadsheet would write them.
//! - `reading/page`: a page of plain text with a long comment section, one
//!   header above each comment.

mod texts;

use std::fmt::Write as _;
use std::time::Duration;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use lamplighter::dump::{Format, Options, Reader, Record};

/// The comments of a page; the longest sections are of some thousands.
const ON_A_PAGE: usize = 2_000;

fn reading(criterion: &mut Criterion) {
    let texts = texts::texts();
    let mut group = criterion.benchmark_group("reading");
    group.sample_size(10).warm_up_time(Duration::from_secs(1)).measurement_time(Duration::from_secs(3));
    for (name, format, dump) in [("csv", Format::Csv, csv(&texts)), ("jsonl", Format::Jsonl, jsonl(&texts))] {
        group.throughput(Throughput::Bytes(dump.len() as u64));
        let options = Options::default().format(format);
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                let mut reader = Reader::from_bytes(dump.clone(), name, &options).expect("a dump");
                let (mut record, mut read) = (Record::default(), 0);
                while reader.read(&mut record).expect("a record") {
                    read += 1;
                }
                assert_eq!(read, texts.len());
            });
        });
    }
    let page = page(&texts);
    group.throughput(Throughput::Bytes(page.len() as u64));
    group.bench_function("page", |bencher| {
        bencher.iter(|| {
            let page = lamplighter::page::read(page.as_bytes()).expect("a page");
            assert!(!page.comments().is_empty());
        });
    });
}

fn csv(texts: &[String]) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(["id", "text"]).expect("memory takes it");
    for (id, text) in texts.iter().enumerate() {
        writer.write_record([&id.to_string(), text]).expect("memory takes it");
    }
    writer.into_inner().expect("memory takes it")
}

fn jsonl(texts: &[String]) -> Vec<u8> {
    let lines = texts.iter().enumerate();
    let lines = lines.map(|(id, text)| format!("{}\n", serde_json::json!({ "id": id, "text": text })));
    lines.collect::<String>().into_bytes()
}

fn page(texts: &[String]) -> String {
    let texts = &texts[..texts.len().min(ON_A_PAGE)];
    let mut page = format!("The bridge opens in May.\n\n{} Comments\n\n", texts.len());
    for (at, text) in texts.iter().enumerate() {
        // Writing to a string cannot fail.
        let _ = write!(page, "Reader {at}\n{} days ago\n\n{text}\n\nReply\n\n", 1 + at % 300);
    }
    page
}

criterion_group!(benches, reading);
criterion_main!(benches);
