//! Flags reader comments that break a site's civility guidelines.

#![deny(missing_docs)]
#![deny(rustdoc::broken_intra_doc_links)]
#![forbid(unsafe_code)]

mod comment;
mod error;
mod features;
#[cfg(feature = "server")]
mod feedback;
mod guideline;
mod language;
mod model;
mod moderator;
mod text;
mod verdict;

pub mod audit;
pub mod dump;
pub mod metrics;
pub mod page;
pub mod report;
#[cfg(feature = "server")]
pub mod server;
#[cfg(feature = "train")]
pub mod train;

pub use crate::comment::{Comment, Page};
pub use crate::error::{Error, ErrorKind, Position, Result};
pub use crate::features::Features;
pub use crate::guideline::{Action, Guideline, Policy};
pub use crate::language::ForeignLanguage;
pub use crate::model::{Account, MAX_HEADS, Model};
pub use crate::moderator::{Moderator, Scorer};
pub use crate::text::Language;
pub use crate::verdict::{Evidence, Flag, Subject, Verdict};
