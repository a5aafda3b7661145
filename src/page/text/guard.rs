//! Sections → are they lists of articles? What comes in: the classified lines
//! and a section. What goes out: yes or no. What it promises: a list is told
//! by what articles show and comments do not: a title over each byline, a count
//! of comments, a way to the rest of it.

use super::bounds;
use super::header::{Classified, Form};
use super::section::Section;
use crate::page::kind::{Kind, Sign};
use crate::page::marks::{self, Mark};
use crate::page::{html, name, teaser};

/// Whether what stands in a section is a list of articles, topics or events.
pub(super) fn is_list(page: &Classified<'_>, section: &Section) -> bool {
    let headers = dated(page, section);
    are_others(page, section, &headers)
        || !has_buttons(page, section, &headers)
            && (teases(page, section, &headers)
                || is_titled(page, section, &headers)
                || are_in_items(page, &headers))
}

/// Whether headers are those of topics, of comments on other pages, of reviews or of
/// examples.
fn are_others(page: &Classified<'_>, section: &Section, headers: &[usize]) -> bool {
    counts_comments(page, section, headers)
        || are_elsewhere(page, headers)
        || are_reviews(page, section, headers)
        || are_latest_posts(page, headers)
        || are_examples(page, section)
}

/// Signs of a list, whatever its buttons say: whether the headers are those of something
/// else, whether texts only begin what they say, and whether titles stand over headers.
pub(super) fn signs_of_list(page: &Classified<'_>, section: &Section) -> [bool; 3] {
    let headers = dated(page, section);
    [are_others(page, section, &headers), teases(page, section, &headers), is_titled(page, section, &headers)]
}

/// How many comments the section's heading says that there are.
pub(super) fn stated(page: &Classified<'_>, section: &Section) -> Option<usize> {
    headings(page, section).filter(|&at| !bounds::is_in_menu(page, at)).find_map(|at| number(page, at))
}

/// The lines above a section's comments that say that they follow.
pub(super) fn headings<'p>(page: &'p Classified<'_>, section: &Section) -> impl Iterator<Item = usize> + 'p {
    (section.lines.start..section.comments.start)
        .filter(|&at| matches!(page.kind(at), Some(Kind::Mark(Mark::Start | Mark::Title))))
}

/// Whether most of what stands below headers says how many comments it has, or
/// who wrote the last, as articles and topics in a list do.
fn counts_comments(page: &Classified<'_>, section: &Section, headers: &[usize]) -> bool {
    const FEWEST: usize = 2;
    let is_count = |at: &usize| {
        let text = page.lines.get(*at).map_or("", |line| line.text);
        match page.kind(*at) {
            Some(Kind::Mark(Mark::Title | Mark::Empty)) => has_number(page, *at) && text.contains("omment"),
            // `Last post by NAME`
            Some(Kind::Text) => name::is_about_page(text) && text.contains(" by ") || is_footer(text),
            _ => false,
        }
    };
    // Over comments their number may stand twice.
    let heading = (section.lines.start..section.comments.start).any(|at| is_count(&at));
    let counts = section.comments.clone().filter(is_count).count() + usize::from(heading);
    counts >= FEWEST && counts * 2 >= headers.len()
}

/// Whether a line counts comments or views beside something else: `Posted in
/// Town | 3 Comments`, `12 replies, 340 views`.
fn is_footer(text: &str) -> bool {
    const LONGEST: usize = 100;
    let counts = |part: &str| {
        let part = part.trim();
        let is_count = part.contains("omment") && matches!(marks::of(part), Some(Mark::Title | Mark::Empty));
        part.bytes().any(|b| b.is_ascii_digit()) && (is_count || part.ends_with("views"))
    };
    // `Replies: 5 Views: 153`
    if text.split_once("Replies: ").is_some_and(|(_, rest)| rest.contains("Views: ")) {
        return true;
    }
    let is_parted = text.contains(['|', '·', '•', ',']);
    text.len() <= LONGEST && is_parted && text.split(['|', '·', '•', ',']).any(counts)
}

/// Whether most headers name the article that was commented, as lists of the
/// latest comments of a site do: `NAME on TITLE`.
fn are_elsewhere(page: &Classified<'_>, headers: &[usize]) -> bool {
    const FEWEST_WORDS: usize = 3;
    let names_title = |first: &&usize| {
        let author = page.header(**first).and_then(|header| header.author);
        let above = || first.checked_sub(1).and_then(|at| page.lines.get(at)).map(|line| line.text);
        author.or_else(above).and_then(|author| author.split_once(" on ")).is_some_and(|(_, title)| {
            title.split_whitespace().count() >= FEWEST_WORDS && title.starts_with(char::is_uppercase)
        })
    };
    let named = headers.iter().filter(names_title).count();
    named > 1 && named * 2 > headers.len()
}

/// Whether most headers stand within items of a list that begin with something else,
/// as the bylines of articles and topics do: `• TITLE`, and below it `by NAME, DATE`.
fn are_in_items(page: &Classified<'_>, headers: &[usize]) -> bool {
    const FEWEST: usize = 2;
    const LONGEST_ITEM: usize = 12;
    let mut floor = 0;
    let mut count = 0;
    for &first in headers {
        let above = page.lines.get(floor.max(first.saturating_sub(LONGEST_ITEM))..first).unwrap_or_default();
        let indent = page.lines.get(first).filter(|line| !line.is_item()).map_or(0, |line| line.indent);
        let author = page.header(first).and_then(|header| header.author).unwrap_or_default();
        let top = above.iter().rposition(|line| line.indent < indent);
        let is_titled = top.is_some_and(|top| {
            let line = &above[top];
            let kind = page.kind(first - above.len() + top);
            // The picture of a writer may begin the item.
            line.is_item() && !matches!(kind, Some(Kind::Mark(_))) && !line.text.contains(author)
        });
        count += usize::from(is_titled);
        floor = page.header(first).map_or(first + 1, |header| header.body);
    }
    count >= FEWEST && count * 10 >= headers.len() * 8
}

/// Whether a line beside most headers says that the date is the last post's, as
/// lists of topics and of boards do.
fn are_latest_posts(page: &Classified<'_>, headers: &[usize]) -> bool {
    const FEWEST: usize = 2;
    const FAR: usize = 8;
    let is_label = |at: usize| page.lines.get(at).is_some_and(|line| name::is_last_post(line.text));
    let says_so = |first: &&usize| {
        let body = page.header(**first).map_or(**first, |header| header.body);
        (first.saturating_sub(FAR)..body).any(is_label)
    };
    let count = headers.iter().filter(says_so).count();
    count >= FEWEST && count * 2 >= headers.len()
}

/// Whether mails are examples in a text about mail: it is much longer than they are.
fn are_examples(page: &Classified<'_>, section: &Section) -> bool {
    const TIMES: usize = 8;
    let is_mail = page.lines.get(section.comments.start).is_some_and(|line| line.text.starts_with("From:"));
    is_mail && page.len() > TIMES * section.comments.len()
}

/// Whether most of the section's texts say how many stars a customer gave.
fn are_reviews(page: &Classified<'_>, section: &Section, headers: &[usize]) -> bool {
    const FEWEST: usize = 2;
    const LONGEST: usize = 40;
    let gives_stars = |at: &usize| {
        let text = page.lines.get(*at).map_or("", |line| line.text);
        text.len() <= LONGEST && {
            let text = text.to_ascii_lowercase();
            let rest = text.strip_prefix("rated ").unwrap_or(&text);
            let is_mark = rest.starts_with(|c: char| c.is_ascii_digit()) && rest.contains(" out of 5");
            is_mark && (rest.len() < text.len() || rest.ends_with("stars"))
        }
    };
    let reviews = section.lines.clone().filter(gives_stars).count();
    reviews >= FEWEST && reviews * 2 >= headers.len()
}

/// The first lines of the section's headers that show a date.
pub(super) fn dated(page: &Classified<'_>, section: &Section) -> Vec<usize> {
    let mut found = Vec::new();
    let mut at = section.comments.start;
    while at < section.comments.end {
        let header = page.header(at).filter(|header| header.date.is_some());
        found.extend(header.map(|header| header.first));
        at = header.map_or(at + 1, |header| header.body);
    }
    found
}

/// The first number of a line: how many comments a heading says that there are.
pub(super) fn number(page: &Classified<'_>, at: usize) -> Option<usize> {
    let text = page.lines.get(at)?.text;
    let digits = &text[text.find(|c: char| c.is_ascii_digit())?..];
    let end = digits.find(|c: char| !c.is_ascii_digit() && c != ',').unwrap_or(digits.len());
    digits[..end].replace(',', "").parse().ok()
}

pub(super) fn has_number(page: &Classified<'_>, at: usize) -> bool {
    page.lines.get(at).is_some_and(|line| line.text.bytes().any(|b| b.is_ascii_digit()))
}

/// Whether a line is a button that comments have; articles are shared, too.
pub(super) fn is_button(page: &Classified<'_>, at: usize) -> bool {
    const SHARED: [&str; 6] = ["share", "tweet", "email", "e-mail", "print", "like this"];
    let text = page.lines.get(at).map_or("", |line| line.text);
    let is_start = |start: &str| text.get(..start.len()).is_some_and(|text| text.eq_ignore_ascii_case(start));
    page.kind(at) == Some(Kind::Mark(Mark::Tail)) && !SHARED.iter().any(|start| is_start(start))
}

/// Whether a line is a button to answer, or a row with one.
pub(super) fn is_answer(page: &Classified<'_>, at: usize) -> bool {
    let text = page.lines.get(at).map_or("", |line| line.text);
    let is_in_row = || marks::is_row_of_buttons(text) && text.split_whitespace().any(html::is_answer);
    page.kind(at) == Some(Kind::Mark(Mark::Tail)) && (html::is_answer(text) || is_in_row())
}

/// Whether as many buttons as headers stand in a section, or nearly.
fn has_buttons(page: &Classified<'_>, section: &Section, headers: &[usize]) -> bool {
    let buttons = section.lines.clone().filter(|&at| is_button(page, at)).count();
    buttons > 0 && buttons * 2 >= headers.len()
}

/// Whether most texts only begin what they say.
fn teases(page: &Classified<'_>, section: &Section, headers: &[usize]) -> bool {
    const FEWEST: usize = 2;
    let is_teaser = |at: &usize| page.lines.get(*at).is_some_and(|line| teaser::ends_so(line.text));
    // The mark that closes the section may be the teaser's.
    let teasers = (section.comments.start..=section.comments.end).filter(is_teaser).count();
    teasers >= FEWEST && teasers * 2 >= headers.len()
}

/// Whether a title stands over each header, and nothing says that comments
/// follow: replies may have titles, too, but under a heading.
fn is_titled(page: &Classified<'_>, section: &Section, headers: &[usize]) -> bool {
    let is_own =
        |form: Form| matches!(form, Form::Numbered | Form::Profile | Form::Line(Sign::Verb | Sign::System));
    let headings = section.lines.start..section.comments.start;
    if headings.clone().any(|at| is_heading(page, at)) {
        return false;
    }
    // Headers below their texts have the title of the next one below them.
    let is_over_title = |first: &usize| {
        let body = page.header(*first).map_or(first + 1, |header| header.body);
        page.blanks(body) > 0 && page.blanks(body + 1) > 0 && title_at(page, body).is_some()
    };
    if headers.len() > 1 && headers.split_last().is_some_and(|(_, others)| others.iter().all(is_over_title)) {
        return true;
    }
    let mut titles: Vec<&str> = Vec::new();
    for &first in headers {
        let above = first.wrapping_sub(1);
        let is_form = page.header(first).is_some_and(|header| is_own(header.form));
        let Some(title) = title_at(page, above).filter(|_| !is_form) else { return false };
        titles.push(title);
    }
    // Posts repeat what their topic is called.
    let is_repeated = titles.windows(2).any(|pair| pair[0] == pair[1]);
    let is_reply = |title: &&str| title.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("re:"));
    !titles.is_empty() && !is_repeated && !titles.iter().any(is_reply)
}

/// Whether a line says that comments follow, and is not the last of what stands
/// above it, as a count of comments below an article is.
fn is_heading(page: &Classified<'_>, at: usize) -> bool {
    let says_so = match page.kind(at) {
        Some(Kind::Mark(Mark::Start)) => true,
        Some(Kind::Mark(Mark::Title)) => {
            has_number(page, at)
                || page.lines.get(at).is_some_and(|line| line.text.to_lowercase().contains("comments"))
        }
        _ => false,
    };
    says_so && !bounds::is_glued(page, at)
}

/// The title of an article on a line of its own.
fn title_at<'a>(page: &Classified<'a>, at: usize) -> Option<&'a str> {
    const FEWEST_WORDS: usize = 3;
    const MOST_WORDS: usize = 16;
    let line = page.lines.get(at)?;
    let words = line.text.split_whitespace().count();
    let is_sentence =
        |at: usize| page.lines.get(at).is_none_or(|line| line.text.ends_with(super::SENTENCE_ENDS));
    let is_title = page.kind(at) == Some(Kind::Text)
        && (FEWEST_WORDS..=MOST_WORDS).contains(&words)
        && (page.stands_apart(at) || !is_sentence(at.wrapping_sub(1)))
        && !line.text.ends_with(['.', '!', ':', ',', ';', '…', ')', '”', '"'])
        && line.text.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit() || "'‘“\"".contains(c))
        && marks::of(line.text).is_none();
    is_title.then_some(line.text)
}
