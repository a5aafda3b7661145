//! A report as one HTML file. Scored comments come in, in the order in which
//! they were read; a page goes out that needs no network: what is flagged, in
//! the order of its threads, with the telling words marked, the guidelines
//! quoted, and how the probabilities are spread. Promise: what a stranger
//! wrote is shown and never run; memory and page stay within bounds, whatever
//! the number of comments, and what is left out is counted.
//!
//! ```
//! use lamplighter::dump::{Options, Reader, Scored};
//! use lamplighter::report::{Card, Report};
//! use lamplighter::Moderator;
//!
//! let moderator = Moderator::shipped();
//! let (mut scorer, mut report) = (moderator.scorer(), Report::new(&moderator));
//! let dump = "text\nThanks for the recipe.\nYou are a stupid idiot.\n";
//! for record in Reader::from_bytes(dump, "night.csv", &Options::default())? {
//!     let record = record?;
//!     report.add(Card::new(&Scored::new(&record, &moderator, &mut scorer), None));
//! }
//! let mut page = Vec::new();
//! report.dated("2026-11-22").write(&mut page)?;
//! assert!(String::from_utf8(page)?.contains("2 comments read, 1 flagged"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod card;
mod escape;
mod page;
mod thread;

use std::io::Write;

pub use self::card::Card;
use crate::error::{Error, Result};
use crate::moderator::Moderator;

/// Up to so many comments are all shown, flagged or not: they are read like a
/// page. More would hide the ones to read.
const FEW: usize = 500;

/// The most comments that are shown, the most probable ones: what a browser
/// on a telephone still lays out while one waits, about 5 MB.
const MOST: usize = 3_000;

/// The bars of the histogram.
const BINS: usize = 20;

/// Collects scored comments and writes them as one page.
#[derive(Clone, Debug)]
pub struct Report {
    guidelines: Vec<Guideline>,
    model: String,
    checksum: String,
    name: Option<String>,
    date: Option<String>,
    note: Option<String>,
    threshold: f32,
    cards: Vec<Card>,
    read: u64,
    flagged: u64,
    /// How many comments have their most probable guideline in each twentieth,
    /// and how many of these are flagged.
    bins: [(u64, u64); BINS],
}

/// A guideline of the policy, and how often it was broken.
#[derive(Clone, Debug)]
struct Guideline {
    name: String,
    quote: String,
    action: &'static str,
    thresholds: String,
    flagged: u64,
}

impl Report {
    /// An empty report about what this moderator judges.
    pub fn new(moderator: &Moderator) -> Self {
        let guideline = |guideline: &crate::Guideline| Guideline {
            name: guideline.name().to_owned(),
            quote: guideline.quote().to_owned(),
            action: guideline.action().name(),
            thresholds: guideline.shown_thresholds(),
            flagged: 0,
        };
        Self {
            guidelines: moderator.policy().guidelines().iter().map(guideline).collect(),
            model: moderator.model().provenance().to_owned(),
            checksum: checksum(moderator),
            name: None,
            date: None,
            note: None,
            threshold: 0.0,
            cards: Vec::new(),
            read: 0,
            flagged: 0,
            bins: [(0, 0); BINS],
        }
    }

    /// The name of the model, such as its file's.
    pub fn named(mut self, model: impl Into<String>) -> Self {
        self.name = Some(model.into());
        self
    }

    /// When the report is written.
    pub fn dated(mut self, date: impl Into<String>) -> Self {
        self.date = Some(date.into());
        self
    }

    /// What else a reader should know: what could not be read.
    pub fn noted(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into()).filter(|note| !note.is_empty());
        self
    }

    /// Shows only comments whose most probable guideline reaches this,
    /// flagged or not.
    pub fn at_least(mut self, probability: f32) -> Self {
        self.threshold = probability;
        self
    }

    /// The checksum of the model's file, in hexadecimal.
    pub fn model_checksum(&self) -> &str {
        &self.checksum
    }

    /// Adds a comment, and counts it.
    pub fn add(&mut self, card: Card) {
        self.read += 1;
        let probability = card.nearest.map_or(0.0, |(_, probability)| probability);
        let bin = &mut self.bins[((probability * BINS as f32) as usize).min(BINS - 1)];
        bin.0 += 1;
        if !card.flags.is_empty() {
            self.flagged += 1;
            bin.1 += 1;
        }
        for (guideline, _) in &card.flags {
            self.guidelines[*guideline].flagged += 1;
        }
        let is_wanted = match self.threshold {
            0.0 => !card.flags.is_empty() || self.read <= FEW as u64,
            least => probability >= least,
        };
        if is_wanted {
            self.cards.push(Card { order: self.read, ..card });
        }
        if self.cards.len() >= 2 * MOST {
            self.keep_most();
        }
    }

    /// Keeps the most probable cards, the earlier of equals.
    fn keep_most(&mut self) {
        if self.cards.len() > MOST {
            self.cards
                .sort_by(|a, b| b.probability().total_cmp(&a.probability()).then(a.order.cmp(&b.order)));
            self.cards.truncate(MOST);
        }
    }

    /// Writes the page.
    ///
    /// # Errors
    /// If the operating system refuses.
    pub fn write(mut self, mut out: impl Write) -> Result<()> {
        if self.read > FEW as u64 && self.threshold == 0.0 {
            self.cards.retain(|card| !card.flags.is_empty());
        }
        self.keep_most();
        let html = page::page(&self);
        out.write_all(html.as_bytes()).map_err(|e| Error::io("The report cannot be written", e))
    }
}

/// The checksum that the model's file carries; its place there is fixed.
fn checksum(moderator: &Moderator) -> String {
    let bytes = moderator.model().to_bytes();
    let sum = bytes.get(16..24).and_then(|sum| sum.try_into().ok()).map_or(0, u64::from_le_bytes);
    format!("{sum:016x}")
}
