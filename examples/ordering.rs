//! Which of two comments is worse: how often a model agrees with the written
//! pairs of `tests/data/ordering.csv`, by kind of trap.
//!
//! ```text
//! cargo run --release --example ordering -- [MODEL]
//! ```
//!
//! With `-v` behind it, the pairs are printed that do not hold.

use std::collections::BTreeMap;

use lamplighter::Moderator;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let verbose = arguments.last().is_some_and(|last| last == "-v");
    if verbose {
        arguments.pop();
    }
    let moderator = match arguments.first() {
        Some(path) => Moderator::open(path)?,
        None => Moderator::shipped(),
    };
    let table = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/ordering.csv");
    let mut kinds: BTreeMap<String, (u32, u32)> = BTreeMap::new();
    for row in csv::Reader::from_path(table)?.records() {
        let row = row?;
        let [worse, better] =
            [&row[2], &row[3]].map(|text| moderator.judge(text).probability("uncivil").unwrap_or_default());
        let holds = worse > better;
        for kind in [&row[1], "all"] {
            let (held, pairs) = kinds.entry(kind.to_string()).or_default();
            *held += u32::from(holds);
            *pairs += 1;
        }
        if verbose && !holds {
            println!(
                "{}: {worse:.3} {}\n{:w$}  {better:.3} {}",
                &row[1],
                &row[2],
                "",
                &row[3],
                w = row[1].len()
            );
        }
    }
    for (kind, (held, pairs)) in &kinds {
        println!("{kind:<26} {held:>3} of {pairs}");
    }
    Ok(())
}
