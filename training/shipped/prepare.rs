//! Turns the data sets that are not plain labelled tables into CSV.
//!
//! ```text
//! cargo run --release --example prepare -- DATA OUT
//! ```
//!
//! `DATA` is the folder of the data sets, `OUT` the folder to write to. What
//! each file is made of, and how its labels come about, stands at its function.

use std::collections::HashMap;
use std::error::Error;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use lamplighter::train::Recipe;
use serde_json::Value;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

fn main() -> Result<()> {
    let arguments: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let [data, out] = &arguments[..] else {
        return Err("usage: prepare DATA OUT".into());
    };
    fs::create_dir_all(out)?;
    wikitactics(data, out)?;
    change_my_view(data, out)?;
    convabuse(data, out)?;
    kaggle_insults(data, out)?;
    youtube_spam(data, out)?;
    readings(data, out)?;
    Ok(())
}

fn reader(path: &Path) -> Result<csv::Reader<File>> {
    csv::Reader::from_path(path).map_err(|e| format!("{}: {e}", path.display()).into())
}

/// One row for each utterance of the Wikipedia disputes, with the utterance
/// before it as parent. Labels by the level of Graham's hierarchy; an
/// utterance that has none of the level is a "no", because the annotators saw
/// all levels.
fn wikitactics(data: &Path, out: &Path) -> Result<()> {
    let path = data.join("wikitactics/wikitactics.json");
    let conversations: Vec<Value> =
        serde_json::from_reader(File::open(&path).map_err(|e| format!("{}: {e}", path.display()))?)?;
    let levels = [("name_calling", "DH0"), ("ad_hominem", "DH1"), ("tone", "DH3"), ("contradiction", "DH4")];
    let mut train = csv::Writer::from_path(out.join("wikitactics_train.csv"))?;
    let mut test = csv::Writer::from_path(out.join("wikitactics_test.csv"))?;
    for writer in [&mut train, &mut test] {
        writer.write_record(["text", "parent", "conversation"].into_iter().chain(levels.map(|l| l.0)))?;
    }
    for conversation in &conversations {
        let id = conversation["conv_id"].as_str().unwrap_or_default();
        let writer = if conversation["split"] == "test" { &mut test } else { &mut train };
        let mut parent = "";
        for utterance in conversation["utterances"].as_array().into_iter().flatten() {
            let text = utterance["text"].as_str().unwrap_or_default();
            let labels: Vec<&str> = utterance["rebuttal_labels"]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(Value::as_str)
                .collect();
            let has = |level: &str| if labels.iter().any(|l| l.starts_with(level)) { "1" } else { "0" };
            writer.write_record([text, parent, id].into_iter().chain(levels.map(|l| has(l.1))))?;
            parent = text;
        }
    }
    train.flush()?;
    test.flush()?;
    Ok(())
}

/// The last comment of each Change My View thread with the comment before it
/// as parent: removed by the moderators as rude or hostile, or rewarded.
fn change_my_view(data: &Path, out: &Path) -> Result<()> {
    let mut rows = reader(&data.join("adhominem_cmv_threads/thread_comments.csv"))?;
    let mut threads: HashMap<String, Vec<(i32, String, String)>> = HashMap::new();
    let mut order = Vec::new();
    for row in rows.records() {
        let row = row?;
        let thread = threads.entry(row[0].to_string()).or_insert_with(|| {
            order.push(row[0].to_string());
            Vec::new()
        });
        thread.push((row[2].parse()?, row[1].to_string(), row[4].to_string()));
    }
    let mut last = csv::Writer::from_path(out.join("change_my_view.csv"))?;
    last.write_record(["text", "parent", "thread", "ad_hominem"])?;
    let mut earlier = csv::Writer::from_path(out.join("change_my_view_earlier.csv"))?;
    earlier.write_record(["text", "parent", "thread"])?;
    for id in order {
        let mut thread = threads.remove(&id).unwrap_or_default();
        thread.sort_by_key(|comment| comment.0);
        let Some((_, kind, text)) = thread.pop() else { continue };
        let parent = thread.last().map(|comment| comment.2.as_str()).unwrap_or_default();
        let label = if kind == "ah" { "1" } else { "0" };
        // The two kinds of a discussion share the first part of the name.
        let discussion = id.split('_').next().unwrap_or(&id);
        last.write_record([&text, parent, discussion, label])?;
        for pair in thread.windows(2) {
            earlier.write_record([&pair[1].2, &pair[0].2, discussion])?;
        }
    }
    last.flush()?;
    earlier.flush()?;
    Ok(())
}

/// What people said to chat agents, with what the agent had said as parent;
/// uncivil if most of its annotators called it abuse.
fn convabuse(data: &Path, out: &Path) -> Result<()> {
    let mut writer = csv::Writer::from_path(out.join("convabuse.csv"))?;
    writer.write_record(["text", "parent", "conversation", "uncivil"])?;
    for split in ["train", "valid"] {
        let mut rows = reader(&data.join(format!("convabuse/{split}.csv")))?;
        let header = rows.headers()?.clone();
        let column =
            |name: &str| header.iter().position(|h| h == name).ok_or_else(|| format!("no column {name}"));
        let (user, agent, conversation) = (column("user")?, column("agent")?, column("conv_id")?);
        let votes = |abuse: bool| -> Vec<usize> {
            let is_vote = |h: &str| {
                h.rsplit_once("is_abuse.").is_some_and(|(_, level)| level.starts_with('-') == abuse)
            };
            header.iter().enumerate().filter(|(_, h)| is_vote(h)).map(|(i, _)| i).collect()
        };
        let (yes, no) = (votes(true), votes(false));
        for row in rows.records() {
            let row = row?;
            let count = |columns: &[usize]| columns.iter().filter(|&&c| row[c].starts_with('1')).count();
            let (yes, no) = (count(&yes), count(&no));
            if yes + no > 0 {
                let label = if yes > no { "1" } else { "0" };
                writer.write_record([&row[user], &row[agent], &row[conversation], label])?;
            }
        }
    }
    writer.flush()?;
    Ok(())
}

/// The insults competition, for evaluation only: its texts with their C
/// escapes undone.
fn kaggle_insults(data: &Path, out: &Path) -> Result<()> {
    for (from, to) in [("train.csv", "kaggle_train.csv"), ("test_with_solutions.csv", "kaggle_test.csv")] {
        let mut rows = reader(&data.join("kaggle_insults").join(from))?;
        let mut writer = csv::Writer::from_path(out.join(to))?;
        writer.write_record(["text", "insult"])?;
        for row in rows.records() {
            let row = row?;
            writer.write_record([unescape(row[2].trim_matches('"')).as_str(), &row[0]])?;
        }
        writer.flush()?;
    }
    Ok(())
}

/// The comments under five music videos in one table that says under which;
/// for leaving one video out.
fn youtube_spam(data: &Path, out: &Path) -> Result<()> {
    let mut writer = csv::Writer::from_path(out.join("youtube_spam.csv"))?;
    writer.write_record(["text", "video", "spam"])?;
    for video in ["01-Psy", "02-KatyPerry", "03-LMFAO", "04-Eminem", "05-Shakira"] {
        let mut rows = reader(&data.join(format!("youtube_spam_uci/Youtube{video}.csv")))?;
        for row in rows.records() {
            let row = row?;
            writer.write_record([&row[3], video, &row[4]])?;
        }
    }
    writer.flush()?;
    Ok(())
}

/// What was read for `training/own/readings`: a set, its columns of texts and of
/// what these answer, and which of its files have what. (A file of the sets, or one
/// that was made here.)
const READ: [(&str, &str, Option<&str>); 11] = [
    ("news", "comment_text", None),
    ("debates", "text", Some("parent")),
    ("debates-last", "text", Some("parent")),
    ("talk", "text", Some("parent")),
    ("issues", "text", None),
    ("heated-issues", "comment_body", None),
    ("reddit", "comment", Some("parent")),
    ("reddit-child", "child", Some("comment")),
    ("reddit-parent", "parent", Some("grandparent")),
    ("edos", "text", None),
    ("gab", "text", None),
];

/// Comments of the sets with the labels that were given to them here, by their
/// numbers: `training/own/readings` has no text.
fn readings(data: &Path, out: &Path) -> Result<()> {
    let heads = Recipe::open("training/shipped/recipe.toml", Some(data))?.heads();
    let heads = || heads.iter().map(String::as_str);
    let mut writer = csv::Writer::from_path(out.join("readings.csv"))?;
    writer.write_record(["set", "text", "parent"].into_iter().chain(heads()))?;
    for (set, text, parent) in READ {
        let path = PathBuf::from(format!("training/own/readings/{set}.csv"));
        let mut files: HashMap<String, (csv::StringRecord, Vec<csv::StringRecord>)> = HashMap::new();
        for row in reader(&path)?.records() {
            let row = row?;
            let [file, record, characters, yes, unsure] = [0, 1, 2, 3, 4].map(|column| &row[column]);
            if !files.contains_key(file) {
                let from = match file.strip_prefix("prepared/") {
                    Some(name) => out.join(name),
                    None => data.join(file),
                };
                let mut table = reader(&from)?;
                let header = table.headers()?.clone();
                let rows = table.records().collect::<std::result::Result<_, _>>()?;
                files.insert(file.to_owned(), (header, rows));
            }
            let (header, rows) = &files[file];
            let column = |name: &str| {
                header.iter().position(|h| h == name).ok_or_else(|| format!("{file} has no column {name}"))
            };
            let read = rows.get(record.parse::<usize>()?);
            let text = column(text)?;
            let comment = read.map_or("", |read| &read[text]);
            if comment.chars().count() != characters.parse::<usize>()? {
                return Err(format!(
                    "{}: record {record} of {file} is another text than the one that was read, which has {characters} characters.",
                    path.display()
                )
                .into());
            }
            let answered = match (parent, read) {
                (Some(parent), Some(read)) => &read[column(parent)?],
                _ => "",
            };
            let label = |head: &str| match head {
                head if yes.split(' ').any(|h| h == head) => "1",
                head if unsure.split(' ').any(|h| h == head) => "",
                _ => "0",
            };
            writer.write_record([set, comment, answered].into_iter().chain(heads().map(label)))?;
        }
    }
    writer.flush()?;
    Ok(())
}

/// Undoes `\n`, `\xa0`, `\u2019` and their like; what is no escape stays.
fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        let after = &rest[at + 1..];
        let hex = |digits: usize| {
            let code = after.get(1..1 + digits).and_then(|d| u32::from_str_radix(d, 16).ok())?;
            char::from_u32(code).map(|c| (c, 1 + digits))
        };
        let (c, length) = match after.bytes().next() {
            Some(b'n') => ('\n', 1),
            Some(b't') => ('\t', 1),
            Some(b'r') => ('\r', 1),
            Some(b'\\') => ('\\', 1),
            Some(b'x') => hex(2).unwrap_or(('\\', 0)),
            Some(b'u') => hex(4).unwrap_or(('\\', 0)),
            Some(b'U') => hex(8).unwrap_or(('\\', 0)),
            _ => ('\\', 0),
        };
        out.push(c);
        rest = &after[length..];
    }
    out.push_str(rest);
    out
}
