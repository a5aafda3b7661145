//! How fast HTML pages are taken apart, beside another extractor: the same
//! pages, one core, one run. Both give article and comments; files are read
//! before the clock starts, and the fastest of three rounds counts.
//!
//! ```text
//! cargo run --release --manifest-path benches/peers/Cargo.toml --bin pages -- PAGES
//! ```

use std::error::Error;
use std::fs;
use std::hint::black_box;
use std::time::Instant;

/// Rounds over all pages; the machine may do something else in one of them.
const ROUNDS: usize = 3;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args_os().nth(1).ok_or("usage: lamplighter-peers PAGES")?;
    let mut pages = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "html") {
            pages.push(String::from_utf8_lossy(&fs::read(path)?).into_owned());
        }
    }
    let bytes: usize = pages.iter().map(String::len).sum();
    println!("{} pages, {:.1} MB", pages.len(), bytes as f64 / 1e6);
    let options = trafilatura::Options::default();
    let theirs = fastest(&pages, |page| drop(black_box(trafilatura::extract(page, &options))));
    let ours = fastest(&pages, |page| drop(black_box(lamplighter::page::read(page.as_bytes()))));
    for (name, seconds) in [("trafilatura 0.3.0", theirs), ("lamplighter", ours)] {
        let count = pages.len() as f64;
        println!("{name}: {:.0} pages/s, {:.1} MB/s", count / seconds, bytes as f64 / 1e6 / seconds);
    }
    println!("times: {:.1}", theirs / ours);
    Ok(())
}

/// The seconds that the fastest round over all pages took.
fn fastest(pages: &[String], read: impl Fn(&str)) -> f64 {
    let round = || {
        let start = Instant::now();
        pages.iter().for_each(|page| read(page));
        start.elapsed().as_secs_f64()
    };
    (0..ROUNDS).map(|_| round()).fold(f64::MAX, f64::min)
}
