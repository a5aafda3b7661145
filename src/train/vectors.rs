//! What a word has in common with others. Comments come in, without their
//! labels; out goes a vector for every word that is not rare, so that words
//! which stand in the same company have vectors that point the same way.
//! Promise: the same comments give the same vectors on any number of threads.
//!
//! The vectors are the left singular vectors of the positive pointwise mutual
//! information of words and their neighbours, times the root of the singular
//! values (Levy, Goldberg and Dagan, "Improving distributional similarity with
//! lessons learned from word embeddings", TACL 2015, sections 2.2, 3.2 and
//! 3.3), found by randomised subspace iteration (Halko, Martinsson and Tropp,
//! "Finding structure with randomness", SIAM Review 2011, algorithm 4.4).

use linfa_linalg::LinalgError;
use linfa_linalg::eigh::{EigSort, Eigh};
use linfa_linalg::qr::QR;
use ndarray::{Array1, Array2, ArrayView1, Axis, Slice};
use rayon::prelude::*;

use super::lexicon::NameMap;
use super::matrix::Csr;
use crate::error::{Error, Result};
use crate::features::{Buffer, Reading, Word, Words, pair};

/// How many words on either side are neighbours.
const WINDOW: usize = 5;

/// A rarer word keeps too little company to be known by it.
const LEAST: u32 = 5;

/// More words than this have no vector: the rarest.
const MOST_WORDS: usize = 1 << 16;

/// So many of the commonest words are counted as neighbours.
const NEIGHBOURS: usize = 4096;

/// Flattens the counts of neighbours, or rare ones would have all the
/// information.
const FLATTEN: f64 = 0.75;

/// Directions that are followed and then dropped.
const SPARE: usize = 8;

/// How often the directions are turned towards the largest.
const TURNS: usize = 4;

/// How many words are counted at a time: 32 MB for each thread.
const BLOCK: usize = 2048;

/// The vectors of words.
#[derive(Debug, Default)]
pub(crate) struct Vectors {
    places: NameMap<u32>,
    /// Words × numbers; of unit length before their mean was taken away.
    values: Array2<f32>,
}

impl Vectors {
    /// Vectors of `size` numbers, or fewer if there are fewer words.
    ///
    /// # Errors
    /// If the arithmetic breaks down.
    pub(crate) fn of(texts: &[&str], reading: &Reading, size: usize) -> Result<Self> {
        let names = texts.par_iter().map_init(Buffer::default, |buffer, text| {
            let mut names = Vec::new();
            reading.visit(text, buffer, &mut Words(|word: Word<'_>| names.push(word.name)));
            names
        });
        let names: Vec<Vec<u64>> = names.collect();
        let places = common(&names);
        let size = size.min(places.len());
        if size == 0 {
            return Ok(Self::default());
        }
        let place = |name: &u64| places.get(name).copied().unwrap_or(u32::MAX);
        let comments: Vec<Vec<u32>> =
            names.into_par_iter().map(|names| names.iter().map(place).collect()).collect();
        let information = information(&comments, places.len());
        let values = directions(&information, size)
            .map_err(|e| Error::fit(format!("The vectors of words cannot be found: {e}.")))?;
        Ok(Self { places, values })
    }

    /// How many numbers a vector has.
    pub(crate) fn size(&self) -> usize {
        self.values.ncols()
    }

    /// The vector of a word.
    pub(crate) fn get(&self, name: u64) -> Option<ArrayView1<'_, f32>> {
        self.places.get(&name).map(|&place| self.values.row(place as usize))
    }
}

/// The words that are common enough, the commonest first.
fn common(comments: &[Vec<u64>]) -> NameMap<u32> {
    let mut counts: NameMap<u32> = NameMap::default();
    comments.iter().flatten().for_each(|&name| *counts.entry(name).or_default() += 1);
    let mut common: Vec<(u32, u64)> =
        counts.into_iter().filter(|c| c.1 >= LEAST).map(|(name, count)| (count, name)).collect();
    common.sort_unstable_by(|a, b| b.cmp(a));
    common.truncate(MOST_WORDS);
    common.iter().enumerate().map(|(place, &(_, name))| (name, place as u32)).collect()
}

/// The positive pointwise mutual information of words and their neighbours:
/// words × neighbours.
fn information(comments: &[Vec<u32>], words: usize) -> Csr {
    let neighbours = words.min(NEIGHBOURS);
    let blocks = (0..words.div_ceil(BLOCK)).into_par_iter();
    let counts: Vec<Vec<Vec<(u32, f32)>>> =
        blocks.map(|block| neighbours_of(comments, block * BLOCK, neighbours)).collect();
    let mut of_neighbour = vec![0.0; neighbours];
    for &(neighbour, count) in counts.iter().flatten().flatten() {
        of_neighbour[neighbour as usize] += f64::from(count);
    }
    of_neighbour.iter_mut().for_each(|count| *count = count.powf(FLATTEN));
    let all: f64 = of_neighbour.iter().sum();
    let mut information = Csr::with_columns(neighbours);
    for word in counts.iter().flatten().take(words) {
        let of_word: f64 = word.iter().map(|w| f64::from(w.1)).sum();
        let mutual = |&(neighbour, count): &(u32, f32)| {
            let expected = of_word * of_neighbour[neighbour as usize] / all;
            let information = (f64::from(count) / expected).ln() as f32;
            (information > 0.0).then_some((neighbour, information))
        };
        information.push_row(word.iter().filter_map(mutual));
    }
    information
}

/// For each word of a block, its neighbours and how often each is near it.
fn neighbours_of(comments: &[Vec<u32>], first: usize, neighbours: usize) -> Vec<Vec<(u32, f32)>> {
    let mut counts = vec![0_u32; BLOCK * neighbours];
    for comment in comments {
        for (at, &word) in comment.iter().enumerate() {
            let Some(row) = (word as usize).checked_sub(first).filter(|row| *row < BLOCK) else { continue };
            let counts = &mut counts[row * neighbours..][..neighbours];
            let near = at.saturating_sub(WINDOW)..(at + WINDOW + 1).min(comment.len());
            for neighbour in near.filter(|near| *near != at).map(|near| comment[near]) {
                if let Some(count) = counts.get_mut(neighbour as usize) {
                    *count += 1;
                }
            }
        }
    }
    let of_word = |counts: &[u32]| {
        let seen = counts.iter().enumerate().filter(|(_, count)| **count > 0);
        seen.map(|(neighbour, &count)| (neighbour as u32, count as f32)).collect()
    };
    counts.chunks(neighbours).map(of_word).collect()
}

/// The vectors of the rows of a matrix.
fn directions(matrix: &Csr, size: usize) -> std::result::Result<Array2<f32>, LinalgError> {
    let transposed = matrix.transposed();
    let followed = (size + SPARE).min(matrix.columns()).min(matrix.rows());
    // Any directions will do to begin with, as long as they are the same.
    let sign = |(row, column): (usize, usize)| {
        let bit = pair(row as u64 + 1, column as u64 + 1) >> 63;
        1.0 - 2.0 * bit as f64
    };
    let mut right = Array2::from_shape_fn((matrix.columns(), followed), sign);
    for _ in 0..TURNS {
        let left = times(matrix, &right);
        right = times(&transposed, &left).qr()?.generate_q();
    }
    let left = times(matrix, &right);
    let (squares, turn) = left.t().dot(&left).eigh()?.sort_eig_desc();
    let mut values = left.dot(&turn.slice_axis(Axis(1), Slice::from(..size.min(followed))));
    for (mut column, square) in values.columns_mut().into_iter().zip(&squares) {
        // The singular value is the root of the square, and its root is wanted.
        let root = square.max(f64::MIN_POSITIVE).powf(0.25);
        column.mapv_inplace(|value| value / root);
    }
    for mut row in values.rows_mut() {
        let norm = row.dot(&row).sqrt();
        if norm > 0.0 {
            row.mapv_inplace(|value| value / norm);
        }
    }
    let mean = values.mean_axis(Axis(0)).unwrap_or_default();
    Ok((values - mean).mapv(|value| value as f32))
}

/// A sparse matrix times a dense one.
fn times(sparse: &Csr, dense: &Array2<f64>) -> Array2<f64> {
    let mut rows = vec![Array1::zeros(dense.ncols()); sparse.rows()];
    rows.par_iter_mut().enumerate().for_each(|(row, out)| {
        sparse.row(row).for_each(|(column, value)| out.scaled_add(f64::from(value), &dense.row(column)));
    });
    let mut product = Array2::zeros((sparse.rows(), dense.ncols()));
    product.rows_mut().into_iter().zip(&rows).for_each(|(mut out, row)| out.assign(row));
    product
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::{Space, hash};

    /// Sentences in which two kinds of words stand in two kinds of places.
    fn comments() -> Vec<String> {
        let (fruit, tools) = (["apple", "pear", "plum"], ["hammer", "wrench", "chisel"]);
        let mut all = Vec::new();
        for n in 0..60 {
            all.push(format!("we eat a ripe {} from the green tree", fruit[n % 3]));
            all.push(format!("hit it hard with your steel {} until that moves", tools[n % 3]));
        }
        all
    }

    fn vectors(size: usize) -> Vectors {
        let comments = comments();
        let texts: Vec<&str> = comments.iter().map(String::as_str).collect();
        Vectors::of(&texts, &Reading::default(), size).unwrap()
    }

    #[test]
    fn words_in_the_same_company_point_the_same_way() {
        let vectors = vectors(4);
        let of = |word: &str| vectors.get(hash(Space::Word, word.as_bytes())).unwrap();
        let near = |a: &str, b: &str| of(a).dot(&of(b)) / (of(a).dot(&of(a)) * of(b).dot(&of(b))).sqrt();
        for (word, alike, other) in [("apple", "pear", "hammer"), ("wrench", "chisel", "plum")] {
            assert!(near(word, alike) > 0.9, "{word}, {alike}: {}", near(word, alike));
            assert!(near(word, other) < 0.1, "{word}, {other}: {}", near(word, other));
        }
    }

    #[test]
    fn threads_do_not_matter() {
        let on = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| vectors(8).values)
        };
        assert_eq!(on(1), on(3));
    }

    #[test]
    fn few_words_are_enough() {
        let of = |texts: &[&str]| Vectors::of(texts, &Reading::default(), 8).unwrap();
        assert_eq!(of(&[]).size(), 0);
        assert_eq!(of(&["only once"]).size(), 0);
        assert!(of(&["no no no no no no"]).size() <= 1);
        assert!(of(&["to and fro and to and fro and to and fro and to and fro and to and fro"]).size() <= 3);
    }
}
