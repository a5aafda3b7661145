//! A place in a text → how long ago something was written. What comes in: a
//! [`Scan`]. What goes out: the place behind `3 years ago` or `6d`. What it
//! promises: a span of time without a word for the past is none.

use super::Scan;
use super::words::{class, classes};

impl Scan<'_> {
    /// `3 years ago`, `about an hour ago`, `vor 2 Tagen`, `hace 3 días`
    pub(super) fn relative(self) -> Option<Self> {
        let is_word = !self.begins_with_figure();
        let known = |scan: Self, class| if is_word { scan.known(class) } else { None };
        let about = known(self, class::ABOUT).map_or(self, Scan::gap);
        let past = known(about, class::PAST).map(|end| {
            let gap = end.gap();
            // `il y a`
            gap.rest().strip_prefix("y a ").map_or(gap, |rest| gap.to(gap.text.len() - rest.len()))
        });
        let start = past.unwrap_or(about);
        if let Some(end) = start.signed_span() {
            return Some(end);
        }
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
        // `3 jam yang lalu`
        let next =
            next.rest().strip_prefix("yang ").map_or(next, |rest| next.to(next.text.len() - rest.len()));
        second.unwrap_or(next).known(class::AGO).or_else(|| {
            let compact = number.skip(char::is_whitespace);
            compact.known(class::SHORT_UNIT).and_then(|unit| unit.gap().known(class::AGO))
        })
    }

    /// `3小时前`, `3日前`, `3시간 전`
    fn signed_span(self) -> Option<Self> {
        #[rustfmt::skip]
        const SPANS: [&str; 27] = [
            "秒前", "分钟前", "分鐘前", "分前", "小时前", "小時前", "時間前", "天前", "日前", "周前", "週間前", "个月前", "か月前", "ヶ月前", "カ月前", "年前",
            "นาทีที่แล้ว", "ชั่วโมงที่แล้ว", "วันที่แล้ว", "เดือนที่แล้ว", "ปีที่แล้ว",
            "초 전", "분 전", "시간 전", "일 전", "개월 전", "년 전",
        ];
        let behind = self.number(1..4)?.1.skip(char::is_whitespace);
        if behind.rest().bytes().next().is_none_or(|byte| byte.is_ascii()) {
            return None;
        }
        let span = SPANS.iter().find(|span| behind.rest().starts_with(**span))?;
        Some(behind.to(behind.at + span.len()))
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
