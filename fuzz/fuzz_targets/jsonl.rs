//! Any bytes as JSON Lines.

#![no_main]

use lamplighter::dump::Format;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| lamplighter_fuzz::read_dump(bytes, Format::Jsonl));
