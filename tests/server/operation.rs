//! What an operator relies on: keys, rates, origins, numbers, the log, TLS,
//! exchanged models, and a stop that finishes what was begun.

use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::{Value, json};
use tokio_rustls::rustls;

use crate::*;

/// The digest of "root".
const ADMIN: &str = "[[keys.listed]]\nname = 'root'\nadmin = true\n
    sha256 = '4813494d137e1631bba301d5acab6e7bb7aa74ce1185d456565ef51d737677b2'\n";

fn own_model(folder: &tempfile::TempDir, head: &str) -> String {
    let table = folder.path().join("labelled.csv");
    let rows: String = (0..40)
        .map(|i| format!("{} number {i},{}\n", if i % 2 == 0 { "You idiot" } else { "Thank you" }, 1 - i % 2))
        .collect();
    std::fs::write(&table, format!("text,bad\n{rows}")).unwrap();
    let model = folder.path().join(format!("{head}.llm")).display().to_string();
    let label = format!("bad={head}");
    assert_cmd::Command::new(env!("CARGO_BIN_EXE_lamplighter"))
        .args(["--quiet", "train", table.to_str().unwrap(), "--label", &label, "-o", &model])
        .assert()
        .success();
    model
}

#[test]
fn every_path_of_the_document_is_served_and_described() {
    let server = serve("");
    let document = server.get("/openapi.json").json();
    assert_eq!(document["info"]["version"], env!("CARGO_PKG_VERSION"));
    let paths = document["paths"].as_object().unwrap();
    assert!(paths.len() > 11, "{}", paths.len());
    for (path, operations) in paths {
        for method in operations.as_object().unwrap().keys() {
            let response = server.request(&method.to_uppercase(), path, &[], b"");
            assert!(![404, 405].contains(&response.code), "{method} {path}: {}", response.text());
        }
    }
    let page = server.get("/");
    assert!(page.text().contains("v1/score"));
    assert!(page.headers["content-security-policy"].contains("default-src 'none'"));
}

#[test]
fn strangers_find_nothing() {
    let server = serve("");
    for path in [
        "/nothing",
        "/../../etc/passwd",
        "/v1alpha1/comments:delete",
        "/v1/score/",
        "/%2e%2e/%2e%2e/etc/passwd",
    ] {
        assert_eq!(server.get(path).code, 404, "{path}");
    }
    let response = server.get("/v1/score");
    assert_eq!((response.code, &*response.headers["allow"]), (405, "POST"));
    assert_eq!(server.metric("lamplighter_requests_total{endpoint=\"elsewhere\",status=\"4xx\"}"), 6.0);
}

#[test]
fn keys_are_asked_for_where_they_matter() {
    let server = serve(&format!("[keys]\nmode = 'listed'\n{ADMIN}"));
    let body = analyze(CIVIL, "TOXICITY");
    assert_eq!(server.post(ANALYZE, &body).code, 403);
    assert_eq!(server.post(&format!("{ANALYZE}?key=wrong"), &body).code, 400);
    assert_eq!(server.post(&format!("{ANALYZE}?alt=json&key=root"), &body).code, 200);
    for header in [("X-Goog-Api-Key", "root"), ("Authorization", "Bearer root")] {
        assert_eq!(server.request("POST", ANALYZE, &[header], body.as_bytes()).code, 200, "{header:?}");
    }
    for open in ["/", "/healthz", "/readyz", "/metrics", "/openapi.json", "/$discovery/rest"] {
        assert_eq!(server.get(open).code, 200, "{open}");
    }
    let any = serve("[keys]\nmode = 'any'");
    assert_eq!(
        (any.post(ANALYZE, &body).code, any.post(&format!("{ANALYZE}?key=x"), &body).code),
        (403, 200)
    );
}

#[test]
fn a_key_has_so_many_comments_a_minute() {
    let server = serve("[limits]\nper_minute = 3");
    let body = analyze(CIVIL, "TOXICITY");
    assert_eq!(server.post(ANALYZE, &body).code, 200);
    // One request of several comments may overdraw; the next one waits.
    let many = json!({"comments": [{"text": "a"}, {"text": "b"}, {"text": "c"}]}).to_string();
    assert_eq!(server.post("/v1/score", &many).code, 200);
    assert_eq!(server.post("/v1/score", &many).code, 429);
    let refused = server.post(ANALYZE, &body);
    let want: Value = serde_json::from_slice(&data("perspective/error.429.rate_limited.json")).unwrap();
    assert_eq!(
        (refused.code, refused.message()),
        (429, want["error"]["message"].as_str().unwrap().to_owned())
    );
    assert_eq!(refused.json()["error"]["details"][0]["reason"], "RATE_LIMIT_EXCEEDED");
    assert!(refused.headers["retry-after"].parse::<u64>().unwrap() >= 1);
    assert_eq!(server.get("/healthz").code, 200);
}

#[test]
fn browsers_are_let_in_by_origin() {
    let headers = [
        ("Origin", "https://www.example.org"),
        ("Access-Control-Request-Method", "POST"),
        ("Access-Control-Request-Headers", "content-type,x-goog-api-key"),
    ];
    let allowed = |cors: &str| {
        let response = serve(cors).request("OPTIONS", ANALYZE, &headers, b"");
        response.headers.get("access-control-allow-origin").cloned()
    };
    assert_eq!(allowed("cors = ['https://www.example.org']").as_deref(), Some("https://www.example.org"));
    assert_eq!(allowed("cors = ['*']").as_deref(), Some("*"));
    assert_eq!(allowed("cors = ['https://other.example']"), None);
    assert_eq!(allowed(""), None);
}

#[test]
fn the_log_holds_nothing_that_anyone_wrote() {
    let server = serve(&format!("log = 'requests'\n[keys]\nmode = 'listed'\n{ADMIN}"));
    let body = json!({"comment": {"text": "unmistakable words"}, "clientToken": "token-17", "requestedAttributes": {"TOXICITY": {}}});
    assert_eq!(server.post(&format!("{ANALYZE}?key=root"), body.to_string()).code, 200);
    assert_eq!(server.post(&format!("{ANALYZE}?key=secret-key"), body.to_string()).code, 400);
    assert_eq!(server.get("/wrong-path-of-a-person").code, 404);
    let log = server.log();
    for line in log.lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        assert!(line["time"].is_f64() && line["level"].is_string() && line["event"].is_string());
    }
    assert_eq!(log.lines().filter(|line| line.contains("\"endpoint\":\"analyze\"")).count(), 2, "{log}");
    for word in ["unmistakable", "token-17", "root", "secret-key", "wrong-path"] {
        assert!(!log.contains(word), "{word}: {log}");
    }
    // The only address is the server's own.
    assert_eq!(log.matches("127.0.0.1").count(), 1, "{log}");
    assert_eq!(serve("log = 'off'").log(), "");
}

#[test]
fn the_numbers_count() {
    let server = serve("");
    server.post("/v1/score", json!({"comments": [{"text": RUDE}, {"text": CIVIL}]}).to_string());
    server.post("/v1/score", "{}");
    assert_eq!(server.metric("lamplighter_comments_total"), 2.0);
    assert_eq!(server.metric("lamplighter_actions_total{action=\"hold\"}"), 1.0);
    assert_eq!(server.metric("lamplighter_requests_total{endpoint=\"score\",status=\"2xx\"}"), 1.0);
    assert_eq!(server.metric("lamplighter_requests_total{endpoint=\"score\",status=\"4xx\"}"), 1.0);
    assert_eq!(server.metric("lamplighter_request_seconds_count{endpoint=\"score\"}"), 2.0);
    // A client sees its connection closed a moment before it is uncounted.
    eventually("one connection", || (server.metric("lamplighter_connections") == 1.0).then_some(()));
}

#[test]
fn a_shadow_judges_along_and_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let shadow = own_model(&folder, "uncivil");
    let (plain, shadowed) = (serve(""), serve(&format!("shadow = '{shadow}'")));
    let body = json!({"text": "This is fine, thank you."}).to_string();
    assert_eq!(plain.post("/v1/score", &body).text(), shadowed.post("/v1/score", &body).text());
    assert_eq!(shadowed.metric("lamplighter_shadow_comments_total"), 1.0);
    assert!(shadowed.metric("lamplighter_shadow_difference_total") > 0.0);
    assert_eq!(plain.metric("lamplighter_shadow_comments_total"), 0.0);
}

#[test]
fn a_model_is_exchanged_without_a_lost_request() {
    let folder = tempfile::tempdir().unwrap();
    let (one, two) = (own_model(&folder, "uncivil"), own_model(&folder, "manners"));
    let used = folder.path().join("used.llm");
    std::fs::copy(&one, &used).unwrap();
    let server = serve(&format!("model = '{}'\n[keys]\nmode = 'none'\n{ADMIN}", used.display()));
    let reload = |key: &str| server.request("POST", &format!("/v1/admin/reload?key={key}"), &[], b"");
    assert_eq!(reload("").code, 403);
    assert_eq!(reload("wrong").code, 403);
    let is_over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let callers: Vec<_> = (0..4)
            .map(|_| {
                scope.spawn(|| {
                    let mut count = 0;
                    while !is_over.load(Ordering::Relaxed) {
                        let response = server.post("/v1/score", json!({"text": RUDE}).to_string());
                        assert_eq!(response.code, 200);
                        assert_eq!(response.json()["scores"].as_object().unwrap().len(), 1);
                        count += 1;
                    }
                    count
                })
            })
            .collect();
        for round in 0..20 {
            let model = if round % 2 == 0 { &two } else { &one };
            std::fs::copy(model, &used).unwrap();
            let response = reload("root");
            assert_eq!(response.code, 200, "{}", response.text());
            let head = if round % 2 == 0 { "manners" } else { "uncivil" };
            assert_eq!(server.get("/v1/guidelines").json()["heads"], json!([head]));
        }
        is_over.store(true, Ordering::Relaxed);
        assert!(callers.into_iter().map(|caller| caller.join().unwrap()).sum::<i32>() > 20);
    });
    std::fs::write(&used, "no model").unwrap();
    let refused = reload("root");
    assert_eq!(refused.code, 500);
    assert!(refused.message().starts_with("The old model stays."), "{}", refused.message());
    assert_eq!(server.get("/v1/guidelines").json()["heads"], json!(["uncivil"]));
    assert_eq!(server.metric("lamplighter_reloads_failed_total"), 1.0);
}

#[test]
fn a_stop_finishes_what_was_begun() {
    let server = serve("");
    let body = analyze(CIVIL, "TOXICITY");
    let head = format!("POST {ANALYZE} HTTP/1.1\r\nHost: a\r\nContent-Length: {}\r\n", body.len());
    let mut stream = server.connect();
    stream.write_all(format!("{head}Expect: 100-continue\r\n\r\n").as_bytes()).unwrap();
    let mut go_on = [0; "HTTP/1.1 100 Continue\r\n\r\n".len()];
    stream.read_exact(&mut go_on).unwrap();
    assert!(go_on.starts_with(b"HTTP/1.1 100"), "{}", String::from_utf8_lossy(&go_on));
    stream.write_all(&body.as_bytes()[..20]).unwrap();
    // One that idles is closed at once.
    let mut idle = server.connect();
    idle.write_all(b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n").unwrap();
    let mut first = [0; 12];
    idle.read_exact(&mut first).unwrap();
    server.handle.stop();
    idle.read_to_end(&mut Vec::new()).unwrap();
    stream.write_all(&body.as_bytes()[20..]).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    assert_eq!(response(&answer).code, 200);
}

#[cfg(unix)]
#[test]
fn signals_exchange_the_model_and_stop() {
    let mut process = std::process::Command::new(env!("CARGO_BIN_EXE_lamplighter"))
        .args(["serve", "--listen", "127.0.0.1:0", "--log", "events"])
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let mut log = std::io::BufReader::new(process.stderr.take().unwrap());
    let mut event = || {
        let mut line = String::new();
        std::io::BufRead::read_line(&mut log, &mut line).unwrap();
        let line: Value = serde_json::from_str(&line).unwrap();
        line["event"].as_str().unwrap().to_owned()
    };
    let send = |signal: &str| {
        let sent = std::process::Command::new("kill").args([signal, &process.id().to_string()]).status();
        assert!(sent.unwrap().success());
    };
    assert_eq!(event(), "started");
    send("-HUP");
    assert_eq!(event(), "reloaded");
    send("-TERM");
    assert_eq!((event(), event()), ("stopping".to_owned(), "stopped".to_owned()));
    assert_eq!(process.wait().unwrap().code(), Some(0));
}

#[test]
fn tls_is_spoken_by_file() {
    use rustls::pki_types::pem::PemObject;
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/tls");
    let server_config = format!("[tls]\ncertificate = '{folder}/certificate.pem'\nkey = '{folder}/key.pem'");
    let mut config = Config::from_toml(&server_config).unwrap();
    config.listen.set_port(0);
    let server = Server::bind(config, std::io::sink()).unwrap();
    let (address, handle) = (server.address().unwrap(), server.handle());
    let thread = std::thread::spawn(move || server.run().unwrap());

    let mut roots = rustls::RootCertStore::empty();
    let certificate =
        rustls::pki_types::CertificateDer::from_pem_slice(&data("tls/certificate.pem")).unwrap();
    roots.add(certificate).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let client = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = "localhost".try_into().unwrap();
    let session = rustls::ClientConnection::new(Arc::new(client), name).unwrap();
    let mut stream = rustls::StreamOwned::new(session, TcpStream::connect(address).unwrap());
    stream
        .write_all(b"GET /$discovery/rest HTTP/1.1\r\nHost: localhost:1\r\nConnection: close\r\n\r\n")
        .unwrap();
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    assert_eq!(response(&answer).json()["rootUrl"], "https://localhost:1/");
    handle.stop();
    thread.join().unwrap();
}

#[test]
fn says_why_it_cannot_start() {
    let taken = serve("");
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, content: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        path.display().to_string()
    };
    let bad = file("bad.toml", "log = 'off'\nlisten = 'here'\n");
    let no_key = file("no-key.toml", "[keys]\nmode = 'listed'\n");
    let text = file("text.pem", "hello");
    let address = taken.address.to_string();
    let cases: [(&str, &[&str], &str); 8] = [
        ("configuration", &["--config", &bad], "bad.toml:2: The configuration cannot be read"),
        ("no configuration", &["--config", "absent.toml"], "absent.toml: The configuration cannot be read"),
        ("no listed key", &["--config", &no_key], "none is listed"),
        ("port", &["--listen", &address], "cannot listen at"),
        ("model", &["--model", &text], "text.pem"),
        ("scale", &["--scale", &text], "text.pem: The scales cannot be read"),
        ("certificate", &["--tls-certificate", &text, "--tls-key", &text], "holds no CERTIFICATE"),
        ("days", &["--feedback-days", "3"], "add --feedback FILE"),
    ];
    for (name, arguments, want) in cases {
        let programme = env!("CARGO_BIN_EXE_lamplighter");
        let output = std::process::Command::new(programme).arg("serve").args(arguments).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{name}");
        assert!(said.contains(want), "{name}: {said}");
    }
}
