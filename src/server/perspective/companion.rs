//! The companion: a small model of what the Perspective API thought of mild
//! comments. A comment comes in; out goes how probable it is that the API gave it
//! more than a few hundredths. The heads of the guidelines have no reason to tell
//! such comments apart; thresholds and orders of old clients do. Promise: no flag,
//! no guideline and no attribute of our own depends on it.

use std::sync::OnceLock;

use crate::Moderator;
use crate::model::Model;

/// Made by `training/perspective/make`.
static COMPANION: &[u8] = include_bytes!("../../../models/perspective-en.llm");

/// The companion of the shipped scales.
pub fn companion() -> Moderator {
    static MODERATOR: OnceLock<Moderator> = OnceLock::new();
    let companion = MODERATOR.get_or_init(|| {
        Moderator::new(Model::from_static(COMPANION).expect("the embedded model is checked by the tests"))
    });
    companion.clone()
}
