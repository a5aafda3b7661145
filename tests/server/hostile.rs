//! Callers who mean harm, or whose programmes are broken.

use serde_json::json;

use crate::*;

#[test]
fn a_body_has_a_limit_however_it_is_sent() {
    let server = serve("[limits]\nbody_bytes = 1000");
    let announced = format!("POST {ANALYZE} HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000000000\r\n\r\n");
    let mut endless =
        format!("POST {ANALYZE} HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n").into_bytes();
    (0..200).for_each(|_| {
        endless
            .extend_from_slice(b"40\r\n                                                                \r\n")
    });
    for (name, request) in [("announced", announced.into_bytes()), ("never-ending", endless)] {
        let response = server.send(&request);
        assert_eq!(response.code, 413, "{name}");
        assert!(response.message().contains("1000 bytes"), "{name}: {}", response.message());
    }
    // A thousand of them leave no trace.
    assert_eq!(server.post(ANALYZE, analyze(CIVIL, "TOXICITY")).code, 200);
}

#[test]
fn all_bodies_together_have_a_limit() {
    let server = serve("[limits]\nbody_bytes = 60000\nbodies_bytes = 100000");
    let head = format!("POST {ANALYZE} HTTP/1.1\r\nHost: a\r\nContent-Length: 60000\r\n\r\n");
    let begin = || {
        let mut stream = server.connect();
        stream.write_all(head.as_bytes()).unwrap();
        let _ = stream.write_all(&[b' '; 59_000]);
        stream
    };
    let first = begin();
    // Until the first has been read there is room for a second.
    let refused = eventually("a refusal", || {
        let mut second = begin();
        second.set_read_timeout(Some(Duration::from_millis(200))).unwrap();
        let mut answer = Vec::new();
        let _ = second.read_to_end(&mut answer);
        (!answer.is_empty()).then(|| response(&answer))
    });
    assert_eq!((refused.code, &*refused.headers["retry-after"]), (503, "1"));
    drop(first);
    let answer = eventually("room", || {
        Some(server.post(ANALYZE, " ".repeat(59_000))).filter(|answer| answer.code != 503)
    });
    assert_eq!(answer.message(), "Comment must be non-empty.");
}

#[test]
fn slowness_is_not_waited_for() {
    let server = serve("[limits]\nhead_seconds = 1\nbody_seconds = 1");
    let head = format!("POST {ANALYZE} HTTP/1.1\r\nHost: a\r\n");
    let begun = Instant::now();
    let mut answer = Vec::new();
    let mut slow_head = server.connect();
    slow_head.write_all(head.as_bytes()).unwrap();
    let _ = slow_head.read_to_end(&mut answer);
    let mut silent = server.connect();
    let _ = silent.read_to_end(&mut answer);
    assert!(answer.is_empty() || response(&answer).code == 408);
    let slow_body = server.send(format!("{head}Content-Length: 10\r\n\r\nabc").as_bytes());
    assert_eq!(slow_body.code, 408);
    assert!(begun.elapsed() < Duration::from_secs(19));
}

#[test]
fn a_thousand_idle_and_slow_connections_stop_nobody() {
    let server = serve("");
    let mut waiting = Vec::new();
    for i in 0..1000 {
        let Ok(mut stream) = TcpStream::connect(server.address) else { break };
        if i % 2 == 0 {
            let _ = stream.write_all(format!("POST {ANALYZE} HTTP/1.1\r\nContent-Le").as_bytes());
        }
        waiting.push(stream);
    }
    // A machine may allow this process fewer files.
    assert!(waiting.len() > 400, "{}", waiting.len());
    let begun = Instant::now();
    for _ in 0..20 {
        assert_eq!(server.post(ANALYZE, analyze(CIVIL, "TOXICITY")).code, 200);
    }
    assert!(begun.elapsed() < Duration::from_secs(19));
}

#[test]
fn beyond_its_connections_it_refuses_and_recovers() {
    let server = serve("[limits]\nconnections = 2");
    let mut refusals = 0.0;
    // A connection that has been answered is taken, and kept open.
    let mut hold = || {
        eventually("a connection", || {
            let mut stream = server.connect();
            let _ = stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n");
            let is_answered = stream.read_exact(&mut [0; 12]).is_ok();
            refusals += f64::from(u8::from(!is_answered));
            is_answered.then_some(stream)
        })
    };
    let held = [hold(), hold()];
    let ask = || server.exchange(b"GET /metrics HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    assert_eq!(ask(), b"");
    refusals += 1.0;
    drop(held);
    let page = eventually("room", || {
        let page = Some(ask()).filter(|page| !page.is_empty());
        refusals += f64::from(u8::from(page.is_none()));
        page
    });
    let count = format!("lamplighter_connections_refused_total {refusals}\n");
    assert!(response(&page).text().contains(&count), "not {count}");
}

#[test]
fn what_is_no_request_is_refused_and_the_server_lives() {
    let server = serve("");
    let long = format!("GET / HTTP/1.1\r\nHost: a\r\nX: {}\r\n\r\n", "a".repeat(200_000));
    let many = format!("GET / HTTP/1.1\r\nHost: a\r\n{}\r\n", "X: a\r\n".repeat(10_000));
    let cases: [(&str, &[u8]); 6] = [
        ("noise", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n"),
        ("no version", b"GET /\r\n\r\n"),
        ("two lengths", b"POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n"),
        ("NUL in a header", b"GET / HTTP/1.1\r\nHost: a\x00b\r\n\r\n"),
        ("a long head", long.as_bytes()),
        ("many headers", many.as_bytes()),
    ];
    for (name, bytes) in cases {
        let mut stream = server.connect();
        let _ = stream.write_all(bytes);
        let _ = stream.shutdown(std::net::Shutdown::Write);
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        assert!(answer.is_empty() || (400..500).contains(&response(&answer).code), "{name}");
    }
    assert_eq!(server.get("/healthz").code, 200);
}

#[test]
fn every_endpoint_refuses_what_is_no_json() {
    let server = serve("");
    let deep = "[".repeat(100_000);
    let deep_object = "{\"comment\":".repeat(50_000);
    let bodies: [(&str, &[u8]); 8] = [
        ("deep lists", deep.as_bytes()),
        ("deep objects", deep_object.as_bytes()),
        ("not UTF-8", b"{\"text\": \"\xff\xfe\"}"),
        ("half a pair", br#"{"text": "\ud800"}"#),
        ("twice", br#"{"text": "a", "text": "b"}"#),
        ("cut off", br#"{"text": "a""#),
        ("NUL", b"\x00"),
        ("a number", b"1e400"),
    ];
    for path in [ANALYZE, SUGGEST, "/v1/score", "/v1/feedback", "/v1/moderations"] {
        for (name, body) in bodies {
            let response = server.post(path, body);
            assert_eq!(response.code, 400, "{path}: {name}");
            assert!(response.message().starts_with("Invalid JSON payload received."), "{path}: {name}");
        }
    }
}

#[test]
fn a_token_cannot_leave_its_string() {
    let server = serve("");
    let token = "a\r\nSet-Cookie: b=c\r\n\r\n\"}<script>\u{2028}\0";
    let body =
        json!({"comment": {"text": CIVIL}, "requestedAttributes": {"TOXICITY": {}}, "clientToken": token});
    let response = server.post(ANALYZE, body.to_string());
    assert_eq!(response.json()["clientToken"], token);
    assert!(!response.headers.contains_key("set-cookie"));
    assert_eq!(response.headers["x-content-type-options"], "nosniff");
}

/// The longest texts of every kind take no longer than a tenth of a second.
#[test]
fn no_text_takes_long() {
    let server = serve("");
    let size = 20_480;
    let texts = [
        ("sentences", "No. ".repeat(size / 4)),
        ("marks", "?!".repeat(size / 2)),
        ("one word", "a".repeat(size)),
        ("emoji", "😀".repeat(size / 4)),
        ("combining marks", "\u{301}".repeat(size / 2)),
        ("invisible", "\u{200b}".repeat(size / 3)),
        ("line ends", "\r\n".repeat(size / 2)),
    ];
    for (name, text) in texts {
        let attributes = json!({"TOXICITY": {}, "INSULT": {}, "THREAT": {}, "SPAM": {}});
        let body =
            json!({"comment": {"text": text}, "requestedAttributes": attributes, "spanAnnotations": true});
        let begun = Instant::now();
        let response = server.post(ANALYZE, body.to_string());
        assert_eq!(response.code, 200, "{name}");
        assert!(response.body.len() < 1 << 20, "{name}: {}", response.body.len());
        // The tests run unoptimised, beside one another, on any machine: what
        // is quadratic in the text takes minutes.
        assert!(begun.elapsed() < Duration::from_secs(15), "{name}: {:?}", begun.elapsed());
    }
}
