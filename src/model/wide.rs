//! Wide registers. A piece of work comes in; it is done with registers of 256
//! bits where the processor has them, and otherwise as anywhere: what comes
//! out is the same to the bit, because only additions, multiplications and
//! comparisons of single lanes are done, and none is fused or reordered.
//!
//! This is the one room with `unsafe`: the compiler cannot know which processor
//! will run what it compiles. docs/performance.md says what it gains.
#![allow(unsafe_code)]

#[cfg(target_arch = "x86_64")]
use std::arch::is_x86_feature_detected as has;

/// Something to be done. `run` must be `#[inline(always)]`, and so must what it
/// calls: what is not inlined is compiled for any processor.
pub(super) trait Work {
    fn run(self);
}

/// Does the work.
#[inline]
pub(super) fn wide(work: impl Work) {
    #[cfg(target_arch = "x86_64")]
    if has!("avx2") && has!("bmi1") && has!("bmi2") && has!("lzcnt") && has!("popcnt") {
        // SAFETY: the processor has what the function was compiled for.
        return unsafe { with_avx2(work) };
    }
    work.run();
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
fn with_avx2(work: impl Work) {
    work.run();
}
