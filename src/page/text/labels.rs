//! Lines beside names and dates → marks. What comes in: the lines of a page and their
//! kinds. What goes out: the kinds, in which what pictures are called, labels that
//! repeat and the fields of profiles are marks. What it promises: what stands on a page
//! once is no label, in whatever language.

use std::collections::HashMap;

use super::lines::Line;
use crate::page::kind::{Kind, without_figures};
use crate::page::marks::{self, Mark};
use crate::page::name;

/// Words of what pictures of writers are called.
const PICTURES: [&str; 7] = ["avatar", "Avatar", "profile", "Profile", "picture", "photo", "icon"];

/// Marks what stands beside names and is none: what the picture of a writer is
/// called (`NAME's avatar`), and the label that repeats between names and dates.
pub(super) fn off(lines: &[Line<'_>], kinds: &mut [Kind<'_>]) {
    const LONGEST: usize = 60;
    const MOST_MORE: usize = 24;
    const LONGEST_LABEL: usize = 40;
    const FEWEST: usize = 3;
    const MOST: usize = 60;
    let is_name = |text: &str| text.len() <= LONGEST && name::is_of_person(text);
    let mut labels: HashMap<&str, Vec<usize>> = HashMap::new();
    for at in 1..lines.len() {
        let (above, line) = (&lines[at - 1], &lines[at]);
        if kinds[at - 1] != Kind::Text || above.text.len() > LONGEST {
            continue;
        }
        let picture = above.text.strip_prefix("u/").unwrap_or(above.text);
        let is_nobody = marks::is_nobody(line.text);
        let is_named = (kinds[at] == Kind::Text || is_nobody)
            && picture.len() > line.text.len()
            && picture.len() <= line.text.len() + MOST_MORE
            && (picture.starts_with(line.text) || picture.ends_with(line.text))
            && PICTURES.iter().any(|word| picture.contains(word));
        if is_named && (is_nobody || is_name(line.text)) {
            kinds[at - 1] = Kind::Mark(Mark::Noise);
        } else if at > 1
            && matches!(kinds[at], Kind::Date { .. })
            && above.blanks == 0
            && line.blanks == 0
            && kinds[at - 2] == Kind::Text
            && above.text.len() <= LONGEST_LABEL
            && !above.text.ends_with(['.', '!', '?', '…'])
            && above.text.bytes().filter(u8::is_ascii_alphabetic).count() > 1
            && is_name(lines[at - 2].text)
        {
            labels.entry(above.text).or_default().push(at - 1);
        }
    }
    // What several readers said is not what most of them are called.
    let enough = FEWEST.max((labels.values().map(Vec::len).sum::<usize>() * MOST).div_ceil(100));
    for at in labels.into_values().filter(|label| label.len() >= enough).flatten() {
        kinds[at] = Kind::Mark(Mark::Badge);
    }
}

/// Marks the fields of profiles that boards make up, below those that are known:
/// `Posts: 75`, `My car: red`.
pub(super) fn fields_off(lines: &[Line<'_>], kinds: &mut [Kind<'_>]) {
    const LONGEST: usize = 60;
    const LONGEST_LABEL: usize = 24;
    const FEWEST: usize = 2;
    /// A profile has no more fields of its own.
    const MOST: usize = 6;
    let label = |line: &Line<'_>| {
        let (label, value) = line.text.split_once(':').filter(|_| line.text.len() <= LONGEST)?;
        let is_label = label.len() <= LONGEST_LABEL && !label.contains(['.', '!', '?', ',']);
        (is_label && !value.starts_with("//")).then(|| label.to_owned())
    };
    let is_below = |at: usize, kinds: &[Kind<'_>]| {
        lines[at].blanks == 0 && kinds[at - 1] == Kind::Mark(Mark::Profile) && kinds[at] == Kind::Text
    };
    if !kinds.contains(&Kind::Mark(Mark::Profile)) {
        return;
    }
    for _ in 0..MOST {
        let mut found: HashMap<String, Vec<usize>> = HashMap::new();
        for at in (1..lines.len()).filter(|&at| is_below(at, kinds)) {
            if let Some(label) = label(&lines[at]) {
                found.entry(label).or_default().push(at);
            }
        }
        found.retain(|_, places| places.len() >= FEWEST);
        if found.is_empty() {
            return;
        }
        for at in found.into_values().flatten() {
            kinds[at] = Kind::Mark(Mark::Profile);
        }
    }
}

/// Marks what stands below most dates: `Score: 3/4`, names of buttons.
pub(super) fn below_dates_off(lines: &[Line<'_>], kinds: &mut [Kind<'_>]) {
    const FEWEST: usize = 3;
    const MOST: usize = 60;
    /// The same of what may be a name.
    const MOST_OF_NAMES: usize = 80;
    const LONGEST: usize = 60;
    const FARTHEST: usize = 5;
    let is_date = |at: &usize| matches!(kinds[*at], Kind::Date { .. });
    let dates = (0..lines.len()).filter(is_date).count();
    if dates < FEWEST {
        return;
    }
    let mut found: HashMap<String, Vec<usize>> = HashMap::new();
    for date in (0..lines.len()).filter(is_date) {
        let end = lines.len().min(date + 1 + FARTHEST);
        let below = (date + 1..end)
            .take_while(|&at| lines[at].blanks == 0 && !matches!(kinds[at], Kind::Date { .. }));
        for at in below.filter(|&at| {
            kinds[at] == Kind::Text
                && lines[at].text.len() <= LONGEST
                && !lines[at].text.ends_with(super::SENTENCE_ENDS)
        }) {
            found.entry(without_figures(lines[at].text)).or_default().push(at);
        }
    }
    for (label, places) in found {
        let text = lines[places[0]].text;
        let most = if name::is_of_person(text) { MOST_OF_NAMES } else { MOST };
        if places.len() >= FEWEST && places.len() * 100 >= dates * most && !label.is_empty() {
            places.into_iter().for_each(|at| kinds[at] = Kind::Mark(Mark::Noise));
        }
    }
}
