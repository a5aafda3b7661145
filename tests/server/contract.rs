//! The Perspective API's contract: what clients were recorded to send, the
//! errors that were recorded to come back, to the byte.

use serde_json::{Value, json};

use crate::*;

fn summary(answer: &Value, attribute: &str) -> f64 {
    answer["attributeScores"][attribute]["summaryScore"]["value"].as_f64().expect("a score")
}

#[test]
fn requests_of_known_clients_are_answered() {
    let server = serve("");
    for client in
        ["article_context", "coral", "discourse_plugin", "full", "min", "osmod", "six", "snake_case"]
    {
        let request = data(&format!("perspective/analyze.request.{client}.json"));
        let response =
            server.post(&format!("{ANALYZE}?key=k&alt=json&prettyPrint=false&quotaUser=q"), &request);
        assert_eq!(response.code, 200, "{client}: {}", response.text());
        assert_eq!(response.headers["content-type"], "application/json; charset=UTF-8", "{client}");
        let request: Value = serde_json::from_slice(&request).unwrap();
        let answer = response.json();
        let either =
            |a: &str, b: &str| if request[a].is_null() { request[b].clone() } else { request[a].clone() };
        for name in either("requestedAttributes", "requested_attributes").as_object().unwrap().keys() {
            let scores = &answer["attributeScores"][name];
            assert!((0.0..=1.0).contains(&summary(&answer, name)), "{client}: {name}");
            assert_eq!(scores["summaryScore"]["type"], "PROBABILITY", "{client}: {name}");
            assert!(!scores["spanScores"].as_array().unwrap().is_empty(), "{client}: {name}");
        }
        assert_eq!(answer["clientToken"], either("clientToken", "client_token"), "{client}");
        assert_eq!(answer["languages"], json!(["en"]), "{client}");
        assert!(!answer["detectedLanguages"].as_array().unwrap().is_empty(), "{client}");
    }
}

#[test]
fn decisions_of_known_clients_are_taken() {
    let server = serve("");
    for path in [SUGGEST, "/v1alpha1/comments%3Asuggestscore"] {
        let answer = server.post(path, data("perspective/suggestscore.request.coral.json")).json();
        assert_eq!(answer["clientToken"], "comment:c1");
        assert_eq!(answer["requestedLanguages"], json!(["en"]));
        let answer = server.post(path, data("perspective/suggestscore.request.json")).json();
        assert_eq!(answer["clientToken"], "comment-53922");
        assert_eq!(answer["detectedLanguages"], json!(["en"]));
    }
}

/// Clients look for pieces of these messages; see the file of each.
#[test]
fn errors_are_googles_to_the_byte() {
    let keyed = "[keys]\nmode = 'listed'\n[[keys.listed]]\nname = 'a'\nsha256 = '";
    let keyed = format!("{keyed}{}'", "0".repeat(64));
    let with = |change: Value| {
        let mut body = json!({"comment": {"text": "what kind of idiot name is foo?"}, "requestedAttributes": {"TOXICITY": {}}});
        change.as_object().unwrap().iter().for_each(|(name, value)| body[name] = value.clone());
        body.to_string()
    };
    let cases = [
        ("", "", "400.comment_empty", String::new()),
        ("", "", "400.comment_empty", with(json!({"comment": {"text": ""}}))),
        ("", "", "400.comment_empty", with(json!({"comment": null}))),
        ("", "", "400.comment_too_long", with(json!({"comment": {"text": "é".repeat(10_496)}}))),
        (
            "",
            "",
            "400.context_both",
            with(json!({"context": {
            "entries": [{"text": "a"}], "articleAndParentComment": {"article": {"text": "b"}}}})),
        ),
        ("", "", "400.html_type", with(json!({"comment": {"text": "<b>a</b>", "type": "HTML"}}))),
        (
            "",
            "",
            "400.language_not_supported.requested",
            with(json!({
            "languages": ["xx"], "requestedAttributes": {"PROFANITY": {}}})),
        ),
        (
            "strict_languages = true",
            "",
            "400.language_detection_failed",
            with(json!({"comment": {"text": "🙂"}})),
        ),
        ("", "", "400.no_requested_attributes", with(json!({"requestedAttributes": {}}))),
        ("", "", "400.score_type", with(json!({"requestedAttributes": {"TOXICITY": {"scoreType": "RAW"}}}))),
        ("", "", "400.unknown_attribute", with(json!({"requestedAttributes": {"FOO": {}}}))),
        ("", "", "400.unknown_json_field", with(json!({"foo": 1}))),
        (&keyed, "", "403.no_key", with(json!({}))),
        (&keyed, "?key=rubbish", "400.api_key_invalid", with(json!({}))),
        (&keyed, "?key=rubbish", "400.api_key_invalid", String::new()),
    ];
    for (config, query, name, body) in cases {
        let response = serve(config).post(&format!("{ANALYZE}{query}"), body);
        let want: Value = serde_json::from_slice(&data(&format!("perspective/error.{name}.json"))).unwrap();
        assert_eq!(response.json(), want, "{name}");
        assert_eq!(u64::from(response.code), want["error"]["code"].as_u64().unwrap(), "{name}");
    }
}

#[test]
fn the_recorded_language_error_names_what_was_detected() {
    let server = serve("strict_languages = true");
    let german = "Das ist doch wirklich nicht zu glauben, was der Bürgermeister sich da ausgedacht hat.";
    let error = server.post(ANALYZE, analyze(german, "TOXICITY")).json();
    assert_eq!(error["error"]["message"], "Attribute TOXICITY does not support request languages: de");
    let detail = &error["error"]["details"][0]["languageNotSupportedByAttributeError"];
    assert_eq!(*detail, json!({"detectedLanguages": ["de"], "attribute": "TOXICITY"}));
    assert_eq!(server.post(ANALYZE, analyze("yo hamburger", "TOXICITY")).code, 200);
    // By default nobody is turned away for a guess.
    let answer = serve("").post(ANALYZE, analyze(german, "TOXICITY")).json();
    assert_eq!((&answer["languages"], &answer["detectedLanguages"]), (&json!(["en"]), &json!(["de"])));
}

#[test]
fn scores_below_their_threshold_are_left_out() {
    let server = serve("");
    let with = |toxicity: f64| {
        let attributes =
            json!({"TOXICITY": {"scoreThreshold": toxicity}, "INSULT": {"scoreThreshold": 0.99}});
        let body = json!({"comment": {"text": CIVIL}, "requestedAttributes": attributes});
        server.post(ANALYZE, body.to_string()).json()
    };
    let some = with(0.0);
    assert_eq!(some["attributeScores"].as_object().unwrap().keys().collect::<Vec<_>>(), ["TOXICITY"]);
    let none = with(0.99);
    assert!(none.get("attributeScores").is_none(), "{none}");
    assert_eq!(none["languages"], json!(["en"]));
}

#[test]
fn what_cannot_be_judged_is_refused_or_dropped() {
    let server = serve("");
    let both = json!({"TOXICITY": {}, "FLIRTATION": {}, "CURIOSITY_EXPERIMENTAL": null});
    let request_for =
        |attributes| json!({"comment": {"text": CIVIL}, "requestedAttributes": attributes}).to_string();
    let mut body: Value = serde_json::from_str(&request_for(&both)).unwrap();
    let refused = server.post(ANALYZE, body.to_string());
    assert_eq!(refused.code, 400);
    assert!(refused.message().starts_with("Unknown requested attribute: "), "{}", refused.message());
    body["dropUnsupportedAttributes"] = json!(true);
    let answer = server.post(ANALYZE, body.to_string()).json();
    assert_eq!(answer["attributeScores"].as_object().unwrap().keys().collect::<Vec<_>>(), ["TOXICITY"]);
    assert_eq!(serve("drop_unsupported = true").post(ANALYZE, request_for(&both)).code, 200);
    body["languages"] = json!(["de"]);
    let answer = server.post(ANALYZE, body.to_string()).json();
    assert_eq!((answer.get("attributeScores"), &answer["languages"]), (None, &json!(["de"])));
}

#[test]
fn spans_are_counted_in_utf_16() {
    let server = serve("");
    let text = "What kind of idiot name is foo? 😀 é\u{301}!\r\nSorry, I like your name.";
    for (wants_spans, want) in [(false, vec![(0, 64)]), (true, vec![(0, 31), (32, 38), (40, 64)])] {
        let body = json!({"comment": {"text": text}, "requestedAttributes": {"INSULT": {}}, "spanAnnotations": wants_spans});
        let answer = server.post(ANALYZE, body.to_string()).json();
        let spans = answer["attributeScores"]["INSULT"]["spanScores"].as_array().unwrap().clone();
        let places: Vec<_> =
            spans.iter().map(|s| (s["begin"].as_u64().unwrap(), s["end"].as_u64().unwrap())).collect();
        assert_eq!(places, want, "{wants_spans}");
        if wants_spans {
            let value = |i: usize| spans[i]["score"]["value"].as_f64().unwrap();
            assert!(value(0) > value(2), "the first sentence has the insult");
        }
    }
}

#[test]
fn a_context_is_the_parent_and_junk_is_none() {
    let server = serve("");
    let score = |context: Value| {
        let body = json!({"comment": {"text": "No it isn't."}, "context": context, "requestedAttributes": {"CONTRADICTION": {}}});
        let response = server.post(ANALYZE, body.to_string());
        assert_eq!(response.code, 200, "{}", response.text());
        summary(&response.json(), "CONTRADICTION")
    };
    let alone = score(json!(null));
    let parent = "It is the largest lake of the county.";
    let answers = [
        json!({"entries": [{"text": "An article about lakes."}, {"text": parent}]}),
        json!({"articleAndParentComment": {"article": {"text": "x"}, "parentComment": {"text": parent}}}),
        json!({"article_and_parent_comment": {"parent_comment": {"text": parent}}}),
    ];
    for context in answers {
        assert!(score(context.clone()) > alone, "{context}");
    }
    let junk = [
        json!({}),
        json!({"entries": []}),
        json!({"entries": [{"text": " "}, {}]}),
        json!({"entries": [{"text": "{\"Coral_comment_id\": \"c1\"}"}]}),
        json!({"articleAndParentComment": {"article": {"text": parent}}}),
    ];
    for context in junk {
        assert_eq!(score(context.clone()), alone, "{context}");
    }
    let long = json!({"comment": {"text": "a"}, "context": {"entries": [{"text": "a".repeat((1 << 20) + 1)}]}, "requestedAttributes": {"TOXICITY": {}}});
    assert!(server.post(ANALYZE, long.to_string()).message().contains("exceeded limit (1048576)"));
}

#[test]
fn wrong_fields_are_named_by_their_place() {
    let server = serve("");
    let cases = [
        ("no object", "[]", "Root element must be a message."),
        ("no JSON", "{", "Invalid JSON payload received. EOF"),
        ("text", r#"{"comment": {"text": 12}}"#, "Invalid value at 'comment.text' (TYPE_STRING), 12"),
        ("comment", r#"{"comment": "a"}"#, "Invalid value at 'comment' (an object), \"a\""),
        ("switch", r#"{"spanAnnotations": 1}"#, "Invalid value at 'spanAnnotations' (TYPE_BOOL), 1"),
        ("languages", r#"{"languages": "en"}"#, "Invalid value at 'languages' (a list), \"en\""),
        ("language", r#"{"languages": ["en", 1]}"#, "Invalid value at 'languages[1]' (TYPE_STRING), 1"),
        (
            "threshold",
            r#"{"requestedAttributes": {"TOXICITY": {"scoreThreshold": "high"}}}"#,
            "Invalid value at 'requestedAttributes.TOXICITY.scoreThreshold' (TYPE_FLOAT), \"high\"",
        ),
        (
            "inner name",
            r#"{"comment": {"txt": "a"}}"#,
            "Unknown name \"txt\" at 'comment': Cannot find field.",
        ),
        ("both spellings", r#"{"clientToken": "a", "client_token": "b"}"#, "'client_token' is given twice"),
        ("twice", r#"{"languages": [], "languages": []}"#, "\"languages\" stands twice"),
    ];
    for (name, body, want) in cases {
        let response = server.post(ANALYZE, body);
        assert_eq!(response.code, 400, "{name}");
        assert!(response.message().contains(want), "{name}: {}", response.message());
    }
}

#[test]
fn malformed_decisions_are_refused() {
    let server = serve("");
    let cases = [
        ("no scores", json!({}), "Missing attribute_scores"),
        ("empty score", json!({"TOXICITY": {}}), "attribute_scores of TOXICITY must not be empty."),
        ("no value", json!({"TOXICITY": {"summaryScore": {}}}), "must have a value."),
        ("out of range", json!({"TOXICITY": {"summaryScore": {"value": 2}}}), "between 0 and 1"),
        ("type", json!({"TOXICITY": {"summaryScore": {"value": 1, "type": "RAW"}}}), "type PROBABILITY"),
        (
            "span",
            json!({"TOXICITY": {"spanScores": [{"begin": 0, "score": {"value": 1}}]}}),
            "begin, end and score",
        ),
        ("name", json!({"A B": {"summaryScore": {"value": 1}}}), "Unknown requested attribute: A B"),
    ];
    for (name, scores, want) in cases {
        let body = json!({"comment": {"text": CIVIL}, "attributeScores": scores});
        let response = server.post(SUGGEST, body.to_string());
        assert_eq!(response.code, 400, "{name}");
        assert!(response.message().contains(want), "{name}: {}", response.message());
    }
}

#[test]
fn rude_comments_score_higher_by_every_attribute_of_rudeness() {
    let server = serve("");
    for attribute in
        ["TOXICITY", "INSULT", "SEVERE_TOXICITY", "NAME_CALLING", "AD_HOMINEM", "UNCIVIL", "LIKELY_TO_REJECT"]
    {
        let score = |text| summary(&server.post(ANALYZE, analyze(text, attribute)).json(), attribute);
        assert!(score(RUDE) > score(CIVIL) + 0.2, "{attribute}: {} {}", score(RUDE), score(CIVIL));
    }
    let civility = |text| summary(&server.post(ANALYZE, analyze(text, "CIVILITY")).json(), "CIVILITY");
    assert!(civility(CIVIL) > 0.9 && civility(RUDE) < 0.1);
}

#[test]
fn the_discovery_document_points_back_to_the_server() {
    let server = serve("");
    for path in ["/$discovery/rest?version=v1alpha1", "/%24discovery/rest?version=v1alpha1&key=k"] {
        let document = server.get(path).json();
        assert_eq!(document["rootUrl"], format!("http://{}/", server.address));
        assert_eq!(document["batchPath"], "batch");
        let methods = &document["resources"]["comments"]["methods"];
        assert_eq!(methods["analyze"]["path"], "v1alpha1/comments:analyze");
    }
    let named = serve("public_url = 'https://scores.example.org'");
    assert_eq!(named.get("/$discovery/rest").json()["rootUrl"], "https://scores.example.org/");
    // What a client says of its host is data.
    let head = "GET /$discovery/rest HTTP/1.1\r\nHost: a\"b\r\nConnection: close\r\n\r\n";
    assert_eq!(server.send(head.as_bytes()).json()["rootUrl"], "http://127.0.0.1:0/");
}

#[test]
fn a_batch_answers_each_call_by_its_id() {
    let server = serve("");
    let part = |id: &str, path: &str, body: &str| {
        format!(
            "--b\r\nContent-Type: application/http\r\nContent-ID: <{id}>\r\n\r\nPOST {path} HTTP/1.1\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}\r\n",
            body.len()
        )
    };
    let body = [
        part("x + 1", &format!("{ANALYZE}?key=k"), &analyze(RUDE, "TOXICITY")),
        part("x + 2", ANALYZE, "{}"),
        part("x + 3", "/v1/admin/reload", ""),
        "--b--".to_owned(),
    ];
    let kind = [("Content-Type", "multipart/mixed; boundary=b")];
    let response = server.request("POST", "/batch", &kind, body.concat().as_bytes());
    assert_eq!(response.code, 200);
    let boundary =
        response.headers["content-type"].strip_prefix("multipart/mixed; boundary=").unwrap().to_owned();
    let text = response.text();
    let parts: Vec<&str> = text.split(&format!("--{boundary}")).collect();
    assert_eq!((parts.len(), parts[4]), (5, "--\r\n"));
    let wants = [
        ("1", "200 OK", "attributeScores"),
        ("2", "400 Bad Request", "non-empty"),
        ("3", "404 Not Found", "nothing"),
    ];
    for (part, (id, status, body)) in parts[1..4].iter().zip(wants) {
        assert!(part.contains(&format!("Content-ID: <response-x + {id}>\r\n")), "{part}");
        assert!(part.contains(&format!("HTTP/1.1 {status}\r\n")) && part.contains(body), "{part}");
    }
}
