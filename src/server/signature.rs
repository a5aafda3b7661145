//! Signed messages. The raw body and the header with its HMAC-SHA256 come in;
//! whether one of the secrets made it goes out. Compared in constant time, and
//! before anything of the body is read.

use std::collections::{HashSet, VecDeque};
use std::sync::Mutex;

use ring::hmac::{HMAC_SHA256, Key, verify};

use super::keys::unhex;

/// Signatures that are looked at; Coral sends one for each of its secrets.
const MOST_SIGNATURES: usize = 8;

/// Whether the header (`sha256=HEX`, several of them parted by commas) holds a
/// signature of the body by one of the secrets.
pub(crate) fn is_signed(header: &str, body: &[u8], secrets: &[String]) -> bool {
    let signatures = header.split(',').take(MOST_SIGNATURES);
    let signatures = signatures.filter_map(|s| unhex(s.trim().strip_prefix("sha256=")?));
    let signatures: Vec<Vec<u8>> = signatures.collect();
    let mut is_signed = false;
    for secret in secrets {
        let key = Key::new(HMAC_SHA256, secret.as_bytes());
        for signature in &signatures {
            is_signed |= verify(&key, body, signature).is_ok();
        }
    }
    is_signed
}

/// Deliveries that were answered, so that one that is played again has no
/// second effect. The oldest are forgotten.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    inner: Mutex<(HashSet<String>, VecDeque<String>)>,
}

/// A busy forum sends some thousand posts a day.
const MOST_SEEN: usize = 65_536;

impl Seen {
    /// Remembers a delivery; `false` if it was known.
    pub(crate) fn is_new(&self, id: String) -> bool {
        let mut inner = self.inner.lock().unwrap_or_else(|e| e.into_inner());
        let (known, order) = &mut *inner;
        if !known.insert(id.clone()) {
            return false;
        }
        order.push_back(id);
        if order.len() > MOST_SEEN
            && let Some(oldest) = order.pop_front()
        {
            known.remove(&oldest);
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 4231, test case 2.
    const SECRET: &str = "Jefe";
    const BODY: &[u8] = b"what do ya want for nothing?";
    const HMAC: &str = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";

    #[test]
    fn a_signature_is_recognised() {
        let good = format!("sha256={HMAC}");
        let other = format!("sha256={}", HMAC.replace('5', "6"));
        let cases = [
            ("the signature", good.clone(), true),
            ("upper case", good.to_uppercase().replace("SHA", "sha"), true),
            ("the second of two", format!("{other}, {good}"), true),
            ("another", other, false),
            ("cut off", good[..good.len() - 2].to_owned(), false),
            ("odd", good[..good.len() - 1].to_owned(), false),
            ("no hexadecimal", "sha256=zz".to_owned(), false),
            ("nothing", String::new(), false),
            ("empty", "sha256=".to_owned(), false),
            ("another method", good.replace("256", "1"), false),
        ];
        let secrets = ["another secret".to_owned(), SECRET.to_owned()];
        for (name, header, want) in cases {
            assert_eq!(is_signed(&header, BODY, &secrets), want, "{name}");
        }
        assert!(!is_signed(&good, b"another body", &secrets));
        assert!(!is_signed(&good, BODY, &[]));
    }

    #[test]
    fn a_delivery_is_new_once() {
        let seen = Seen::default();
        assert!(seen.is_new("a".into()) && seen.is_new("b".into()) && !seen.is_new("a".into()));
        (0..MOST_SEEN).for_each(|i| assert!(seen.is_new(i.to_string())));
        assert!(seen.is_new("a".into()), "the oldest is forgotten");
    }
}
