//! `explain`: one comment comes in; what it would be flagged for goes out,
//! with the words that decide and what each of them weighs, and all heads.

use std::fmt::Write as _;
use std::io::Read;

use lamplighter::{Evidence, Moderator, Subject, Verdict};

use super::args::ExplainArgs;
use super::failure::{Failure, Result};
use super::marks::{Marks, harmless, percent, telling};
use super::{Outcome, moderator, print, stdout_has_colour};

/// How many words are listed for a guideline. Enough to see past the first
/// insult; the rest weigh next to nothing.
const WORDS: usize = 10;

/// How many characters wide a probability of one is drawn.
const BAR: usize = 30;

/// How much of standard input is taken for one comment.
const LONGEST: u64 = 64 << 20;

/// `lamplighter explain`.
pub(super) fn run(args: &ExplainArgs) -> Result<Outcome> {
    let moderator = moderator(&args.model)?;
    let text = if args.text == "-" { stdin()? } else { args.text.clone() };
    let mut subject = Subject::from(&text);
    if let Some(parent) = &args.parent {
        subject = subject.replying_to(parent);
    }
    print(explained(&moderator, &moderator.judge(subject), Marks { colour: stdout_has_colour() }))
}

fn stdin() -> Result<String> {
    let refused = |cause| Failure::Io { doing: "Standard input cannot be read".to_owned(), cause };
    let mut bytes = Vec::new();
    std::io::stdin().lock().take(LONGEST + 1).read_to_end(&mut bytes).map_err(refused)?;
    if bytes.len() as u64 > LONGEST {
        return Err(Failure::Said(
            "Standard input is too long for one comment. Use score for a dump.".to_owned(),
        ));
    }
    let text = String::from_utf8(bytes).map_err(|e| {
        let at = e.utf8_error().valid_up_to() + 1;
        Failure::Said(format!(
            "Standard input is not UTF-8: byte {at} does not belong there. Convert it first."
        ))
    })?;
    Ok(text.trim_end_matches(['\r', '\n']).to_owned())
}

/// The whole account.
fn explained(moderator: &Moderator, verdict: &Verdict<'_>, marks: Marks) -> String {
    let flags = verdict.flags();
    let nearest: Vec<_> = verdict.nearest().filter(|_| flags.is_empty()).into_iter().collect();
    let told = |flag| (flag, moderator.explain_flag(verdict, flag, WORDS));
    let accounts: Vec<_> = flags.iter().chain(&nearest).map(told).collect();
    let spans = accounts.iter().flat_map(|(_, words)| telling(words)).collect();

    let mut out = format!("{}\n\n", marks.mark(verdict.text(), spans));
    for (flag, words) in &accounts {
        let guideline = flag.guideline();
        let quote = marks.strong(&format!("\"{}\"", guideline.quote()));
        let action = if flag.is_raised() { guideline.action().name() } else { "not flagged" };
        out += &format!("{}  {quote} ({}): {action}\n", percent(flag.probability()), guideline.name());
        out += &listed(words);
    }
    if let Some(language) = verdict.foreign_language() {
        let name = language.name();
        out += &format!(
            "It seems to be in {name}, which the model was not trained for: do not trust the numbers.\n"
        );
    }
    out.push('\n');
    let width = verdict.scores().map(|(head, _)| head.chars().count()).max().unwrap_or_default();
    for (head, p) in verdict.scores() {
        let bar = "#".repeat((p * BAR as f32).round() as usize);
        // Writing to a string cannot fail.
        let _ = writeln!(out, "{}", format!("{head:width$}  {}  {bar}", percent(p)).trim_end());
    }
    out
}

/// Each word with what it adds to the log-odds.
fn listed(words: &[Evidence<'_>]) -> String {
    words.iter().map(|e| format!("       {:+.2}  {}\n", e.weight(), harmless(e.text()))).collect()
}
