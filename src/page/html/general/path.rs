//! A record → the way down to each of its elements. What comes in: a record's
//! nodes. What goes out: each element with a number that is the same for what
//! stands at the same place of other records. What it promises: one walk, and a
//! place is the same whatever stands at others.

use super::group::Record;
use crate::page::html::tag::Tag;
use crate::page::html::tree::{Id, Tree};

/// What tells the elements of one tag apart.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// Their classes.
    Class,
    /// Which of its siblings each is: for markup without classes.
    Number,
}

/// The elements of a record with the way down to each: tags, the classes that
/// do not number anything, which of its row's cells a cell is, and which row a row.
pub(super) struct Paths<'t, 'a> {
    tree: &'t Tree<'a>,
    next: Id,
    end: Id,
    /// The end, the path and the cells so far of each element around.
    open: Vec<(Id, u64, u64)>,
    /// How many elements stand side by side in the record.
    tops: u64,
    step: Step,
}

impl<'t, 'a> Paths<'t, 'a> {
    /// The path of the element around the last one.
    pub(super) fn around(&self) -> u64 {
        self.open.len().checked_sub(2).and_then(|at| self.open.get(at)).map_or(0, |open| open.1)
    }

    pub(super) fn new(tree: &'t Tree<'a>, record: &Record, step: Step) -> Self {
        Self { tree, next: record.start, end: record.own_end, open: Vec::new(), tops: 0, step }
    }

    /// The path of an element below what is open.
    fn path(&mut self, id: Id) -> u64 {
        /// The step of FNV-1a.
        fn mix(hash: u64, value: u64) -> u64 {
            (hash ^ value).wrapping_mul(0x0100_0000_01b3)
        }
        let tag = self.tree.tag(id);
        let Some((_, around, cells)) = self.open.last_mut() else {
            // The class of the record itself may alternate, and an answer may be another
            // element than what it answers.
            self.tops += 1;
            let tag = if self.tops == 1 { 0 } else { tag as u64 };
            return mix(mix(7, self.tops), tag);
        };
        let is_counted =
            self.step == Step::Number || tag.is_cell() || tag == Tag::Tr && !is_head(self.tree, id);
        *cells += u64::from(is_counted);
        let place = if is_counted { *cells } else { 0 };
        let class = self.tree.classes(id).next().unwrap_or_default();
        let class = class.trim_end_matches(|c: char| c.is_ascii_digit());
        class.bytes().fold(mix(mix(*around, place), tag as u64), |hash, byte| mix(hash, u64::from(byte)))
    }
}

/// Whether a row is the head of a table: that of the first post may stand in its
/// table, and the others have none.
fn is_head(tree: &Tree<'_>, row: Id) -> bool {
    let mut cells = tree.children(row).map(|id| tree.tag(id)).filter(|&tag| tag != Tag::Text);
    cells.next() == Some(Tag::Th) && cells.all(|tag| tag == Tag::Th)
}

impl Iterator for Paths<'_, '_> {
    /// An element, its path and its depth in the record.
    type Item = (Id, u64, usize);

    fn next(&mut self) -> Option<Self::Item> {
        while self.next < self.end {
            let id = self.next;
            self.next = Id(id.0 + 1);
            let tag = self.tree.tag(id);
            if tag == Tag::Text {
                continue;
            }
            if tag.is_unseen() {
                self.next = self.tree.end(id);
                continue;
            }
            while self.open.pop_if(|(end, ..)| *end <= id).is_some() {}
            let path = self.path(id);
            self.open.push((self.tree.end(id), path, 0));
            return Some((id, path, self.open.len()));
        }
        None
    }
}
