//! TLS of the pages: 1.2 and 1.3, HSTS, a certificate that is changed while they run; and a real Thunderbird that comes over it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

#[path = "tls/account.rs"]
mod account;
mod shared;
#[path = "../../smime/tests/shared/thunderbird/mod.rs"]
mod thunderbird;

use std::io::{Read, Write};
use std::path::Path;
use std::sync::Arc;

use kakitome_web::TlsFiles;
use rustls::pki_types::{CertificateDer, ServerName};
use shared::{Reply, Served};

/// A certificate for `localhost` and its key, as files; the certificate itself.
fn write(folder: &Path) -> CertificateDer<'static> {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    std::fs::write(folder.join("web.pem"), made.cert.pem()).unwrap();
    std::fs::write(folder.join("web.key"), made.signing_key.serialize_pem()).unwrap();
    made.cert.der().clone()
}

fn get(served: &Served, trusted: &CertificateDer<'static>) -> std::io::Result<Reply> {
    let mut roots = rustls::RootCertStore::empty();
    roots.add(trusted.clone()).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let config = config.with_root_certificates(roots).with_no_client_auth();
    let session = rustls::ClientConnection::new(Arc::new(config), ServerName::try_from("localhost").unwrap()).unwrap();
    let mut stream = rustls::StreamOwned::new(session, served.connect());
    stream.write_all(b"GET /ja/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
    let mut all = Vec::new();
    let _ = stream.read_to_end(&mut all);
    Ok(Reply::read(&all))
}

#[test]
fn pages_over_tls_and_a_new_certificate_without_a_stop() {
    let folder = tempfile::tempdir().unwrap();
    let old = write(folder.path());
    let served = Served::with(|settings| {
        settings.tls = Some(TlsFiles { cert: folder.path().join("web.pem"), key: folder.path().join("web.key") });
    });
    let reply = get(&served, &old).unwrap();
    assert_eq!((reply.status, reply.field("strict-transport-security")), (200, Some("max-age=31536000")));
    // who comes in clear gets nothing
    assert_eq!(served.get("/ja/").status, 0);
    let new = write(folder.path());
    served.reload();
    let until = std::time::Instant::now() + std::time::Duration::from_secs(60);
    while get(&served, &new).is_err() {
        assert!(std::time::Instant::now() < until, "the new certificate is not taken");
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    assert!(get(&served, &old).is_err());
    std::fs::write(folder.path().join("web.pem"), "broken").unwrap();
    served.reload();
    assert_eq!(get(&served, &new).unwrap().status, 200, "a faulty file leaves the old one in use");
    served.stop();
}
