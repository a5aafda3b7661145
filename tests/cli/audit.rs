//! `audit`: passed or not, on terms and texts of others.

use std::fs;

use predicates::prelude::*;
use predicates::str::{contains, is_empty};

use super::{file, run};

/// Two shores that no comment of the test data takes sides for.
const SHORES: &str = "[[kind]]
name = \"shore\"
identity = true
sides = [
    { name = \"northshore\", adjective = \"northern\", plural = \"northerners\" },
    { name = \"southshore\", adjective = \"southern\", plural = \"southerners\" },
]
";

/// Limits that every model keeps.
const NO_LIMITS: [&str; 14] = [
    "--max-mean",
    "1",
    "--max-flips",
    "1",
    "--max-comments-mean",
    "1",
    "--max-comments-flips",
    "1",
    "--min-bpsn",
    "0",
    "--max-fped",
    "100",
    "--max-fned",
    "100",
];

#[test]
fn an_audit_is_passed_or_not() {
    let folder = tempfile::tempdir().unwrap();
    let terms = file(&folder, "terms.toml", SHORES);
    let audit = ["audit", "--terms", &terms];
    run(&[&audit[..], &NO_LIMITS].concat())
        .success()
        .stdout(contains("KIND").and(contains("shore")).and(contains("kept      viewpoint: share of flips")))
        .stdout(contains("NOT KEPT").not());
    run(&[&audit[..], &NO_LIMITS[2..], &["--max-mean=-1"]].concat())
        .code(1)
        .stdout(contains("NOT KEPT  viewpoint: largest mean"));
}

#[test]
fn an_audit_reads_the_texts_of_others() {
    let folder = tempfile::tempdir().unwrap();
    let terms = file(&folder, "terms.toml", SHORES);
    let madlibs = file(&folder, "madlibs.csv", "Text,Label\nkind northern man,NOT_BAD\nsouthern idiot,BAD\n");
    let comments = file(&folder, "comments.csv", "body\nNorthshore first!\nno side\nI like Southshore.\n");
    let svg = folder.path().join("audit.svg");
    let arguments =
        ["audit", "--terms", &terms, "--madlibs", &madlibs, "--comments", &comments, "--to", "json"];
    let more = ["--text-column", "body", "--svg", svg.to_str().unwrap()];
    let output = run(&[&arguments[..], &more, &NO_LIMITS].concat())
        .success()
        .stderr(contains("3 comments read, of which 2 mention a term."));
    let report: serde_json::Value = serde_json::from_slice(&output.get_output().stdout).unwrap();
    assert_eq!(report["report"]["comments"]["pairs"], 2);
    assert_eq!(report["report"]["madlibs"]["terms"][0]["term"], "northern");
    assert_eq!(report["checks"].as_array().unwrap().len(), 10);
    assert!(fs::read_to_string(&svg).unwrap().starts_with("<svg"));
}

#[test]
fn an_audit_says_what_it_knows() {
    run(&["audit", "--list-terms"])
        .success()
        .stdout(contains("russia/russian/russians").and(contains("black*")));
    let folder = tempfile::tempdir().unwrap();
    let broken = file(&folder, "terms.toml", "[[kind]]\nname = \"a\"\nsides = [{ name = \"X\" }]\n");
    run(&["audit", "--terms", &broken]).code(2).stdout(is_empty()).stderr(contains("fewer than two sides"));
    run(&["audit", "--madlibs", "nowhere.csv"])
        .code(2)
        .stderr(contains("nowhere.csv: The file cannot be opened"));
}
