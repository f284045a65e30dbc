//! TLS settings from PEM files: our doors' certificates, and whom to believe at the next hop (RFC 8446, RFC 5246).
//!
//! TLS 1.2 and 1.3 only. Files are read here and nowhere else, at start, at SIGHUP and when they have changed.

use std::path::Path;
use std::sync::Arc;

use kakitome_pki::{Anchors, Certificate};
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, aws_lc_rs, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use rustls::server::NoServerSessionStorage;
use rustls::server::danger::ClientCertVerifier;
use rustls::{ClientConfig, DigitallySignedStruct, RootCertStore, ServerConfig, SignatureScheme};

use crate::config::{HopTls, HopVerify, ServerTls};
use crate::error::Error;

/// What a door speaks, in the words of ALPN (RFC 7301).
const PROTOCOL: &[u8] = b"smtp";

/// The settings of one door; `clients` judges certificates of clients.
///
/// # Errors
/// A file cannot be read, or key and certificate do not fit.
pub(crate) fn for_listener(files: &ServerTls, clients: Option<Arc<dyn ClientCertVerifier>>) -> Result<Arc<ServerConfig>, Error> {
    let chain = certificates(&files.cert)?;
    let key = PrivateKeyDer::from_pem_slice(&read(&files.key, "read the private key")?)
        .map_err(|error| fault(&files.key, &format!("no private key in PEM: {error}")))?;
    let builder = ServerConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()
        .map_err(|error| fault(&files.cert, &error.to_string()))?;
    let by_certificate = clients.is_some();
    let builder = match clients {
        Some(verifier) => builder.with_client_cert_verifier(verifier),
        None => builder.with_no_client_auth(),
    };
    let mut config = builder
        .with_single_cert(chain, key)
        .map_err(|error| fault(&files.cert, &format!("certificate and key cannot be used: {error}")))?;
    // Whoever asks for another protocol by name (a browser) is refused in the handshake (ALPACA, T14); mail programs name none.
    config.alpn_protocols = vec![PROTOCOL.to_vec()];
    if by_certificate {
        // A session that is taken up again would bring an identity along that nobody has looked at now (T14).
        config.session_storage = Arc::new(NoServerSessionStorage {});
        config.send_tls13_tickets = 0;
    }
    Ok(Arc::new(config))
}

/// The settings towards the next hop.
///
/// # Errors
/// The list of authorities cannot be read or is empty.
pub(crate) fn for_next_hop(tls: &HopTls) -> Result<Arc<ClientConfig>, Error> {
    let place = tls.ca.as_deref().unwrap_or(Path::new("the system's list of authorities"));
    let builder = ClientConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()
        .map_err(|error| fault(place, &error.to_string()))?;
    let config = match tls.verify {
        HopVerify::Name => builder.with_root_certificates(roots(tls.ca.as_deref())?).with_no_client_auth(),
        HopVerify::None => builder.dangerous().with_custom_certificate_verifier(Arc::new(AnyCertificate(provider()))).with_no_client_auth(),
    };
    Ok(Arc::new(config))
}

/// The settings for web servers that hold domains' policies (RFC 8461 3.3: the authorities that are believed elsewhere too).
///
/// # Errors
/// The list of authorities cannot be read or is empty.
pub(crate) fn for_policies(tls: &HopTls) -> Result<ClientConfig, Error> {
    let builder = ClientConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()
        .map_err(|error| fault(Path::new("[mx]"), &error.to_string()))?;
    Ok(builder.with_root_certificates(roots(tls.ca.as_deref())?).with_no_client_auth())
}

/// The same authorities, to judge what a mail server has shown.
///
/// # Errors
/// The list of authorities cannot be read.
pub(crate) fn anchors(tls: &HopTls) -> Result<Anchors, Error> {
    let found = match tls.ca.as_deref() {
        Some(path) => certificates(path)?,
        None => rustls_native_certs::load_native_certs().certs,
    };
    // What of the system's list cannot be read here is as if it were not in it.
    Ok(Anchors::from_certificates(found.iter().filter_map(|der| Certificate::from_der(der.to_vec()).ok())))
}

/// The name that the next hop's certificate must carry.
///
/// # Errors
/// It is neither a domain name nor an address.
pub(crate) fn name(tls: &HopTls) -> Result<ServerName<'static>, Error> {
    ServerName::try_from(tls.name.clone()).map_err(|_| fault(Path::new("[next-hop] name"), &format!("{:?} is no name for TLS", tls.name)))
}

/// The primitives of all our TLS.
pub(crate) fn provider() -> Arc<CryptoProvider> {
    Arc::new(aws_lc_rs::default_provider())
}

/// Authorities of a file; none: those of the system.
///
/// # Errors
/// They cannot be read, or there is none.
pub(crate) fn roots(ca: Option<&Path>) -> Result<RootCertStore, Error> {
    let mut store = RootCertStore::empty();
    match ca {
        Some(path) => {
            for certificate in certificates(path)? {
                store.add(certificate).map_err(|error| fault(path, &format!("not a usable authority: {error}")))?;
            }
        }
        None => {
            let found = rustls_native_certs::load_native_certs();
            store.add_parsable_certificates(found.certs);
            if store.is_empty() {
                return Err(fault(Path::new("[next-hop]"), "the system has no list of authorities; give one with ca = \"…\""));
            }
        }
    }
    Ok(store)
}

/// The certificates of a PEM file, at least one.
///
/// # Errors
/// It cannot be read, or there is none in it.
pub(crate) fn certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>, Error> {
    let bytes = read(path, "read the certificate")?;
    let chain =
        CertificateDer::pem_slice_iter(&bytes).collect::<Result<Vec<_>, _>>().map_err(|error| fault(path, &format!("not PEM: {error}")))?;
    if chain.is_empty() {
        return Err(fault(path, "there is no certificate in it"));
    }
    Ok(chain)
}

/// A file of TLS.
///
/// # Errors
/// It cannot be read.
pub(crate) fn read(path: &Path, act: &'static str) -> Result<Vec<u8>, Error> {
    std::fs::read(path).map_err(|source| Error::File { act, path: path.to_owned(), source })
}

/// What is wrong with a file of TLS.
pub(crate) fn fault(path: &Path, why: &str) -> Error {
    Error::Tls { path: path.to_owned(), why: why.to_owned() }
}

/// Takes any certificate, checks only that the peer has its key: opportunistic TLS (RFC 7435). Used where mail would otherwise
/// go in clear, or where the administrator says so.
#[derive(Debug)]
struct AnyCertificate(Arc<CryptoProvider>);

impl ServerCertVerifier for AnyCertificate {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, cert, signed, &self.0.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, cert, signed, &self.0.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}
