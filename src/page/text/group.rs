//! Headers of one form → do comments stand below them? What comes in: the headers
//! of a page that have one form and a date. What goes out: the line where the first
//! comment begins, if they are sure to be comments'. What it promises: lists of
//! articles have names and dates, too, so that a form that they also have needs
//! another sign: buttons, numbers, profiles, or people who write by the minute.

use std::collections::HashMap;

use super::bounds;
use super::guard;
use super::header::{Classified, Form, Header};
use super::lines::Line;
use crate::page::kind::{Kind, Sign, without_figures};
use crate::page::marks::Mark;
use crate::page::{date, name};

/// As many headers have the same line above them, if it is a button.
const FEWEST_LABELS: usize = 3;

/// More people than this do not write a blog together.
const FEWEST_PEOPLE: usize = 5;

/// Headers of one form.
pub(super) struct Group<'a> {
    pub form: Form,
    pub headers: Vec<Header<'a>>,
}

impl Group<'_> {
    /// The same without the bylines of articles, which show the day at most.
    pub fn without_bylines(mut self) -> Self {
        let timed = if self.headers.len() > 2 { self.count(is_timed) } else { 0 };
        if timed > 1 && timed * 2 > self.headers.len() {
            self.headers.retain(is_timed);
        }
        self
    }

    /// The same without the headers that show the day at most: those of articles.
    pub fn timed(&self) -> Self {
        Self {
            form: self.form,
            headers: self.headers.iter().filter(|header| is_timed(header)).copied().collect(),
        }
    }

    fn count(&self, is_so: impl Fn(&Header<'_>) -> bool) -> usize {
        self.headers.iter().filter(|header| is_so(header)).count()
    }

    /// Whether the form itself is a sign of comments.
    pub fn has_sign(&self) -> bool {
        matches!(self.form, Form::Numbered | Form::Profile | Form::Line(Sign::Verb | Sign::System))
    }

    /// Where the first comment begins.
    pub fn first_comment(&self, page: &Classified<'_>, profiles: usize) -> Option<usize> {
        /// A profile stands no farther from the header.
        const FAR: usize = 10;
        let count = self.headers.len();
        let first = self.headers.first()?.first;
        if count < 2 {
            let is_item = page.lines.get(first).is_some_and(Line::is_item);
            return (self.form == Form::Line(Sign::Verb) && is_item).then_some(first);
        }
        // A forum shows who its members are beside each post.
        let is_beside = |header: &Header<'_>| {
            let lines = header.first.saturating_sub(FAR)..header.body + FAR;
            page.kinds
                .get(lines.start..lines.end.min(page.len()))
                .is_some_and(|kinds| kinds.contains(&Kind::Mark(Mark::Profile)))
        };
        let is_forum = profiles >= 2 * count && self.count(is_beside) * 2 >= count;
        match self.form {
            _ if self.has_sign() => Some(first),
            Form::Nameless => is_forum.then_some(first),
            Form::Line(Sign::By) => {
                let has_writers = self.distinct_names() > 1;
                let is_timed = || self.count(is_timed) == count;
                let is_closed = || self.closed(page).iter().filter(|closed| **closed).count() * 2 >= count;
                (is_forum || has_writers && (is_timed() || is_closed())).then_some(first)
            }
            _ => {
                let closed = self.closed(page);
                let buttons = closed.iter().filter(|closed| **closed).count();
                let is_sure = is_forum
                    || count > 2 && buttons * 2 >= count
                    || self.are_numbered(page)
                    || self.are_people(page)
                    || buttons == 1 && count < 4 && self.is_last_closed(page);
                // A menu with a date above the article looks like a header, too.
                let is_first_other = closed.get(1) == Some(&false) && closed.get(2) == Some(&true);
                let first = if is_first_other { self.headers.get(1)?.first } else { first };
                is_sure.then_some(first)
            }
        }
    }

    /// Which of the headers stand directly below a button or a counter: one that is
    /// known, or a count that stands above most of them (`0 Appreciate this`).
    fn closed(&self, page: &Classified<'_>) -> Vec<bool> {
        let counts = common(self.headers.iter().map(|header| {
            let above = header.first.checked_sub(1)?;
            let line = page.lines.get(above).filter(|_| page.kind(above) == Some(Kind::Text))?;
            let is_count = line.text.starts_with(|c: char| c.is_ascii_digit());
            is_count.then_some(line.text)
        }));
        let is_closed = |(header, counted): (&Header<'_>, bool)| {
            let is_noise = |at: &usize| page.kind(*at) == Some(Kind::Mark(Mark::Noise));
            let above = (0..header.first).rev().find(|at| !is_noise(at));
            let is_count = |at| page.kind(at) == Some(Kind::Mark(Mark::Count)) && !page.is_agreement(at);
            let is_button = |at| guard::is_button(page, at) || is_count(at);
            counted || above.is_some_and(is_button)
        };
        self.headers.iter().zip(counts).map(is_closed).collect()
    }

    /// Whether a button closes the last of two comments.
    fn is_last_closed(&self, page: &Classified<'_>) -> bool {
        let last = self.headers.last().map_or(0, |header| header.first);
        (last..bounds::end_of(page, last)).any(|at| guard::is_button(page, at))
    }

    fn distinct_names(&self) -> usize {
        let mut names: Vec<&str> = self.headers.iter().filter_map(|header| header.author).collect();
        names.sort_unstable();
        names.dedup();
        names.len()
    }

    /// Whether the headers count themselves: `NAME DATE 3`, `NAME DATE 4`.
    fn are_numbered(&self, page: &Classified<'_>) -> bool {
        const MOST: usize = 60;
        let numbers: Vec<Option<u32>> =
            self.headers.iter().map(|header| number_behind(page, header)).collect();
        let follows = |pair: &&[Option<u32>]| matches!(pair, [Some(a), Some(b)] if a.abs_diff(*b) == 1);
        numbers.windows(2).filter(follows).count() * 100 >= (numbers.len() - 1) * MOST
    }

    /// Whether the headers name people, some of them more than one, who wrote at a
    /// time of day, below no title and above some sentence; or people who made up
    /// their names.
    fn are_people(&self, page: &Classified<'_>) -> bool {
        let count = self.headers.len();
        let has_nick = |header: &Header<'_>| header.author.is_some_and(name::is_nick);
        if self.form == Form::Stack && count > 3 && self.count(has_nick) * 10 >= count * 6 {
            return true;
        }
        let has_name = |header: &Header<'_>| header.author.is_some_and(name::is_of_person);
        // Headlines are longer than names, and show the day at most.
        count > 2
            && self.count(is_timed) == count
            && self.count(has_name) * 4 >= count * 3
            && self.distinct_names() >= FEWEST_PEOPLE.min(count.div_ceil(2))
            && self.untitled(page) * 10 >= count * 8
            && self.count(|header| has_sentence(page, header.body)) * 10 >= count * 6
    }

    /// How many headers have no title above them.
    fn untitled(&self, page: &Classified<'_>) -> usize {
        let text_above =
            |header: &Header<'_>| page.lines.get(header.first.checked_sub(1)?).map(|line| line.text);
        // `Version 1.3` is a title.
        let is_plain = |text: &&str| !text.ends_with(|c: char| c.is_ascii_digit());
        let repeated = common(self.headers.iter().map(|header| text_above(header).filter(is_plain)));
        let is_untitled = |(header, repeated): (&Header<'_>, bool)| {
            let is_sentence = text_above(header).is_some_and(|text| text.ends_with(super::SENTENCE_ENDS));
            page.stands_apart(header.first) || repeated || is_sentence && page.blanks(header.body) == 0
        };
        self.headers.iter().zip(repeated).filter(|pair| is_untitled(*pair)).count()
    }
}

/// Whether a header shows when on a day something was written, or how long ago.
pub(super) fn is_timed(header: &Header<'_>) -> bool {
    header.date.is_some_and(date::is_timed)
}

/// Which of some lines are, without their figures, what at least half of them are.
fn common<'t>(lines: impl Iterator<Item = Option<&'t str>>) -> Vec<bool> {
    const LONGEST: usize = 40;
    let label = |line: &str| {
        let label = without_figures(line);
        (line.len() <= LONGEST && label.chars().any(char::is_alphabetic)).then_some(label)
    };
    let labels: Vec<Option<String>> = lines.map(|line| label(line?)).collect();
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for label in labels.iter().flatten() {
        *counts.entry(label).or_default() += 1;
    }
    let enough = FEWEST_LABELS.max(labels.len().div_ceil(2));
    let is_common = |label: &str| counts.get(label).is_some_and(|&count| count >= enough);
    labels.iter().map(|label| label.as_deref().is_some_and(is_common)).collect()
}

/// Whether one of the next lines, up to the next header, is a sentence.
fn has_sentence(page: &Classified<'_>, body: usize) -> bool {
    const NEAR: usize = 8;
    const SHORTEST: usize = 60;
    let is_sentence =
        |text: &str| text.len() > SHORTEST || text.contains(' ') && text.ends_with(super::SENTENCE_ENDS);
    (body..body + NEAR)
        .map_while(|at| page.lines.get(at).filter(|_| page.kind(at) == Some(Kind::Text)))
        .any(|line| is_sentence(line.text))
}

/// The number that ends the line of a header's date.
fn number_behind(page: &Classified<'_>, header: &Header<'_>) -> Option<u32> {
    let date = header.date?;
    let mut lines = (header.first..header.body).filter_map(|at| page.lines.get(at));
    let line = lines.find(|line| line.text.contains(date))?;
    line.text.rsplit_once(date)?.1.trim().trim_start_matches('#').parse().ok()
}
