//! TLS of the web door from PEM files (RFC 8446, RFC 5246): 1.2 and 1.3 only. Read at start and at SIGHUP.

use std::path::Path;
use std::sync::Arc;

use rustls::ServerConfig;
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use crate::error::Error;
use crate::settings::TlsFiles;

/// The settings for these files.
pub(crate) fn of(files: &TlsFiles) -> Result<Arc<ServerConfig>, Error> {
    let fault = |path: &Path, why: &dyn std::fmt::Display| Error::Tls { path: path.to_owned(), why: why.to_string() };
    let read = |path: &Path| std::fs::read(path).map_err(|source| Error::File { act: "read", path: path.to_owned(), source });
    let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&read(&files.cert)?).collect();
    let chain = chain.map_err(|error| fault(&files.cert, &error))?;
    if chain.is_empty() {
        return Err(fault(&files.cert, &"there is no certificate in it"));
    }
    let key = PrivateKeyDer::from_pem_slice(&read(&files.key)?).map_err(|error| fault(&files.key, &error))?;
    let builder = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider())).with_safe_default_protocol_versions();
    let config = builder.map_err(|error| fault(&files.cert, &error))?.with_no_client_auth().with_single_cert(chain, key);
    let mut config = config.map_err(|error| fault(&files.cert, &error))?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}
