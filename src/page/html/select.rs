//! Selectors: how the table of systems names elements. What comes in: a line
//! of the table. What goes out: a [`Selector`] that says of an element whether
//! it is meant. What it promises: a look at the element's own attributes, and
//! at its ancestors only if they are asked for.
//!
//! The language is a small part of CSS: `tag`, `.class`, `#id`, `[name]`,
//! `[name=value]`, `[name^=start]`, `[name*=part]`, `A B` (B somewhere within
//! A), `A, B`. Two things are added: `#comment-%` is an id that goes on with a
//! number, and `@name` at the end means that attribute's value instead of the
//! element's text.

use super::sign::{self, Signs};
use super::tag::Tag;
use super::tree::{Id, Tree};

/// So many levels above an element is what has to stand around it: pages nest
/// less, and what nests more is an attack.
const FARTHEST: usize = 48;

/// A list of alternatives, the best first.
pub(super) struct Selector {
    pub(super) alternatives: Vec<Alternative>,
}

pub(super) struct Alternative {
    /// The element, then what has to stand around it, outwards.
    steps: Vec<Compound>,
    /// The attribute whose value is meant.
    pub(super) attribute: Option<&'static str>,
}

#[derive(Default)]
struct Compound {
    tag: Option<Tag>,
    /// What an element needs to pass the tests.
    signs: Signs,
    tests: Vec<Test>,
}

enum Test {
    Class(&'static str),
    Attribute(&'static str, Wanted),
}

enum Wanted {
    Any,
    Exactly(&'static str),
    Start(&'static str),
    Part(&'static str),
    /// That start, then a number.
    Numbered(&'static str),
}

/// What an element must have to be worth a look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Key<'a> {
    Class(&'a str),
    /// An id, or what stands before its number.
    Id(&'a str),
    /// An attribute, and the element that has it if it must be a certain one.
    Attribute(&'a str, Option<Tag>),
    Element(Tag),
    None,
}

impl Selector {
    /// Reads a line of the table.
    pub(super) fn new(line: &'static str) -> Self {
        let alternatives = line.split(',').map(str::trim).filter(|part| !part.is_empty());
        Self { alternatives: alternatives.map(Alternative::new).collect() }
    }

    /// Whether an element is meant by any of the alternatives.
    pub(super) fn matches(&self, tree: &Tree<'_>, id: Id) -> bool {
        self.alternatives.iter().any(|alternative| alternative.matches(tree, id))
    }

    pub(super) fn keys(&self) -> impl Iterator<Item = Key<'static>> + '_ {
        self.alternatives.iter().map(Alternative::key)
    }
}

impl Alternative {
    fn new(part: &'static str) -> Self {
        let (path, attribute) = match part.rsplit_once('@') {
            Some((path, attribute)) => (path, Some(attribute)),
            None => (part, None),
        };
        let steps: Vec<Compound> = path.split_whitespace().rev().map(Compound::new).collect();
        Self { steps, attribute }
    }

    /// Whether only an attribute of the comment itself is meant: `@data-author`.
    pub(super) fn is_own(&self) -> bool {
        self.steps.is_empty()
    }

    pub(super) fn matches(&self, tree: &Tree<'_>, id: Id) -> bool {
        let Some((element, around)) = self.steps.split_first() else { return false };
        if tree.tag(id) == Tag::Text || !element.matches(tree, id) {
            return false;
        }
        let mut ancestors = tree.ancestors(id).take(FARTHEST);
        around.iter().all(|step| ancestors.any(|ancestor| step.matches(tree, ancestor)))
    }

    /// Whether any of some elements may be meant, by what all of them may have.
    pub(super) fn may_be_in(&self, signs: Signs) -> bool {
        self.steps.first().is_some_and(|element| signs.may_have(element.signs))
    }

    fn key(&self) -> Key<'static> {
        let tests = self.steps.first().map(|step| &*step.tests).unwrap_or_default();
        let class = tests.iter().find_map(|test| match test {
            Test::Class(class) => Some(Key::Class(class)),
            Test::Attribute(..) => None,
        });
        let tag = self.steps.first().and_then(|step| step.tag);
        let attribute = || match tests.first() {
            Some(Test::Attribute("id", Wanted::Exactly(id) | Wanted::Numbered(id))) => Key::Id(id),
            Some(Test::Attribute(name, _)) => Key::Attribute(name, tag),
            None => tag.map_or(Key::None, Key::Element),
            _ => Key::None,
        };
        class.unwrap_or_else(attribute)
    }
}

impl Compound {
    fn new(text: &'static str) -> Self {
        let mut compound = Self::default();
        let mut rest = text;
        let name_end = rest.find(['.', '#', '[']).unwrap_or(rest.len());
        if name_end > 0 {
            compound.tag = Some(Tag::of(&rest.as_bytes()[..name_end]));
            rest = &rest[name_end..];
        }
        while let Some(sign) = rest.chars().next() {
            let body = &rest[1..];
            let end = if sign == '[' { body.find(']') } else { body.find(['.', '#', '[']) };
            let (value, after) = body.split_at(end.unwrap_or(body.len()));
            compound.tests.push(match (sign, value.strip_suffix('%')) {
                ('#', Some(start)) => Test::Attribute("id", Wanted::Numbered(start)),
                ('#', None) => Test::Attribute("id", Wanted::Exactly(value)),
                ('[', _) => Self::attribute(value),
                _ => Test::Class(value),
            });
            rest = if sign == '[' { after.strip_prefix(']').unwrap_or_default() } else { after };
        }
        for test in &compound.tests {
            match test {
                Test::Class(class) => compound.signs.classes |= sign::of(class.as_bytes()),
                Test::Attribute(name, _) => compound.signs.names |= sign::of(name.as_bytes()),
            }
        }
        compound
    }

    fn attribute(test: &'static str) -> Test {
        let Some((name, value)) = test.split_once('=') else { return Test::Attribute(test, Wanted::Any) };
        if let Some(name) = name.strip_suffix('^') {
            Test::Attribute(name, Wanted::Start(value))
        } else if let Some(name) = name.strip_suffix('*') {
            Test::Attribute(name, Wanted::Part(value))
        } else {
            Test::Attribute(name, Wanted::Exactly(value))
        }
    }

    fn matches(&self, tree: &Tree<'_>, id: Id) -> bool {
        tree.signs(id).may_have(self.signs)
            && self.tag.is_none_or(|tag| tree.tag(id) == tag)
            && self.tests.iter().all(|test| match test {
                Test::Class(class) => tree.has_class(id, class),
                Test::Attribute(name, wanted) => {
                    tree.attribute(id, name).is_some_and(|value| wanted.is_met(value))
                }
            })
    }
}

impl Wanted {
    fn is_met(&self, value: &str) -> bool {
        match self {
            Self::Any => true,
            Self::Exactly(wanted) => value.eq_ignore_ascii_case(wanted),
            Self::Start(wanted) => value.starts_with(wanted),
            Self::Part(wanted) => value.contains(wanted),
            Self::Numbered(start) => {
                value.strip_prefix(start).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Selector;
    use crate::page::html::parse::parse;

    #[test]
    fn selectors_mean_what_they_say() {
        const PAGE: &str =
            r#"<ol class=list><li id=comment-7 class="comment even"><a HREF='/u/ada' rel=x>Ada</a></ol>"#;
        let cases = [
            ("li", 1),
            (".comment", 1),
            ("li.comment.even", 1),
            ("li.comment.odd", 0),
            ("#comment-%", 1),
            ("#comment%", 0),
            ("#comment-7", 1),
            (".list a", 1),
            (".list .even a", 1),
            (".even .list a", 0),
            ("[href]", 1),
            ("a[href=/u/ada]", 1),
            ("a[href^=/u/]", 1),
            ("a[href*=ada][rel=x]", 1),
            ("a[href^=ada]", 0),
            ("b, a", 1),
        ];
        let tree = parse(PAGE);
        for (line, want) in cases {
            let selector = Selector::new(line);
            let count = tree.subtree(super::Id::ROOT).filter(|&id| selector.matches(&tree, id)).count();
            assert_eq!(count, want, "{line}");
        }
    }
}
