//! Class names and ids → their words. What comes in: an attribute's value. What
//! goes out: its words: `likeCount vote-up` has four. What it promises: one walk
//! over the bytes; a word is of ASCII's letters, and of its figures if they are
//! wanted, and begins in a name behind any other sign or at the first capital.

/// What the bytes are to a word.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Byte {
    Other,
    Letter,
    Capital,
    Figure,
}

static BYTES: [Byte; 256] = {
    let mut bytes = [Byte::Other; 256];
    let mut at = 0;
    while at < 256 {
        bytes[at] = match at as u8 {
            b'a'..=b'z' => Byte::Letter,
            b'A'..=b'Z' => Byte::Capital,
            b'0'..=b'9' => Byte::Figure,
            _ => Byte::Other,
        };
        at += 1;
    }
    bytes
};

/// The words of a value.
pub(super) struct Words<'a> {
    rest: &'a [u8],
    /// Whether figures are letters.
    has_figures: bool,
    /// Whether the rest begins with a capital that has parted it from a word.
    is_parted: bool,
}

impl<'a> Words<'a> {
    /// Words of letters.
    pub(super) fn of_letters(value: &'a str) -> Self {
        Self { rest: value.as_bytes(), has_figures: false, is_parted: false }
    }

    /// Words of letters and figures.
    pub(super) fn new(value: &'a str) -> Self {
        Self { rest: value.as_bytes(), has_figures: true, is_parted: false }
    }
}

impl<'a> Iterator for Words<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        let byte = |byte: u8| BYTES[usize::from(byte)];
        let is_none = |of: u8| byte(of) == Byte::Other || byte(of) == Byte::Figure && !self.has_figures;
        let start = self.rest.iter().position(|&byte| !is_none(byte))?;
        let word = &self.rest[start..];
        let is_end = |of: u8| is_none(of) || byte(of) == Byte::Capital && !self.is_parted;
        let length = word.iter().skip(1).position(|&byte| is_end(byte)).map_or(word.len(), |at| at + 1);
        let (word, rest) = word.split_at(length);
        self.is_parted = rest.first().is_some_and(|&of| byte(of) == Byte::Capital);
        self.rest = rest;
        Some(word)
    }
}

#[cfg(test)]
mod tests {
    use super::Words;

    #[test]
    fn words_begin_behind_signs_and_at_the_first_capital() {
        for (value, with_figures, of_letters) in [
            ("likeCount vote-up", "like Count vote up", "like Count vote up"),
            ("commentAuthorName", "comment AuthorName", "comment AuthorName"),
            ("UPVotes", "U PVotes", "U PVotes"),
            ("col2ads h1", "col2ads h1", "col ads h"),
            ("vote2Up_x", "vote2 Up x", "vote Up x"),
            (" --é a1B2C3 ", "a1 B2C3", "a B C"),
            ("", "", ""),
        ] {
            let joined = |words: Words<'_>| {
                words.map(|word| String::from_utf8_lossy(word).into_owned()).collect::<Vec<_>>().join(" ")
            };
            assert_eq!(joined(Words::new(value)), with_figures, "{value}");
            assert_eq!(joined(Words::of_letters(value)), of_letters, "{value}");
        }
    }
}
