//! Coral's external moderation phase and Discourse's webhook.

use ring::hmac::{HMAC_SHA256, Key, sign};
use serde_json::{Value, json};

use crate::*;

const CORAL: &str = "coral_secrets = ['older-secret', 'newer-secret']";
const DISCOURSE: &str = "discourse_secret = 'the-secret-of-discourse'";

fn signature(secret: &str, body: &[u8]) -> String {
    let tag = sign(&Key::new(HMAC_SHA256, secret.as_bytes()), body);
    let hex: String = tag.as_ref().iter().map(|b| format!("{b:02x}")).collect();
    format!("sha256={hex}")
}

fn comment(body: &str) -> Vec<u8> {
    let mut comment: Value = serde_json::from_slice(&data("forums/coral.json")).unwrap();
    comment["comment"]["body"] = json!(body);
    comment.to_string().into_bytes()
}

#[test]
fn coral_is_told_what_to_do_with_a_comment() {
    let server = serve(CORAL);
    let ask = |body: &[u8]| {
        let signed = format!("sha256={},{}", "0".repeat(64), signature("newer-secret", body));
        server.request("POST", "/v1/coral", &[("X-Coral-Signature", &signed)], body)
    };
    for quiet in [
        "<div>Here's a reply!</div>",
        "",
        "<br>",
        "<blockquote>You are a stupid idiot.</blockquote>Please be kind.",
    ] {
        let response = ask(&comment(quiet));
        assert_eq!((response.code, response.body.len()), (204, 0), "{quiet}");
    }
    let want = json!({
        "actions": [{"actionType": "FLAG", "reason": "COMMENT_DETECTED_TOXIC"}],
        "status": "SYSTEM_WITHHELD",
    });
    for rude in [RUDE, "<div>You are a <b>stupid</b>&nbsp;idiot.</div>"] {
        let response = ask(&comment(rude));
        assert_eq!((response.code, response.json()), (200, want.clone()), "{rude}");
        // Played again, it says the same.
        assert_eq!(ask(&comment(rude)).json(), want);
    }
}

#[test]
fn a_policy_may_reject_for_coral() {
    let folder = tempfile::tempdir().unwrap();
    let policy = folder.path().join("policy.toml");
    let guideline = "[[guideline]]\nname = 'a'\nquote = 'b'\nheads = ['name-calling']\naction = 'reject'\n";
    std::fs::write(&policy, guideline).unwrap();
    let server = serve(&format!("policy = '{}'\n{CORAL}", policy.display()));
    let body = comment(RUDE);
    let signed = signature("older-secret", &body);
    let answer = server.request("POST", "/v1/coral", &[("X-Coral-Signature", &signed)], &body).json();
    assert_eq!(answer["status"], "REJECTED");
}

#[test]
fn only_signed_messages_are_read() {
    let body = data("forums/coral.json");
    let right = signature("older-secret", &body);
    let of_other_body = signature("older-secret", b"{}");
    let of_other_secret = signature("another-secret", &body);
    for (name, header) in
        [("another body", of_other_body), ("another secret", of_other_secret), ("none", String::new())]
    {
        let server = serve(CORAL);
        let response = server.request("POST", "/v1/coral", &[("X-Coral-Signature", &header)], &body);
        assert_eq!(response.code, 403, "{name}");
        let header = [("X-Discourse-Event-Signature", &*header), ("X-Discourse-Event", "post_created")];
        let response = serve(DISCOURSE).request("POST", "/v1/discourse", &header, &body);
        assert_eq!(response.code, 403, "{name}");
    }
    let unexpected = serve("").request("POST", "/v1/coral", &[("X-Coral-Signature", &right)], &body);
    assert_eq!(unexpected.code, 403);
    assert!(unexpected.message().contains("coral_secrets"));
}

fn deliver(server: &Running, event: &str, id: &str, body: &[u8]) -> Response {
    let signed = signature("the-secret-of-discourse", body);
    let headers = [
        ("X-Discourse-Instance", "https://forum.example"),
        ("X-Discourse-Event-Id", id),
        ("X-Discourse-Event-Type", "post"),
        ("X-Discourse-Event", event),
        ("X-Discourse-Event-Signature", &signed),
    ];
    server.request("POST", "/v1/discourse", &headers, body)
}

#[test]
fn discourse_gets_the_flag_to_set() {
    let server = serve(DISCOURSE);
    let mut body: Value = serde_json::from_slice(&data("forums/discourse.json")).unwrap();
    let quiet = deliver(&server, "post_created", "1", body.to_string().as_bytes()).json();
    assert_eq!(
        (&quiet["post_id"], &quiet["flagged"], &quiet["flag"]),
        (&json!(1001), &json!(false), &json!(null))
    );
    body["post"]["raw"] =
        json!(format!("[quote=\"bob, post:1, topic:77\"]\nGood morning.\n[/quote]\n\n{RUDE}"));
    let rude = deliver(&server, "post_edited", "2", body.to_string().as_bytes()).json();
    assert_eq!(rude["flagged"], true);
    assert_eq!(rude["flag"]["post_action_type_id"], 7);
    assert!(rude["flag"]["message"].as_str().unwrap().contains('%'));
    body["post"]["raw"] = json!(format!("[quote]\n{RUDE}\n[/quote]\nI met him at the market on Sunday."));
    assert_eq!(deliver(&server, "post_created", "3", body.to_string().as_bytes()).json()["flagged"], false);
    assert_eq!(deliver(&server, "ping", "4", b"ping").json(), json!({"ignored": true}));
    assert_eq!(deliver(&server, "post_created", "5", b"{}").code, 400);
}

#[test]
fn a_delivery_that_is_played_again_is_judged_once() {
    let server = serve(DISCOURSE);
    let body = data("forums/discourse.json");
    assert_eq!(deliver(&server, "post_created", "1", &body).json()["flagged"], false);
    for _ in 0..3 {
        assert_eq!(deliver(&server, "post_created", "1", &body).json()["duplicate"], true);
    }
    assert_eq!(server.metric("lamplighter_comments_total"), 1.0);
}
