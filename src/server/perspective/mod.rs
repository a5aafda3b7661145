//! The Perspective API. Requests come in that were written for Google's
//! service; answers go out that its clients understand: `comments:analyze`,
//! `comments:suggestscore`, the discovery document and the batch. What it
//! promises: messages to the byte, offsets in UTF-16, and no score for what
//! the model cannot judge.

mod analyze;
mod attributes;
pub(crate) mod batch;
mod companion;
mod discovery;
mod language;
mod request;
mod span;
mod suggest;

pub(crate) use analyze::analyze;
pub use attributes::{Attribute, Scale, Scales, attributes, brevity, log_odds, mild_log_odds};
pub(crate) use attributes::{Attributes, Judged};
pub use companion::companion;
pub(crate) use discovery::discovery;
pub(crate) use suggest::suggest;
