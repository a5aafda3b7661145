//! Flags reader comments that break a site's civility guidelines.

#![deny(missing_docs)]
#![deny(rustdoc::broken_intra_doc_links)]
#![forbid(unsafe_code)]

mod comment;
mod error;
mod guideline;
mod model;
mod moderator;
mod verdict;

pub mod dump;
pub mod page;

pub use crate::comment::{Comment, Page};
pub use crate::error::{Error, ErrorKind, Position, Result};
pub use crate::guideline::{Action, Guideline, Policy};
pub use crate::model::Model;
pub use crate::moderator::{Moderator, Scorer};
pub use crate::verdict::{Evidence, Flag, Subject, Verdict};
