//! A place in a text → the day written there. What comes in: a [`Scan`]. What
//! goes out: the place behind the day, with its year if there is one. What it
//! promises: a number is a day only beside a month, a year or a time.

use super::Scan;
use super::words::class;

impl Scan<'_> {
    pub(super) fn day(self) -> Option<Self> {
        if self.begins_with_figure() {
            let written = self.numeric().or_else(|| self.day_first()).or_else(|| self.year_first());
            return written.or_else(|| self.with_signs()).or_else(|| self.without_year());
        }
        self.month_first().or_else(|| {
            let weekday = || {
                // `Tuesday at 4:27 AM`, but not `Mon 9:00 - 17:00`
                let end = self.known(class::WEEKDAY)?;
                end.skip(char::is_whitespace).known(class::LINK).map(|_| end)
            };
            let end = self.known(class::DAY).or_else(weekday)?;
            end.with_time().some_if(|with_time| with_time.at > end.at)
        })
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

    /// `12 March 2024`, `12. März 2024`, `12-Mar-2024`, `12-Mar-24`, `8th March`
    fn day_first(self) -> Option<Self> {
        let (day, end) = self.number(1..3)?;
        let end = end.known(class::ORDINAL).unwrap_or(end);
        let month = end.skip(|c| c.is_whitespace() || ".-/".contains(c));
        let month = month.known(class::OF).map_or(month, Scan::gap).known(class::MONTH)?;
        let has_hyphen = end.rest().starts_with('-');
        // `4 out of 5 stars` is no day of October.
        let is_share = month.rest().starts_with(" of ") && self.text[..month.at].ends_with("out");
        ((1..=31).contains(&day) && month.at > end.at && !is_share).then(|| {
            // `12-Mar-24`
            let short = || month.to(month.rest().strip_prefix('-').map(|_| month.at + 1)?).number(2..3);
            let full = month.with_year();
            let is_bare = has_hyphen && full.at == month.at;
            short().filter(|_| is_bare).map_or(full, |(_, end)| end)
        })
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

    /// `2024年3月12日`, `2024년 3월 12일`, `3月12日 17:45`
    fn with_signs(self) -> Option<Self> {
        let (_, end) = self.number(1..5)?;
        let part = |from: Self, signs: [char; 2]| {
            let end = from.to(from.rest().strip_prefix(signs).map(|rest| from.text.len() - rest.len())?);
            Some(end.skip(char::is_whitespace))
        };
        let year = part(end, ['年', '년']);
        let month = year.map_or(Some(end), |year| Some(year.number(1..3)?.1))?;
        let (_, day) = part(month, ['月', '월'])?.number(1..3)?;
        let end = day.rest().strip_prefix(['日', '일'])?;
        let end = day.to(day.text.len() - end.len());
        // Without a year, a time has to follow.
        (year.is_some() || end.with_time().at > end.at).then_some(end)
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
}
