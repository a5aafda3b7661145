//! Megabytes per second of `rustrict` on the texts of a file, parted by zero
//! bytes.

use std::hint::black_box;
use std::time::Instant;

use rustrict::CensorStr;

fn main() {
    let file = std::env::args().nth(1).expect("usage: rustrict FILE");
    let text = std::fs::read_to_string(file).expect("the file can be read");
    let texts: Vec<&str> = text.split('\0').collect();
    let bytes: usize = texts.iter().map(|text| text.len()).sum();
    texts.iter().take(texts.len() / 20).for_each(|text| _ = black_box(text.is_inappropriate()));
    let start = Instant::now();
    texts.iter().for_each(|text| _ = black_box(text.is_inappropriate()));
    println!("{}", bytes as f64 / start.elapsed().as_secs_f64() / 1e6);
}
