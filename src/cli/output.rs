//! Where the results go. A path or nothing comes in; a writer goes out. A
//! file is written beside its place under another name and renamed when it is
//! whole, so that nobody mistakes half a result for one, and an old result
//! stays until there is a new one.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, IsTerminal, Stdout, Write};
use std::path::{Path, PathBuf};

use super::failure::{Failure, Result};

/// Large enough that system calls do not show in a profile.
const BUFFER: usize = 256 * 1024;

pub(super) enum Destination {
    Stdout {
        out: BufWriter<Stdout>,
        is_terminal: bool,
    },
    /// A device or pipe, which cannot be replaced.
    Direct {
        out: BufWriter<File>,
    },
    File {
        out: BufWriter<File>,
        path: PathBuf,
        part: Part,
    },
}

impl Destination {
    /// Opens the output now, so that hours of work are not lost on a name
    /// that cannot be written.
    ///
    /// # Errors
    /// If the file cannot be created.
    pub(super) fn open(path: Option<&Path>) -> Result<Self> {
        let Some(path) = path else {
            let stdout = io::stdout();
            let is_terminal = stdout.is_terminal();
            return Ok(Self::Stdout { out: BufWriter::with_capacity(BUFFER, stdout), is_terminal });
        };
        // Through a link, so that the rename does not replace the link.
        let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let refused = |cause| Failure::Io {
            doing: format!("{}: The output file cannot be written", path.display()),
            cause,
        };
        let exists = path.metadata();
        if exists.as_ref().is_ok_and(|file| !file.is_file()) {
            let file = OpenOptions::new().write(true).open(&path).map_err(refused)?;
            return Ok(Self::Direct { out: BufWriter::with_capacity(BUFFER, file) });
        }
        if exists.is_ok() {
            // A file that may not be written must not be replaced either.
            OpenOptions::new().write(true).open(&path).map_err(refused)?;
        }
        let part = Part(beside(&path));
        let file = File::create(&part.0).map_err(refused)?;
        Ok(Self::File { out: BufWriter::with_capacity(BUFFER, file), path, part })
    }

    /// What the reading side must know about it.
    pub(super) fn place(&self) -> Place {
        let files: &[&Path] = match self {
            Self::Stdout { .. } | Self::Direct { .. } => &[],
            Self::File { path, part, .. } => &[path, &part.0],
        };
        Place {
            is_terminal: self.is_terminal(),
            files: files.iter().filter_map(|file| file.canonicalize().ok()).collect(),
        }
    }

    /// Whether this is standard output.
    pub(super) fn is_stdout(&self) -> bool {
        matches!(self, Self::Stdout { .. })
    }

    fn is_terminal(&self) -> bool {
        matches!(self, Self::Stdout { is_terminal: true, .. })
    }

    /// Ends the output: now the file is there under its name.
    ///
    /// # Errors
    /// If the operating system refuses.
    pub(super) fn finish(mut self) -> Result<()> {
        self.flush().map_err(Failure::output)?;
        if let Self::File { out, path, part } = self {
            drop(out);
            fs::rename(&part.0, &path).map_err(Failure::output)?;
        }
        Ok(())
    }

    fn out(&mut self) -> &mut dyn Write {
        match self {
            Self::Stdout { out, .. } => out,
            Self::Direct { out } | Self::File { out, .. } => out,
        }
    }
}

impl Write for Destination {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out().write(bytes)?;
        if self.is_terminal() {
            self.flush()?;
        }
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out().flush()
    }
}

/// Where results go, as far as the reading side must know.
pub(super) struct Place {
    /// A person is reading along: no progress bar between the lines.
    pub(super) is_terminal: bool,
    files: Vec<PathBuf>,
}

impl Place {
    /// Whether this is the file being written or its former content, which is
    /// no input even if it lies in the folder that is read.
    pub(super) fn holds(&self, candidate: &Path) -> bool {
        candidate.canonicalize().is_ok_and(|candidate| self.files.contains(&candidate))
    }
}

/// The unfinished file; it goes away unless it was renamed.
pub(super) struct Part(PathBuf);

impl Drop for Part {
    fn drop(&mut self) {
        // After the rename there is nothing to remove, and that is well.
        let _ = fs::remove_file(&self.0);
    }
}

/// A name in the same folder (a rename across file systems is a copy), told
/// apart by process so that two runs do not write into each other's.
fn beside(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}.{}.part", std::process::id()))
}
