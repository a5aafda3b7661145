//! Stems. The normal form of a word comes in, its stem goes out, by the
//! Snowball algorithm of the model's language.

use rust_stemmers::{Algorithm, Stemmer};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::fmt;

/// A language that a model can be built for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
#[expect(missing_docs, reason = "the names are the languages")]
pub enum Language {
    Arabic,
    Danish,
    Dutch,
    #[default]
    English,
    Finnish,
    French,
    German,
    Greek,
    Hungarian,
    Italian,
    Norwegian,
    Portuguese,
    Romanian,
    Russian,
    Spanish,
    Swedish,
    Tamil,
    Turkish,
    /// Any other: words are taken as they are.
    Other,
}

impl Language {
    fn algorithm(self) -> Option<Algorithm> {
        Some(match self {
            Language::Arabic => Algorithm::Arabic,
            Language::Danish => Algorithm::Danish,
            Language::Dutch => Algorithm::Dutch,
            Language::English => Algorithm::English,
            Language::Finnish => Algorithm::Finnish,
            Language::French => Algorithm::French,
            Language::German => Algorithm::German,
            Language::Greek => Algorithm::Greek,
            Language::Hungarian => Algorithm::Hungarian,
            Language::Italian => Algorithm::Italian,
            Language::Norwegian => Algorithm::Norwegian,
            Language::Portuguese => Algorithm::Portuguese,
            Language::Romanian => Algorithm::Romanian,
            Language::Russian => Algorithm::Russian,
            Language::Spanish => Algorithm::Spanish,
            Language::Swedish => Algorithm::Swedish,
            Language::Tamil => Algorithm::Tamil,
            Language::Turkish => Algorithm::Turkish,
            Language::Other => return None,
        })
    }
}

/// Finds stems in one language.
pub(crate) struct Stems(Option<Stemmer>);

impl Stems {
    pub(crate) fn new(language: Language) -> Self {
        Self(language.algorithm().map(Stemmer::create))
    }

    /// The stem of a word in its normal form.
    pub(crate) fn stem<'w>(&self, word: &'w str) -> Cow<'w, str> {
        self.0.as_ref().map_or(Cow::Borrowed(word), |stemmer| stemmer.stem(word))
    }
}

impl fmt::Debug for Stems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Stems")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stems_by_language() {
        let cases = [
            (Language::English, "insulting", "insult"),
            (Language::English, "idiots", "idiot"),
            (Language::German, "beleidigungen", "beleid"),
            (Language::Other, "insulting", "insulting"),
        ];
        for (language, word, want) in cases {
            assert_eq!(Stems::new(language).stem(word), want, "{language:?}");
        }
    }
}
