//! `explain` and `guidelines`: one comment, and what it is held against.

use predicates::prelude::*;
use predicates::str::contains;

use super::{CIVIL, RUDE, file, lamplighter, run};

#[test]
fn explain_shows_the_words() {
    run(&["explain", RUDE])
        .success()
        .stdout(contains("idiot]]").and(contains("\"Name-calling\" (name-calling): hold")))
        .stdout(contains("+").and(contains("identity-attack")));
    run(&["explain", "--parent", "Is the oven on?", CIVIL]).success().stdout(contains(": not flagged"));
    lamplighter().args(["explain", "-"]).write_stdin(RUDE).assert().success().stdout(contains("idiot]]"));
    lamplighter()
        .args(["explain", "-"])
        .write_stdin(&b"na\xefve"[..])
        .assert()
        .code(2)
        .stderr(contains("byte 3").and(contains("UTF-8")));
}

#[test]
fn a_comment_may_begin_with_a_dash_or_hold_an_escape() {
    run(&["explain", "-1, and that is generous."]).success();
    run(&["explain", "blue \u{1b}[34m sky"]).success().stdout(contains("\u{1b}").not());
}

#[test]
fn guidelines_are_shown_and_replaced() {
    run(&["guidelines"]).success().stdout(contains("\"Name-calling\"").and(contains(" %")));
    run(&["guidelines", "--policy", "manners.toml"])
        .success()
        .stdout(contains("\"Be kind, or be quiet.\"").and(contains("reject")));
    run(&["score", "--policy", "manners.toml", "night/a-morning.csv"])
        .success()
        .stdout(contains("\"Be kind, or be quiet.\"  reject"));

    let folder = tempfile::tempdir().unwrap();
    let printed = run(&["guidelines", "--to", "toml"]).success();
    let own = file(&folder, "own.toml", &printed.get_output().stdout);
    let again = run(&["guidelines", "--to", "toml", "--policy", &own]).success();
    assert_eq!(again.get_output().stdout, printed.get_output().stdout);
}
