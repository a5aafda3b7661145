//! Flags reader comments that break a site's civility guidelines: which one,
//! how probable that is, and which words say so. A person decides.
//!
//! One comment. The model is inside the crate:
//!
//! ```
//! use lamplighter::Moderator;
//!
//! let moderator = Moderator::shipped();
//! let verdict = moderator.judge("You people are all idiots.");
//! assert!(verdict.is_flagged());
//! for word in moderator.explain(&verdict, 2) {
//!     println!("{:+.2} {}", word.weight(), word.text());
//! }
//! ```
//!
//! A page. The article stays behind; an answer is judged beside what it answers:
//!
//! ```
//! use lamplighter::{Moderator, Subject};
//!
//! let page = lamplighter::page::read(include_bytes!("../tests/data/pages/evening-news.txt"))?;
//! let mut scorer = Moderator::shipped().scorer();
//! for comment in page.comments() {
//!     let mut subject = Subject::from(comment);
//!     let answered = page.comments().iter().find(|other| other.author == comment.reply_to);
//!     if let Some(parent) = answered.filter(|_| comment.reply_to.is_some()) {
//!         subject = subject.replying_to(&parent.text);
//!     }
//!     let verdict = scorer.judge(subject);
//!     println!("{:.2} {:?}", verdict.probability("uncivil").unwrap_or(0.0), comment.author);
//! }
//! # Ok::<(), lamplighter::Error>(())
//! ```
//!
//! A dump of any size, under guidelines of one's own, scored comments out:
//!
//! ```
//! use lamplighter::dump::{JsonlWriter, Options, Reader, Scored};
//! use lamplighter::{Moderator, Policy};
//!
//! let policy = Policy::from_toml(
//!     "[[guideline]]\nname = 'manners'\nquote = 'Be kind.'\nheads = ['uncivil']\nthreshold = 0.8",
//! )?;
//! let moderator = Moderator::shipped().with_policy(policy)?;
//! let mut scorer = moderator.scorer();
//! let dump = "id,text\n1,Thanks for the recipe.\n2,You are a pathetic liar.\n";
//! let mut writer = JsonlWriter::new(Vec::new());
//! for record in Reader::from_bytes(dump.as_bytes(), "night.csv", &Options::default())? {
//!     writer.scored(&Scored::new(&record?, &moderator, &mut scorer))?;
//! }
//! assert_eq!(writer.into_inner().iter().filter(|byte| **byte == b'\n').count(), 2);
//! # Ok::<(), lamplighter::Error>(())
//! ```

#![deny(missing_docs)]
#![deny(rustdoc::broken_intra_doc_links)]
#![deny(unsafe_code)]

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
mod time;
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
