//! Several numbers side by side, one for each regression that is solved at the
//! same time, and sums over many of them. Sums come in by blocks and go out
//! added in the order of the blocks: the same on any number of threads.

use std::ops::{Add, AddAssign, Mul, Neg, Sub};

use rayon::prelude::*;

/// What a thread works off at a time.
pub(crate) const BLOCK: usize = 1024;

/// `f32`, which is enough for evidence and halves the memory that a product
/// goes through, or `f64`.
pub(crate) trait Real:
    Copy
    + Default
    + PartialEq
    + Send
    + Sync
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Neg<Output = Self>
    + AddAssign
    + From<f32>
    + Into<f64>
{
    /// The nearest number of this kind.
    fn of(number: f64) -> Self;
}

impl Real for f32 {
    #[inline]
    fn of(number: f64) -> Self {
        number as f32
    }
}

impl Real for f64 {
    #[inline]
    fn of(number: f64) -> Self {
        number
    }
}

/// One value for each lane.
#[inline]
pub(crate) fn map<F: Real, const L: usize>(each: impl Fn(usize) -> F) -> [F; L] {
    let mut out = [F::default(); L];
    for (l, out) in out.iter_mut().enumerate() {
        *out = each(l);
    }
    out
}

/// The sum over blocks, in their order.
pub(crate) fn sum_blocks<const L: usize>(blocks: impl IndexedParallelIterator<Item = [f64; L]>) -> [f64; L] {
    let mut sums = Vec::new();
    blocks.collect_into_vec(&mut sums);
    sums.iter().fold([0.0; L], |sum, block| std::array::from_fn(|l| sum[l] + block[l]))
}
