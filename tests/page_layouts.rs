//! Layouts of comment sections that no rule knows, and of lists that look like
//! them, each filled with few, some and many of the same comments and set into
//! two pages. What comes in: `tests/data/pages/layouts`, whose README says how a
//! layout is written. What it promises: a layout is read whatever is said in it.

use std::fs;
use std::path::PathBuf;

use lamplighter::{Comment, page};

/// What readers say: short and long, with dates, numbers, names and quotes of
/// their own. A blank line parts paragraphs.
const TEXTS: [&str; 12] = [
    "I walk home along the quay every night and I have been waiting for these lamps for years. Well done to the council.",
    "Agreed, and about time too.",
    "The first lamps went up on 3 May 1998 and nobody complained then. Why now?\n\nMy mother lived opposite and slept very well.",
    "Who pays for it? That is all I would like to know.",
    "118,000 a year is not much for a town of our size, whatever Mr. Adeyemi says.",
    "Sorry, but I cannot see what is wrong with the old ones.",
    "Ada: the owls do not mind. I asked the bird people and they say that warm light does no harm at all.",
    "Has anybody seen the plans? They were promised for last week and the town hall says that they are not ready.\n\nI will ask again on Monday.\n\nIf they do not answer I shall write to the paper.",
    "Great news!",
    "We have them in our street since the spring and it is a different place, you see people outside until ten.",
    "The light from the petrol station is worse than all of these lamps together and nobody has ever done anything about it.",
    "I would rather have the buses back.",
];
const NAMES: [&str; 12] = [
    "Ada Lindqvist",
    "pete_72",
    "Old Wharf",
    "J. Marsh",
    "Mrs Tilly Brook",
    "karl-heinz",
    "Gaz71",
    "Henrike Solano",
    "anna",
    "BigDave1966",
    "Piet de Vries",
    "Marguerite",
];
const PLACES: [&str; 12] = [
    "Leeds",
    "Northwick",
    "Hull",
    "Old Harbour",
    "Bristol",
    "Kiel",
    "Newport, Wales",
    "Madrid",
    "York",
    "Dublin",
    "Rotterdam",
    "Lyon",
];
const TITLES: [&str; 12] = [
    "Council votes for new lamps along the quay",
    "Ferry to stop at the old pier again from June",
    "What the harbour owes its night watchmen",
    "Three hurt as scaffold falls in Mill Street",
    "Library to open on Sundays",
    "Why we should all walk to school",
    "Bakers warn of dearer bread this winter",
    "Sixty years of the town band",
    "Bus drivers call off their strike",
    "New owner for the Anchor Hotel",
    "Fewer gulls than last year, says warden",
    "The last lamplighter looks back",
];
const SENTENCES: [&str; 12] = [
    "The council has voted by ten to seven to put up sixty new lamps along the quay before the winter.",
    "The ferry, which has not called here since the storm, is to stop at the old pier again from June.",
    "A walk through the sheds with the men who have looked after them for three generations.",
    "Two men and a passer-by were taken to hospital after a scaffold fell on the pavement on Tuesday.",
    "Readers have asked for it for years, and from next month the reading room is open on Sundays.",
    "Half of all children are brought by car, though most of them live less than a mile away.",
    "Flour costs a fifth more than last year, and the small bakeries say that they cannot wait any longer.",
    "The band has played at every fair since the war, and most of its members are younger than its drum.",
    "The drivers have accepted an offer that gives them more time between two runs.",
    "The hotel has stood empty since its roof was taken off, and the new owner wants to open it by spring.",
    "The warden counts the nests each May, and this year he needed only two mornings for it.",
    "He carried the ladder for forty years, and he still knows the number of every post.",
];

/// The ways in which layouts show dates. `%e` and `%o` are the day and the month
/// as numbers, `%d` and `%m` the same with two figures; `%B` and `%b` the month's
/// name (`%Bfr` in French) and its beginning; `%k`, `%H` and `%I` the hour, with
/// two figures, and of half a day; `%M` the minute, `%p` and `%P` the half of the
/// day; `%h` an hour that grows from record to record, `%n` a number of hours or days.
#[rustfmt::skip]
const DATES: [(&str, &str); 91] = [
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
];

/// Names of four months, in the language that is named behind a `%B`.
#[rustfmt::skip]
const MONTHS: [(&str, [&str; 4]); 8] = [
    ("%Bfr", ["mai", "juin", "octobre", "novembre"]),
    ("%Bnl", ["mei", "juni", "oktober", "november"]),
    ("%Bes", ["may", "jun", "oct", "nov"]),
    ("%Bit", ["maggio", "giugno", "ottobre", "novembre"]),
    ("%Bru", ["мая", "июня", "октября", "ноября"]),
    ("%Btr", ["Mayıs", "Haziran", "Ekim", "Kasım"]),
    ("%B", ["May", "June", "October", "November"]),
    ("%b", ["May", "Jun", "Oct", "Nov"]),
];

/// The dates of a layout, in the way in which it shows them.
fn date(style: &str, n: usize) -> String {
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

struct Layout {
    name: String,
    dates: String,
    shows: Vec<String>,
    head: String,
    each: String,
    foot: String,
}

fn layouts() -> Vec<Layout> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/pages/layouts");
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "html" || extension == "txt"));
    paths.sort();
    assert!(!paths.is_empty());
    paths
        .iter()
        .map(|path| layout(path.file_name().unwrap().to_str().unwrap(), &fs::read_to_string(path).unwrap()))
        .collect()
}

/// `<!-- dates: STYLE; shows: author date -->`, then the page with what repeats
/// between `=each` and `=end`.
fn layout(name: &str, source: &str) -> Layout {
    let (said, body) = source.split_once(" -->\n").unwrap_or_else(|| panic!("{name} has no first line"));
    let (dates, shows) = said.trim_start_matches("<!-- dates: ").split_once("; shows: ").unwrap();
    let (head, rest) = body.split_once("=each\n").unwrap_or_else(|| panic!("{name} repeats nothing"));
    let (each, foot) = rest.split_once("=end\n").unwrap_or_else(|| panic!("{name} does not end"));
    Layout {
        name: name.to_owned(),
        dates: dates.to_owned(),
        shows: shows.split(' ').filter(|word| *word != "nothing").map(str::to_owned).collect(),
        head: head.to_owned(),
        each: each.to_owned(),
        foot: foot.to_owned(),
    }
}

impl Layout {
    fn is_trap(&self) -> bool {
        self.name.starts_with("trap_")
    }

    /// The layout filled with so many records, beginning with one of the twelve.
    fn filled(&self, first: usize, count: usize) -> String {
        let mut out = self.head.clone();
        for n in first..first + count {
            let text = TEXTS[n % 12];
            let paragraphs: Vec<String> = text.split("\n\n").map(|p| format!("<p>{p}</p>")).collect();
            let slug = NAMES[n % 12].to_lowercase().replace([' ', '.'], "-");
            let record = alternated(&self.each, n)
                .replace("{name}", NAMES[n % 12])
                .replace("{slug}", &slug)
                .replace("{place}", PLACES[n % 12])
                .replace("{date}", &date(&self.dates, n))
                .replace("{paragraphs}", &paragraphs.concat())
                .replace("{text}", text)
                .replace("{flow}", &text.replace("\n\n", "\n"))
                .replace("{wrapped}", &wrapped(text))
                .replace("{breaks}", &text.replace("\n\n", "<br><br>"))
                .replace("{title}", TITLES[n % 12])
                .replace("{sentence}", SENTENCES[n % 12])
                .replace("{n}", &(n + 1).to_string());
            out.push_str(&record);
        }
        out + &self.foot
    }

    fn comments(&self, first: usize, count: usize) -> Vec<Comment> {
        let shows = |what: &str| self.shows.iter().any(|shown| shown == what);
        (first..first + count)
            .map(|n| {
                let mut comment = Comment::new(TEXTS[n % 12]);
                if shows("author") {
                    comment = comment.with_author(NAMES[n % 12]);
                }
                if shows("date") {
                    comment = comment
                        .with_date(date(&self.dates, n).trim_start_matches("le ").replace("&nbsp;", " "));
                }
                comment
            })
            .collect()
    }
}

/// `[[a|b]]` is `b` in every third record, and else `a`.
fn alternated(each: &str, n: usize) -> String {
    let mut out = String::new();
    let mut rest = each;
    while let Some((before, behind)) = rest.split_once("[[") {
        let (choice, behind) = behind.split_once("]]").expect("a choice ends");
        let (usual, third) = choice.split_once('|').expect("a choice has two sides");
        out.push_str(before);
        out.push_str(if n % 3 == 1 { third } else { usual });
        rest = behind;
    }
    out + rest
}

/// A text as `lynx -dump` writes an item of a list.
fn wrapped(text: &str) -> String {
    const WIDTH: usize = 72;
    let mut lines = Vec::new();
    for paragraph in text.split("\n\n") {
        let mut line = String::from("      ");
        for word in paragraph.split(' ') {
            if line.len() + word.len() > WIDTH {
                lines.push(std::mem::replace(&mut line, String::from("      ")));
            }
            line.push(' ');
            line.push_str(word);
        }
        lines.extend([line, String::new()]);
    }
    lines.pop();
    lines.join("\n")
}

const ARTICLE: &str = "<p>The council has voted by ten to seven to put up sixty new lamps along the quay before the winter. \
The old ones, which have stood there since the ferry was moved, are to be sold.</p>\
<p>Councillor Adeyemi said that the lamps would save the town 118,000 a year. \
\"We have talked about this for eleven years,\" she said on Monday, \"and it is time to do it.\"</p>\
<p>The harbour master was less sure. Ships, he said, find their way by what they can see, and not by what is bright.</p>";

/// What is left of a page in text: with and without empty lines above it.
fn text_pages(body: &str) -> [(&'static str, String); 2] {
    let article = ARTICLE.replace("<p>", "").replace("</p>", "\n\n");
    let page = |before: &str, behind: &str| format!("{before}{article}{body}{behind}");
    let byline = "Council votes for new lamps\n\nBy Rosa Winter\nLast updated: 24 November 2009, 08:15\n\n";
    let menu = "Home\nNews\nSport\nTuesday, 24 November 2009\nCouncil votes for new lamps\n";
    [
        ("text", page(byline, "\nMost read\n\nFerry to stop again\n\nLibrary opens on Sundays\n")),
        ("menus", page(menu, "\n© 2009 The Quay Courier\nPrivacy policy\n")),
    ]
}

/// Pages of two times: of tables, and of elements that say what they are.
fn pages(body: &str) -> [(&'static str, String); 2] {
    let tables = format!(
        "<!DOCTYPE HTML PUBLIC \"-//W3C//DTD HTML 4.01 Transitional//EN\"><html><head><title>Lamps - The Quay Courier</title></head>\
<body bgcolor=\"#ffffff\"><table width=\"760\"><tr><td colspan=\"3\"><a href=\"/\">Home</a> | <a href=\"/news/\">News</a> | \
<a href=\"/sport/\">Sport</a> | Tuesday, 24 November 2009</td></tr>\
<tr><td width=\"120\"><a href=\"/news/local.html\">Local</a><br><a href=\"/news/world.html\">World</a><br></td><td>\
<font size=\"5\"><b>Council votes for new lamps</b></font><br><font size=\"1\">By Rosa Winter<br>Last updated: 24 November 2009, 08:15</font>\n\
{ARTICLE}\n{body}</td><td width=\"160\"><b>Most read</b><br><a href=\"/1.html\">Ferry to stop again</a><br>\
<a href=\"/2.html\">Library opens on Sundays</a><br><b>Weather</b><br>Rain, 7 degrees</td></tr>\
<tr><td colspan=\"3\"><font size=\"1\">&copy; 2009 The Quay Courier. <a href=\"/privacy.html\">Privacy policy</a></font></td></tr></table></body></html>"
    );
    let parts = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Lamps</title></head><body>\
<header><nav><ul><li><a href=\"/\">Home</a></li><li><a href=\"/news\">News</a></li></ul></nav></header>\
<main><article><h1>Council votes for new lamps</h1><p class=\"byline\">By <a href=\"/rosa\">Rosa Winter</a> \
<time datetime=\"2009-11-24\">24 November 2009</time></p>{ARTICLE}</article>\n{body}</main>\
<aside><h4>Most read</h4><ul><li><a href=\"/1\">Ferry to stop again</a></li><li><a href=\"/2\">Library opens on Sundays</a></li></ul></aside>\
<footer><p>&copy; 2009 The Quay Courier</p></footer></body></html>"
    );
    [("tables", tables), ("parts", parts)]
}

/// Where in the twelve comments a section begins, and how many it has. Two are
/// enough where there is markup; two articles are no list that could be told.
const FILLINGS: [(usize, usize); 5] = [(9, 2), (0, 3), (4, 4), (0, 12), (6, 30)];

#[test]
fn layouts_are_read_whatever_is_said_in_them() {
    let mut faults = Vec::new();
    for layout in layouts() {
        for (first, count) in FILLINGS {
            if count == 2 && (layout.is_trap() || layout.name.ends_with(".txt")) {
                continue;
            }
            let body = layout.filled(first, count);
            let is_text = layout.name.ends_with(".txt");
            for (around, page) in if is_text { text_pages(&body) } else { pages(&body) } {
                let read = page::read(page.as_bytes()).unwrap();
                let want = if layout.is_trap() { Vec::new() } else { layout.comments(first, count) };
                let is_loose = layout.each.contains("{flow}") || layout.each.contains("{wrapped}");
                let got: Vec<Comment> = read.comments().iter().map(shown).collect();
                let [want, got] =
                    [want, got].map(|comments| if is_loose { joined(comments) } else { comments });
                if got != want {
                    faults.push(format!("{} in {around}, {count}: {}", layout.name, difference(&want, &got)));
                }
                if !layout.is_trap() && !read.article().contains("eleven years") {
                    faults.push(format!("{} in {around}, {count}: the article is lost", layout.name));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

/// Comments in one line each, where a layout does not keep paragraphs apart.
fn joined(mut comments: Vec<Comment>) -> Vec<Comment> {
    for comment in &mut comments {
        comment.text = comment.text.split_whitespace().collect::<Vec<_>>().join(" ");
    }
    comments
}

/// What a layout shows of a comment.
fn shown(comment: &Comment) -> Comment {
    let mut shown = Comment::new(comment.text.clone());
    shown.author.clone_from(&comment.author);
    shown.date.clone_from(&comment.date);
    shown
}

fn difference(want: &[Comment], got: &[Comment]) -> String {
    let fields = |c: &Comment| [c.author.clone(), c.date.clone(), Some(c.text.clone())];
    let mut pairs = want.iter().zip(got).flat_map(|(want, got)| fields(want).into_iter().zip(fields(got)));
    let first = pairs.find(|(want, got)| want != got);
    let count = format!("{} of {}", got.len(), want.len());
    match first {
        Some((wanted, found)) => format!("{count}; wanted {wanted:?}, found {found:?}"),
        None => format!("{count}; {:?}", got.last().filter(|_| got.len() > want.len())),
    }
}
