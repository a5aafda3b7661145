//! Any bytes as a web archive; the first one decides whether they are
//! compressed on the way, a member for each half.

#![no_main]

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use lamplighter::dump::Format;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Some((form, bytes)) = bytes.split_first() else { return };
    if form % 2 == 0 {
        return lamplighter_fuzz::read_dump(bytes, Some(Format::Warc));
    }
    let (first, second) = bytes.split_at(bytes.len() / 2);
    let mut archive = Vec::new();
    for half in [first, second] {
        let mut encoder = GzEncoder::new(archive, Compression::fast());
        encoder.write_all(half).expect("memory takes every byte");
        archive = encoder.finish().expect("memory takes every byte");
    }
    lamplighter_fuzz::read_dump(&archive, Some(Format::Warc));
});
