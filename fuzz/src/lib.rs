//! What several targets hold to be true. Bytes or verdicts come in; a broken
//! promise is a panic, which the fuzzer reports with the input that broke it.

use std::sync::OnceLock;

use lamplighter::dump::{Format, JsonlWriter, Options, Reader, Record};
use lamplighter::server::{Config, Handle, Server};
use lamplighter::{Moderator, Scorer, Subject};
use ring::hmac::{HMAC_SHA256, Key, sign};

/// Every bit counted once: `log_odds` is read off the sum of f32 terms, each
/// of which carries its own rounding.
const ROUNDING: f32 = 1e-3;

/// A dump is read to its end whatever is wrong with it, and what was read can
/// be written and read again.
pub fn read_dump(bytes: &[u8], format: impl Into<Option<Format>>) {
    let options = match format.into() {
        Some(format) => Options::default().format(format),
        None => Options::default(),
    };
    let Ok(reader) = Reader::from_bytes(bytes, "dump", &options) else { return };
    let mut records: Vec<Record> = Vec::new();
    for (count, record) in reader.enumerate() {
        // Two are next to nothing: the file and its end may each have a fault.
        assert!(count <= bytes.len() + 2, "more records than bytes");
        records.extend(record.ok());
    }
    let mut writer = JsonlWriter::new(Vec::new());
    for record in &records {
        writer.comment(record).expect("memory takes every byte");
    }
    let written = writer.into_inner();
    let options = Options::default().format(Format::Jsonl);
    let again = Reader::from_bytes(written, "again", &options).expect("our own lines can be read");
    let again: Vec<_> = again.map(|record| record.expect("our own line can be read").comment).collect();
    let first: Vec<_> = records.into_iter().map(|record| record.comment).collect();
    assert_eq!(first, again);
}

/// A comment gets probabilities, the same ones from a moderator and from a
/// scorer that has judged others before, and the account of each sums to it
/// and points into the text.
pub fn judge<'a>(moderator: &Moderator, scorer: &mut Scorer, subject: impl Into<Subject<'a>>) {
    let subject = subject.into();
    let verdict = moderator.judge(subject);
    let again = scorer.judge(subject);
    for ((head, p), (_, q)) in verdict.scores().zip(again.scores()) {
        assert!((0.0..=1.0).contains(&p), "{head}: {p}");
        assert_eq!(p, q, "{head}");
        let account = moderator.account(&verdict, head).expect("the head is the model's");
        let terms = account.words.iter().map(|word| word.weight());
        let terms = terms.chain(account.statistics.iter().map(|(_, weight)| *weight));
        let (sum, size) = terms.fold((account.intercept, account.intercept.abs()), |(sum, size), term| {
            (sum + term, size + term.abs())
        });
        assert!(
            (sum - account.log_odds).abs() <= ROUNDING * (1.0 + size),
            "{head}: {sum}, {}",
            account.log_odds
        );
        for word in &account.words {
            assert_eq!(verdict.text().get(word.span()), Some(word.text()), "{head}");
        }
    }
}

/// What the server of the targets signs with.
const SECRET: &str = "secret of the fuzzer";

/// A server answers any body that is posted to it, in JSON, and never by a
/// failure of its own. All headers that a path may want are there.
pub fn post(path: &str, body: &[u8]) {
    static SERVER: OnceLock<Handle> = OnceLock::new();
    let server = SERVER.get_or_init(|| {
        let mut config = Config::default();
        config.listen.set_port(0);
        config.coral_secrets = vec![SECRET.to_owned()];
        config.discourse_secret = Some(SECRET.to_owned());
        Server::bind(config, std::io::sink()).expect("a port is free").handle()
    });
    let signature = sign(&Key::new(HMAC_SHA256, SECRET.as_bytes()), body);
    let signature: String = signature.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    let signature = format!("sha256={signature}");
    let headers = [
        ("content-type", "multipart/mixed; boundary=b"),
        ("x-coral-signature", &*signature),
        ("x-discourse-event-signature", &*signature),
        ("x-discourse-event", "post_created"),
    ];
    let (code, answer) = server.answer(path, &headers, body).expect("the request is one");
    assert!(matches!(code, 200 | 204 | 400 | 413), "{code}");
    if path != "/batch" && code != 204 {
        let answer: serde_json::Value = serde_json::from_slice(&answer).expect("JSON");
        assert_eq!(answer.get("error").is_some(), code >= 400);
    }
}
