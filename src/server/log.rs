//! The log. Events come in; one JSON object a line goes to whatever the caller
//! gave. Promise: no line holds a comment's text, a key, a token or an address,
//! and a log that cannot be written stops nothing.

use std::io::Write;
use std::sync::Mutex;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};

use super::config::LogLevel;

/// Where events go.
pub(crate) struct Log {
    level: LogLevel,
    sink: Mutex<Box<dyn Write + Send>>,
}

impl std::fmt::Debug for Log {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Log").field("level", &self.level).finish_non_exhaustive()
    }
}

impl Log {
    pub(crate) fn new(level: LogLevel, sink: Box<dyn Write + Send>) -> Self {
        Self { level, sink: Mutex::new(sink) }
    }

    /// Something happened that the operator may want to know.
    pub(crate) fn event(&self, level: &str, event: &str, more: Value) {
        if self.level < LogLevel::Events {
            return;
        }
        let mut line = json!({"time": now(), "level": level, "event": event});
        if let (Some(line), Value::Object(more)) = (line.as_object_mut(), more) {
            line.extend(more);
        }
        self.line(&line);
    }

    /// A request was answered.
    pub(crate) fn request(&self, endpoint: &str, code: u16, took: Duration) {
        if self.level < LogLevel::Requests && code < 500 {
            return;
        }
        let ms = took.as_micros() as f64 / 1000.0;
        let level = if code >= 500 { "error" } else { "info" };
        self.event(level, "request", json!({"endpoint": endpoint, "status": code, "ms": ms}));
    }

    fn line(&self, line: &Value) {
        // Whole lines, in one go each: other processes may write to the same
        // place.
        let line = format!("{line}\n");
        let mut sink = self.sink.lock().unwrap_or_else(|e| e.into_inner());
        let _ = sink.write_all(line.as_bytes());
    }
}

/// Seconds since 1970, to the millisecond.
fn now() -> f64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    since.as_millis() as f64 / 1000.0
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    /// Keeps what each call of `write` was given.
    #[derive(Clone, Default)]
    struct Writes(Arc<Mutex<Vec<String>>>);

    impl Write for Writes {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().push(String::from_utf8_lossy(bytes).into_owned());
            Ok(bytes.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_line_is_written_in_one_go() {
        let writes = Writes::default();
        let log = Log::new(LogLevel::Requests, Box::new(writes.clone()));
        log.event("info", "started", json!({"listen": "127.0.0.1:1"}));
        log.request("analyze", 200, Duration::from_millis(2));
        let writes = writes.0.lock().unwrap();
        let events: Vec<Value> = writes.iter().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(events.len(), 2, "{writes:?}");
        assert!(writes.iter().all(|line| line.ends_with('\n')));
        assert_eq!([&events[0]["listen"], &events[1]["ms"]], [&json!("127.0.0.1:1"), &json!(2.0)]);
    }
}
