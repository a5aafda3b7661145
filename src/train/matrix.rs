//! The matrices that the solver multiplies by. A [`Csr`] is a sparse matrix
//! by rows, a [`Sparse`] one by rows and by columns; a [`Product`] is the matrix of comments × features, kept as the
//! two factors it is made of, comments × units and units × features, because
//! the product itself has ten times their entries and is never needed.

use rayon::prelude::*;

use super::lanes::{BLOCK, Real, map};
use super::lexicon::NameMap;
use crate::error::{Error, Result};
use crate::features::pair;

/// A sparse matrix in compressed sparse row form: row `i` has the columns
/// `indices[indptr[i]..indptr[i + 1]]` with the `values` at the same places.
#[derive(Clone, Debug, PartialEq)]
pub struct Csr {
    indptr: Vec<usize>,
    indices: Vec<u32>,
    values: Vec<f32>,
    columns: usize,
}

impl Csr {
    /// Checks and takes the three arrays, in scipy's naming.
    ///
    /// # Errors
    /// If `indptr` does not start at 0, falls, or does not end at the number
    /// of entries; if an index is `columns` or more; if a value is not finite.
    pub fn new(indptr: Vec<usize>, indices: Vec<u32>, values: Vec<f32>, columns: usize) -> Result<Self> {
        let ends_meet = indptr.first() == Some(&0) && indptr.last() == Some(&indices.len());
        if !ends_meet || !indptr.is_sorted() || indices.len() != values.len() {
            return Err(Error::fit(format!(
                "The row pointers must rise from 0 to the number of entries, {}, which is also the number of values, {}.",
                indices.len(),
                values.len()
            )));
        }
        if let Some(index) = indices.iter().find(|&&i| i as usize >= columns) {
            return Err(Error::fit(format!("The column {index} does not exist: there are {columns}.")));
        }
        if let Some(value) = values.iter().find(|v| !v.is_finite()) {
            return Err(Error::fit(format!("The value {value} is not finite.")));
        }
        Ok(Self { indptr, indices, values, columns })
    }

    /// An empty matrix with this many columns, to be filled by rows.
    pub(crate) fn with_columns(columns: usize) -> Self {
        Self { indptr: vec![0], indices: Vec::new(), values: Vec::new(), columns }
    }

    /// Appends a row; the caller vouches for the indices.
    pub(crate) fn push_row(&mut self, entries: impl IntoIterator<Item = (u32, f32)>) {
        for (index, value) in entries {
            debug_assert!((index as usize) < self.columns);
            self.indices.push(index);
            self.values.push(value);
        }
        self.indptr.push(self.indices.len());
    }

    /// The number of rows.
    pub fn rows(&self) -> usize {
        self.indptr.len() - 1
    }

    /// The number of columns.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// The number of stored entries.
    pub fn entries(&self) -> usize {
        self.indices.len()
    }

    /// The columns and values of a row.
    pub(crate) fn row(&self, row: usize) -> impl Iterator<Item = (usize, f32)> {
        let range = self.indptr[row]..self.indptr[row + 1];
        self.indices[range.clone()].iter().map(|&i| i as usize).zip(self.values[range].iter().copied())
    }
}

/// What the solver needs of a matrix `X`: it never sees an entry. Every lane
/// has a vector of its own.
pub(crate) trait Design<F, const L: usize>: Sync {
    fn rows(&self) -> usize;
    fn columns(&self) -> usize;
    /// `out = X v`.
    fn times(&self, v: &[[F; L]], out: &mut [[F; L]]);
    /// `out = Xᵀ r`.
    fn transposed_times(&self, r: &[[F; L]], out: &mut [[F; L]]);
    /// About the diagonal of `Xᵀ diag(d) X`, for a preconditioner.
    fn diagonal(&self, d: &[[F; L]], out: &mut [[F; L]]);
}

/// How many rows a thread multiplies at a time: few, because the first
/// columns, which are those of the commonest words, have most entries.
const ROWS: usize = 32;

impl Csr {
    /// `out = self · v`, or, if `squared`, with every entry squared.
    pub(crate) fn multiply<F: Real, const L: usize>(&self, v: &[[F; L]], squared: bool, out: &mut [[F; L]]) {
        out.par_chunks_mut(ROWS).enumerate().for_each(|(block, out)| {
            for (at, out) in out.iter_mut().enumerate() {
                let mut sum = [F::default(); L];
                for (column, value) in self.row(block * ROWS + at) {
                    let value = F::from(if squared { value * value } else { value });
                    let v = &v[column];
                    for l in 0..L {
                        sum[l] += value * v[l];
                    }
                }
                *out = sum;
            }
        });
    }

    /// The same matrix with each row once, and for each row of this one its
    /// place in that, which is in the order of the first of each. Rows are
    /// compared by 64-bit hashes of their entries.
    pub(crate) fn without_equal_rows(&self) -> (Self, Vec<u32>) {
        let (mut out, mut found) = (Self::with_columns(self.columns), NameMap::default());
        let mut place = |row: usize| {
            let entry = |(column, value): (usize, f32)| (column as u64) << 32 | u64::from(value.to_bits());
            let hash = self.row(row).map(entry).fold(0, pair);
            let next = found.len() as u32;
            *found.entry(hash).or_insert_with(|| {
                out.push_row(self.row(row).map(|(column, value)| (column as u32, value)));
                next
            })
        };
        let places = (0..self.rows()).map(&mut place).collect();
        (out, places)
    }

    /// The same matrix by columns.
    pub(crate) fn transposed(&self) -> Self {
        let mut indptr = vec![0; self.columns + 1];
        self.indices.iter().for_each(|&column| indptr[column as usize + 1] += 1);
        (0..self.columns).for_each(|column| indptr[column + 1] += indptr[column]);
        let mut next = indptr.clone();
        let (mut indices, mut values) = (vec![0; self.entries()], vec![0.0; self.entries()]);
        for row in 0..self.rows() {
            for (column, value) in self.row(row) {
                let at = next[column];
                next[column] += 1;
                (indices[at], values[at]) = (row as u32, value);
            }
        }
        Self { indptr, indices, values, columns: self.rows() }
    }
}

/// A sparse matrix both by rows and by columns: every product is then a sum for
/// each place of the result, which threads share without meeting.
#[derive(Clone, Debug)]
pub(crate) struct Sparse {
    by_rows: Csr,
    by_columns: Csr,
}

impl Sparse {
    /// The matrix that has these rows for columns.
    pub(crate) fn of_columns(by_columns: Csr) -> Self {
        Self { by_rows: by_columns.transposed(), by_columns }
    }

    /// The number of rows.
    pub(crate) fn rows(&self) -> usize {
        self.by_rows.rows()
    }

    /// The number of columns.
    pub(crate) fn columns(&self) -> usize {
        self.by_rows.columns
    }
}

impl From<Csr> for Sparse {
    fn from(by_rows: Csr) -> Self {
        Self { by_columns: by_rows.transposed(), by_rows }
    }
}

impl<F: Real, const L: usize> Design<F, L> for Sparse {
    fn rows(&self) -> usize {
        self.rows()
    }

    fn columns(&self) -> usize {
        self.columns()
    }

    fn times(&self, v: &[[F; L]], out: &mut [[F; L]]) {
        self.by_rows.multiply(v, false, out);
    }

    fn transposed_times(&self, r: &[[F; L]], out: &mut [[F; L]]) {
        self.by_columns.multiply(r, false, out);
    }

    fn diagonal(&self, d: &[[F; L]], out: &mut [[F; L]]) {
        self.by_columns.multiply(d, true, out);
    }
}

/// `first · second · diag(scale)`, multiplied one after the other, with one
/// more column for each group of rows: its intercept.
#[derive(Debug)]
pub(crate) struct Product<'a, F, const L: usize> {
    pub(crate) first: &'a Sparse,
    pub(crate) second: &'a Sparse,
    pub(crate) scale: &'a [[F; L]],
    /// The group of each row, below `groups`.
    pub(crate) group: &'a [u32],
    pub(crate) groups: usize,
}

impl<F: Real, const L: usize> Product<'_, F, L> {
    /// `out = scaleⁿ · secondᵀ · firstᵀ · r`, with every entry squared if `n` is
    /// 2, and the sums of the groups behind it.
    fn back(&self, r: &[[F; L]], squared: bool, out: &mut [[F; L]]) {
        let (weights, intercepts) = out.split_at_mut(self.second.columns());
        let mut units = vec![[F::default(); L]; self.second.rows()];
        self.first.by_columns.multiply(r, squared, &mut units);
        self.second.by_columns.multiply(&units, squared, weights);
        let blocks = (weights.par_chunks_mut(BLOCK), self.scale.par_chunks(BLOCK));
        blocks.into_par_iter().for_each(|(weights, scale)| {
            for (w, s) in weights.iter_mut().zip(scale) {
                *w = map(|l| if squared { w[l] * s[l] * s[l] } else { w[l] * s[l] });
            }
        });
        let mut sums = vec![[0.0; L]; self.groups];
        for (r, &group) in r.iter().zip(self.group) {
            (0..L).for_each(|l| sums[group as usize][l] += r[l].into());
        }
        intercepts.iter_mut().zip(sums).for_each(|(out, sum)| *out = sum.map(F::of));
    }
}

impl<F: Real, const L: usize> Design<F, L> for Product<'_, F, L> {
    fn rows(&self) -> usize {
        self.first.rows()
    }

    fn columns(&self) -> usize {
        self.second.columns() + self.groups
    }

    fn times(&self, v: &[[F; L]], out: &mut [[F; L]]) {
        let (weights, intercepts) = v.split_at(self.second.columns());
        let mut scaled = vec![[F::default(); L]; weights.len()];
        let blocks = (weights.par_chunks(BLOCK), self.scale.par_chunks(BLOCK));
        (scaled.par_chunks_mut(BLOCK), blocks).into_par_iter().for_each(|(out, (weights, scale))| {
            for ((out, w), s) in out.iter_mut().zip(weights).zip(scale) {
                *out = map(|l| w[l] * s[l]);
            }
        });
        let mut units = vec![[F::default(); L]; self.second.rows()];
        self.second.by_rows.multiply(&scaled, false, &mut units);
        self.first.by_rows.multiply(&units, false, out);
        for (out, &group) in out.iter_mut().zip(self.group) {
            *out = map(|l| out[l] + intercepts[group as usize][l]);
        }
    }

    fn transposed_times(&self, r: &[[F; L]], out: &mut [[F; L]]) {
        self.back(r, false, out);
    }

    /// Leaves out the products of two units of one row that share a feature:
    /// the preconditioner needs no more.
    fn diagonal(&self, d: &[[F; L]], out: &mut [[F; L]]) {
        self.back(d, true, out);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// [1 0 2; 0 3 0]
    fn small() -> Csr {
        Csr::new(vec![0, 2, 3], vec![0, 2, 1], vec![1.0, 2.0, 3.0], 3).unwrap()
    }

    #[test]
    fn refuses_what_is_no_matrix() {
        type Case = (&'static str, &'static [usize], &'static [u32], &'static [f32]);
        let cases: [Case; 6] = [
            ("no start", &[], &[], &[]),
            ("falling", &[0, 2, 1], &[0, 1], &[1.0, 1.0]),
            ("short", &[0, 1], &[0, 1], &[1.0, 1.0]),
            ("column", &[0, 1], &[3], &[1.0]),
            ("value", &[0, 1], &[0], &[f32::NAN]),
            ("values", &[0, 1], &[0], &[]),
        ];
        for (name, indptr, indices, values) in cases {
            assert!(Csr::new(indptr.to_vec(), indices.to_vec(), values.to_vec(), 3).is_err(), "{name}");
        }
    }

    /// One lane.
    fn lane<const N: usize>(numbers: [f64; N]) -> [[f64; 1]; N] {
        numbers.map(|number| [number])
    }

    #[test]
    fn multiplies() {
        let x = Sparse::from(small());
        let (mut rows, mut columns) = (lane([0.0; 2]), lane([0.0; 3]));
        x.times(&lane([1.0, 10.0, 100.0]), &mut rows);
        assert_eq!(rows, lane([201.0, 30.0]));
        x.transposed_times(&lane([1.0, 10.0]), &mut columns);
        assert_eq!(columns, lane([1.0, 30.0, 2.0]));
        x.diagonal(&lane([1.0, 10.0]), &mut columns);
        assert_eq!(columns, lane([1.0, 90.0, 4.0]));
        assert_eq!(small().transposed().transposed(), small());
    }

    #[test]
    fn equal_rows_become_one() {
        let rows = |indptr: &[usize], indices: &[u32], values: &[f32]| {
            Csr::new(indptr.to_vec(), indices.to_vec(), values.to_vec(), 3).unwrap()
        };
        // [1 0 2; 1 0 2; 0 3 0; 1 0 3; 1 0 2]
        let all =
            rows(&[0, 2, 4, 5, 7, 9], &[0, 2, 0, 2, 1, 0, 2, 0, 2], &[1., 2., 1., 2., 3., 1., 3., 1., 2.]);
        let (out, places) = all.without_equal_rows();
        assert_eq!(places, [0, 0, 1, 2, 0]);
        assert_eq!(out, rows(&[0, 2, 3, 5], &[0, 2, 1, 0, 2], &[1., 2., 3., 1., 3.]));
    }

    #[test]
    fn lanes_do_not_meet() {
        let x = Sparse::from(small());
        let mut rows = [[0.0_f32; 3]; 2];
        x.times(&[[1.0, 0.0, 2.0], [10.0, 1.0, 0.0], [100.0, 0.0, 0.0]], &mut rows);
        assert_eq!(rows, [[201.0, 0.0, 2.0], [30.0, 3.0, 0.0]]);
    }

    #[test]
    fn a_product_multiplies_like_its_product() {
        // small · [1 1; 0 1; 1 0] = [3 1; 0 3], scaled by (2, 1) = [6 1; 0 3],
        // and the intercepts of two groups behind it.
        let (first, scale, group) = (Sparse::from(small()), lane([2.0, 1.0]), [1, 0]);
        let second = Csr::new(vec![0, 2, 3, 4], vec![0, 1, 1, 0], vec![1.0; 4], 2).unwrap().into();
        let x = Product { first: &first, second: &second, scale: &scale, group: &group, groups: 2 };
        let (mut rows, mut columns) = (lane([0.0; 2]), lane([0.0; 4]));
        x.times(&lane([1.0, 10.0, 100.0, 1000.0]), &mut rows);
        assert_eq!(rows, lane([1016.0, 130.0]));
        x.transposed_times(&lane([1.0, 10.0]), &mut columns);
        assert_eq!(columns, lane([6.0, 31.0, 10.0, 1.0]));
    }
}
