//! Connections. A listener comes in; its connections are served until somebody
//! stops the server, and what was accepted is finished. What it promises: no
//! connection holds another one up, slow and idle ones are closed in the end,
//! there are never more than the operator allows, and a signal to exchange the
//! model drops none.

use std::net::{SocketAddr, TcpListener as StdListener};
use std::pin::pin;
use std::sync::atomic::Ordering;
use std::sync::{Arc, RwLock};
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use serde_json::json;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::time::{sleep, timeout};
use tokio_rustls::TlsAcceptor;

use super::config::Limits;
use super::state::State;
use super::{route, tls};
use crate::error::{Error, Result};

/// The longest head of a request.
const HEAD_BYTES: usize = 64 << 10;
/// After the operating system refused a connection, most often because there
/// are too many open files.
const PAUSE: Duration = Duration::from_millis(50);

/// A listener, and what it serves.
pub(crate) struct Listener {
    state: Arc<State>,
    socket: StdListener,
    tls: Option<RwLock<TlsAcceptor>>,
}

impl std::fmt::Debug for Listener {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Listener").field("socket", &self.socket).finish_non_exhaustive()
    }
}

impl Listener {
    pub(crate) fn bind(state: Arc<State>) -> Result<Self> {
        let tls = state.config.tls.as_ref().map(tls::acceptor).transpose()?.map(RwLock::new);
        let address = state.config.listen;
        let failed = |e| Error::io(format!("The server cannot listen at {address}"), e);
        let socket = StdListener::bind(address).map_err(failed)?;
        socket.set_nonblocking(true).map_err(failed)?;
        Ok(Self { state, socket, tls })
    }

    pub(crate) fn address(&self) -> Result<SocketAddr> {
        self.socket.local_addr().map_err(|e| Error::io("The server has no address", e))
    }

    pub(crate) fn state(&self) -> Arc<State> {
        Arc::clone(&self.state)
    }

    /// Serves until told to stop.
    pub(crate) async fn run(self, mut stop: watch::Receiver<bool>) -> Result<()> {
        let Self { state, socket, tls } = self;
        let failed = |e| Error::io("The server cannot listen", e);
        let socket = TcpListener::from_std(socket).map_err(failed)?;
        let server = Arc::new(Server {
            router: route::router(&state),
            tls,
            free: Arc::new(Semaphore::new(state.config.limits.connections)),
            state,
            stop: stop.clone(),
        });
        let mut signals = Signals::new()?;
        server.started(&socket);
        loop {
            tokio::select! {
                accepted = socket.accept() => match accepted {
                    Ok((stream, _)) => server.take(stream),
                    Err(_) => sleep(PAUSE).await,
                },
                _ = stop.wait_for(|stop| *stop) => break,
                signal = signals.next() => match signal {
                    Signal::Stop => break,
                    Signal::Reload => server.reload(),
                },
            }
        }
        server.finish(socket).await;
        Ok(())
    }
}

struct Server {
    state: Arc<State>,
    router: Router,
    tls: Option<RwLock<TlsAcceptor>>,
    free: Arc<Semaphore>,
    stop: watch::Receiver<bool>,
}

impl Server {
    fn started(&self, socket: &TcpListener) {
        allow_open_files(self.state.config.limits.connections);
        self.state.is_ready.store(true, Ordering::Relaxed);
        let address = socket.local_addr().map(|a| a.to_string()).unwrap_or_default();
        let bench = self.state.benches.current();
        let more = json!({
            "listen": address,
            "tls": self.tls.is_some(),
            "model": bench.moderator.model().provenance(),
            "feedback": self.state.feedback.as_ref().map(|store| store.path().display().to_string()),
        });
        self.state.log.event("info", "started", more);
        let config = &self.state.config;
        if !config.listen.ip().is_loopback() && config.keys.mode == super::KeyMode::None {
            let why = "Whoever reaches this address may use the server; set keys.mode to change that.";
            self.state.log.event("warning", "open to all", json!({"why": why}));
        }
    }

    /// Serves a connection, if there is room for it.
    fn take(self: &Arc<Self>, stream: TcpStream) {
        let Ok(permit) = Arc::clone(&self.free).try_acquire_owned() else {
            self.state.metrics.refused_connections.fetch_add(1, Ordering::Relaxed);
            return;
        };
        // Answers are written in one piece; waiting for more would only delay
        // them.
        let _ = stream.set_nodelay(true);
        let server = Arc::clone(self);
        tokio::spawn(async move {
            server.state.metrics.connections.fetch_add(1, Ordering::Relaxed);
            server.serve(stream).await;
            server.state.metrics.connections.fetch_sub(1, Ordering::Relaxed);
            drop(permit);
        });
    }

    async fn serve(&self, stream: TcpStream) {
        let acceptor = self.tls.as_ref().map(|tls| tls.read().unwrap_or_else(|e| e.into_inner()).clone());
        match acceptor {
            None => self.converse(stream).await,
            Some(acceptor) => {
                let patience = Duration::from_secs(self.state.config.limits.head_seconds);
                if let Ok(Ok(stream)) = timeout(patience, acceptor.accept(stream)).await {
                    self.converse(stream).await;
                }
            }
        }
    }

    /// Requests and answers, one after the other. A client that breaks off is
    /// no event.
    async fn converse(&self, stream: impl AsyncRead + AsyncWrite + Unpin + 'static) {
        let Limits { head_seconds, connection_seconds, stop_seconds, .. } = self.state.config.limits;
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(Duration::from_secs(head_seconds))
            .max_buf_size(HEAD_BYTES)
            .serve_connection(TokioIo::new(stream), TowerToHyperService::new(self.router.clone()));
        let mut connection = pin!(connection);
        let mut stop = self.stop.clone();
        let is_over = async {
            let old = Duration::from_secs(connection_seconds);
            let _ = timeout(old, stop.wait_for(|stop| *stop)).await;
        };
        tokio::select! {
            _ = connection.as_mut() => return,
            () = is_over => connection.as_mut().graceful_shutdown(),
        }
        // The request that is under way is finished, unless its client does
        // not even read the answer.
        let _ = timeout(Duration::from_secs(stop_seconds), connection).await;
    }

    fn reload(self: &Arc<Self>) {
        let server = Arc::clone(self);
        tokio::task::spawn_blocking(move || {
            let _ = server.state.reload();
            let (Some(current), Some(files)) = (&server.tls, &server.state.config.tls) else { return };
            match tls::acceptor(files) {
                Ok(acceptor) => *current.write().unwrap_or_else(|e| e.into_inner()) = acceptor,
                Err(e) => server.state.log.event("error", "reload failed", json!({"why": e.to_string()})),
            }
        });
    }

    /// Takes what waits at the door, and lets everybody finish.
    async fn finish(self: &Arc<Self>, socket: TcpListener) {
        self.state.is_ready.store(false, Ordering::Relaxed);
        self.state.log.event("info", "stopping", json!({}));
        while let Ok(Ok((stream, _))) = timeout(Duration::ZERO, socket.accept()).await {
            self.take(stream);
        }
        drop(socket);
        let Limits { connections, stop_seconds, .. } = self.state.config.limits;
        let all = u32::try_from(connections).unwrap_or(u32::MAX);
        let patience = Duration::from_secs(stop_seconds) + PAUSE;
        let is_done = timeout(patience, self.free.acquire_many(all)).await.is_ok();
        self.state.log.event("info", "stopped", json!({"finished": is_done}));
    }
}

enum Signal {
    Stop,
    Reload,
}

/// SIGTERM and SIGINT stop, SIGHUP exchanges the model.
#[cfg(unix)]
struct Signals {
    terminate: tokio::signal::unix::Signal,
    interrupt: tokio::signal::unix::Signal,
    hangup: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    fn new() -> Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        let signal = |kind| signal(kind).map_err(|e| Error::io("Signals cannot be received", e));
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
            hangup: signal(SignalKind::hangup())?,
        })
    }

    async fn next(&mut self) -> Signal {
        tokio::select! {
            _ = self.terminate.recv() => Signal::Stop,
            _ = self.interrupt.recv() => Signal::Stop,
            _ = self.hangup.recv() => Signal::Reload,
        }
    }
}

/// Ctrl-C stops.
#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    fn new() -> Result<Self> {
        Ok(Self)
    }

    async fn next(&mut self) -> Signal {
        let _ = tokio::signal::ctrl_c().await;
        Signal::Stop
    }
}

/// Most systems give a process 1,024 files until it asks for more.
#[cfg(unix)]
fn allow_open_files(connections: usize) {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    // The store, the model, the listener, the log.
    const OTHER_FILES: u64 = 64;
    let wanted = connections as u64 + OTHER_FILES;
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    if current.is_some_and(|current| current < wanted) {
        let allowed = Some(maximum.map_or(wanted, |maximum| maximum.min(wanted)));
        let _ = setrlimit(Resource::Nofile, Rlimit { current: allowed, maximum });
    }
}

#[cfg(not(unix))]
fn allow_open_files(_: usize) {}
