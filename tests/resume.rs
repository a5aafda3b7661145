//! Long runs: outputs that are the same with any number of threads, that
//! appear only when they are whole, and that a run which was killed goes on
//! with, byte for byte.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A dump in which every third comment answers the one before.
fn dump(folder: &Path, comments: usize) -> PathBuf {
    let texts = [
        "The lamps on the quay were lit again last night, as they were every night this week.",
        "Only a stupid idiot would light an empty quay, and you know it.",
        "That is simply not true, read the minutes, page four.",
        "Cheap lamps, 70% off, click here: https://lamps.example",
    ];
    let path = folder.join("dump.jsonl");
    let mut file = std::io::BufWriter::new(fs::File::create(&path).unwrap());
    for at in 0..comments {
        let parent = if at % 3 == 2 { format!("{}", at - 1) } else { String::new() };
        let text = texts[at % texts.len()];
        writeln!(
            file,
            "{{\"id\":{at},\"parent\":\"{parent}\",\"text\":\"{text} No {at}, said \\\"{}\\\".\"}}",
            at % 97
        )
        .unwrap();
        if at % 1_000 == 999 {
            writeln!(file, "{{ a broken line").unwrap();
        }
    }
    path
}

fn score(arguments: &[&str], input: &Path, output: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lamplighter"));
    command.arg("score").args(arguments).arg("--output").arg(output).arg(input);
    command.stdout(Stdio::null()).stderr(Stdio::piped());
    command
}

fn run(arguments: &[&str], input: &Path, output: &Path) -> String {
    let done = score(arguments, input, output).output().unwrap();
    let said = String::from_utf8(done.stderr).unwrap();
    assert!(done.status.success(), "{said}");
    said
}

fn kill(mut child: Child, after: Duration) -> bool {
    std::thread::sleep(after);
    let was_running = child.try_wait().unwrap().is_none();
    child.kill().unwrap();
    child.wait().unwrap();
    was_running
}

/// Makes a dump and begins to score it, until there is a checkpoint: a machine
/// that is done before that gets a longer dump.
fn interrupted(folder: &Path, output: &Path) -> PathBuf {
    let name = output.file_name().unwrap().to_str().unwrap();
    let checkpoint = folder.join(format!(".{name}.checkpoint"));
    for doubled in 0..8 {
        let input = dump(folder, 12_000 << doubled);
        let mut child = score(&["--threads", "1"], &input, output).spawn().unwrap();
        while !checkpoint.exists() && child.try_wait().unwrap().is_none() {
            std::thread::sleep(Duration::from_millis(1));
        }
        if kill(child, Duration::ZERO) && checkpoint.exists() {
            return input;
        }
        let _ = fs::remove_file(output);
    }
    panic!("no dump is large enough to be interrupted");
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn any_number_of_threads_writes_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let input = dump(folder.path(), 2_000);
    for form in ["jsonl", "csv", "human", "html"] {
        let mut first: Option<Vec<u8>> = None;
        for threads in ["1", "2", "5"] {
            let output = folder.path().join("out");
            run(&["--to", form, "--threads", threads], &input, &output);
            let bytes = fs::read(&output).unwrap();
            assert_eq!(*first.get_or_insert_with(|| bytes.clone()), bytes, "{form}, {threads} threads");
        }
    }
}

/// Runs are killed at arbitrary moments until one comes to its end.
#[test]
fn a_killed_run_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let input = dump(folder.path(), 12_000);
    for (form, arguments) in
        [("jsonl", &["--threads", "2"][..]), ("csv", &["--threads", "2", "--min-probability", "0.3"])]
    {
        let whole = folder.path().join(format!("whole.{form}"));
        let start = Instant::now();
        let said = run(arguments, &input, &whole);
        let undisturbed = start.elapsed();
        let output = folder.path().join(format!("out.{form}"));
        let arguments = [arguments, &["--resume"]].concat();
        let mut kills = 0;
        for at in 0..10 {
            let child = score(&arguments, &input, &output).spawn().unwrap();
            kills += u32::from(kill(child, undisturbed * (1 + at * 7 % 10) / 12));
            if output.exists() {
                break;
            }
        }
        assert!(kills > 0, "the dump is too small to be interrupted");
        if !output.exists() {
            let again = run(&arguments, &input, &output);
            assert_eq!(again.lines().last(), said.lines().last(), "{form}");
        }
        assert_eq!(fs::read(&output).unwrap(), fs::read(&whole).unwrap(), "{form}, {kills} kills");
        fs::remove_file(&output).unwrap();
    }
    assert_eq!(names(folder.path()), ["dump.jsonl", "whole.csv", "whole.jsonl"], "nothing is left over");
}

/// A run that goes on must be the same run.
#[test]
fn another_run_does_not_go_on() {
    let folder = tempfile::tempdir().unwrap();
    let output = folder.path().join("out.jsonl");
    let input = interrupted(folder.path(), &output);
    let refused = |arguments: &[&str], sentence: &str| {
        let done = score(arguments, &input, &output).output().unwrap();
        let said = String::from_utf8(done.stderr).unwrap();
        assert_eq!(done.status.code(), Some(2), "{said}");
        assert!(said.contains(sentence), "{sentence:?} is not in {said}");
        assert!(!output.exists());
    };
    refused(&["--resume", "--to", "csv"], "The run that was stopped had other options.");
    refused(&["--resume", "--min-probability", "0.5"], "The run that was stopped had other options.");
    let policy = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/cli/manners.toml");
    refused(&["--resume", "--policy", policy], "The run that was stopped had another policy.");
    refused(&["--resume", "--to", "human"], "--resume goes with --to jsonl and --to csv only.");
    let mut file = fs::OpenOptions::new().append(true).open(&input).unwrap();
    file.write_all(b"{\"text\":\"one more\"}\n").unwrap();
    refused(&["--resume"], "The run that was stopped had other inputs, or inputs that changed since.");

    // Whoever does not ask for it starts anew.
    let said = run(&[], &input, &output);
    assert!(!said.contains("Going on"), "{said}");
    assert_eq!(names(folder.path()), ["dump.jsonl", "out.jsonl"]);
    let said = run(&["--resume"], &input, &output);
    assert!(!said.contains("Going on"), "there was nothing to go on with: {said}");
}

/// An unfinished file that lost its end, or was cut by another hand, is not
/// gone on with.
#[test]
fn a_short_part_is_written_anew() {
    let folder = tempfile::tempdir().unwrap();
    let (whole, output) = (folder.path().join("whole.jsonl"), folder.path().join("out.jsonl"));
    let input = interrupted(folder.path(), &output);
    run(&[], &input, &whole);
    fs::write(folder.path().join(".out.jsonl.part"), "{\"source\":").unwrap();
    run(&["--resume"], &input, &output);
    assert_eq!(fs::read(&output).unwrap(), fs::read(&whole).unwrap());
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_a_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let input = dump(folder.path(), 3_000);
    for form in ["jsonl", "csv", "human", "html"] {
        let done = score(&["--to", form], &input, Path::new("/dev/full")).output().unwrap();
        let said = String::from_utf8(done.stderr).unwrap();
        assert_eq!(done.status.code(), Some(2), "{form}: {said}");
        assert!(said.contains("written: No space left on device"), "{form}: {said}");
        let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_lamplighter"));
        let done = command.args(["score", "--to", form]).arg(&input).stdout(full).output().unwrap();
        assert_eq!(done.status.code(), Some(2), "{form}");
        assert!(String::from_utf8(done.stderr).unwrap().contains("No space left on device"), "{form}");
    }
}
