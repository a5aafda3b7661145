//! Labelled comments in memory. A recipe comes in; out come its rows, each
//! with its text, what is known of every head, and the split it belongs to.
//! Promise: no text stands twice (texts are compared by their words), no
//! excluded text stands at all, rows of a group are never parted, and a row
//! that cannot be read is named, counted and passed over.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use super::recipe::Recipe;
use super::records::{self, Records};
use super::source::{Label, Source};
use crate::dump::{delimiter, tabs_are_quoted, text_column};
use crate::error::{Error, Result};
use crate::features::{Buffer, Reading, Space, Word, Words, hash};
use crate::model::MAX_HEADS;
use crate::verdict::Subject;

/// What is known of each head: `None` is "not judged", never "no".
pub(crate) type Labels = [Option<bool>; MAX_HEADS];

/// One labelled comment.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub(crate) text: String,
    pub(crate) parent: Option<String>,
    pub(crate) labels: Labels,
    pub(crate) source: u32,
    /// Whether its source may train at all.
    pub(crate) trains: bool,
    /// What must not be parted by a split.
    pub(crate) group: u64,
    /// `None`: held out for the report. Otherwise the fold.
    pub(crate) fold: Option<u32>,
}

impl Row {
    /// Whether anything is known of it.
    pub(crate) fn is_labelled(&self) -> bool {
        self.labels.iter().any(Option::is_some)
    }

    pub(crate) fn subject(&self) -> Subject<'_> {
        Subject { text: &self.text, parent: self.parent.as_deref() }
    }
}

/// Labelled comments, read by a recipe.
#[derive(Clone, Debug)]
pub struct Corpus {
    pub(crate) heads: Vec<String>,
    pub(crate) rows: Vec<Row>,
    pub(crate) counts: Vec<SourceCounts>,
}

/// What became of a source's rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct SourceCounts {
    /// Its name.
    pub name: String,
    /// Rows read.
    pub read: u64,
    /// Rows that could not be read, each reported.
    pub bad: u64,
    /// Rows whose text stood elsewhere already; their labels were added there.
    pub repeated: u64,
    /// Rows whose text is excluded.
    pub excluded: u64,
}

impl Corpus {
    /// Reads the files of a recipe. `report` is told of each row that cannot
    /// be read: file, line, why.
    ///
    /// # Errors
    /// If a file cannot be opened, lacks a column, or no row is left.
    pub fn read(recipe: &Recipe, mut report: impl FnMut(Error)) -> Result<Self> {
        let heads = recipe.heads();
        let mut seen: HashMap<u64, Option<u32>> = HashMap::new();
        let mut buffer = Buffer::default();
        for exclude in &recipe.excludes {
            for file in &exclude.files {
                let mut table = Table::open(&recipe.path(file))?;
                let text = table.column(&exclude.text)?;
                table.rows(|line, record| {
                    if record.is_err() {
                        report(table_error(record.err(), line));
                    } else if let Ok(record) = record {
                        seen.insert(identity(&record[text], &mut buffer), None);
                    }
                    Ok(())
                })?;
            }
        }
        let mut rows: Vec<Row> = Vec::new();
        let named = |source: &Source| SourceCounts { name: source.name.clone(), ..SourceCounts::default() };
        let mut counts: Vec<SourceCounts> = recipe.sources.iter().map(named).collect();
        // A text that stands in a test set and elsewhere must not train, and one
        // that is labelled somewhere is a labelled one.
        let mut in_order: Vec<_> = recipe.sources.iter().enumerate().zip(&mut counts).collect();
        in_order.sort_by_key(|((_, source), _)| (!source.held_out, source.unlabelled));
        for ((index, source), count) in in_order {
            for file in &source.files {
                let path = recipe.path(file);
                let mut table = if source.dump { Table::dump(&path)? } else { Table::open(&path)? };
                let columns = Columns::find(&table, source, &heads)?;
                let name = path.display().to_string();
                table.rows(|line, record| {
                    count.read += 1;
                    let row = match record {
                        Ok(record) => columns.row(&record),
                        Err(error) => Err(table_error(Some(error), line)),
                    };
                    let Some(row) = row.unwrap_or_else(|error| {
                        count.bad += 1;
                        report(error.in_file(&name).at_line(line));
                        None
                    }) else {
                        return Ok(());
                    };
                    let identity = identity(&row.text, &mut buffer);
                    match seen.entry(identity) {
                        Entry::Occupied(entry) => match entry.get() {
                            None => count.excluded += 1,
                            Some(at) => {
                                count.repeated += 1;
                                let known = &mut rows[*at as usize].labels;
                                known.iter_mut().zip(row.labels).for_each(|(k, new)| *k = k.or(new));
                            }
                        },
                        Entry::Vacant(entry) => {
                            entry.insert(Some(rows.len() as u32));
                            let group = if source.group.is_some() { row.group } else { identity };
                            let trains = !source.held_out;
                            let (share, fold) = draw(group, recipe);
                            let is_held_out = !trains || (row.is_labelled() && share < recipe.holdout);
                            let fold = (!is_held_out).then_some(fold);
                            rows.push(Row { source: index as u32, trains, group, fold, ..row });
                        }
                    }
                    Ok(())
                })?;
            }
        }
        if !rows.iter().any(|row| row.fold.is_some() && row.is_labelled()) {
            return Err(Error::fit("There is no labelled row to train on."));
        }
        Ok(Self { heads, rows, counts })
    }

    /// The heads, in the order of the labels.
    pub fn heads(&self) -> &[String] {
        &self.heads
    }

    /// The same rows with every text changed, to measure how well a model
    /// holds up against the change.
    pub fn with_texts(mut self, mut change: impl FnMut(&str) -> String) -> Self {
        self.rows.iter_mut().for_each(|row| row.text = change(&row.text));
        self
    }

    /// The same rows in other splits: `held_out` says which are held out, and
    /// the others train in the recipe's folds. Rows that were held out by their
    /// source are left out.
    pub(crate) fn parted(&self, recipe: &Recipe, held_out: impl Fn(u64) -> bool) -> Self {
        let split = |row: &Row| {
            let fold = (!row.is_labelled() || !held_out(row.group)).then(|| draw(row.group, recipe).1);
            Row { fold, ..row.clone() }
        };
        let rows = self.rows.iter().filter(|row| row.trains).map(split).collect();
        Self { heads: self.heads.clone(), rows, counts: self.counts.clone() }
    }

    /// The number of rows.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// How many bytes of memory a fit takes about, beside the rows
    /// themselves; they are in memory already.
    pub fn memory_of_fit(&self) -> u64 {
        let lanes = self.heads.len() as u64;
        let texts = self.rows.iter().filter(|row| row.fold.is_some()).map(|row| row.text.len() as u64);
        texts.sum::<u64>() * (FIT + FIT_BY_THREE_LANES * lanes / 3)
    }

    /// Whether any row is held out for the report.
    pub fn holds_out(&self) -> bool {
        self.rows.iter().any(|row| row.fold.is_none())
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// What became of each source's rows.
    pub fn counts(&self) -> &[SourceCounts] {
        &self.counts
    }
}

/// Bytes that a fit takes for a byte of text, whatever its lanes, and for three
/// lanes: together 17 with six (it took 17 for 62,500 and 14 for 250,000
/// Wikipedia comments, by `/usr/bin/time -v lamplighter train`), 30 with sixteen
/// (it took 30 for the shipped recipe).
const FIT: u64 = 9;
const FIT_BY_THREE_LANES: u64 = 4;

/// What two texts share exactly if they have the same words in the same
/// order.
fn identity(text: &str, buffer: &mut Buffer) -> u64 {
    let mut identity = 0;
    let visitor = &mut Words(|word: Word<'_>| identity = crate::features::pair(identity, word.name));
    Reading::default().visit(text, buffer, visitor);
    identity
}

/// Draws for a group: a number between 0 and 1, and a fold.
fn draw(group: u64, recipe: &Recipe) -> (f64, u32) {
    let drawn = crate::features::pair(recipe.seed, group);
    ((drawn >> 32) as f64 / f64::from(u32::MAX), (drawn as u32) % recipe.folds)
}

fn table_error(error: Option<csv::Error>, line: u64) -> Error {
    let why = error.map_or_else(String::new, |e| match e.kind() {
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
            format!("The row has {len} fields where the header has {expected_len}; check its quotes.")
        }
        csv::ErrorKind::Utf8 { .. } => "The row is not UTF-8; convert the file.".to_string(),
        csv::ErrorKind::Io(of_a_dump) => of_a_dump.to_string(),
        _ => format!("The row cannot be read: {e}."),
    });
    Error::input(why).at_line(line)
}

/// A CSV or TSV file with a header, or a store of feedback or a dump that is
/// read like one.
struct Table {
    name: String,
    header: csv::StringRecord,
    rows: Rows,
}

enum Rows {
    Table(Box<csv::Reader<Box<dyn BufRead>>>),
    Dump(Box<Records>),
}

impl Table {
    fn open(path: &Path) -> Result<Self> {
        let name = path.display().to_string();
        let file = File::open(path)
            .map_err(|e| Error::io("The labelled file cannot be opened", e).in_file(&name))?;
        let mut file: Box<dyn BufRead> = Box::new(BufReader::with_capacity(1 << 20, file));
        #[cfg(feature = "server")]
        if file.fill_buf().is_ok_and(crate::feedback::is_store) {
            file = Box::new(std::io::Cursor::new(crate::feedback::as_csv(path)?));
        }
        let prefix =
            file.fill_buf().map_err(|e| Error::io("The labelled file cannot be read", e).in_file(&name))?;
        let delimiter = delimiter(prefix);
        let quoting = delimiter != b'\t' || tabs_are_quoted(prefix);
        let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).quoting(quoting).from_reader(file);
        let header = reader
            .headers()
            .map_err(|e| Error::input(format!("The header cannot be read: {e}.")).in_file(&name))?
            .clone();
        Ok(Self { name, header, rows: Rows::Table(Box::new(reader)) })
    }

    fn dump(path: &Path) -> Result<Self> {
        let rows = Rows::Dump(Box::new(Records::open(path)?));
        Ok(Self { name: path.display().to_string(), header: records::COLUMNS.as_slice().into(), rows })
    }

    fn column(&self, name: &str) -> Result<usize> {
        let is_it = |column: &str| column.trim_start_matches('\u{feff}').trim() == name;
        self.header.iter().position(is_it).ok_or_else(|| {
            let columns: Vec<&str> = self.header.iter().collect();
            Error::input(format!("There is no column {name:?}; the columns are {}.", columns.join(", ")))
                .in_file(&self.name)
                .at_line(1)
        })
    }

    /// The column that holds the text, named or guessed.
    fn text_column(&self, name: Option<&str>) -> Result<usize> {
        match name {
            Some(name) => self.column(name),
            None => {
                let header: Vec<String> = self.header.iter().map(str::to_string).collect();
                text_column(&header).map_err(|e| e.in_file(&self.name).at_line(1))
            }
        }
    }

    /// Calls `each` with the line and content of every row.
    fn rows(
        &mut self,
        mut each: impl FnMut(u64, std::result::Result<csv::StringRecord, csv::Error>) -> Result<()>,
    ) -> Result<()> {
        let mut line = 1;
        let reader = match &mut self.rows {
            Rows::Table(reader) => reader,
            Rows::Dump(records) => {
                while let Some((at, row)) = records.next()? {
                    line = at.unwrap_or(line);
                    each(line, row.map_err(|e| records::as_csv(&e)))?;
                }
                return Ok(());
            }
        };
        for record in reader.records() {
            if let Err(error) = &record
                && error.is_io_error()
            {
                return Err(Error::input(format!("The file cannot be read on: {error}.")).in_file(&self.name));
            }
            let position = match &record {
                Ok(record) => record.position(),
                Err(error) => error.position(),
            };
            line = position.map_or(line, csv::Position::line);
            each(line, record)?;
        }
        Ok(())
    }
}

/// Where a source's table has what.
struct Columns<'a> {
    text: usize,
    parent: Option<usize>,
    group: Option<usize>,
    filter: Vec<(usize, &'a [String])>,
    labels: Vec<(usize, &'a Label, Vec<usize>)>,
    unlabelled: bool,
}

impl<'a> Columns<'a> {
    fn find(table: &Table, source: &'a Source, heads: &[String]) -> Result<Self> {
        let optional = |name: &Option<String>| name.as_ref().map(|n| table.column(n)).transpose();
        let mut labels = Vec::new();
        for (name, label) in &source.labels {
            let columns: Result<Vec<usize>> =
                label.column.iter().chain(&label.any).map(|c| table.column(c)).collect();
            let head = heads.iter().position(|h| h == name).unwrap_or_default();
            labels.push((head, label, columns?));
        }
        let filter: Result<Vec<_>> =
            source.filter.iter().map(|(c, values)| Ok((table.column(c)?, values.as_slice()))).collect();
        Ok(Self {
            text: table.text_column(source.text.as_deref())?,
            parent: optional(&source.parent)?,
            group: optional(&source.group)?,
            filter: filter?,
            labels,
            unlabelled: source.unlabelled,
        })
    }

    /// The row; `None` if the filter or a lack of any label leaves it out.
    fn row(&self, record: &csv::StringRecord) -> Result<Option<Row>> {
        if !self.filter.iter().all(|(column, values)| values.iter().any(|v| v == &record[*column])) {
            return Ok(None);
        }
        let mut labels = [None; MAX_HEADS];
        for (head, label, columns) in &self.labels {
            labels[*head] = label.read(columns.iter().map(|&c| &record[c]))?;
        }
        if !self.unlabelled && labels.iter().all(Option::is_none) {
            return Ok(None);
        }
        let text = record[self.text].to_string();
        let parent = self.parent.map(|c| record[c].to_string()).filter(|p| !p.trim().is_empty());
        let group = self.group.map_or(0, |c| hash(Space::Word, record[c].as_bytes()));
        Ok(Some(Row { text, parent, labels, source: 0, trains: true, group, fold: None }))
    }
}

impl Label {
    /// What the columns' values say: yes if any says yes, no if any says no,
    /// else unknown.
    fn read<'v>(&self, values: impl Iterator<Item = &'v str>) -> Result<Option<bool>> {
        if self.always.is_some() {
            return Ok(self.always);
        }
        let mut answer = None;
        for value in values.map(str::trim).filter(|v| !v.is_empty()) {
            let says = self.one(value)?;
            answer = match (answer, says) {
                (Some(true), _) | (_, Some(true)) => Some(true),
                (known, says) => known.or(says),
            };
        }
        Ok(answer)
    }

    fn one(&self, value: &str) -> Result<Option<bool>> {
        if let Some(least) = self.at_least {
            let number: f64 = value.parse().map_err(|_| {
                Error::input(format!("The label {value:?} is no number; leave it blank if it is unknown."))
            })?;
            return Ok(match self.at_most {
                _ if number >= least => Some(true),
                Some(most) if number > most => None,
                _ => Some(false),
            });
        }
        let among = |values: &[String]| values.iter().any(|v| v == value);
        if !self.yes.is_empty() {
            return Ok(match among(&self.yes) {
                true => Some(true),
                false if self.no.is_empty() || among(&self.no) => Some(false),
                false => None,
            });
        }
        match value.to_ascii_lowercase().as_str() {
            "1" | "1.0" | "true" | "yes" => Ok(Some(true)),
            "0" | "0.0" | "false" | "no" => Ok(Some(false)),
            _ => Err(Error::input(format!(
                "The label {value:?} is neither yes (1, true) nor no (0, false); leave it blank if it is unknown."
            ))),
        }
    }
}
