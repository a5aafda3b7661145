//! The page without its comments → the article's text. What comes in: a tree
//! and the elements that are comments. What goes out: the main text. What it
//! promises: no text of a comment or of a comment section's own is in it; two
//! walks over the page.
//!
//! First everything goes that names itself as something else (navigation,
//! sidebars, forms, related posts). Then the text of each paragraph speaks for
//! the elements around it; the innermost element for which most of the page's
//! paragraphs speak is the article's.

use std::sync::LazyLock;

use super::sign;
use super::tag::Tag;
use super::text::{Role, Writer};
use super::thread::Thread;
use super::tree::{Id, Tree};
use super::word::Words;
use crate::page::hint::Hint;

/// Words in a class or an id that say: this is not the article. Whole words,
/// between `-`, `_` and changes of case.
#[rustfmt::skip]
const ASIDE_WORDS: &[&str] = &[
    "nav", "navbar", "navigation", "menu", "sidebar", "breadcrumb", "breadcrumbs", "related", "share", "sharing",
    "social", "sharedaddy", "newsletter", "subscribe", "subscription", "signup", "cookie", "cookies", "consent",
    "gdpr", "banner", "popup", "modal", "overlay", "footer", "pagination", "pager", "recommended",
    "recommendations", "advert", "ads", "ad", "advertisement", "sponsor", "sponsored", "promo", "widget",
    "comments", "respond", "commentlist", "disqus", "comment", "toc", "skip", "login", "masthead", "colophon",
    "copyright", "tagcloud", "toolbar", "tooltip", "offcanvas", "trending", "outbrain", "taboola", "rating",
];

static HINT: LazyLock<Hint> = LazyLock::new(|| Hint::new(ASIDE_WORDS.iter().copied()));

/// Containers of whole articles, whatever their other classes say.
const BODY_CLASSES: &[&str] = &[
    "entry-content",
    "post-content",
    "article-content",
    "article-body",
    "post-body",
    "entry",
    "postcontent",
    "article__body",
    "content-body",
    "story-body",
    "articleBody",
    "post__content",
    "article__content",
];

/// Their signs: most elements have none of them.
const BODY_SIGNS: u32 = sign::of_all(BODY_CLASSES);

/// Roles of what is not the article.
const ASIDE_ROLES: &[&str] = &["navigation", "complementary", "contentinfo", "dialog", "search"];

/// A paragraph has at least so many bytes of text outside of links.
const SHORTEST_PARAGRAPH: u32 = 40;

/// An element with so many percent of the page's text is the page, whatever
/// its name says.
const LARGEST_ASIDE: u32 = 40;

/// With fewer percent of the page's text in paragraphs, the article was left
/// out by mistake.
const LEAST_PROSE: u64 = 5;

/// So many percent of the paragraphs' text has to be in the article.
const SHARE: u64 = 70;

/// Reads the article of a page whose comments are known.
pub(super) fn read(tree: &Tree<'_>, thread: &Thread) -> String {
    let mut page = Page::new(tree, thread, true);
    let found = u64::from(page.weight(Id::ROOT).prose);
    if found * 100 < u64::from(page.total) * LEAST_PROSE {
        // The page's names mislead: only what HTML itself calls an aside goes.
        page = Page::new(tree, thread, false);
    }
    let mut writer = Writer::new();
    writer.subtree(tree, page.root(), |id| {
        if page.is_left_out(id) || page.is_list_of_links(id) { Role::LeftOut } else { Role::Text }
    });
    writer.out
}

struct Page<'t, 'a> {
    tree: &'t Tree<'a>,
    /// What is known of each node.
    nodes: Vec<Weight>,
    /// Bytes of text on the page, whatever is left out of it.
    total: u32,
}

#[derive(Clone, Copy, Default)]
struct Weight {
    /// Bytes of text in a node, without what is left out.
    text: u32,
    /// Of these, bytes in links.
    links: u32,
    /// Bytes of paragraphs in a node.
    prose: u32,
    is_left_out: bool,
}

impl<'t, 'a> Page<'t, 'a> {
    fn new(tree: &'t Tree<'a>, thread: &Thread, goes_by_names: bool) -> Self {
        let mut page = Self { tree, nodes: vec![Weight::default(); tree.end(Id::ROOT).0 as usize], total: 0 };
        page.weigh(thread);
        page.total = page.weight(Id::ROOT).text;
        page.leave_out(goes_by_names);
        page.find_prose();
        page
    }

    /// How much text each node holds.
    fn weigh(&mut self, thread: &Thread) {
        let mut comments = thread.elements.iter().zip(&thread.ends).peekable();
        let mut at = Id::ROOT;
        let mut link_end = Id::ROOT;
        while at < self.tree.end(Id::ROOT) {
            while comments.next_if(|(_, end)| **end <= at).is_some() {}
            let is_comment = comments.peek().is_some_and(|(start, _)| **start <= at);
            let tag = self.tree.tag(at);
            if is_comment && tag == Tag::Text {
                self.nodes[at.0 as usize].is_left_out = true;
            } else if tag == Tag::Text {
                let length = if self.tree.is_blank(at) { 0 } else { letters(self.tree.text(at)) };
                let weight = &mut self.nodes[at.0 as usize];
                weight.text = length;
                weight.links = if at < link_end { length } else { 0 };
            } else if tag.is_unseen() || is_comment {
                self.nodes[at.0 as usize].is_left_out = true;
                at = self.tree.end(at);
                continue;
            } else if tag == Tag::A {
                link_end = link_end.max(self.tree.end(at));
            }
            at = Id(at.0 + 1);
        }
        for id in self.tree.subtree(Id::ROOT).rev().filter(|&id| id != Id::ROOT) {
            let weight = self.nodes[id.0 as usize];
            let parent = &mut self.nodes[self.tree.parent(id).0 as usize];
            parent.text += weight.text;
            parent.links += weight.links;
        }
    }

    /// Marks what names itself as something else than the article, unless most
    /// of the page is in it: `<div class="page has-sidebar">`.
    fn leave_out(&mut self, goes_by_names: bool) {
        let most = self.total / 100 * LARGEST_ASIDE;
        let mut at = Id::ROOT;
        while at < self.tree.end(Id::ROOT) {
            let weight = *self.weight(at);
            let is_out = weight.is_left_out
                || matches!(self.tree.tag(at), Tag::Nav | Tag::Footer)
                || goes_by_names && weight.text < most && is_aside(self.tree, at);
            if is_out {
                self.nodes[at.0 as usize].is_left_out = true;
                for around in self.tree.ancestors(at).chain([Id::ROOT]) {
                    let outer = &mut self.nodes[around.0 as usize];
                    outer.text -= weight.text;
                    outer.links -= weight.links;
                }
                at = self.tree.end(at);
            } else {
                at = Id(at.0 + 1);
            }
        }
    }

    /// How much of each node is paragraphs, from the innermost outwards.
    fn find_prose(&mut self) {
        for id in self.tree.subtree(Id::ROOT).rev().filter(|&id| id != Id::ROOT) {
            let weight = self.nodes[id.0 as usize];
            if weight.is_left_out || self.tree.tag(id) == Tag::Text {
                continue;
            }
            let plain = weight.text - weight.links;
            let is_paragraph =
                self.tree.tag(id).is_block() && weight.prose == 0 && plain >= SHORTEST_PARAGRAPH;
            let prose = if is_paragraph && weight.links * 2 <= plain { plain } else { weight.prose };
            self.nodes[id.0 as usize].prose = prose;
            self.nodes[self.tree.parent(id).0 as usize].prose += prose;
        }
    }

    fn weight(&self, id: Id) -> &Weight {
        &self.nodes[id.0 as usize]
    }

    fn is_left_out(&self, id: Id) -> bool {
        self.weight(id).is_left_out
    }

    /// The innermost element that holds most of the prose.
    fn root(&self) -> Id {
        let mut root = Id::ROOT;
        loop {
            let prose = u64::from(self.weight(root).prose);
            let children = self.tree.children(root).filter(|&child| !self.is_left_out(child));
            let heaviest = children.max_by_key(|&child| self.weight(child).prose);
            match heaviest {
                Some(child)
                    if prose > 0
                        && u64::from(self.weight(child).prose) * 100 >= prose * SHARE
                        && !matches!(
                            self.tree.tag(child),
                            Tag::P | Tag::Li | Tag::Text | Tag::Blockquote
                        ) =>
                {
                    root = child;
                }
                _ => return root,
            }
        }
    }

    fn is_list_of_links(&self, id: Id) -> bool {
        let weight = self.weight(id);
        let is_list = matches!(self.tree.tag(id), Tag::Ul | Tag::Ol | Tag::Div | Tag::Section | Tag::Table);
        is_list && weight.text > 0 && u64::from(weight.links) * 10 >= u64::from(weight.text) * 8
    }
}

/// Letters of a text, roughly: its bytes without spaces (and what else stands
/// before the signs).
fn letters(text: &str) -> u32 {
    /// So many fit into the byte that a compiler counts in, sixteen side by side.
    const STRETCH: usize = 240;
    let count = |bytes: &[u8]| bytes.iter().map(|byte| u8::from(*byte > b' ')).sum::<u8>();
    text.as_bytes().chunks(STRETCH).map(|stretch| u32::from(count(stretch))).sum()
}

/// Whether an element says that it is not the article.
fn is_aside(tree: &Tree<'_>, id: Id) -> bool {
    let tag = tree.tag(id);
    if matches!(tag, Tag::Aside | Tag::Form) {
        return tag != Tag::Form || is_small_form(tree, id);
    }
    if matches!(tag, Tag::Body | Tag::Html | Tag::Main | Tag::Article | Tag::Head) {
        return false;
    }
    if tree.signs(id).classes & BODY_SIGNS != 0 && tree.classes(id).any(|class| BODY_CLASSES.contains(&class))
    {
        return false;
    }
    let is_aside = |word: &[u8]| ASIDE_WORDS.iter().any(|aside| aside.as_bytes().eq_ignore_ascii_case(word));
    let is_called = |name| {
        tree.attribute(id, name)
            .is_some_and(|value| Words::new(value).any(|word| HINT.may_be(word) && is_aside(word)))
    };
    let is_hidden = |style: &str| style.contains("display:none") || style.contains("display: none");
    is_called("class")
        || is_called("id")
        || tree.attribute(id, "role").is_some_and(|role| ASIDE_ROLES.contains(&role))
        || tree.attribute(id, "style").is_some_and(is_hidden)
        || tree.attribute(id, "hidden").is_some()
        || tree.attribute(id, "aria-hidden") == Some("true")
}

/// Old sites wrap a whole page into a form.
fn is_small_form(tree: &Tree<'_>, id: Id) -> bool {
    const LARGEST: u32 = 400;
    tree.end(id).0 - id.0 < LARGEST
}
