//! `train` on what moderators decided. Fitting itself is in `tests/training.rs`.

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use predicates::prelude::*;
use predicates::str::contains;

use super::{file, lamplighter, lines, run};

/// A WordPress export with what its moderators did, and a model of that.
#[test]
fn moderators_decisions_train() {
    let folder = tempfile::tempdir().unwrap();
    let comment = |at: usize| {
        let (text, approved) = match at % 5 {
            0 => ("Only a muddlehead lights an empty quay", "trash"),
            1 => ("Cheap oars and sails, click here", "spam"),
            2 => ("Nobody has looked at this one yet", "0"),
            _ => ("The ferry was on time again this week", "1"),
        };
        // Texts that differ only in their numbers are the same to the trainer.
        let words = ["harbour", "bell", "rope", "tide", "crane", "gull", "mast", "net"];
        let tail = [at % 8, at / 8 % 8, at / 64].map(|word| words[word]).join(" ");
        format!(
            "<wp:comment><wp:comment_id>{at}</wp:comment_id><wp:comment_content>{text}, {tail}</wp:comment_content>\
             <wp:comment_approved>{approved}</wp:comment_approved></wp:comment>\n"
        )
    };
    let wxr = |comments: String| {
        format!(
            "<?xml version=\"1.0\"?>\n<rss xmlns:wp=\"http://wordpress.org/export/1.2/\">{comments}</rss>"
        )
    };
    let export = file(&folder, "export.xml", wxr((0..300).map(comment).collect()));
    let model = folder.path().join("our.llm").to_str().unwrap().to_owned();
    run(&["train", &export, "--label-from", "outcome", "-o", &model])
        .success()
        .stderr(contains("300 rows read, 0 bad"))
        .stdout(contains("uncivil").and(contains("spam")));
    let card = fs::read_to_string(folder.path().join("our.md")).unwrap();
    assert!(card.contains("--label-from outcome"), "{card}");
    let scores = |text: &str| {
        let dump = format!("text\n\"{text}\"\n");
        let arguments = ["score", "-q", "--from", "csv", "--to", "jsonl", "--model", &model];
        let output = lamplighter().args(arguments).write_stdin(dump).assert().success();
        let line = &lines(&output.get_output().stdout)[0];
        (line["scores"]["uncivil"].as_f64().unwrap(), line["scores"]["spam"].as_f64().unwrap())
    };
    let (removed, advert, kept) = (
        scores("Only a muddlehead lights a quay"),
        scores("Cheap oars, click here"),
        scores("The ferry was on time"),
    );
    assert!(
        removed.0 > 0.5 && removed.0 > kept.0 && advert.1 > 0.5 && advert.1 > kept.1,
        "{removed:?} {advert:?} {kept:?}"
    );

    // Other heads, by a map of one's own; and what cannot be mapped.
    let arguments = ["train", &export, "--label-from", "outcome", "-o", &model, "--outcome"];
    run(&[&arguments[..], &["unwanted=removed,spam/approved"]].concat())
        .success()
        .stdout(contains("unwanted"));
    run(&[&arguments[..], &["unwanted=removed"]].concat()).code(2).stderr(contains("HEAD=YES,…/NO,…"));
    let kept = file(&folder, "kept.xml", wxr(comment(3) + &comment(4)));
    run(&["train", &kept, "--label-from", "outcome", "-o", &model])
        .code(2)
        .stderr(contains("the outcomes in these files are: approved. Say with --outcome"));
}

/// Few rows say what is wanted; the built-in model says what the words are worth.
#[test]
fn few_rows_train_on_top_of_the_built_in_model() {
    let folder = tempfile::tempdir().unwrap();
    let words = ["harbour", "bell", "rope", "tide", "crane", "gull", "mast", "net"];
    let rows = (0..64).map(|at| {
        let tail = [at % 8, at / 8].map(|word| words[word]).join(" ");
        let rude = ["You are an idiot so leave the", "The ferry was on time at the"][at % 2];
        format!("{rude} {tail},{}\n", 1 - at % 2)
    });
    let csv = file(&folder, "few.csv", format!("text,bad\n{}", rows.collect::<String>()));
    let model = folder.path().join("our.llm").to_str().unwrap().to_owned();
    let train = ["train", &csv, "--label", "bad=removed", "-o", &model];
    run(&train).success().stderr(contains("--base shipped"));
    let probability = |text: &str| {
        let dump = format!("text\n\"{text}\"\n");
        let arguments = ["score", "-q", "--from", "csv", "--to", "jsonl", "--model", &model];
        let output = lamplighter().args(arguments).write_stdin(dump).assert().success();
        lines(&output.get_output().stdout)[0]["scores"]["removed"].as_f64().unwrap()
    };
    let other_words = || (probability("What a pathetic moron"), probability("What a lovely lighthouse"));
    let (rude, kind) = other_words();
    assert!(rude < kind + 0.2, "{rude} {kind}: the rows have no such words");
    run(&[&train[..], &["--base", "shipped"]].concat())
        .success()
        .stderr(contains("On top of another model").and(contains("So few rows").not()));
    let (rude, kind) = other_words();
    assert!(rude > kind + 0.2, "{rude} {kind}: nothing was taken over");
    let card = fs::read_to_string(folder.path().join("our.md")).unwrap();
    assert!(card.contains("--base shipped"), "{card}");

    run(&["eval", &csv, "--label", "bad=removed", "--folds", "2", "--base", "shipped"])
        .success()
        .stdout(contains("mean of the parts"));
    run(&["eval", &csv, "--label", "bad=removed", "--base", "shipped"]).code(2).stderr(contains("--folds"));
    run(&[&train[..], &["--base", "nowhere.llm"]].concat()).code(2).stderr(contains("nowhere.llm"));
}

#[test]
fn who_interrupts_training_finds_nothing_left() {
    let folder = tempfile::tempdir().unwrap();
    let recipe = concat!(env!("CARGO_MANIFEST_DIR"), "/training/own/recipe.toml");
    let mut training = Command::new(env!("CARGO_BIN_EXE_lamplighter"))
        .args(["train", recipe, "-o", "own.llm"])
        .current_dir(&folder)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // It says so when all is read and the fit begins.
    let mut said = BufReader::new(training.stderr.take().unwrap()).lines();
    assert!(said.any(|line| line.unwrap().contains("of memory")));
    training.kill().unwrap();
    assert!(!training.wait().unwrap().success(), "it was done before it was interrupted");
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 0);
}
