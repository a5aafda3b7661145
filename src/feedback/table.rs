//! The store as a table. The path of a store comes in; the CSV that `train`
//! reads goes out: the text, its parent, the community, and a column for every
//! head or attribute that was ever decided, blank where nobody did.

use std::collections::BTreeMap;
use std::path::Path;

use rusqlite::{Connection, OpenFlags};

use crate::error::{Error, Result};

/// What every SQLite file begins with.
const MAGIC: &[u8] = b"SQLite format 3\0";

/// Whether a file that begins so is a store.
pub(crate) fn is_store(prefix: &[u8]) -> bool {
    prefix.starts_with(MAGIC)
}

/// Reads a store that may be in use.
///
/// # Errors
/// If the file cannot be read or is no store.
pub(crate) fn as_csv(path: &Path) -> Result<Vec<u8>> {
    let failed = |e: rusqlite::Error| {
        Error::input(format!("The feedback store cannot be read: {e}.")).in_file(path.display().to_string())
    };
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_with_flags(path, flags).map_err(failed)?;
    // One transaction: the header and the rows are of one moment.
    let connection = connection.transaction().map_err(failed)?;
    rows(&connection).map_err(failed)
}

fn rows(connection: &Connection) -> rusqlite::Result<Vec<u8>> {
    let mut names = connection.prepare("SELECT DISTINCT name FROM label ORDER BY name")?;
    let names: Vec<String> = names.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    let mut writer = csv::Writer::from_writer(Vec::new());
    let header = ["text", "parent", "community"].into_iter().chain(names.iter().map(String::as_str));
    let _ = writer.write_record(header);
    let mut labels = connection.prepare("SELECT name, value FROM label WHERE decision = ?1")?;
    let mut decisions =
        connection.prepare("SELECT id, text, coalesce(parent, ''), community FROM decision ORDER BY id")?;
    let mut decisions = decisions.query([])?;
    while let Some(decision) = decisions.next()? {
        let of_it = labels.query_map([decision.get::<_, i64>(0)?], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let of_it: BTreeMap<String, f64> = of_it.collect::<rusqlite::Result<_>>()?;
        let [text, parent, community] = [decision.get(1)?, decision.get(2)?, decision.get::<_, String>(3)?];
        let values = names.iter().map(|name| of_it.get(name).map_or_else(String::new, f64::to_string));
        // Memory takes every record of this length.
        let _ = writer.write_record([text, parent, community].into_iter().chain(values));
    }
    Ok(writer.into_inner().unwrap_or_default())
}
