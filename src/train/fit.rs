//! The fit, step by step. A corpus comes in; a model goes out: lexicon →
//! evidence, once without each fold and once with all → out-of-fold statistics
//! → judges → table.

use rayon::prelude::*;

use super::base::Base;
use super::corpus::{Corpus, Row};
use super::evidence::{Evidence, EvidenceFit};
use super::lexicon::{Lexicon, UnitSums};
use super::recipe::Recipe;
use super::vectors::Vectors;
use super::verdict::{Judged, fit_judge};
use super::vocabulary::vocabulary;
use crate::error::{Error, Result};
use crate::features::{Groups, Reading};
use crate::model::{Candidate, Model, Parts, Statistics, StatisticsScratch, Table};

/// With fewer rows of a class than this in the sources chosen for the verdict
/// layer, a head is judged by all rows.
const LEAST_CHOSEN: usize = 100;

/// What [`fit`] is doing; for a progress bar.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Progress {
    /// The comments became matrices.
    Lexicon {
        /// Comments.
        rows: usize,
        /// Distinct words and pairs of words.
        units: usize,
        /// Distinct features.
        features: usize,
    },
    /// A Newton step was taken, for all heads together.
    Step {
        /// The fold that is left out; `None` if none is.
        fold: Option<u32>,
        /// How many steps were taken before.
        steps: usize,
        /// The norm of the gradient, as a share of what it is at no weights:
        /// that of the head which is farthest behind.
        gradient: f64,
    },
    /// The evidence was fitted.
    Evidence {
        /// The fold that was left out; `None` if none was.
        fold: Option<u32>,
        /// Newton steps it took.
        steps: usize,
        /// Whether it converged for every head.
        converged: bool,
    },
    /// The verdict of a head was fitted.
    Verdict {
        /// The head.
        head: String,
    },
}

/// Fits a model. `progress` is told of each step, from several threads.
///
/// # Errors
/// If a head has not at least two positive and two negative rows to train on,
/// or if a fit fails.
pub fn fit(recipe: &Recipe, corpus: &Corpus, progress: impl Fn(Progress) + Sync) -> Result<Model> {
    let rows: Vec<&Row> = corpus.rows.iter().filter(|row| row.fold.is_some()).collect();
    let heads = corpus.heads();
    let mut alphas = Vec::new();
    for (head, name) in heads.iter().enumerate() {
        let count = |class| rows.iter().filter(|row| row.labels[head] == Some(class)).count();
        let (positives, negatives) = (count(true), count(false));
        if positives < 2 || negatives < 2 {
            return Err(Error::fit(format!(
                "The head {name:?} has {positives} positive and {negatives} negative rows to train on; it needs at least two of each."
            )));
        }
        alphas.push(recipe.alpha_of(name, positives + negatives));
    }
    let base = recipe.base_model()?;
    let features = base.as_ref().map_or(recipe.features, Model::features);
    let reading = match &base {
        // The base model's weights are those of units as it reads them.
        Some(base) => base.reading().with_vocabulary(&vocabulary(&rows)),
        None => Reading::new(features, vocabulary(&rows), Groups::new(recipe.groups())),
    };
    let texts: Vec<&str> = rows.iter().map(|row| row.text.as_str()).collect();
    let least = recipe.least_rows(rows.len());
    let vectors = Vectors::of(&texts, &reading, recipe.vectors)?;
    let known = base.as_ref().map(Base::new);
    let (lexicon, comments) = Lexicon::build(&texts, features, &reading, least, vectors, known);
    progress(Progress::Lexicon { rows: rows.len(), units: lexicon.units(), features: lexicon.names.len() });

    let source_weights: Vec<f64> = recipe.sources.iter().map(|s| s.weight).collect();
    let evidence = EvidenceFit {
        lexicon: &lexicon,
        comments: &comments,
        rows: &rows,
        source_weights: &source_weights,
        alphas: &alphas,
    };
    let fit_lanes = |fold: Option<u32>, start: Option<&Evidence>| {
        let watch = |steps, gradient| progress(Progress::Step { fold, steps, gradient });
        let found = evidence.fit(fold, start, watch);
        progress(Progress::Evidence { fold, steps: found.steps, converged: found.converged });
        found
    };

    let mut statistics = vec![Statistics::default(); rows.len()];
    let mut out_of_fold = Vec::new();
    for fold in 0..recipe.folds {
        let found = fit_lanes(Some(fold), None);
        let sums = lexicon.unit_sums(&found.columns);
        let of_fold: Vec<_> = statistics
            .iter_mut()
            .zip(&rows)
            .filter(|(_, row)| row.is_labelled() && row.fold == Some(fold))
            .collect();
        let scratch = || (UnitSums::new(&lexicon, &sums, features), StatisticsScratch::default());
        of_fold.into_par_iter().for_each_init(scratch, |(weights, scratch), (out, row)| {
            *out = Statistics::of(row.subject(), &reading, weights, scratch);
        });
        out_of_fold.push(found);
    }
    // What the folds agree on is not far from what all rows say together.
    let all = fit_lanes(None, Evidence::mean(&std::mem::take(&mut out_of_fold)).as_ref());

    let judges: Result<Vec<_>> = heads
        .par_iter()
        .enumerate()
        .map(|(head, name)| {
            let labelled = || rows.iter().zip(&statistics).filter(|(row, _)| row.labels[head].is_some());
            let source = |row: &Row| &recipe.sources[row.source as usize];
            let chosen = |class: bool| {
                let of_class = |row: &Row| source(row).verdict.have(name) && row.labels[head] == Some(class);
                labelled().filter(|(row, _)| of_class(row)).count()
            };
            let all = chosen(true).min(chosen(false)) < LEAST_CHOSEN;
            let judged: Vec<_> = labelled()
                .filter(|(row, _)| all || source(row).verdict.have(name))
                .filter_map(|(row, statistics)| {
                    let truth = row.labels[head]?;
                    let calibrate = source(row).calibrate.have(name);
                    Some(Judged { statistics, truth, source: row.source, calibrate })
                })
                .collect();
            let judge = fit_judge(&judged, head, heads.len(), recipe, name);
            progress(Progress::Verdict { head: name.clone() });
            judge
        })
        .collect();

    let candidates = lexicon.features(&all.columns).map(|(name, rows, weights)| {
        let largest = weights.iter().fold(0.0_f32, |l, w| l.max(w.abs()));
        Candidate { name, weights, importance: largest * (rows.max(1) as f32).sqrt() }
    });
    let bits = match &base {
        // Of its features too little is known to place them in a larger table.
        Some(base) => base.table().bits().min(recipe.table_bits),
        None => table_bits(lexicon.names.len(), recipe.table_bits),
    };
    let (table, placed) = Table::build(candidates.collect(), bits, heads.len());
    let provenance = provenance(recipe, corpus, rows.len(), placed, base.as_ref());
    Ok(Model::from_parts(Parts {
        features,
        reading,
        heads: heads.to_vec(),
        views: 0,
        table,
        judges: judges?,
        policy: recipe.policy()?,
        provenance,
    }))
}

/// The smallest table in which so many features find room, if `most` allows.
/// Buckets of four overflow before all places are taken: two places for a
/// feature leave room for 97 in 100.
fn table_bits(features: usize, most: u8) -> u8 {
    let wanted = (2 * features).next_power_of_two().trailing_zeros() as u8;
    // A recipe that was changed in code may ask for less than a file may.
    wanted.clamp(8, most.max(8))
}

fn provenance(
    recipe: &Recipe,
    corpus: &Corpus,
    rows: usize,
    features: usize,
    base: Option<&Model>,
) -> String {
    let sources: Vec<&str> = recipe.sources.iter().map(|s| s.name.as_str()).collect();
    let on = base.map(|base| format!(" On top of another model: {}", base.provenance())).unwrap_or_default();
    format!(
        "Trained by lamplighter {} with seed {} on {rows} of {} comments from {}; {features} features.{on}",
        env!("CARGO_PKG_VERSION"),
        recipe.seed,
        corpus.len(),
        sources.join(", ")
    )
}
