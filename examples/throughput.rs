//! Judges every comment of a dump once, on one core, and prints how many
//! megabytes of text went by in a second, as a number alone: what
//! `benches/peers` sets beside other classifiers.
//!
//! ```text
//! cargo run --release --example throughput -- comments.csv text
//! ```

use std::error::Error;
use std::hint::black_box;
use std::time::Instant;

use lamplighter::Moderator;
use lamplighter::dump::{Options, Reader};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(file), Some(column)) = (arguments.next(), arguments.next()) else {
        return Err("usage: throughput FILE COLUMN".into());
    };
    let reader = Reader::open(file, &Options::default().text_column(column))?;
    let texts: Vec<String> = reader.flatten().map(|record| record.comment.text).collect();
    let bytes: usize = texts.iter().map(String::len).sum();
    let mut scorer = Moderator::shipped().scorer();
    // The peers, too, have read something before they are timed.
    texts.iter().take(texts.len() / 20).for_each(|text| _ = black_box(scorer.judge(text.as_str())));
    let start = Instant::now();
    texts.iter().for_each(|text| _ = black_box(scorer.judge(text.as_str())));
    println!("{}", bytes as f64 / start.elapsed().as_secs_f64() / 1e6);
    Ok(())
}
