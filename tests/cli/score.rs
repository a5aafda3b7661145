//! `score` and `extract`: what is read, how it is judged, and what is printed.

use std::fs;
use std::io::Write;
use std::path::Path;

use predicates::prelude::*;
use predicates::str::{contains, is_empty, starts_with};

use super::{CIVIL, RUDE, file, lamplighter, lines, run};

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
