//! The terms that must not decide. A list (TOML) comes in; out come its kinds
//! with their sides, and the places where a text mentions one of them.
//! Promise: a form that is found belongs to one side only, and of two forms
//! that begin at one word the longer is found.

use std::collections::HashMap;
use std::ops::Range;
use std::path::Path;

use serde::Deserialize;

use crate::error::{Error, Result};

/// The terms of an audit: kinds, of which each has sides that may be swapped
/// for each other.
///
/// ```
/// use lamplighter::audit::{Form, Terms};
///
/// let terms = Terms::from_toml(
///     r#"
///     [[kind]]
///     name = "shore"
///     sides = [
///         { name = "the north shore", plural = "northerners" },
///         { name = "the south shore", plural = "southerners" },
///     ]
///     "#,
/// )?;
/// let side = &terms.kinds()[0].sides()[1];
/// assert_eq!(side.form(Form::Plural), Some("southerners"));
/// # Ok::<(), lamplighter::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Terms {
    kinds: Vec<Kind>,
    /// Forms by their first word, those of most words first.
    forms: HashMap<String, Vec<Entry>>,
}

/// Terms that may be swapped for each other.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kind {
    name: String,
    #[serde(default)]
    identity: bool,
    sides: Vec<Side>,
}

/// One term with its forms.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Side {
    name: Option<String>,
    adjective: Option<String>,
    plural: Option<String>,
    #[serde(default)]
    everyday: bool,
}

/// The forms of a term.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Form {
    /// What it is called: `russia`.
    Name,
    /// What stands before a noun: `russian`.
    Adjective,
    /// The people: `russians`.
    Plural,
}

impl Form {
    /// All of them, in the order in which a side is named by them.
    pub const ALL: [Form; 3] = [Form::Name, Form::Adjective, Form::Plural];
}

impl Kind {
    /// What it is called in reports.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether its terms say what a person is.
    pub fn is_identity(&self) -> bool {
        self.identity
    }

    /// Its sides, at least two.
    pub fn sides(&self) -> &[Side] {
        &self.sides
    }
}

impl Side {
    /// The form, in lower case, if the side has it.
    pub fn form(&self, form: Form) -> Option<&str> {
        match form {
            Form::Name => self.name.as_deref(),
            Form::Adjective => self.adjective.as_deref(),
            Form::Plural => self.plural.as_deref(),
        }
    }

    /// The forms that the side has.
    pub fn forms(&self) -> impl Iterator<Item = (Form, &str)> {
        Form::ALL.into_iter().filter_map(|form| Some((form, self.form(form)?)))
    }

    /// Whether a form is also a word of other meaning.
    pub fn is_everyday(&self) -> bool {
        self.everyday
    }

    /// What it is called in reports: its first form.
    pub fn label(&self) -> &str {
        self.forms().next().map_or("", |(_, text)| text)
    }
}

/// A form in the index.
#[derive(Clone, Debug)]
struct Entry {
    /// The words behind the first.
    rest: Vec<String>,
    place: Place,
}

/// Which form of which side of which kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) kind: usize,
    pub(super) side: usize,
    pub(super) form: Form,
}

/// A term in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mention {
    pub(super) span: Range<usize>,
    pub(super) place: Place,
}

impl Terms {
    /// The list that comes with the crate.
    pub fn shipped() -> Self {
        Self::from_toml(include_str!("terms.toml")).expect("the shipped list is checked by a test")
    }

    /// Reads a list's text; the shipped list says at its top how it is
    /// written.
    ///
    /// # Errors
    /// If the text is not TOML, has a key that a list does not know, a kind
    /// of fewer than two sides, a form that is not in lower case, or one that
    /// belongs to two sides.
    pub fn from_toml(text: &str) -> Result<Self> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct List {
            #[serde(rename = "kind", default)]
            kinds: Vec<Kind>,
        }
        let list: List = toml::from_str(text).map_err(|e| {
            let line = e.span().map_or(1, |s| 1 + text[..s.start].matches('\n').count() as u64);
            Error::config(format!("The list of terms cannot be read: {}.", e.message())).at_line(line)
        })?;
        Self::new(list.kinds)
    }

    /// Reads a list.
    ///
    /// # Errors
    /// If the file cannot be read, or its text is no list; see
    /// [`Terms::from_toml`].
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        let text =
            std::fs::read_to_string(path).map_err(|e| Error::io("The list of terms cannot be read", e));
        text.and_then(|text| Self::from_toml(&text)).map_err(|e| e.in_file(path.display().to_string()))
    }

    fn new(kinds: Vec<Kind>) -> Result<Self> {
        if kinds.is_empty() {
            return Err(Error::config("The list of terms has no [[kind]]."));
        }
        let mut terms = Self { kinds: Vec::new(), forms: HashMap::new() };
        for (kind, Kind { name, sides, .. }) in kinds.iter().enumerate() {
            if sides.len() < 2 {
                return Err(Error::config(format!(
                    "The kind {name:?} has fewer than two sides: there is nothing to swap."
                )));
            }
            for (side, forms) in sides.iter().enumerate() {
                if forms.forms().next().is_none() {
                    return Err(Error::config(format!(
                        "Side number {} of the kind {name:?} has no form.",
                        side + 1
                    )));
                }
                for (form, text) in forms.forms() {
                    terms.add(text, Place { kind, side, form })?;
                }
            }
        }
        for entries in terms.forms.values_mut() {
            entries.sort_by_key(|entry| std::cmp::Reverse(entry.rest.len()));
        }
        terms.kinds = kinds;
        Ok(terms)
    }

    fn add(&mut self, text: &str, place: Place) -> Result<()> {
        if text != text.to_lowercase() {
            return Err(Error::config(format!("The form {text:?} is not in lower case.")));
        }
        let mut words = words(text).map(|span| text[span].to_owned());
        let Some(first) = words.next() else {
            return Err(Error::config(format!("The form {text:?} has no word.")));
        };
        let rest: Vec<_> = words.collect();
        let entries = self.forms.entry(first).or_default();
        match entries.iter().find(|entry| entry.rest == rest).map(|entry| entry.place) {
            None => entries.push(Entry { rest, place }),
            // "they are japanese", "the japanese are": the first form stands.
            Some(other) if (other.kind, other.side) == (place.kind, place.side) => {}
            Some(_) => return Err(Error::config(format!("The form {text:?} belongs to two sides."))),
        }
        Ok(())
    }

    /// The kinds, in the order of the list.
    pub fn kinds(&self) -> &[Kind] {
        &self.kinds
    }

    pub(super) fn side(&self, place: Place) -> &Side {
        &self.kinds[place.kind].sides[place.side]
    }

    /// The terms that a text mentions, in its order, whatever their case. Of
    /// everyday words it cannot tell the meaning.
    pub(super) fn mentions(&self, text: &str) -> Vec<Mention> {
        let spans: Vec<_> = words(text).collect();
        let words: Vec<_> = spans.iter().map(|span| text[span.clone()].to_lowercase()).collect();
        let mut mentions = Vec::new();
        let mut at = 0;
        while at < words.len() {
            let behind = &words[at + 1..];
            let entries = self.forms.get(&words[at]).into_iter().flatten();
            match entries.into_iter().find(|entry| behind.starts_with(&entry.rest)) {
                Some(Entry { rest, place }) => {
                    let last = at + rest.len();
                    mentions.push(Mention { span: spans[at].start..spans[last].end, place: *place });
                    at = last + 1;
                }
                None => at += 1,
            }
        }
        mentions
    }
}

/// The words of a text: runs of letters and digits. Hyphens and apostrophes
/// part them, so that `Russia's` and `Anglo-Russian` mention `russia` and
/// `russian`.
fn words(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut rest = 0;
    std::iter::from_fn(move || {
        let start = rest + text[rest..].find(char::is_alphanumeric)?;
        let length = text[start..].find(|c: char| !c.is_alphanumeric()).unwrap_or(text.len() - start);
        rest = start + length;
        Some(start..rest)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_list_is_generous() {
        let terms = Terms::shipped();
        for kind in terms.kinds() {
            assert!(kind.sides().len() >= 10, "{} has {} sides", kind.name(), kind.sides().len());
        }
        assert!(terms.kinds().iter().filter(|kind| kind.is_identity()).count() >= 5);
    }

    #[test]
    fn what_is_held_out_is_not_in_the_list() {
        let (shipped, held_out) = (Terms::shipped(), include_str!("../../tests/data/audit/held-out.toml"));
        for kind in Terms::from_toml(held_out).unwrap().kinds() {
            for (_, form) in kind.sides().iter().flat_map(Side::forms) {
                assert_eq!(shipped.mentions(form), [], "{form}");
            }
        }
    }

    #[test]
    fn mentions_are_found_in_any_case_and_the_longest_first() {
        let terms = Terms::shipped();
        let cases: [(&str, &[&str]); 6] = [
            ("Russia's army", &["Russia", "army"]),
            ("AFRICAN AMERICANS vote", &["AFRICAN AMERICANS"]),
            ("Asian-American", &["Asian", "American"]),
            ("pro-life or not", &["pro-life"]),
            ("The Bible on CNN; İ", &["CNN"]),
            ("", &[]),
        ];
        for (text, want) in cases {
            let found: Vec<_> = terms.mentions(text).into_iter().map(|m| &text[m.span]).collect();
            assert_eq!(found, want, "{text}");
        }
    }

    #[test]
    fn says_what_is_wrong_with_a_list() {
        let kind = |sides: &str| format!("[[kind]]\nname = \"a\"\nsides = [{sides}]\n");
        let cases = [
            ("nothing", String::new(), "has no [[kind]]"),
            ("not TOML", "kind = [".to_owned(), "line 1: The list of terms cannot be read"),
            ("unknown key", kind("{ nom = \"x\" }, { name = \"y\" }"), "line 3: The list of terms"),
            ("one side", kind("{ name = \"x\" }"), "fewer than two sides"),
            ("no form", kind("{ name = \"x\" }, { everyday = true }"), "Side number 2 of the kind \"a\""),
            ("capitals", kind("{ name = \"X\" }, { name = \"y\" }"), "\"X\" is not in lower case"),
            ("no word", kind("{ name = \"-\" }, { name = \"y\" }"), "\"-\" has no word"),
            ("twice", kind("{ name = \"x\" }, { plural = \"x\" }"), "\"x\" belongs to two sides"),
        ];
        for (name, text, want) in cases {
            let error = Terms::from_toml(&text).unwrap_err().to_string();
            assert!(error.contains(want), "{name}: {error}");
        }
    }
}
