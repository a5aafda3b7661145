//! How far a run has come. What has been written comes in now and then; a
//! small file beside the unfinished output keeps it, and a later run of the
//! same job gets it back. Promise: the file names a prefix of the output that
//! is on the disk, and is replaced in one step, so that a run may be stopped
//! at any byte.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use super::failure::{Failure, Result};
use super::output::{Destination, beside};
use super::report::Findings;

/// How often it is written: what is lost is less than anyone notices, and
/// waiting for the disk costs next to nothing.
const EVERY: Duration = Duration::from_millis(250);

/// What was done, and of what job.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Progress {
    job: Job,
    /// Comments that were judged and written, or left out on purpose.
    pub(super) comments: u64,
    /// The length of the output so far.
    bytes: u64,
    pub(super) findings: Findings,
}

/// What decides the output. A run goes on only with the very same.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Job {
    pub(super) version: String,
    pub(super) model: String,
    pub(super) policy: String,
    pub(super) options: String,
    /// The inputs, each with its size and time of change.
    pub(super) inputs: Vec<String>,
}

impl Job {
    /// What is another than in a former job, for a message.
    fn difference(&self, former: &Job) -> Option<&'static str> {
        let parts = [
            (self.version == former.version, "another version of lamplighter"),
            (self.model == former.model, "another model"),
            (self.policy == former.policy, "another policy"),
            (self.options == former.options, "other options"),
            (self.inputs == former.inputs, "other inputs, or inputs that changed since"),
        ];
        parts.into_iter().find(|(is_same, _)| !is_same).map(|(_, what)| what)
    }
}

/// Keeps the progress of a job on the disk.
pub(super) struct Checkpoint {
    path: PathBuf,
    pub(super) progress: Progress,
    last: Instant,
}

impl Checkpoint {
    /// Begins a job, or, if that is wanted, goes on with it where a former run
    /// of it was stopped: the output is cut to what that one had finished.
    ///
    /// # Errors
    /// If the former run was of another job, or the system refuses.
    pub(super) fn begin(
        output: &Path,
        job: Job,
        resume: bool,
        destination: &mut Destination,
    ) -> Result<Self> {
        let path = beside(output, "checkpoint");
        let mut progress = Progress { job, ..Progress::default() };
        if resume
            && let Some(former) =
                fs::read(&path).ok().and_then(|file| serde_json::from_slice::<Progress>(&file).ok())
            && former.comments > 0
            && former.bytes <= destination.length()?
        {
            if let Some(what) = progress.job.difference(&former.job) {
                return Err(Failure::Said(format!(
                    "{}: The run that was stopped had {what}. Leave --resume out to start anew.",
                    output.display()
                )));
            }
            progress = former;
        } else {
            // What it says is no longer so.
            let _ = fs::remove_file(&path);
        }
        destination.cut(progress.bytes)?;
        Ok(Self { path, progress, last: Instant::now() })
    }

    /// A piece of the output has been written.
    pub(super) fn advance(
        &mut self,
        comments: u64,
        bytes: usize,
        destination: &mut Destination,
    ) -> Result<()> {
        self.progress.comments += comments;
        self.progress.bytes += bytes as u64;
        if self.last.elapsed() >= EVERY {
            destination.sync()?;
            self.write().map_err(Failure::output)?;
            destination.keep();
            self.last = Instant::now();
        }
        Ok(())
    }

    fn write(&self) -> std::io::Result<()> {
        let new = self.path.with_extension("new");
        fs::write(&new, serde_json::to_vec(&self.progress)?)?;
        fs::rename(&new, &self.path)
    }

    /// The job is done: the output has its name, and nothing is to go on.
    pub(super) fn finish(self) {
        let _ = fs::remove_file(&self.path);
    }

    /// The files that belong to an output and are no input.
    pub(super) fn files(output: &Path) -> [PathBuf; 2] {
        let path = beside(output, "checkpoint");
        let new = path.with_extension("new");
        [path, new]
    }
}
