//! The programme from the outside: what is printed where, and the exit codes
//! 0, 1 and 2. Flags are tested on clear cases only, so that the tests hold
//! for any model worth shipping.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command as Process, Stdio};

use assert_cmd::Command;
use predicates::prelude::*;
use predicates::str::{contains, is_empty, starts_with};

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
fn score_reports_what_is_flagged() {
    run(&["score", "night/a-morning.csv"])
        .success()
        .stdout(starts_with("night/a-morning.csv:3, id 102, Jonas, 2024-03-01\n"))
        .stdout(contains("[[").and(contains("3 comments read, 1 flagged")))
        .stdout(contains(CIVIL).not().and(contains("\u{1b}").not()))
        .stderr(is_empty());
}

#[test]
fn score_writes_every_comment_for_machines() {
    let output = run(&["score", "--to", "jsonl", "night/a-morning.csv"]).success();
    let output = output.stderr(starts_with("3 comments read, 1 flagged"));
    let lines = lines(&output.get_output().stdout);
    let flagged: Vec<_> = lines.iter().map(|line| line["flagged"].as_bool().unwrap()).collect();
    assert_eq!(flagged, [false, true, false]);
    assert_eq!(lines[1]["parent"], "101");
    assert_eq!(lines[1]["source"], "night/a-morning.csv");
    assert_eq!(lines[1]["action"], "hold");
    assert_eq!(lines[1]["text"], format!("{RUDE}\n\nAnd the sauce was thin."));

    let csv = run(&["score", "-q", "--to", "csv", "night/a-morning.csv"]).success().stderr(is_empty());
    assert_eq!(csv::Reader::from_reader(&*csv.get_output().stdout).records().count(), 3);
}

#[test]
fn a_folder_is_every_file_below_it() {
    let output = run(&["score", "--to", "jsonl", "night"]).success();
    let output = output
        .stderr(contains("skipped: night/b-evening.jsonl:2: The line is no JSON object"))
        .stderr(contains("skipped: night/c-chart.png: This is no text but an image."))
        .stderr(
            contains("5 comments read, 1 flagged").and(contains("1 record skipped, 1 binary file skipped.")),
        );
    let lines = lines(&output.get_output().stdout);
    let ids: Vec<_> = lines.iter().map(|line| line["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["101", "102", "103", "e1", "e3"]);
    assert_eq!(lines[4]["index"], 2, "the broken line keeps its number");
}

/// A folder with every kind of file that can be read, and two that cannot.
#[test]
fn a_folder_may_mix_all_formats() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data");
    let folder = tempfile::tempdir().unwrap();
    let copy = |from: &str| {
        let name = from.rsplit('/').next().unwrap();
        fs::copy(root.join(from), folder.path().join(name)).unwrap();
    };
    for name in
        ["wordpress.xml", "disqus.xml", "discourse.json", "reddit_listing.json", "lemmy.json", "civil.csv"]
    {
        copy(&format!("exports/{name}"));
    }
    copy("pages/html/wordpress.html");
    copy("pages/evening-news.txt");
    copy("cli/night/c-chart.png");
    copy("cli/manners.toml");
    file(&folder, "sitemap.xml", "<?xml version=\"1.0\"?>\n<urlset></urlset>\n");
    let path = folder.path().to_str().unwrap();
    let output = run(&["score", "-v", "--to", "jsonl", path]).code(2);
    let output = output.get_output();
    let said = String::from_utf8_lossy(&output.stderr).replace(&format!("{path}/"), "");
    for sentence in [
        "civil.csv: read as the Civil Comments table.\ncivil.csv: 2 comments.\n",
        "discourse.json: read as posts of Discourse.\ndiscourse.json: 4 comments.\n",
        "disqus.xml: read as a Disqus export.\ndisqus.xml: 4 comments.\n",
        "evening-news.txt: read as a page of plain text.\nevening-news.txt: 9 comments.\n",
        "lemmy.json: read as comments of Lemmy.\nlemmy.json: 2 comments.\n",
        "reddit_listing.json: read as comments of Reddit.\nreddit_listing.json: 3 comments.\n",
        "wordpress.html: read as an HTML page.\n",
        "wordpress.xml: read as a WordPress export.\nwordpress.xml: 4 comments.\n",
        "skipped: c-chart.png: This is no text but an image.\n",
        "error: sitemap.xml: This is XML, but neither",
        "1 binary file skipped, 1 input not read.",
    ] {
        assert!(said.contains(sentence), "{sentence:?} is not in {said}");
    }
    let scored = lines(&output.stdout);

    // What was extracted is scored alike, line by line: with the same parents.
    let extracted = run(&["extract", "-q", path]).code(2).get_output().stdout.clone();
    let again =
        lamplighter().args(["score", "-q", "--to", "jsonl"]).write_stdin(extracted).assert().success();
    assert_eq!(lines(&again.get_output().stdout), scored);
    assert!(scored.iter().any(|line| line["outcome"] == "spam" && line["permalink"].is_string()));
}

#[test]
fn standard_input_is_the_default() {
    let jsonl = format!("{{\"text\":{RUDE:?}}}\n");
    for arguments in [&["score", "--to", "jsonl"][..], &["score", "--to", "jsonl", "-"]] {
        let output = lamplighter().args(arguments).write_stdin(jsonl.as_str()).assert().success();
        let lines = lines(&output.get_output().stdout);
        assert_eq!((&lines[0]["source"], &lines[0]["flagged"]), (&"-".into(), &true.into()));
    }
}

/// The same comment with and without what it answers, in one dump.
#[test]
fn an_answer_is_judged_beside_what_it_answers() {
    let csv = "id,parent_id,text\n1,,The tax is fair.\n2,1,The tax is not fair.\n3,9,The tax is not fair.\n";
    let output = lamplighter().args(["score", "--to", "jsonl"]).write_stdin(csv).assert().success();
    let lines = lines(&output.get_output().stdout);
    let subject = lamplighter::Subject::from("The tax is not fair.");
    let moderator = lamplighter::Moderator::shipped();
    for (line, subject) in [(1, subject.replying_to("The tax is fair.")), (2, subject)] {
        for (head, p) in moderator.judge(subject).scores() {
            let written = lines[line]["scores"][head].as_f64().unwrap();
            assert!((written - f64::from(p)).abs() < 1e-4, "line {line}, {head}: {written} is not {p}");
        }
    }
    assert_ne!(lines[1]["scores"], lines[2]["scores"]);
}

#[test]
fn extracted_comments_can_be_scored() {
    let extracted = run(&["extract", "-q", "night/a-morning.csv"]).success();
    let extracted = extracted.get_output().stdout.clone();
    let score =
        lamplighter().args(["score", "--to", "jsonl"]).write_stdin(extracted.clone()).assert().success();
    let scored = lines(&score.get_output().stdout);
    let extracted = lines(&extracted);
    assert_eq!(extracted.len(), 3);
    for (extracted, scored) in extracted.iter().zip(&scored) {
        for (key, value) in extracted.as_object().unwrap() {
            assert_eq!(&scored[key], value, "{key}");
        }
        assert!(extracted.get("flagged").is_none());
    }
}

#[test]
fn one_is_for_flags_only_if_asked() {
    let rude = format!("text\n{RUDE}\n");
    let civil = format!("text\n{CIVIL}\n");
    let cases = [
        ("flagged", &rude, &["score", "--from", "csv"][..], 0),
        ("flagged, asked", &rude, &["score", "--from", "csv", "--fail-on-flag"], 1),
        ("civil, asked", &civil, &["score", "--from", "csv", "--fail-on-flag"], 0),
        (
            "flagged, asked, but incomplete",
            &rude,
            &["score", "--from", "csv", "--fail-on-flag", "-", "gone"],
            2,
        ),
    ];
    for (name, input, arguments, want) in cases {
        let output = lamplighter().args(arguments).write_stdin(input.as_str()).output().unwrap();
        assert_eq!(output.status.code(), Some(want), "{name}");
    }
}

#[test]
fn min_probability_decides_what_is_written() {
    let all = run(&["score", "--min-probability", "0", "night/a-morning.csv"]).success();
    all.stdout(contains(CIVIL).and(contains("not flagged")).and(contains("3 comments read, 1 flagged")));
    let none = run(&["score", "--to", "jsonl", "--min-probability", "1", "night/a-morning.csv"]).success();
    assert_eq!(lines(&none.get_output().stdout).iter().filter(|line| line["flagged"] == false).count(), 0);
    run(&["score", "--min-probability", "2", "night"]).code(2).stderr(contains("between 0 and 1"));
}

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

#[test]
fn completions_are_scripts() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        run(&["completions", shell]).success().stdout(contains("lamplighter"));
    }
}

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
fn compressed_dumps_are_read() {
    let folder = tempfile::tempdir().unwrap();
    let csv =
        fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/cli/night/a-morning.csv")).unwrap();
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gzip.write_all(&csv).unwrap();
    let gzip = file(&folder, "dump", gzip.finish().unwrap());
    let zstd = file(&folder, "dump.csv.zst", zstd::stream::encode_all(&*csv, 3).unwrap());
    for dump in [gzip, zstd] {
        run(&["score", &dump]).success().stdout(contains("3 comments read, 1 flagged"));
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

#[test]
fn another_language_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let rows = "text\nDiese Laternen kosten viel zu viel Geld und helfen niemandem.\nThe lamps cost far too much and help nobody at all.\n";
    let path = file(&folder, "night.csv", rows);
    let out = run(&["score", &path, "--to", "jsonl"]).success().get_output().clone();
    let scored = lines(&out.stdout);
    assert_eq!(scored[0]["foreign_language"], "de");
    assert_eq!(scored[1].get("foreign_language"), None, "only where it is not the model's");
    run(&["score", &path, "--min-probability", "0"])
        .success()
        .stdout(contains("seems to be in German, which the model was not trained for"))
        .stdout(contains("1 in a language that the model was not trained for (German 1)"));
    run(&["explain", "Diese Laternen kosten viel zu viel Geld und helfen niemandem."])
        .success()
        .stdout(contains("It seems to be in German"));
}
