//! Words → the votes that they count. What comes in: the text of a counter or
//! of a button. What goes out: the number of votes, points or likes. What it
//! promises: numbers of replies, and marks such as `4.5`, are none.

/// Words before a number on a button, and what the same counts against.
#[rustfmt::skip]
const IN_FAVOUR: &[&str] = &[
    "like", "likes", "recommend", "recommended", "upvote", "upvotes", "vote up", "thumb up", "thumbs up", "gefällt mir", "j'aime",
    "me gusta", "souhlasím",
];
const AGAINST: &[&str] = &[
    "dislike",
    "dislikes",
    "downvote",
    "downvotes",
    "vote down",
    "thumb down",
    "thumbs down",
    "nesouhlasím",
];

/// Words behind a number.
const UNITS: &[&str] = &["point", "points", "like", "likes", "vote", "votes", "upvote", "upvotes"];

/// What a line of buttons counts: `Like (3)`, `12 • Reply • Share`, `Dislike 2`,
/// `12 points`.
pub(super) fn of_button(line: &str) -> Option<i64> {
    let line = line.trim();
    if let Some((first, _)) = line.split_once(['•', '|', '·']).filter(|(first, _)| !first.trim().is_empty())
    {
        return one(first).or_else(|| of_button(first));
    }
    spoken(line)
        .or_else(|| behind(line, IN_FAVOUR))
        .or_else(|| Some(-behind(line, AGAINST)?))
        .or_else(|| one(line))
}

/// What a header counts, on a line of its own or beside a date: `Score: -2`,
/// `12 points 1 month ago`.
pub(super) fn of_header(line: &str) -> Option<i64> {
    if let Some(votes) = spoken(line) {
        return Some(votes);
    }
    let words: Vec<&str> = line.split_whitespace().collect();
    words.windows(2).find_map(|pair| {
        let is_unit =
            UNITS.iter().any(|unit| unit.eq_ignore_ascii_case(pair[1].trim_matches(['·', '•', ',', ')'])));
        one(pair[0].trim_start_matches('(')).filter(|_| is_unit)
    })
}

/// The number behind one of some words, if nothing but other buttons are there.
fn behind(line: &str, words: &[&str]) -> Option<i64> {
    const BUTTONS: &[&str] = &["downvote", "dislike", "reply", "share", "report", "quote"];
    words.iter().find_map(|word| {
        let (start, rest) = line.split_at_checked(word.len())?;
        let is_word = start.to_lowercase() == *word && rest.starts_with([' ', '(', ':']);
        let rest = rest.trim_start_matches([' ', '(', ':']);
        let (number, behind) = rest.split_once([' ', ')']).unwrap_or((rest, ""));
        let next = behind.trim_matches([')', ' ', '|', '•', '·']).split(' ').next().unwrap_or_default();
        let is_last = next.is_empty() || BUTTONS.iter().any(|button| button.eq_ignore_ascii_case(next));
        one(number).filter(|_| is_word && is_last)
    })
}

/// `12`, `+3`, `−2`, `1.2k`, `+3/−1`, `12 points`, `(Score:3, Funny)`
pub(super) fn number(text: &str) -> Option<i64> {
    let text = text.trim().trim_matches(['(', ')', '[', ']']).trim();
    if let Some((up, down)) = text.split_once('/') {
        return Some(one(up)?.saturating_sub(one(down)?.saturating_abs()));
    }
    one(text).or_else(|| spoken(text))
}

/// One number, with its sign, and nothing else.
fn one(text: &str) -> Option<i64> {
    let text = text.trim();
    let (is_negative, digits) = match text.strip_prefix(['-', '−', '–']) {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (digits, factor) = digits.strip_suffix(['k', 'K']).map_or((digits, 1.0), |rest| (rest, 1000.0));
    let is_number = digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.len() <= 9
        && digits.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b',' | b'.'));
    // `1.204` is a number of votes, `4.5` is a mark.
    let is_whole = factor > 1.0 || digits.split(['.', ',']).skip(1).all(|group| group.len() == 3);
    let is_number = is_number && is_whole;
    let plain: String = digits.chars().filter(|c| *c != ',' && (factor > 1.0 || *c != '.')).collect();
    let value: f64 = plain.parse().ok().filter(|_| is_number)?;
    #[expect(clippy::cast_possible_truncation, reason = "nine digits")]
    let value = (value * factor).round() as i64;
    Some(if is_negative { -value } else { value })
}

/// `12 points`, `Recommended by 12 people`, `Score: 3`
pub(super) fn spoken(text: &str) -> Option<i64> {
    const STARTS: &[&str] = &["recommended by", "score:", "liked by", "rating:", "votes:"];
    let text = text.trim().trim_matches(['(', ')', '[', ']', '·', '•']).trim();
    let start = STARTS.iter().find_map(|start| {
        let (before, rest) = text.split_at_checked(start.len())?;
        before.eq_ignore_ascii_case(start).then_some(rest)
    });
    if let Some(rest) = start {
        return one(rest.split_whitespace().next()?.trim_end_matches(','));
    }
    let (value, unit) = text.split_once(' ')?;
    UNITS.iter().any(|known| unit.trim().eq_ignore_ascii_case(known)).then(|| one(value))?
}

#[cfg(test)]
mod tests {
    use super::{of_button, of_header};

    #[test]
    fn buttons_count_votes() {
        let cases = [
            ("+12", Some(12)),
            ("-3", Some(-3)),
            ("12 points", Some(12)),
            ("Like (3)", Some(3)),
            ("Dislike (2)", Some(-2)),
            ("Recommend 14", Some(14)),
            ("Recommended by 5 readers", Some(5)),
            ("Rating: 5", Some(5)),
            ("7 • Reply • Share ›", Some(7)),
            ("Upvote 12 Downvote Reply Share", Some(12)),
            ("Like 3 replies", None),
            ("3 replies", None),
            ("1 reply", None),
            ("Reply (2)", None),
            ("Like", None),
            ("• Reply", None),
            ("Likes are for cowards", None),
            ("", None),
        ];
        for (line, want) in cases {
            assert_eq!(of_button(line), want, "{line}");
        }
    }

    #[test]
    fn headers_count_votes() {
        let cases = [
            ("[S] 3 points 1 month ago", Some(3)),
            ("ada 1 point 2 hours ago", Some(1)),
            ("ada (12 points) · 3 May", Some(12)),
            ("Rating: 5", Some(5)),
            ("Score: -2", Some(-2)),
            ("ada 12 posts 3 May", None),
            ("ada 3 May 2009", None),
            ("", None),
        ];
        for (line, want) in cases {
            assert_eq!(of_header(line), want, "{line}");
        }
    }
}
