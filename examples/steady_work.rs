//! The same work every time, for `benches/instructions/check`: judges the
//! comments of `training/own` again and again, or makes a model of them.
//!
//! ```text
//! cargo run --release --example steady_work -- score ROUNDS
//! cargo run --release --example steady_work -- train
//! ```

use std::error::Error;
use std::hint::black_box;

use lamplighter::Moderator;
use lamplighter::dump::{Options, Reader};
use lamplighter::train::{Corpus, Recipe, fit};

const OWN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/training/own");

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["score", rounds] => score(rounds.parse()?),
        ["train"] => train(),
        _ => Err("usage: steady_work score ROUNDS | train".into()),
    }
}

fn score(rounds: u32) -> Result<(), Box<dyn Error>> {
    let reader = Reader::open(format!("{OWN}/comments.csv"), &Options::default().text_column("text"))?;
    let texts: Vec<String> = reader.flatten().map(|record| record.comment.text).collect();
    let mut scorer = Moderator::shipped().scorer();
    for _ in 0..rounds {
        texts.iter().for_each(|text| _ = black_box(scorer.judge(text.as_str()).is_flagged()));
    }
    Ok(())
}

fn train() -> Result<(), Box<dyn Error>> {
    let recipe = Recipe::open(format!("{OWN}/recipe.toml"), None)?;
    let corpus = Corpus::read(&recipe, |_| {})?;
    black_box(fit(&recipe, &corpus, |_| {})?);
    Ok(())
}
