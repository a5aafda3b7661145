//! How well explanations agree with people: the words that speak for a comment
//! being uncivil are held against the characters that people marked as toxic
//! (SemEval-2021, task 5), by the task's own measure: F1 over characters, on
//! average over the comments. Where nobody marked anything, it is 1 if nothing
//! is marked here either, otherwise 0.
//!
//! ```text
//! cargo run --release --example toxic_spans -- DATA [MODEL]
//! ```
//!
//! The two thresholds are chosen on the train and trial splits: a word is
//! marked if it adds at least `least` to the log-odds and at least `share` of
//! what the weightiest word adds.

use std::collections::HashSet;
use std::error::Error;
use std::path::Path;

use lamplighter::{Model, Moderator};
use rayon::prelude::*;

const HEAD: &str = "uncivil";

/// A comment as the measure sees it.
struct Comment {
    /// The characters that people marked.
    marked: HashSet<usize>,
    /// Words: where they begin and end, in characters, and what they add.
    words: Vec<(usize, usize, f32)>,
}

/// When a word is marked.
#[derive(Clone, Copy, Debug)]
struct Thresholds {
    least: f32,
    share: f32,
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [data, model @ ..] = &arguments[..] else {
        return Err("usage: toxic_spans DATA [MODEL]".into());
    };
    let moderator = match model.first() {
        Some(path) => Moderator::new(Model::open(path)?),
        None => Moderator::shipped(),
    };
    let folder = Path::new(data).join("civil_toxic_spans");
    let read = |name: &str| read(&folder.join(name), &moderator);
    let mut chosen_on = read("tsd_train.csv")?;
    chosen_on.extend(read("tsd_trial.csv")?);
    let test = read("tsd_test.csv")?;

    let thresholds = choose(&chosen_on);
    println!("{:<28} {:>8} {:>12}", "", "comments", "character F1");
    for (name, comments) in [("train and trial (chosen on)", &chosen_on), ("test", &test)] {
        println!("{name:<28} {:>8} {:>12.4}", comments.len(), mean_f1(comments, thresholds));
    }
    println!(
        "a word is marked from {:+.2} and {:.2} of the weightiest on",
        thresholds.least, thresholds.share
    );
    Ok(())
}

/// The comments of a split, explained.
fn read(path: &Path, moderator: &Moderator) -> Result<Vec<Comment>, Box<dyn Error>> {
    let named = |e: &dyn std::fmt::Display| format!("{}: {e}", path.display());
    let mut rows = csv::Reader::from_path(path).map_err(|e| named(&e))?;
    let mut texts = Vec::new();
    for row in rows.records() {
        let row = row.map_err(|e| named(&e))?;
        let marked: HashSet<usize> = serde_json::from_str(&row[0]).map_err(|e| named(&e))?;
        texts.push((marked, row[1].to_string()));
    }
    let explain = |(marked, text): (HashSet<usize>, String)| {
        let verdict = moderator.judge(text.as_str());
        let account = moderator.account(&verdict, HEAD);
        let characters = |bytes: usize| text[..bytes].chars().count();
        let words = account.iter().flat_map(|account| &account.words);
        let words = words
            .map(|word| (characters(word.span().start), characters(word.span().end), word.weight()))
            .collect();
        Comment { marked, words }
    };
    Ok(texts.into_par_iter().map(explain).collect())
}

/// The thresholds with the largest mean F1.
fn choose(comments: &[Comment]) -> Thresholds {
    let leasts = (0..20).map(|n| n as f32 * 0.1);
    let pairs = leasts.flat_map(|least| (0..10).map(move |n| Thresholds { least, share: n as f32 * 0.1 }));
    let scored = pairs.map(|thresholds| (mean_f1(comments, thresholds), thresholds));
    scored
        .fold(
            (-1.0, Thresholds { least: 0.0, share: 0.0 }),
            |best, next| if next.0 > best.0 { next } else { best },
        )
        .1
}

fn mean_f1(comments: &[Comment], thresholds: Thresholds) -> f64 {
    let sum: f64 = comments.par_iter().map(|comment| comment.f1(thresholds)).sum();
    sum / comments.len().max(1) as f64
}

impl Comment {
    /// The characters that the thresholds mark.
    fn predicted(&self, thresholds: Thresholds) -> HashSet<usize> {
        let heaviest = self.words.iter().fold(0.0_f32, |most, word| most.max(word.2));
        let least = thresholds.least.max(thresholds.share * heaviest);
        let told = self.words.iter().filter(|word| word.2 > 0.0 && word.2 >= least);
        told.flat_map(|&(start, end, _)| start..end).collect()
    }

    /// The measure of the task.
    fn f1(&self, thresholds: Thresholds) -> f64 {
        let predicted = self.predicted(thresholds);
        if self.marked.is_empty() || predicted.is_empty() {
            return f64::from(u8::from(self.marked.is_empty() && predicted.is_empty()));
        }
        let both = predicted.intersection(&self.marked).count() as f64;
        2.0 * both / (predicted.len() + self.marked.len()) as f64
    }
}
