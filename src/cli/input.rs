//! What is to be read. Paths come in; every record below them goes to a
//! visitor, in the order given and sorted within folders. What cannot be read
//! is named and counted, and the next is tried, so that one bad file costs
//! that file.

use std::fs::File;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use lamplighter::ErrorKind;
use lamplighter::dump::{Options, Reader, Record};

use super::args::InputArgs;
use super::console::Console;
use super::failure::{Failure, Result};
use super::output::Place;
use super::report::counted;

/// What happened while reading.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    /// Comments that were read.
    pub(super) comments: u64,
    /// Records that could not be read.
    pub(super) bad_records: u64,
    /// Files of a folder that are no text.
    pub(super) binary_files: u64,
    /// Inputs of which nothing could be read.
    pub(super) failed_inputs: u64,
}

/// A file to read, or standard input.
struct Input {
    path: PathBuf,
    /// It was found in a folder rather than named: an image there is no
    /// mistake.
    in_folder: bool,
}

impl Input {
    fn is_stdin(&self) -> bool {
        !self.in_folder && self.path == Path::new("-")
    }
}

/// Everything that the arguments name.
pub(super) struct Inputs {
    inputs: Vec<Input>,
    options: Options,
    strict: bool,
    is_terminal: bool,
    tally: Tally,
}

impl Inputs {
    /// Finds the files; those that the output is written to are none of them.
    ///
    /// # Errors
    /// If there is nothing to read, or, with `--strict`, a folder cannot be.
    pub(super) fn find(args: &InputArgs, place: &Place, console: &Console) -> Result<Self> {
        let mut tally = Tally::default();
        let inputs = expand(args, place, console, &mut tally)?;
        let (options, is_terminal) = (args.options(), place.is_terminal);
        Ok(Self { inputs, options, strict: args.strict, is_terminal, tally })
    }

    /// The inputs, each with its size and time of change.
    pub(super) fn state(&self) -> Vec<String> {
        let state = |input: &Input| match input.path.metadata() {
            Ok(file) if !input.is_stdin() => {
                let changed = file.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
                format!("{} {} {changed:?}", input.path.display(), file.len())
            }
            _ => input.path.display().to_string(),
        };
        self.inputs.iter().map(state).collect()
    }

    /// Reads everything and gives each record to `visit`.
    ///
    /// # Errors
    /// If `visit` fails, or, with `--strict`, at the first record or file that
    /// cannot be read.
    pub(super) fn each_record(
        self,
        console: &mut Console,
        mut visit: impl FnMut(&Record) -> Result<()>,
    ) -> Result<Tally> {
        let mut tally = self.tally;
        let length = |input: &Input| input.path.metadata().map_or(0, |file| file.len());
        console.start(self.inputs.iter().map(length).sum(), self.is_terminal);
        for input in &self.inputs {
            read(input, &self.options, self.strict, console, &mut tally, &mut visit)?;
        }
        console.finish();
        Ok(tally)
    }
}

/// The files that the paths stand for.
fn expand(args: &InputArgs, place: &Place, console: &Console, tally: &mut Tally) -> Result<Vec<Input>> {
    if args.inputs.is_empty() {
        if std::io::stdin().is_terminal() {
            return Err(Failure::Said(
                "There is nothing to read: name a file or a folder, or pipe comments in. --help shows examples."
                    .to_owned(),
            ));
        }
        return Ok(vec![Input { path: PathBuf::from("-"), in_folder: false }]);
    }
    let mut inputs = Vec::new();
    for path in &args.inputs {
        if !path.is_dir() {
            inputs.push(Input { path: path.clone(), in_folder: false });
            continue;
        }
        let mut files = Vec::new();
        if let Err(failure) = walk(path, &mut files) {
            fail(failure, args.strict, console, tally)?;
        }
        files.retain(|file| !place.holds(file));
        if files.is_empty() {
            console.warn(&format_args!("{}: There are no files in this folder.", path.display()));
        }
        files.sort();
        inputs.extend(files.into_iter().map(|path| Input { path, in_folder: true }));
    }
    Ok(inputs)
}

/// Every regular file below a folder. Links to folders are not followed: they
/// may lead back.
fn walk(folder: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    let refused =
        |cause| Failure::Io { doing: format!("{}: The folder cannot be read", folder.display()), cause };
    for entry in folder.read_dir().map_err(refused)? {
        let entry = entry.map_err(refused)?;
        let path = entry.path();
        if entry.file_type().map_err(refused)?.is_dir() {
            walk(&path, files)?;
        } else if path.is_file() {
            files.push(path);
        }
    }
    Ok(())
}

fn read(
    input: &Input,
    options: &Options,
    strict: bool,
    console: &mut Console,
    tally: &mut Tally,
    visit: &mut impl FnMut(&Record) -> Result<()>,
) -> Result<()> {
    let name = input.path.display().to_string();
    let opened = if input.is_stdin() {
        Reader::from_reader(console.watch(std::io::stdin()), name.as_str(), options).map_err(Failure::from)
    } else {
        match File::open(&input.path) {
            Ok(file) => {
                Reader::from_reader(console.watch(file), name.as_str(), options).map_err(Failure::from)
            }
            Err(cause) => Err(Failure::Io { doing: format!("{name}: The file cannot be opened"), cause }),
        }
    };
    let mut reader = match opened {
        Ok(reader) => reader,
        Err(Failure::Library(e)) if input.in_folder && e.kind() == ErrorKind::NotText => {
            tally.binary_files += 1;
            console.skipped(&e);
            return Ok(());
        }
        Err(failure) => return fail(failure, strict, console, tally),
    };
    match reader.format() {
        Some(format) => console.detail(&format_args!("{name}: read as {format}.")),
        None => console.warn(&format_args!("{name}: The file is empty.")),
    }
    let (mut record, before) = (Record::default(), *tally);
    loop {
        match reader.read(&mut record) {
            Ok(true) => {
                tally.comments += 1;
                visit(&record)?;
            }
            Ok(false) => break,
            Err(error) if strict => return Err(error.into()),
            // The rest cannot be read, or a field that was asked for is nowhere.
            Err(error) if !error.is_about_a_record() => fail(error.into(), strict, console, tally)?,
            Err(error) => {
                tally.bad_records += 1;
                console.skipped(&error);
            }
        }
    }
    let comments = tally.comments - before.comments;
    console.detail(&format_args!("{name}: {}.", counted(comments, "comment")));
    if tally.bad_records > before.bad_records && comments == 0 {
        let none = format!("{name}: Not one record could be read.");
        fail(Failure::Said(none), strict, console, tally)?;
    }
    Ok(())
}

/// An input failed; with `--strict` everything does.
fn fail(failure: Failure, strict: bool, console: &Console, tally: &mut Tally) -> Result<()> {
    if strict {
        return Err(failure);
    }
    tally.failed_inputs += 1;
    console.error(&failure);
    Ok(())
}
