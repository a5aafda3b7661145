//! What Google's crate does with the server. Its address comes in; one line
//! about what worked goes out.

use std::collections::HashMap;

use google_commentanalyzer1_alpha1::api::{
    AnalyzeCommentRequest, AttributeParameters, AttributeScores, Score, SuggestCommentScoreRequest, TextEntry,
};
use google_commentanalyzer1_alpha1::{CommentAnalyzer, common, hyper_rustls, hyper_util};

#[tokio::main]
async fn main() {
    let address = std::env::args().nth(1).expect("the server's address");
    let connector = hyper_rustls::HttpsConnectorBuilder::new();
    let connector = connector.with_native_roots().expect("roots").https_or_http().enable_http1().build();
    let executor = hyper_util::rt::TokioExecutor::new();
    let client = hyper_util::client::legacy::Client::builder(executor).build(connector);
    let mut hub = CommentAnalyzer::new(client, common::NoToken);
    hub.base_url(format!("{address}/"));
    hub.root_url(format!("{address}/"));

    let text = TextEntry { text: Some("You are a stupid idiot.".into()), ..Default::default() };
    let request = AnalyzeCommentRequest {
        comment: Some(text.clone()),
        requested_attributes: Some(HashMap::from([("TOXICITY".into(), AttributeParameters::default())])),
        client_token: Some("t".into()),
        ..Default::default()
    };
    let (_, answer) = hub.comments().analyze(request).param("key", "k").doit().await.expect("analyze");
    let scores = answer.attribute_scores.expect("scores");
    let value = scores["TOXICITY"].summary_score.as_ref().and_then(|score| score.value);
    assert!(value.expect("a value") > 0.7 && answer.client_token.as_deref() == Some("t"));

    let score = Score { value: Some(1.0), ..Default::default() };
    let scores = AttributeScores { summary_score: Some(score), ..Default::default() };
    let decision = SuggestCommentScoreRequest {
        comment: Some(text),
        attribute_scores: Some(HashMap::from([("TOXICITY".into(), scores)])),
        ..Default::default()
    };
    hub.comments().suggestscore(decision).param("key", "k").doit().await.expect("suggestscore");
    println!("analyze, suggestscore");
}
