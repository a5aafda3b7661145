//! Any text as a comment, with a parent in front of the first NUL if there
//! is one: probabilities, and an account of each that adds up.

#![no_main]

use std::sync::LazyLock;

use lamplighter::{Moderator, Subject};
use libfuzzer_sys::fuzz_target;

static MODERATOR: LazyLock<Moderator> = LazyLock::new(Moderator::shipped);

fuzz_target!(|text: &str| match text.split_once('\0') {
    Some((parent, text)) => lamplighter_fuzz::judge(&MODERATOR, Subject::from(text).replying_to(parent)),
    None => lamplighter_fuzz::judge(&MODERATOR, text),
});
