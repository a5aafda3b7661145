//! The page itself. A finished report comes in; one HTML file goes out, with
//! its style and its script inside and nothing that is fetched.

use std::fmt::Write as _;

use super::card::Card;
use super::escape::{escaped, is_web_address, marked, text};
use super::{BINS, MOST, Report, thread};

/// Deeper answers stand no farther to the right: a telephone is narrow.
const DEEPEST: usize = 5;

pub(super) fn page(report: &Report) -> String {
    let mut out = String::with_capacity(16 * 1024 + report.cards.len() * 1024);
    // Writing to a string cannot fail.
    let _ = write(&mut out, report);
    out
}

fn write(out: &mut String, report: &Report) -> std::fmt::Result {
    let headline = format!("{} read, {} flagged", counted(report.read, "comment"), thousands(report.flagged));
    writeln!(
        out,
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; \
         script-src 'unsafe-inline'\">\n<meta name=\"color-scheme\" content=\"light dark\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n<title>{headline}</title>\n<style>\n{}</style>\n\
         </head>\n<body>\n<header>\n<h1>{headline}</h1>",
        include_str!("style.css")
    )?;
    if let Some(note) = &report.note {
        writeln!(out, "<p class=\"note\">{}</p>", escaped(note))?;
    }
    guidelines(out, report)?;
    histogram(out, report)?;
    writeln!(out, "</header>\n<main>")?;
    let mut source: Option<&str> = None;
    for (card, depth) in thread::ordered(&report.cards) {
        if source != Some(&*card.source) {
            source = Some(&card.source);
            writeln!(out, "<h2>{}</h2>", escaped(&card.source))?;
        }
        comment(out, report, card, depth.min(DEEPEST))?;
    }
    if report.cards.is_empty() {
        writeln!(out, "<p class=\"none\">Nothing to show.</p>")?;
    }
    writeln!(out, "<p class=\"none\" id=\"none\" hidden>No comment passes the filter.</p>\n</main>")?;
    footer(out, report)?;
    writeln!(out, "<script>\n{}</script>\n</body>\n</html>", include_str!("script.js"))
}

/// The guidelines with their counts, which are also the filter.
fn guidelines(out: &mut String, report: &Report) -> std::fmt::Result {
    writeln!(out, "<form id=\"filter\">\n<ul class=\"guidelines\">")?;
    for (number, guideline) in report.guidelines.iter().enumerate() {
        writeln!(
            out,
            "<li><label title=\"{} from {} on: {}\"><input type=\"checkbox\" class=\"js\" value=\"{number}\" checked> \
             <q>{}</q> <b>{}</b></label></li>",
            escaped(&guideline.name),
            guideline.thresholds,
            guideline.action,
            escaped(&guideline.quote),
            thousands(guideline.flagged)
        )?;
    }
    writeln!(
        out,
        "</ul>\n<p class=\"js\"><label for=\"least\">At least <output id=\"shown-least\">0 %</output> \
         probable</label> <input type=\"range\" id=\"least\" min=\"0\" max=\"100\" value=\"0\"> \
         </p>\n\
         <p class=\"js note\" id=\"shown\" role=\"status\"></p>\n</form>"
    )
}

/// How the probabilities are spread, drawn on a root scale: the comments that
/// are surely harmless would leave nothing to see of the others.
fn histogram(out: &mut String, report: &Report) -> std::fmt::Result {
    const WIDTH: usize = 20;
    const HEIGHT: f64 = 90.0;
    let most = report.bins.iter().map(|bin| bin.0).max().unwrap_or_default().max(1);
    let height = |n: u64| (n as f64 / most as f64).sqrt() * HEIGHT;
    writeln!(
        out,
        "<figure>\n<svg viewBox=\"0 0 {} 108\" role=\"img\" aria-labelledby=\"spread\" preserveAspectRatio=\"none\">",
        BINS * WIDTH
    )?;
    for (bin, &(all, flagged)) in report.bins.iter().enumerate() {
        let (x, tall) = (bin * WIDTH, height(all));
        // Flagged comments fill their share of the bar, so that its height
        // keeps its meaning.
        let filled = if all == 0 { 0.0 } else { tall * flagged as f64 / all as f64 };
        writeln!(
            out,
            "<g><title>{} to {} %: {}, {} flagged</title><rect x=\"{}\" y=\"{:.1}\" width=\"{}\" height=\"{:.1}\" \
             class=\"all\"/><rect x=\"{}\" y=\"{:.1}\" width=\"{}\" height=\"{:.1}\" class=\"flagged\"/></g>",
            bin * 100 / BINS,
            (bin + 1) * 100 / BINS,
            counted(all, "comment"),
            thousands(flagged),
            x + 1,
            HEIGHT - tall,
            WIDTH - 2,
            tall,
            x + 1,
            HEIGHT - filled,
            WIDTH - 2,
            filled
        )?;
    }
    writeln!(
        out,
        "<path d=\"M0 90.5H{}\" class=\"axis\"/>\n</svg>\n<div class=\"scale\" aria-hidden=\"true\"><span>0 %</span>\
         <span>50 %</span><span>100 %</span></div>\n<figcaption id=\"spread\">Comments by the probability of their \
         most probable guideline (heights by square root); filled: flagged.</figcaption>\n</figure>",
        BINS * WIDTH
    )
}

fn comment(out: &mut String, report: &Report, card: &Card, depth: usize) -> std::fmt::Result {
    let is_flagged = !card.flags.is_empty();
    let numbers: Vec<String> = card.flags.iter().map(|(guideline, _)| guideline.to_string()).collect();
    writeln!(
        out,
        "<article class=\"{}\" style=\"--depth:{depth}\" data-g=\"{}\" data-p=\"{:.4}\">\n<h3>{}</h3>",
        if is_flagged { card.action } else { "plain" },
        numbers.join(" "),
        card.probability(),
        heading(card)
    )?;
    if is_flagged {
        writeln!(out, "<ul class=\"flags\">")?;
        for &(number, probability) in &card.flags {
            let guideline = &report.guidelines[number];
            writeln!(
                out,
                "<li><b>{}</b> <q>{}</q> <span class=\"action\">{}</span></li>",
                percent(probability),
                escaped(&guideline.quote),
                guideline.action
            )?;
        }
        writeln!(out, "</ul>")?;
    }
    // What it answers stands above it already if the thread is shown.
    if let Some(parent) = card.parent.as_ref().filter(|_| depth == 0) {
        writeln!(out, "<blockquote dir=\"auto\">{}</blockquote>", escaped(parent))?;
    }
    out.push_str("<div class=\"text\" dir=\"auto\">");
    marked(out, &card.comment.text, &card.marks);
    out.push_str(if card.is_cut { " … (cut)</div>\n" } else { "</div>\n" });
    writeln!(out, "</article>")
}

/// Who wrote a comment, when, and where it stands.
fn heading(card: &Card) -> String {
    let comment = &card.comment;
    let mut out = String::new();
    let author = comment.author.as_deref().unwrap_or("no name");
    let _ = write!(out, "<bdi>{}</bdi>", escaped(author));
    if let Some(name) = &comment.reply_to {
        let _ = write!(out, " <span>to <bdi>{}</bdi></span>", escaped(name));
    }
    out.push_str(" <small>");
    if let Some(date) = &comment.date {
        let _ = write!(out, "{} · ", escaped(date));
    }
    if let Some(votes) = comment.votes {
        let sign = match votes {
            ..0 => "−",
            0 => "",
            1.. => "+",
        };
        let _ = write!(out, "{sign}{} · ", counted(votes.unsigned_abs(), "vote"));
    }
    if let Some(outcome) = &comment.outcome {
        let _ = write!(out, "{} · ", escaped(outcome));
    }
    let place = match (&comment.id, card.line) {
        (Some(id), _) => format!("id {id}"),
        (None, Some(line)) => format!("line {line}"),
        (None, None) => format!("#{}", card.index),
    };
    match comment.permalink.as_deref().filter(|address| is_web_address(address)) {
        Some(address) => {
            out.push_str("<a rel=\"noopener noreferrer nofollow\" href=\"");
            text(&mut out, address);
            let _ = write!(out, "\">{}</a>", escaped(&place));
        }
        None => text(&mut out, &place),
    }
    out.push_str("</small>");
    out
}

fn footer(out: &mut String, report: &Report) -> std::fmt::Result {
    let shown = report.cards.len() as u64;
    let flagged_shown = report.cards.iter().filter(|card| !card.flags.is_empty()).count() as u64;
    write!(out, "<footer>\n<p>{} shown", counted(shown, "comment"))?;
    if report.read > shown {
        write!(out, ", {} not shown", thousands(report.read - shown))?;
    }
    if report.flagged > flagged_shown {
        write!(
            out,
            ", among them {} flagged (at most {} are shown, the most probable ones)",
            thousands(report.flagged - flagged_shown),
            thousands(MOST as u64)
        )?;
    }
    out.push_str(".</p>\n<p>A probability is no verdict: it should not decide alone.</p>\n<p>");
    if let Some(date) = &report.date {
        write!(out, "{}. ", escaped(date))?;
    }
    write!(
        out,
        "Judged by lamplighter {} with {}, checksum <code>{}</code>.</p>\n<details><summary>About the \
         model</summary><p>{}</p></details>\n</footer>\n",
        env!("CARGO_PKG_VERSION"),
        report.name.as_ref().map_or("a model".to_owned(), |name| format!("the model {}", escaped(name))),
        report.checksum,
        escaped(&report.model)
    )
}

fn percent(p: f32) -> String {
    format!("{:.0} %", p * 100.0)
}

fn thousands(n: u64) -> String {
    let digits = n.to_string();
    let first = digits.len() % 3;
    let mut groups = vec![&digits[..first]];
    groups.extend((first..digits.len()).step_by(3).map(|at| &digits[at..at + 3]));
    groups.retain(|group| !group.is_empty());
    groups.join(",")
}

fn counted(n: u64, thing: &str) -> String {
    format!("{} {thing}{}", thousands(n), if n == 1 { "" } else { "s" })
}
