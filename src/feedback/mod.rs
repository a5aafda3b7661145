//! What people decided about comments. Judged comments come in, one by one;
//! a file of them goes out, from which `train` learns and in which a person's
//! comments can be found and deleted. Promise: what was acknowledged is on the
//! disk, whatever kills the programme the next moment; a decision that comes
//! again, or is changed, replaces the first one instead of standing twice.
//!
//! The file is SQLite. One thread writes, and takes all that waits into one
//! transaction, so that waiting for the disk is shared.

mod disk;
mod table;

pub(crate) use table::{as_csv, is_store};

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread::JoinHandle;
use std::time::Duration;

use rusqlite::Connection;

use disk::{carry_out, connect, empty_log, expire};

use crate::error::{Error, Result};

/// Decisions that may wait for the disk. When it is full, the caller is told
/// to come again.
const MOST_WAITING: usize = 4096;
/// Decisions in one transaction.
const MOST_TOGETHER: usize = 512;
/// How often outdated decisions are looked for.
const EXPIRY: Duration = Duration::from_secs(3600);

/// A comment and what was decided about it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Decision {
    /// Whose key it came with; nobody else can delete it.
    pub(crate) owner: String,
    /// The part of the site.
    pub(crate) community: String,
    /// What the site calls the comment; a later decision with the same token
    /// replaces this one.
    pub(crate) token: Option<String>,
    pub(crate) text: String,
    pub(crate) parent: Option<String>,
    /// Heads or attributes, with 1 for yes and 0 for no.
    pub(crate) labels: Vec<(String, f64)>,
}

/// Which decisions are to be deleted.
#[derive(Clone, Debug)]
pub(crate) struct Deletion {
    /// Only this owner's; `None` is an administrator.
    pub(crate) owner: Option<String>,
    pub(crate) token: String,
    /// Only of this community, if it is named.
    pub(crate) community: Option<String>,
}

/// Told when the work is on the disk, with the number of decisions that were
/// written or deleted, or why it is not.
pub(crate) type Done = Box<dyn FnOnce(std::result::Result<usize, String>) + Send>;

enum Task {
    Add(Decision, Done),
    Delete(Deletion, Done),
}

/// An open store. Dropping it writes what still waits.
#[derive(Debug)]
pub(crate) struct Store {
    sender: Option<SyncSender<Task>>,
    writer: Option<JoinHandle<()>>,
    path: PathBuf,
}

impl Store {
    /// Opens or makes the file. Decisions older than `days` are deleted.
    ///
    /// # Errors
    /// If the file cannot be made, is no store, or is one of a later version.
    pub(crate) fn open(path: &Path, days: Option<u32>) -> Result<Self> {
        let connection = connect(path)?;
        let (sender, receiver) = sync_channel(MOST_WAITING);
        let writer = std::thread::Builder::new()
            .name("feedback".to_owned())
            .spawn(move || write(connection, &receiver, days))
            .map_err(|e| Error::io("The thread that writes feedback cannot be started", e))?;
        Ok(Self { sender: Some(sender), writer: Some(writer), path: path.to_owned() })
    }

    /// Keeps a decision. `false`: too many wait already.
    pub(crate) fn add(&self, decision: Decision, done: Done) -> bool {
        self.send(Task::Add(decision, done))
    }

    /// Deletes decisions. `false`: too many tasks wait already.
    pub(crate) fn delete(&self, deletion: Deletion, done: Done) -> bool {
        self.send(Task::Delete(deletion, done))
    }

    fn send(&self, task: Task) -> bool {
        self.sender.as_ref().is_some_and(|sender| sender.try_send(task).is_ok())
    }

    /// Where the file is.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        drop(self.sender.take());
        if let Some(writer) = self.writer.take() {
            let _ = writer.join();
        }
    }
}

/// The writing thread.
fn write(mut connection: Connection, tasks: &Receiver<Task>, days: Option<u32>) {
    expire(&connection, days);
    loop {
        let first = match tasks.recv_timeout(EXPIRY) {
            Ok(task) => task,
            Err(RecvTimeoutError::Timeout) => {
                expire(&connection, days);
                continue;
            }
            Err(RecvTimeoutError::Disconnected) => return,
        };
        let rest = tasks.try_iter().take(MOST_TOGETHER - 1);
        let together: Vec<Task> = std::iter::once(first).chain(rest).collect();
        let deletes = together.iter().any(|task| matches!(task, Task::Delete(..)));
        let result = carry_out(&mut connection, &together).map_err(|e| e.to_string());
        if deletes {
            empty_log(&connection);
        }
        for (i, task) in together.into_iter().enumerate() {
            let (Task::Add(_, done) | Task::Delete(_, done)) = task;
            done(result.as_ref().map(|counts| counts[i]).map_err(String::clone));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    fn done() -> (Done, mpsc::Receiver<std::result::Result<usize, String>>) {
        let (sender, receiver) = mpsc::channel();
        (Box::new(move |result| sender.send(result).unwrap()), receiver)
    }

    fn keep(store: &Store, token: Option<&str>, text: &str, labels: &[(&str, f64)]) {
        let labels = labels.iter().map(|(n, v)| (n.to_string(), *v)).collect();
        let decision = Decision {
            owner: "site".into(),
            token: token.map(String::from),
            text: text.into(),
            labels,
            ..Decision::default()
        };
        let (done, answer) = done();
        assert!(store.add(decision, done));
        assert_eq!(answer.recv().unwrap(), Ok(1));
    }

    fn csv_of(path: &Path) -> String {
        String::from_utf8(as_csv(path).unwrap()).unwrap()
    }

    #[test]
    fn the_later_decision_about_a_comment_counts() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("feedback.db");
        let store = Store::open(&path, None).unwrap();
        keep(&store, Some("comment:1"), "You dolt.", &[("TOXICITY", 0.0), ("INSULT", 1.0)]);
        keep(&store, Some("comment:1"), "You dolt.", &[("TOXICITY", 1.0)]);
        keep(&store, Some("comment:2"), "First text.", &[("TOXICITY", 1.0)]);
        keep(&store, Some("comment:2"), "Edited text.", &[("SPAM", 0.0)]);
        keep(&store, None, "No token.", &[("SPAM", 0.5)]);
        keep(&store, None, "No token.", &[("SPAM", 0.5)]);
        assert_eq!(
            csv_of(&path),
            "text,parent,community,INSULT,SPAM,TOXICITY\n\
             You dolt.,,,1,,1\nEdited text.,,,,0,\nNo token.,,,,0.5,\nNo token.,,,,0.5,\n"
        );
    }

    #[test]
    fn a_deletion_reaches_only_its_owners_decisions_and_leaves_no_trace() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("feedback.db");
        let store = Store::open(&path, None).unwrap();
        keep(&store, Some("comment:1"), "unmistakable words", &[("TOXICITY", 1.0)]);
        for (owner, want) in [(Some("other"), 0), (Some("site"), 1), (Some("site"), 0), (None, 0)] {
            let deletion =
                Deletion { owner: owner.map(String::from), token: "comment:1".into(), community: None };
            let (done, answer) = done();
            assert!(store.delete(deletion, done));
            assert_eq!(answer.recv().unwrap(), Ok(want), "{owner:?}");
        }
        drop(store);
        for file in std::fs::read_dir(folder.path()).unwrap() {
            let bytes = std::fs::read(file.unwrap().path()).unwrap();
            assert!(!bytes.windows(12).any(|w| w == b"unmistakable"));
        }
    }

    #[test]
    fn what_is_too_old_is_deleted_at_the_start() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("feedback.db");
        keep(&Store::open(&path, Some(30)).unwrap(), None, "Old.", &[("SPAM", 1.0)]);
        let connection = Connection::open(&path).unwrap();
        connection.execute("UPDATE decision SET decided = decided - 31 * 86400", []).unwrap();
        drop(connection);
        keep(&Store::open(&path, Some(30)).unwrap(), None, "New.", &[("SPAM", 1.0)]);
        assert_eq!(csv_of(&path), "text,parent,community,SPAM\nNew.,,,1\n");
    }

    #[test]
    fn sql_in_a_field_is_text() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("feedback.db");
        let store = Store::open(&path, None).unwrap();
        let evil = "'); DROP TABLE decision; --";
        keep(&store, Some(evil), evil, &[(evil, 1.0)]);
        keep(&store, Some("x' OR '1'='1"), "b", &[("SPAM", 1.0)]);
        assert_eq!(csv_of(&path).lines().count(), 3);
    }

    #[test]
    fn says_what_is_wrong_with_a_file() {
        let folder = tempfile::tempdir().unwrap();
        let other = folder.path().join("other.db");
        Connection::open(&other).unwrap().execute_batch("CREATE TABLE a (b)").unwrap();
        let text = folder.path().join("text");
        std::fs::write(&text, "not a database, but long enough to be looked at".repeat(40)).unwrap();
        let cases = [
            ("another database", other, "no feedback store of version 1"),
            ("no database", text, "file is not a database"),
            ("no folder", folder.path().join("no/feedback.db"), "cannot be made"),
        ];
        for (name, path, want) in cases {
            let error = Store::open(&path, None).unwrap_err().to_string();
            assert!(error.contains(want) && error.contains(path.to_str().unwrap()), "{name}: {error}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn the_file_is_private() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("feedback.db");
        let _store = Store::open(&path, None).unwrap();
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }
}
