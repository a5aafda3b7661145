//! Records → which one each answers, where answers do not lie inside of what they
//! answer. What comes in: the elements of comments in the order of the page. What
//! goes out: for each the place of its parent among them, if it has one. What it
//! promises: a parent stands above its answers; where nothing sets some comments
//! further in than the first, none has one.

use super::tree::{Id, Tree};

/// So many levels around a record are looked at.
const HIGHEST: usize = 24;

/// The parents of records.
pub(super) fn parents(tree: &Tree<'_>, records: &[Id]) -> Vec<Option<usize>> {
    let [first, .., last] = records else { return vec![None; records.len()] };
    let around = tree.ancestors(*first).find(|&id| tree.contains(id, *last)).unwrap_or(Id::ROOT);
    let by = |level: &dyn Fn(Id) -> Option<u32>| {
        let levels: Vec<u32> = records.iter().map(|&id| level(id)).collect::<Option<_>>()?;
        let is_inset = levels.iter().any(|level| *level > levels[0]);
        (is_inset && levels.iter().all(|level| *level >= levels[0])).then_some(levels)
    };
    let within =
        |id: Id| [id].into_iter().chain(tree.ancestors(id).take(HIGHEST)).take_while(|&id| id > around);
    let said = |id: Id| within(id).find_map(|id| tree.classes(id).find_map(numbered));
    // Whatever is inset adds to what stands around it.
    let margins = |id: Id| within(id).filter_map(|id| margin(tree.attribute(id, "style")?));
    let shown = |id: Id| Some(margins(id).fold(0, u32::saturating_add));
    if let Some(levels) = by(&said).or_else(|| by(&shown)) {
        return above(&levels, |_, _| true);
    }
    let depth = |id: Id| u32::try_from(within(id).count()).ok();
    let is_inside = |parent: usize, answer: usize| is_answer(tree, around, records[parent], records[answer]);
    by(&depth).map_or_else(|| vec![None; records.len()], |levels| above(&levels, is_inside))
}

/// The nearest record above each that is less far in.
fn above(levels: &[u32], is_parent: impl Fn(usize, usize) -> bool) -> Vec<Option<usize>> {
    let mut open: Vec<usize> = Vec::new();
    let mut parents = Vec::with_capacity(levels.len());
    for (at, level) in levels.iter().enumerate() {
        while open.pop_if(|outer| levels[*outer] >= *level).is_some() {}
        parents.push(open.last().copied().filter(|&parent| is_parent(parent, at)));
        open.push(at);
    }
    parents
}

/// Whether what is further in stands in an element with what it would answer alone,
/// or in one for answers: the second page of comments may be further in, too.
fn is_answer(tree: &Tree<'_>, around: Id, parent: Id, answer: Id) -> bool {
    const WORDS: [&str; 7] = ["repl", "child", "answer", "respon", "nested", "indent", "antwort"];
    let is_called = |id: Id| {
        tree.classes(id).any(|class| {
            let class = class.to_ascii_lowercase();
            WORDS.iter().any(|word| class.contains(word))
        })
    };
    let mut inner = tree.ancestors(answer).take(HIGHEST).take_while(|&id| !tree.contains(id, parent));
    let holds_both = tree.ancestors(answer).take(HIGHEST).find(|&id| tree.contains(id, parent));
    holds_both.is_some_and(|both| both > around) || inner.any(is_called)
}

/// The level that a class says: `comment-depth-2`, `level3`, `indent_1`.
fn numbered(class: &str) -> Option<u32> {
    const WORDS: [&str; 10] =
        ["depth", "level", "indent", "lvl", "niveau", "nivel", "ebene", "stufe", "uroven", "poziom"];
    let name = class.trim_end_matches(|c: char| c.is_ascii_digit());
    let number = class[name.len()..].parse().ok()?;
    let name = name.trim_end_matches(['-', '_']).to_ascii_lowercase();
    WORDS.iter().any(|word| name.ends_with(word)).then_some(number)
}

/// How far a style sets its element in, in the unit of the style.
fn margin(style: &str) -> Option<u32> {
    let inset = style.split(';').find_map(|rule| {
        let (name, value) = rule.split_once(':')?;
        let is_left = ["margin-left", "padding-left", "margin-inline-start"].contains(&name.trim());
        is_left.then(|| value.trim())
    })?;
    let digits = inset.bytes().take_while(u8::is_ascii_digit).count();
    inset[..digits].parse().ok()
}

#[cfg(test)]
mod tests {
    use super::parents;
    use crate::page::html::parse::parse;
    use crate::page::html::tree::Id;

    #[test]
    fn answers_are_further_in_than_what_they_answer() {
        const NESTED: &str = "<ol><li><div class=c></div><ol><li><div class=c></div></li><li><div class=c></div></li></ol></li>\
            <li><div class=c></div></li></ol>";
        let cases = [
            (
                "classes",
                "<p class='c depth-1'><p class='c depth-2'><p class='c depth-3'><p class='c depth-2'>",
                [None, Some(0), Some(1), Some(0)],
            ),
            (
                "around",
                "<b class=level0><i class=c></i></b><b class=level1><i class=c></i></b><b class=level1><i class=c></i></b><b class=level0><i class=c></i></b>",
                [None, Some(0), Some(0), None],
            ),
            (
                "margins",
                "<p class=c style='margin-left:0px'><p class=c style='MARGIN: 0; margin-left: 25px'><p class=c style='margin-left:50px'><p class=c style='margin-left:0'>",
                [None, Some(0), Some(1), None],
            ),
            ("lists", NESTED, [None, Some(0), Some(0), None]),
            (
                "wrappers",
                "<p class=c></p><div class=replies><p class=c></p></div><p class=c></p><div><p class=c></p></div>",
                [None, Some(0), None, None],
            ),
            (
                "pages",
                "<p class=c></p><p class=c></p><div class=page-2><p class=c></p><p class=c></p></div>",
                [None; 4],
            ),
            ("flat", "<p class=c><p class=c><p class=c><p class=c>", [None; 4]),
            (
                "beyond any screen",
                "<p class=c><b style='margin-left:4294967295px'><b style='margin-left:9px'><i class=c></i></b></b><p class=c><p class=c>",
                [None, Some(0), None, None],
            ),
            (
                "first further in",
                "<p class='c level2'><p class='c level1'><p class='c level1'><p class='c level2'>",
                [None; 4],
            ),
        ];
        for (name, page, want) in cases {
            let page = format!("<body>{page}</body>");
            let tree = parse(&page);
            let records: Vec<Id> =
                tree.subtree(Id::ROOT).filter(|&id| tree.classes(id).next() == Some("c")).collect();
            assert_eq!(parents(&tree, &records), want, "{name}");
        }
    }
}
