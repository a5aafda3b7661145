//! Seconds since 1970 → ISO 8601. A number as exports write it comes in; a
//! date in UTC goes out, or nothing if no calendar that anybody uses has it.

/// `1456732800` → `2016-02-29T08:00:00Z`. Fractions are left out; the text may
/// be a number in quotes, as old Reddit dumps have it.
pub(crate) fn iso(seconds: &str) -> Option<String> {
    let seconds: f64 = seconds.trim().parse().ok()?;
    // From 1970 to 9999, so that a count of milliseconds is not taken for one.
    let seconds = (0.0..253_402_300_800.0).contains(&seconds).then_some(seconds as u64)?;
    let (days, rest) = (seconds / 86_400, seconds % 86_400);
    let (year, month, day) = civil(days);
    let (hour, minute, second) = (rest / 3600, rest / 60 % 60, rest % 60);
    Some(format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z"))
}

/// The day on which a second since 1970 lies, in UTC: `2016-02-29`.
pub fn iso_date(seconds: u64) -> String {
    let (year, month, day) = civil(seconds / 86_400);
    format!("{year:04}-{month:02}-{day:02}")
}

/// A day's date in the Gregorian calendar, by years that begin in March, so
/// that the leap day is the last of its year (Howard Hinnant's algorithm).
fn civil(days: u64) -> (u64, u64, u64) {
    let days = days + 719_468;
    let (era, of_era) = (days / 146_097, days % 146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    (year + era * 400 + u64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::iso;

    #[test]
    fn seconds_are_dates() {
        let cases = [
            ("the beginning", "0", Some("1970-01-01T00:00:00Z")),
            ("a leap day", "1456732800", Some("2016-02-29T08:00:00Z")),
            ("the day after", "951868800", Some("2000-03-01T00:00:00Z")),
            ("no leap year", "4107542399", Some("2100-02-28T23:59:59Z")),
            ("a fraction", "1700000000.5", Some("2023-11-14T22:13:20Z")),
            ("a float", "1.7e9", Some("2023-11-14T22:13:20Z")),
            ("milliseconds", "1700000000000", None),
            ("no end", "inf", None),
            ("before", "-1", None),
            ("no number", "yesterday", None),
            ("nothing", "", None),
        ];
        for (name, seconds, want) in cases {
            assert_eq!(iso(seconds).as_deref(), want, "{name}");
        }
    }
}
