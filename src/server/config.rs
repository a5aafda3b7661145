//! The operator's wishes. A TOML file comes in; a checked [`Config`] goes out.
//! Everything has a default with which the server can be started on loopback
//! without a file.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::keys::KeyConfig;
use crate::error::{Error, Result};

/// How a server is to run.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[non_exhaustive]
pub struct Config {
    /// The address and port to listen at.
    pub listen: SocketAddr,
    /// The address that clients know the server by, if a proxy stands before
    /// it: `https://scores.example.org`. It is written into the discovery
    /// document.
    pub public_url: Option<String>,
    /// The model; the one built in if absent.
    pub model: Option<PathBuf>,
    /// The guidelines; those of the model if absent.
    pub policy: Option<PathBuf>,
    /// How heads become Perspective attributes; as for the built-in model if
    /// absent.
    pub scale: Option<PathBuf>,
    /// A second model that judges along and is only counted.
    pub shadow: Option<PathBuf>,
    /// The languages that the model knows.
    pub languages: Vec<String>,
    /// Refuses comments that seem to be in another language, as the
    /// Perspective API did, instead of judging them as `languages`.
    pub strict_languages: bool,
    /// Leaves out attributes that the model cannot judge, whether the request
    /// asks for that or not. Without it such a request is refused, as the
    /// Perspective API did.
    pub drop_unsupported: bool,
    /// What is logged.
    pub log: LogLevel,
    /// The web origins that may call from a browser; `*` is all.
    pub cors: Vec<String>,
    /// TLS, if no proxy does it.
    pub tls: Option<TlsConfig>,
    /// Who may call.
    pub keys: KeyConfig,
    /// What a caller may ask for.
    pub limits: Limits,
    /// Keeps what moderators decide; off if absent.
    pub feedback: Option<FeedbackConfig>,
    /// The secrets with which Coral signs, the newer beside the older one
    /// while they are exchanged.
    pub coral_secrets: Vec<String>,
    /// The secret with which Discourse signs.
    pub discourse_secret: Option<String>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 8800)),
            public_url: None,
            model: None,
            policy: None,
            scale: None,
            shadow: None,
            languages: vec!["en".to_owned()],
            strict_languages: false,
            drop_unsupported: false,
            log: LogLevel::Events,
            cors: Vec::new(),
            tls: None,
            keys: KeyConfig::default(),
            limits: Limits::default(),
            feedback: None,
            coral_secrets: Vec::new(),
            discourse_secret: None,
        }
    }
}

/// What is logged; comment text, keys and addresses never are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogLevel {
    /// Nothing.
    Off,
    /// Starts, stops, exchanged models, and what went wrong.
    #[default]
    Events,
    /// A line for each request, too.
    Requests,
}

/// The files of a certificate.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TlsConfig {
    /// The chain of certificates, PEM.
    pub certificate: PathBuf,
    /// The private key, PEM.
    pub key: PathBuf,
}

/// What a caller may ask for.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[non_exhaustive]
pub struct Limits {
    /// The longest comment, in bytes of UTF-8.
    pub comment_bytes: usize,
    /// The longest entry of a comment's context.
    pub context_bytes: usize,
    /// The longest body.
    pub body_bytes: usize,
    /// The most that all unfinished bodies may hold together.
    pub bodies_bytes: usize,
    /// Comments in one request of our own API, calls in one batch.
    pub batch: usize,
    /// Seconds in which a request's head must arrive; also how long a
    /// connection may idle.
    pub head_seconds: u64,
    /// Seconds in which a body must arrive.
    pub body_seconds: u64,
    /// Seconds after which a connection is asked to close.
    pub connection_seconds: u64,
    /// Connections at a time.
    pub connections: usize,
    /// Comments a minute for each key that has no limit of its own; 0 is no
    /// limit.
    pub per_minute: u32,
    /// Seconds that unfinished requests have when the server stops.
    pub stop_seconds: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            // What the Perspective API took.
            comment_bytes: 20_480,
            context_bytes: 1 << 20,
            // A thousand comments of a usual size, with room to spare.
            body_bytes: 8 << 20,
            bodies_bytes: 256 << 20,
            batch: 1000,
            head_seconds: 20,
            body_seconds: 30,
            connection_seconds: 600,
            connections: 8192,
            per_minute: 0,
            stop_seconds: 30,
        }
    }
}

/// Where feedback is kept.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeedbackConfig {
    /// The file; it is made if it does not exist.
    pub path: PathBuf,
    /// Days after which a decision is deleted; never if absent.
    #[serde(default)]
    pub days: Option<u32>,
}

impl Config {
    /// Reads a configuration file's text.
    ///
    /// # Errors
    /// If it is not TOML, or has a key that a configuration does not know. The
    /// values are checked when a server is made of them.
    pub fn from_toml(text: &str) -> Result<Self> {
        toml::from_str(text).map_err(|e| {
            let line = e.span().map_or(1, |s| 1 + text[..s.start].matches('\n').count() as u64);
            Error::config(format!("The configuration cannot be read: {}.", e.message())).at_line(line)
        })
    }

    /// Reads a configuration file. Paths in it are relative to its folder.
    ///
    /// # Errors
    /// If the file cannot be read; see also [`Config::from_toml`].
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        let name = path.display().to_string();
        let text = std::fs::read_to_string(path)
            .map_err(|e| Error::io("The configuration cannot be read", e).in_file(&name))?;
        let mut config = Self::from_toml(&text).map_err(|e| e.in_file(&name))?;
        let beside = path.parent().unwrap_or(Path::new(""));
        let files = [&mut config.model, &mut config.policy, &mut config.scale, &mut config.shadow];
        let files = files.into_iter().flatten();
        let tls = config.tls.iter_mut().flat_map(|tls| [&mut tls.certificate, &mut tls.key]);
        let feedback = config.feedback.iter_mut().map(|feedback| &mut feedback.path);
        files.chain(tls).chain(feedback).for_each(|file| *file = beside.join(&*file));
        Ok(config)
    }

    /// Checks what TOML cannot.
    pub(crate) fn check(&self) -> Result<()> {
        let Limits { comment_bytes, body_bytes, bodies_bytes, batch, connections, .. } = self.limits;
        let numbers = [
            ("comment_bytes", comment_bytes),
            ("body_bytes", body_bytes),
            ("bodies_bytes", bodies_bytes),
            ("batch", batch),
            ("connections", connections),
        ];
        if let Some((name, _)) = numbers.iter().find(|(_, value)| *value == 0) {
            return Err(Error::config(format!("The limit {name} is 0, with which nothing could be served.")));
        }
        if bodies_bytes < body_bytes {
            return Err(Error::config(format!(
                "The limit bodies_bytes ({bodies_bytes}) is smaller than one body may be ({body_bytes})."
            )));
        }
        let seconds = [self.limits.head_seconds, self.limits.body_seconds, self.limits.connection_seconds];
        if seconds.contains(&0) {
            return Err(Error::config("The limits in seconds must be at least 1."));
        }
        if self.languages.is_empty() {
            return Err(Error::config("The list of languages is empty; name those that the model knows."));
        }
        if let Some(url) = &self.public_url
            && !(url.starts_with("https://") || url.starts_with("http://"))
        {
            return Err(Error::config(format!(
                "The public_url {url:?} must begin with https:// or http://."
            )));
        }
        let secrets = self.coral_secrets.iter().chain(&self.discourse_secret);
        if secrets.into_iter().any(|secret| secret.len() < 8) {
            return Err(Error::config(
                "A secret for signatures has less than 8 characters; take a longer one.",
            ));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_needed() {
        let config = Config::from_toml("").unwrap();
        assert!(config.listen.ip().is_loopback());
        config.check().unwrap();
    }

    #[test]
    fn says_what_is_wrong_with_a_configuration() {
        let cases = [
            (
                "unknown key",
                "log = 'off'\ncolour = 1",
                "line 2: The configuration cannot be read: unknown field",
            ),
            ("address", "listen = 'here'", "line 1"),
            ("log", "log = 'loud'", "unknown variant `loud`"),
            ("limit of 0", "[limits]\nbatch = 0", "The limit batch is 0"),
            ("bodies", "[limits]\nbodies_bytes = 1", "smaller than one body"),
            ("seconds", "[limits]\nhead_seconds = 0", "at least 1"),
            ("no language", "languages = []", "list of languages is empty"),
            ("public url", "public_url = 'scores.example.org'", "must begin with https://"),
            ("short secret", "discourse_secret = 'abc'", "less than 8"),
        ];
        for (name, text, want) in cases {
            let checked = Config::from_toml(text).and_then(|config| config.check());
            let error = checked.unwrap_err().to_string();
            assert!(error.contains(want), "{name}: {error}");
        }
    }

    #[test]
    fn paths_are_relative_to_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lamplighter.toml");
        let text =
            "model = 'our.llm'\n[feedback]\npath = '/var/lib/f.db'\n[tls]\ncertificate = 'c'\nkey = 'k'\n";
        std::fs::write(&path, text).unwrap();
        let config = Config::open(&path).unwrap();
        assert_eq!(config.model, Some(folder.path().join("our.llm")));
        assert_eq!(config.feedback.unwrap().path, Path::new("/var/lib/f.db"));
        assert_eq!(config.tls.unwrap().key, folder.path().join("k"));
    }
}
