//! Where results go: files that appear when they are whole, and pipes.

use std::fs;
use std::process::{Command as Process, Stdio};

use predicates::str::{contains, is_empty, starts_with};

use super::{CIVIL, RUDE, file, lines, run};

#[test]
fn an_output_file_appears_when_it_is_whole() {
    let folder = tempfile::tempdir().unwrap();
    let output = file(&folder, "out.jsonl", "what was there before\n");
    run(&["score", "--strict", "--output", &output, "night/b-evening.jsonl"])
        .code(2)
        .stderr(contains("night/b-evening.jsonl:2:"));
    assert_eq!(fs::read_to_string(&output).unwrap(), "what was there before\n");

    run(&["score", "--output", &output, "night/a-morning.csv"]).success().stdout(is_empty());
    assert_eq!(lines(&fs::read(&output).unwrap()).len(), 3);
    let left: Vec<_> = fs::read_dir(folder.path()).unwrap().collect();
    assert_eq!(left.len(), 1, "the unfinished file is gone: {left:?}");
}

#[test]
fn an_output_file_is_no_input() {
    let folder = tempfile::tempdir().unwrap();
    file(&folder, "a.csv", format!("text\n{CIVIL}\n"));
    let output = folder.path().join("out.csv").to_str().unwrap().to_owned();
    for _ in 0..2 {
        run(&["score", "--output", &output, folder.path().to_str().unwrap()])
            .success()
            .stderr(starts_with("1 comment read"));
    }
}

/// `lamplighter … | head -c 1`: the reader leaves after the first byte.
#[test]
fn a_closed_pipe_is_no_failure() {
    let folder = tempfile::tempdir().unwrap();
    let dump = file(&folder, "long.csv", format!("text\n{}", format!("{RUDE}\n").repeat(20_000)));
    for form in ["human", "jsonl", "csv"] {
        let mut child = Process::new(env!("CARGO_BIN_EXE_lamplighter"))
            .args(["score", "-q", "--to", form, &dump])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{form}");
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{form}");
    }
}

#[test]
fn nothing_is_written_over_a_read_only_file() {
    let folder = tempfile::tempdir().unwrap();
    let output = file(&folder, "out.jsonl", "kept\n");
    let mut permissions = fs::metadata(&output).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&output, permissions).unwrap();
    if fs::OpenOptions::new().write(true).open(&output).is_ok() {
        return; // The superuser may write anything.
    }
    run(&["score", "-o", &output, "night"]).code(2).stderr(contains("cannot be written"));
    assert_eq!(fs::read_to_string(&output).unwrap(), "kept\n");
}
