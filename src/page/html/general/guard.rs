//! Records → are they comments? What comes in: a group and its shape. What
//! goes out: yes or no. What it promises: yes needs a sign that readers wrote
//! them (a word of comment systems around them, or buttons to answer), names,
//! and text; lists of articles, products and reviews have signs of their own.

use super::group::{Anchors, Group, Prose, Record};
use super::listing;
use super::shape::{self, Shape};
use super::signs;
use super::title;
use crate::page::hint::Parts;
use crate::page::html::tag::Tag;
use crate::page::html::tree::{Id, Tree};
use crate::page::html::{chrome, text};
use crate::page::marks::{self, Mark};

/// Parts of class names and ids of what holds comments.
#[rustfmt::skip]
const THREAD_WORDS: &[&str] = &[
    "comment", "reply", "replies", "respon", "thread", "forum", "topic", "message", "msg", "answer", "discuss",
    "kommentar", "beitrag", "antwort", "komment", "coment", "reactie", "reaccion", "yorum", "hozzaszol", "gaestebuch", "guestbook", "shout", "posts", "postbody", "post-body",
    "post_body", "posting", "feedback", "talkback",
];
/// Parts of class names and ids of what is no comment.
#[rustfmt::skip]
const OTHER_WORDS: &[&str] = &[
    "review", "product", "related", "testimonial", "sidebar", "widget", "article-list", "archive", "teaser", "recent",
    "latest", "card", "event", "job", "news-list", "recommend", "popular", "carousel", "slider", "trending",
    "changelog", "revision", "stories", "newsitem",
];
/// Those of them that say what it looks like, and not what it is.
const STYLE_WORDS: &[&str] = &["card", "widget", "slider", "carousel"];
/// The same of what was written elsewhere and is shown beside an article.
const ELSEWHERE_WORDS: &[&str] = &["tweet", "twitter"];
/// The same of a list of what was said on other pages, if it calls that comments.
const RECENT_WORDS: &[&str] =
    &["recent", "latest", "last-comment", "lastcomment", "newest", "neueste", "letzte", "dernier"];
/// A record with less text of its own says nothing.
const SHORTEST_OWN: u32 = 12;
/// Less text a record is a list of something.
const SHORTEST: u64 = 20;
/// The same where each can be answered: `不买`.
const SHORTEST_ANSWERED: u64 = 8;
/// How much the signs of comments have to weigh together.
const ENOUGH: usize = 3;
/// How much it weighs that the page is a forum's.
const FORUM: usize = 3;
/// How much that there are as many as the heading above them says, and from how many on
/// that can be no chance.
const COUNTED: usize = 5;
const MANY: usize = 5;
/// How much more if the records call themselves something else.
const OTHER: usize = 3;
/// The same if that only says what they look like, and a heading says what they are.
const STYLED: usize = 1;
/// The same if there is only one, which repeats nothing.
const ALONE: usize = 2;
/// The same if each has a heading of its own.
const HEADED: usize = 2;
/// The same if each begins or ends with a link to a page of its own.
const HEADLINES: usize = 4;

pub(super) fn is_thread(tree: &Tree<'_>, prose: &Prose, group: &Group, shape: &Shape) -> bool {
    let count = group.records.len();
    let most = |is_so: &dyn Fn(&Record) -> bool| {
        group.records.iter().filter(|record| is_so(record)).count() * 2 > count
    };
    let is_longer_than = |shortest: u64| shape.text >= shortest * count as u64;
    let authors = &shape.authors;
    let named = authors.iter().flatten().count();
    // Notices of links to the page have no writers, but are counted with the comments.
    let are_some_named = || named * 3 > count && are_counted(tree, group);
    if !is_longer_than(SHORTEST_ANSWERED) || named * 2 <= count && !are_some_named() {
        return false;
    }
    let has_answers = most(&|record| signs::has_answer_button(tree, record));
    if !has_answers && !is_longer_than(SHORTEST) {
        return false;
    }
    let first = group.records[0].start;
    let around: Vec<Id> = [first].into_iter().chain(tree.ancestors(first).take(5)).collect();
    let is_named = |words: &[&str], id: &Id| chrome::is_called(tree, *id, words);
    if around.iter().any(|id| is_named(ELSEWHERE_WORDS, id)) || signs::are_fields(tree, &shape.authors) {
        return false;
    }
    if group.anchors == Anchors::Signed && signs::is_one_label(tree, group) {
        return false;
    }
    let own_name = around.iter().take(2).any(|id| is_named(THREAD_WORDS, id));
    let is_other = around.iter().any(|id| is_named(OTHER_WORDS, id)) && !own_name;
    // A date alone says nothing.
    let dated = |record: &Record| match group.anchors {
        Anchors::Dates => prose.of(record.anchor, tree.end(record.anchor)),
        _ => 0,
    };
    let own_words = |at: usize| shape::own_prose(prose, group, at).saturating_sub(dated(&group.records[at]));
    let wordy = (0..count).filter(|&at| own_words(at) >= SHORTEST_OWN).count() * 2 > count;
    // Where some have no name, the records may be the wrong ones.
    let are_named = named * 10 >= count * 8;
    if !has_answers
        && around.iter().any(|id| is_named(&["comment", "kommentar"], id) && is_named(RECENT_WORDS, id))
    {
        return false;
    }
    // Writers of comments may link to all of theirs.
    if !has_answers && (!wordy || most(&|record| counts_comments(tree, record))) {
        return false;
    }
    let is_listed = listing::is_list(tree, group, shape, has_answers);
    let is_inside = around.iter().any(|id| is_named(THREAD_WORDS, id));
    let is_titled = is_titled(tree, prose, group);
    let is_of_comments = is_titled && !is_titled_reviews(tree, group);
    let is_styled =
        || is_of_comments && !around.iter().any(|id| is_named(OTHER_WORDS, id) && !is_named(STYLE_WORDS, id));
    let is_marked = shape.is_author_marked;
    let has_form = !is_listed
        && named == count
        && (is_titled || is_marked && group.anchors == Anchors::Dates)
        && signs::has_form(tree, group);
    // A forum has lists of its topics, too.
    let has_time = most(&|record| shows_time(tree, record));
    let is_forum = !is_listed
        && ((is_inside || is_marked || has_time) && is_forum_page(tree)
            || is_marked && has_time && is_called_so(tree));
    // In a forum, each post may repeat the topic.
    let is_headed = !is_listed && !is_inside && !has_answers && have_headings(tree, group);
    let is_teased = !is_listed
        && !has_answers
        && (most(&|record| signs::is_teaser(tree, record)) || listing::are_cut(tree, group));
    let signs = [
        (3, has_answers),
        (FORUM, is_forum),
        (3, are_named && signs::have_subjects(tree, group)),
        (2, is_inside),
        (2, is_titled),
        // Guests and customers sign what they say, too, but not below such a heading.
        (2, is_titled && group.anchors == Anchors::Signed),
        (if count < MANY || !is_of_comments { 2 } else { COUNTED }, is_titled && are_counted(tree, group)),
        (2, has_form),
        (2, most(&|record| has_profile(tree, record))),
        (2, most(&|record| has_own_link(tree, record))),
        (2, most(&|record| is_numbered_comment(tree, record))),
        (2, are_named && signs::are_numbered(tree, group)),
        (2, !is_listed && signs::name_writers(tree, group, authors)),
        (1, is_marked),
        (1, shape.bylines * 2 > count),
        (1, shape.signs * 2 > count),
        (1, most(&|record| signs::has_button(tree, record))),
        (1, group.anchors == Anchors::Dates && most(&|record| signs::has_portrait(tree, record))),
        (1, has_time),
    ];
    let weight: usize = signs.iter().filter(|(_, holds)| *holds).map(|(weight, _)| weight).sum();
    // A list of articles has names, too, and less often dates.
    let against = usize::from(group.anchors != Anchors::Dates)
        + if count == 1 { ALONE } else { 0 }
        + match is_other {
            true if is_styled() => STYLED,
            true => OTHER,
            false => 0,
        }
        + if is_listed || is_teased { HEADLINES } else { 0 }
        + if is_headed { HEADED } else { 0 };
    // What articles may show, too, is not enough, unless all of it is there.
    let is_sure = weight > ENOUGH || signs.iter().any(|(weight, holds)| *holds && *weight > 1);
    if !is_sure || weight < ENOUGH + against || signs::are_tweets(tree, group) {
        return false;
    }
    let are_shown =
        || signs::are_captions(tree, group, authors) || !is_of_comments && signs::are_rated(tree, group);
    let against = against + if !is_other && are_shown() { OTHER } else { 0 };
    // A page that names others may well be a forum's.
    let is_about_pages = !has_answers && !is_listed && listing::name_pages(tree, prose, group, shape);
    let (forum, pages) = if is_about_pages { (if is_forum { FORUM } else { 0 }, HEADLINES) } else { (0, 0) };
    weight - forum >= ENOUGH + against + pages
}

/// Whether a record shows who its writer is, as forums do beside each post.
fn has_profile(tree: &Tree<'_>, record: &Record) -> bool {
    let mut found = 0;
    for id in record.nodes().filter(|&id| tree.tag(id) == Tag::Text) {
        let shown = text::shown(tree, id);
        if marks::of(&shown) == Some(Mark::Profile) {
            // `Posts: 12` says it alone.
            found += if shown.contains(':') && shown.ends_with(|c: char| c.is_ascii_digit()) { 2 } else { 1 };
        }
        if found >= 2 {
            return true;
        }
    }
    false
}

/// Whether a record says how many comments it has, as articles do.
fn counts_comments(tree: &Tree<'_>, record: &Record) -> bool {
    const LARGEST: u32 = 6;
    // `3 replies` may also unfold them.
    let is_counted = |line: &str| {
        line.starts_with(|c: char| c.is_ascii_digit())
            && ["repl", "antwort", "respuesta", "réponse", "rispost", "respon"]
                .iter()
                .any(|word| line.contains(word))
    };
    let is_target = |id: Id| tree.attribute(id, "href").is_some_and(|href| !href.starts_with(['#', 'j']));
    let is_count = |id: Id| {
        let line = text::line(tree, id).to_lowercase();
        let is_mark = matches!(marks::of(&line), Some(Mark::Title | Mark::Empty));
        // `Comment` alone is a button to do so.
        is_mark
            && line != "comment"
            && (["comment", "komment", "comentario"].iter().any(|word| line.contains(word))
                || is_target(id) && is_counted(&line))
    };
    record.nodes().any(|id| tree.tag(id) == Tag::A && tree.end(id).0 - id.0 <= LARGEST && is_count(id))
}

/// Whether a record links to itself, as comments do for whoever quotes them.
fn has_own_link(tree: &Tree<'_>, record: &Record) -> bool {
    let target = |id: Id| {
        let href = tree.attribute(id, "href").filter(|_| tree.tag(id) == Tag::A)?;
        href.rsplit_once('#').map(|(_, target)| target).filter(|target| !target.is_empty())
    };
    // The name often stands right before the record.
    let before = Id(record.start.0.saturating_sub(4));
    let holds = |target: &str| {
        (before.0..record.own_end.0)
            .map(Id)
            .any(|id| ["id", "name"].iter().any(|name| tree.attribute(id, name) == Some(target)))
    };
    record.nodes().filter_map(target).take(4).any(holds)
}

/// Whether a record's element is called a comment, and which one: `id="comment-7"`.
fn is_numbered_comment(tree: &Tree<'_>, record: &Record) -> bool {
    tree.attribute(record.start, "id").is_some_and(|id| {
        id.ends_with(|c: char| c.is_ascii_digit()) && {
            let id = id.to_ascii_lowercase();
            ["comment", "kommentar", "coment"].iter().any(|word| id.contains(word))
        }
    })
}

/// Whether a record's date has a time of day.
fn shows_time(tree: &Tree<'_>, record: &Record) -> bool {
    let shown = text::line(tree, record.anchor);
    shown.contains(':') || shown.contains(" Uhr")
}

/// Whether the records are posts of a forum: what they stand in says so, or the page.
pub(super) fn is_forum(tree: &Tree<'_>, group: &Group) -> bool {
    let first = group.records[0].start;
    let mut around = tree.ancestors(first).take(6);
    around.any(|id| is_called_forum(tree, id)) || !are_comments(tree, first) && is_forum_page(tree)
}

/// Whether what a record stands in calls it a comment: then it stands below an article,
/// on a page with links to topics as well.
fn are_comments(tree: &Tree<'_>, record: Id) -> bool {
    let mut around = [record].into_iter().chain(tree.ancestors(record).take(4));
    around.any(|id| chrome::is_called(tree, id, &["comment", "kommentar"]))
}

/// Whether an element is called a thread. `comment-thread` stands below articles.
fn is_called_forum(tree: &Tree<'_>, id: Id) -> bool {
    const WORDS: [&str; 7] = ["forum", "thread", "topic", "viewtopic", "question", "discussion", "post-list"];
    ["class", "id"].iter().filter_map(|name| tree.attribute(id, name)).any(|value| {
        let value = value.to_ascii_lowercase();
        !value.contains("comment") && WORDS.iter().any(|word| value.contains(word))
    })
}

/// Whether a post and what follows it stand in one thread of a forum.
pub(super) fn is_one_thread(tree: &Tree<'_>, post: Id, first: Id) -> bool {
    let holds_both = |id: &Id| tree.contains(*id, first);
    let mut around = [post].into_iter().chain(tree.ancestors(post).filter(holds_both).take(6));
    around.any(|id| is_called_forum(tree, id)) || !are_comments(tree, first) && is_forum_page(tree)
}

/// Whether the page says that it is a forum's, or its links do.
fn is_forum_page(tree: &Tree<'_>) -> bool {
    static FORUM_WORDS: Parts = Parts::new(&[
        "forum",
        "viewtopic",
        "showthread",
        "topic",
        "thread",
        "/discussion",
        "viewthread",
        "messageboard",
        "/t/",
    ]);
    /// A site may well link to its forum now and then.
    const MOST_LINKS: usize = 6;
    let says_so = |id: &Id| {
        let value = match tree.tag(*id) {
            Tag::A | Tag::Form => tree.attribute(*id, "href").or(tree.attribute(*id, "action")),
            Tag::Link if tree.attribute(*id, "rel") == Some("canonical") => tree.attribute(*id, "href"),
            _ => None,
        };
        value.is_some_and(|value| FORUM_WORDS.are_in(value))
    };
    tree.subtree(Id::ROOT).filter(says_so).take(MOST_LINKS).count() == MOST_LINKS
}

/// Whether the page is called a forum: print versions and archives have few links.
fn is_called_so(tree: &Tree<'_>) -> bool {
    let is_title = |id: &Id| tree.tag(tree.parent(*id)) == Tag::Title;
    let title = tree.subtree(Id::ROOT).find(is_title).map(|id| tree.text(id).to_lowercase());
    title.is_some_and(|title| {
        title.split(|c: char| !c.is_alphanumeric()).any(|word| matches!(word, "forum" | "forums"))
    })
}

/// Whether most records have a heading of some words, as short articles on one
/// page do. That of the first may stand before it.
fn have_headings(tree: &Tree<'_>, group: &Group) -> bool {
    const SHORTEST: usize = 3;
    const NEAR: u32 = 6;
    let is_title = |line: &str| {
        // Answers repeat what the first one was called.
        let is_reply = ["Re: ", "RE: ", "AW: ", "Re : "].iter().any(|start| line.starts_with(start));
        line.split(' ').count() >= SHORTEST && !is_reply
    };
    // What stands alone may have a title, unless that leads to all of it.
    let is_alone = group.records.len() == 1;
    let leads_on = |id: Id| tree.subtree(id).chain([tree.parent(id)]).any(|part| tree.tag(part) == Tag::A);
    let is_heading =
        |id: Id| tree.tag(id).is_heading() && (!is_alone || leads_on(id)) && is_title(&text::line(tree, id));
    let first = group.records[0].start;
    let before =
        (first.0.saturating_sub(NEAR)..first.0).map(Id).any(|id| tree.end(id) <= first && is_heading(id));
    let headed = group.records.iter().filter(|record| record.nodes().any(is_heading)).count();
    let is_first_headed = group.records[0].nodes().any(is_heading);
    (headed + usize::from(before && !is_first_headed)) * 2 > group.records.len()
}

/// Whether what stands right before the records says that they are comments.
fn is_titled(tree: &Tree<'_>, prose: &Prose, group: &Group) -> bool {
    const NEAR: u32 = 60;
    /// So many bytes between a link to the comments and these are an article.
    const MOST_BETWEEN: u32 = 200;
    let first = group.records[0].start;
    let stands_above = |id: Id| !title::is_link(tree, id) || prose.of(id, first) <= MOST_BETWEEN;
    title::all_in(tree, above(group, NEAR)..first).any(stands_above)
}

/// Whether that says that they are what customers say of what they bought.
fn is_titled_reviews(tree: &Tree<'_>, group: &Group) -> bool {
    const NEAR: u32 = 60;
    #[rustfmt::skip]
    const WORDS: [&str; 9] =
        ["review", "rating", "rezension", "bewertung", "avis", "opinion", "recension", "beoordeling", "отзыв"];
    title::all_in(tree, above(group, NEAR)..group.records[0].start).any(|id| {
        let shown = text::shown(tree, id).to_lowercase();
        WORDS.iter().any(|word| shown.contains(word))
    })
}

/// Whether what stands right before the records says how many comments they are.
fn are_counted(tree: &Tree<'_>, group: &Group) -> bool {
    const NEAR: u32 = 30;
    let is_count = |id: Id| {
        let shown = text::shown(tree, id);
        let digits = shown.split(|c: char| !c.is_ascii_digit()).find(|digits| !digits.is_empty());
        digits.and_then(|digits| digits.parse().ok()) == Some(group.records.len())
    };
    title::all_in(tree, above(group, NEAR)..group.records[0].start).any(is_count)
}

/// So many nodes before the records, or before what they stand in.
fn above(group: &Group, near: u32) -> Id {
    Id(group.records[0].start.0.min(group.parent.0 + 12).saturating_sub(near))
}
