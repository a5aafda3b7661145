//! The evidence table: for the name of a feature, its weight for every head.
//! Names and weights come in once; then names come in and weights go out, or
//! nothing for a name that has none.
//!
//! The table has 2^bits places in buckets of four. The high bits of a name
//! choose the bucket, its low 16 bits are kept as a tag, so that a feature
//! that was never seen finds nothing rather than another feature's weight
//! (but for one chance in some 16,000). Where more than four features want a
//! bucket, those that matter most stay. A weight is one signed byte `q` and
//! stands for `scale · q · |q|`: the square spends the bits on small weights,
//! which are most of them.

use std::sync::Arc;

use super::statistics::{Lanes, MAX_HEADS, Tally, raise};
use super::wide::{Work, wide};

/// Places in a bucket.
const WAYS: usize = 4;

/// Bytes that are owned or were embedded in the programme.
#[derive(Clone, Debug)]
pub(crate) enum Bytes {
    Static(&'static [u8]),
    Shared(Arc<[u8]>),
}

impl std::ops::Deref for Bytes {
    type Target = [u8];

    #[inline]
    fn deref(&self) -> &[u8] {
        match self {
            Bytes::Static(bytes) => bytes,
            Bytes::Shared(bytes) => bytes,
        }
    }
}

/// See this room's paragraph.
#[derive(Clone, Debug)]
pub(crate) struct Table {
    bytes: Bytes,
    /// Where the tags are in `bytes`, and the weights behind them.
    start: usize,
    weights: usize,
    /// The tags once more, a bucket each.
    tags: Arc<[u64]>,
    bits: u8,
    heads: usize,
    scales: Lanes,
}

/// How many bytes the tags and the weights of a table take. Behind the last
/// weight are as many zeros as there are lanes, so that all lanes of any place
/// can be read at once.
pub(crate) fn sizes(bits: u8, heads: usize) -> (usize, usize) {
    (2 << bits, (heads << bits) + MAX_HEADS)
}

impl Table {
    /// The table whose tags and weights are in `bytes` from `start` on; the
    /// caller has checked that they are there and that `bits` is at least 2.
    pub(crate) fn new(bytes: Bytes, start: usize, bits: u8, heads: usize, scales: Lanes) -> Self {
        let weights = start + sizes(bits, heads).0;
        let buckets = bytes[start..weights].as_chunks().0;
        let tags = buckets.iter().map(|tags| u64::from_le_bytes(*tags)).collect();
        Self { bytes, start, weights, tags, bits, heads, scales }
    }

    /// The size of the table: 2^bits places.
    pub(crate) fn bits(&self) -> u8 {
        self.bits
    }

    /// What a weight byte of each head is multiplied with.
    pub(crate) fn scales(&self) -> &Lanes {
        &self.scales
    }

    /// The tags and the weights, as in the file.
    pub(crate) fn bytes(&self) -> &[u8] {
        let (tags, weights) = sizes(self.bits, self.heads);
        &self.bytes[self.start..self.start + tags + weights]
    }

    /// The place of a name, and whether it is the name's: there may be none.
    /// There is no branch, because none could be foretold: a wrong guess would
    /// have to wait for the tags to come from memory.
    #[inline(always)]
    fn find(&self, name: u64) -> (usize, bool) {
        /// One in each tag.
        const ONES: u64 = u64::MAX / 0xffff;
        let (bucket, tag) = place(name, self.bits);
        let differences = self.tags.get(bucket).map_or(0, |tags| tags ^ (u64::from(tag) * ONES));
        // The lowest tag that does not differ has the lowest of these bits.
        let same = differences.wrapping_sub(ONES) & !differences & ONES << 15;
        (bucket * WAYS + same.trailing_zeros() as usize / 16, same != 0)
    }

    /// The weights of a name, if there are any.
    pub(crate) fn weights(&self, name: u64) -> Option<Lanes> {
        let (place, is_there) = self.find(name);
        let row = self.row(place).filter(|_| is_there)?;
        let mut weights = Lanes::default();
        self.scale(&row.map(i32::from), &mut weights);
        Some(weights)
    }

    /// Adds the weights of each name to `sum`.
    #[inline]
    pub(crate) fn add_all(&self, names: &[u64], sum: &mut Lanes) {
        names.chunks(BATCH).for_each(|names| wide(AddAll { table: self, names, sum }));
    }

    /// Adds the weights of each name to `tally`.
    #[inline]
    pub(crate) fn tally(&self, names: &[u64], tally: &mut Tally) {
        names.chunks(BATCH).for_each(|names| wide(AddTo { table: self, names, tally }));
    }

    /// Calls `meet` with the weights `q · |q|` of each of a batch of names that
    /// is there. All places are looked for before the first weight is read, so
    /// that the memory answers many questions at once.
    #[inline(always)]
    fn each(&self, names: &[u64], mut meet: impl FnMut(Row)) {
        let mut places = [0_u32; BATCH];
        let mut found = 0;
        for &name in names {
            let (place, is_there) = self.find(name);
            places[found % BATCH] = place as u32;
            found += usize::from(is_there);
        }
        for &place in &places[..found.min(BATCH)] {
            if let Some(row) = self.row(place as usize) {
                meet(row);
            }
        }
    }

    /// What stands in a place, which is always there.
    #[inline(always)]
    fn row(&self, place: usize) -> Option<Row> {
        // The lanes behind the last head read another place's weights, and
        // their scale is 0.
        let weights = self.bytes.get(self.weights + place * self.heads..)?.first_chunk::<MAX_HEADS>()?;
        let weights = weights.map(|weight| i16::from(weight as i8));
        Some(weights.map(|q| q * q.abs()))
    }

    /// Adds sums of steps, which are whole numbers, to sums of weights.
    #[inline(always)]
    fn scale(&self, steps: &[i32; MAX_HEADS], sum: &mut Lanes) {
        sum.iter_mut().zip(steps).zip(&self.scales).for_each(|((s, &n), scale)| *s += scale * n as f32);
    }
}

/// [`Table::add_all`] of a batch.
struct AddAll<'a> {
    table: &'a Table,
    names: &'a [u64],
    sum: &'a mut Lanes,
}

impl Work for AddAll<'_> {
    #[inline(always)]
    fn run(self) {
        let mut steps = [0_i32; MAX_HEADS];
        self.table.each(self.names, |row| {
            steps.iter_mut().zip(row).for_each(|(sum, q)| *sum += i32::from(q));
        });
        self.table.scale(&steps, self.sum);
    }
}

/// [`Table::tally`] of a batch.
struct AddTo<'a> {
    table: &'a Table,
    names: &'a [u64],
    tally: &'a mut Tally,
}

impl Work for AddTo<'_> {
    #[inline(always)]
    fn run(self) {
        let Self { table, names, tally } = self;
        let (mut sum, mut mass) = ([0_i32; MAX_HEADS], [0_i32; MAX_HEADS]);
        let mut peak = Row::default();
        table.each(names, |row| {
            let positive = row.map(|q| q.max(0));
            sum.iter_mut().zip(row).for_each(|(sum, q)| *sum += i32::from(q));
            mass.iter_mut().zip(positive).for_each(|(sum, q)| *sum += i32::from(q));
            peak.iter_mut().zip(positive).for_each(|(peak, q)| *peak = q.max(*peak));
        });
        table.scale(&sum, &mut tally.sum);
        table.scale(&mass, &mut tally.mass);
        let mut highest = Lanes::default();
        table.scale(&peak.map(i32::from), &mut highest);
        raise(&mut tally.peak, &highest);
    }
}

/// The weights of one name before scaling.
type Row = [i16; MAX_HEADS];

/// As many names as most words have features.
pub(crate) const BATCH: usize = 64;

/// The bucket and the tag of a name. Tag 0 marks an empty place.
#[inline(always)]
fn place(name: u64, bits: u8) -> (usize, u16) {
    let bucket = (name >> bucket_shift(bits)) as usize;
    (bucket, (name as u16).max(1))
}

/// Where the bits of a name begin that choose its bucket.
#[inline(always)]
fn bucket_shift(bits: u8) -> u32 {
    64 - u32::from(bits) + WAYS.trailing_zeros()
}

/// A feature on its way into a table.
#[cfg(feature = "train")]
#[derive(Clone, Debug)]
pub(crate) struct Candidate {
    pub(crate) name: u64,
    pub(crate) weights: Lanes,
    /// Who stays where there is no room for all.
    pub(crate) importance: f32,
}

#[cfg(feature = "train")]
impl Table {
    /// How many weights each feature has.
    pub(crate) fn heads(&self) -> usize {
        self.heads
    }

    /// All that a table of 2^bits places keeps of a name. It is itself a name, and
    /// in a table of so many places or fewer it stands where the other would.
    pub(crate) fn stand_in(name: u64, bits: u8) -> u64 {
        let (bucket, tag) = place(name, bits);
        ((bucket as u64) << bucket_shift(bits)) | u64::from(tag)
    }

    /// The [stand-ins](Table::stand_in) of all features of this table, in its order.
    pub(crate) fn stand_ins(&self) -> impl Iterator<Item = u64> {
        let first = bucket_shift(self.bits);
        let tags = |tags: &u64| [0, 16, 32, 48].map(|bit| tags >> bit & 0xffff);
        (0_u64..).zip(self.tags.iter()).flat_map(move |(bucket, of_bucket)| {
            tags(of_bucket).into_iter().filter(|tag| *tag != 0).map(move |tag| bucket << first | tag)
        })
    }

    /// Fills a table; returns it with the number of features that found room.
    pub(crate) fn build(mut candidates: Vec<Candidate>, bits: u8, heads: usize) -> (Self, usize) {
        let mut largest = [0.0_f32; MAX_HEADS];
        for candidate in &candidates {
            largest.iter_mut().zip(candidate.weights).for_each(|(l, w)| *l = l.max(w.abs()));
        }
        let scales = largest.map(|largest| largest / (127.0 * 127.0));
        // The name decides between equals, so that the order of the rows does
        // not.
        candidates.sort_unstable_by(|a, b| b.importance.total_cmp(&a.importance).then(a.name.cmp(&b.name)));
        let (tag_bytes, weight_bytes) = sizes(bits, heads);
        let mut bytes = vec![0_u8; tag_bytes + weight_bytes];
        let mut filled = vec![0_u8; (1 << bits) / WAYS];
        let mut placed = 0;
        for candidate in &candidates {
            let quantised: Vec<i8> = candidate.weights[..heads]
                .iter()
                .zip(largest)
                .map(
                    |(w, largest)| {
                        if largest == 0.0 { 0.0 } else { w.signum() * 127.0 * (w.abs() / largest).sqrt() }
                    },
                )
                .map(|q| q.round() as i8)
                .collect();
            let (bucket, tag) = place(candidate.name, bits);
            let way = usize::from(filled[bucket]);
            let tag_at = |way: usize| (bucket * WAYS + way) * 2;
            // Two features of one bucket and tag cannot be told apart: the
            // more important one speaks for both.
            let taken = (0..way).any(|w| bytes[tag_at(w)..tag_at(w) + 2] == tag.to_le_bytes());
            if way == WAYS || taken || quantised.iter().all(|q| *q == 0) {
                continue;
            }
            filled[bucket] += 1;
            placed += 1;
            bytes[tag_at(way)..tag_at(way) + 2].copy_from_slice(&tag.to_le_bytes());
            let at = tag_bytes + (bucket * WAYS + way) * heads;
            bytes[at..at + heads].iter_mut().zip(quantised).for_each(|(byte, q)| *byte = q as u8);
        }
        (Self::new(Bytes::Shared(bytes.into()), 0, bits, heads, scales), placed)
    }
}

#[cfg(all(test, feature = "train"))]
mod tests {
    use super::*;

    fn candidate(name: u64, weight: f32, importance: f32) -> Candidate {
        let mut weights = [0.0; MAX_HEADS];
        weights[0] = weight;
        weights[1] = -weight / 2.0;
        Candidate { name, weights, importance }
    }

    fn weight(table: &Table, name: u64) -> [f32; 2] {
        let mut sum = [0.0; MAX_HEADS];
        table.add_all(&[name], &mut sum);
        [sum[0], sum[1]]
    }

    #[test]
    fn keeps_a_weight_to_half_a_step() {
        let names = (1..=500_u64).map(|i| i.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let all: Vec<_> =
            names.enumerate().map(|(i, n)| candidate(n, 0.01 * (i as f32 + 1.0), 1.0)).collect();
        let (table, placed) = Table::build(all.clone(), 12, 2);
        assert_eq!(placed, 500);
        for c in &all {
            let [first, second] = weight(&table, c.name);
            // Half a step of q · |q| about w is some √(w · scale).
            let half_step = |w: f32, scale: f32| (w.abs() * scale).sqrt() + scale;
            assert!((first - c.weights[0]).abs() <= half_step(c.weights[0], table.scales()[0]));
            assert!((second - c.weights[1]).abs() <= half_step(c.weights[1], table.scales()[1]));
        }
        assert_eq!(weight(&table, 0x1234_5678_9abc_def0), [0.0, 0.0]);
    }

    #[test]
    fn the_most_important_stay() {
        // All want the first bucket.
        let all: Vec<_> = (1..=9).map(|i| candidate(i, 1.0, i as f32)).collect();
        let (table, placed) = Table::build(all, 8, 2);
        assert_eq!(placed, 4);
        let stayed: Vec<u64> = (1..=9).filter(|&n| weight(&table, n)[0] != 0.0).collect();
        assert_eq!(stayed, [6, 7, 8, 9]);
    }

    #[test]
    fn a_stand_in_finds_what_its_name_finds() {
        let names = (0..=300_u64).map(|i| i.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let all: Vec<_> = names.map(|n| candidate(n, (n >> 40) as f32 / 1e6 - 8.0, 1.0)).collect();
        let (table, placed) = Table::build(all.clone(), 12, 2);
        assert_eq!(table.stand_ins().count(), placed);
        let stand_ins: Vec<u64> = all.iter().map(|c| Table::stand_in(c.name, 12)).collect();
        assert!(table.stand_ins().all(|name| stand_ins.contains(&name)));
        for (candidate, stand_in) in all.iter().zip(stand_ins) {
            assert_eq!(weight(&table, candidate.name), weight(&table, stand_in));
            for bits in [8, 10, 12] {
                assert_eq!(place(candidate.name, bits), place(stand_in, bits));
            }
        }
    }

    #[test]
    fn wide_registers_change_no_bit() {
        let names = (1..=200_u64).map(|i| i.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let all = names.clone().map(|n| candidate(n, (n >> 40) as f32 / 1e6 - 8.0, 1.0)).collect();
        let (table, _) = Table::build(all, 10, 2);
        let names: Vec<u64> = names.collect();
        for names in names.chunks(BATCH) {
            let (mut wide, mut narrow) = (Tally::default(), Tally::default());
            table.tally(names, &mut wide);
            AddTo { table: &table, names, tally: &mut narrow }.run();
            let bits =
                |tally: &Tally| [tally.sum, tally.peak, tally.mass].map(|lanes| lanes.map(f32::to_bits));
            assert_eq!(bits(&wide), bits(&narrow));
            assert_ne!(bits(&wide), bits(&Tally::default()));
        }
    }
}
