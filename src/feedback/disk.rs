//! The file of decisions. What comes in: decisions and deletions, several at a
//! time. What goes out: how many rows each concerned, when all of them are on
//! the disk. What it promises: all or nothing; a deleted text is overwritten.

use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use rusqlite::{Connection, OptionalExtension, Transaction, params};

use super::{Decision, Deletion, Task};
use crate::error::{Error, Result};

/// Written into the file, so that a later version can tell what it reads.
const VERSION: i64 = 1;

pub(super) fn connect(path: &Path) -> Result<Connection> {
    let name = path.display().to_string();
    let failed = |e: rusqlite::Error| {
        Error::config(format!("The feedback store cannot be opened: {e}.")).in_file(name.clone())
    };
    // Comments are nobody else's business: the file is its owner's only.
    make_private(path)
        .map_err(|e| Error::io("The feedback store cannot be made", e).in_file(name.clone()))?;
    let connection = Connection::open(path).map_err(failed)?;
    let version: i64 =
        connection.pragma_query_value(None, "user_version", |row| row.get(0)).map_err(failed)?;
    let tables: i64 =
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0)).map_err(failed)?;
    if version > VERSION || (version == 0 && tables > 0) {
        return Err(Error::config(format!(
            "This is no feedback store of version {VERSION}; name another file, or one that does not exist."
        ))
        .in_file(name));
    }
    // FULL: a commit is on the disk even if the power fails. Deleted comments
    // are overwritten, not only forgotten.
    let setup = "
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = FULL;
        PRAGMA foreign_keys = ON;
        PRAGMA secure_delete = ON;
        PRAGMA busy_timeout = 5000;
        BEGIN IMMEDIATE;
        CREATE TABLE IF NOT EXISTS decision (
            id INTEGER PRIMARY KEY,
            decided INTEGER NOT NULL,
            owner TEXT NOT NULL,
            community TEXT NOT NULL,
            token TEXT,
            text TEXT NOT NULL,
            parent TEXT,
            UNIQUE (owner, community, token)
        ) STRICT;
        CREATE TABLE IF NOT EXISTS label (
            decision INTEGER NOT NULL REFERENCES decision (id) ON DELETE CASCADE,
            name TEXT NOT NULL,
            value REAL NOT NULL,
            PRIMARY KEY (decision, name)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS decided ON decision (decided);
        CREATE INDEX IF NOT EXISTS token ON decision (token);
        PRAGMA user_version = 1;
        COMMIT;";
    connection.execute_batch(setup).map_err(failed)?;
    Ok(connection)
}

fn make_private(path: &Path) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}

fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}

/// All or nothing: a task is acknowledged only if its transaction is.
pub(super) fn carry_out(connection: &mut Connection, tasks: &[Task]) -> rusqlite::Result<Vec<usize>> {
    let transaction = connection.transaction()?;
    let mut counts = Vec::with_capacity(tasks.len());
    for task in tasks {
        counts.push(match task {
            Task::Add(decision, _) => add(&transaction, decision)?,
            Task::Delete(deletion, _) => delete(&transaction, deletion)?,
        });
    }
    transaction.commit()?;
    Ok(counts)
}

fn add(transaction: &Transaction<'_>, new: &Decision) -> rusqlite::Result<usize> {
    // SQL compares no NULL, so that decisions without a token stay apart.
    let known: Option<(i64, bool)> = transaction
        .prepare_cached(
            "SELECT id, text = ?4 FROM decision WHERE owner = ?1 AND community = ?2 AND token = ?3",
        )?
        .query_row(params![new.owner, new.community, new.token, new.text], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .optional()?;
    let id = match known {
        Some((id, is_same_text)) => {
            if !is_same_text {
                // The comment was edited: what was said of the old text does
                // not hold for the new one.
                transaction.prepare_cached("DELETE FROM label WHERE decision = ?1")?.execute([id])?;
            }
            transaction
                .prepare_cached(
                    "UPDATE decision SET decided = ?2, text = ?3, parent = coalesce(?4, parent) WHERE id = ?1",
                )?
                .execute(params![id, now(), new.text, new.parent])?;
            id
        }
        None => {
            transaction
                .prepare_cached(
                    "INSERT INTO decision (decided, owner, community, token, text, parent)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                )?
                .execute(params![now(), new.owner, new.community, new.token, new.text, new.parent])?;
            transaction.last_insert_rowid()
        }
    };
    let mut label = transaction
        .prepare_cached("INSERT OR REPLACE INTO label (decision, name, value) VALUES (?1, ?2, ?3)")?;
    for (name, value) in &new.labels {
        label.execute(params![id, name, value])?;
    }
    Ok(1)
}

fn delete(transaction: &Transaction<'_>, deletion: &Deletion) -> rusqlite::Result<usize> {
    let Deletion { owner, token, community } = deletion;
    transaction
        .prepare_cached(
            "DELETE FROM decision WHERE token = ?1
             AND (?2 IS NULL OR owner = ?2) AND (?3 IS NULL OR community = ?3)",
        )?
        .execute(params![token, owner, community])
}

/// Deletes what is older than it may be. A failure shows itself when the next
/// decision is to be kept.
pub(super) fn expire(connection: &Connection, days: Option<u32>) {
    let Some(days) = days else { return };
    let oldest = now() - i64::from(days) * 86_400;
    let deleted = connection.execute("DELETE FROM decision WHERE decided < ?1", [oldest]);
    if deleted.is_ok_and(|rows| rows > 0) {
        empty_log(connection);
    }
}

/// Takes deleted text out of the write-ahead log, too.
pub(super) fn empty_log(connection: &Connection) {
    let _ = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
}
