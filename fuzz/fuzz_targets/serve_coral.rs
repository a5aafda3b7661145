//! Any bytes as Coral's message, rightly signed: they are answered or refused, in JSON.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|body: &[u8]| lamplighter_fuzz::post("/v1/coral", body));
