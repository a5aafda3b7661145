//! Standard error: warnings, bad records and the progress bar. Sentences come
//! in; they go out between redraws of the bar, and not more of them than
//! anyone would read.

use std::fmt::Display;
use std::io::{IsTerminal, Read, Write};

use anstyle::{AnsiColor, Style};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// How many bad records and binary files are shown. The rest is counted: a
/// dump in the wrong encoding has a bad record on every line.
const MOST_SHOWN: u64 = 20;

pub(super) struct Console {
    quiet: bool,
    verbose: bool,
    bar: ProgressBar,
    skipped: u64,
}

impl Console {
    pub(super) fn new(quiet: bool, verbose: bool) -> Self {
        Self { quiet, verbose, bar: ProgressBar::hidden(), skipped: 0 }
    }

    /// Something went wrong.
    pub(super) fn error(&self, what: &dyn Display) {
        self.say("error", AnsiColor::Red, what);
    }

    /// Something is odd, but the work goes on.
    pub(super) fn warn(&self, what: &dyn Display) {
        if !self.quiet {
            self.say("warning", AnsiColor::Yellow, what);
        }
    }

    /// What was done, in the end.
    pub(super) fn note(&self, what: &dyn Display) {
        if !self.quiet {
            self.line(what);
        }
    }

    /// What only those want to know who ask.
    pub(super) fn detail(&self, what: &dyn Display) {
        if self.verbose {
            self.line(what);
        }
    }

    /// A record or file is left out.
    pub(super) fn skipped(&mut self, why: &dyn Display) {
        self.skipped += 1;
        if self.skipped <= MOST_SHOWN {
            self.say("skipped", AnsiColor::Yellow, why);
        } else if self.skipped == MOST_SHOWN + 1 {
            self.warn(&"There is more that cannot be read; from here on it is only counted.");
        }
    }

    /// Shows a bar over so many bytes, unless it would be drawn into the
    /// results or nobody would see it.
    pub(super) fn start(&mut self, bytes: u64, results_on_terminal: bool) {
        if self.quiet || results_on_terminal || !std::io::stderr().is_terminal() {
            return;
        }
        self.bar = ProgressBar::with_draw_target(Some(bytes), ProgressDrawTarget::stderr());
        let form = "{wide_bar} {bytes}/{total_bytes}, {bytes_per_sec}, {eta} left";
        if let Ok(style) = ProgressStyle::with_template(form) {
            self.bar.set_style(style);
        }
    }

    /// Shows a bar over so many steps of a fit.
    pub(super) fn start_steps(&mut self, steps: u64) {
        if self.quiet || !std::io::stderr().is_terminal() {
            return;
        }
        self.bar = ProgressBar::with_draw_target(Some(steps), ProgressDrawTarget::stderr());
        if let Ok(style) = ProgressStyle::with_template("{bar:24} {pos}/{len} {elapsed} {wide_msg}") {
            self.bar.set_style(style);
        }
    }

    /// A step is done.
    pub(super) fn step(&self, what: &str) {
        self.message(what);
        self.bar.inc(1);
    }

    /// Something is under way.
    pub(super) fn message(&self, what: &str) {
        self.bar.set_message(what.to_owned());
        self.detail(&what);
    }

    /// Counts what is read of `reader` on the bar.
    pub(super) fn watch(&self, reader: impl Read + Send + 'static) -> impl Read + Send + 'static {
        self.bar.wrap_read(reader)
    }

    /// Takes the bar away.
    pub(super) fn finish(&self) {
        self.bar.finish_and_clear();
    }

    fn say(&self, kind: &str, colour: AnsiColor, what: &dyn Display) {
        let style = Style::new().fg_color(Some(colour.into())).bold();
        self.line(&format_args!("{style}{kind}:{style:#} {what}"));
    }

    /// Standard error may be closed; there is nobody left to tell then.
    fn line(&self, what: &dyn Display) {
        self.bar.suspend(|| {
            let _ = writeln!(anstream::stderr(), "{what}");
        });
    }
}
