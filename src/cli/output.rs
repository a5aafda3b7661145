//! Where the results go. A path or nothing comes in; a writer goes out. A
//! file is written beside its place under another name and renamed when it is
//! whole, so that nobody mistakes half a result for one, and an old result
//! stays until there is a new one. An unfinished file goes away with the run
//! that wrote it, unless a later one can go on with it.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, IsTerminal, Seek, SeekFrom, Stdout, Write};
use std::path::{Path, PathBuf};

use super::checkpoint::Checkpoint;
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
        Self::create(path, false)
    }

    /// The same for an output that a later run may go on with: the unfinished
    /// file has a name that this one finds, and, if this is that later run,
    /// still has what the former one wrote into it.
    ///
    /// # Errors
    /// If the file cannot be created.
    pub(super) fn reopen(path: &Path, goes_on: bool) -> Result<Self> {
        if !goes_on {
            // Another run that writes to it now keeps its own, and finds out.
            let _ = fs::remove_file(beside(path, "part"));
        }
        Self::create(Some(path), true)
    }

    fn create(path: Option<&Path>, can_resume: bool) -> Result<Self> {
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
        // Two runs must not write into each other's file, unless one goes on
        // with the other's.
        let name = if can_resume { "part".to_owned() } else { format!("{}.part", std::process::id()) };
        let mut part = Part { path: beside(&path, &name), is_kept: false };
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(!can_resume);
        let file = options.open(&part.path).map_err(refused)?;
        part.is_kept = file.metadata().is_ok_and(|file| file.len() > 0);
        Ok(Self::File { out: BufWriter::with_capacity(BUFFER, file), path, part })
    }

    /// What the reading side must know about it.
    pub(super) fn place(&self) -> Place {
        let mut files = Vec::new();
        if let Self::File { path, part, .. } = self {
            files.extend([path.clone(), part.path.clone()]);
            files.extend(Checkpoint::files(path));
        }
        files.retain_mut(|file| file.canonicalize().map(|found| *file = found).is_ok());
        Place { is_terminal: self.is_terminal(), files }
    }

    /// The file that this becomes, if it becomes one.
    pub(super) fn path(&self) -> Option<&Path> {
        match self {
            Self::File { path, .. } => Some(path),
            Self::Stdout { .. } | Self::Direct { .. } => None,
        }
    }

    /// How long the unfinished file is.
    pub(super) fn length(&self) -> Result<u64> {
        match self {
            Self::File { out, .. } => Ok(out.get_ref().metadata().map_err(Failure::output)?.len()),
            Self::Stdout { .. } | Self::Direct { .. } => Ok(0),
        }
    }

    /// Cuts the unfinished file to so many bytes, behind which it goes on.
    pub(super) fn cut(&mut self, bytes: u64) -> Result<()> {
        if let Self::File { out, part, .. } = self {
            part.is_kept = bytes > 0;
            let file = out.get_mut();
            file.set_len(bytes).map_err(Failure::output)?;
            file.seek(SeekFrom::Start(bytes)).map_err(Failure::output)?;
        }
        Ok(())
    }

    /// Waits until all that was written is on the disk.
    pub(super) fn sync(&mut self) -> Result<()> {
        self.flush().map_err(Failure::output)?;
        match self {
            Self::File { out, .. } => out.get_ref().sync_data().map_err(Failure::output),
            Self::Stdout { .. } | Self::Direct { .. } => Ok(()),
        }
    }

    /// Whether a later run can go on with it.
    pub(super) fn is_kept(&self) -> bool {
        matches!(self, Self::File { part: Part { is_kept: true, .. }, .. })
    }

    /// Leaves the unfinished file where it is if the run fails.
    pub(super) fn keep(&mut self) {
        if let Self::File { part, .. } = self {
            part.is_kept = true;
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
        if let Self::File { out, path, mut part } = self {
            let ours = out.get_ref().metadata().map_err(Failure::output)?.len();
            drop(out);
            if !part.path.metadata().is_ok_and(|found| found.len() == ours) {
                part.is_kept = true;
                return Err(Failure::Said(format!(
                    "{}: Another run writes to this file too; its results would be mixed.",
                    path.display()
                )));
            }
            fs::rename(&part.path, &path).map_err(Failure::output)?;
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

/// The unfinished file; it goes away unless it was renamed or is kept.
pub(super) struct Part {
    path: PathBuf,
    is_kept: bool,
}

impl Drop for Part {
    fn drop(&mut self) {
        if !self.is_kept {
            // After the rename there is nothing to remove, and that is well.
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// A name in the same folder: a rename across file systems is a copy.
pub(super) fn beside(path: &Path, extension: &str) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}.{extension}"))
}
