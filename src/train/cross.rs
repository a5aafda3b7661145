//! Cross-validation. A recipe and its corpus come in; each part of the rows is
//! judged by a model that was made, by the recipe, from all the others; a
//! report goes out of all parts together, of their mean, and of each. Promise:
//! rows of a group are never on both sides.

use std::collections::HashSet;

use super::corpus::Corpus;
use super::fit::{Progress, fit};
use super::recipe::Recipe;
use super::report::{HeadReport, Report, Section, score};
use crate::error::{Error, Result};
use crate::features::pair;

/// Which rows are judged by one model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Parts {
    /// So many parts, at least 2, into which the groups are drawn by the
    /// recipe's seed.
    Folds(u32),
    /// Each group by itself: leave one out.
    Groups,
}

impl Parts {
    /// How many models it takes.
    pub fn count(self, corpus: &Corpus) -> usize {
        match self {
            Parts::Folds(count) => count as usize,
            Parts::Groups => groups(corpus).len(),
        }
    }
}

/// More groups than this are too many to leave each out.
const MOST_GROUPS: usize = 100;

/// Judges every row by a model that never saw its part. Rows of a source that
/// is held out take no part. `progress` is told of each step, with the number
/// of the part (from 1) and how many there are.
///
/// # Errors
/// If there are fewer than two parts or too many groups to leave each out, or
/// if a model cannot be fitted; see [`fit`].
pub fn cross_validate(
    recipe: &Recipe,
    corpus: &Corpus,
    parts: Parts,
    progress: impl Fn(usize, usize, Progress) + Sync,
) -> Result<Report> {
    let part_of = parting(corpus, recipe, parts)?;
    let count = part_of.count;
    let heads = corpus.heads();
    let mut pooled = vec![Vec::new(); heads.len()];
    let mut sections: Vec<Section> = Vec::new();
    for part in 0..count {
        let split = corpus.parted(recipe, |group| part_of.part(group) == part);
        let model = fit(recipe, &split, |step| progress(part + 1, count, step))?;
        let held_out = split.rows.iter().filter(|row| row.fold.is_none());
        let scored = score(&model, heads, held_out);
        sections
            .push((format!("part {} of {count}", part + 1), HeadReport::all(heads, &scored, model.policy())));
        pooled.iter_mut().zip(scored).for_each(|(all, new)| all.extend(new));
    }
    let all = HeadReport::all(heads, &pooled, &recipe.policy()?);
    let mean = all.iter().map(|head| head.mean_over(&sections)).collect();
    sections.splice(..0, [("all parts".to_string(), all), ("mean of the parts".to_string(), mean)]);
    Ok(Report { sections })
}

/// Which group is in which part.
struct Parting {
    seed: u64,
    count: usize,
    /// The groups in the order in which they were met, if each is a part.
    groups: Option<Vec<u64>>,
}

impl Parting {
    fn part(&self, group: u64) -> usize {
        match &self.groups {
            Some(groups) => groups.iter().position(|g| *g == group).unwrap_or_default(),
            None => (pair(group, self.seed) >> 32) as usize % self.count,
        }
    }
}

fn parting(corpus: &Corpus, recipe: &Recipe, parts: Parts) -> Result<Parting> {
    let count = parts.count(corpus);
    if count < 2 {
        return Err(Error::config(format!("Cross-validation needs two parts or more; here are {count}.")));
    }
    let groups = match parts {
        Parts::Folds(_) => None,
        Parts::Groups if count > MOST_GROUPS => {
            return Err(Error::config(format!(
                "There are {count} groups, too many to leave each out; name a number of folds, or a `group` column with at most {MOST_GROUPS} values."
            )));
        }
        Parts::Groups => Some(groups(corpus)),
    };
    Ok(Parting { seed: recipe.seed, count, groups })
}

/// The groups of the labelled rows that may train, in the order in which they
/// are met.
fn groups(corpus: &Corpus) -> Vec<u64> {
    let mut seen = HashSet::new();
    let judged = corpus.rows.iter().filter(|row| row.trains && row.is_labelled());
    judged.map(|row| row.group).filter(|g| seen.insert(*g)).collect()
}
