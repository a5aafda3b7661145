//! How long it takes to make a model.
//!
//! - `training/fit`: from the 700 comments of `training/own` in memory to a
//!   model of ten heads: evidence in and out of fold, verdicts, table. It uses
//!   every core.
//!
//! A table of your own is timed by `lamplighter train`.

use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};
use lamplighter::train::{Corpus, Recipe, fit};

const RECIPE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/training/own/recipe.toml");

fn training(criterion: &mut Criterion) {
    let recipe = Recipe::open(RECIPE, None).expect("the recipe is in the repository");
    let corpus = Corpus::read(&recipe, |_| {}).expect("so are its rows");
    let mut group = criterion.benchmark_group("training");
    group.sample_size(10).warm_up_time(Duration::from_secs(1)).measurement_time(Duration::from_secs(5));
    group.bench_function("fit", |bencher| {
        bencher.iter(|| fit(&recipe, &corpus, |_| {}).expect("a model can be fitted"));
    });
}

criterion_group!(benches, training);
criterion_main!(benches);
