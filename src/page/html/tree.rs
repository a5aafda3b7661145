//! A page's elements as a tree. What comes in: the tags and texts of a page in
//! their order. What goes out: a [`Tree`], an arena in document order. What it
//! promises: any order of tags makes a tree, at most [`DEEPEST`] levels deep,
//! in 32 bytes a node.
//!
//! Elements are closed as HTML says for pages that leave out end tags; the
//! elements that a browser would *move* (text inside a table but outside its
//! cells) stay where they are written. So the nodes of a subtree are always
//! neighbours, from the node itself up to its `end`: walking a subtree is
//! walking a slice, and nothing here recurses.

use super::sign::{self, Signs};
use super::tag::Tag;
use crate::page::hint::Parts;

/// Elements deeper than this lie flat on this level, as in Blink.
const DEEPEST: usize = 512;

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

/// Makes a [`Tree`] from tags and texts in their order.
pub(super) struct Builder<'a> {
    tree: Tree<'a>,
    open: Vec<Id>,
    /// How many elements are open beyond the deepest level.
    beyond: usize,
    /// What the attributes since the last element are.
    next: Next,
}

/// The attributes of the next element.
#[derive(Default)]
struct Next {
    signs: Signs,
    /// Where its class and its id are among all attributes, from one.
    class: u32,
    id: u32,
}

impl<'a> Builder<'a> {
    pub(super) fn new(source: &'a str) -> Self {
        /// Pages have a node in some 40 bytes and an attribute in some 60; vectors that grow
        /// instead are copied.
        const NODE: usize = 40;
        const ATTRIBUTE: usize = 64;
        let nodes = Vec::with_capacity(source.len() / NODE);
        let attributes = Vec::with_capacity(source.len() / ATTRIBUTE);
        let mut builder = Self {
            tree: Tree { source, nodes, attributes },
            open: Vec::new(),
            beyond: 0,
            next: Next::default(),
        };
        let root = builder.push(Tag::Other, Span::default(), 0);
        builder.open.push(root);
        builder
    }

    /// The attributes of the next element go here, before [`Builder::start`].
    pub(super) fn attribute(&mut self, attribute: Attribute) {
        let name = self.tree.bytes(attribute.name);
        self.tree.attributes.push(attribute);
        let place = self.mark();
        let next = &mut self.next;
        next.signs.add_name(name);
        if next.class == 0 && name.eq_ignore_ascii_case(b"class") {
            next.class = place;
            next.signs.add_classes(self.tree.bytes(attribute.value));
        } else if next.id == 0 && name.eq_ignore_ascii_case(b"id") {
            next.id = place;
        }
    }

    /// Forgets the attributes since `mark`: their tag was cut off.
    pub(super) fn forget(&mut self, mark: u32) {
        self.tree.attributes.truncate(mark as usize);
        self.next = Next::default();
    }

    /// How many attributes there are by now.
    pub(super) fn mark(&self) -> u32 {
        u32::try_from(self.tree.attributes.len()).unwrap_or(u32::MAX)
    }

    pub(super) fn text(&mut self, span: Span) {
        if span.start < span.end {
            let mark = self.mark();
            self.push(Tag::Text, span, mark);
        }
    }

    /// A start tag, whose attributes were given since `mark`, and whether that
    /// is the whole element.
    pub(super) fn start(&mut self, tag: Tag, name: Span, mark: u32, is_empty: bool) {
        self.close_implied(tag);
        let id = self.push(tag, name, mark);
        if is_empty {
            return;
        }
        if self.open.len() < DEEPEST {
            self.open.push(id);
        } else {
            self.beyond += 1;
        }
    }

    /// An end tag.
    pub(super) fn end(&mut self, tag: Tag, name: Span) {
        if self.beyond > 0 {
            self.beyond -= 1;
            return;
        }
        // What follows the page's end belongs to the page all the same.
        if matches!(tag, Tag::Html | Tag::Body) {
            return;
        }
        let name = self.tree.str(name);
        let is_it = |tree: &Tree<'_>, id: Id| {
            tree.tag(id) == tag && (tag != Tag::Other || tree.name(id).eq_ignore_ascii_case(name))
        };
        let is_barrier = |open: Tag| match tag {
            Tag::Table => false,
            _ if tag.is_table_part() => open == Tag::Table,
            Tag::Li => matches!(open, Tag::Ul | Tag::Ol | Tag::Table) || open.is_cell(),
            _ if tag.is_block() => open.is_cell() || open == Tag::Table,
            Tag::Other => open.is_cell() || open == Tag::Table,
            _ => open.is_block(),
        };
        self.close(is_it, is_barrier);
    }

    pub(super) fn finish(mut self) -> Tree<'a> {
        while let Some(id) = self.open.pop() {
            self.close_one(id);
        }
        self.tree
    }

    fn push(&mut self, tag: Tag, span: Span, attributes: u32) -> Id {
        let id = self.next();
        let parent = self.open.last().copied().unwrap_or(Id::ROOT);
        let next = std::mem::take(&mut self.next);
        // Nobody gives an element more attributes than a byte can count.
        let place = |at: u32| u8::try_from(at.saturating_sub(attributes)).unwrap_or_default();
        let is_blank = tag == Tag::Text && self.tree.bytes(span).iter().all(u8::is_ascii_whitespace);
        self.tree.nodes.push(Node {
            parent,
            end: Id(id.0 + 1),
            span,
            attributes,
            signs: next.signs,
            tag,
            is_blank,
            class: place(next.class),
            id: place(next.id),
        });
        id
    }

    fn next(&self) -> Id {
        Id(u32::try_from(self.tree.nodes.len()).unwrap_or(u32::MAX))
    }

    fn close_one(&mut self, id: Id) {
        let end = self.next();
        // A name that tells more of its bearer when it is pressed is still a name.
        let is_name = self.tree.tag(id) == Tag::Button && self.is_called_name(id);
        let node = &mut self.tree.nodes[id.0 as usize];
        node.end = end;
        if is_name {
            node.tag = Tag::Span;
        }
    }

    /// Buttons are few.
    #[cold]
    fn is_called_name(&self, id: Id) -> bool {
        static WORDS: Parts = Parts::new(&["name", "author", "nick"]);
        self.tree.attribute(id, "class").is_some_and(|classes| WORDS.are_in(classes))
    }

    /// Closes the innermost open element that is meant, with all within it,
    /// unless a barrier stands before it.
    fn close(&mut self, is_it: impl Fn(&Tree<'_>, Id) -> bool, is_barrier: impl Fn(Tag) -> bool) {
        let tree = &self.tree;
        let mut found = None;
        for (at, &id) in self.open.iter().enumerate().skip(1).rev() {
            if is_it(tree, id) {
                found = Some(at);
                break;
            }
            if is_barrier(tree.tag(id)) {
                break;
            }
        }
        if let Some(at) = found {
            self.close_from(at);
        }
    }

    fn close_from(&mut self, at: usize) {
        while self.open.len() > at {
            if let Some(id) = self.open.pop() {
                self.close_one(id);
            }
        }
    }

    fn close_tags(&mut self, wanted: &[Tag], is_barrier: impl Fn(Tag) -> bool) {
        self.close(|tree, id| wanted.contains(&tree.tag(id)), is_barrier);
    }

    /// Closes what a start tag closes without saying so.
    fn close_implied(&mut self, tag: Tag) {
        let top = self.open.last().map_or(Tag::Other, |&id| self.tree.tag(id));
        if top == Tag::Head && !tag.is_head_part() {
            self.close_tags(&[Tag::Head], |_| false);
        }
        let is_table = |open: Tag| open == Tag::Table;
        match tag {
            Tag::Body => self.close_tags(&[Tag::Head], |_| false),
            Tag::Li => {
                self.close_tags(&[Tag::Li], |open| {
                    matches!(open, Tag::Ul | Tag::Ol | Tag::Menu | Tag::Div | Tag::Table) || open.is_cell()
                });
            }
            Tag::Dt | Tag::Dd => {
                self.close_tags(&[Tag::Dt, Tag::Dd], |open| {
                    matches!(open, Tag::Dl | Tag::Div | Tag::Table) || open.is_cell()
                });
            }
            Tag::Option | Tag::Optgroup => self.close_tags(&[Tag::Option], |open| open == Tag::Select),
            Tag::Td | Tag::Th => self.close_tags(&[Tag::Td, Tag::Th], is_table),
            Tag::Tr => self.close_tags(&[Tag::Tr], is_table),
            Tag::Tbody | Tag::Thead | Tag::Tfoot => {
                self.close_tags(&[Tag::Tbody, Tag::Thead, Tag::Tfoot], is_table);
            }
            Tag::A => self.close_tags(&[Tag::A], Tag::is_block),
            _ => {}
        }
        if tag.is_block() && !tag.is_table_part() {
            self.close_tags(&[Tag::P], Tag::is_block);
            // A heading does not hold another one.
            if tag.is_heading() && self.open.last().is_some_and(|&id| self.tree.tag(id).is_heading()) {
                self.close_from(self.open.len() - 1);
            }
        }
    }
}
