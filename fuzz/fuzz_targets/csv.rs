//! Any bytes as a table; the first one decides between commas and tabs.

#![no_main]

use lamplighter::dump::Format;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Some((form, bytes)) = bytes.split_first() else { return };
    let format = if form % 2 == 0 { Format::Csv } else { Format::Tsv };
    lamplighter_fuzz::read_dump(bytes, format);
});
