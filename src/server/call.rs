//! A request that was let in, and what is said to it. What comes in: a body and
//! who sent it. What goes out: an [`Answer`], or the promise of one. What it
//! promises: a caller is charged for each comment, and told that a decision is
//! kept only when it is.

use std::sync::Arc;

use axum::http::HeaderMap;
use serde::Serialize;
use tokio::sync::oneshot;

use super::bench::Bench;
use super::keys::Caller;
use super::refusal::Refusal;
use super::state::{Held, State};
use crate::feedback::Decision;

pub(super) const JSON: &str = "application/json; charset=UTF-8";

/// A request that may be carried out.
#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) state: Arc<State>,
    pub(crate) bench: Arc<Bench>,
    pub(crate) caller: Caller,
    pub(crate) query: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
    /// What its body takes of the memory for bodies, until it is answered.
    pub(super) held: Held,
}

/// What an endpoint says.
#[derive(Debug)]
pub(crate) enum Answer {
    /// A body of this type, or none (204).
    Ready(Option<(String, Vec<u8>)>),
    /// As soon as the store has done its work.
    Later(oneshot::Receiver<Result<Answer, Refusal>>),
}

impl Answer {
    pub(crate) fn json(value: &impl Serialize) -> Result<Self, Refusal> {
        match serde_json::to_vec(value) {
            Ok(body) => Ok(Self::of_json(body)),
            Err(e) => Err(Refusal::internal(format!("The answer cannot be written: {e}."))),
        }
    }

    pub(crate) fn of_json(body: Vec<u8>) -> Self {
        Self::of(JSON, body)
    }

    pub(crate) fn of(kind: &str, body: Vec<u8>) -> Self {
        Answer::Ready(Some((kind.to_owned(), body)))
    }
}

impl Call {
    /// Charges the caller for comments beyond the one that every request
    /// costs, and refuses more than a request may hold.
    pub(crate) fn charge(&self, comments: usize) -> Result<(), Refusal> {
        let most = self.state.config.limits.batch;
        if comments > most {
            return Err(Refusal::invalid(format!(
                "The request holds {comments} comments; the limit is {most}."
            )));
        }
        if comments > 1 { self.state.rates.charge(&self.caller, comments - 1) } else { Ok(()) }
    }

    /// Keeps a decision, if the operator keeps any, and answers when it is on
    /// the disk; `answer` is told whether it is.
    pub(crate) fn keep(
        &self,
        decision: Decision,
        answer: impl FnOnce(bool) -> Answer + Send + 'static,
    ) -> Result<Answer, Refusal> {
        let Some(store) = &self.state.feedback else { return Ok(answer(false)) };
        let (sender, receiver) = oneshot::channel();
        let state = Arc::clone(&self.state);
        let done = Box::new(move |result: Result<usize, String>| {
            let said = result.map_err(|why| unwritten(&state, &why)).map(|kept| {
                state.metrics.kept_feedback.fetch_add(kept as u64, std::sync::atomic::Ordering::Relaxed);
                answer(true)
            });
            // The caller may have gone away.
            let _ = sender.send(said);
        });
        if store.add(decision, done) { Ok(Answer::Later(receiver)) } else { Err(Refusal::busy()) }
    }
}

/// The store failed: the operator learns why, the caller only that it did.
pub(crate) fn unwritten(state: &State, why: &str) -> Refusal {
    state.log.event("error", "feedback not written", serde_json::json!({"why": why}));
    Refusal::internal("The feedback could not be written; nothing was kept.")
}
