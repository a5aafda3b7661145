//! The matrices that the solver multiplies by. A [`Csr`] is a sparse matrix
//! by rows; a [`Product`] is the matrix of comments × features, kept as the
//! two factors it is made of, comments × units and units × features, because
//! the product itself has ten times their entries and is never needed.

use crate::error::{Error, Result};

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

    /// The matrix of the named rows.
    pub(crate) fn select(&self, rows: &[u32]) -> Self {
        let mut out = Self::with_columns(self.columns);
        for &row in rows {
            let range = self.indptr[row as usize]..self.indptr[row as usize + 1];
            out.indices.extend_from_slice(&self.indices[range.clone()]);
            out.values.extend_from_slice(&self.values[range]);
            out.indptr.push(out.indices.len());
        }
        out
    }
}

/// What the solver needs of a matrix `X`: it never sees an entry.
pub(crate) trait Design: Sync {
    fn rows(&self) -> usize;
    fn columns(&self) -> usize;
    /// `out = X v`.
    fn times(&self, v: &[f64], out: &mut [f64]);
    /// `out = Xᵀ r`.
    fn transposed_times(&self, r: &[f64], out: &mut [f64]);
    /// About the diagonal of `Xᵀ diag(d) X`, for a preconditioner.
    fn diagonal(&self, d: &[f64], out: &mut [f64]);
}

impl Design for Csr {
    fn rows(&self) -> usize {
        self.rows()
    }

    fn columns(&self) -> usize {
        self.columns
    }

    fn times(&self, v: &[f64], out: &mut [f64]) {
        for (row, out) in out.iter_mut().enumerate() {
            *out = self.row(row).map(|(i, value)| f64::from(value) * v[i]).sum();
        }
    }

    fn transposed_times(&self, r: &[f64], out: &mut [f64]) {
        out.fill(0.0);
        for (row, &r) in r.iter().enumerate() {
            if r != 0.0 {
                self.row(row).for_each(|(i, value)| out[i] += f64::from(value) * r);
            }
        }
    }

    fn diagonal(&self, d: &[f64], out: &mut [f64]) {
        out.fill(0.0);
        for (row, &d) in d.iter().enumerate() {
            if d != 0.0 {
                self.row(row).for_each(|(i, value)| out[i] += f64::from(value) * f64::from(value) * d);
            }
        }
    }
}

/// `first · second · diag(scale)`, multiplied one after the other, with one
/// more column for each group of rows: its intercept.
#[derive(Debug)]
pub(crate) struct Product<'a> {
    pub(crate) first: &'a Csr,
    pub(crate) second: &'a Csr,
    pub(crate) scale: &'a [f64],
    /// The group of each row, below `groups`.
    pub(crate) group: &'a [u32],
    pub(crate) groups: usize,
}

impl Design for Product<'_> {
    fn rows(&self) -> usize {
        self.first.rows()
    }

    fn columns(&self) -> usize {
        self.second.columns + self.groups
    }

    fn times(&self, v: &[f64], out: &mut [f64]) {
        let (weights, intercepts) = v.split_at(self.second.columns);
        let scaled: Vec<f64> = weights.iter().zip(self.scale).map(|(v, s)| v * s).collect();
        let mut units = vec![0.0; self.second.rows()];
        self.second.times(&scaled, &mut units);
        self.first.times(&units, out);
        out.iter_mut().zip(self.group).for_each(|(out, &group)| *out += intercepts[group as usize]);
    }

    fn transposed_times(&self, r: &[f64], out: &mut [f64]) {
        let (weights, intercepts) = out.split_at_mut(self.second.columns);
        let mut units = vec![0.0; self.second.rows()];
        self.first.transposed_times(r, &mut units);
        self.second.transposed_times(&units, weights);
        weights.iter_mut().zip(self.scale).for_each(|(w, s)| *w *= s);
        intercepts.fill(0.0);
        r.iter().zip(self.group).for_each(|(r, &group)| intercepts[group as usize] += r);
    }

    /// Leaves out the products of two units of one row that share a feature:
    /// the preconditioner needs no more.
    fn diagonal(&self, d: &[f64], out: &mut [f64]) {
        let (weights, intercepts) = out.split_at_mut(self.second.columns);
        let mut units = vec![0.0; self.second.rows()];
        self.first.diagonal(d, &mut units);
        self.second.diagonal(&units, weights);
        weights.iter_mut().zip(self.scale).for_each(|(w, s)| *w *= s * s);
        intercepts.fill(0.0);
        d.iter().zip(self.group).for_each(|(d, &group)| intercepts[group as usize] += d);
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

    #[test]
    fn multiplies() {
        let (x, mut rows, mut columns) = (small(), [0.0; 2], [0.0; 3]);
        x.times(&[1.0, 10.0, 100.0], &mut rows);
        assert_eq!(rows, [201.0, 30.0]);
        x.transposed_times(&[1.0, 10.0], &mut columns);
        assert_eq!(columns, [1.0, 30.0, 2.0]);
        x.diagonal(&[1.0, 10.0], &mut columns);
        assert_eq!(columns, [1.0, 90.0, 4.0]);
        assert_eq!(x.select(&[1, 1]).row(1).collect::<Vec<_>>(), [(1, 3.0)]);
    }

    #[test]
    fn a_product_multiplies_like_its_product() {
        // small · [1 1; 0 1; 1 0] = [3 1; 0 3], scaled by (2, 1) = [6 1; 0 3],
        // and the intercepts of two groups behind it.
        let (first, scale, group) = (small(), [2.0, 1.0], [1, 0]);
        let second = Csr::new(vec![0, 2, 3, 4], vec![0, 1, 1, 0], vec![1.0; 4], 2).unwrap();
        let x = Product { first: &first, second: &second, scale: &scale, group: &group, groups: 2 };
        let (mut rows, mut columns) = ([0.0; 2], [0.0; 4]);
        x.times(&[1.0, 10.0, 100.0, 1000.0], &mut rows);
        assert_eq!(rows, [1016.0, 130.0]);
        x.transposed_times(&[1.0, 10.0], &mut columns);
        assert_eq!(columns, [6.0, 31.0, 10.0, 1.0]);
    }
}
