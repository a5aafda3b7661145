//! Text → the date in it. What comes in: a short text, such as a line. What
//! goes out: where in it a date, with its time if there is one, is written.
//! What it promises: it looks at each word a bounded number of times and
//! never guesses a date out of a bare number.
//!
//! Written dates (`12 March 2024 at 8:50 am`, `Fri, 05.06.2020 14:03`),
//! relative ones (`about 3 years ago`, `vor 2 Tagen`) and the short ones of
//! newer sites (`6d`) are known in the languages of the tables in [`words`].

mod day;
mod relative;
mod time;
mod words;

use std::ops::Range;

use words::{class, classes};

/// Finds the first date in a text of header length.
pub(super) fn find(text: &str) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    if !may_hold(text) {
        return None;
    }
    let last_figure = bytes.iter().rposition(u8::is_ascii_digit);
    if last_figure.is_none() && !holds_ago(bytes) && !begins_with_past(bytes) {
        return None;
    }
    let mut previous = ' ';
    let mut is_within = false;
    let mut next = 0;
    while let Some(&byte) = bytes.get(next) {
        // Behind the last figure, only these words make a date.
        if last_figure.is_some_and(|last| next == last + 1) && !holds_ago(&bytes[next..]) {
            return None;
        }
        if byte.is_ascii_lowercase() && is_within {
            // What goes on so begins nothing.
            next += bytes[next..].iter().take_while(|byte| byte.is_ascii_lowercase()).count();
            previous = char::from(bytes[next - 1]);
            continue;
        }
        let at = next;
        let Some(c) = text[at..].chars().next() else { break };
        next += c.len_utf8();
        // Blogger glues the name to the month: `AmySeptember 11, 2008`.
        let is_glued = is_within && c.is_uppercase();
        // `Amy2 hours ago`
        if c.is_ascii_digit()
            && previous.is_alphabetic()
            && let Some(end) = (Scan { text, at }).relative()
        {
            return Some(at..end.at);
        }
        is_within = c.is_alphanumeric();
        if is_within && (!previous.is_alphanumeric() || is_glued) {
            let scan = Scan { text, at };
            let class = if is_glued { class::MONTH } else { class::FIRST };
            // A digit behind a full stop is the middle of a version or an address.
            let is_number = c.is_ascii_digit() && !is_glued && !matches!(previous, '.' | '-' | '/' | '_');
            if (is_number && scan.may_go_on() || words::is_first(scan.word().0, class))
                && let Some(end) = scan.date()
            {
                return Some(at..end);
            }
        }
        previous = c;
    }
    None
}

/// Whether a text may hold a date at all, as few do: it has a figure, an `ago` or a
/// `day`. All of its bytes are looked at side by side.
pub(super) fn may_hold(text: &str) -> bool {
    let bytes = text.as_bytes();
    let has_figure = bytes.iter().fold(false, |found, byte| found | byte.is_ascii_digit());
    let triples = bytes.iter().zip(bytes.iter().skip(1)).zip(bytes.iter().skip(2));
    has_figure
        || triples.fold(false, |found, ((&a, &b), &c)| {
            found | (a == b'a') & (b == b'g') & (c == b'o') | (a == b'd') & (b == b'a') & (c == b'y')
        })
        || begins_with_past(bytes)
}

/// Whether a text begins as a span of one does: `hace una hora`, `vor einem Tag`.
fn begins_with_past(text: &[u8]) -> bool {
    const STARTS: [&str; 4] = ["hace un", "il y a un", "vor eine", "há um"];
    let text = text.trim_ascii_start();
    matches!(text.first(), Some(b'h' | b'H' | b'i' | b'I' | b'v' | b'V'))
        && STARTS
            .iter()
            .any(|start| text.get(..start.len()).is_some_and(|s| s.eq_ignore_ascii_case(start.as_bytes())))
}

/// Whether a date says when on a day something was, or how long ago.
pub(super) fn is_timed(date: &str) -> bool {
    date.contains(':') || is_relative(date)
}

/// Whether a date says how long ago something was, and not on which day.
pub(super) fn is_relative(date: &str) -> bool {
    let start = Scan { text: date, at: 0 };
    start.relative().or_else(|| start.short()).is_some_and(|end| end.at == date.len())
}

/// Whether a text has the letters of `ago` or `yesterday`.
fn holds_ago(text: &[u8]) -> bool {
    text.iter().enumerate().any(|(at, byte)| match byte {
        b'o' => text[..at].ends_with(b"ag"),
        b'y' => text[..at].ends_with(b"esterda"),
        _ => false,
    })
}

/// A place in the text from which a piece of a date is read. Every reader
/// returns the place behind the piece, or nothing.
#[derive(Clone, Copy)]
struct Scan<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Scan<'a> {
    fn rest(self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn to(self, at: usize) -> Self {
        Self { at, ..self }
    }

    fn skip(self, is_skipped: impl Fn(char) -> bool) -> Self {
        self.to(self.text.len() - self.rest().trim_start_matches(is_skipped).len())
    }

    /// Steps over spaces and the lighter punctuation.
    fn gap(self) -> Self {
        self.skip(|c| c.is_whitespace() || matches!(c, ',' | '.'))
    }

    fn word(self) -> (&'a str, Self) {
        let rest = self.rest().as_bytes();
        let letters = rest.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
        let is_plain = rest.get(letters).is_none_or(u8::is_ascii);
        let end = if is_plain { self.to(self.at + letters) } else { self.skip(char::is_alphabetic) };
        (self.text.get(self.at..end.at).unwrap_or_default(), end)
    }

    /// Steps over a word of a class.
    fn known(self, class: u16) -> Option<Self> {
        let (word, end) = self.word();
        (classes(word) & class != 0).then_some(end)
    }

    /// A number of so many digits, its value and what is behind it.
    fn number(self, digits: Range<usize>) -> Option<(u32, Self)> {
        let end = self.to(self.at + self.rest().bytes().take_while(u8::is_ascii_digit).count());
        let number = self.text.get(self.at..end.at)?;
        let value = digits.contains(&number.len()).then(|| number.parse().ok())??;
        Some((value, end))
    }

    /// Whether a date may begin with the number here, by what stands behind it: a sign
    /// or a word of dates. Few numbers are so.
    fn may_go_on(self) -> bool {
        /// A year.
        const MOST_FIGURES: usize = 4;
        let rest = self.rest().as_bytes();
        let figures = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let spaces = rest[figures..].iter().take_while(|byte| matches!(byte, b' ' | b'\t'..=b'\r')).count();
        let behind = self.to(self.at + figures + spaces);
        figures <= MOST_FIGURES
            && match rest.get(figures + spaces) {
                Some(b'.' | b'-' | b'/' | b':' | b',' | 0x80..) => true,
                Some(byte) if byte.is_ascii_alphabetic() => {
                    let word = behind.word().0;
                    // `6dEdited`, `5 a.m.`
                    spaces == 0 || words::is_any(word) || matches!(word, "a" | "A" | "p" | "P")
                }
                _ => false,
            }
    }

    fn begins_with_figure(self) -> bool {
        self.rest().as_bytes().first().is_some_and(u8::is_ascii_digit)
    }

    fn date(self) -> Option<usize> {
        let begins_with_figure = self.begins_with_figure();
        let class = if begins_with_figure { 0 } else { classes(self.word().0) };
        let is_of = |classes: u16| begins_with_figure || class & classes != 0;
        if is_of(class::NUMBER | class::ABOUT | class::PAST)
            && let Some(end) = self.relative().or_else(|| self.short())
        {
            return Some(end.at);
        }
        if !is_of(class::MONTH | class::WEEKDAY | class::DAY) {
            return None;
        }
        // `11:43 pm On Apr 23`
        let late = self.time().map(|end| {
            let gap = end.gap();
            // `5:45 PM - 12 Mar`, `05:45 PM : Mar 12`
            let sign = gap.skip(|c| "-–—:|".contains(c));
            let gap = if sign.rest().starts_with(' ') && gap.at > end.at { sign.gap() } else { gap };
            gap.known(class::LINK).map_or(gap, Scan::gap)
        });
        let start = late.unwrap_or(self);
        let weekday = start.known(class::WEEKDAY).map(Scan::gap);
        let day = weekday.and_then(Scan::day).or_else(|| start.day())?;
        // A time glued to the year stood in an element of its own.
        let is_year = self.text[..day.at].ends_with(|c: char| c.is_ascii_digit());
        let is_glued = is_year && day.rest().starts_with(|c: char| c.is_ascii_digit());
        if late.is_some() {
            return Some(day.skip(char::is_whitespace).zone().unwrap_or(day).at);
        }
        if is_glued {
            return Some(day.at);
        }
        let end = day.with_time();
        // `Tue May 12 17:45:33 GMT 2009`
        let last_word = self.text[self.at..day.at].rsplit(|c: char| !c.is_ascii_digit()).next();
        let has_year = last_word.is_some_and(|word| word.len() == 4);
        let year = end.skip(char::is_whitespace).number(4..5).filter(|(year, _)| (1990..2100).contains(year));
        Some(year.filter(|_| end.at > day.at && !has_year).map_or(end, |(_, end)| end).at)
    }

    fn some_if(self, is_wanted: impl Fn(&Self) -> bool) -> Option<Self> {
        Some(self).filter(is_wanted)
    }
}

#[cfg(test)]
mod tests {
    use super::find;

    #[test]
    fn dates_are_found_as_they_are_written() {
        let cases = [
            ("iso", "2016-03-28 07:34", "2016-03-28 07:34"),
            ("iso with T", "2023-12-12T08:50:11Z", "2023-12-12T08:50:11Z"),
            ("english", "December 12, 2023 8:50 am", "December 12, 2023 8:50 am"),
            ("linked time", "at July 31, 2018 at 2:41 pm", "July 31, 2018 at 2:41 pm"),
            ("weekday", "by x » Fri May 08, 2009 2:03 am", "Fri May 08, 2009 2:03 am"),
            ("glued name", "AmySeptember 11, 2008 at 2:06\u{202f}PM", "September 11, 2008 at 2:06\u{202f}PM"),
            ("glued time", "July 29, 20206:07 pm -", "July 29, 2020"),
            ("slash", "July 11, 2021 / 9:47 pm", "July 11, 2021 / 9:47 pm"),
            ("american", "Rui 3/16/2021 at 1:48am", "3/16/2021 at 1:48am"),
            ("german", "Karl, 10. April 2020", "10. April 2020"),
            ("german numbers", "#1 erstellt: 21. Apr 2020, 19:40", "21. Apr 2020, 19:40"),
            ("no year", "April 19", "April 19"),
            ("numbers, no year", "Posted by Ada on 03/12 at 10:12 AM", "03/12 at 10:12 AM"),
            ("short year", "Tue, Jul 20 '10, 4:20 PM", "Tue, Jul 20 '10, 4:20 PM"),
            ("time first", "by Eko: 11:43pm On Apr 23", "11:43pm On Apr 23"),
            ("relative", "posted about 3 years ago", "about 3 years ago"),
            ("an hour", "an hour ago", "an hour ago"),
            ("two units", "1 year, 2 months ago", "1 year, 2 months ago"),
            ("german relative", "vor 2 Tagen", "vor 2 Tagen"),
            ("czech", "Eva, 1. 5. 2009 20:59", "1. 5. 2009 20:59"),
            ("french hour", "le 12/05/2011 à 19h46", "12/05/2011 à 19h46"),
            ("french hour, spaced", "12 mai 2011, 19 h 46", "12 mai 2011, 19 h 46"),
            ("day of the week behind", "2014/03/12(水) 17:45:33", "2014/03/12(水) 17:45:33"),
            ("day of the week behind, glued", "03/12/14(Wed)17:45:33 No.7", "03/12/14(Wed)17:45:33"),
            ("zone in brackets", "2007-03-12 05:45 pm (UTC)", "2007-03-12 05:45 pm (UTC)"),
            ("russian", "Ada, 12 сентября 2014 в 17:45", "12 сентября 2014 в 17:45"),
            ("turkish", "12 Ağustos 2014 17:45", "12 Ağustos 2014 17:45"),
            ("polish", "12 października 2014, 17:45", "12 października 2014, 17:45"),
            ("finnish", "Ada 12.3.2014 klo 17.45", "12.3.2014 klo 17.45"),
            ("swedish", "12 augusti 2014 kl. 17.45", "12 augusti 2014 kl. 17.45"),
            ("italian", "12 marzo 2014 alle ore 17:45", "12 marzo 2014 alle ore 17:45"),
            ("spanish", "12 de marzo de 2014 a las 17:45", "12 de marzo de 2014 a las 17:45"),
            ("russian forum", "Вт дек 09, 2014 12:27 pm", "Вт дек 09, 2014 12:27 pm"),
            ("polish forum", "Śr lut 26, 2014 6:44 pm", "Śr lut 26, 2014 6:44 pm"),
            ("hungarian", "2014. március 12. 17:45", "2014. március 12. 17:45"),
            ("japanese", "2014年3月12日 17:45", "2014年3月12日 17:45"),
            ("korean", "2014년 3월 12일 17:45", "2014년 3월 12일 17:45"),
            ("chinese", "发表于 2014-3-12 17:45:33", "2014-3-12 17:45:33"),
            ("slash and dash", "Tue, 03/12/2013 - 17:45.", "Tue, 03/12/2013 - 17:45"),
            ("time on a day", "at 5:45 PM on March 12, 2009", "5:45 PM on March 12, 2009"),
            ("time On a day", "by ada: 3:45pm On Mar 12, 2014", "3:45pm On Mar 12, 2014"),
            ("comma", "12.03.2014, 17:45", "12.03.2014, 17:45"),
            ("semicolon", "Mar 12, 2007; 5:45pm", "Mar 12, 2007; 5:45pm"),
            ("usenet", "Mon, 12 Mar 2007 17:45:33 -0800", "Mon, 12 Mar 2007 17:45:33 -0800"),
            ("hypermail", "Mon Mar 12 2007 - 17:45:33 EST", "Mon Mar 12 2007 - 17:45:33 EST"),
            ("bar", "12.mar.2008 | 17:45", "12.mar.2008 | 17:45"),
            ("time before day", "17:45 12th March 2008", "17:45 12th March 2008"),
            ("time and bar", "5:45 PM - 12 Mar 2014", "5:45 PM - 12 Mar 2014"),
            ("time and colon", "at 05:45 PM : Mar 12, 2008", "05:45 PM : Mar 12, 2008"),
            ("year last", "Wed Mar 12 17:45:33 GMT 2008", "Wed Mar 12 17:45:33 GMT 2008"),
            ("short year and time", "March 12, 08 05:45 PM", "March 12, 08 05:45 PM"),
            ("a day and its time", "Oct 12, 10:30 am", "Oct 12, 10:30 am"),
            ("wiki", "17:45, 12 March 2007 (UTC)", "17:45, 12 March 2007 (UTC)"),
            ("zone", "June 2nd, 2009 3:21 pm ET", "June 2nd, 2009 3:21 pm ET"),
            ("offset", "Tue, 2 Jun 2009 15:21:07 +0100 x", "Tue, 2 Jun 2009 15:21:07 +0100"),
            ("offset from a zone", "2009-06-02 15:21 UTC+2", "2009-06-02 15:21 UTC+2"),
            ("french et", "le 12/05/2011 à 10:30 et", "12/05/2011 à 10:30"),
            ("italian relative", "3 ore fa", "3 ore fa"),
            ("dutch relative", "Jan, 2 dagen geleden", "2 dagen geleden"),
            ("swedish relative", "för 3 dagar sedan", "för 3 dagar sedan"),
            ("polish relative", "5 godzin temu", "5 godzin temu"),
            ("russian relative", "3 дня назад", "3 дня назад"),
            ("portuguese relative", "há 2 dias", "há 2 dias"),
            ("chinese, no year", "3月12日 17:45", "3月12日 17:45"),
            ("chinese relative", "3小时前", "3小时前"),
            ("chinese day of this week", "昨天 23:12", "昨天 23:12"),
            ("the same, glued", "今天20:58", "今天20:58"),
            ("spanish, of one", "Hace una hora", "Hace una hora"),
            ("french, of one", "il y a un jour", "il y a un jour"),
            ("german, of one", "vor einem Tag", "vor einem Tag"),
            ("japanese relative", "2日前", "2日前"),
            ("korean relative", "3시간 전", "3시간 전"),
            ("indonesian relative", "Ada, 2 jam yang lalu", "2 jam yang lalu"),
            ("arabic", "12 مايو 2014 - 17:45", "12 مايو 2014 - 17:45"),
            ("arabic relative", "منذ 3 ساعات", "منذ 3 ساعات"),
            ("greek", "12 Μαΐου 2014, 17:45", "12 Μαΐου 2014, 17:45"),
            ("a day of this week", "ada, Tuesday at 4:27 AM", "Tuesday at 4:27 AM"),
            ("short", "6d", "6d"),
            ("short, edited", "6dEdited", "6d"),
        ];
        for (name, text, want) in cases {
            assert_eq!(find(text).and_then(|at| text.get(at)), Some(want), "{name}");
        }
    }

    #[test]
    fn other_numbers_are_no_dates() {
        let cases = [
            "version 1.2.3.4",
            "since 1.28.0",
            "won 3/4 of it",
            "10/12 on 3 days",
            "May 500 of us be there",
            "14:30",
            "ready in 30 min",
            "5 days of rain",
            "12 marbles",
            "2,500 $",
            "the 6d engine",
            "JAN02",
            "May 45",
            "Chapter 3",
            "Mon 9:00 - 17:00",
            "3月12日",
            "今天的比赛",
            "hace un buen rato",
            "vor einem Haus",
            "",
        ];
        for text in cases {
            assert_eq!(find(text), None, "{text}");
        }
    }
}
