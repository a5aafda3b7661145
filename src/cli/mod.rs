//! The command line. Arguments come in; results go to standard output,
//! everything else to standard error, and an exit code comes back: 0 done,
//! 1 done and something was flagged (only with `--fail-on-flag`) or an audit
//! was not passed, 2 could not do it, or not all of it.

mod args;
mod audit;
mod checkpoint;
mod console;
mod explain;
mod failure;
mod guidelines;
mod input;
mod marks;
mod output;
mod pool;
mod report;
mod score;
#[cfg(feature = "server")]
mod serve;
mod sink;
mod table;
mod train;

use std::io::Write;
use std::process::ExitCode;

use clap::{CommandFactory, Parser};
use lamplighter::{Moderator, Policy};

use self::args::{Args, Command, ModelArgs};
use self::console::Console;
use self::failure::{Failure, Result};

/// How a command ended that could be carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    Done,
    /// Something was flagged, and the caller wants to know by the exit code.
    Flagged,
    /// A limit of the audit was not kept.
    NotPassed,
    /// Some of the input could not be read; it has been named.
    Incomplete,
}

/// Runs the programme.
pub fn run() -> ExitCode {
    let Args { quiet, verbose, command } = Args::parse();
    let mut console = Console::new(quiet, verbose);
    match dispatch(command, &mut console) {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Flagged | Outcome::NotPassed) => ExitCode::from(1),
        Ok(Outcome::Incomplete) => ExitCode::from(2),
        // `lamplighter score dump.csv | head`: the reader has seen enough,
        // which is no failure.
        Err(e) if e.is_broken_pipe() => ExitCode::SUCCESS,
        Err(e) => {
            console.error(&e);
            ExitCode::from(2)
        }
    }
}

fn dispatch(command: Command, console: &mut Console) -> Result<Outcome> {
    match command {
        Command::Score(args) => score::score(&args, console),
        Command::Extract(args) => score::extract(&args, console),
        Command::Explain(args) => explain::run(&args),
        Command::Train(args) => train::train(&args, console),
        Command::Eval(args) => train::eval(&args, console),
        Command::Audit(args) => audit::run(&args, console),
        Command::Guidelines(args) => guidelines::run(&args),
        #[cfg(feature = "server")]
        Command::Serve(args) => serve::run(args),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Args::command(), "lamplighter", &mut script);
            print(&script)
        }
    }
}

/// The moderator that the arguments ask for.
fn moderator(args: &ModelArgs) -> Result<Moderator> {
    let moderator = match &args.model {
        Some(path) => Moderator::open(path)?,
        None => Moderator::shipped(),
    };
    match &args.policy {
        Some(path) => {
            let policy = Policy::open(path)?;
            moderator.with_policy(policy).map_err(|e| Failure::In { file: path.clone(), error: e })
        }
        None => Ok(moderator),
    }
}

/// Writes a short result to standard output in one piece.
fn print(text: impl AsRef<[u8]>) -> Result<Outcome> {
    let mut stdout = std::io::stdout().lock();
    let written = stdout.write_all(text.as_ref()).and_then(|()| stdout.flush());
    written.map(|()| Outcome::Done).map_err(Failure::output)
}

/// Whether standard output takes colours: it is a terminal, and the usual
/// variables (`NO_COLOR`, `CLICOLOR`) do not say otherwise.
fn stdout_has_colour() -> bool {
    anstream::AutoStream::choice(&std::io::stdout()) != anstream::ColorChoice::Never
}
