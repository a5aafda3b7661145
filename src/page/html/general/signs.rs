//! Records → what only readers leave in them. What comes in: a group of records.
//! What goes out: whether they are numbered as posts are, name what they
//! answer. What it promises: a sign is one of the group, as one record may have
//! it by chance.

use super::group::{Group, Record};
use crate::page::hint::Parts;
use crate::page::html::tag::Tag;
use crate::page::html::tree::{Id, Tree};
use crate::page::html::{chrome, text};
use crate::page::marks::{self, Mark};
use crate::page::teaser;

/// So many percent of the records must have a sign.
const MOST: usize = 60;
/// Longer texts are sentences.
const LONGEST: usize = 120;

fn most(group: &Group, count: usize) -> bool {
    count >= 2 && count * 100 >= group.records.len() * MOST
}

fn texts<'t>(tree: &'t Tree<'_>, record: &Record) -> impl Iterator<Item = Id> + use<'t> {
    record.nodes().filter(|&id| tree.tag(id) == Tag::Text && (3..=LONGEST).contains(&tree.text(id).len()))
}

/// Whether the records have subjects that say what they answer: `Re: TOPIC`.
pub(super) fn have_subjects(tree: &Tree<'_>, group: &Group) -> bool {
    let has_subject = |record: &&Record| texts(tree, record).any(|id| is_subject(tree.text(id).trim_start()));
    most(group, group.records.iter().filter(has_subject).count())
}

/// Whether a text says what it answers.
pub(super) fn is_subject(text: &str) -> bool {
    ["Re: ", "RE: ", "AW: ", "Aw: ", "Re : ", "SV: "].iter().any(|start| text.starts_with(start))
}

/// Whether the records name their writers for a script, too: `data-author="NAME"`.
pub(super) fn name_writers(tree: &Tree<'_>, group: &Group, authors: &[Option<(String, Id)>]) -> bool {
    const SAYING: [&str; 5] = ["data-author", "data-username", "data-user-name", "data-nick", "data-poster"];
    let is_said = |id: Id, author: &str| {
        tree.attributes(id).any(|(name, value)| {
            name.starts_with("data-") && SAYING.contains(&name) && text::value(value) == author
        })
    };
    let named = group.records.iter().zip(authors).filter(|(record, author)| {
        author.as_ref().is_some_and(|(author, _)| record.nodes().any(|id| is_said(id, author)))
    });
    most(group, named.count())
}

/// Whether all that should be names is one label: `STORY:`, and again `STORY:`.
pub(super) fn is_one_label(tree: &Tree<'_>, group: &Group) -> bool {
    let mut shown = group.records.iter().map(|record| text::shown(tree, record.anchor));
    let first = shown.next();
    group.records.len() > 1 && shown.all(|text| Some(text) == first)
}

/// Whether what the records name are the fields of a form.
pub(super) fn are_fields(tree: &Tree<'_>, authors: &[Option<(String, Id)>]) -> bool {
    let fields = authors.iter().flatten().filter(|(_, id)| chrome::is_field_label(tree, *id));
    fields.count() * 2 > authors.len()
}

/// Whether the records are pictures with what is seen on them, and who took them.
pub(super) fn are_captions(tree: &Tree<'_>, group: &Group, authors: &[Option<(String, Id)>]) -> bool {
    #[rustfmt::skip]
    const CREDITS: [&str; 12] = [
        "foto", "photo", "fotó", "bild:", "image:", "picture:", "©", "(c)", "credit", "quelle:", "source:", "фото",
    ];
    const CALLED: [&str; 6] = ["caption", "credit", "copyright", "photograph", "fotograf", "bildunter"];
    let is_credit = |name: &str| {
        let name = name.to_lowercase();
        CREDITS.iter().any(|credit| name.starts_with(credit))
    };
    let credits = authors.iter().flatten().filter(|(name, _)| is_credit(name)).count();
    let is_caption = |id: Id| {
        tree.tag(id) == Tag::Figcaption
            || tree.classes(id).any(|class| {
                let class = class.to_ascii_lowercase();
                CALLED.iter().any(|word| class.contains(word))
            })
    };
    let captions = group.records.iter().filter(|record| record.nodes().any(is_caption)).count();
    credits.max(captions) * 2 > group.records.len()
}

/// Whether the records have stars, as customers give them to what they bought.
pub(super) fn are_rated(tree: &Tree<'_>, group: &Group) -> bool {
    let is_stars = |id: Id| {
        tree.text(id).contains("★★")
            || tree.classes(id).any(|class| {
                let class = class.to_ascii_lowercase();
                ["stars", "star-rating", "star_rating", "starrating"].iter().any(|word| class.contains(word))
            })
    };
    most(group, group.records.iter().filter(|record| record.nodes().any(is_stars)).count())
}

/// Whether the records were written elsewhere: `Retweet`.
pub(super) fn are_tweets(tree: &Tree<'_>, group: &Group) -> bool {
    let is_button = |id: Id| {
        let text = text::trim(tree.text(id));
        text.len() <= 12 && text.get(..7).is_some_and(|start| start.eq_ignore_ascii_case("retweet"))
    };
    most(group, group.records.iter().filter(|record| record.nodes().any(is_button)).count())
}

/// Whether the records count themselves: `#3`, `#4`, or down from there.
pub(super) fn are_numbered(tree: &Tree<'_>, group: &Group) -> bool {
    let number = |id: Id| {
        let text = text::shown(tree, id);
        let digits = text.trim_end_matches("楼").trim_start_matches('#');
        let digits = digits.split(|c: char| !c.is_ascii_digit()).next().unwrap_or_default();
        let is_marked = text.starts_with('#') || text.ends_with('楼');
        digits.parse::<u32>().ok().filter(|_| is_marked)
    };
    let numbers: Vec<Option<u32>> = group
        .records
        .iter()
        .map(|record| {
            let mut nodes = record.nodes().filter(|&id| (2..=LONGEST).contains(&tree.text(id).len()));
            nodes.find_map(number)
        })
        .collect();
    let follows = |pair: &&[Option<u32>]| matches!(pair, [Some(a), Some(b)] if a.abs_diff(*b) == 1);
    numbers.len() >= 2 && numbers.windows(2).filter(follows).count() * 100 >= (numbers.len() - 1) * MOST
}

/// Whether a record links to the rest of what it begins: `Read more`.
pub(super) fn is_teaser(tree: &Tree<'_>, record: &Record) -> bool {
    const LARGEST: u32 = 6;
    let is_target = |id: Id| tree.attribute(id, "href").is_some_and(|href| !href.starts_with(['#', 'j']));
    let is_link = |id: &Id| tree.tag(*id) == Tag::A && tree.end(*id).0 - id.0 <= LARGEST && is_target(*id);
    record.nodes().filter(is_link).any(|id| teaser::ends_so(&text::line(tree, id)))
}

/// Whether a record shows a picture of who wrote it.
pub(super) fn has_portrait(tree: &Tree<'_>, record: &Record) -> bool {
    static WORDS: Parts = Parts::new(&["avatar", "userpic"]);
    let is_portrait = |id: Id| {
        ["class", "alt", "src"].iter().filter_map(|name| tree.attribute(id, name)).any(|v| WORDS.are_in(v))
    };
    record.nodes().any(|id| tree.tag(id) == Tag::Img && is_portrait(id))
}

/// Whether the form for a new comment stands right above the records, or below them.
pub(super) fn has_form(tree: &Tree<'_>, group: &Group) -> bool {
    const NEAR: u32 = 40;
    let (first, last) = (group.records[0].start, group.records[group.records.len() - 1].end);
    let end = tree.end(Id::ROOT).0;
    let around = (first.0.saturating_sub(NEAR)..first.0).chain(last.0..end.min(last.0 + NEAR));
    let is_form = |id: Id| {
        tree.tag(id) == Tag::Textarea
            || tree.has_text(id) && marks::of(&text::shown(tree, id)) == Some(Mark::Form)
    };
    around.map(Id).any(is_form)
}

/// Whether a record has a button as only comments have it.
pub(super) fn has_button(tree: &Tree<'_>, record: &Record) -> bool {
    record.nodes().any(|id| tree.text(id).len() < 60 && marks::of(&text::shown(tree, id)) == Some(Mark::Tail))
}

/// Whether a record has a button to answer it, which nothing but a comment has.
pub(super) fn has_answer_button(tree: &Tree<'_>, record: &Record) -> bool {
    const TARGETS: &[&str] =
        &["mode=quote", "mode=reply", "action=quote", "do=newreply", "replytocom", "newpost?quote"];
    /// Pictures of arrows, as fonts of icons call them.
    const ICONS: &[&str] =
        &["fa-reply", "icon-reply", "bi-reply", "bi-reply-fill", "glyphicon-reply", "mdi-reply"];
    // `Leave a comment` stands below articles.
    let is_comment_link =
        |id: Id| matches!(marks::of(&text::line(tree, id)), Some(Mark::Form | Mark::Title | Mark::Empty));
    record.nodes().any(|id| {
        chrome::is_answer(&text::shown(tree, id))
            || tree.attributes(id).any(|(name, value)| match name {
                "title" | "aria-label" | "alt" | "value" | "data-testid" | "data-action" => {
                    chrome::is_answer(value)
                }
                "href" => TARGETS.iter().any(|target| value.contains(target)) && !is_comment_link(id),
                // A picture holds nothing.
                "class" => tree.end(id).0 - id.0 == 1 && tree.classes(id).any(|class| ICONS.contains(&class)),
                _ => false,
            })
    })
}
