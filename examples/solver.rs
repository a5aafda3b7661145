//! The sparse solver by itself, for `benches/peers/solver.py`. A table with
//! texts and labels comes in; its matrix of hashed words and pairs of words,
//! counts over the norm, goes out to a file in libsvm's form; and for each of
//! several tolerances a line is printed: the tolerance, the seconds and the
//! objective `Σ log-loss + alpha/2 · |w|²`.
//!
//! ```text
//! cargo run --release --example solver -- comments.csv text label ALPHA out.svm
//! ```

use std::collections::BTreeMap;
use std::error::Error;
use std::fs::File;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{BufWriter, Write};
use std::time::Instant;

use lamplighter::train::{Csr, LogisticRegression};
use linfa::dataset::DatasetBase;
use linfa::traits::Fit;
use ndarray::Array1;

const COLUMNS: u32 = 1 << 18;

fn column(words: &[&str]) -> u32 {
    let mut hasher = DefaultHasher::new();
    words.hash(&mut hasher);
    hasher.finish() as u32 % COLUMNS
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [file, text, label, alpha, out] = arguments.as_slice() else {
        return Err("usage: solver TABLE TEXT_COLUMN LABEL_COLUMN ALPHA OUT".into());
    };
    let mut table = csv::Reader::from_path(file)?;
    let header = table.headers()?.clone();
    let place =
        |name: &str| header.iter().position(|h| h == name).ok_or(format!("there is no column {name}"));
    let (text, label) = (place(text)?, place(label)?);
    let (mut indptr, mut indices, mut values, mut targets) = (vec![0], Vec::new(), Vec::new(), Vec::new());
    for row in table.records() {
        let row = row?;
        let lower = row[text].to_lowercase();
        let words: Vec<&str> =
            lower.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
        let mut counts: BTreeMap<u32, f32> = BTreeMap::new();
        for some in words.windows(1).chain(words.windows(2)) {
            *counts.entry(column(some)).or_default() += 1.0;
        }
        let norm = counts.values().map(|count| count * count).sum::<f32>().sqrt();
        indices.extend(counts.keys());
        values.extend(counts.values().map(|count| count / norm));
        indptr.push(indices.len());
        targets.push(matches!(&row[label], "1" | "true" | "yes"));
    }
    let mut svm = BufWriter::new(File::create(out)?);
    for (row, yes) in targets.iter().enumerate() {
        write!(svm, "{}", if *yes { "+1" } else { "-1" })?;
        for at in indptr[row]..indptr[row + 1] {
            write!(svm, " {}:{}", indices[at] + 1, values[at])?;
        }
        writeln!(svm)?;
    }
    svm.flush()?;
    let rows = Csr::new(indptr, indices, values, COLUMNS as usize)?;
    let dataset = DatasetBase::new(rows, Array1::from(targets));
    for tolerance in [0.1, 0.03, 0.01, 0.003, 0.001, 1e-6] {
        let start = Instant::now();
        let fitted = LogisticRegression::params().alpha(alpha.parse()?).tolerance(tolerance).fit(&dataset)?;
        println!("{tolerance} {} {}", start.elapsed().as_secs_f64(), fitted.objective());
    }
    Ok(())
}
