//! Decisions of moderators: kept only if they may be, deleted when they must
//! be, and learned from.

use std::path::Path;

use serde_json::{Value, json};

use crate::*;

fn store(folder: &tempfile::TempDir) -> String {
    folder.path().join("feedback.db").display().to_string()
}

fn config(path: &str) -> String {
    format!("[feedback]\npath = '{path}'\n")
}

fn suggest(server: &Running, token: &str, value: f64, more: Value) -> Response {
    let mut body = json!({
        "comment": {"text": format!("Comment {token}.")},
        "attributeScores": {"TOXICITY@6": {"summaryScore": {"value": value}}},
        "clientToken": token,
        "communityId": "Coral:t",
    });
    more.as_object().unwrap().iter().for_each(|(name, value)| body[name] = value.clone());
    let response = server.post(SUGGEST, body.to_string());
    assert_eq!(response.code, 200, "{}", response.text());
    response
}

/// What the programme that trains reads of the store.
fn rows(path: &str) -> Vec<(String, String, f64)> {
    let store = rusqlite::Connection::open(Path::new(path)).unwrap();
    let sql = "SELECT text, name, value FROM decision JOIN label ON decision = id ORDER BY id, name";
    let mut statement = store.prepare(sql).unwrap();
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap();
    rows.map(Result::unwrap).collect()
}

#[test]
fn nothing_is_kept_unless_the_operator_wants_it() {
    let server = serve("");
    suggest(&server, "1", 1.0, json!({}));
    let body = json!({"text": RUDE, "labels": {"name-calling": true}}).to_string();
    assert_eq!(server.post("/v1/feedback", body).json(), json!({"stored": false}));
    assert_eq!(server.metric("lamplighter_feedback_kept_total"), 0.0);
}

#[test]
fn what_is_acknowledged_is_kept_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = store(&folder);
    let server = serve(&config(&path));
    suggest(&server, "1", 0.0, json!({}));
    suggest(&server, "1", 1.0, json!({}));
    suggest(&server, "2", 1.0, json!({"doNotStore": true}));
    suggest(&server, "3", 1.0, json!({"do_not_store": true}));
    // What is analysed is not kept, whatever is said of it.
    let body =
        json!({"comment": {"text": "x"}, "requestedAttributes": {"TOXICITY": {}}, "doNotStore": false});
    assert_eq!(server.post(ANALYZE, body.to_string()).code, 200);
    let own = |body: Value| server.post("/v1/feedback", body.to_string()).json();
    let labels = json!({"name-calling": true, "spam": 0, "tone": null});
    assert_eq!(own(json!({"text": RUDE, "labels": labels, "token": "a"})), json!({"stored": true}));
    assert_eq!(own(json!({"text": RUDE, "labels": labels, "doNotStore": true})), json!({"stored": false}));
    assert_eq!(own(json!({"text": RUDE, "labels": {"tone": null}})), json!({"stored": false}));
    assert_eq!(
        rows(&path),
        [
            ("Comment 1.".into(), "TOXICITY".into(), 1.0),
            (RUDE.into(), "name-calling".into(), 1.0),
            (RUDE.into(), "spam".into(), 0.0)
        ]
    );
    assert_eq!(server.metric("lamplighter_feedback_kept_total"), 3.0);
}

#[test]
fn wrong_feedback_is_refused() {
    let server = serve("");
    let cases = [
        ("no text", json!({"labels": {"spam": true}}), "'text' is missing"),
        ("blank", json!({"text": " ", "labels": {"spam": true}}), "non-empty"),
        ("no labels", json!({"text": "a"}), "'labels' is missing"),
        ("no label", json!({"text": "a", "labels": {}}), "'labels' is missing"),
        ("a word", json!({"text": "a", "labels": {"spam": "yes"}}), "TYPE_FLOAT"),
        ("range", json!({"text": "a", "labels": {"spam": 2}}), "between 0 and 1"),
        ("name", json!({"text": "a", "labels": {"a b": 1}}), "letters, digits"),
        (
            "token",
            json!({"text": "a", "labels": {"spam": 1}, "token": "a".repeat(2000)}),
            "'token' is longer",
        ),
    ];
    for (name, body, want) in cases {
        let response = server.post("/v1/feedback", body.to_string());
        assert_eq!(response.code, 400, "{name}");
        assert!(response.message().contains(want), "{name}: {}", response.message());
    }
}

#[test]
fn decisions_are_deleted_by_token_and_only_by_their_owner() {
    let folder = tempfile::tempdir().unwrap();
    let path = store(&folder);
    // The digests of "one", "two" and "root".
    let keys = "[keys]\nmode = 'listed'\n
        [[keys.listed]]\nname = 'one'\nsha256 = '7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed'
        [[keys.listed]]\nname = 'two'\nsha256 = '3fc4ccfe745870e2c0d99f71f30ff0656c8dedd41cc1d7d3d376b0dbe685e2f3'
        [[keys.listed]]\nname = 'root'\nadmin = true\nsha256 = '4813494d137e1631bba301d5acab6e7bb7aa74ce1185d456565ef51d737677b2'\n";
    let server = serve(&format!("{}{keys}", config(&path)));
    for key in ["one", "two", "two"] {
        let body = json!({"text": "a", "labels": {"spam": 1}, "token": "c:1", "community": key}).to_string();
        assert_eq!(server.post(&format!("/v1/feedback?key={key}"), body).code, 200);
    }
    let delete = |query: &str| server.request("DELETE", &format!("/v1/feedback?{query}"), &[], b"");
    assert_eq!(delete("token=c:1").code, 403);
    assert_eq!(delete("key=one").code, 400);
    let cases = [
        ("one", "c:2", 0),
        ("one", "c:1&community=two", 0),
        ("one", "c%3A1", 1),
        ("one", "c:1", 0),
        ("root", "c:1", 1),
    ];
    for (key, token, want) in cases {
        let answer = delete(&format!("key={key}&token={token}")).json();
        assert_eq!(answer, json!({"deleted": want}), "{key} {token}");
    }
    assert!(rows(&path).is_empty());
}

#[test]
fn train_learns_from_the_store() {
    let folder = tempfile::tempdir().unwrap();
    let path = store(&folder);
    let server = serve(&config(&path));
    let places = ["lamp", "road", "bridge", "river", "market"];
    let times = ["today", "tonight", "tomorrow", "yesterday"];
    for i in 0..40 {
        // No text stands twice: repetitions teach nothing.
        let (place, time) = (places[i / 2 % 5], times[i / 10]);
        let (text, value) = if i % 2 == 0 {
            (format!("You idiot, the {place} {time}."), 1)
        } else {
            (format!("Thank you, the {place} {time}."), 0)
        };
        let body = json!({"comment": {"text": text}, "attributeScores": {"TOXICITY": {"summaryScore": {"value": value}}}});
        assert_eq!(server.post(SUGGEST, body.to_string()).code, 200);
    }
    let model = folder.path().join("our.llm");
    assert_cmd::Command::new(env!("CARGO_BIN_EXE_lamplighter"))
        .args(["train", &path, "--label", "TOXICITY=uncivil", "-o", model.to_str().unwrap()])
        .assert()
        .success()
        .stderr(predicates::str::contains("40 rows read, 0 bad"));
    let moderator = lamplighter::Moderator::open(&model).unwrap();
    let uncivil = |text: &str| moderator.judge(text).probability("uncivil").unwrap();
    assert!(uncivil("You idiot.") > uncivil("Thank you."));
}

/// A process that is killed has kept every decision that it acknowledged, and
/// none of them twice. CONTRIBUTING.md has the command for many more rounds.
#[cfg(unix)]
#[test]
fn a_kill_loses_nothing_that_was_acknowledged() {
    let rounds = std::env::var("LAMPLIGHTER_KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(3);
    let folder = tempfile::tempdir().unwrap();
    let path = store(&folder);
    let mut acknowledged = Vec::new();
    for round in 0..rounds {
        let mut process = std::process::Command::new(env!("CARGO_BIN_EXE_lamplighter"))
            .args(["serve", "--listen", "127.0.0.1:0", "--feedback", &path])
            .stderr(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        let mut first = String::new();
        let mut log = std::io::BufReader::new(process.stderr.take().unwrap());
        std::io::BufRead::read_line(&mut log, &mut first).unwrap();
        let started: Value = serde_json::from_str(&first).unwrap();
        let address: SocketAddr = started["listen"].as_str().unwrap().parse().unwrap();
        let (tell, heard) = std::sync::mpsc::channel();
        let writers: Vec<_> = (0..4)
            .map(|writer| {
                let tell = tell.clone();
                std::thread::spawn(move || {
                    let token = |i: usize| format!("{round}-{writer}-{i}");
                    let kept = (0..).map(token).take_while(|token| is_acknowledged(address, token));
                    kept.inspect(|_| tell.send(()).unwrap_or(())).collect::<Vec<_>>()
                })
            })
            .collect();
        // There is a load, however slow the machine; then, an arbitrary moment.
        (0..4).for_each(|_| heard.recv_timeout(Duration::from_secs(60)).unwrap());
        std::thread::sleep(Duration::from_millis(37 * (round % 7)));
        process.kill().unwrap();
        process.wait().unwrap();
        acknowledged.extend(writers.into_iter().flat_map(|writer| writer.join().unwrap()));
    }
    let mut kept: Vec<String> = rows(&path).into_iter().map(|(text, ..)| text).collect();
    kept.sort();
    assert!(kept.windows(2).all(|pair| pair[0] != pair[1]), "a decision stands twice");
    for token in acknowledged {
        assert!(kept.binary_search(&token).is_ok(), "{token} was acknowledged and is lost");
    }
}

#[cfg(unix)]
fn is_acknowledged(address: SocketAddr, token: &str) -> bool {
    let body = json!({"text": token, "labels": {"spam": true}, "token": token}).to_string();
    let request = format!(
        "POST /v1/feedback HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let Ok(mut stream) = TcpStream::connect(address) else { return false };
    let mut answer = String::new();
    let is_sent = stream.write_all(request.as_bytes()).is_ok() && stream.read_to_string(&mut answer).is_ok();
    is_sent && answer.ends_with("{\"stored\":true}")
}
