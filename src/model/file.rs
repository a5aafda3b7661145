//! The model file. A model comes in and bytes go out, or the other way round.
//!
//! | bytes | content |
//! | --- | --- |
//! | 8 | `LAMPLITE` |
//! | 4 | version, little-endian: 2, or 1 if the model has nothing that came later |
//! | 4 | length of the header |
//! | 8 | checksum of all that follows |
//! | … | header: JSON, see [`Header`], padded with spaces to a multiple of 64 |
//! | 2 × 2^bits | tags of the evidence table, little-endian |
//! | lanes × 2^bits + 16 | weights of the evidence table, one byte each, then zeros; the lanes are the heads, then the views |
//! | 4 × words | the vocabulary: common words, then rude ones, little-endian |
//!
//! Promise: what was written is read back; a file of which any bit changed is
//! refused; version 1, which knows no views, no ends of sentences and no
//! addresses, and version 2 with views, stay readable for good (golden files guard
//! them).

use serde::{Deserialize, Serialize};

use super::layer::{Judge, first_inputs, input_count};
use super::statistics::MAX_HEADS;
use super::table::{Bytes, Table, sizes};
use super::{Model, Parts};
use crate::error::{Error, Result};
use crate::features::{Features, Groups, Reading, checksum};
use crate::guideline::Policy;
use crate::text::Vocabulary;

const MAGIC: &[u8; 8] = b"LAMPLITE";
const VERSION: u32 = 2;
/// No fit comes near it, and a product of three such numbers, summed over any
/// text, is still a number: two infinities of different sign would not be.
const LARGEST: f32 = 1e9;
/// Magic, version, header length, checksum.
const PREFIX: usize = 24;

/// The part of the file that can be read by eye.
#[derive(Serialize, Deserialize)]
struct Header {
    provenance: String,
    heads: Vec<String>,
    /// How many lanes of evidence there are beside the heads'.
    #[serde(default, skip_serializing_if = "is_none")]
    views: usize,
    features: Features,
    table_bits: u8,
    /// How many common and how many rude words the vocabulary has.
    vocabulary: [u32; 2],
    /// Terms that share their weights.
    groups: Vec<Vec<String>>,
    /// One for each lane: what a weight byte is multiplied with.
    scales: Vec<f32>,
    judges: Vec<Judge>,
    policy: Policy,
}

fn is_none(views: &usize) -> bool {
    *views == 0
}

pub(super) fn write(parts: &Parts) -> Vec<u8> {
    let (known, rude) = parts.reading.vocabulary.parts();
    let header = Header {
        provenance: parts.provenance.clone(),
        heads: parts.heads.clone(),
        views: parts.views,
        features: parts.features,
        table_bits: parts.table.bits(),
        vocabulary: [known.len() as u32, rude.len() as u32],
        groups: parts.reading.groups.groups().to_vec(),
        scales: parts.table.scales()[..parts.lanes()].to_vec(),
        judges: parts.judges.clone(),
        policy: parts.policy.clone(),
    };
    // Plain structs of strings and numbers: there is nothing that could fail.
    let mut header = serde_json::to_vec(&header).unwrap_or_default();
    header.resize((PREFIX + header.len()).next_multiple_of(64) - PREFIX, b' ');
    let mut bytes = Vec::with_capacity(PREFIX + header.len() + parts.table.bytes().len());
    bytes.extend_from_slice(MAGIC);
    let Features { ends, addresses, .. } = parts.features;
    let version = if parts.views > 0 || ends || addresses { VERSION } else { 1 };
    bytes.extend_from_slice(&version.to_le_bytes());
    bytes.extend_from_slice(&(header.len() as u32).to_le_bytes());
    bytes.extend_from_slice(&[0; 8]);
    bytes.extend_from_slice(&header);
    bytes.extend_from_slice(parts.table.bytes());
    known.iter().chain(rude).for_each(|word| bytes.extend_from_slice(&word.to_le_bytes()));
    let sum = checksum(&bytes[PREFIX..]);
    bytes[PREFIX - 8..PREFIX].copy_from_slice(&sum.to_le_bytes());
    bytes
}

pub(super) fn read(bytes: Bytes) -> Result<Model> {
    let start = bytes.get(..8).unwrap_or(&bytes);
    if start != MAGIC {
        return Err(Error::model(
            "This is not a lamplighter model: it does not begin with LAMPLITE. Give a file made by `lamplighter train`.",
        ));
    }
    let cut_short = || {
        Error::model(format!(
            "The model is cut short at {} bytes; copy or download the file again.",
            bytes.len()
        ))
    };
    let number = |at: usize| -> Result<u32> {
        let four = bytes.get(at..at + 4).and_then(|b| b.try_into().ok()).ok_or_else(cut_short)?;
        Ok(u32::from_le_bytes(four))
    };
    let version = number(8)?;
    if !(1..=VERSION).contains(&version) {
        return Err(Error::model(format!(
            "The model is of version {version}, and this lamplighter reads versions 1 to {VERSION}; use a lamplighter as new as the one that made the model, or train it again."
        )));
    }
    let header_end = PREFIX + number(12)? as usize;
    let sum = (u64::from(number(20)?) << 32) | u64::from(number(16)?);
    let header = bytes.get(PREFIX..header_end).ok_or_else(cut_short)?;
    if checksum(&bytes[PREFIX..]) != sum {
        // A cut-short file has a wrong checksum too; say which it is if the
        // header can still tell.
        let whole = serde_json::from_slice::<Header>(header).ok().map(|h| h.file_length(header_end));
        return Err(match whole {
            Some(whole) if bytes.len() < whole => cut_short(),
            _ => Error::model(
                "The model is damaged: its checksum does not match; copy or download the file again.",
            ),
        });
    }
    let header: Header = serde_json::from_slice(header)
        .map_err(|e| Error::model(format!("The header of the model cannot be read: {e}.")))?;
    header.check()?;
    if header.file_length(header_end) != bytes.len() {
        return Err(Error::model("The tables of the model do not have the size that its header states."));
    }
    let mut scales = [0.0; MAX_HEADS];
    scales[..header.lanes()].copy_from_slice(&header.scales);
    let words = &bytes[bytes.len() - header.vocabulary_length()..];
    let mut words = words.chunks_exact(4).map(|w| u32::from_le_bytes([w[0], w[1], w[2], w[3]]));
    let known = words.by_ref().take(header.vocabulary[0] as usize).collect();
    let vocabulary = Vocabulary::new(known, words.collect());
    let table = Table::new(bytes, header_end, header.table_bits, header.lanes(), scales);
    Ok(Model::from_parts(Parts {
        features: header.features,
        reading: Reading::new(header.features, vocabulary, Groups::new(header.groups)),
        heads: header.heads,
        views: header.views,
        table,
        judges: header.judges,
        policy: header.policy,
        provenance: header.provenance,
    }))
}

impl Header {
    fn lanes(&self) -> usize {
        self.heads.len().saturating_add(self.views)
    }

    fn file_length(&self, header_end: usize) -> usize {
        let (tags, weights) = sizes(self.table_bits.min(40), self.lanes().min(MAX_HEADS));
        header_end + tags + weights + self.vocabulary_length()
    }

    fn vocabulary_length(&self) -> usize {
        4 * self.vocabulary.iter().map(|&words| words as usize).sum::<usize>()
    }

    /// A file with a right checksum may still have been made by a wrong hand.
    fn check(&self) -> Result<()> {
        let (heads, lanes) = (self.heads.len(), self.lanes());
        // Not a number is not at most anything.
        let finite = |values: &[f32]| values.iter().all(|v| v.abs() <= LARGEST);
        let judge_is_sound = |judge: &Judge| {
            [first_inputs(lanes), input_count(lanes)].contains(&judge.weights.len())
                && finite(&judge.weights)
                && finite(&[judge.intercept, judge.calibration.slope, judge.calibration.offset])
        };
        let sound = heads > 0
            && lanes <= MAX_HEADS
            && (2..=28).contains(&self.table_bits)
            && self.scales.len() == lanes
            && finite(&self.scales)
            && self.judges.len() == heads
            && self.judges.iter().all(judge_is_sound);
        if !sound {
            return Err(Error::model("The header of the model contradicts itself."));
        }
        self.policy.check_heads(&self.heads)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The checksum is right, and yet the probabilities would be no numbers.
    #[test]
    fn numbers_that_overflow_are_refused() {
        let shipped = crate::Moderator::shipped();
        let parts = &shipped.model().parts;
        let mut judges = parts.judges.clone();
        judges[0].weights[..2].copy_from_slice(&[3e38, -3e38]);
        let bytes = write(&Parts {
            features: parts.features,
            reading: parts.reading.clone(),
            heads: parts.heads.clone(),
            views: parts.views,
            table: parts.table.clone(),
            judges,
            policy: parts.policy.clone(),
            provenance: parts.provenance.clone(),
        });
        let error = read(Bytes::Shared(bytes.into())).unwrap_err().to_string();
        assert!(error.contains("contradicts itself"), "{error}");
    }
}
