//! From a comment to words. Any `&str` comes in; out come segments whose
//! spans cover the original text without gap or overlap, and for each word
//! its normal form: what is left when case, accents, width, zero-width
//! padding and repeated letters are taken away, and what hides behind a
//! disguise. A span always points into the
//! original, so that an explanation can mark what a person really wrote.

mod address;
mod normalise;
mod plain;
mod segment;
mod stem;
mod vocabulary;

pub(crate) use address::address_words;
pub(crate) use normalise::{is_invisible, normalise};
pub(crate) use plain::{Plain, normal};
pub(crate) use segment::{Kind, Segment, Segments, segments};
pub use stem::Language;
pub(crate) use stem::Stems;
pub(crate) use vocabulary::Vocabulary;
