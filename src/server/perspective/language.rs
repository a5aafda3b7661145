//! Languages. A comment's text comes in; the codes of the languages it may be
//! written in go out, the likeliest first. Promise: short comments, names and
//! emoji never turn into a firm claim about a foreign language; that was the
//! most frequent complaint about the API that this one stands in for.

use whichlang::Lang;

/// A text without letters.
pub(crate) const UNDETERMINED: &str = "und";

/// Letters from which on a guess is taken for an answer. Below, trigrams of a
/// few words decide, and "yo hamburger" is Turkish.
const ENOUGH_LETTERS: usize = 40;

/// The start of a long text says what language it is in.
const MOST_LOOKED_AT: usize = 1000;

/// The languages a text may be written in.
pub(crate) fn detect(text: &str) -> Vec<&'static str> {
    let mut letters = 0;
    let mut latin = 0;
    let mut end = 0;
    for (at, c) in text.char_indices().take_while(|&(at, _)| at < MOST_LOOKED_AT) {
        end = at + c.len_utf8();
        letters += usize::from(c.is_alphabetic());
        latin += usize::from(c.is_alphabetic() && c < '\u{250}');
    }
    if letters == 0 {
        return vec![UNDETERMINED];
    }
    let guess = code(whichlang::detect_language(&text[..end]));
    // Other scripts give a language away in a few letters.
    let is_sure = letters >= ENOUGH_LETTERS || latin * 2 < letters;
    if guess == "en" || is_sure { vec![guess] } else { vec![guess, "en"] }
}

fn code(language: Lang) -> &'static str {
    match language {
        Lang::Ara => "ar",
        Lang::Cmn => "zh",
        Lang::Deu => "de",
        Lang::Eng => "en",
        Lang::Fra => "fr",
        Lang::Hin => "hi",
        Lang::Ita => "it",
        Lang::Jpn => "ja",
        Lang::Kor => "ko",
        Lang::Nld => "nl",
        Lang::Por => "pt",
        Lang::Rus => "ru",
        Lang::Spa => "es",
        Lang::Swe => "sv",
        Lang::Tur => "tr",
        Lang::Vie => "vi",
    }
}

/// Whether a language code of a request (`en`, `en-GB`, `EN_us`) is one of the
/// served languages.
pub(crate) fn is_served(code: &str, served: &[String]) -> bool {
    let primary = code.split(['-', '_']).next().unwrap_or(code);
    served.iter().any(|s| s.eq_ignore_ascii_case(code) || s.eq_ignore_ascii_case(primary))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_long_text_is_firmly_foreign() {
        let cases: [(&str, &str, &[&str]); 6] = [
            ("English", "What kind of idiot name is foo? Sorry, I like your name.", &["en"]),
            ("no letters", "🙂 123 !!!", &["und"]),
            ("nothing", "", &["und"]),
            (
                "German",
                "Das ist doch wirklich nicht zu glauben, was der Bürgermeister sich wieder ausgedacht hat.",
                &["de"],
            ),
            ("Russian, short", "Привет", &["ru"]),
            ("Korean, short", "안녕", &["ko"]),
        ];
        for (name, text, want) in cases {
            assert_eq!(detect(text), want, "{name}");
        }
        for text in ["yo hamburger", "hi", "lol", "https://example.org"] {
            assert!(detect(text).contains(&"en"), "{text}: {:?}", detect(text));
        }
    }

    #[test]
    fn a_region_does_not_matter() {
        let served = ["en".to_owned()];
        for (code, want) in [("en", true), ("en-GB", true), ("EN_us", true), ("de", false), ("", false)] {
            assert_eq!(is_served(code, &served), want, "{code}");
        }
    }
}
