//! The programme from the outside: what is printed where, and the exit codes
//! 0, 1 and 2. Flags are tested on clear cases only, so that the tests hold
//! for any model worth shipping.

mod audit;
mod bad_input;
mod explain;
mod output;
mod score;
mod train;

use std::fs;

use assert_cmd::Command;
use predicates::prelude::*;
use predicates::str::{contains, is_empty};

const RUDE: &str = "You are a stupid idiot.";
const CIVIL: &str = "Thanks for the recipe.";

/// The programme, run beside the test data.
fn lamplighter() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lamplighter"));
    command.current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/cli"));
    command
}

fn run(arguments: &[&str]) -> assert_cmd::assert::Assert {
    lamplighter().args(arguments).assert()
}

fn lines(bytes: &[u8]) -> Vec<serde_json::Value> {
    let text = std::str::from_utf8(bytes).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// A file with this content; it goes away with the folder.
fn file(folder: &tempfile::TempDir, name: &str, content: impl AsRef<[u8]>) -> String {
    let path = folder.path().join(name);
    fs::write(&path, content).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn without_arguments_it_shows_help() {
    run(&[]).code(2).stdout(is_empty()).stderr(contains("Usage: lamplighter"));
}

#[test]
fn every_help_has_examples() {
    for command in
        ["score", "extract", "explain", "train", "eval", "audit", "guidelines", "serve", "completions"]
    {
        run(&[command, "--help"])
            .success()
            .stdout(contains("Example").and(contains(format!("lamplighter {command}"))));
    }
}

#[test]
fn completions_are_scripts() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        run(&["completions", shell]).success().stdout(contains("lamplighter"));
    }
}
