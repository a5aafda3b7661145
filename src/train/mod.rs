//! From labelled comments to a model. A [`Recipe`] comes in; it is read into
//! a [`Corpus`], which [`fit`] turns into a [`Model`](crate::Model) and a
//! [`Report`] of how good it is on rows that it never saw. Promise: the same
//! recipe and files give the same bytes, on any number of threads.

mod base;
mod card;
mod corpus;
mod cross;
mod dense;
mod evidence;
mod fit;
mod lanes;
mod lexicon;
mod logistic;
mod matrix;
mod newton;
mod recipe;
mod records;
mod report;
mod source;
mod vectors;
mod verdict;
mod vocabulary;

pub use card::card;
pub use corpus::{Corpus, SourceCounts};
pub use cross::{Parts, cross_validate};
pub use fit::{Progress, fit};
pub use logistic::{FittedLogisticRegression, LogisticRegression, LogisticRegressionParams};
pub use matrix::Csr;
pub use recipe::Recipe;
pub use report::{HeadReport, Report, Section, evaluate};
pub use source::{Exclude, Heads, Label, Source};
