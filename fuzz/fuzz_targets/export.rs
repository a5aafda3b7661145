//! Any bytes as an export of JSON or XML; the first one decides of which
//! system, or that the content decides.

#![no_main]

use lamplighter::dump::Format;
use libfuzzer_sys::fuzz_target;

const EXPORTS: [Option<Format>; 9] = [
    Some(Format::Wxr),
    Some(Format::Disqus),
    Some(Format::Json),
    Some(Format::Discourse),
    Some(Format::Reddit),
    Some(Format::HackerNews),
    Some(Format::Lemmy),
    Some(Format::Coral),
    None,
];

fuzz_target!(|bytes: &[u8]| {
    let Some((form, bytes)) = bytes.split_first() else { return };
    lamplighter_fuzz::read_dump(bytes, EXPORTS[usize::from(*form) % EXPORTS.len()]);
});
