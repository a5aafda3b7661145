//! A place in a text → the time of day written there. What comes in: a
//! [`Scan`]. What goes out: the place behind the time and its zone. What it
//! promises: an hour alone is no time unless a half of the day follows it.

use super::Scan;
use super::words::{class, classes};

impl Scan<'_> {
    /// The time behind a day, if there is one.
    pub(super) fn with_time(self) -> Self {
        // `2009.04.09. 17:45`
        let is_dotted =
            self.rest().starts_with(". ") && self.text[..self.at].ends_with(|c: char| c.is_ascii_digit());
        let behind = if is_dotted { self.to(self.at + 1) } else { self.behind_weekday() };
        let mut gap = behind.skip(|c| c.is_whitespace() || ",;/-–—|·•@T".contains(c));
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
    pub(super) fn time(self) -> Option<Self> {
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
    pub(super) fn zone(self) -> Option<Self> {
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
}
