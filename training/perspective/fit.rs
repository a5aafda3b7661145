//! Bends the heads of a model to the scale of the Perspective API. A table of
//! comments with the API's own scores comes in; the scales that the server
//! uses go out, as a file, and a report in Markdown on standard output. Every
//! figure of the report is by ten-fold cross-validation: no comment is scored
//! by a scale that was fitted to it.
//!
//! ```sh
//! cargo run --release --example perspective_fit -- \
//!     DATA/perspective_scores/scores.csv src/server/perspective/scale.toml
//! ```
//!
//! Beside the model the companion speaks (`models/perspective-en.llm`), which is no
//! argument: `training/perspective/make` makes both.
//!
//! A third argument is a model of your own; give the file that comes out to
//! `lamplighter serve` with `--scale`.

use std::collections::BTreeMap;
use std::error::Error;

use lamplighter::server::{
    Attribute, Scale, Scales, attributes, brevity, companion, log_odds, mild_log_odds,
};
use lamplighter::{Moderator, metrics};

const FOLDS: usize = 10;
const THRESHOLDS: [f32; 4] = [0.5, 0.7, 0.8, 0.9];
/// An attribute whose scores of .5 and more are found with a smaller ROC AUC
/// is not what the heads speak of. An even chance is .5.
const LEAST_AUC: f64 = 0.6;
/// Scores of 0 and 1 have no log-odds; the table gives two decimals.
const LEAST_SCORE: f32 = 0.005;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [table, output, model @ ..] = arguments.as_slice() else {
        return Err("usage: perspective_fit SCORES.csv SCALE.toml [MODEL]".into());
    };
    let moderator = match model.first() {
        Some(path) => Moderator::open(path)?,
        None => Moderator::shipped(),
    };
    let comments = Comments::read(table, &moderator)?;
    println!(
        "| attribute | heads and weights | Spearman | mean difference | agreement at .5, .7, .8, .9 | AUC at .5, .8 | flagged at .8: API, here |"
    );
    println!("| --- | --- | --: | --: | --: | --: | --: |");
    let mut scales = Scales::default();
    for attribute in attributes() {
        let Some(column) = &attribute.column else { continue };
        let Some(wanted) = comments.scores.get(column) else {
            return Err(format!("{table}: there is no column {column:?}.").into());
        };
        let inputs = comments.inputs(&attribute)?;
        let (sums, scores) = cross_validate(&inputs, wanted);
        let scale = fit(&attribute, &inputs, wanted);
        let auc = auc(&sums, wanted, 0.5);
        let is_told = auc >= LEAST_AUC;
        println!("{}", row(&attribute, &scale, &sums, &scores, wanted, is_told));
        if is_told {
            scales.attributes.insert(attribute.name, scale);
        }
    }
    let header = "# How heads become the attributes of the Perspective API: weights of log-odds, and\n\
                  # points of a rising line. Written by training/perspective/fit.rs; see there.\n\n";
    std::fs::write(output, format!("{header}{}", toml::to_string(&scales)?))?;
    Ok(())
}

/// Comments, what the heads say of them, and what the API said.
struct Comments {
    inputs: BTreeMap<String, Vec<f32>>,
    scores: BTreeMap<String, Vec<f32>>,
}

impl Comments {
    fn read(path: &str, moderator: &Moderator) -> Result<Self> {
        let mut reader = csv::Reader::from_path(path).map_err(|e| format!("{path}: {e}"))?;
        let header = reader.headers()?.clone();
        let text =
            header.iter().position(|c| c == "comment_text").ok_or("there is no column comment_text")?;
        let mut this = Self { inputs: BTreeMap::new(), scores: BTreeMap::new() };
        let (mut scorer, mut mild) = (moderator.scorer(), companion().scorer());
        for record in reader.records() {
            let record = record?;
            let comment = &record[text];
            let (verdict, mild) = (scorer.judge(comment), mild.judge(comment));
            let heads = verdict.scores().map(|(head, p)| (head, log_odds(p)));
            let companion = mild.scores().map(|(head, p)| (head, mild_log_odds(p)));
            for (head, input) in heads.chain(companion) {
                this.inputs.entry(head.to_owned()).or_default().push(input);
            }
            this.inputs.entry("brevity".to_owned()).or_default().push(brevity(comment));
            for (column, value) in header.iter().zip(&record) {
                if let Ok(score) = value.parse::<f32>() {
                    this.scores.entry(column.to_owned()).or_default().push(score);
                }
            }
        }
        let rows = this.inputs.values().next().map_or(0, Vec::len);
        this.scores.retain(|_, scores| scores.len() == rows);
        Ok(this)
    }

    fn inputs(&self, attribute: &Attribute) -> Result<Vec<&[f32]>> {
        let input = |head: &String| {
            let values = self.inputs.get(head).map(Vec::as_slice);
            values.ok_or_else(|| format!("The model has no head {head:?} for {}.", attribute.name).into())
        };
        attribute.heads.iter().map(input).collect()
    }
}

/// Sums and scores of every comment by weights and points that were fitted
/// without it. Rows are in random order in the file.
fn cross_validate(inputs: &[&[f32]], wanted: &[f32]) -> (Vec<f32>, Vec<f32>) {
    let (mut sums, mut scores) = (vec![0.0; wanted.len()], vec![0.0; wanted.len()]);
    for fold in 0..FOLDS {
        let train: Vec<usize> = (0..wanted.len()).filter(|i| i % FOLDS != fold).collect();
        let pick = |values: &[f32]| train.iter().map(|&i| values[i]).collect::<Vec<f32>>();
        let some: Vec<Vec<f32>> = inputs.iter().map(|v| pick(v)).collect();
        let some: Vec<&[f32]> = some.iter().map(Vec::as_slice).collect();
        let target = pick(wanted);
        let weights = non_negative_least_squares(&some, &target);
        let scale =
            Scale { weights: BTreeMap::new(), points: points(&sum(&some, &weights), &target, &weights) };
        let all = sum(inputs, &weights);
        for i in (fold..wanted.len()).step_by(FOLDS) {
            sums[i] = all[i];
            scores[i] = scale.at(all[i]);
        }
    }
    (sums, scores)
}

fn fit(attribute: &Attribute, inputs: &[&[f32]], wanted: &[f32]) -> Scale {
    // What is used is what is written.
    let round = |x: f32| (x * 1000.0).round() / 1000.0;
    let weights = non_negative_least_squares(inputs, wanted).into_iter().map(|w| (w * 100.0).round() / 100.0);
    let weights: Vec<f32> = weights.collect();
    let mut points = points(&sum(inputs, &weights), wanted, &weights);
    points.iter_mut().flatten().for_each(|v| *v = round(*v));
    points.dedup_by(|next, kept| next[0] <= kept[0]);
    let named = attribute.heads.iter().cloned().zip(weights);
    Scale { weights: named.filter(|(_, w)| *w > 0.0).collect(), points }
}

fn sum(inputs: &[&[f32]], weights: &[f32]) -> Vec<f32> {
    let rows = inputs.first().map_or(0, |v| v.len());
    (0..rows).map(|i| inputs.iter().zip(weights).map(|(v, w)| v[i] * w).sum()).collect()
}

/// The weights of at least zero whose sum is nearest to the log-odds of the
/// API's scores, by coordinate descent. The intercept is left to the points.
fn non_negative_least_squares(inputs: &[&[f32]], wanted: &[f32]) -> Vec<f32> {
    let centred = |values: &[f32]| -> Vec<f64> {
        let mean = values.iter().map(|&v| f64::from(v)).sum::<f64>() / values.len() as f64;
        values.iter().map(|&v| f64::from(v) - mean).collect()
    };
    let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    let target: Vec<f32> = wanted.iter().map(|y| log_odds(y.clamp(LEAST_SCORE, 1.0 - LEAST_SCORE))).collect();
    let target = centred(&target);
    let columns: Vec<Vec<f64>> = inputs.iter().map(|v| centred(v)).collect();
    let mut weights = vec![0.0_f64; columns.len()];
    let mut residual = target;
    for _ in 0..500 {
        for (column, weight) in columns.iter().zip(&mut weights) {
            // 1: a ridge that matters only to a column without variance.
            let step = dot(column, &residual) / (dot(column, column) + 1.0);
            let new = (*weight + step).max(0.0);
            residual.iter_mut().zip(column).for_each(|(r, c)| *r -= (new - *weight) * c);
            *weight = new;
        }
    }
    if weights.iter().all(|w| *w == 0.0) {
        weights[0] = 1.0;
    }
    weights.into_iter().map(|w| w as f32).collect()
}

/// Points by matching quantiles: the sum that a tenth of the comments exceeds
/// gets the score that a tenth of them exceeded. A threshold then flags as
/// many comments as it did, which least squares would not: it draws the scores
/// of what is hard to tell to the middle, and nothing would reach .9.
fn points(sums: &[f32], wanted: &[f32], weights: &[f32]) -> Vec<[f32; 2]> {
    let sorted = |values: &[f32]| {
        let mut values = values.to_vec();
        values.sort_by(f32::total_cmp);
        values
    };
    let (sums, wanted) = (sorted(sums), sorted(wanted));
    let rows = sums.len();
    // The extremes of what can be: no evidence at all, and all there is.
    let most: f32 = weights.iter().sum::<f32>() * log_odds(1.0) + 1.0;
    let mut points = vec![[-most, 0.0]];
    let mut start = 0;
    while start < rows {
        // Thresholds lie where comments are few.
        let size = match start * 100 / rows {
            0..80 => rows / 40,
            80..95 => rows / 100,
            _ => rows / 250,
        };
        let end = rows.min(start + size.max(1));
        let mean = |values: &[f32]| values[start..end].iter().sum::<f32>() / (end - start) as f32;
        let point = [mean(&sums), mean(&wanted)];
        if points.last().is_some_and(|last| point[0] > last[0]) {
            points.push(point);
        }
        start = end;
    }
    points.push([most.max(points[points.len() - 1][0] + 1.0), 1.0]);
    points
}

fn auc(sums: &[f32], wanted: &[f32], threshold: f32) -> f64 {
    let rows: Vec<_> = sums.iter().zip(wanted).map(|(&sum, &y)| (f64::from(sum), y >= threshold)).collect();
    metrics::roc_auc(&rows).unwrap_or(f64::NAN)
}

fn row(
    attribute: &Attribute,
    scale: &Scale,
    sums: &[f32],
    scores: &[f32],
    wanted: &[f32],
    is_told: bool,
) -> String {
    let rows = wanted.len() as f32;
    let apart: f32 = scores.iter().zip(wanted).map(|(s, y)| (s - y).abs()).sum();
    let agreement = THRESHOLDS.map(|t| {
        let same = scores.iter().zip(wanted).filter(|(s, y)| (**s >= t) == (**y >= t)).count();
        format!("{:.3}", same as f32 / rows)
    });
    let flagged = |values: &[f32]| values.iter().filter(|v| **v >= 0.8).count();
    let weights: Vec<String> = scale.weights.iter().map(|(head, w)| format!("{head} {w:.2}")).collect();
    let refused = if is_told { "" } else { ", refused" };
    format!(
        "| {}{refused} | {} | {:.3} | {:.3} | {} | {:.3}, {:.3} | {}, {} |",
        attribute.name,
        weights.join(", "),
        spearman(sums, wanted),
        apart / rows,
        agreement.join(", "),
        auc(sums, wanted, 0.5),
        auc(sums, wanted, 0.8),
        flagged(wanted),
        flagged(scores)
    )
}

/// The rank correlation; ties share their mean rank.
fn spearman(a: &[f32], b: &[f32]) -> f64 {
    let (a, b) = (ranks(a), ranks(b));
    let mean = (a.len() as f64 - 1.0) / 2.0;
    let product = |x: &[f64], y: &[f64]| x.iter().zip(y).map(|(x, y)| (x - mean) * (y - mean)).sum::<f64>();
    product(&a, &b) / (product(&a, &a) * product(&b, &b)).sqrt()
}

fn ranks(values: &[f32]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&i, &j| values[i].total_cmp(&values[j]));
    let mut ranks = vec![0.0; values.len()];
    let mut start = 0;
    while start < order.len() {
        let same = order[start..].iter().take_while(|&&i| values[i] == values[order[start]]).count();
        for &i in &order[start..start + same] {
            ranks[i] = start as f64 + (same as f64 - 1.0) / 2.0;
        }
        start += same;
    }
    ranks
}
