//! A section that was read → how likely its comments are comments. What comes in: the
//! classified lines, the section and its comments. What goes out: a probability. What
//! it promises: it is a logistic sum, each of whose terms is a fact that can be read
//! off the page and says something by itself. None is a veto, but that the headers are
//! those of something else: what they head is no comment.
//!
//! The weights are those of a logistic regression on some 3,000 candidate sections of
//! real pages as text, of which a fifth were comments; docs/pages.md says more.

use super::guard;
use super::header::Classified;
use super::section::Layout;
use super::{Read, bounds, said};
use crate::comment::Comment;
use crate::page::date;
use crate::page::kind::Kind;
use crate::page::marks::Mark;
use crate::page::name;

/// More comments than this say no more; the logarithm of twelve.
const ENOUGH: f64 = 2.5;
/// The logarithm of the mean length, in bytes, from which on texts are articles'.
const LONG: f64 = 6.5;
/// Fewer comments may agree with a heading by chance.
const FEWEST: usize = 3;
/// How far above the heading the form for a new comment may stand, in lines.
const NEAR: usize = 4;
/// How much of a stated count has to be there to agree with it.
const AGREED: f64 = 0.6;

/// Words with which people speak of themselves and to one another.
#[rustfmt::skip]
const PERSONAL: [&str; 52] = [
    "i", "you", "your", "my", "me", "im", "thanks", "thank", "ich", "du", "mir", "mich", "danke", "je", "j", "tu", "vous", "moi",
    "merci", "yo", "gracias", "ik", "mijn", "bedankt", "dank", "jag", "jeg", "meg", "mig", "tack", "takk", "tak", "io", "ho",
    "grazie", "eu", "meu", "minha", "obrigado", "obrigada", "ja", "ci", "ti", "minulla", "kiitos", "ben", "sen", "bana",
    "saya", "ku", "aku", "kamu",
];
/// The same with letters beyond ASCII.
#[rustfmt::skip]
const PERSONAL_BEYOND: [&str; 17] = [
    "я", "мне", "меня", "вы", "вам", "ты", "спасибо", "mój", "dziękuję", "tú", "você", "já", "děkuji", "minä", "minun", "teşekkürler",
    "köszönöm",
];
/// The same where words are not set apart.
const PERSONAL_SIGNS: [char; 6] = ['我', '你', '您', '咱', '私', '僕'];
/// No word of these is longer, in bytes.
const LONGEST_PERSONAL: usize = 16;

/// What is left to say where nothing speaks for a section.
const BIAS: f64 = -5.2;

/// How likely it is that readers wrote what was read of a section; less than `least` is
/// not told apart from nought.
pub(super) fn probability(page: &Classified<'_>, read: &Read, least: f64) -> f64 {
    let likely = |sum: f64| 1.0 / (1.0 + (-BIAS - sum).exp());
    let sum = |terms: &[(f64, f64)]| terms.iter().map(|(weight, value)| weight * value).sum::<f64>();
    let agreement = agreement(page, read);
    let is_agreed = read.comments.len() >= FEWEST && agreement.is_some_and(|agreement| agreement >= AGREED);
    let disagreement = agreement.map_or(0.0, |agreement| 1.0 - agreement);
    let shown = sum(&[(1.0, flag(is_agreed)), (-0.6, disagreement)]) + sum(&terms(page, read));
    // Lists are looked for last: that takes longest, and makes nothing likelier.
    if read.comments.is_empty() || likely(shown) < least {
        return 0.0;
    }
    likely(shown + sum(&signs_of_list(page, read, is_agreed)))
}

/// What speaks for and against: weights and values.
fn terms(page: &Classified<'_>, read: &Read) -> [(f64, f64); 16] {
    let Read { section, comments, end } = read;
    let count = comments.len().max(1) as f64;
    let share =
        |is_so: fn(&Comment) -> bool| comments.iter().filter(|comment| is_so(comment)).count() as f64 / count;
    let is_mark = |at: usize, mark: Mark| page.kind(at) == Some(Kind::Mark(mark));
    let heading = |is_so: &dyn Fn(usize) -> bool| flag(guard::headings(page, section).any(is_so));
    let answers = (section.comments.start..*end).filter(|&at| guard::is_answer(page, at)).count() as f64;
    let near = section.lines.start.saturating_sub(NEAR)..section.lines.start;
    let has_form = (section.comments.end..section.lines.end).chain(near).any(|at| is_mark(at, Mark::Form));
    let text: usize = comments.iter().map(|comment| comment.text.len()).sum();
    let longest = comments.iter().map(|comment| comment.text.len()).max().unwrap_or(0) as f64;
    let is_single = comments.len() < 2;
    let personal = share(is_personal);
    [
        // What stands above: a heading, and whether it says how many there are.
        (1.4, heading(&|at| is_mark(at, Mark::Start))),
        (1.9, heading(&|at| is_mark(at, Mark::Title) && guard::has_number(page, at))),
        (0.8, heading(&|at| is_mark(at, Mark::Title) && !guard::has_number(page, at))),
        (-1.2, heading(&|at| bounds::is_in_menu(page, at))),
        (1.4, flag(has_form)),
        // What stands beside each.
        (1.5, share(is_timed)),
        (0.5, share(is_named)),
        (1.9, (answers / count).min(1.0)),
        // What they say, and at what length.
        (1.8, share(is_said)),
        (1.1, personal),
        (1.1, personal * count.ln().min(ENOUGH)),
        (-0.3, ((text as f64 / count + 1.0).ln() - LONG).max(0.0)),
        (-0.8, flag(is_single)),
        (-1.0, if is_single { 0.0 } else { longest / text.max(1) as f64 }),
        // How they are laid out.
        (0.3, flag(section.layout == Layout::Bare)),
        (3.5, flag(section.layout == Layout::Spoken)),
    ]
}

/// What lists of articles have: weights and values.
fn signs_of_list(page: &Classified<'_>, read: &Read, is_agreed: bool) -> [(f64, f64); 3] {
    let [are_others, is_teased, is_titled] = guard::signs_of_list(page, &read.section);
    [(-6.0, flag(are_others)), (-2.9, flag(is_teased && !is_agreed)), (-1.3, flag(is_titled && !is_agreed))]
}

fn flag(is_so: bool) -> f64 {
    f64::from(u8::from(is_so))
}

/// How much of what a heading says that there is was read, or the other way round.
fn agreement(page: &Classified<'_>, read: &Read) -> Option<f64> {
    let (stated, count) = (guard::stated(page, &read.section)?, read.comments.len());
    Some(stated.min(count) as f64 / stated.max(count).max(1) as f64)
}

fn is_timed(comment: &Comment) -> bool {
    comment.date.as_deref().is_some_and(date::is_timed)
}

fn is_named(comment: &Comment) -> bool {
    comment.author.as_deref().is_some_and(name::is_of_person)
}

fn is_said(comment: &Comment) -> bool {
    said::is_said(&comment.text)
}

fn is_personal(comment: &Comment) -> bool {
    let is_one = |word: &str| match word.is_ascii() {
        true => PERSONAL.iter().any(|known| word.eq_ignore_ascii_case(known)),
        false => PERSONAL_BEYOND.contains(&&*word.to_lowercase()) || word.contains(PERSONAL_SIGNS),
    };
    let mut words = comment.text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.any(|word| (word.len() <= LONGEST_PERSONAL || !word.is_ascii()) && is_one(word))
}
