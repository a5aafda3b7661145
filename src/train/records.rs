//! Any readable dump as a table. A file in any format comes in; rows with
//! fixed columns go out, among them what the moderators decided and the text
//! that a comment answers. Comments whose words are gone teach nothing and
//! are left out.

use std::path::Path;

use crate::comment::Comment;
use crate::dump::{Options, Parents, Reader, Record};
use crate::error::{Error, Result};

/// The columns that every dump has. `answered` is the text of what a comment
/// answers.
pub(super) const COLUMNS: [&str; 9] =
    ["id", "author", "date", "parent", "reply_to", "permalink", "outcome", "text", "answered"];

pub(super) struct Records {
    reader: Reader,
    parents: Parents,
    record: Record,
}

impl Records {
    pub(super) fn open(path: &Path) -> Result<Self> {
        let reader = Reader::open(path, &Options::default())?;
        Ok(Self { reader, parents: Parents::default(), record: Record::default() })
    }

    /// The next row, with its line if it has one; `None` at the end.
    ///
    /// # Errors
    /// If the rest of the file cannot be read.
    pub(super) fn next(&mut self) -> Result<Option<(Option<u64>, Result<csv::StringRecord>)>> {
        loop {
            match self.reader.read(&mut self.record) {
                Ok(true) if self.record.comment.text.trim().is_empty() => {}
                Ok(true) => {
                    let row = self.row();
                    self.parents.remember(&self.record);
                    return Ok(Some((self.record.line, Ok(row))));
                }
                Ok(false) => return Ok(None),
                Err(error) if error.is_about_a_record() => {
                    return Ok(Some((error.position().line, Err(error))));
                }
                Err(error) => return Err(error),
            }
        }
    }

    fn row(&self) -> csv::StringRecord {
        let Comment { id, author, date, parent, reply_to, permalink, outcome, text, votes: _ } =
            &self.record.comment;
        let outcome = outcome.as_ref().map(|outcome| outcome.trim().to_lowercase());
        let known = [id, author, date, parent, reply_to, permalink, &outcome];
        let known = known.map(|value| value.as_deref().unwrap_or_default());
        let answered = self.parents.of(&self.record).unwrap_or_default();
        known.into_iter().chain([text.as_str(), answered]).collect()
    }
}

/// A fault of a record as one of its table's.
pub(super) fn as_csv(error: &Error) -> csv::Error {
    csv::Error::from(std::io::Error::other(error.message()))
}
