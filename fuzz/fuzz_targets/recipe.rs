//! Any text as a recipe: one that is taken can be written and read again. No
//! file that it names is opened.

#![no_main]

use lamplighter::train::Recipe;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let Ok(recipe) = Recipe::from_toml(text, &[]) else { return };
    let written = toml::to_string(&recipe).expect("a recipe can be written");
    let again = Recipe::from_toml(&written, &[]).expect("and read again");
    assert_eq!(toml::to_string(&again).expect("and written again"), written);
});
