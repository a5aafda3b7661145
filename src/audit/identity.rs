//! Identity terms. A moderator and a list of terms come in, or a table of
//! sentences made by others; neutral and insulting sentences about every
//! group are judged, and the [`Bias`] of the score goes out.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;

use serde::Deserialize;

use super::bias::{Bias, Row, measure};
use super::main_head;
use super::terms::{Form, Place, Terms};
use super::viewpoint::Template;
use crate::error::{Error, Result};
use crate::moderator::{Moderator, Scorer};

/// Sentences with a gap for a term, in two lists.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sentences {
    neutral: Vec<String>,
    insulting: Vec<String>,
}

impl Sentences {
    fn own() -> Self {
        toml::from_str(include_str!("identity.toml")).expect("the sentences are checked by a test")
    }

    /// Every sentence, and whether it insults.
    fn all(&self) -> impl Iterator<Item = (&String, bool)> {
        let neutral = self.neutral.iter().map(|sentence| (sentence, false));
        neutral.chain(self.insulting.iter().map(|sentence| (sentence, true)))
    }
}

/// Rows on their way to be measured.
struct Rows<'a> {
    moderator: &'a Moderator,
    scorer: Scorer,
    terms: &'a Terms,
    /// The sides of identity kinds by kind and side, numbered.
    numbers: BTreeMap<(usize, usize), usize>,
    head: usize,
    rows: Vec<Row>,
}

impl<'a> Rows<'a> {
    fn new(moderator: &'a Moderator, terms: &'a Terms) -> Self {
        let kinds = terms.kinds().iter().enumerate().filter(|(_, kind)| kind.is_identity());
        let sides = kinds.flat_map(|(kind, sides)| (0..sides.sides().len()).map(move |side| (kind, side)));
        Self {
            moderator,
            scorer: moderator.scorer(),
            terms,
            numbers: sides.enumerate().map(|(number, place)| (place, number)).collect(),
            head: main_head(moderator),
            rows: Vec::new(),
        }
    }

    fn add(&mut self, text: &str, insults: bool, terms: Vec<usize>) {
        let score = self.scorer.judge(text).probabilities[self.head];
        self.rows.push(Row { scored: (f64::from(score), insults), terms });
    }

    fn finish(self) -> Bias {
        // A person is called by the adjective: "muslim" rather than "islam".
        let label = |&(kind, side): &(usize, usize)| {
            let side = &self.terms.kinds()[kind].sides()[side];
            side.form(Form::Adjective).unwrap_or_else(|| side.label())
        };
        let labels: Vec<_> = self.numbers.keys().map(label).collect();
        measure(&self.moderator.model().heads()[self.head], &self.rows, &labels)
    }
}

/// Measures sentences of our own about every term of the identity kinds that
/// has an adjective. All terms stand in the same sentences: rates differ by the
/// terms alone.
///
/// ```
/// use lamplighter::Moderator;
/// use lamplighter::audit::{Terms, identity};
///
/// let bias = identity(&Moderator::shipped(), &Terms::shipped());
/// let (term, auc) = bias.worst_bpsn().expect("the shipped list has identity terms");
/// println!("worst for {term}: {auc:.3}; FPED {:.2}", bias.fped);
/// ```
pub fn identity(moderator: &Moderator, terms: &Terms) -> Bias {
    let mut rows = Rows::new(moderator, terms);
    let numbers = rows.numbers.clone();
    for (sentence, insults) in Sentences::own().all() {
        let Some(template) = Template::parse(sentence) else { continue };
        for (&(kind, side), &number) in &numbers {
            if let Some(term) = terms.kinds()[kind].sides()[side].form(template.form) {
                rows.add(&template.fill(term), insults, vec![number]);
            }
        }
    }
    rows.finish()
}

/// Measures sentences made by others: a CSV file with the columns `Text` and
/// `Label`, which is `BAD` or `NOT_BAD`, as the madlibs of Dixon et al. A row
/// counts for every identity term that it mentions, and as background for all
/// others.
///
/// # Errors
/// If the file cannot be read, lacks a column, or has another label.
pub fn madlibs(moderator: &Moderator, terms: &Terms, path: impl AsRef<Path>) -> Result<Bias> {
    let path = path.as_ref();
    let opened = std::fs::File::open(path).map_err(|e| Error::io("The file cannot be opened", e));
    let bias = opened.and_then(|file| read_madlibs(moderator, terms, file));
    bias.map_err(|e| e.in_file(path.display().to_string()))
}

fn read_madlibs(moderator: &Moderator, terms: &Terms, reader: impl Read) -> Result<Bias> {
    let mut rows = Rows::new(moderator, terms);
    let mut table = csv::Reader::from_reader(reader);
    let refused = |e: csv::Error| {
        let error = Error::input(format!("The table cannot be read: {e}."));
        match e.position() {
            Some(position) => error.at_line(position.line()),
            None => error,
        }
    };
    let header = table.headers().map_err(refused)?;
    let column = |name: &str| {
        header.iter().position(|cell| cell == name).ok_or_else(|| {
            Error::input(format!("There is no column {name:?}; madlibs have Text and Label.")).at_line(1)
        })
    };
    let (text, label) = (column("Text")?, column("Label")?);
    for record in table.records() {
        let record = record.map_err(refused)?;
        let insults = match &record[label] {
            "BAD" => true,
            "NOT_BAD" => false,
            other => {
                let line = record.position().map_or(1, csv::Position::line);
                let what = format!("The label {other:?} is neither BAD nor NOT_BAD.");
                return Err(Error::input(what).at_line(line));
            }
        };
        let number = |Place { kind, side, .. }| rows.numbers.get(&(kind, side)).copied();
        let mut mentioned: Vec<_> =
            terms.mentions(&record[text]).into_iter().filter_map(|m| number(m.place)).collect();
        mentioned.dedup();
        rows.add(&record[text], insults, mentioned);
    }
    Ok(rows.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sentence_has_one_gap() {
        for (sentence, _) in Sentences::own().all() {
            let template = Template::parse(sentence).expect(sentence);
            assert_eq!(template.form, Form::Adjective, "{sentence}");
            assert!(!template.fill("x").contains('{'), "{sentence}");
        }
    }

    #[test]
    fn every_identity_term_is_measured() {
        let terms = Terms::shipped();
        let kinds = terms.kinds().iter().filter(|kind| kind.is_identity());
        let sides = kinds.flat_map(|kind| kind.sides());
        let adjectives = sides.filter(|side| side.form(Form::Adjective).is_some()).count();
        let bias = identity(&Moderator::shipped(), &terms);
        assert_eq!(bias.terms.len(), adjectives);
        let sentences = Sentences::own().all().count();
        assert!(bias.terms.iter().all(|term| term.rows == sentences));
        assert!(bias.terms.iter().all(|term| term.bpsn_auc.is_some() && term.bnsp_auc.is_some()));
    }

    #[test]
    fn madlibs_count_for_the_terms_they_mention() {
        let csv = "Text,Label,Template\n\
                   \"you are a vile gay\",BAD,a\n\"being gay is lovely.\",NOT_BAD,b\n\
                   \"a kind african american\",NOT_BAD,c\n\"nobody\",BAD,d\n";
        let bias = read_madlibs(&Moderator::shipped(), &Terms::shipped(), csv.as_bytes()).unwrap();
        let found: Vec<_> = bias.terms.iter().map(|term| (term.term.as_str(), term.rows)).collect();
        assert_eq!(found, [("african american", 1), ("gay", 2)]);
        assert_eq!(bias.rows, 4);
    }

    #[test]
    fn says_what_is_wrong_with_madlibs() {
        let cases = [
            ("Text,Bad\nx,1\n", "line 1: There is no column \"Label\""),
            ("Text,Label\nx,BAD\ny,1\n", "line 3: The label \"1\" is neither"),
            ("Text,Label\nx\n", "line 2: The table cannot be read"),
        ];
        for (csv, want) in cases {
            let error = read_madlibs(&Moderator::shipped(), &Terms::shipped(), csv.as_bytes()).unwrap_err();
            assert!(error.to_string().contains(want), "{error}");
        }
    }
}
