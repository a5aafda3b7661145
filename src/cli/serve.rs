//! `serve`: a configuration file, variables and options come in, each before
//! the other; a server runs until it is told to stop. Its log is standard
//! error.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use lamplighter::server::{Config, FeedbackConfig, KeyMode, LogLevel, Server, TlsConfig};

use super::Outcome;
use super::failure::{Failure, Result};

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  lamplighter serve                                on http://127.0.0.1:8800
  lamplighter serve --config /etc/lamplighter.toml
  lamplighter serve --feedback moderators.db       keep what moderators decide
  lamplighter serve --model our.llm --shadow new.llm

An option goes before its variable, a variable before the configuration file.
SIGTERM finishes what was accepted; SIGHUP opens the model and the certificate
again. http://127.0.0.1:8800/ is a page to try it on, /openapi.json what is
served; docs/serve.md has the configuration.")]
pub(super) struct ServeArgs {
    /// The configuration, as TOML
    #[arg(long, value_name = "FILE", env = "LAMPLIGHTER_CONFIG")]
    config: Option<PathBuf>,

    /// Where to listen [default: 127.0.0.1:8800]
    #[arg(long, value_name = "ADDRESS:PORT", env = "LAMPLIGHTER_LISTEN")]
    listen: Option<SocketAddr>,

    /// The address that clients know, if a proxy stands before the server
    #[arg(long, value_name = "URL", env = "LAMPLIGHTER_PUBLIC_URL")]
    public_url: Option<String>,

    /// The model [default: the one built in, for English]
    #[arg(long, value_name = "FILE", env = "LAMPLIGHTER_MODEL")]
    model: Option<PathBuf>,

    /// The guidelines, as TOML [default: those of the model]
    #[arg(long, value_name = "FILE", env = "LAMPLIGHTER_POLICY")]
    policy: Option<PathBuf>,

    /// How heads become Perspective attributes [default: as for the model built in]
    #[arg(long, value_name = "FILE", env = "LAMPLIGHTER_SCALE")]
    scale: Option<PathBuf>,

    /// A second model that judges along and is only counted
    #[arg(long, value_name = "FILE", env = "LAMPLIGHTER_SHADOW")]
    shadow: Option<PathBuf>,

    /// Leave out attributes that cannot be judged instead of refusing the request
    #[arg(long, env = "LAMPLIGHTER_DROP_UNSUPPORTED")]
    drop_unsupported: bool,

    /// Who may call [default: none is needed]
    #[arg(long, value_name = "MODE", env = "LAMPLIGHTER_KEYS")]
    keys: Option<Keys>,

    /// A web origin that may call from a browser, or *; may be given several times
    #[arg(long = "cors", value_name = "ORIGIN", env = "LAMPLIGHTER_CORS", value_delimiter = ',')]
    cors: Vec<String>,

    /// A certificate chain (PEM), to speak TLS
    #[arg(long, value_name = "FILE", env = "LAMPLIGHTER_TLS_CERTIFICATE", requires = "tls_key")]
    tls_certificate: Option<PathBuf>,

    /// Its private key (PEM)
    #[arg(long, value_name = "FILE", env = "LAMPLIGHTER_TLS_KEY", requires = "tls_certificate")]
    tls_key: Option<PathBuf>,

    /// Keep what moderators decide in this file
    #[arg(long, value_name = "FILE", env = "LAMPLIGHTER_FEEDBACK")]
    feedback: Option<PathBuf>,

    /// Delete decisions after so many days
    #[arg(long, value_name = "DAYS", env = "LAMPLIGHTER_FEEDBACK_DAYS")]
    feedback_days: Option<u32>,

    /// What is logged; comments, keys and addresses never are
    #[arg(long, value_name = "LEVEL", env = "LAMPLIGHTER_LOG")]
    log: Option<Level>,

    /// A secret with which Coral signs. Other users of the machine see options: use the variable
    #[arg(long, value_name = "SECRET", env = "LAMPLIGHTER_CORAL_SECRETS", hide_env_values = true)]
    #[arg(value_delimiter = ',')]
    coral_secret: Vec<String>,

    /// The secret with which Discourse signs
    #[arg(long, value_name = "SECRET", env = "LAMPLIGHTER_DISCOURSE_SECRET", hide_env_values = true)]
    discourse_secret: Option<String>,
}

/// What `--keys` takes.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Keys {
    /// No key is looked at
    None,
    /// There must be one, whichever
    Any,
    /// It must be one of the configuration's
    Listed,
}

/// What `--log` takes.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Level {
    /// Nothing
    Off,
    /// Starts, stops, and what went wrong
    Events,
    /// A line for each request, too
    Requests,
}

/// `lamplighter serve`.
pub(super) fn run(args: Box<ServeArgs>) -> Result<Outcome> {
    let server = Server::bind(args.configuration()?, std::io::stderr())?;
    server.run()?;
    Ok(Outcome::Done)
}

impl ServeArgs {
    /// The configuration file with what the options change.
    fn configuration(self) -> Result<Config> {
        let mut config = match &self.config {
            Some(path) => Config::open(path)?,
            None => Config::default(),
        };
        fn set<T>(field: &mut T, given: Option<T>) {
            if let Some(given) = given {
                *field = given;
            }
        }
        config.drop_unsupported |= self.drop_unsupported;
        set(&mut config.listen, self.listen);
        set(&mut config.public_url, self.public_url.map(Some));
        set(&mut config.model, self.model.map(Some));
        set(&mut config.policy, self.policy.map(Some));
        set(&mut config.scale, self.scale.map(Some));
        set(&mut config.shadow, self.shadow.map(Some));
        set(&mut config.discourse_secret, self.discourse_secret.map(Some));
        set(&mut config.cors, Some(self.cors).filter(|origins| !origins.is_empty()));
        set(&mut config.coral_secrets, Some(self.coral_secret).filter(|secrets| !secrets.is_empty()));
        set(
            &mut config.keys.mode,
            self.keys.map(|keys| match keys {
                Keys::None => KeyMode::None,
                Keys::Any => KeyMode::Any,
                Keys::Listed => KeyMode::Listed,
            }),
        );
        set(
            &mut config.log,
            self.log.map(|level| match level {
                Level::Off => LogLevel::Off,
                Level::Events => LogLevel::Events,
                Level::Requests => LogLevel::Requests,
            }),
        );
        if let (Some(certificate), Some(key)) = (self.tls_certificate, self.tls_key) {
            config.tls = Some(TlsConfig { certificate, key });
        }
        if let Some(path) = self.feedback {
            let days = config.feedback.and_then(|feedback| feedback.days);
            config.feedback = Some(FeedbackConfig { path, days });
        }
        if let Some(days) = self.feedback_days {
            let Some(feedback) = &mut config.feedback else {
                return Err(Failure::Said(
                    "Days for feedback are given, but no file to keep it in; add --feedback FILE.".to_owned(),
                ));
            };
            feedback.days = Some(days);
        }
        Ok(config)
    }
}
