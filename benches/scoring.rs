//! How fast comments are judged, on one core, by the shipped model with all
//! its heads, the verdict layer and the calibration.
//!
//! - `scoring/texts`: texts in memory, one after another by one scorer; the
//!   throughput is that of the texts, in UTF-8.
//! - `scoring/comment`: one comment of 200 bytes in a warm scorer, as on the
//!   request path of a forum.
//! - `scoring/explained`: the words that weigh most for the same comment.

mod texts;

use std::hint::black_box;
use std::time::Duration;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use lamplighter::Moderator;

const COMMENT: &str = "I read the whole report, and the second table does not support the headline. \
The costs are given per year, the savings for ten years together. Did nobody at the paper notice? \
Ask them for the figures.";

fn scoring(criterion: &mut Criterion) {
    let moderator = Moderator::shipped();
    let mut scorer = moderator.scorer();
    let mut group = criterion.benchmark_group("scoring");
    group.sample_size(10).warm_up_time(Duration::from_secs(1)).measurement_time(Duration::from_secs(5));

    let texts = texts::texts();
    group.throughput(Throughput::Bytes(texts.iter().map(|text| text.len() as u64).sum()));
    group.bench_function("texts", |bencher| {
        bencher.iter(|| texts.iter().filter(|text| scorer.judge(*text).is_flagged()).count());
    });

    assert_eq!(COMMENT.len(), 200);
    group.sample_size(50).measurement_time(Duration::from_secs(2));
    group.throughput(Throughput::Bytes(COMMENT.len() as u64));
    group.bench_function("comment", |bencher| {
        bencher.iter(|| scorer.judge(black_box(COMMENT)).is_flagged());
    });

    group.bench_function("explained", |bencher| {
        bencher.iter(|| moderator.explain(&scorer.judge(black_box(COMMENT)), 3).len());
    });
}

criterion_group!(benches, scoring);
criterion_main!(benches);
