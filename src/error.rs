//! The one error type. What comes in: what went wrong and where. What goes
//! out: a full sentence with the file, the line and the offending value, and
//! the means to tell the kinds apart in code. Judging a comment never makes
//! an error; reading, opening and fitting can.

use std::fmt;

/// A specialised `Result` for this crate.
pub type Result<T> = std::result::Result<T, Error>;

/// What could not be done, where, and what to do about it.
///
/// One type serves the whole crate because its users treat all failures the
/// same way: they show the sentence, or skip the record and count it. The
/// kind tells apart what code may want to handle differently.
#[derive(Debug)]
pub struct Error(Box<Inner>);

#[derive(Debug)]
struct Inner {
    kind: ErrorKind,
    message: String,
    position: Position,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

/// The kinds of [`Error`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The operating system refused to read or write.
    Io,
    /// A record, page or table does not have the form it should have.
    Input,
    /// A file is not text at all: an image, an archive, an office document.
    NotText,
    /// A model file is damaged, of another version, or not a model.
    Model,
    /// A policy or recipe file asks for something that does not exist.
    Config,
    /// A model cannot be fitted to the rows and parameters given.
    Fit,
}

/// Where in the input an [`Error`] was found; all parts may be unknown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Position {
    /// The file's path as the caller gave it, `-` for standard input.
    pub file: Option<String>,
    /// The line, counted from 1.
    pub line: Option<u64>,
    /// The byte, counted from 0, where there are no lines: in web archives.
    pub offset: Option<u64>,
}

impl Error {
    fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self(Box::new(Inner { kind, message: message.into(), position: Position::default(), source: None }))
    }

    pub(crate) fn input(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Input, message)
    }

    pub(crate) fn not_text(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::NotText, message)
    }

    pub(crate) fn model(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Model, message)
    }

    pub(crate) fn config(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Config, message)
    }

    #[cfg(feature = "train")]
    pub(crate) fn fit(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Fit, message)
    }

    pub(crate) fn io(doing: impl Into<String>, source: std::io::Error) -> Self {
        let mut error = Self::new(ErrorKind::Io, doing);
        error.0.source = Some(Box::new(source));
        error
    }

    /// Adds the file, unless a more exact place set it already.
    pub(crate) fn in_file(mut self, file: impl Into<String>) -> Self {
        self.0.position.file.get_or_insert(file.into());
        self
    }

    /// Adds the line, unless a more exact place set it already.
    pub(crate) fn at_line(mut self, line: u64) -> Self {
        self.0.position.line.get_or_insert(line);
        self
    }

    /// Adds the byte, unless a more exact place set it already.
    pub(crate) fn at_byte(mut self, offset: u64) -> Self {
        self.0.position.offset.get_or_insert(offset);
        self
    }

    /// What is wrong, without the place.
    #[cfg(feature = "train")]
    pub(crate) fn message(&self) -> &str {
        &self.0.message
    }

    /// What kind of failure this is.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The file and line, as far as they are known.
    pub fn position(&self) -> &Position {
        &self.0.position
    }

    /// Whether it costs one record, and reading goes on behind it; otherwise
    /// it is about the whole file, or the rest of it.
    pub fn is_about_a_record(&self) -> bool {
        !self.is_io() && (self.0.position.line.is_some() || self.0.position.offset.is_some())
    }

    /// Whether the operating system refused (disk full, no such file, …).
    pub fn is_io(&self) -> bool {
        self.0.kind == ErrorKind::Io
    }

    /// Whether a stream ended in the middle of something.
    pub(crate) fn is_broken_off(&self) -> bool {
        let source = self.0.source.as_ref().and_then(|s| s.downcast_ref::<std::io::Error>());
        source.is_some_and(|e| e.kind() == std::io::ErrorKind::UnexpectedEof)
    }

    /// The operating system's error behind this one, for streams on streams.
    pub(crate) fn into_io(mut self) -> std::io::Error {
        let source = self.0.source.take().map(|source| source.downcast::<std::io::Error>());
        match source {
            Some(Ok(source)) => *source,
            _ => std::io::Error::other(self),
        }
    }

    /// Whether the reader of our output went away (`lamplighter … | head`).
    pub fn is_broken_pipe(&self) -> bool {
        let source = self.0.source.as_ref().and_then(|s| s.downcast_ref::<std::io::Error>());
        source.is_some_and(|e| e.kind() == std::io::ErrorKind::BrokenPipe)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { message, position, source, .. } = &*self.0;
        match (&position.file, position.line, position.offset) {
            (Some(file), Some(line), _) => write!(f, "{file}:{line}: ")?,
            (Some(file), None, Some(offset)) => write!(f, "{file}, byte {offset}: ")?,
            (Some(file), None, None) => write!(f, "{file}: ")?,
            (None, Some(line), _) => write!(f, "line {line}: ")?,
            (None, None, Some(offset)) => write!(f, "byte {offset}: ")?,
            (None, None, None) => {}
        }
        f.write_str(message)?;
        match source {
            Some(source) => write!(f, ": {source}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source.as_ref().map(|s| s.as_ref() as _)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_names_file_line_and_cause() {
        let gone = std::io::Error::other("no space left on device");
        let cases = [
            ("nothing known", Error::input("No text column."), "No text column."),
            ("file", Error::input("Empty.").in_file("a.csv"), "a.csv: Empty."),
            ("file and line", Error::input("Bad.").in_file("a.csv").at_line(7), "a.csv:7: Bad."),
            ("line", Error::input("Bad.").at_line(7), "line 7: Bad."),
            (
                "file and byte",
                Error::input("Cut.").in_file("a.warc.gz").at_byte(512),
                "a.warc.gz, byte 512: Cut.",
            ),
            ("first place wins", Error::input("Bad.").at_line(7).at_line(9), "line 7: Bad."),
            (
                "cause",
                Error::io("Could not write", gone).in_file("out"),
                "out: Could not write: no space left on device",
            ),
        ];
        for (name, error, want) in cases {
            assert_eq!(error.to_string(), want, "{name}");
        }
    }

    #[test]
    fn a_closed_pipe_is_recognised() {
        let pipe = std::io::Error::from(std::io::ErrorKind::BrokenPipe);
        assert!(Error::io("Could not write", pipe).is_broken_pipe());
        assert!(!Error::input("x").is_broken_pipe());
    }
}
