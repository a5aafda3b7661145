//! Who may call. A request's key comes in; the [`Caller`] goes out, or a
//! refusal in Google's words. Keys are kept as SHA-256 digests, compared in
//! constant time and against every listed key, whether an earlier one fits or
//! not. A key is never shown or logged.

use std::collections::HashMap;
use std::sync::Mutex;
use std::time::Instant;

use hyper::HeaderMap;
use hyper::header::AUTHORIZATION;
use ring::digest::{SHA256, digest};
use serde::Deserialize;
use subtle::{Choice, ConditionallySelectable, ConstantTimeEq};

use super::refusal::Refusal;
use crate::error::{Error, Result};

/// Who may call.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[non_exhaustive]
pub struct KeyConfig {
    /// Whether a key is needed.
    pub mode: KeyMode,
    /// The keys of [`KeyMode::Listed`].
    pub listed: Vec<ListedKey>,
}

/// Whether a key is needed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum KeyMode {
    /// No key is looked at.
    #[default]
    None,
    /// There must be one, whichever.
    Any,
    /// It must be one of the list.
    Listed,
}

/// A key that is known.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct ListedKey {
    /// Whose it is.
    pub name: String,
    /// The SHA-256 digest of the key, in hexadecimal.
    pub sha256: String,
    /// Comments a minute.
    #[serde(default)]
    pub per_minute: Option<u32>,
    /// Whether it may exchange the model and delete anyone's feedback.
    #[serde(default)]
    pub admin: bool,
}

/// Who calls.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Caller {
    /// The name of a listed key; a digest of any other; nothing if none is
    /// needed.
    pub(crate) name: String,
    pub(crate) is_admin: bool,
    per_minute: u32,
}

/// The keys, checked.
#[derive(Debug)]
pub(crate) struct Keys {
    mode: KeyMode,
    listed: Vec<([u8; 32], Caller)>,
    per_minute: u32,
}

impl Keys {
    /// Checks the configuration; `per_minute` is for keys without a limit of
    /// their own.
    pub(crate) fn new(config: &KeyConfig, per_minute: u32) -> Result<Self> {
        if config.mode == KeyMode::Listed && config.listed.is_empty() {
            return Err(Error::config(
                "Only listed keys may call, but none is listed; add [[keys.listed]] with name and sha256.",
            ));
        }
        let mut listed: Vec<([u8; 32], Caller)> = Vec::new();
        for key in &config.listed {
            let digest = parse_digest(&key.sha256).ok_or_else(|| {
                Error::config(format!(
                    "The sha256 of the key {:?} is not 64 hexadecimal digits; `printf %s KEY | sha256sum` \
                     prints them.",
                    key.name
                ))
            })?;
            if listed.iter().any(|(_, caller)| caller.name == key.name) {
                return Err(Error::config(format!("Two keys are named {:?}.", key.name)));
            }
            let per_minute = key.per_minute.unwrap_or(per_minute);
            listed.push((digest, Caller { name: key.name.clone(), is_admin: key.admin, per_minute }));
        }
        Ok(Self { mode: config.mode, listed, per_minute })
    }

    /// Who presents this key.
    pub(crate) fn caller(&self, key: Option<&str>) -> std::result::Result<Caller, Refusal> {
        let key = key.filter(|key| !key.is_empty());
        match self.mode {
            KeyMode::None => {
                Ok(Caller { per_minute: self.per_minute, ..self.admin(key).unwrap_or_default() })
            }
            KeyMode::Any => {
                let key = key.ok_or_else(Refusal::no_key)?;
                let name = hex(&digest(&SHA256, key.as_bytes()).as_ref()[..8]);
                let caller = self.admin(Some(key));
                Ok(caller.unwrap_or(Caller { name, is_admin: false, per_minute: self.per_minute }))
            }
            KeyMode::Listed => self.find(key.ok_or_else(Refusal::no_key)?).ok_or_else(Refusal::bad_key),
        }
    }

    /// In the modes without a list an administrator's key may still be listed.
    fn admin(&self, key: Option<&str>) -> Option<Caller> {
        self.find(key?).filter(|caller| caller.is_admin)
    }

    fn find(&self, key: &str) -> Option<Caller> {
        let presented = digest(&SHA256, key.as_bytes());
        // One more than the last index: nothing found.
        let mut found = self.listed.len() as u64;
        for (at, (known, _)) in self.listed.iter().enumerate() {
            let is_it: Choice = known.as_slice().ct_eq(presented.as_ref());
            found.conditional_assign(&(at as u64), is_it);
        }
        self.listed.get(usize::try_from(found).ok()?).map(|(_, caller)| caller.clone())
    }
}

/// The key of a request: `?key=`, `X-Goog-Api-Key`, or a bearer token.
pub(crate) fn presented(query: &str, headers: &HeaderMap) -> Option<String> {
    let in_query = || form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "key");
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let bearer = || {
        let (scheme, token) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
    };
    in_query()
        .map(|(_, key)| key.into_owned())
        .or_else(|| header("x-goog-api-key").or_else(bearer).map(str::to_owned))
}

fn parse_digest(text: &str) -> Option<[u8; 32]> {
    unhex(text)?.try_into().ok()
}

/// The bytes that hexadecimal digits stand for.
pub(crate) fn unhex(text: &str) -> Option<Vec<u8>> {
    let nibble = |c: u8| char::from(c).to_digit(16).and_then(|d| u8::try_from(d).ok());
    let pairs = text.as_bytes().chunks(2);
    pairs.map(|pair| Some(nibble(pair[0])? << 4 | nibble(*pair.get(1)?)?)).collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

/// Counts what each caller uses.
#[derive(Debug, Default)]
pub(crate) struct Rates {
    buckets: Mutex<HashMap<String, Bucket>>,
}

#[derive(Clone, Copy, Debug)]
struct Bucket {
    left: f64,
    at: Instant,
}

/// Callers that are remembered. Beyond, those who used up nothing are
/// forgotten first.
const MOST_BUCKETS: usize = 10_000;

impl Rates {
    /// Takes `comments` from what the caller may ask for in a minute. A large
    /// request may overdraw once; the next ones wait for it.
    pub(crate) fn charge(&self, caller: &Caller, comments: usize) -> std::result::Result<(), Refusal> {
        self.charge_at(caller, comments, Instant::now())
    }

    fn charge_at(&self, caller: &Caller, comments: usize, now: Instant) -> std::result::Result<(), Refusal> {
        if caller.per_minute == 0 {
            return Ok(());
        }
        let most = f64::from(caller.per_minute);
        let mut buckets = self.buckets.lock().unwrap_or_else(|e| e.into_inner());
        if buckets.len() >= MOST_BUCKETS && !buckets.contains_key(&caller.name) {
            buckets.retain(|_, bucket| now.duration_since(bucket.at).as_secs() < 60);
            if buckets.len() >= MOST_BUCKETS {
                return Err(Refusal::busy());
            }
        }
        let bucket = buckets.entry(caller.name.clone()).or_insert(Bucket { left: most, at: now });
        let gained = now.duration_since(bucket.at).as_secs_f64() / 60.0 * most;
        *bucket = Bucket { left: (bucket.left + gained).min(most), at: now };
        if bucket.left < 1.0 {
            let seconds = ((1.0 - bucket.left) / most * 60.0).ceil();
            return Err(Refusal::too_many(caller.per_minute, seconds as u64));
        }
        bucket.left -= comments as f64;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn listed(name: &str, key: &str, admin: bool) -> ListedKey {
        let sha256 = hex(digest(&SHA256, key.as_bytes()).as_ref());
        ListedKey { name: name.into(), sha256, per_minute: None, admin }
    }

    fn keys(mode: KeyMode) -> Keys {
        let listed = vec![listed("paper", "k1", false), listed("root", "k2", true)];
        Keys::new(&KeyConfig { mode, listed }, 60).unwrap()
    }

    #[test]
    fn each_mode_knows_its_callers() {
        let cases = [
            ("none, without", KeyMode::None, None, Ok(("", false))),
            ("none, with any", KeyMode::None, Some("x"), Ok(("", false))),
            ("none, administrator", KeyMode::None, Some("k2"), Ok(("root", true))),
            ("any, without", KeyMode::Any, None, Err(403)),
            ("any, empty", KeyMode::Any, Some(""), Err(403)),
            ("any, with", KeyMode::Any, Some("x"), Ok(("2d711642b726b044", false))),
            ("listed, without", KeyMode::Listed, None, Err(403)),
            ("listed, wrong", KeyMode::Listed, Some("k3"), Err(400)),
            ("listed, first", KeyMode::Listed, Some("k1"), Ok(("paper", false))),
            ("listed, last", KeyMode::Listed, Some("k2"), Ok(("root", true))),
        ];
        for (name, mode, key, want) in cases {
            let got = keys(mode).caller(key).map(|c| (c.name, c.is_admin)).map_err(|r| r.code());
            assert_eq!(got, want.map(|(n, a)| (n.to_owned(), a)), "{name}");
        }
    }

    #[test]
    fn says_what_is_wrong_with_keys() {
        let bad = |sha256: &str| ListedKey { sha256: sha256.into(), ..listed("a", "k", false) };
        let cases = [
            ("no key listed", vec![], "none is listed"),
            ("no digest", vec![bad("k")], "64 hexadecimal digits"),
            ("too short", vec![bad("abcd")], "64 hexadecimal digits"),
            ("two of a name", vec![listed("a", "1", false), listed("a", "2", false)], "named \"a\""),
        ];
        for (name, listed, want) in cases {
            let error = Keys::new(&KeyConfig { mode: KeyMode::Listed, listed }, 0).unwrap_err().to_string();
            assert!(error.contains(want), "{name}: {error}");
        }
    }

    #[test]
    fn a_key_is_found_wherever_clients_put_it() {
        let with = |name: &'static str, value: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(name, value.parse().unwrap());
            headers
        };
        let cases = [
            ("query", "alt=json&key=a%2Bb", HeaderMap::new(), Some("a+b")),
            ("Google's header", "", with("x-goog-api-key", "k"), Some("k")),
            ("bearer", "", with("authorization", "Bearer k"), Some("k")),
            ("basic", "", with("authorization", "Basic k"), None),
            ("none", "prettyPrint=false", HeaderMap::new(), None),
        ];
        for (name, query, headers, want) in cases {
            assert_eq!(presented(query, &headers).as_deref(), want, "{name}");
        }
    }

    #[test]
    fn a_minute_holds_so_many_comments_for_each_caller() {
        let rates = Rates::default();
        let start = Instant::now();
        let paper = Caller { name: "paper".into(), is_admin: false, per_minute: 60 };
        let other = Caller { name: "other".into(), ..paper.clone() };
        for _ in 0..60 {
            rates.charge_at(&paper, 1, start).unwrap();
        }
        assert_eq!(rates.charge_at(&paper, 1, start).unwrap_err().retry_after(), Some(1));
        rates.charge_at(&other, 1000, start).unwrap();
        assert!(rates.charge_at(&other, 1, start + Duration::from_secs(60)).is_err());
        rates.charge_at(&paper, 1, start + Duration::from_secs(1)).unwrap();
        let unlimited = Caller { per_minute: 0, ..paper };
        rates.charge_at(&unlimited, 1_000_000, start).unwrap();
    }
}
