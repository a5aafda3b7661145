//! A line → does it send its reader to the rest of an article? What comes in: a
//! line, or the text of a link. What goes out: yes or no. What it promises: only
//! the line's end is looked at.

/// How lines end that only begin an article.
#[rustfmt::skip]
const ENDS: &[&str] = &[
    "read more", "continue reading", "keep reading", "read on", "read the rest", "read full story", "read full article",
    "read the full story", "read the full article", "full story", "full article", "read article", "read story", "[more]", "(more)", "more »", "more ›", "more >>",
    "… more", "... more", "[…]", "[...]", "(...)", "weiterlesen", "mehr lesen", "[mehr]", "mehr »", "lire la suite", "en savoir plus",
    "leer más", "seguir leyendo", "sigue leyendo", "leggi tutto", "continua a leggere", "ler mais", "leia mais", "lees verder",
    "lees meer", "läs mer", "les mer", "læs mere", "czytaj dalej", "czytaj więcej", "читать далее", "подробнее", "devamını oku",
];
/// How links begin that go on with what the article is called.
const STARTS: &[&str] = &["continue reading ", "full story: ", "read more: ", "read more about "];

/// Whether a line ends as teasers do: `… Read more »`.
pub(super) fn ends_so(line: &str) -> bool {
    const LONGEST: usize = 40;
    let line = line.trim_end();
    let bare = line.trim_end_matches(|c: char| "»›→>…. ".contains(c));
    let ends = |line: &str| {
        // Most lines end with another letter than all of these.
        let byte = line.as_bytes().last().map_or(0, u8::to_ascii_lowercase);
        let is_near = |last: u8| last == byte || !last.is_ascii() && !byte.is_ascii();
        let mut near = ENDS.iter().filter(|end| end.bytes().last().is_some_and(is_near)).peekable();
        if near.peek().is_none() {
            return false;
        }
        let start = line.char_indices().rev().take(LONGEST).last().map_or(0, |(at, _)| at);
        let last = line.get(start..).unwrap_or_default().to_lowercase();
        near.any(|end| {
            // A sentence may well end so: `I could not read more.`
            last.strip_suffix(end).is_some_and(|before| {
                let before = before.trim_end();
                end.starts_with(|c: char| !c.is_alphabetic())
                    || before.is_empty()
                    || before.ends_with(['.', '…', '!', '?', ']', ')', ':', '|', '"', '”'])
            })
        })
    };
    ends(line) || bare.len() < line.len() && ends(bare) || is_link(line)
}

/// Whether a text is that of a link which names the article: `Full story: TITLE`.
pub(super) fn is_link(text: &str) -> bool {
    let is_start =
        |start: &str| text.get(..start.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(start));
    STARTS.iter().any(|start| is_start(start))
}

/// Whether a text is what another page says around its link to this one: `[…] the
/// late buses […]`.
pub(super) fn is_excerpt(text: &str) -> bool {
    ["[…]", "[...]"]
        .iter()
        .any(|cut| text.len() > 2 * cut.len() && text.starts_with(cut) && text.ends_with(cut))
}

#[cfg(test)]
mod tests {
    use super::ends_so;

    #[test]
    fn teasers_are_told_by_their_ends() {
        let cases = [
            ("Read more", true),
            ("The ferry is to stop again. Read more »", true),
            ("The ferry is to stop again … more", true),
            ("The ferry is to stop [...]", true),
            ("Continue reading →", true),
            ("Continue reading Ferry to stop again", true),
            ("Full story: Ferry to stop again »", true),
            ("Die Fähre hält wieder. Weiterlesen", true),
            ("Паром снова ходит. ЧИТАТЬ ДАЛЕЕ", true),
            ("I would like to read more.", false),
            ("Well...", false),
            ("I could say more…", false),
            ("Anything more?", false),
            ("", false),
        ];
        for (line, want) in cases {
            assert_eq!(ends_so(line), want, "{line}");
        }
    }
}
