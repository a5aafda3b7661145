//! The language of a comment. A text and the words that a model knows come in;
//! out goes the language that the text seems to be in, if that is not the
//! model's. Promise: a bounded look at the beginning, however long the text,
//! and no answer where there is too little to tell.

use crate::features::{Buffer, Reading, Word, Words};
use crate::text::Language;
use whichlang::Lang;

/// How much of a text is looked at, in bytes.
const SAMPLE: usize = 600;

/// Fewer letters than this may be a name, a cry or a quotation. Bytes are
/// counted, so that a script that says more with a letter needs fewer of them.
const LEAST_LETTERS: usize = 32;

/// So many of the first distinct words decide whether the model knows the
/// language, and fewer than the least are too few to tell.
const WORDS: usize = 24;
const LEAST_WORDS: usize = 5;

/// At this share of known words, 1 in 1,300 of 42,203 Wikipedia comments of
/// more than 60 letters counts as foreign (a third of them are), and 97 in 100
/// of 2,413 German ones do.
const KNOWN: f32 = 0.6;

/// A language that a comment seems to be in, and the model not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ForeignLanguage {
    code: &'static str,
    name: &'static str,
}

impl ForeignLanguage {
    /// Its ISO 639-1 code: "de".
    pub fn code(self) -> &'static str {
        self.code
    }

    /// Its name in English: "German".
    pub fn name(self) -> &'static str {
        self.name
    }
}

/// The language of `text` if it is another one than that of the model that
/// reads so.
pub(crate) fn foreign(text: &str, reading: &Reading, of_model: Language) -> Option<ForeignLanguage> {
    let mut end = text.len().min(SAMPLE);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let sample = &text[..end];
    let letters: usize = sample.chars().filter(|c| c.is_alphabetic()).map(char::len_utf8).sum();
    if letters < LEAST_LETTERS {
        return None;
    }
    let told_apart = TOLD_APART.iter().find(|t| t.2 == of_model);
    match is_known(sample, reading) {
        Some(true) => return None,
        // Neither the words nor whichlang know the model's language.
        None if told_apart.is_none() => return None,
        _ => {}
    }
    let found = whichlang::detect_language(sample);
    let (_, code, _, name) = TOLD_APART.into_iter().find(|t| t.0 == found)?;
    (told_apart.map(|t| t.1) != Some(code)).then_some(ForeignLanguage { code, name })
}

/// What whichlang tells apart; [`Language::Other`] where no model has a stemmer.
const TOLD_APART: [(Lang, &str, Language, &str); 16] = [
    (Lang::Ara, "ar", Language::Arabic, "Arabic"),
    (Lang::Cmn, "zh", Language::Other, "Chinese"),
    (Lang::Deu, "de", Language::German, "German"),
    (Lang::Eng, "en", Language::English, "English"),
    (Lang::Fra, "fr", Language::French, "French"),
    (Lang::Hin, "hi", Language::Other, "Hindi"),
    (Lang::Ita, "it", Language::Italian, "Italian"),
    (Lang::Jpn, "ja", Language::Other, "Japanese"),
    (Lang::Kor, "ko", Language::Other, "Korean"),
    (Lang::Nld, "nl", Language::Dutch, "Dutch"),
    (Lang::Por, "pt", Language::Portuguese, "Portuguese"),
    (Lang::Rus, "ru", Language::Russian, "Russian"),
    (Lang::Spa, "es", Language::Spanish, "Spanish"),
    (Lang::Swe, "sv", Language::Swedish, "Swedish"),
    (Lang::Tur, "tr", Language::Turkish, "Turkish"),
    (Lang::Vie, "vi", Language::Other, "Vietnamese"),
];

/// Whether a word belongs to any language: numbers, shouts and terms of a group
/// do not.
pub(crate) fn is_of_a_language(normal: &[u8]) -> bool {
    !normal.starts_with(b"/") && normal.iter().any(|b| b.is_ascii_alphabetic() || *b >= 0x80)
}

/// Whether most of the first words are in the model's vocabulary, or there are
/// too few of them; `None` if it has none.
fn is_known(sample: &str, reading: &Reading) -> Option<bool> {
    let (mut seen, mut words, mut known) = ([0; WORDS], 0, 0);
    let meet = |Word { name, normal, .. }: Word<'_>| {
        if words < WORDS && is_of_a_language(normal) && !seen[..words].contains(&name) {
            seen[words] = name;
            words += 1;
            known += u32::from(reading.vocabulary.knows_name(name));
        }
    };
    reading.visit(sample, &mut Buffer::default(), &mut Words(meet));
    let empty = reading.vocabulary.parts().0.is_empty();
    // Scripts without spaces have long words, and few of them.
    let few = words < LEAST_WORDS && sample.is_ascii();
    (!empty).then_some(few || known as f32 >= KNOWN * words as f32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Moderator;

    #[test]
    fn tells_what_the_model_was_not_trained_for() {
        let cases: &[(&str, &str, Option<&str>)] = &[
            ("English", "The lamps save a lot of money, and nobody walks there at night anyway.", None),
            (
                "German",
                "Die Laternen sparen viel Geld, und nachts geht dort sowieso niemand spazieren.",
                Some("de"),
            ),
            (
                "French",
                "Les lampadaires coûtent trop cher et personne ne se promène ici la nuit.",
                Some("fr"),
            ),
            ("Spanish", "Las farolas cuestan demasiado dinero y nadie pasea por aquí de noche.", Some("es")),
            ("Turkish", "Sokak lambaları çok pahalı ve geceleri burada kimse yürümüyor.", Some("tr")),
            ("Russian", "Фонари стоят слишком дорого, а ночью здесь никто не гуляет.", Some("ru")),
            ("Japanese", "街灯は高すぎるし、夜にここを歩く人は誰もいない。", Some("ja")),
            ("too short", "Das ist gut so.", None),
            ("rude English", "u r such a dumb fuckin clown lol, go cry to ur mommy about teh lamps", None),
            (
                "names in English",
                "Herr Müller and Frau Schröder of the Gemeinderat voted against the lamps.",
                None,
            ),
            (
                "disguised English",
                "Y0u are an 1d10t and everyb0dy in this t0wn kn0ws that you are a l1ar.",
                None,
            ),
            ("one word, often", "Motorboat motorboat motorboat motorboat motorboat motorboat!", None),
            ("a number", "1234567890 1234567890 1234567890 1234567890", None),
            ("nothing", "", None),
        ];
        for (name, text, want) in cases {
            let verdict = Moderator::shipped().judge(*text);
            assert_eq!(verdict.foreign_language().map(ForeignLanguage::code), *want, "{name}");
        }
    }
}
