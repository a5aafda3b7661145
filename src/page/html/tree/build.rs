//! Tags and texts in their order → a tree. What comes in: what a page's source
//! says, piece by piece. What goes out: a [`Tree`]. What it promises: any order
//! of tags makes a tree, at most [`DEEPEST`] levels deep, in linear time.
//!
//! Elements are closed as HTML says for pages that leave out end tags; the
//! elements that a browser would *move* (text inside a table but outside its
//! cells) stay where they are written.

use super::{Attribute, Id, Node, Span, Tree};
use crate::page::hint::Parts;
use crate::page::html::sign::Signs;
use crate::page::html::tag::Tag;

/// Elements deeper than this lie flat on this level, as in Blink.
const DEEPEST: usize = 512;

/// Makes a [`Tree`] from tags and texts in their order.
pub(in crate::page::html) struct Builder<'a> {
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
    pub(in crate::page::html) fn new(source: &'a str) -> Self {
        /// One page in five has more nodes or attributes than one in so many bytes, for which
        /// the vectors grow, and are copied.
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
    pub(in crate::page::html) fn attribute(&mut self, attribute: Attribute) {
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
    pub(in crate::page::html) fn forget(&mut self, mark: u32) {
        self.tree.attributes.truncate(mark as usize);
        self.next = Next::default();
    }

    /// How many attributes there are by now.
    pub(in crate::page::html) fn mark(&self) -> u32 {
        u32::try_from(self.tree.attributes.len()).unwrap_or(u32::MAX)
    }

    pub(in crate::page::html) fn text(&mut self, span: Span) {
        if span.start < span.end {
            let mark = self.mark();
            self.push(Tag::Text, span, mark);
        }
    }

    /// A start tag, whose attributes were given since `mark`, and whether that
    /// is the whole element.
    pub(in crate::page::html) fn start(&mut self, tag: Tag, name: Span, mark: u32, is_empty: bool) {
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
    pub(in crate::page::html) fn end(&mut self, tag: Tag, name: Span) {
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

    pub(in crate::page::html) fn finish(mut self) -> Tree<'a> {
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
