//! Input that is wrong: a sentence, an exit code, and nothing lost.

use std::fs;

use predicates::str::{contains, is_empty};

use super::{file, lamplighter, lines, run};

/// Input that is wrong in one way each: what is said, and the exit code.
#[test]
fn bad_input_is_a_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let empty = file(&folder, "empty.csv", "");
    let nothing_good = file(&folder, "nothing.jsonl", "{\"title\":\"a\"}\n{\"title\":\"b\"}\n");
    let manifest = file(&folder, "manifest.json", "{\n  \"name\": \"a\",\n  \"version\": \"1\"\n}\n");
    let sitemap = file(&folder, "sitemap.xml", "<?xml version=\"1.0\"?>\n<urlset></urlset>\n");
    let wide = file(&folder, "wide.txt", b"\xff\xfet\0e\0x\0t\0");
    let cut = file(&folder, "cut.csv.gz", b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\x4b");
    let no_policy = file(&folder, "policy.toml", "guideline = 3");
    let no_folder = folder.path().join("no/such/folder/out.jsonl").to_str().unwrap().to_owned();
    let a_folder = folder.path().to_str().unwrap().to_owned();
    let cases: &[(&str, &[&str], i32, &[&str])] = &[
        ("an empty file", &["score", &empty], 0, &["empty.csv: The file is empty."]),
        ("a file that is not there", &["score", "gone.csv"], 2, &["gone.csv: The file cannot be opened"]),
        (
            "a file that is not there, among others",
            &["score", "gone.csv", "night/a-morning.csv"],
            2,
            &["gone.csv: The file cannot be opened"],
        ),
        (
            "a binary file",
            &["score", "night/c-chart.png"],
            2,
            &["c-chart.png: This is no text but an image."],
        ),
        (
            "bytes that are no UTF-8",
            &["score", "latin1.csv"],
            0,
            &["latin1.csv:2: The record is not UTF-8", "0xe9", "iconv"],
        ),
        (
            "bytes that are no UTF-8, strictly",
            &["score", "--strict", "latin1.csv"],
            2,
            &["latin1.csv:2: The record is not UTF-8"],
        ),
        (
            "no column for the text",
            &["score", "labels.csv"],
            2,
            &["labels.csv:1: None of the columns", "\"nr\", \"label\", \"stars\"", "--text-column"],
        ),
        (
            "a column that is not there",
            &["score", "--text-column", "body", "night/a-morning.csv"],
            2,
            &["There is no column \"body\" (--text-column)", "\"comment_text\""],
        ),
        (
            "a broken line in the middle",
            &["score", "night/b-evening.jsonl"],
            0,
            &["skipped: night/b-evening.jsonl:2: The line is no JSON object"],
        ),
        (
            "not one good record",
            &["score", &nothing_good],
            2,
            &["nothing.jsonl:1: None of the record's fields", "nothing.jsonl: Not one record could be read."],
        ),
        (
            "a field that no line has",
            &["score", "--id-column", "nr", "night/b-evening.jsonl"],
            2,
            &["error: night/b-evening.jsonl: No record has the field \"nr\" (--id-column)", "\"user\""],
        ),
        ("another JSON", &["score", &manifest], 2, &["manifest.json: No comment is in this file."]),
        ("another XML", &["score", &sitemap], 2, &["sitemap.xml: This is XML, but neither", "--from"]),
        ("another encoding", &["score", &wide], 2, &["wide.txt: This is UTF-16 text.", "iconv"]),
        ("a truncated archive", &["score", &cut], 2, &["cut.csv.gz: The input cannot be read further"]),
        ("no such model", &["score", "--model", "gone.llm", "-"], 2, &["gone.llm: The model cannot be read"]),
        (
            "no such policy",
            &["score", "--policy", "gone.toml", "-"],
            2,
            &["gone.toml: The policy cannot be read"],
        ),
        ("a policy that is none", &["guidelines", "--policy", &no_policy], 2, &["policy.toml:1: The policy"]),
        (
            "a policy with an unknown head",
            &["score", "--policy", "unknown-head.toml", "-"],
            2,
            &["unknown-head.toml: The guideline \"rhyme\" names the head \"does-not-rhyme\"", "name-calling"],
        ),
        (
            "an output in no folder",
            &["score", "-o", &no_folder, "night"],
            2,
            &["out.jsonl: The output file cannot be written"],
        ),
        (
            "an output that is a folder",
            &["score", "-o", &a_folder, "night"],
            2,
            &["The output file cannot be written"],
        ),
        ("an option that is none", &["score", "--form", "csv"], 2, &["--form"]),
    ];
    for (name, arguments, code, sentences) in cases {
        let output = lamplighter().args(*arguments).write_stdin("").output().unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(*code), "{name}: {stderr}");
        for sentence in *sentences {
            assert!(stderr.contains(sentence), "{name}: {sentence:?} is not in {stderr}");
        }
        assert!(!stderr.contains("panicked"), "{name}: {stderr}");
    }
}

#[test]
fn a_model_that_is_none_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let garbage = file(&folder, "garbage.llm", b"\x00\x01\x02 not a model");
    run(&["score", "--model", &garbage, "night"])
        .code(2)
        .stderr(contains("garbage.llm: "))
        .stdout(is_empty());
}

#[test]
fn a_directory_with_only_a_binary_file() {
    let folder = tempfile::tempdir().unwrap();
    file(&folder, "lamp.bin", [0u8; 64]);
    run(&["score", folder.path().to_str().unwrap()])
        .success()
        .stderr(contains("lamp.bin: This is no text but binary: byte 1 is zero."))
        .stdout(contains("0 comments read, 0 flagged, 1 binary file skipped."));
}

/// A line longer than any comment, in every format: one sentence, and what
/// comes behind it in the same file is still read.
#[test]
fn one_line_of_eighty_megabytes() {
    let folder = tempfile::tempdir().unwrap();
    let line = "all work and no play ".repeat(4 << 20);
    let cases = [
        ("long.txt", String::new(), "", 2, "long.txt: The page is larger than 64 MiB"),
        ("long.csv", "id,text\n1,".into(), "\n2,fine\n", 0, "long.csv:2: The line is longer than 64 MiB"),
        (
            "long.jsonl",
            "{\"text\":\"".into(),
            "\"}\n{\"text\":\"fine\"}\n",
            0,
            "long.jsonl:1: The line is longer",
        ),
        ("open.csv", "id,text\n1,\"".into(), "\n2,fine\n", 0, "open.csv:2: The line is longer than 64 MiB"),
    ];
    for (name, before, after, code, sentence) in cases {
        let long = file(&folder, name, [before.as_str(), &line, after].concat());
        let output = run(&["score", "--to", "jsonl", &long]).code(code).stderr(contains(sentence));
        let read = lines(&output.get_output().stdout).len();
        assert_eq!(read, usize::from(!after.is_empty()), "{name}");
        fs::remove_file(long).unwrap();
    }
}

#[test]
fn noise_is_limited() {
    let folder = tempfile::tempdir().unwrap();
    let dump = format!("{}{{\"text\":\"fine\"}}\n", "{\n".repeat(1000));
    let dump = file(&folder, "broken.jsonl", dump);
    let output = run(&["score", &dump])
        .success()
        .stdout(contains("1 comment read, 0 flagged, 1,000 records skipped."));
    let said = String::from_utf8_lossy(&output.get_output().stderr).lines().count();
    assert_eq!(said, 21);
}
