//! Which words a model knows. Labelled comments come in; out go the words that
//! are common enough to be words, and those of them that people have a reason
//! to disguise: the ones that stand much more often in comments of the first
//! head than elsewhere.

use super::corpus::Row;
use super::lexicon::NameMap;
use crate::features::{Buffer, Reading, Word, Words};
use crate::text::Vocabulary;

/// A word in fewer comments than this may be a slip of the pen.
const COMMON: u32 = 10;

/// A rude word in fewer comments than this may be rude by chance.
const LEAST_RUDE: u32 = 4;

/// How many times more often a rude word stands in comments of the head.
const RUDE_RATIO: f64 = 4.0;

/// The vocabulary of labelled comments.
pub(super) fn vocabulary(rows: &[&Row]) -> Vocabulary {
    // For each word: its comments, those of the head, and the last one seen.
    let mut words: NameMap<(u32, u32, u32)> = NameMap::default();
    let reading = Reading::default();
    let mut buffer = Buffer::default();
    let (mut labelled, mut positives) = (0_u32, 0_u32);
    for (index, row) in rows.iter().enumerate() {
        let index = index as u32 + 1;
        let Some(positive) = row.labels[0] else { continue };
        labelled += 1;
        positives += u32::from(positive);
        let meet = |Word { name, normal, .. }: Word<'_>| {
            if normal.len() < 2 || !normal.iter().all(u8::is_ascii_lowercase) {
                return;
            }
            let word = words.entry(name).or_default();
            if word.2 != index {
                *word = (word.0 + 1, word.1 + u32::from(positive), index);
            }
        };
        reading.visit(&row.text, &mut buffer, &mut Words(meet));
    }
    let base = f64::from(positives) / f64::from((labelled - positives).max(1));
    let (mut known, mut rude) = (Vec::new(), Vec::new());
    for (name, (comments, of_head, _)) in words {
        if comments >= COMMON {
            known.push(Vocabulary::key(name));
        }
        let odds = f64::from(of_head) / f64::from(1 + comments - of_head);
        if of_head >= LEAST_RUDE && odds >= RUDE_RATIO * base {
            rude.push(Vocabulary::key(name));
        }
    }
    Vocabulary::new(known, rude)
}
