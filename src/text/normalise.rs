//! The normal form of a word. A segment comes in; out goes what is left when
//! case, accents, width, invisible padding, separators inside a spelt-out
//! word and repeated letters are taken away. Promise: the normal form is
//! lower case, and its own normal form.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Characters that take no room: zero-width space and joiners, soft hyphen,
/// direction marks, variation selectors, combining marks.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{180e}')
        || (c >= '\u{300}' && is_combining_mark(c))
}

/// Writes the normal form of a word, as UTF-8, into `out`, which is cleared
/// first.
#[inline]
pub(crate) fn normalise(word: &str, out: &mut Vec<u8>) {
    out.clear();
    if !word.is_ascii() {
        return slow(word, out);
    }
    for byte in word.bytes() {
        if !is_separator(byte) {
            let byte = byte.to_ascii_lowercase();
            if !ends_in_two(out, &[byte]) {
                out.push(byte);
            }
        }
    }
}

#[cold]
fn slow(word: &str, out: &mut Vec<u8>) {
    // A word of one script is what it seems; in a mixed one the letters that
    // look like Latin ones pretend.
    let mixed = word.nfkd().any(|c| c.is_ascii_alphabetic());
    // Taking marks away before and after lower-casing: `İ` lower-cases to an
    // `i` with a mark.
    for c in word.nfkd().filter(|c| !is_invisible(*c)).flat_map(char::to_lowercase) {
        let c = match c {
            '’' | 'ʼ' => '\'',
            _ if mixed => latin_look_alike(c).unwrap_or(c),
            _ => c,
        };
        let mut bytes = [0; 4];
        let bytes = c.encode_utf8(&mut bytes).as_bytes();
        let separator = bytes.len() == 1 && is_separator(bytes[0]);
        if !is_invisible(c) && !separator && !ends_in_two(out, bytes) {
            out.extend_from_slice(bytes);
        }
    }
}

/// The Latin letter that a Cyrillic, Greek or other letter is drawn like, in
/// lower case. Unicode's own table of confusables (UTS 39) also folds Latin
/// letters into one another (`m` and `rn`), which would change honest words.
fn latin_look_alike(c: char) -> Option<char> {
    const PAIRS: [(&str, char); 24] = [
        ("аɑαа", 'a'),
        ("вьβƅ", 'b'),
        ("сϲᴄ", 'c'),
        ("ԁɗ", 'd'),
        ("еєεҽ", 'e'),
        ("ƒ", 'f'),
        ("ɡց", 'g'),
        ("һнհ", 'h'),
        ("іıιɩ", 'i'),
        ("јϳ", 'j'),
        ("кκ", 'k'),
        ("ӏⅼ", 'l'),
        ("м", 'm'),
        ("пηո", 'n'),
        ("оοσօ", 'o'),
        ("рρ", 'p'),
        ("ԛզ", 'q'),
        ("гᴦ", 'r'),
        ("ѕꜱ", 's'),
        ("тτ", 't'),
        ("υսцᴜ", 'u'),
        ("ѵνᴠ", 'v'),
        ("ԝωѡᴡ", 'w'),
        ("хχ", 'x'),
    ];
    let found = PAIRS.iter().find(|(letters, _)| letters.contains(c)).map(|(_, latin)| *latin);
    found.or(match c {
        'у' | 'γ' | 'ү' => Some('y'),
        'ᴢ' => Some('z'),
        _ => None,
    })
}

/// What may stand between the letters of a word that is spelt out.
#[inline]
fn is_separator(byte: u8) -> bool {
    matches!(byte, b' ' | b'.' | b'-' | b'_' | b'/' | b',')
}

/// "sooooo" says no more than "soo": a third letter in a row is dropped.
#[inline]
fn ends_in_two(out: &[u8], letter: &[u8]) -> bool {
    out.strip_suffix(letter).is_some_and(|rest| rest.ends_with(letter))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn normal(word: &str) -> String {
        let mut out = b"left over".to_vec();
        normalise(word, &mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn takes_away_what_says_nothing() {
        let cases = [
            ("case", "IdIoT", "idiot"),
            ("accents", "Ïdïôt", "idiot"),
            ("combining marks", "i\u{336}d\u{336}iot", "idiot"),
            ("zero width", "id\u{200b}i\u{200d}ot", "idiot"),
            ("full width", "ｉｄｉｏｔ", "idiot"),
            ("mathematical", "𝐢𝐝𝐢𝐨𝐭", "idiot"),
            ("elongation", "sooooooo", "soo"),
            ("spelt out", "i.d.i.o.t", "idiot"),
            ("spaced", "i d i o t", "idiot"),
            ("apostrophe", "don’t", "don't"),
            ("Turkish dotted I", "İstanbul", "istanbul"),
            ("Cyrillic stays", "Привет", "привет"),
            ("look-alikes", "іdіоt", "idiot"),
            ("nothing left", "\u{200b}", ""),
        ];
        for (name, word, want) in cases {
            assert_eq!(normal(word), want, "{name}");
        }
    }

    proptest! {
        #[test]
        fn the_normal_form_is_its_own_normal_form(word in any::<String>()) {
            let once = normal(&word);
            prop_assert_eq!(normal(&once), once);
        }
    }
}
