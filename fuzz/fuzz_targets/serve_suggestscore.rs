//! Any bytes as a moderator's decision: they are answered or refused, in JSON.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|body: &[u8]| lamplighter_fuzz::post("/v1alpha1/comments:suggestscore", body));
