//! A place in a text → how long ago something was written. What comes in: a
//! [`Scan`]. What goes out: the place behind `3 years ago` or `6d`. What it
//! promises: a span of time without a word for the past is none.

use super::Scan;
use super::words::{class, classes};

impl Scan<'_> {
    /// `3 years ago`, `about an hour ago`, `vor 2 Tagen`, `hace 3 días`
    pub(super) fn relative(self) -> Option<Self> {
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
    pub(super) fn short(self) -> Option<Self> {
        let end = self.number(1..3)?.1;
        let unit_len = end.rest().bytes().take_while(u8::is_ascii_lowercase).count();
        let unit = end.to(end.at + unit_len);
        let is_unit = classes(self.text.get(end.at..unit.at)?) & class::SHORT_UNIT != 0;
        let ago = unit.gap().known(class::AGO).unwrap_or(unit);
        let is_alone = self.at == 0 && matches!(ago.rest().trim(), "" | "Edited" | "(edited)" | "edited");
        (is_unit && is_alone).then_some(ago)
    }
}
