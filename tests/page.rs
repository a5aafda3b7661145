//! Pages of our own writing, one per comment system and per trap, and the
//! promises that hold for any text.

use lamplighter::page;
use proptest::prelude::*;
use serde::Deserialize;

/// What a golden file says of one comment.
#[derive(Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
struct Golden {
    author: Option<String>,
    date: Option<String>,
    reply_to: Option<String>,
    #[serde(default)]
    votes: Option<i64>,
    text: String,
}

impl From<&lamplighter::Comment> for Golden {
    fn from(comment: &lamplighter::Comment) -> Self {
        Self {
            author: comment.author.clone(),
            date: comment.date.clone(),
            reply_to: comment.reply_to.clone(),
            votes: comment.votes,
            text: comment.text.clone(),
        }
    }
}

/// A page, and what its article has to keep and must not hold.
struct Case {
    name: &'static str,
    page: &'static str,
    golden: &'static str,
    keeps: &'static [&'static str],
    drops: &'static [&'static str],
}

macro_rules! case {
    ($name:literal, keeps $keeps:expr, drops $drops:expr) => {
        Case {
            name: $name,
            page: include_str!(concat!("data/pages/", $name, ".txt")),
            golden: include_str!(concat!("data/pages/", $name, ".json")),
            keeps: &$keeps,
            drops: &$drops,
        }
    };
}

const SYSTEMS: &[Case] = &[
    case!("wpdiscuz_browser", keeps ["three weeks", "written by four people"], drops ["Notify of", "Name*", "Oldest"]),
    case!("wpdiscuz_votes", keeps ["three weeks", "Our Favourites"], drops ["Inline Feedbacks", "10"]),
    case!("wordpress_list", keeps ["three weeks", "Hello there"], drops ["Pingback", "Akismet", "Reader Interactions"]),
    case!("wordpress_com", keeps ["three weeks"], drops ["47 thoughts", "REPORT THIS AD"]),
    case!("blogger", keeps ["three weeks"], drops ["10 comments", "ReplyDelete"]),
    case!("blogger_classic", keeps ["three weeks"], drops ["said...", "Post a Comment"]),
    case!("disqus", keeps ["three weeks"], drops ["Join the discussion", "Recommend"]),
    case!("facebook", keeps["three weeks"], drops["Sort by"]),
    case!("substack", keeps ["three weeks"], drops ["Discussion about", "Expand full"]),
    case!("drupal", keeps["three weeks"], drops["No readers like"]),
    case!("submitted_by", keeps["three weeks"], drops["Submitted by"]),
    case!("discourse", keeps["Closing the lower lock"], drops["Likes"]),
    case!("phpbb", keeps["Board index"], drops["Top"]),
    case!("vbulletin", keeps ["Next Thread"], drops ["Join Date", "Reply With Quote"]),
    case!("xenforo", keeps["Thread starter"], drops["navigable"]),
    case!("hacker_news", keeps["212 points"], drops["parent"]),
    case!("reddit_old", keeps ["self.canals"], drops ["permalink", "load more"]),
    case!("reddit_new", keeps ["Lower lock"], drops ["Sort by", "Upvote"]),
    case!("lemmy", keeps["Lower lock"], drops["reply"]),
    case!("stack_exchange", keeps ["Boats and Basins", "ask your own"], drops ["Follow", "gold badge"]),
    case!("slashdot", keeps ["Numbers Its Stones"], drops ["Fine Print", "Score:"]),
    case!("commented", keeps ["three weeks"], drops ["went wrong", "Sign up for free"]),
    case!("markdown_dump", keeps ["Keep up with the Courier"], drops ["Website", "Newest"]),
];

const LAYOUTS: &[Case] = &[
    case!("count_above_byline", keeps ["Hal Munro on May 3", "three weeks"], drops ["Reply"]),
    case!("numbered_names", keeps ["three weeks"], drops ["read them below", "Leave a Comment"]),
    case!("date_before_name_line", keeps ["three weeks"], drops ["said...", "Post a Comment"]),
    case!("date_above_name", keeps["three weeks"], drops["Michael S."]),
    case!("inline_dates", keeps ["three weeks"], drops ["07.19.12", "closed"]),
    case!("signed_below", keeps ["three weeks"], drops ["Dorothea", "Post a comment"]),
    case!("markdown_headings", keeps ["three weeks"], drops ["thoughts", "Reply"]),
    case!("deep_headers", keeps ["three weeks"], drops ["Discussion about", "Expand"]),
    case!("loose_blanks", keeps ["three weeks"], drops ["2 Comments", "Reply"]),
    case!("tempting_texts", keeps ["three weeks", "You may also like", "With maps."], drops ["replies"]),
    case!("no_blank_lines", keeps ["three weeks"], drops ["Ada", "Leave a comment"]),
    case!("wordpress_form_first", keeps ["Every Friday"], drops ["Cancel reply", "email address"]),
    case!("german", keeps ["drei Wochen"], drops ["Antworten", "Kommentar"]),
    case!("french", keeps ["Trois semaines"], drops ["Répondre", "commentaires"]),
    case!("counted_dates_below", keeps ["three weeks", "maltings"], drops ["Comments (2)", "Report as abuse"]),
    case!("lone_comment", keeps ["three weeks", "maltings", "Ten Walks"], drops ["Lindqvist"]),
    case!("other_scripts", keeps["three weeks"], drops["View all"]),
];

const DROPPED_LINES: &[Case] = &[
    case!("wpdiscuz_dropped_names", keeps ["three weeks", "500 €"], drops ["Newest", "please comment"]),
    case!("wpdiscuz_handles", keeps ["three weeks"], drops ["Notify of", "please comment"]),
    case!("wpdiscuz_first_name_dropped", keeps ["three weeks"], drops ["Notify of", "please comment"]),
    case!("wpdiscuz_dates_after_policy", keeps ["Name-calling", "as you would"], drops ["Most Voted", "2019-05-02"]),
    case!("wpdiscuz_buttons_only", keeps ["three weeks", "WE ARE THE COURIER"], drops ["Subscribe"]),
    case!("wordpress_list_dropped", keeps ["three weeks"], drops ["4 thoughts", "Who pays?"]),
    case!("unnamed_answers", keeps ["hazelnuts", "mostly slugs"], drops ["Leave a Comment"]),
    case!("names_alone", keeps ["curtains"], drops []),
    case!("counted_with_excerpts", keeps ["three people", "Gallery", "Imprint"], drops ["5 Comments"]),
    case!("substack_dropped", keeps["three weeks"], drops["Expand full"]),
];

/// Pages on which what looks like comments is none.
const NO_COMMENTS: &[Case] = &[
    case!("article_list", keeps ["EDITOR’S NOTE", "Contact Us", "Lock-Keeper’s Year"], drops []),
    case!("byline_list", keeps ["Ten Walks", "Oct 21, 2024"], drops []),
    case!("recipe", keeps ["buttermilk", "thumb", "Lardy Cake"], drops []),
    case!("no_comments_yet", keeps ["three weeks", "Ten Walks"], drops []),
    case!("comments_closed", keeps ["three weeks", "Privacy Policy"], drops []),
    case!("menu_of_counts", keeps ["Ada Marsh", "three weeks", "Use wisely"], drops []),
    case!("pingbacks_only", keeps ["three weeks", "broken sluice"], drops []),
    case!("count_above_contents", keeps ["Comments: 37", "a whistle"], drops []),
    case!("forum_rules_only", keeps ["Be kind", "send them twice"], drops []),
];

#[test]
fn pages_are_taken_apart() {
    for case in [SYSTEMS, LAYOUTS, DROPPED_LINES, NO_COMMENTS].into_iter().flatten() {
        let name = case.name;
        let page = page::read(case.page.as_bytes()).unwrap();
        let golden: Vec<Golden> = serde_json::from_str(case.golden).unwrap();
        let found: Vec<Golden> = page.comments().iter().map(Golden::from).collect();
        assert_eq!(found, golden, "{name}");
        for kept in case.keeps {
            assert!(page.article().contains(kept), "{name} lost {kept:?}:\n{}", page.article());
        }
        for dropped in case.drops {
            assert!(!page.article().contains(dropped), "{name} kept {dropped:?}:\n{}", page.article());
        }
        for comment in &golden {
            assert!(!page.article().contains(&comment.text), "{name} kept a comment:\n{}", page.article());
        }
    }
}

#[test]
fn line_ends_and_encodings_change_nothing() {
    let case = &DROPPED_LINES[0];
    let want = page::read(case.page.as_bytes()).unwrap();
    let utf16 = |unit: fn(u16) -> [u8; 2]| -> Vec<u8> {
        "\u{feff}".encode_utf16().chain(case.page.encode_utf16()).flat_map(unit).collect()
    };
    let cases = [
        ("CRLF", case.page.replace('\n', "\r\n").into_bytes()),
        ("byte order mark", format!("\u{feff}{}", case.page).into_bytes()),
        ("UTF-16, little end first", utf16(u16::to_le_bytes)),
        ("UTF-16, big end first", utf16(u16::to_be_bytes)),
    ];
    for (name, bytes) in cases {
        assert_eq!(page::read(&bytes).unwrap(), want, "{name}");
    }
}

#[test]
fn bytes_that_are_no_text_page_are_refused_with_a_sentence() {
    let error = page::read(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR").unwrap_err();
    assert_eq!(error.kind(), lamplighter::ErrorKind::Input);
    assert!(error.to_string().contains("byte 8 is NUL"), "{error}");
}

#[test]
fn odd_bytes_are_read_all_the_same() {
    let cases: [(&str, &[u8], &str); 4] = [
        ("nothing", b"", ""),
        ("an invalid byte", b"Caf\xe9 by the lock", "Caf\u{fffd} by the lock"),
        ("half a UTF-16 unit", b"\xff\xfeh\0i\0!", "hi\u{fffd}"),
        ("no tag", b"<3 the lock", "<3 the lock"),
    ];
    for (name, bytes, want) in cases {
        assert_eq!(page::read(bytes).unwrap().article(), want, "{name}");
    }
}

#[test]
fn mails_in_a_long_text_are_examples() {
    let mails = "From: Ada Lindqvist <ada@harrow.example>\nTo: Piet <piet@quay.example>\nSubject: Hello\n\
                 Date: Fri, 21 Nov 1997 09:55:06 -0600\n\nThis is to say hello.\n\n\
                 From: Piet <piet@quay.example>\nTo: Ada Lindqvist <ada@harrow.example>\nSubject: Re: Hello\n\
                 Date: Fri, 21 Nov 1997 10:01:10 -0600\n\nThis is an answer to it.\n";
    let text =
        "A letter begins with lines that say from whom it comes,\nand ends with a name.\n\n".repeat(80);
    assert_eq!(page::read(mails.as_bytes()).unwrap().comments().len(), 2);
    assert_eq!(page::read(format!("{text}{mails}").as_bytes()).unwrap().comments(), []);
}

/// Lines that mean something to the parser, and some that do not.
fn line() -> impl Strategy<Value = String> {
    const LINES: [&str; 40] = [
        "",
        "",
        "",
        "3 Comments",
        "Comments",
        "View all comments",
        "Notify of",
        "Discussion about this post",
        "0 Comments",
        "Ada Lovelace",
        "ada_1",
        "Ada says:",
        "  1. Ada says",
        "    • Brun says:",
        "  2. Nobody signed this one",
        "Author",
        "March 3, 2020 at 4:05 pm",
        "12. März 2024",
        "3 years ago",
        "6d",
        "#2",
        "by Ada on March 3, 2020 at 4:05 pm",
        "Post by Ada » Fri May 08, 2009 2:03 am",
        "AdaSeptember 11, 2008 at 2:06 PM",
        "[–]ada 1 point 1 month ago",
        "Reply to\u{a0} Ada",
        "[ Ada ](https://example.org/#comment-1)",
        "Reply",
        "Like",
        "ReplyDelete",
        "10",
        "•",
        "\u{a0}",
        "Leave a Reply",
        "Load more",
        "Related posts",
        "A longer line of text, with an end.",
        "Good",
        "É!",
        "\u{200b}x",
    ];
    prop_oneof![8 => prop::sample::select(&LINES[..]).prop_map(str::to_owned), 1 => "\\PC{0,40}"]
}

/// The words of a text, without the white space between them and what Markdown puts
/// around them: addresses and signs.
fn words(text: &str) -> String {
    let bare: String = text.chars().filter(|c| !"[]()*_#|!\\".contains(*c)).collect();
    bare.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn check(text: &str) -> Result<(), TestCaseError> {
    let Ok(page) = page::read(text.as_bytes()) else { return Ok(()) };
    let length =
        page.article().len() + page.comments().iter().map(|comment| comment.text.len()).sum::<usize>();
    prop_assert!(length <= text.len(), "{length} of {}", text.len());
    let source = words(text);
    for comment in page.comments() {
        prop_assert!(!comment.text.trim().is_empty());
        for line in comment.text.lines().filter(|line| !line.is_empty()) {
            prop_assert!(source.contains(&words(line)), "{line:?} is not on the page");
        }
        for part in [&comment.author, &comment.date, &comment.reply_to].into_iter().flatten() {
            prop_assert!(!part.is_empty() && source.contains(&words(part)), "{part:?} is not on the page");
        }
    }
    Ok(())
}

proptest! {
    #[test]
    fn any_bytes_are_answered(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = page::read(&bytes);
    }

    #[test]
    fn what_comes_out_stood_on_the_page(lines in prop::collection::vec(line(), 0..60)) {
        check(&lines.join("\n"))?;
    }

    #[test]
    fn any_text_keeps_the_promises(text in "(\\PC|\n){0,200}") {
        check(&text)?;
    }
}
