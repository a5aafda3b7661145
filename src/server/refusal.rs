//! Why a request was not carried out. A cause comes in; the error body goes
//! out, in the words and the form that the caller's client was written for.
//! The messages of the Perspective API are kept to the byte: clients look for
//! pieces of them.

use serde_json::{Value, json};

use super::json::Path;

const ANALYZER_ERROR: &str = "type.googleapis.com/google.commentanalyzer.v1alpha1.Error";

/// A request that was refused.
#[derive(Clone, Debug)]
pub(crate) struct Refusal {
    code: u16,
    status: &'static str,
    message: String,
    details: Vec<Value>,
    retry_after: Option<u64>,
}

/// Whose error bodies a path speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// Google's: the Perspective API's paths and our own.
    Google,
    /// OpenAI's.
    OpenAi,
}

impl Refusal {
    fn new(code: u16, status: &'static str, message: impl Into<String>) -> Self {
        Self { code, status, message: message.into(), details: Vec::new(), retry_after: None }
    }

    /// A request that cannot be carried out as it stands.
    pub(crate) fn invalid(message: impl Into<String>) -> Self {
        Self::new(400, "INVALID_ARGUMENT", message)
    }

    /// The same, with the Perspective API's name for the error.
    pub(crate) fn analyzer(error_type: &str, message: impl Into<String>) -> Self {
        Self::invalid(message).with(json!({"@type": ANALYZER_ERROR, "errorType": error_type}))
    }

    /// The body is no JSON.
    pub(crate) fn payload(why: impl Into<String>) -> Self {
        Self::invalid(format!("Invalid JSON payload received. {}", why.into()))
    }

    /// A field of the body is wrong.
    pub(crate) fn field(path: &Path<'_>, what: String) -> Self {
        let mut violation = json!({"description": what});
        if !matches!(path, Path::Root) {
            violation["field"] = json!(path.to_string());
        }
        let detail =
            json!({"@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": [violation]});
        Self::invalid(what).with(detail)
    }

    pub(crate) fn comment_empty() -> Self {
        Self::analyzer("COMMENT_EMPTY", "Comment must be non-empty.")
    }

    /// The recorded answer has no details.
    pub(crate) fn comment_too_long(bytes: usize, limit: usize) -> Self {
        Self::invalid(format!("Comment text was too many bytes. Value ({bytes}) exceeded limit ({limit})."))
    }

    /// The attribute is not served for these languages, which were `requested`
    /// or else detected.
    pub(crate) fn language(attribute: &str, languages: &[&str], requested: bool) -> Self {
        let message =
            format!("Attribute {attribute} does not support request languages: {}", languages.join(", "));
        let field = if requested { "requestedLanguages" } else { "detectedLanguages" };
        Self::invalid(message).with(json!({
            "@type": ANALYZER_ERROR,
            "errorType": "LANGUAGE_NOT_SUPPORTED_BY_ATTRIBUTE",
            "languageNotSupportedByAttributeError": {field: languages, "attribute": attribute},
        }))
    }

    pub(crate) fn no_key() -> Self {
        Self::new(
            403,
            "PERMISSION_DENIED",
            "Method doesn't allow unregistered callers (callers without established identity). Please use API \
             Key or other form of API consumer identity to call this API.",
        )
    }

    pub(crate) fn bad_key() -> Self {
        Self::invalid("API key not valid. Please pass a valid API key.").with(json!({
            "@type": "type.googleapis.com/google.rpc.ErrorInfo",
            "reason": "API_KEY_INVALID",
            "domain": "googleapis.com",
            "metadata": {"service": "commentanalyzer.googleapis.com"},
        }))
    }

    /// What is asked for needs the key of an administrator, or a signature.
    pub(crate) fn forbidden(message: impl Into<String>) -> Self {
        Self::new(403, "PERMISSION_DENIED", message)
    }

    /// The key has used up its requests; in so many seconds it may go on.
    pub(crate) fn too_many(per_minute: u32, seconds: u64) -> Self {
        let mut refusal = Self::new(
            429,
            "RESOURCE_EXHAUSTED",
            "Quota exceeded for quota metric 'Analysis requests (AnalyzeComment)' and limit 'Analysis requests \
             (AnalyzeComment) per minute' of service 'commentanalyzer.googleapis.com' for consumer \
             'project_number:000000000000'.",
        )
        .with(json!({
            "@type": "type.googleapis.com/google.rpc.ErrorInfo",
            "reason": "RATE_LIMIT_EXCEEDED",
            "domain": "googleapis.com",
            "metadata": {
                "quota_limit_value": per_minute.to_string(),
                "quota_limit": "AnalyzeRequestsPerMinutePerProject",
                "consumer": "projects/000000000000",
                "service": "commentanalyzer.googleapis.com",
                "quota_location": "global",
                "quota_metric": "CommentAnalyzerService/analyze_requests",
            },
        }))
        .with(json!({
            "@type": "type.googleapis.com/google.rpc.Help",
            "links": [{
                "description": "Ask the operator of this server for a higher limit.",
                "url": "https://cloud.google.com/docs/quota#requesting_higher_quota",
            }],
        }));
        refusal.retry_after = Some(seconds);
        refusal
    }

    pub(crate) fn body_too_large(limit: usize) -> Self {
        Self::new(413, "INVALID_ARGUMENT", format!("The request body exceeds the limit of {limit} bytes."))
    }

    pub(crate) fn body_too_slow(seconds: u64) -> Self {
        Self::new(
            408,
            "DEADLINE_EXCEEDED",
            format!("The request body did not arrive within {seconds} seconds."),
        )
    }

    pub(crate) fn body_broken() -> Self {
        Self::invalid("The request body ended before its announced end.")
    }

    pub(crate) fn not_found() -> Self {
        Self::new(404, "NOT_FOUND", "There is nothing at this path; see /openapi.json for what is served.")
    }

    pub(crate) fn method(allowed: &str) -> Self {
        Self::new(405, "INVALID_ARGUMENT", format!("This path takes {allowed} only."))
    }

    /// More work than the server may hold at a time.
    pub(crate) fn busy() -> Self {
        let mut refusal = Self::new(
            503,
            "UNAVAILABLE",
            "The server holds as many unfinished requests as it may; try again in a second.",
        );
        refusal.retry_after = Some(1);
        refusal
    }

    /// The server's own fault.
    pub(crate) fn internal(message: impl Into<String>) -> Self {
        Self::new(500, "INTERNAL", message)
    }

    fn with(mut self, detail: Value) -> Self {
        self.details.push(detail);
        self
    }

    pub(crate) fn code(&self) -> u16 {
        self.code
    }

    #[cfg(test)]
    pub(crate) fn message(&self) -> &str {
        &self.message
    }

    /// The seconds after which it is worth trying again.
    pub(crate) fn retry_after(&self) -> Option<u64> {
        self.retry_after
    }

    /// The error body.
    pub(crate) fn body(&self, dialect: Dialect) -> Vec<u8> {
        let body = match dialect {
            Dialect::Google => {
                let mut error = json!({"code": self.code, "message": self.message, "status": self.status});
                if !self.details.is_empty() {
                    error["details"] = json!(self.details);
                }
                json!({ "error": error })
            }
            Dialect::OpenAi => {
                let kind = match self.code {
                    429 => "rate_limit_error",
                    500.. => "server_error",
                    _ => "invalid_request_error",
                };
                json!({"error": {"message": self.message, "type": kind, "param": null, "code": self.openai_code()}})
            }
        };
        body.to_string().into_bytes()
    }

    fn openai_code(&self) -> Value {
        match self.code {
            401 => json!("invalid_api_key"),
            429 => json!("rate_limit_exceeded"),
            _ => Value::Null,
        }
    }

    /// The refusal as OpenAI's clients expect it: a missing or wrong key is a
    /// 401 there.
    pub(crate) fn in_dialect(mut self, dialect: Dialect) -> Self {
        let about_key = self.status == "PERMISSION_DENIED"
            || self.details.iter().any(|d| d["reason"] == "API_KEY_INVALID");
        if dialect == Dialect::OpenAi && about_key {
            self.code = 401;
            self.message = "Incorrect API key provided.".to_owned();
        }
        self
    }
}
