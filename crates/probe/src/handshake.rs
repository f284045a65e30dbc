//! The handshake of a client of today: TLS 1.2 and 1.3 by rustls. Whatever certificate comes is taken and kept: it is judged
//! afterwards, by [`crate::certificate`], and nothing secret is ever said on these connections.

use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, SignatureScheme};
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout_at};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use crate::error::Error;
use crate::host::Host;
use crate::talk::{Bounds, Stop};

/// What was agreed.
#[derive(Debug, Clone)]
pub(crate) struct Agreed {
    pub(crate) version: String,
    pub(crate) suite: String,
    /// The server's certificates as sent, its own first.
    pub(crate) chain: Vec<Vec<u8>>,
}

/// The settings, made once for a probe.
pub(crate) fn connector() -> Result<TlsConnector, Error> {
    let provider = Arc::new(aws_lc_rs::default_provider());
    let builder = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| Error::Tls { why: error.to_string() })?;
    let mut config = builder.dangerous().with_custom_certificate_verifier(Arc::new(Taken)).with_no_client_auth();
    // a session that is taken up again shows no certificate
    config.resumption = rustls::client::Resumption::disabled();
    Ok(TlsConnector::from(Arc::new(config)))
}

/// Shakes hands over the socket.
pub(crate) async fn shake(
    connector: &TlsConnector,
    host: &Host,
    socket: TcpStream,
    bounds: Bounds,
) -> Result<(TlsStream<TcpStream>, Agreed), Stop> {
    let name = match host.address() {
        Some(address) => ServerName::IpAddress(address.into()),
        None => ServerName::try_from(host.name().to_owned()).map_err(|error| Stop::Handshake(error.to_string()))?,
    };
    let own = Instant::now() + bounds.reply;
    let shaken = timeout_at(own.min(bounds.until), connector.connect(name, socket)).await;
    let stream = match shaken {
        Ok(stream) => stream.map_err(|error| Stop::Handshake(words(&error)))?,
        Err(_) if bounds.until <= own => return Err(Stop::CutShort("handshake")),
        Err(_) => return Err(Stop::Stalled("handshake")),
    };
    let connection = stream.get_ref().1;
    let version = connection.protocol_version().and_then(|version| version.as_str()).unwrap_or_default().replace("TLSv1_", "TLS 1.");
    let suite = connection.negotiated_cipher_suite().and_then(|suite| suite.suite().as_str()).unwrap_or_default();
    let suite = suite.strip_prefix("TLS13_").map_or_else(|| suite.to_owned(), |rest| format!("TLS_{rest}"));
    let chain = connection.peer_certificates().unwrap_or_default().iter().map(|one| one.as_ref().to_vec()).collect();
    Ok((stream, Agreed { version, suite, chain }))
}

fn words(error: &std::io::Error) -> String {
    if error.kind() == std::io::ErrorKind::UnexpectedEof {
        return "connection closed".to_owned();
    }
    crate::reply::shown(&error.to_string())
}

/// Takes any certificate and any signature. The probe is not fooled by a stranger on the line: it tells what the line shows.
#[derive(Debug)]
struct Taken;

impl ServerCertVerifier for Taken {
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

    // Keys that rustls does not compute with (RSA of 1024 bits) would end the handshake before they can be named.
    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn verify_tls13_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        use SignatureScheme as S;
        vec![
            S::ECDSA_NISTP256_SHA256,
            S::ECDSA_NISTP384_SHA384,
            S::ECDSA_NISTP521_SHA512,
            S::ED25519,
            S::RSA_PSS_SHA256,
            S::RSA_PSS_SHA384,
            S::RSA_PSS_SHA512,
            S::RSA_PKCS1_SHA256,
            S::RSA_PKCS1_SHA384,
            S::RSA_PKCS1_SHA512,
            S::RSA_PKCS1_SHA1,
            S::ECDSA_SHA1_Legacy,
        ]
    }
}
