//! The HTML report: a golden file, what strangers may not do in it, and its
//! bounds. It is made with the golden model, so that it changes only when the
//! report does.

use std::fs;

use lamplighter::dump::{Options, Parents, Reader, Record, Scored};
use lamplighter::report::{Card, Report};
use lamplighter::{Comment, Moderator};

const GOLDEN: &str = "tests/data/report/golden.html";

fn moderator() -> Moderator {
    Moderator::open("tests/data/model/golden.llm").unwrap()
}

fn written(report: Report) -> String {
    let mut page = Vec::new();
    report.write(&mut page).unwrap();
    String::from_utf8(page).unwrap()
}

/// The page of these records, each beside what it answers.
fn page(records: impl IntoIterator<Item = Record>, change: impl Fn(Report) -> Report) -> String {
    let moderator = moderator();
    let (mut scorer, mut parents) = (moderator.scorer(), Parents::default());
    let mut report = Report::new(&moderator).named("golden.llm").dated("2026-11-22");
    for record in records {
        let parent = parents.of(&record);
        report.add(Card::new(&Scored::answering(parent, &record, &moderator, &mut scorer), parent));
        parents.remember(&record);
    }
    written(change(report))
}

fn record(comment: Comment) -> Record {
    let mut record = Record::default();
    record.source = "a.csv".into();
    record.comment = comment;
    record
}

/// `GOLDEN=write cargo test --test report` writes it again; look at it in a
/// browser before it is committed.
#[test]
fn the_page_is_the_golden_one() {
    let mut records = Vec::new();
    for name in ["thread.jsonl", "hostile.jsonl"] {
        let file = fs::read(format!("tests/data/report/{name}")).unwrap();
        let reader = Reader::from_bytes(file, name, &Options::default()).unwrap();
        records.extend(reader.map(Result::unwrap));
    }
    let page = page(records, |report| report.noted("Beside these: 1 record skipped."));
    if std::env::var_os("GOLDEN").is_some() {
        fs::write(GOLDEN, &page).unwrap();
    }
    assert_eq!(page, fs::read_to_string(GOLDEN).unwrap());
}

/// Nothing is fetched, and nothing that was written in a comment is run.
#[test]
fn strangers_are_shown_and_not_obeyed() {
    let evil = "</div><script>alert(1)</script><img src=x onerror=alert(1)>\" onmouseover=\"alert(1)";
    let comment = Comment::new(evil)
        .with_id(evil)
        .with_author(evil)
        .with_date(evil)
        .with_reply_to(evil)
        .with_outcome(evil)
        .with_permalink("javascript:alert(1)//");
    let linked = Comment::new("x").with_permalink("https://a.example/\"><script>alert(1)</script>");
    let page = page([record(comment), record(linked)], |report| report.noted(evil).named(evil));
    assert_eq!(page.matches("<script").count(), 1, "only our own");
    for sign in ["<img", "onmouseover=\"", "javascript:", " src=\"", "url(", "@import", "href=\"http://"] {
        assert!(!page.contains(sign), "{sign} is in the page");
    }
    assert_eq!(page.matches("href=").count(), 1, "the only thing to follow is the comment's own address");
    assert!(page.contains("href=\"https://a.example/&quot;&gt;&lt;script&gt;"));
}

/// The ids of the comments as they are shown, with their depth.
fn shown(page: &str) -> Vec<(String, usize)> {
    let cards = page.split("<article").skip(1).map(|card| {
        let between = |start: &str, end: &str| card.split(start).nth(1)?.split(end).next();
        let id = between("id ", "<").unwrap_or_default().to_owned();
        (id, between("--depth:", "\"").unwrap().parse().unwrap())
    });
    cards.collect()
}

#[test]
fn threads_are_in_order() {
    let comment = |id: &str, parent: Option<&str>| {
        let comment = Comment::new("fine").with_id(id);
        record(match parent {
            Some(parent) => comment.with_parent(parent),
            None => comment,
        })
    };
    let records = [
        comment("1", None),
        comment("2", None),
        comment("3", Some("1")),
        comment("4", Some("gone")),
        comment("5", Some("3")),
        comment("6", Some("2")),
        comment("7", Some("7")),
    ];
    let order = [("1", 0), ("3", 1), ("5", 2), ("2", 0), ("6", 1), ("4", 0), ("7", 0)];
    let want: Vec<_> = order.iter().map(|(id, depth)| (id.to_string(), *depth)).collect();
    assert_eq!(shown(&page(records, |report| report)), want);
}

/// However many comments there are, the page stays one that a browser bears,
/// and says what it leaves out.
#[test]
fn large_inputs_are_cut_and_counted() {
    let moderator = Moderator::shipped();
    let mut scorer = moderator.scorer();
    let rude = record(Comment::new("You are a stupid idiot."));
    let civil = record(Comment::new("Thanks for the recipe."));
    let rude = Card::new(&Scored::new(&rude, &moderator, &mut scorer), None);
    let civil = Card::new(&Scored::new(&civil, &moderator, &mut scorer), None);
    let cases = [
        ("few", 20, 10, 30, "30 comments read, 20 flagged", "<p>30 comments shown."),
        ("many", 600, 1_000, 600, "1,600 comments read, 600 flagged", "600 comments shown, 1,000 not shown."),
        (
            "too many",
            20_000,
            80_000,
            3_000,
            "100,000 comments read, 20,000 flagged",
            "3,000 comments shown, 97,000 not shown, among them 17,000 flagged (at most 3,000",
        ),
    ];
    for (name, flagged, others, cards, headline, footer) in cases {
        let mut report = Report::new(&moderator);
        for at in 0..flagged.max(others) {
            if at < flagged {
                report.add(rude.clone());
            }
            if at < others {
                report.add(civil.clone());
            }
        }
        let page = written(report);
        assert_eq!(page.matches("<article").count(), cards, "{name}");
        assert!(page.contains(headline), "{name}");
        assert!(page.contains(footer), "{name}: {footer}");
    }
}
