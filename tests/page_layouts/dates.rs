//! The number of a record and the name of a way to write dates → its date. What
//! it promises: dates of neighbouring records differ in more than one part.

/// The ways in which layouts show dates. `%e` and `%o` are the day and the month
/// as numbers, `%d` and `%m` the same with two figures; `%B` and `%b` the month's
/// name (`%Bfr` in French) and its beginning; `%k`, `%H` and `%I` the hour, with
/// two figures, and of half a day; `%M` the minute, `%p` and `%P` the half of the
/// day; `%h` an hour that grows from record to record, `%n` a number of hours or days.
#[rustfmt::skip]
const DATES: [(&str, &str); 114] = [
    ("none", ""),
    ("long", "%B %e, 2009"),
    ("clock", "%e %b 2009 %k:%M %p"),
    ("slashes", "%d/%m/2009 %H:%M"),
    ("american", "%o/%e/2009 %I:%M:07 %P"),
    ("ordinal", "%B %eth, 2009 %I:%M %p"),
    ("et", "%B %eth, 2009 %I:%M %p ET"),
    ("hours", "%x:%M"),
    ("short", "%nh"),
    ("mail", "Tue, %e %b 2009 %H:%M:41 +0100"),
    ("relative", "%n hours ago"),
    ("french", "le %d/%m/2011 à %hh%M"),
    ("french_ago", "il y a %n heures"),
    ("german_ago", "vor %n Stunden"),
    ("spanish_ago", "hace %n horas"),
    ("italian_ago", "%n ore fa"),
    ("dutch_ago", "%n dagen geleden"),
    ("swedish_ago", "för %n dagar sedan"),
    ("polish_ago", "%n godzin temu"),
    ("dotted", "%e. %o. 2009 %k:%M"),
    ("uhr", "%d.%m.2009 um %H.%M Uhr"),
    ("nbsp", "%B %e, 2009&nbsp;at&nbsp;%I:%M&nbsp;%p"),
    ("iso", "2019-%m-%dT%H:%M:00Z"),
    ("scoop", "Tue %b %d, 2009 at %H:%M:33 %P EST"),
    ("at_clock", "%m/%d/2009 %H:%M %P EST"),
    ("ordinal_at", "%B %eth, 2009 at %I:%M %p"),
    ("at_sign", "%o/%e/2009 @ %I:%M %p"),
    ("time_first_comma", "%I:%M %P, %B %d, 2009"),
    ("long_at", "%B %e, 2009 at %I:%M %P"),
    ("long_clock", "%B %e, 2009 %I:%M %P"),
    ("slashes_seconds", "%d/%m/2009 %H:%M:22"),
    ("dots_short", "%d.%m.09 %H:%M"),
    ("french_long", "%e %Bfr 2009, %H:%M"),
    ("journal", "2009-%m-%d %H:%M %p (UTC)"),
    ("drupal", "Tue, %m/%d/2009 - %H:%M"),
    ("dotted_plain", "%d.%m.2009 %H:%M"),
    ("day_long", "Tuesday, %d %B 2009 %H:%M"),
    ("short_edt", "%b %e, 2009 %I:%M %P EDT"),
    ("at_time_on", "%I:%M%p on %d %b 2009"),
    ("added", "Tuesday, %e %B, 2009, %H:%M GMT"),
    ("dotted_comma", "%d.%m.2009, %H:%M"),
    ("comma_uhr", "%d.%m.2009, %H:%M Uhr"),
    ("dutch_long", "%e %Bnl 2009 om %H:%M"),
    ("dash_h", "%d/%m/09 - %Hh%M"),
    ("le_slash", "le %d/%m/2009 à %H:%M"),
    ("dotmonth", "%d.%Bes.2009 | %H:%M"),
    ("dots_dash_h", "%d.%m.2009 - %H:%Mh"),
    ("italian_long", "%e %Bit 2009 alle %H:%M"),
    ("iso_space", "2009-%m-%d %H:%M:22"),
    ("klo", "%e.%o.2009 klo %H:%M"),
    ("russian", "%e %Bru 2009 в %H:%M"),
    ("turkish", "%d %Btr 2009 %H:%M"),
    ("em_as", "%d/%m/2009 às %Hh%M"),
    ("iso_half", "2009-%m-%d %H:%M:22 %P"),
    ("time_on", "%I:%M %P on %B %e, 2009"),
    ("long_pdt", "%b %e, 2009 %I:%M:33 %P PDT"),
    ("short_clock", "%b %d, 2009 %H:%M%P"),
    ("slash_date", "%b %e, 2009, %I:%M:12 %P"),
    ("at_pm", "%b %e, 2009 @ %I:%M%p"),
    ("bug", "2009-%m-%d %H:%M:22 UTC"),
    ("years_ago", "%n months ago"),
    ("ipb1", "%b %e 2009, %H:%M %P"),
    ("dashes_half", "%m-%d-2009 %H:%M %P"),
    ("smf", "%B %d, 2009, %H:%M:33 %P"),
    ("chinese", "2009-%o-%e %H:%M:33"),
    ("japanese", "2009/%m/%d(火) %H:%M:33"),
    ("board", "%m/%d/09(Tue)%H:%M:33"),
    ("on_bold", "%I:%M%p On %b %d, 2009"),
    ("dashes_slashes", "%o/%e/09 %I:%M %p"),
    ("mail_long", "Tue, %e %b 2009 %H:%M:41 -0800"),
    ("utc", "%H:%M, %e %B 2009 (UTC)"),
    ("utc_plain", "%H:%M, %e %B 2009"),
    ("long_on", "%B %e, 2009"),
    ("american_seconds", "%o/%e/2009 %I:%M:33 %P"),
    ("short_long", "%b %d, 2009"),
    ("short_clock_spaced", "%b %e, 2009 %I:%M %P"),
    ("dotted_half", "%B %e, 2009 at %I:%M %p"),
    ("slash_short_at", "%m/%d/09 at %I:%M%P"),
    ("time_colon_day", "%H:%M %P : %b %d, 2009"),
    ("slash_iso_et", "2009/%m/%d at %I:%M %P ET"),
    ("time_day", "%H:%M %e %b 2009"),
    ("time_lower_day", "%I:%M%p %B %d, 2009"),
    ("short_year_clock", "%B %e, 09 %H:%M %P"),
    ("american_half", "%o/%e/2009 %I:%M %P"),
    ("unix", "Tue %b %d %H:%M:33 GMT 2009"),
    ("dots_brackets", "%m.%d.09"),
    ("long_comma_time", "%B %d, 2009, %H:%M"),
    ("at_on_ordinal", "%I:%M%P on %b %eth 2009"),
    ("american_short_at", "%o/%e/2009 at %I:%M %P"),
    ("dmy_clock", "%d/%m/2009 %H:%M"),
    ("slashes_clock", "%m/%d/09 %I:%M %P"),
    ("iso_minutes", "2009-%m-%d %H:%M"),
    ("forum_de", "%e. %b 2020, <span>%H:%M</span>"),
    ("fud", "Tue, %d %B 2009 %H:%M"),
    ("german_day", "Dienstag, %e. %Bde 2009, %H:%M"),
    ("ipb3", "%d %B 2009 - %H:%M %P"),
    ("unix_plain", "Tue %b %d 2009 %H:%M:33"),
    ("semicolon", "%b %e, 2009; %I:%M%p"),
    ("naver", "2009.%m.%d. %H:%M"),
    ("short_year", "%b %e, 2009"),
    ("register", "Tuesday %eth %B 2009 %H:%M GMT"),
    ("dots_dash", "%d.%m.09 - %H:%M"),
    ("polish_date", "%e %Bpl 2009 %H:%M"),
    ("arabic", "%e %Bar 2009 - %H:%M"),
    ("japanese_day", "2009年%m月%d日 %H:%M"),
    ("japanese_plain", "2009/%m/%d(火) %H:%M"),
    ("vietnamese", "%H:%M %d/%m/2009"),
    ("indonesian_ago", "%n jam yang lalu"),
    ("chinese_month", "%o月%e日 %H:%M"),
    ("mbox", "Tue %b %d %H:%M:33 2009"),
    ("dashes_comma", "%m-%d-2009, %H:%M %P"),
    ("slash_date", "%m/%d/2009"),
    ("commit", "Tue %b %e %H:%M:33 2009 +0100"),
    ("dmy_named", "%e %B 2009"),
];

/// Names of four months, in the language that is named behind a `%B`.
#[rustfmt::skip]
const MONTHS: [(&str, [&str; 4]); 11] = [
    ("%Bfr", ["mai", "juin", "octobre", "novembre"]),
    ("%Bnl", ["mei", "juni", "oktober", "november"]),
    ("%Bes", ["may", "jun", "oct", "nov"]),
    ("%Bit", ["maggio", "giugno", "ottobre", "novembre"]),
    ("%Bru", ["мая", "июня", "октября", "ноября"]),
    ("%Btr", ["Mayıs", "Haziran", "Ekim", "Kasım"]),
    ("%Bde", ["Mai", "Juni", "Oktober", "November"]),
    ("%Bpl", ["maja", "czerwca", "października", "listopada"]),
    ("%Bar", ["مايو", "يونيو", "أكتوبر", "نوفمبر"]),
    ("%B", ["May", "June", "October", "November"]),
    ("%b", ["May", "Jun", "Oct", "Nov"]),
];

/// The dates of a layout, in the way in which it shows them.
pub(crate) fn date(style: &str, n: usize) -> String {
    let (day, month, hour, minute) = (n * 2 % 27 + 1, n / 3 % 4, n % 12, (n * 7 + 11) % 60);
    let half = if n.is_multiple_of(2) { "am" } else { "pm" };
    let twelve = if hour == 0 { 12 } else { hour };
    let ago = [2, 3, 5, 8, 11, 14, 17, 19, 21, 22, 23, 24][n % 12];
    let (_, way) = DATES
        .iter()
        .find(|(name, _)| *name == style)
        .unwrap_or_else(|| panic!("no dates are called {style:?}"));
    let named =
        MONTHS.iter().fold((*way).to_owned(), |date, (code, months)| date.replace(code, months[month]));
    [
        ("%e", day.to_string()),
        ("%d", format!("{day:02}")),
        ("%o", (month * 3 + 1).to_string()),
        ("%m", format!("{:02}", month * 3 + 1)),
        ("%k", hour.to_string()),
        ("%H", format!("{hour:02}")),
        ("%I", twelve.to_string()),
        ("%M", format!("{minute:02}")),
        ("%p", half.to_owned()),
        ("%P", half.to_uppercase()),
        ("%h", format!("{:02}", (8 + n) % 24)),
        ("%x", format!("{:02}", 8 + n)),
        ("%n", ago.to_string()),
    ]
    .iter()
    .fold(named, |date, (code, value)| date.replace(code, value))
}
