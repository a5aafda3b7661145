//! Any bytes as a request to score a comment: they are answered or refused, in JSON.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|body: &[u8]| lamplighter_fuzz::post("/v1alpha1/comments:analyze", body));
