//! A section → its comments. What comes in: the lines of a section and how
//! its comments are told apart. What goes out: the comments in order. What it
//! promises: every line of a comment's text stood in the section, in the
//! order of the page; a comment without text is left out.

use std::ops::Range;

use super::header::{Classified, Form, Header};
use super::lines::Line;
use super::section::{Layout, Section};
use crate::comment::Comment;
use crate::page::kind::{Kind, Sign};
use crate::page::marks::Mark;
use crate::page::name;

/// So many lines of profiles make a forum; fewer may be a comment's words.
const FEWEST_PROFILE_LINES: usize = 4;

/// Reads the comments of a section; where the last of them ends, with its
/// buttons, comes with them.
pub(super) fn read(page: &Classified<'_>, section: &Section) -> (Vec<Comment>, usize) {
    let range = section.comments.clone();
    let is_profile = |kind: &&Kind<'_>| **kind == Kind::Mark(Mark::Profile);
    let is_forum = page
        .kinds
        .get(range.clone())
        .is_some_and(|kinds| kinds.iter().filter(is_profile).count() >= FEWEST_PROFILE_LINES);
    let mut thread = Thread {
        page,
        comments: Vec::new(),
        draft: None,
        open: Vec::new(),
        has_votes: false,
        is_forum,
        end: range.start,
    };
    match section.layout {
        Layout::Headed(form) => thread.headed(range, form),
        Layout::Spoken => thread.spoken(range),
        Layout::Signed => thread.signed(range),
        Layout::Listed => thread.bare(range, true),
        Layout::Bare => thread.bare(range, false),
    }
    thread.finish();
    places_off(&mut thread.comments);
    (thread.comments, thread.end)
}

/// Takes the place off the names of writers, where nearly all have one.
fn places_off(comments: &mut [Comment]) {
    const FEWEST: usize = 2;
    let named = comments.iter().filter_map(|comment| comment.author.as_deref());
    let placed = named.filter(|name| name::with_any_place(name).is_some()).count();
    if placed < FEWEST || placed * 10 < comments.len() * 8 {
        return;
    }
    for comment in comments {
        let bare = comment.author.as_deref().and_then(name::with_any_place).map(|(name, _)| name.to_owned());
        comment.author = bare.or(comment.author.take());
    }
}

struct Thread<'p, 'a> {
    page: &'p Classified<'a>,
    comments: Vec<Comment>,
    draft: Option<Draft>,
    /// Indents and writers of the comments that the next one may answer.
    open: Vec<(usize, Option<String>)>,
    /// Whether votes closed a comment before.
    has_votes: bool,
    /// Whether profiles stand beside the posts.
    is_forum: bool,
    /// The line behind the last one that was a comment's.
    end: usize,
}

/// The comment that is being read.
#[derive(Default)]
struct Draft {
    comment: Comment,
    /// How far its header is indented, if it is an item of a list: answers are
    /// indented deeper than what they answer.
    indent: Option<usize>,
    /// A button closed it: what follows, up to the next header, is not its.
    is_closed: bool,
}

impl Draft {
    fn is_empty(&self) -> bool {
        self.comment.text.is_empty()
    }

    fn push(&mut self, line: &Line<'_>, text: &str) {
        if !self.is_empty() {
            self.comment.text.push_str(if line.blanks > 0 { "\n\n" } else { "\n" });
        }
        self.comment.text.push_str(text);
    }

    /// A line of a profile: above the text, what was read so far belonged to
    /// the profile, and its first line is the name; below, it ends the text.
    fn meet_profile(&mut self) {
        const LONGEST_PROFILE_LINE: usize = 40;
        let text = &mut self.comment.text;
        if text.lines().all(|line| line.len() <= LONGEST_PROFILE_LINE) {
            let name = text.lines().next().filter(|line| name::is_possible(line)).map(str::to_owned);
            self.comment.author = self.comment.author.take().or(name);
            text.clear();
        } else {
            let body = text
                .rsplit_once('\n')
                .filter(|(_, last)| name::is_likely(last))
                .map(|(body, _)| body.trim_end().len());
            text.truncate(body.unwrap_or(text.len()));
            self.is_closed = true;
        }
    }
}

impl<'a> Thread<'_, 'a> {
    fn finish(&mut self) {
        if let Some(mut draft) = self.draft.take().filter(|draft| !draft.is_empty()) {
            if let Some(indent) = draft.indent {
                while self.open.pop_if(|(outer, _)| *outer >= indent).is_some() {}
                let parent = self.open.last().and_then(|(_, author)| author.clone());
                draft.comment.reply_to = draft.comment.reply_to.or(parent);
                self.open.push((indent, draft.comment.author.clone()));
            }
            self.comments.push(draft.comment);
        }
    }

    /// Begins a comment.
    fn begin(&mut self, at: usize, author: Option<&str>, date: Option<&str>, reply_to: Option<&str>) {
        self.finish();
        let mut draft = Draft::default();
        draft.comment.author = author.map(str::to_owned);
        draft.comment.date = date.map(str::to_owned);
        draft.comment.reply_to = reply_to.map(str::to_owned);
        draft.indent = self.page.lines.get(at).filter(|line| line.is_item()).map(|line| line.indent);
        self.draft = Some(draft);
    }

    /// Comments below their headers.
    fn headed(&mut self, range: Range<usize>, main: Form) {
        let mut at = range.start;
        while at < range.end {
            if let Some(header) = self.page.header(at).filter(|header| self.is_accepted(header, main)) {
                self.begin(at, header.author, header.date, header.reply_to);
                at = header.body;
                self.end = at;
            } else {
                if !self.is_title(at, main) {
                    self.body_line(at, range.end);
                }
                at += 1;
            }
        }
    }

    /// Whether a line is the title of the post whose header stands below it.
    fn is_title(&self, at: usize, main: Form) -> bool {
        let is_headed = || {
            self.page
                .header(at + 1)
                .is_some_and(|header| header.form == main && self.page.blanks(at + 1) <= 1)
        };
        matches!(main, Form::Line(Sign::By | Sign::System))
            && self.page.lines.get(at).is_some_and(|line| line.is_item() || line.text.starts_with("Re:"))
            && is_headed()
    }

    /// Whether a header begins a comment where most headers have the form
    /// `main`. A date or a name in a comment's text may look like a header.
    fn is_accepted(&self, header: &Header<'_>, main: Form) -> bool {
        let is_item = self.page.lines.get(header.first).is_some_and(Line::is_item);
        let is_complete = header.date.is_some() || header.reply_to.is_some();
        match (header.form, main) {
            (Form::Line(Sign::By), Form::Line(Sign::By)) => true,
            (Form::Line(Sign::Verb), Form::Line(Sign::Verb)) => is_complete || is_item,
            (form, main) if form == main => is_complete,
            (Form::Nameless | Form::Stack, Form::Nameless | Form::Stack | Form::Flip | Form::Line(_)) => {
                is_complete && self.page.stands_apart(header.first)
            }
            (Form::Line(Sign::System), _) => true,
            _ => false,
        }
    }

    /// A line that begins no comment.
    fn body_line(&mut self, at: usize, end: usize) {
        let (Some(line), Some(kind)) = (self.page.lines.get(at), self.page.kind(at)) else { return };
        let closes = match kind {
            Kind::Mark(Mark::Tail) => true,
            // `3 replies` is a button, `Comments on the weather` is not.
            Kind::Mark(Mark::Title) => line.text.starts_with(|c: char| c.is_ascii_digit()),
            Kind::Mark(Mark::Count) if self.is_vote(at, end) => {
                self.has_votes = true;
                true
            }
            Kind::Mark(Mark::Count) => {
                self.has_votes && line.blanks > 0 && self.page.blanks(at + 1) > 0 && !self.is_in_text(at, end)
            }
            _ => false,
        };
        let Some(draft) = self.draft.as_mut().filter(|draft| !draft.is_closed) else {
            if at == self.end && matches!(kind, Kind::Mark(_)) {
                self.end = at + 1;
            }
            return;
        };
        self.end = at + 1;
        match kind {
            Kind::Mark(Mark::Profile) if self.is_forum => draft.meet_profile(),
            _ if closes => draft.is_closed = !draft.is_empty(),
            Kind::Mark(Mark::Noise | Mark::Control | Mark::More) => {}
            Kind::Mark(Mark::Badge) if draft.is_empty() => {}
            Kind::ReplyTo(name) if draft.is_empty() && draft.comment.reply_to.is_none() => {
                draft.comment.reply_to = Some(name.to_owned());
            }
            _ => draft.push(line, line.full),
        }
    }

    /// Whether a number alone counts votes: a button, a header or nothing
    /// follows it.
    fn is_vote(&self, at: usize, end: usize) -> bool {
        at + 1 >= end
            || matches!(self.page.kind(at + 1), Some(Kind::Mark(_)))
            || self
                .page
                .header(at + 1)
                .is_some_and(|header| header.date.is_some() || header.reply_to.is_some())
    }

    /// Whether a number alone belongs to the text: the votes come further down.
    fn is_in_text(&self, at: usize, end: usize) -> bool {
        const LONGEST_TEXT: usize = 30;
        (at + 1..end.min(at + LONGEST_TEXT))
            .take_while(|next| !matches!(self.page.kind(*next), Some(Kind::Date { .. })))
            .any(|next| self.page.kind(next) == Some(Kind::Mark(Mark::Count)) && self.is_vote(next, end))
    }

    /// Comments between a name with a verb and a date.
    fn spoken(&mut self, range: Range<usize>) {
        for at in range.clone() {
            match (self.page.kind(at), &mut self.draft) {
                (Some(Kind::Byline { author, date, sign: Sign::Verb }), _)
                    if self.page.stands_apart(at) && (name::is_likely(author) || name::is_handle(author)) =>
                {
                    self.begin(at, Some(author), date, None);
                    self.end = at + 1;
                }
                (Some(Kind::Date { date, .. }), Some(draft)) if draft.comment.date.is_none() => {
                    draft.comment.date = Some(date.to_owned());
                    draft.is_closed = !draft.is_empty();
                    self.end = at + 1;
                }
                _ => self.body_line(at, range.end),
            }
        }
    }

    /// Comments above their headers.
    fn signed(&mut self, range: Range<usize>) {
        self.begin(range.start, None, None, None);
        for at in range.clone() {
            match self.page.kind(at) {
                Some(Kind::Byline { author, date, sign: Sign::By }) => {
                    if let Some(draft) = &mut self.draft {
                        draft.comment.author = Some(author.to_owned());
                        draft.comment.date = date.map(str::to_owned);
                    }
                    self.end = at + 1;
                    self.begin(at, None, None, None);
                }
                _ => self.body_line(at, range.end),
            }
        }
    }

    /// Comments of which some or all headers were dropped.
    fn bare(&mut self, range: Range<usize>, is_list: bool) {
        let tails = |range: Range<usize>| {
            range
                .rev()
                .find(|at| matches!(self.page.kind(*at), Some(Kind::Mark(Mark::Tail))))
                .map_or(0, |at| at + 1)
        };
        let last_tail = tails(range.clone());
        let mut at = range.start;
        while at < range.end {
            let Some(start) = self.bare_start(at, &range, is_list, last_tail) else {
                self.body_line(at, range.end);
                at += 1;
                continue;
            };
            match start {
                Start::Header(header) => {
                    self.begin(at, header.author, header.date, header.reply_to);
                    at = header.body;
                }
                Start::Name(name) => {
                    self.begin(at, Some(name), None, None);
                    at += 1;
                }
                Start::Text => {
                    self.begin(at, None, None, None);
                    if let (Some(draft), Some(line)) = (&mut self.draft, self.page.lines.get(at)) {
                        draft.push(line, line.text);
                    }
                    at += 1;
                }
                Start::End => break,
            }
            self.end = at;
        }
    }

    /// What begins at a line of a section without full headers.
    fn bare_start(
        &self,
        at: usize,
        range: &Range<usize>,
        is_list: bool,
        last_tail: usize,
    ) -> Option<Start<'a>> {
        let line = self.page.lines.get(at)?;
        if let Some(header) = self
            .page
            .header(at)
            .filter(|header| is_list || header.date.is_some() || header.reply_to.is_some())
        {
            return Some(Start::Header(header));
        }
        if self.page.kind(at) != Some(Kind::Text) {
            return None;
        }
        let is_first = self.draft.is_none();
        let is_closed = self.draft.as_ref().is_some_and(|draft| draft.is_closed);
        let has_text = self.draft.as_ref().is_some_and(|draft| !draft.is_empty());
        if is_list {
            let is_start = line.is_item() && (line.blanks > 0 || is_first || is_closed);
            return is_start.then(|| self.item_name(at).map_or(Start::Text, Start::Name));
        }
        // Where buttons close comments, what follows the last button is the page's.
        if is_closed && at >= last_tail {
            return Some(Start::End);
        }
        let may_begin = is_first || is_closed || has_text && line.blanks > 0 && last_tail == 0;
        if may_begin && let Some(name) = self.block_name(at, range, is_first || is_closed, last_tail > 0) {
            return Some(Start::Name(name));
        }
        let is_dropped = has_text && line.blanks >= 2;
        (is_first || is_closed || is_dropped).then_some(Start::Text)
    }

    /// The name that is a list item of its own.
    fn item_name(&self, at: usize) -> Option<&'a str> {
        let (line, below) = (self.page.lines.get(at)?, self.page.lines.get(at + 1)?);
        let is_over_text = below.blanks > 0 && below.indent > line.indent && !below.is_item();
        (is_over_text && (name::is_likely(line.text) || name::is_handle(line.text))).then_some(line.text)
    }

    /// The name that is a block of its own over a comment's text. A short
    /// comment looks the same; what stands below it decides.
    fn block_name(
        &self,
        at: usize,
        range: &Range<usize>,
        is_sure: bool,
        has_buttons: bool,
    ) -> Option<&'a str> {
        let (line, below) = (self.page.lines.get(at)?, self.page.lines.get(at + 1)?);
        if at + 1 >= range.end || self.page.kind(at + 1) != Some(Kind::Text) || below.blanks > 1 {
            return None;
        }
        if let Some((name, _)) = name::of_link(line.text) {
            return Some(name);
        }
        let is_likely = name::is_likely(line.text);
        let is_name = match below.blanks {
            0 => is_sure && is_likely && has_buttons,
            // What is glued to the heading is what is left of a header.
            _ if at == range.start && line.blanks == 0 => name::is_possible(line.text),
            _ => is_likely || name::is_handle(line.text),
        };
        is_name.then_some(line.text)
    }
}

/// What begins a comment whose header is not whole.
enum Start<'a> {
    Header(Header<'a>),
    Name(&'a str),
    /// Its text: the header was dropped.
    Text,
    /// The section is over.
    End,
}
