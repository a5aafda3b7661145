//! What an address says. A web address comes in; out go two words, as far as
//! it has them: `/` and its host, and `/` and the first step of its path.
//! Promise: what tells one page from another (numbers, keys, titles) is not in
//! them, and no word of a sentence begins with a `/`.

/// Longer hosts are no names, and longer steps are titles.
const LONGEST: [usize; 2] = [40, 12];

/// Appends the words of the address `url` to `words`, and their ends to
/// `ends`.
pub(crate) fn address_words(url: &str, words: &mut Vec<u8>, ends: &mut Vec<usize>) {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let (authority, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    // Neither who asks nor by which door.
    let host = authority.rsplit('@').next().unwrap_or(authority).split(':').next().unwrap_or(authority);
    let host = match host.get(..4) {
        Some(start) if start.eq_ignore_ascii_case("www.") => &host[4..],
        _ => host,
    };
    let step = path.trim_start_matches('/').split(['/', '?', '#', '.']).next().unwrap_or_default();
    let is_host = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-');
    let step = if step.bytes().all(|b| b.is_ascii_alphabetic()) { step } else { "" };
    for (word, longest) in [host, step].into_iter().zip(LONGEST) {
        if (1..=longest).contains(&word.len()) && word.bytes().all(is_host) {
            words.push(b'/');
            words.extend(word.bytes().map(|b| b.to_ascii_lowercase()));
            ends.push(words.len());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn words(url: &str) -> String {
        let (mut words, mut ends) = (Vec::new(), Vec::new());
        address_words(url, &mut words, &mut ends);
        let mut start = 0;
        let each = ends.iter().map(|&end| {
            let word = String::from_utf8(words[start..end].to_vec()).unwrap();
            start = end;
            word
        });
        each.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn tells_host_and_first_step() {
        let cases = [
            ("host and step", "https://www.Tube.example/watch?v=q2W", "/tube.example /watch"),
            ("no scheme", "www.shop.example/a/b", "/shop.example /a"),
            ("a key for a step", "http://short.example/x7Qz1", "/short.example"),
            ("a title for a step", "http://a.example/the-mayor-is-a-fool", "/a.example"),
            ("a file", "http://a.example/photo.php?id=7", "/a.example /photo"),
            ("a port and a user", "ftp://me:secret@a.example:8080/", "/a.example"),
            ("an address in figures", "http://127.0.0.1/admin", "/127.0.0.1 /admin"),
            ("not ASCII", "http://bücher.example/liste", "/liste"),
            ("no host", "http:///liste", "/liste"),
            ("nothing", "http://", ""),
            ("www alone", "www.", ""),
            ("too long", "http://a.example/congratulations", "/a.example"),
        ];
        for (name, url, want) in cases {
            assert_eq!(words(url), want, "{name}");
        }
    }

    proptest! {
        #[test]
        fn takes_anything(url in any::<String>()) {
            words(&url);
        }

        #[test]
        fn takes_near_addresses(url in "(http|www)[a-zA-Z0-9.:/?#@é-]{0,30}") {
            words(&url);
        }
    }
}
