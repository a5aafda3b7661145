//! Judges single comments as on the request path of a forum: one after another
//! in a warm process, each timed by itself. Prints how long the median one and
//! the slowest in a hundred take. Comments of a dump come in (those of
//! `training/own` if none is named), as many of them as have 150 to 250 bytes.
//!
//! ```text
//! cargo run --release --example latency -- comments.csv text
//! ```

use std::error::Error;
use std::hint::black_box;
use std::time::{Duration, Instant};

use lamplighter::Moderator;
use lamplighter::dump::{Options, Reader};

const OWN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/training/own/comments.csv");

/// Enough that one in a hundred is many.
const TIMES: usize = 20_000;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let file = arguments.next().unwrap_or_else(|| OWN.to_owned());
    let column = arguments.next().unwrap_or_else(|| "text".to_owned());
    let reader = Reader::open(&file, &Options::default().text_column(column.as_str()))?;
    let texts = reader.flatten().map(|record| record.comment.text);
    let texts: Vec<String> = texts.filter(|text| (150..=250).contains(&text.len())).collect();
    if texts.is_empty() {
        return Err(format!("{file} has no comment of 150 to 250 bytes").into());
    }
    let mut scorer = Moderator::shipped().scorer();
    let mut judge = |text: &String| {
        let start = Instant::now();
        black_box(scorer.judge(black_box(text.as_str())).is_flagged());
        start.elapsed()
    };
    texts.iter().for_each(|text| _ = judge(text));
    let mut times: Vec<Duration> = texts.iter().cycle().take(TIMES).map(judge).collect();
    times.sort_unstable();
    println!(
        "{} comments; median {:?}, 99 in 100 within {:?}",
        texts.len(),
        times[TIMES / 2],
        times[TIMES * 99 / 100]
    );
    Ok(())
}
