//! A page's elements as a tree. What comes in: the tags and texts of a page in
//! their order. What goes out: a [`Tree`], an arena in document order. What it
//! promises: 32 bytes a node; the nodes of a subtree are always neighbours,
//! from the node itself up to its `end`: walking a subtree is walking a slice,
//! and nothing here recurses. It is built by [`Builder`].

mod build;

pub(super) use self::build::Builder;
use super::sign::{self, Signs};
use super::tag::Tag;

/// A node of a [`Tree`]: an element, or a piece of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Id(pub(super) u32);

impl Id {
    /// The root, which holds everything and is no element of the page.
    pub(super) const ROOT: Self = Self(0);
}

/// A place in the source.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Span {
    pub(super) start: u32,
    pub(super) end: u32,
}

#[derive(Clone, Copy, Debug)]
struct Node {
    parent: Id,
    /// The first node that is no longer part of this one.
    end: Id,
    /// The text, or the name of the element.
    span: Span,
    /// The first of its attributes; they end where the next node's begin.
    attributes: u32,
    signs: Signs,
    tag: Tag,
    is_blank: bool,
    /// Which of its attributes are its class and its id, from one.
    class: u8,
    id: u8,
}

/// An attribute as it is written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Attribute {
    pub(super) name: Span,
    pub(super) value: Span,
}

#[cfg(test)]
thread_local! {
    /// How often a node was looked at: the work that was done, whatever else
    /// the machine does.
    pub(super) static LOOKS: std::cell::Cell<u64> = const { std::cell::Cell::new(0) };
}

/// A page as a tree.
pub(super) struct Tree<'a> {
    source: &'a str,
    nodes: Vec<Node>,
    attributes: Vec<Attribute>,
}

impl<'a> Tree<'a> {
    fn node(&self, id: Id) -> &Node {
        #[cfg(test)]
        LOOKS.with(|looks| looks.set(looks.get() + 1));
        &self.nodes[id.0 as usize]
    }

    fn str(&self, span: Span) -> &'a str {
        self.source.get(span.start as usize..span.end as usize).unwrap_or_default()
    }

    fn bytes(&self, span: Span) -> &'a [u8] {
        self.source.as_bytes().get(span.start as usize..span.end as usize).unwrap_or_default()
    }

    pub(super) fn tag(&self, id: Id) -> Tag {
        self.node(id).tag
    }

    /// The name of an element as it is written.
    pub(super) fn name(&self, id: Id) -> &'a str {
        self.str(self.node(id).span)
    }

    /// The text of a node, as it is written; of an element, nothing.
    pub(super) fn text(&self, id: Id) -> &'a str {
        let node = self.node(id);
        if node.tag == Tag::Text { self.str(node.span) } else { "" }
    }

    /// Whether a node is a text of nothing but ASCII's white space, as every second
    /// text between tags is.
    pub(super) fn is_blank(&self, id: Id) -> bool {
        self.node(id).is_blank
    }

    /// Whether a node is a text of more than white space.
    pub(super) fn has_text(&self, id: Id) -> bool {
        let node = self.node(id);
        node.tag == Tag::Text && !node.is_blank && !self.str(node.span).trim_start().is_empty()
    }

    /// The element around a node; the root's is the root.
    pub(super) fn parent(&self, id: Id) -> Id {
        self.node(id).parent
    }

    /// The elements around a node, the nearest first, without the root.
    pub(super) fn ancestors(&self, id: Id) -> impl Iterator<Item = Id> + '_ {
        let up = move |id: &Id| Some(self.parent(*id)).filter(|&parent| parent != Id::ROOT);
        std::iter::successors(Some(id).filter(|&id| id != Id::ROOT), up).skip(1)
    }

    /// The first node behind a subtree.
    pub(super) fn end(&self, id: Id) -> Id {
        self.node(id).end
    }

    /// Whether `inner` is a part of `outer`, or `outer` itself.
    pub(super) fn contains(&self, outer: Id, inner: Id) -> bool {
        outer <= inner && inner < self.end(outer)
    }

    /// A node and all that it holds, in the order of the page.
    pub(super) fn subtree(&self, id: Id) -> impl DoubleEndedIterator<Item = Id> + use<'a> {
        (id.0..self.end(id).0).map(Id)
    }

    /// The nodes right below a node.
    pub(super) fn children(&self, id: Id) -> impl Iterator<Item = Id> + '_ {
        let end = self.end(id);
        let within = move |child: Id| Some(child).filter(|&child| child < end);
        std::iter::successors(within(Id(id.0 + 1)), move |&child| within(self.end(child)))
    }

    /// The attributes of an element: name and value as written.
    pub(super) fn attributes(&self, id: Id) -> impl Iterator<Item = (&'a str, &'a str)> + '_ {
        self.own_attributes(id).iter().map(|a| (self.str(a.name), self.str(a.value)))
    }

    fn own_attributes(&self, id: Id) -> &[Attribute] {
        let start = self.node(id).attributes as usize;
        let end = self.nodes.get(id.0 as usize + 1).map_or(self.attributes.len(), |n| n.attributes as usize);
        self.attributes.get(start..end).unwrap_or_default()
    }

    /// What the attributes of an element look like.
    pub(super) fn signs(&self, id: Id) -> Signs {
        self.node(id).signs
    }

    /// The value of an attribute, as written.
    #[inline]
    pub(super) fn attribute(&self, id: Id, name: &str) -> Option<&'a str> {
        // Most elements do not have it, which a bit says; that of a name in the code is
        // known when it is compiled.
        let node = self.node(id);
        if node.signs.names & sign::of(name.as_bytes()) == 0 {
            return None;
        }
        let at = match name {
            "class" => usize::from(node.class),
            "id" => usize::from(node.id),
            _ => return self.find(id, name),
        };
        let attribute = self.attributes.get(node.attributes as usize + at.checked_sub(1)?)?;
        Some(self.str(attribute.value))
    }

    fn find(&self, id: Id, name: &str) -> Option<&'a str> {
        let source = self.source.as_bytes();
        let is_meant = |a: &&Attribute| {
            let (start, end) = (a.name.start as usize, a.name.end as usize);
            // Most names differ in their length: the page is not looked at for these.
            end - start == name.len()
                && source.get(start..end).is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()))
        };
        self.own_attributes(id).iter().find(is_meant).map(|a| self.str(a.value))
    }

    /// The classes of an element.
    pub(super) fn classes(&self, id: Id) -> impl Iterator<Item = &'a str> + use<'a> {
        self.attribute(id, "class").unwrap_or_default().split_ascii_whitespace()
    }

    pub(super) fn has_class(&self, id: Id, class: &str) -> bool {
        self.node(id).signs.classes & sign::of(class.as_bytes()) != 0 && self.classes(id).any(|c| c == class)
    }
}

#[cfg(test)]
mod tests {
    use super::Id;
    use crate::page::html::parse::parse;

    #[test]
    fn attributes_are_found_in_any_case_and_the_first_of_a_name_counts() {
        let tree = parse("<p title=t CLASS='a b' class=c Id=x data-a=1 hidden>text</p><p>");
        let (first, text, second) = (Id(1), Id(2), Id(3));
        for (name, want) in [
            ("class", Some("a b")),
            ("id", Some("x")),
            ("title", Some("t")),
            ("data-a", Some("1")),
            ("hidden", Some("")),
            ("href", None),
            ("data-b", None),
        ] {
            assert_eq!(tree.attribute(first, name), want, "{name}");
            assert_eq!(tree.attribute(text, name), None, "{name}");
            assert_eq!(tree.attribute(second, name), None, "{name}");
        }
        assert!(tree.has_class(first, "a") && tree.has_class(first, "b"));
        assert!(!tree.has_class(first, "c") && !tree.has_class(first, "A") && !tree.has_class(second, "a"));
    }

    #[test]
    fn a_tag_that_is_cut_off_leaves_nothing() {
        let tree = parse("<p>text</p><b class=a id=");
        let last = Id(tree.end(Id::ROOT).0 - 1);
        assert_eq!(tree.attributes(last).count(), 0);
        assert_eq!(tree.attribute(last, "class"), None);
    }
}
