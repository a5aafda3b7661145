//! Text → the date in it. What comes in: a short text, such as a line. What
//! goes out: where in it a date, with its time if there is one, is written.
//! What it promises: it looks at each word a bounded number of times and
//! never guesses a date out of a bare number.
//!
//! Written dates (`12 March 2024 at 8:50 am`, `Fri, 05.06.2020 14:03`),
//! relative ones (`about 3 years ago`, `vor 2 Tagen`) and the short ones of
//! newer sites (`6d`) are known in the languages of the tables in [`words`].

mod words;

use std::ops::Range;

use words::{class, classes};

/// Finds the first date in a text of header length.
pub(super) fn find(text: &str) -> Option<Range<usize>> {
    if !may_hold_date(text.as_bytes()) {
        return None;
    }
    let mut previous = ' ';
    let mut is_within = false;
    for (at, c) in text.char_indices() {
        if is_within && c.is_ascii_lowercase() {
            previous = c;
            continue;
        }
        // Blogger glues the name to the month: `AmySeptember 11, 2008`.
        let is_glued = is_within && c.is_uppercase();
        is_within = c.is_alphanumeric();
        if is_within && (!previous.is_alphanumeric() || is_glued) {
            let scan = Scan { text, at };
            let class = if is_glued { class::MONTH } else { class::FIRST };
            // A digit behind a full stop is the middle of a version or an address.
            let is_number = c.is_ascii_digit() && !is_glued && !matches!(previous, '.' | '-' | '/');
            if (is_number || words::may_be_first(scan.word().0) && scan.known(class).is_some())
                && let Some(end) = scan.date()
            {
                return Some(at..end);
            }
        }
        previous = c;
    }
    None
}

/// Whether a text has a figure, or the letters of `ago` or `yesterday`.
fn may_hold_date(text: &[u8]) -> bool {
    let is_sign = |at: usize, &byte: &u8| match byte {
        b'0'..=b'9' => true,
        b'o' => text.get(..at).is_some_and(|before| before.ends_with(b"ag")),
        b'y' => text.get(..at).is_some_and(|before| before.ends_with(b"esterda")),
        _ => false,
    };
    text.iter().enumerate().any(|(at, byte)| is_sign(at, byte))
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
        let end = self.skip(char::is_alphabetic);
        (self.text.get(self.at..end.at).unwrap_or_default(), end)
    }

    /// Steps over a word of a class.
    fn known(self, class: u16) -> Option<Self> {
        let (word, end) = self.word();
        (classes(word) & class != 0).then_some(end)
    }

    /// A number of so many digits, its value and what is behind it.
    fn number(self, digits: Range<usize>) -> Option<(u32, Self)> {
        let end = self.skip(|c| c.is_ascii_digit());
        let number = self.text.get(self.at..end.at)?;
        let value = digits.contains(&number.len()).then(|| number.parse().ok())??;
        Some((value, end))
    }

    fn date(self) -> Option<usize> {
        if let Some(end) = self.relative().or_else(|| self.short()) {
            return Some(end.at);
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
        let is_glued = day.rest().starts_with(|c: char| c.is_ascii_digit());
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

    fn day(self) -> Option<Self> {
        let written = self.numeric().or_else(|| self.month_first()).or_else(|| self.day_first());
        let written = written.or_else(|| self.year_first()).or_else(|| self.with_signs());
        written.or_else(|| self.without_year()).or_else(|| {
            let end = self.known(class::DAY)?;
            end.with_time().some_if(|with_time| with_time.at > end.at)
        })
    }

    fn some_if(self, is_wanted: impl Fn(&Self) -> bool) -> Option<Self> {
        Some(self).filter(is_wanted)
    }

    /// `2024-03-12`, `12.03.2024`, `3/12/24`
    fn numeric(self) -> Option<Self> {
        let (first, after) = self.number(1..5)?;
        let is_padded = after.at - self.at > 1;
        let separator = after.rest().chars().next().filter(|c| "-./".contains(*c))?;
        // `1. 5. 2009`
        let is_space = |c: char| separator == '.' && (c == ' ' || c == '\u{a0}');
        let (second, after) = after.to(after.at + 1).skip(is_space).number(1..3)?;
        let year = after.to(after.rest().strip_prefix(separator).map(|_| after.at + 1)?).skip(is_space);
        let (third, end) = year.number(1..5)?;
        let is_year = |n: u32| (1990..2100).contains(&n) || n < 100;
        let day_and_month = |a: u32, b: u32| (1..=31).contains(&a) && (1..=31).contains(&b) && a.min(b) <= 12;
        let is_date = if first > 31 {
            first > 99 && is_year(first) && day_and_month(second, third)
        } else {
            // `1.28.0` and `1.28.10` are versions, `07.19.12` is a date.
            let is_in_order = separator != '.' || second <= 12 || is_padded;
            is_year(third) && end.at - year.at != 1 && is_in_order && day_and_month(first, second)
        };
        // `1.2.3.4` and `10-20-30-40` are no dates.
        (is_date && !end.continues(separator)).then_some(end)
    }

    /// `03/12 at 10:12 AM`: two numbers are a day and a month only if a time
    /// is said to follow.
    fn without_year(self) -> Option<Self> {
        let (first, after) = self.number(1..3)?;
        let (second, end) = after.to(after.rest().strip_prefix('/').map(|_| after.at + 1)?).number(1..3)?;
        let is_date = (1..=31).contains(&first) && (1..=31).contains(&second) && first.min(second) <= 12;
        let link = end.skip(char::is_whitespace).known(class::LINK)?;
        (is_date && link.gap().time().is_some()).then_some(end)
    }

    fn continues(self, separator: char) -> bool {
        self.rest().strip_prefix(separator).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
    }

    /// `March 12, 2024`, `Mar 12 '24`, `Oct 7`
    fn month_first(self) -> Option<Self> {
        let month = self.known(class::MONTH)?;
        let gap = month.skip(|c| c.is_whitespace() || c == '.');
        let (number, day) = gap.number(1..3)?;
        let day = day.known(class::ORDINAL).unwrap_or(day);
        // A number with a fraction or a colon behind the month is no day.
        let is_day = (1..=31).contains(&number) && gap.at > month.at;
        (is_day && !day.continues(':') && !day.continues('.')).then(|| day.with_year())
    }

    /// `12 March 2024`, `12. März 2024`, `12-Mar-2024`, `8th March`
    fn day_first(self) -> Option<Self> {
        let (day, end) = self.number(1..3)?;
        let end = end.known(class::ORDINAL).unwrap_or(end);
        let month = end.skip(|c| c.is_whitespace() || ".-/".contains(c));
        let month = month.known(class::OF).map_or(month, Scan::gap).known(class::MONTH)?;
        ((1..=31).contains(&day) && month.at > end.at).then(|| month.with_year())
    }

    /// `2024. március 12.`, `2024 March 12`
    fn year_first(self) -> Option<Self> {
        let (_, end) = self.number(4..5).filter(|(year, _)| (1990..2100).contains(year))?;
        let month = end.gap().some_if(|month| month.at > end.at)?.known(class::MONTH)?;
        let gap = month.gap();
        let (_, day) = gap.number(1..3).filter(|(day, _)| (1..=31).contains(day) && gap.at > month.at)?;
        // A full stop is part of the number, but it also ends sentences.
        let dotted = day.skip(|c| c == '.');
        Some(if dotted.with_time().at > dotted.at { dotted } else { day })
    }

    /// `2024年3月12日`, `2024년 3월 12일`
    fn with_signs(self) -> Option<Self> {
        let (_, end) = self.number(4..5)?;
        let part = |from: Self, signs: [char; 2]| {
            let end = from.to(from.rest().strip_prefix(signs).map(|rest| from.text.len() - rest.len())?);
            Some(end.skip(char::is_whitespace))
        };
        let (_, month) = part(end, ['年', '년'])?.number(1..3)?;
        let (_, day) = part(month, ['月', '월'])?.number(1..3)?;
        let end = day.rest().strip_prefix(['日', '일'])?;
        Some(day.to(day.text.len() - end.len()))
    }

    fn with_year(self) -> Self {
        let year = self.skip(|c| c.is_whitespace() || ",.-/'’".contains(c));
        let year = year.known(class::OF).map_or(year, Scan::gap);
        // The time may be glued to the year: `July 29, 20206:07 pm`.
        if let Some((_, end)) = year.number(4..5).filter(|(y, _)| (1900..2100).contains(y)) {
            return end;
        }
        let four = year.at + 4;
        let digits = year.rest().bytes().take_while(u8::is_ascii_digit).count();
        let is_year =
            year.text.get(year.at..four).is_some_and(|y| y.starts_with("20") || y.starts_with("19"));
        if (5..=6).contains(&digits) && is_year && year.to(four).time().is_some() {
            return year.to(four);
        }
        let is_short = year.at > self.at && self.rest().trim_start().starts_with(['\'', '’']);
        // `March 12, 08 05:45 PM`
        let is_timed = |end: Scan| {
            self.rest().starts_with(',') && end.rest().starts_with(' ') && end.with_time().at > end.at
        };
        year.number(2..3).filter(|(_, end)| is_short || is_timed(*end)).map_or(self, |(_, end)| end)
    }

    /// The time behind a day, if there is one.
    fn with_time(self) -> Self {
        let mut gap = self.behind_weekday().skip(|c| c.is_whitespace() || ",;/-–—|·•@T".contains(c));
        let mut is_clock = false;
        // `alle ore 17:45`
        for _ in 0..2 {
            is_clock |= gap.known(class::CLOCK).is_some();
            gap = gap.known(class::LINK).map_or(gap, Scan::gap);
        }
        gap.time().or_else(|| gap.dotted_time().filter(|_| is_clock)).unwrap_or(self)
    }

    /// Steps over `(Tue)` or `(火)`.
    fn behind_weekday(self) -> Self {
        let open = self.skip(char::is_whitespace);
        let inside = open.rest().strip_prefix('(').and_then(|rest| rest.split_once(')'));
        let is_weekday = |day: &str| {
            classes(day) & class::WEEKDAY != 0
                || "月火水木金土日월화수목금토일".contains(day) && !day.is_empty()
        };
        inside
            .filter(|(day, _)| is_weekday(day))
            .map_or(self, |(_, behind)| self.to(self.text.len() - behind.len()))
    }

    /// `17.45`
    fn dotted_time(self) -> Option<Self> {
        let (_, hour) = self.number(1..3).filter(|(hour, _)| *hour < 24)?;
        let minute = hour.to(hour.rest().strip_prefix('.').map(|_| hour.at + 1)?);
        minute.number(2..3).filter(|(minute, _)| *minute < 60).map(|(_, end)| end)
    }

    /// `8:50 am`, `14:03:55Z`, `11.15 Uhr`, `5pm`
    fn time(self) -> Option<Self> {
        let (hour, end) = self.number(1..3)?;
        let colon = end.rest().strip_prefix([':', '.']).and_then(|_| end.to(end.at + 1).number(2..3));
        let colon = colon.or_else(|| end.french_minutes());
        let is_dotted = end.rest().starts_with('.');
        let (has_minutes, mut end) =
            colon.filter(|(m, _)| *m < 60).map_or((false, end), |(_, end)| (true, end));
        if let Some((_, seconds)) =
            end.rest().strip_prefix(':').filter(|_| has_minutes).and_then(|_| end.to(end.at + 1).number(2..3))
        {
            end = seconds;
        }
        let gap = end.skip(char::is_whitespace);
        let half = gap.known(class::HALF).or_else(|| {
            let dotted = gap.rest().get(..4).is_some_and(|t| ["a.m.", "p.m."].contains(&&*t.to_lowercase()));
            dotted.then(|| gap.to(gap.at + 4))
        });
        let is_time = hour < 24 && (has_minutes && !is_dotted || half.is_some());
        is_time.then(|| {
            let end = half.unwrap_or(end);
            end.skip(char::is_whitespace).zone().unwrap_or(end)
        })
    }

    /// `h46` behind the hour, with spaces or without.
    fn french_minutes(self) -> Option<(u32, Self)> {
        let sign = self.skip(|c| c == ' ' || c == '\u{a0}');
        let minutes = sign.to(sign.at + sign.rest().strip_prefix(['h', 'H']).map(|_| 1)?);
        minutes.skip(|c| c == ' ' || c == '\u{a0}').number(2..3)
    }

    /// `GMT`, `UTC+2`, `ET`, `+0100`, `(UTC)`
    fn zone(self) -> Option<Self> {
        if let Some((name, behind)) = self.rest().strip_prefix('(').and_then(|rest| rest.split_once(')')) {
            let is_zone = classes(name) & class::ZONE != 0;
            return is_zone.then(|| self.to(self.text.len() - behind.len()));
        }
        let (word, end) = self.word();
        // In small letters, `et` and `pt` are words.
        let is_name = classes(word) & class::ZONE != 0 || ["ET", "CT", "MT", "PT"].contains(&word);
        let start = if is_name { end } else { self };
        let offset = start.rest().strip_prefix(['+', '-']).and_then(|_| {
            let (_, hours) = start.to(start.at + 1).number(1..5)?;
            let minutes = hours.rest().strip_prefix(':').and_then(|_| hours.to(hours.at + 1).number(2..3));
            let length = hours.at - start.at - 1;
            minutes.map(|(_, end)| end).or_else(|| hours.some_if(|_| length == 4 || is_name && length < 3))
        });
        offset.or_else(|| start.some_if(|_| is_name))
    }

    /// `3 years ago`, `about an hour ago`, `vor 2 Tagen`, `hace 3 días`
    fn relative(self) -> Option<Self> {
        let about = self.known(class::ABOUT).map_or(self, Scan::gap);
        let past = about.known(class::PAST).map(|end| {
            let gap = end.gap();
            // `il y a`
            gap.rest().strip_prefix("y a ").map_or(gap, |rest| gap.to(gap.text.len() - rest.len()))
        });
        let start = past.unwrap_or(about);
        let number = start.number(1..4).map(|(_, end)| end).or_else(|| start.known(class::NUMBER))?;
        let unit = number.skip(char::is_whitespace).known(class::UNIT)?;
        let next = unit.gap();
        if past.is_some() {
            // `för 3 dagar sedan`
            return Some(next.known(class::AGO).unwrap_or(unit));
        }
        // `1 year, 2 months ago`
        let second = next
            .number(1..4)
            .and_then(|(_, end)| end.skip(char::is_whitespace).known(class::UNIT))
            .map(Scan::gap);
        second.unwrap_or(next).known(class::AGO).or_else(|| {
            let compact = number.skip(char::is_whitespace);
            compact.known(class::SHORT_UNIT).and_then(|unit| unit.gap().known(class::AGO))
        })
    }

    /// `6d`, `17h ago`: only if nothing else is on the line, but for `Edited`.
    fn short(self) -> Option<Self> {
        let end = self.number(1..3)?.1;
        let unit_len = end.rest().bytes().take_while(u8::is_ascii_lowercase).count();
        let unit = end.to(end.at + unit_len);
        let is_unit = classes(self.text.get(end.at..unit.at)?) & class::SHORT_UNIT != 0;
        let ago = unit.gap().known(class::AGO).unwrap_or(unit);
        let is_alone = self.at == 0 && matches!(ago.rest().trim(), "" | "Edited" | "(edited)" | "edited");
        (is_unit && is_alone).then_some(ago)
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
            "",
        ];
        for text in cases {
            assert_eq!(find(text), None, "{text}");
        }
    }
}
