//! Our own API, and OpenAI's moderations.

use serde_json::{Value, json};

use crate::*;

#[test]
fn one_comment_or_many_are_judged() {
    let server = serve("");
    let one = server.post("/v1/score", json!({"text": RUDE, "id": "c1"}).to_string()).json();
    assert_eq!((&one["id"], &one["flagged"], &one["action"]), (&json!("c1"), &json!(true), &json!("hold")));
    assert!(
        one["flags"][0]["probability"].as_f64().unwrap() > 0.5 && one["flags"][0].get("evidence").is_none()
    );
    assert!(one["scores"]["uncivil"].as_f64().unwrap() > 0.5);
    let parent = "It is the largest lake of the county.";
    let many = json!({"comments": [{"text": RUDE}, {"text": CIVIL, "id": null}, {"text": "No it isn't.", "parent": parent}, {"text": ""}]});
    let many = server.post("/v1/score", many.to_string()).json();
    let flagged: Vec<&Value> = many["results"].as_array().unwrap().iter().map(|v| &v["flagged"]).collect();
    assert_eq!(flagged, [&json!(true), &json!(false), &json!(true), &json!(false)]);
    assert_eq!(server.post("/v1/score", r#"{"comments": []}"#).text(), r#"{"results":[]}"#);
}

#[test]
fn evidence_is_placed_in_code_points() {
    let server = serve("");
    let text = format!("😀😀 {RUDE}");
    let verdict = server.post("/v1/score", json!({"text": text, "explain": true}).to_string()).json();
    let evidence = verdict["flags"][0]["evidence"].as_array().unwrap();
    assert!(!evidence.is_empty());
    let points: Vec<char> = text.chars().collect();
    for word in evidence {
        let (start, end) = (word["start"].as_u64().unwrap() as usize, word["end"].as_u64().unwrap() as usize);
        assert_eq!(points[start..end].iter().collect::<String>(), word["text"]);
    }
}

#[test]
fn wrong_requests_say_which_comment_is_meant() {
    let server = serve("[limits]\nbatch = 2\ncomment_bytes = 100");
    let long = "a".repeat(101);
    let cases = [
        ("nothing", json!({}), "'text' is missing"),
        ("nothing but null", json!({"comments": null, "id": null}), "'text' is missing"),
        ("no text", json!({"comments": [{"text": "a"}, {"id": "b"}]}), "'comments[1].text' is missing"),
        (
            "too long",
            json!({"comments": [{"text": long}]}),
            "'comments[0].text' has 101 bytes; the limit is 100",
        ),
        ("too many", json!({"comments": [{}, {}, {}]}), "holds 3 comments; the limit is 2"),
        ("both", json!({"text": "a", "comments": []}), "either text or comments"),
        ("unknown", json!({"comments": [{"txt": "a"}]}), "Unknown name \"txt\" at 'comments[0]'"),
    ];
    for (name, body, want) in cases {
        let response = server.post("/v1/score", body.to_string());
        assert_eq!(response.code, 400, "{name}");
        assert!(response.message().contains(want), "{name}: {}", response.message());
    }
}

#[test]
fn the_guidelines_are_shown() {
    let shown = serve("").get("/v1/guidelines").json();
    assert!(shown["guidelines"].as_array().unwrap().iter().any(|g| g["quote"] == "Name-calling"));
    assert!(shown["heads"].as_array().unwrap().contains(&json!("uncivil")));
    assert!(shown["attributes"].as_array().unwrap().contains(&json!("TOXICITY")));
}

#[test]
fn moderations_have_all_categories_and_say_what_was_not_judged() {
    let server = serve("");
    let inputs = [
        ("a text", json!(RUDE), 1),
        ("texts", json!([RUDE, CIVIL]), 2),
        (
            "parts",
            json!([{"type": "text", "text": "You are"}, {"type": "text", "text": "a stupid idiot."}]),
            1,
        ),
    ];
    for (name, input, count) in inputs {
        let body = json!({"model": "text-moderation-stable", "input": input, "safety_identifier": "x"});
        let answer = server.post("/v1/moderations", body.to_string()).json();
        assert_eq!(answer["model"], "text-moderation-stable", "{name}");
        let results = answer["results"].as_array().unwrap();
        assert_eq!(results.len(), count, "{name}");
        let rude = &results[0];
        assert_eq!(
            (&rude["flagged"], &rude["categories"]["harassment"]),
            (&json!(true), &json!(true)),
            "{name}"
        );
        for map in ["categories", "category_scores", "category_applied_input_types"] {
            assert_eq!(rude[map].as_object().unwrap().len(), 13, "{name}: {map}");
        }
        let not_judged = rude["lamplighter"]["not_judged"].as_array().unwrap();
        assert!(not_judged.contains(&json!("self-harm")) && not_judged.len() == 9, "{name}");
        assert!(not_judged.iter().all(|c| rude["categories"][c.as_str().unwrap()] == false), "{name}");
    }
}

#[test]
fn moderations_refuse_as_openai_does() {
    let listed =
        format!("[keys]\nmode = 'listed'\n[[keys.listed]]\nname = 'a'\nsha256 = '{}'", "0".repeat(64));
    let image = json!({"input": [{"type": "image_url", "image_url": {"url": "https://example.test/a.png"}}]});
    let cases = [
        ("no input", "", json!({}), 400, "'input' is missing"),
        ("no texts", "", json!({"input": []}), 400, "'input' is missing"),
        ("an image", "", image, 400, "only text can be judged"),
        ("a number", "", json!({"input": 1}), 400, "Invalid value at 'input'"),
        ("no key", &listed, json!({"input": "a"}), 401, "Incorrect API key provided."),
    ];
    for (name, config, body, code, want) in cases {
        let response = serve(config).post("/v1/moderations", body.to_string());
        assert_eq!(response.code, code, "{name}");
        let error = &response.json()["error"];
        assert!(error["message"].as_str().unwrap().contains(want), "{name}: {error}");
        assert_eq!(error["type"], "invalid_request_error", "{name}");
        assert!(error.get("param").is_some() && error.get("code").is_some(), "{name}");
    }
}
