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

/// Writes the normal form of a word into `out`, which is cleared first.
#[inline]
pub(crate) fn normalise(word: &str, out: &mut String) {
    out.clear();
    if word.is_ascii() {
        word.bytes().for_each(|b| push(char::from(b), out));
    } else {
        slow(word, out);
    }
}

#[cold]
fn slow(word: &str, out: &mut String) {
    // Taking marks away before and after lower-casing: `İ` lower-cases to an
    // `i` with a mark.
    for c in word.nfkd().filter(|c| !is_invisible(*c)).flat_map(char::to_lowercase) {
        let c = if c == '’' || c == 'ʼ' { '\'' } else { c };
        if !is_invisible(c) {
            push(c, out);
        }
    }
}

/// Appends one character of a word.
#[inline]
fn push(c: char, out: &mut String) {
    match c {
        ' ' | '.' | '-' | '_' | '/' | ',' => return,
        _ => {}
    }
    let c = c.to_ascii_lowercase();
    // "sooooo" says no more than "soo": a third letter in a row is dropped.
    let mut last = out.chars().rev();
    if last.next() == Some(c) && last.next() == Some(c) {
        return;
    }
    out.push(c);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn normal(word: &str) -> String {
        let mut out = String::from("left over");
        normalise(word, &mut out);
        out
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
