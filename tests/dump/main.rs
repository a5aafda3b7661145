//! The dump readers and writers, from the outside: tables of named cases,
//! golden files, and properties over arbitrary bytes.

mod reading;
mod writing;
