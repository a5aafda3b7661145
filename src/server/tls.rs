//! TLS by files. The paths of a certificate chain and its key come in; what
//! accepts connections with them goes out. TLS 1.2 and 1.3, by rustls.

use std::path::Path;
use std::sync::Arc;

use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::{self, ServerConfig};

use super::config::TlsConfig;
use crate::error::{Error, Result};

/// Reads the files.
pub(crate) fn acceptor(files: &TlsConfig) -> Result<TlsAcceptor> {
    let read = |what: &str, path: &Path| {
        let failed =
            |e| Error::io(format!("The {what} cannot be read"), e).in_file(path.display().to_string());
        std::fs::read(path).map_err(failed)
    };
    let wrong = |what: &str, path: &Path, why: String| {
        Error::config(format!("The {what} cannot be used: {why}.")).in_file(path.display().to_string())
    };
    let certificate = read("certificate", &files.certificate)?;
    let chain: std::result::Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&certificate).collect();
    let chain = chain.map_err(|e| wrong("certificate", &files.certificate, e.to_string()))?;
    if chain.is_empty() {
        let why = "it holds no CERTIFICATE in PEM".to_owned();
        return Err(wrong("certificate", &files.certificate, why));
    }
    let key = PrivateKeyDer::from_pem_slice(&read("key", &files.key)?)
        .map_err(|e| wrong("key", &files.key, e.to_string()))?;
    let config = |key| -> std::result::Result<ServerConfig, rustls::Error> {
        ServerConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(chain, key)
    };
    let mut config = config(key).map_err(|e| wrong("certificate", &files.certificate, e.to_string()))?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(TlsAcceptor::from(Arc::new(config)))
}
