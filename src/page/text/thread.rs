//! A section → its comments. What comes in: the lines of a section and how
//! its comments are told apart. What goes out: the comments in order. What it
//! promises: every line of a comment's text stood in the section, in the
//! order of the page; a comment without text is left out.

use std::ops::Range;

use super::answered;
use super::header::{Classified, Form, Header};
use super::lines::Line;
use super::overrun;
use super::section::{self, Layout, Section};
use super::signed;
use crate::comment::Comment;
use crate::page::kind::{Kind, Sign};
use crate::page::marks::{self, Mark};
use crate::page::{name, repeat, votes};

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
        is_timed: false,
        is_forum,
        end: range.start,
    };
    match section.layout {
        Layout::Headed(form) => thread.headed(range, form),
        Layout::Spoken => thread.spoken(range),
        Layout::Signed(form) => thread.signed(range, form),
        Layout::Framed => thread.framed(range),
        Layout::Closed => thread.closed(range),
        Layout::Named => thread.named(range),
        Layout::Listed => thread.bare(range, true),
        Layout::Bare => thread.bare(range, false),
    }
    thread.finish();
    repeat::take_off(&mut thread.comments);
    signed::names_up(&mut thread.comments);
    signed::names_off(&mut thread.comments);
    repeat::ends_off(&mut thread.comments);
    places_off(&mut thread.comments);
    answered::read(&mut thread.comments);
    let end = overrun::cut(page, &mut thread.comments, thread.end);
    (thread.comments, end)
}

/// Whether a date shows the day and the year, and no time.
fn is_day(date: &str) -> bool {
    let is_year = |part: &str| part.len() == 4 && part.bytes().all(|byte| byte.is_ascii_digit());
    !date.contains(':') && date.split(|c: char| !c.is_ascii_digit()).any(is_year)
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

pub(super) struct Thread<'p, 'a> {
    pub(super) page: &'p Classified<'a>,
    comments: Vec<Comment>,
    pub(super) draft: Option<Draft>,
    /// Indents and writers of the comments that the next one may answer.
    open: Vec<(usize, Option<String>)>,
    /// Whether votes closed a comment before.
    has_votes: bool,
    /// Whether headers show when on a day a comment was written.
    is_timed: bool,
    /// Whether profiles stand beside the posts.
    is_forum: bool,
    /// The line behind the last one that was a comment's.
    pub(super) end: usize,
}

/// The comment that is being read.
#[derive(Default)]
pub(super) struct Draft {
    pub(super) comment: Comment,
    /// How far its header is indented, if it is an item of a list: answers are
    /// indented deeper than what they answer.
    indent: Option<usize>,
    /// A button closed it: what follows, up to the next header, is not its.
    pub(super) is_closed: bool,
}

impl Draft {
    pub(super) fn is_empty(&self) -> bool {
        self.comment.text.is_empty()
    }

    /// Whether nothing was said yet, but for the subject.
    fn is_unsaid(&self) -> bool {
        self.is_empty() || self.comment.text.starts_with("Re: ") && !self.comment.text.contains('\n')
    }

    pub(super) fn push(&mut self, line: &Line<'_>, text: &str) {
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
    pub(super) fn begin(
        &mut self,
        at: usize,
        author: Option<&str>,
        date: Option<&str>,
        reply_to: Option<&str>,
    ) {
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
        let dates = range.clone().filter_map(|at| match self.page.kind(at)? {
            Kind::Date { date, .. } | Kind::Byline { date: Some(date), .. } => Some(date),
            _ => None,
        });
        let (days, others): (Vec<&str>, Vec<&str>) = dates.partition(|date| is_day(date));
        self.is_timed = others.len() > days.len() && others.iter().any(|date| date.contains(':'));
        let mut at = range.start;
        while at < range.end {
            if let Some(header) = self.page.header(at).filter(|header| self.is_accepted(header, main)) {
                self.begin(at, header.author, header.date, header.reply_to);
                let lines = self.page.lines.get(at..header.body).unwrap_or_default();
                if let Some(draft) = &mut self.draft {
                    draft.comment.votes = lines.iter().find_map(|line| votes::of_header(line.text));
                }
                at = header.body;
                self.end = at;
            } else {
                if !self.is_title(at, main) && !self.is_initial(at) {
                    self.body_line(at, range.end);
                }
                at += 1;
            }
        }
    }

    /// Whether a line stands for the picture of the writer whose header is below it: `L`.
    fn is_initial(&self, at: usize) -> bool {
        let letter = self.page.lines.get(at).map(|line| line.text).filter(|text| text.chars().count() == 1);
        letter.is_some_and(|letter| {
            let author = self.page.header(at + 1).and_then(|header| header.author);
            author.is_some_and(|author| author.to_uppercase().starts_with(&letter.to_uppercase()))
        })
    }

    /// Whether a line is the title of the post whose header stands below it.
    fn is_title(&self, at: usize, main: Form) -> bool {
        let is_headed = || {
            self.page
                .header(at + 1)
                .is_some_and(|header| header.form == main && self.page.blanks(at + 1) <= 1)
        };
        matches!(main, Form::Line(Sign::By | Sign::System))
            && self.page.lines.get(at).is_some_and(|line| {
                let is_sentence = line.text.ends_with(['.', '!']);
                line.is_item() && !is_sentence || line.text.starts_with("Re:")
            })
            && is_headed()
    }

    /// Whether a header begins a comment where most headers have the form
    /// `main`. A date or a name in a comment's text may look like a header.
    fn is_accepted(&self, header: &Header<'_>, main: Form) -> bool {
        let is_item = self.page.lines.get(header.first).is_some_and(Line::is_item);
        let is_complete = header.date.is_some() || header.reply_to.is_some();
        match (header.form, main) {
            (Form::Line(Sign::By), Form::Line(Sign::By)) | (Form::Line(Sign::System), _) => true,
            (Form::Line(Sign::Verb), Form::Line(Sign::Verb)) => is_complete || is_item,
            _ if self.is_timed && header.date.is_some_and(is_day) => false,
            (form, main) if form == main => is_complete,
            // `12. NAME writes DATE` is how the writer of the article is told from readers.
            (Form::Line(_), Form::Line(_)) if is_item && header.date.is_some() => true,
            (Form::Nameless | Form::Stack, Form::Nameless | Form::Stack | Form::Flip | Form::Line(_)) => {
                is_complete && self.page.stands_apart(header.first)
            }
            _ => false,
        }
    }

    /// A line that begins no comment.
    pub(super) fn body_line(&mut self, at: usize, end: usize) {
        let (Some(line), Some(kind)) = (self.page.lines.get(at), self.page.kind(at)) else { return };
        let closes = match kind {
            Kind::Mark(Mark::Tail) => true,
            // `3 replies` is a button, `Comments on the weather` is not.
            Kind::Mark(Mark::Title) => line.text.starts_with(|c: char| c.is_ascii_digit()),
            Kind::Mark(Mark::Count)
                if marks::is_agreement(line.text) && self.draft.as_ref().is_some_and(Draft::is_unsaid) =>
            {
                false
            }
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
                self.count(at);
            }
            return;
        };
        self.end = at + 1;
        match kind {
            Kind::Mark(Mark::Profile) if self.is_forum => draft.meet_profile(),
            _ if closes => {
                draft.is_closed = !draft.is_empty();
                self.count(at);
            }
            Kind::Mark(Mark::Noise | Mark::Control | Mark::More) => {}
            Kind::Mark(Mark::Badge)
                if draft.is_empty() && !(self.is_forum && marks::is_nobody(line.text)) => {}
            Kind::ReplyTo(name) if draft.is_empty() && draft.comment.reply_to.is_none() => {
                draft.comment.reply_to = Some(name.to_owned());
            }
            _ => draft.push(line, line.full),
        }
    }

    /// Keeps the votes that a button counts; those against a comment may stand on
    /// a button of their own.
    fn count(&mut self, at: usize) {
        let is_button = match self.page.kind(at) {
            Some(Kind::Mark(Mark::Tail)) => true,
            // Forums count the posts of their members, and what these are given.
            Some(Kind::Mark(Mark::Count)) => {
                let is_count = |at: usize| self.page.kind(at) == Some(Kind::Mark(Mark::Count));
                !self.is_forum && !is_count(at + 1) && !is_count(at.wrapping_sub(1))
            }
            _ => false,
        };
        let Some(line) = self.page.lines.get(at).filter(|_| is_button) else { return };
        let draft = self.draft.as_mut().filter(|draft| draft.is_closed);
        let Some((draft, votes)) = draft.zip(votes::of_button(line.full)) else { return };
        draft.comment.votes = match draft.comment.votes {
            Some(before) if votes < 0 && before >= 0 => Some(before.saturating_add(votes)),
            known => known.or(Some(votes)),
        };
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
            let is_apart = self.page.stands_apart(at) || self.is_below_date(at);
            match (self.page.kind(at), &mut self.draft) {
                (Some(Kind::Byline { author, date, sign: Sign::Verb }), _)
                    if is_apart && name::is_of_person(author) =>
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

    /// Whether the line above is the date that ends a comment.
    fn is_below_date(&self, at: usize) -> bool {
        matches!(at.checked_sub(1).and_then(|above| self.page.kind(above)), Some(Kind::Date { .. }))
    }

    /// Comments above their headers.
    fn signed(&mut self, range: Range<usize>, main: Form) {
        self.begin(range.start, None, None, None);
        let mut at = range.start;
        while at < range.end {
            if let Some(header) = section::closing(self.page, at, main) {
                if let Some(draft) = &mut self.draft {
                    draft.comment.author = header.author.map(str::to_owned);
                    draft.comment.date = header.date.map(str::to_owned);
                }
                at = header.body;
                self.end = at;
                self.begin(at, None, None, None);
            } else {
                self.body_line(at, range.end);
                at += 1;
            }
        }
    }
}
