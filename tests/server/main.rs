//! The server from the outside: a server for each test, on a port of its own,
//! and a client that writes the bytes it is told to. Scores are tested on
//! clear cases only, so that the tests hold for any model worth shipping.

mod contract;
mod feedback;
mod forums;
mod hostile;
mod operation;
mod scores;

use std::collections::HashMap;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use lamplighter::server::{Config, Handle, Server};
use serde_json::Value;

const RUDE: &str = "You are a stupid idiot.";
const CIVIL: &str = "Thanks for the recipe, it worked well.";
const ANALYZE: &str = "/v1alpha1/comments:analyze";
const SUGGEST: &str = "/v1alpha1/comments:suggestscore";

/// A server that runs until it goes out of scope.
struct Running {
    address: SocketAddr,
    handle: Handle,
    thread: Option<JoinHandle<()>>,
    log: Log,
}

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// A server with this configuration.
fn serve(toml: &str) -> Running {
    let mut config = Config::from_toml(toml).unwrap();
    config.listen.set_port(0);
    let log = Log::default();
    let server = Server::bind(config, log.clone()).unwrap();
    let (address, handle) = (server.address().unwrap(), server.handle());
    let thread = std::thread::spawn(move || server.run().unwrap());
    let running = Running { address, handle, thread: Some(thread), log };
    // Connections wait from `bind` on; this waits for them to be served.
    assert_eq!(running.get("/healthz").code, 200);
    running
}

impl Drop for Running {
    fn drop(&mut self) {
        self.handle.stop();
        let ended = self.thread.take().map(JoinHandle::join);
        assert!(std::thread::panicking() || matches!(ended, Some(Ok(()))));
    }
}

/// What came back.
#[derive(Debug)]
struct Response {
    code: u16,
    headers: HashMap<String, String>,
    body: Vec<u8>,
}

impl Response {
    fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|e| panic!("{e}: {}", self.text()))
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    fn message(&self) -> String {
        self.json()["error"]["message"].as_str().unwrap_or_default().to_owned()
    }
}

impl Running {
    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        stream
    }

    /// Sends bytes and reads to the end of the connection.
    fn send(&self, bytes: &[u8]) -> Response {
        response(&self.exchange(bytes))
    }

    /// What comes back for these bytes, if anything does.
    fn exchange(&self, bytes: &[u8]) -> Vec<u8> {
        let mut stream = self.connect();
        // A server that has refused the head does not read the body.
        let _ = stream.write_all(bytes);
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        answer
    }

    fn request(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Response {
        let mut head = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nContent-Length: {}\r\n",
            self.address,
            body.len()
        );
        headers.iter().for_each(|(name, value)| head.push_str(&format!("{name}: {value}\r\n")));
        self.send(&[head.as_bytes(), b"\r\n", body].concat())
    }

    fn get(&self, path: &str) -> Response {
        self.request("GET", path, &[], b"")
    }

    fn post(&self, path: &str, body: impl AsRef<[u8]>) -> Response {
        self.request("POST", path, &[("Content-Type", "application/json")], body.as_ref())
    }

    fn log(&self) -> String {
        String::from_utf8(self.log.0.lock().unwrap().clone()).unwrap()
    }

    /// The value of a counter.
    fn metric(&self, name: &str) -> f64 {
        let page = self.get("/metrics").text();
        let line = page.lines().find_map(|line| line.strip_prefix(&format!("{name} ")));
        line.unwrap_or_else(|| panic!("{name} is missing")).parse().unwrap()
    }
}

/// The first result of an attempt that is made again until there is one: what
/// the server does after its answer cannot be seen but by asking again.
fn eventually<T>(what: &str, mut attempt: impl FnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        match attempt() {
            Some(found) => return found,
            None if begun.elapsed() > Duration::from_secs(30) => panic!("never: {what}"),
            None => std::thread::sleep(Duration::from_millis(5)),
        }
    }
}

fn response(bytes: &[u8]) -> Response {
    let text = String::from_utf8_lossy(bytes);
    let end = text.find("\r\n\r\n").unwrap_or_else(|| panic!("no answer: {text:?}"));
    let mut lines = text[..end].lines();
    let code = lines.next().and_then(|line| line.split(' ').nth(1)?.parse().ok()).expect("a status");
    let headers = lines.filter_map(|line| line.split_once(": "));
    let headers = headers.map(|(name, value)| (name.to_lowercase(), value.to_owned())).collect();
    Response { code, headers, body: bytes[end + 4..].to_vec() }
}

/// A file of the test data.
fn data(name: &str) -> Vec<u8> {
    let path = format!("{}/tests/data/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read(&path).unwrap_or_else(|e| panic!("{path}: {e}"))
}

/// A request for one attribute of a text.
fn analyze(text: &str, attribute: &str) -> String {
    serde_json::json!({"comment": {"text": text}, "requestedAttributes": {attribute: {}}}).to_string()
}
