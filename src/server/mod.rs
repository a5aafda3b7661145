//! The server. Requests come in over HTTP, in the words of the Perspective
//! API, of OpenAI's moderations, of Coral, of Discourse, or in our own; what
//! the model says of their comments goes out. What it promises: it talks to
//! nobody but those who call it, no request stops it, and it writes down
//! nothing of what it reads unless the operator turns feedback on.
//!
//! ```no_run
//! use lamplighter::server::{Config, Server};
//!
//! let server = Server::bind(Config::default(), std::io::stderr())?;
//! println!("http://{}", server.address()?);
//! server.run()?;
//! # Ok::<(), lamplighter::Error>(())
//! ```
//!
//! The way of a request: `listen` has the connection, `route` finds the
//! endpoint, checks the `keys` and reads the body; `perspective`, `own`,
//! `openai`, `coral` or `discourse` answer with the model on the `bench`.

mod admin;
mod bench;
mod call;
mod config;
mod coral;
mod cors;
mod discourse;
mod json;
mod keys;
mod listen;
mod log;
mod metrics;
mod openai;
mod own;
mod perspective;
mod refusal;
mod route;
mod signature;
mod state;
mod tls;

use std::io::Write;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::service::Service;
use hyper_util::service::TowerToHyperService;
use tokio::sync::watch;

pub use config::{Config, FeedbackConfig, Limits, LogLevel, TlsConfig};
pub use keys::{KeyConfig, KeyMode, ListedKey};
pub use perspective::{Attribute, Scale, Scales, attributes, brevity, companion, log_odds, mild_log_odds};

use crate::error::{Error, Result};

/// How long a thread that judges long bodies is kept with its scratch space.
const THREAD_KEEP_ALIVE: Duration = Duration::from_secs(3600);

/// A server that has its model, its store and its port.
#[derive(Debug)]
pub struct Server {
    listener: listen::Listener,
    stop: watch::Sender<bool>,
}

/// Stops a server from another thread.
#[derive(Clone, Debug)]
pub struct Handle {
    stop: watch::Sender<bool>,
    state: Arc<state::State>,
}

impl Server {
    /// Opens all that the configuration names, and the port. From then on
    /// connections wait; [`Server::run`] serves them. Events are logged to
    /// `log`.
    ///
    /// # Errors
    /// If the configuration does not hold together, a file of it cannot be
    /// used, or the port is taken.
    pub fn bind(config: Config, log: impl Write + Send + 'static) -> Result<Self> {
        let state = Arc::new(state::State::new(config, Box::new(log))?);
        let listener = listen::Listener::bind(state)?;
        Ok(Self { listener, stop: watch::Sender::new(false) })
    }

    /// The address, with the port that was chosen if 0 was asked for.
    ///
    /// # Errors
    /// If the operating system does not know it.
    pub fn address(&self) -> Result<SocketAddr> {
        self.listener.address()
    }

    /// Stops the server or exchanges its model while it runs.
    pub fn handle(&self) -> Handle {
        Handle { stop: self.stop.clone(), state: self.listener.state() }
    }

    /// Serves until SIGTERM, SIGINT or [`Handle::stop`], and then finishes
    /// what was accepted. SIGHUP opens the files of the model and of TLS
    /// again.
    ///
    /// # Errors
    /// If the threads that serve cannot be started.
    pub fn run(self) -> Result<()> {
        let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .worker_threads(threads)
            // They only compute: more of them than processors would not help.
            .max_blocking_threads(threads.max(2))
            .thread_keep_alive(THREAD_KEEP_ALIVE)
            .build()
            .map_err(|e| Error::io("The server's threads cannot be started", e))?;
        runtime.block_on(self.listener.run(self.stop.subscribe()))
    }
}

impl Handle {
    /// Stops the server as SIGTERM does.
    pub fn stop(&self) {
        self.stop.send_replace(true);
    }

    /// Answers a POST as over a connection, without one: for tests, and for
    /// programmes that have an HTTP server already. `None` if a header is none,
    /// or the path is no path.
    pub fn answer(&self, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Option<(u16, Vec<u8>)> {
        let mut request = axum::http::Request::post(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Full::new(Bytes::copy_from_slice(body))).ok()?;
        let service = TowerToHyperService::new(route::router(&self.state));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().ok()?;
        runtime.block_on(async {
            let response = service.call(request).await.ok()?;
            let code = response.status().as_u16();
            Some((code, response.into_body().collect().await.ok()?.to_bytes().to_vec()))
        })
    }

    /// Exchanges the model as SIGHUP does.
    ///
    /// # Errors
    /// If the new model cannot be used; the old one stays.
    pub fn reload(&self) -> Result<()> {
        self.state.reload()
    }
}
