//! The table of systems, ready for use. What comes in: a page's tree. What
//! goes out: for each system, the elements that it would call comments. What
//! it promises: one walk over the page, and for most elements one look-up a
//! class.

use std::sync::LazyLock;

use super::select::{Key, Selector};
use super::sign;
use super::system::{Nesting, SYSTEMS, System};
use super::tag::Tag;
use super::tree::{Id, Tree};
use crate::page::hint::{Hint, Table};

/// A line of the table, its selectors read.
pub(super) struct Rule {
    pub(super) name: &'static str,
    pub(super) comment: Selector,
    pub(super) body: Selector,
    pub(super) author: Selector,
    pub(super) date: Selector,
    pub(super) reply_to: Selector,
    pub(super) leave: Selector,
    pub(super) quote: Selector,
    pub(super) nesting: Nested,
    pub(super) is_renamed: bool,
    pub(super) is_script: bool,
}

/// [`Nesting`], its selectors read.
pub(super) enum Nested {
    Within,
    Behind(Selector),
    Indent(Selector),
    Flat,
}

impl Rule {
    pub(super) fn new(system: &System) -> Self {
        Self {
            name: system.name,
            is_renamed: system.is_renamed,
            is_script: system.is_script,
            comment: Selector::new(system.comment),
            body: Selector::new(system.body),
            author: Selector::new(system.author),
            date: Selector::new(system.date),
            reply_to: Selector::new(system.reply_to),
            leave: Selector::new(system.leave),
            quote: Selector::new(system.quote),
            nesting: match system.nesting {
                Nesting::Within => Nested::Within,
                Nesting::Behind(line) => Nested::Behind(Selector::new(line)),
                Nesting::Indent(line) => Nested::Indent(Selector::new(line)),
                Nesting::Flat => Nested::Flat,
            },
        }
    }
}

/// The rules, and which of them a class or an attribute makes worth a look:
/// one bit for each rule.
struct Rules {
    rules: Vec<Rule>,
    by_key: Table<Key<'static>, u64>,
    /// What the classes, the ids and the attributes of keys look like.
    classes: Hint,
    ids: Hint,
    attributes: Hint,
    /// The signs of the attributes.
    names: u32,
}

static RULES: LazyLock<Rules> = LazyLock::new(|| {
    let rules: Vec<Rule> = SYSTEMS.iter().map(Rule::new).collect();
    let mut by_key: Table<Key<'static>, u64> = Table::default();
    for (at, rule) in rules.iter().enumerate() {
        for key in rule.comment.keys() {
            *by_key.entry(key).or_default() |= 1 << at;
        }
    }
    let hint = |word: fn(&Key<'static>) -> Option<&'static str>| Hint::new(by_key.keys().filter_map(word));
    let classes = hint(|key| if let Key::Class(class) = key { Some(class) } else { None });
    let ids = hint(|key| if let Key::Id(id) = key { Some(id) } else { None });
    let attributes = hint(|key| if let Key::Attribute(name, _) = key { Some(name) } else { None });
    let names =
        by_key.keys().filter_map(|key| if let Key::Attribute(name, _) = key { Some(name) } else { None });
    let names = names.fold(0, |signs, name| signs | sign::of(name.as_bytes()));
    Rules { rules, by_key, classes, ids, attributes, names }
});

/// The elements of the page that are comments to a rule, for each rule that
/// has any, in the order of the table.
pub(super) fn candidates(tree: &Tree<'_>) -> Vec<(&'static Rule, Vec<Id>)> {
    let mut found: Vec<Vec<Id>> = vec![Vec::new(); RULES.rules.len()];
    for id in tree.subtree(Id::ROOT).filter(|&id| tree.tag(id) != Tag::Text) {
        let mut bits = RULES.worth_a_look(tree, id);
        while bits != 0 {
            let at = bits.trailing_zeros() as usize;
            bits &= bits - 1;
            if RULES.rules[at].comment.matches(tree, id) {
                found[at].push(id);
            }
        }
    }
    RULES.rules.iter().zip(found).filter(|(_, found)| !found.is_empty()).collect()
}

impl Rules {
    fn worth_a_look(&self, tree: &Tree<'_>, id: Id) -> u64 {
        let by_key: &Table<Key<'_>, u64> = &self.by_key;
        let bits = |key: Key<'_>| by_key.get(&key).copied().unwrap_or(0);
        // Elements without a class are worth it only if they have few namesakes.
        let own = if tree.tag(id) == Tag::Article { bits(Key::Element(Tag::Article)) } else { 0 };
        let classes = tree.classes(id).filter(|class| self.classes.may_be(class.as_bytes()));
        let by_class = classes.map(|class| bits(Key::Class(class))).fold(own, |a, b| a | b);
        let by_id = tree.attribute(id, "id").map_or(0, |value| {
            let letters = value.bytes().take_while(|byte| !byte.is_ascii_digit()).count();
            let ids = [value, value.get(..letters).unwrap_or_default()];
            let ids = ids.into_iter().filter(|id| self.ids.may_be(id.as_bytes()));
            ids.map(|id| bits(Key::Id(id))).fold(0, |a, b| a | b)
        });
        if tree.signs(id).names & self.names == 0 {
            return by_class | by_id;
        }
        let names =
            tree.attributes(id).map(|(name, _)| name).filter(|name| self.attributes.may_be(name.as_bytes()));
        let tag = Some(tree.tag(id));
        names
            .map(|name| bits(Key::Attribute(name, None)) | bits(Key::Attribute(name, tag)))
            .fold(by_class | by_id, |a, b| a | b)
    }
}

#[cfg(test)]
mod tests {
    use super::{Key, RULES, SYSTEMS};

    #[test]
    fn every_system_can_be_found_by_a_key() {
        assert!(SYSTEMS.len() <= 64, "a bit for each system");
        for rule in &RULES.rules {
            assert!(!rule.name.is_empty());
            let is_found = |key: Key<'_>| match key {
                Key::Element(tag) => tag == super::Tag::Article,
                key => key != Key::None,
            };
            assert!(rule.comment.keys().all(is_found), "{}", rule.name);
        }
    }
}
