//! Any text as a comment, with a parent in front of the first NUL if there
//! is one: probabilities, and an account of each that adds up.

#![no_main]

use std::sync::{LazyLock, Mutex};

use lamplighter::{Moderator, Scorer, Subject};
use libfuzzer_sys::fuzz_target;

static SCORER: LazyLock<Mutex<Scorer>> = LazyLock::new(|| Mutex::new(Moderator::shipped().scorer()));

fuzz_target!(|text: &str| {
    let scorer = &mut *SCORER.lock().expect("there is one thread");
    let subject = match text.split_once('\0') {
        Some((parent, text)) => Subject::from(text).replying_to(parent),
        None => Subject::from(text),
    };
    lamplighter_fuzz::judge(&Moderator::shipped(), scorer, subject);
});
