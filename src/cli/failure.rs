//! Why a command could not be carried out: an error of the library, with the
//! file it belongs to if the library could not know it, or what only the
//! programme can find fault with.

use std::path::PathBuf;
use std::{fmt, io};

use lamplighter::Error;

/// A `Result` of the programme.
pub(super) type Result<T> = std::result::Result<T, Failure>;

#[derive(Debug)]
pub(super) enum Failure {
    /// The library says why.
    Library(Error),
    /// The library says why, but not which file was meant.
    In { file: PathBuf, error: Error },
    /// The operating system refused.
    Io { doing: String, cause: io::Error },
    /// A full sentence.
    Said(String),
}

impl Failure {
    /// Standard output or the output file could not be written.
    pub(super) fn output(cause: io::Error) -> Self {
        Failure::Io { doing: "The output cannot be written".to_owned(), cause }
    }

    pub(super) fn is_broken_pipe(&self) -> bool {
        match self {
            Failure::Library(error) | Failure::In { error, .. } => error.is_broken_pipe(),
            Failure::Io { cause, .. } => cause.kind() == io::ErrorKind::BrokenPipe,
            Failure::Said(_) => false,
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Failure::Library(error)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Library(error) => write!(f, "{error}"),
            Failure::In { file, error } => write!(f, "{}: {error}", file.display()),
            Failure::Io { doing, cause } => write!(f, "{doing}: {cause}"),
            Failure::Said(sentence) => f.write_str(sentence),
        }
    }
}
