//! Records → do they list what stands elsewhere? What comes in: a group of
//! records and what stands where in them. What goes out: whether they are the rows
//! of a forum's index, or the items of a list of articles. What it promises: an
//! item names a page first, and then who wrote there last; a comment is read where
//! it stands.

use super::group::{self, Group, Prose, Record};
use super::shape::Shape;
use super::signs;
use crate::page::hint::Parts;
use crate::page::html::chrome;
use crate::page::html::tag::Tag;
use crate::page::html::text;
use crate::page::html::tree::{Id, Tree};
use crate::page::kind::{self, Kind};
use crate::page::{date, marks, name};

/// What else such an index counts, in its head.
#[rustfmt::skip]
const COUNTED: &[&str] = &[
    "topics", "threads", "posts", "replies", "views", "discussions", "messages", "threads / posts", "themen", "beiträge",
    "antworten", "zugriffe", "hits", "aufrufe", "sujets", "réponses", "vues", "discussions", "temas", "mensajes", "respuestas",
    "vistas", "visitas", "discussioni", "messaggi", "risposte", "visite", "tópicos", "mensagens", "respostas", "onderwerpen", "berichten",
    "reacties", "trådar", "inlägg", "svar", "tematy", "posty", "odpowiedzi", "темы", "тем", "сообщения", "сообщений",
    "ответы", "ответов", "просмотры", "просмотров", "konular", "mesajlar", "témák", "témata", "příspěvky", "主题", "回复", "帖子",
];

/// Less text outside of links says nothing.
const SHORTEST_TEXT: u32 = 12;

/// Whether each record is a list of its own, with the dates of what is in it.
pub(super) fn hold_lists(tree: &Tree<'_>, group: &Group, dates: &[Id]) -> bool {
    /// A comment shows when it was written, at times when it was changed, and when
    /// what it quotes was.
    const MOST_DATES: usize = 3;
    let holds_list = |record: &&Record| {
        let from = dates.partition_point(|&date| date < record.start);
        let to = dates.partition_point(|&date| date < record.own_end);
        to - from > MOST_DATES || to - from == MOST_DATES && are_alike(tree, &dates[from..to])
    };
    group.records.iter().filter(holds_list).count() * 2 > group.records.len()
}

/// Whether records hold lists of their own, of which each but repeats the first item's
/// header: the best comments, and all of them.
pub(super) fn are_lists(tree: &Tree<'_>, prose: &Prose, group: &Group, dates: &[Id]) -> bool {
    let lists = group.records.iter().filter(|record| is_list_of_items(tree, prose, record, dates));
    lists.count() * 2 >= group.records.len()
}

/// Whether something in a record that holds its date stands beside others of its kind
/// that have a date and a text as well.
fn is_list_of_items(tree: &Tree<'_>, prose: &Prose, record: &Record, dates: &[Id]) -> bool {
    /// Items further on say no more.
    const MOST_ITEMS: usize = 8;
    let is_item = |id: Id| {
        let from = dates.partition_point(|&date| date < id);
        let date = dates.get(from).filter(|&&date| date < tree.end(id));
        date.is_some_and(|&date| {
            let all = prose.of(id, tree.end(id));
            all.saturating_sub(prose.of(date, tree.end(date))) >= SHORTEST_TEXT
        })
    };
    let inside = tree.ancestors(record.anchor).take_while(|&id| id > record.start);
    inside.filter(|&id| tree.end(id) < record.end).any(|item| {
        let class = tree.classes(item).next().filter(|class| class.len() > 1);
        let is_alike = |id: &Id| tree.tag(*id) == tree.tag(item) && tree.classes(*id).next() == class;
        let limit = tree.end(tree.parent(item)).min(record.end);
        let next = |&id: &Id| Some(tree.end(id)).filter(|&next| next < limit);
        let mut others = std::iter::successors(next(&item), next).filter(is_alike).take(MOST_ITEMS);
        class.is_some() && is_item(item) && others.any(is_item)
    })
}

/// Whether the records are rows of an index: most say who wrote last, or the head
/// above them does.
pub(super) fn is_index(tree: &Tree<'_>, group: &Group) -> bool {
    // `<span title="Last reply by: NAME">`
    let is_titled = |id: Id| tree.attribute(id, "title").is_some_and(name::is_last_post);
    let says_so = group
        .records
        .iter()
        .filter(|record| record.nodes().any(|id| is_last_post(tree, id) || is_titled(id)));
    says_so.count() * 2 > group.records.len() || is_headed(tree, group)
}

/// Whether most records end before their texts do: `… and then (...)`. Readers trail
/// off now and then, but not most of them.
pub(super) fn are_cut(tree: &Tree<'_>, group: &Group) -> bool {
    const FEWEST: usize = 3;
    const SHORTEST: usize = 24;
    const ENDS: [&str; 5] = ["...", "…", "(...)", "[...]", "(…)"];
    let is_cut = |record: &&Record| {
        let mut long = record.nodes().filter(|&id| {
            tree.text(id).len() >= SHORTEST && !tree.is_blank(id) && !tree.tag(tree.parent(id)).is_unseen()
        });
        long.next_back().is_some_and(|id| {
            let text = text::shown(tree, id);
            ENDS.iter().any(|end| text.trim_end().ends_with(end))
        })
    };
    let count = group.records.len();
    count >= FEWEST && group.records.iter().filter(is_cut).count() * 2 > count
}

/// Whether some dates are marked up the same.
fn are_alike(tree: &Tree<'_>, dates: &[Id]) -> bool {
    let markup = |date: Id| {
        let around = tree.parent(date);
        (tree.tag(date), tree.tag(around), tree.classes(around).next(), tree.ancestors(date).count())
    };
    dates.windows(2).all(|pair| markup(pair[0]) == markup(pair[1]))
}

/// Whether a text says who wrote last, or that his name follows.
fn is_last_post(tree: &Tree<'_>, id: Id) -> bool {
    !tree.is_blank(id) && name::may_be_last_post(tree.text(id)) && name::is_last_post(&text::shown(tree, id))
}

/// Whether the head above the records names columns as indexes have them.
fn is_headed(tree: &Tree<'_>, group: &Group) -> bool {
    const NEAR: u32 = 60;
    const FAR: u32 = 40;
    let first = group.records[0].start;
    let mut is_last = false;
    let mut counted = 0;
    for id in (first.0.saturating_sub(NEAR)..first.0 + FAR).map(Id).take_while(|&id| id < tree.end(Id::ROOT))
    {
        if tree.tag(id) != Tag::Text || !(3..60).contains(&tree.text(id).len()) {
            continue;
        }
        is_last |= is_last_post(tree, id);
        let shown = text::shown(tree, id).to_lowercase();
        counted += usize::from(COUNTED.contains(&shown.trim_matches(|c: char| !c.is_alphanumeric())));
    }
    is_last && counted > 0
}

/// Whether the records are a list of pages: most begin or end with the name of one.
/// Readers may end what they say with a link, too: a comment that can be answered
/// here was written here.
pub(super) fn is_list(tree: &Tree<'_>, group: &Group, shape: &Shape, has_answers: bool) -> bool {
    let count = group.records.len();
    let authors = shape.authors.iter().map(|author| author.as_ref().map(|(_, id)| *id));
    let records = || group.records.iter().zip(authors.clone());
    let headlines = records().filter(|(record, author)| is_headline(tree, record, *author)).count();
    if headlines * 2 > count {
        return true;
    }
    let sources = group.records.iter().filter(|record| is_source(tree, record)).count();
    if !has_answers && sources * 2 > count {
        return true;
    }
    let mut titles: Vec<String> =
        records().filter_map(|(record, author)| title(tree, record, author?)).collect();
    let titled = titles.len();
    titles.sort_unstable();
    titles.dedup();
    count > 1 && titled * 2 > count && titles.len() * 10 >= titled * 8
}

/// Whether a record begins with a link to a page of its own, as in a list of
/// articles: in a heading, or of more words than a name has.
fn is_headline(tree: &Tree<'_>, record: &Record, author: Option<Id>) -> bool {
    const LONGEST_NAME: usize = 3;
    let is_author = |id: Id| author.is_some_and(|author| tree.contains(id, author));
    let is_heading = |id: Id| {
        tree.tag(id).is_heading()
            && !is_author(id)
            && (tree.subtree(id).any(|id| is_link(tree, id)) || is_link(tree, tree.parent(id)))
    };
    let first_text = record.nodes().find(|&id| tree.has_text(id));
    // A long date may be a link to the comment itself.
    let is_date = |id: Id| {
        tree.contains(record.anchor, id)
            && matches!(kind::classify(&text::shown(tree, id)), Kind::Date { .. })
    };
    let is_long = |id: Id| !is_date(id) && is_longer(tree.text(id), LONGEST_NAME) && is_linked(tree, id);
    record.nodes().any(is_heading) || first_text.is_some_and(is_long)
}

/// Whether a record ends with a link of more words than a button has: to what its
/// text was taken from.
fn is_source(tree: &Tree<'_>, record: &Record) -> bool {
    const LONGEST_BUTTON: usize = 3;
    let is_seen = |id: &Id| tree.has_text(*id) && !tree.tag(tree.parent(*id)).is_unseen();
    let last = (record.start.0..record.own_end.0).rev().map(Id).find(is_seen);
    last.is_some_and(|id| {
        id != record.anchor
            && is_longer(tree.text(id), LONGEST_BUTTON)
            && is_linked(tree, id)
            && marks::of(&text::shown(tree, id)).is_none()
    })
}

/// Whether a text has more words than this, or is a sentence in a script that parts none.
fn is_longer(text: &str, words: usize) -> bool {
    text.split_whitespace().nth(words).is_some() || group::is_unparted(text::trim(text))
}

/// Whether most records have a link, beside their texts, to a page of their own: what
/// readers said last, with the articles they said it to; a list of threads.
pub(super) fn name_pages(tree: &Tree<'_>, prose: &Prose, group: &Group, shape: &Shape) -> bool {
    let count = group.records.len();
    let mut pages: Vec<&str> = Vec::new();
    let mut names: Vec<String> = Vec::new();
    for (record, author) in group.records.iter().zip(&shape.authors) {
        let Some((name, at)) = author else { continue };
        let body = shape.body(tree, record);
        let is_beside = |id: Id| {
            let around = tree.parent(id);
            let is_alone = || prose.of(around, tree.end(around)) < SHORTEST_TEXT;
            if body.is_empty() { is_alone() } else { body.iter().all(|&body| !tree.contains(body, id)) }
        };
        let is_header = |id: Id| tree.contains(id, *at) || tree.contains(id, record.anchor);
        let found = record.nodes().filter(|&id| tree.tag(id) == Tag::A).find_map(|id| {
            let page = other_page(tree.attribute(id, "href")?)?;
            let line = page_name(tree, id, page).filter(|_| !is_header(id) && is_beside(id))?;
            Some((page, line)).filter(|(_, line)| !line.contains(name.as_str()))
        });
        if let Some((page, line)) = found {
            pages.push(page);
            names.push(line);
        }
    }
    let found = pages.len();
    pages.sort_unstable();
    pages.dedup();
    names.sort_unstable();
    names.dedup();
    // Of one article, several readers may have said something.
    let are_distinct = pages.len() * 10 >= found * 8 && names.len() > 1 && names.len() * 3 >= found;
    count > 1 && found * 2 > count && are_distinct
}

/// The page that a link leads to, unless it is that of a post: `viewtopic.php?p=31#p31`.
fn other_page(href: &str) -> Option<&str> {
    let (page, place) = href.split_once('#').unwrap_or((href, ""));
    let number = place.trim_start_matches(|c: char| !c.is_ascii_digit());
    (!page.is_empty() && (number.is_empty() || !page.contains(number))).then_some(page)
}

/// What a link shows, if that may be the name of a page and its target one.
fn page_name(tree: &Tree<'_>, id: Id, page: &str) -> Option<String> {
    /// Parts of the targets of links that posts have.
    #[rustfmt::skip]
    static OTHERS: Parts = Parts::new(&[
        "user", "member", "profile", "author", "people", "reply", "quote", "report", "comment", "kommentar", "action=", "mode=", "search",
        "attach", "javascript:", "mailto:", "login", "register", "message", "share", "blog",
    ]);
    const LARGEST: u32 = 10;
    if tree.end(id).0 - id.0 > LARGEST || OTHERS.are_in(page) {
        return None;
    }
    let line = text::line(tree, id);
    let is_name = line.len() >= SHORTEST_TEXT as usize
        && is_longer(&line, 1)
        && marks::of(&line).is_none()
        && !chrome::is_answer(&line)
        && !chrome::is_report(&line)
        && !signs::is_subject(&line);
    is_name.then_some(line)
}

/// Whether an element is a link to another page.
fn is_link(tree: &Tree<'_>, id: Id) -> bool {
    let leads_on = |href: &str| !href.contains('#') && !href.starts_with("javascript:");
    tree.tag(id) == Tag::A && tree.attribute(id, "href").is_some_and(leads_on)
}

fn is_linked(tree: &Tree<'_>, id: Id) -> bool {
    tree.ancestors(id).take(3).any(|around| is_link(tree, around))
}

/// The name of a page with which a record begins, its writer and its date behind it.
fn title(tree: &Tree<'_>, record: &Record, author: Id) -> Option<String> {
    let id = record.nodes().find(|&id| tree.has_text(id) && !tree.tag(tree.parent(id)).is_unseen())?;
    let is_first = tree.end(id) <= author && tree.end(id) <= record.anchor;
    if !is_first || !is_linked(tree, id) {
        return None;
    }
    let shown = text::shown(tree, id);
    let is_title = shown.chars().filter(|c| c.is_alphabetic()).nth(1).is_some()
        && marks::of(&shown).is_none()
        && !chrome::is_answer(&shown)
        && !signs::is_subject(&shown)
        && date::find(&shown).is_none();
    is_title.then(|| shown.into_owned())
}
