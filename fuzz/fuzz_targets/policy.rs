//! Any text as a policy: one that is taken can be written and read again.

#![no_main]

use lamplighter::Policy;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let Ok(policy) = Policy::from_toml(text) else { return };
    let written = toml::to_string(&policy).expect("a policy can be written");
    assert_eq!(Policy::from_toml(&written).expect("and read again"), policy);
});
