//! Whom a client's certificate lets in at a door: its authority, and that it is not on the authority's list of revoked certificates
//! (RFC 5280 5 and 6.3). The list is a file, read at start, at SIGHUP and when it changes; nothing is fetched here.

use std::path::Path;
use std::sync::Arc;

use kakitome_pki::{Crl, UnixTime};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, CertificateRevocationListDer};
use rustls::server::WebPkiClientVerifier;
use rustls::server::danger::ClientCertVerifier;

use crate::config::{ClientCa, ClientCrl};
use crate::error::Error;
use crate::tls::{fault, provider, read, roots};

/// How certificates of clients are judged at one door.
#[derive(Debug, Clone)]
pub(crate) struct Clients {
    /// For the handshake, and for looking again at one that was let in.
    pub(crate) verifier: Arc<dyn ClientCertVerifier>,
    /// When the first of the lists of revoked certificates is out of date.
    outdated: Option<UnixTime>,
    /// Until then they count; afterwards nobody is let in by a certificate.
    enforced: bool,
}

impl Clients {
    /// Reads what the settings name.
    ///
    /// # Errors
    /// A file cannot be read, or holds no authority or no list.
    pub(crate) fn new(settings: &ClientCa) -> Result<Self, Error> {
        let mut builder = WebPkiClientVerifier::builder_with_provider(Arc::new(roots(Some(&settings.ca))?), provider());
        let mut outdated = None;
        if let Some(crl) = &settings.crl {
            let lists = lists(&crl.file)?;
            outdated = outdated_at(&lists, &crl.file)?;
            builder = builder.with_crls(lists);
            if crl.enforced {
                builder = builder.enforce_revocation_expiration();
            }
        }
        let builder = if settings.required { builder } else { builder.allow_unauthenticated() };
        let verifier = builder.build().map_err(|error| {
            let place = settings.crl.as_ref().map_or(&settings.ca, |crl| &crl.file);
            fault(place, &format!("client certificates cannot be judged: {error}"))
        })?;
        let clients = Self { verifier, outdated, enforced: settings.crl.as_ref().is_some_and(|crl| crl.enforced) };
        clients.tell_if_outdated(settings.crl.as_ref());
        Ok(clients)
    }

    /// Whether the list that a certificate was held against is one of yesterday.
    pub(crate) fn is_outdated(&self) -> bool {
        self.outdated.is_some_and(|end| end < UnixTime::now())
    }

    /// Whether a certificate that was let in would still be: it may have been revoked or have expired meanwhile.
    pub(crate) fn still_good(&self, chain: &[CertificateDer<'_>]) -> Result<(), rustls::Error> {
        let Some((own, others)) = chain.split_first() else { return Ok(()) };
        self.verifier.verify_client_cert(own, others, rustls::pki_types::UnixTime::now()).map(|_| ())
    }

    fn tell_if_outdated(&self, crl: Option<&ClientCrl>) {
        let Some(crl) = crl.filter(|_| self.is_outdated()) else { return };
        let file = crl.file.display();
        if self.enforced {
            tracing::error!(%file, "the list of revoked client certificates is out of date: no client is let in by a certificate");
        } else {
            tracing::warn!(%file, "the list of revoked client certificates is out of date and counts all the same");
        }
    }
}

fn lists(file: &Path) -> Result<Vec<CertificateRevocationListDer<'static>>, Error> {
    let bytes = read(file, "read the list of revoked certificates")?;
    // 0x30: DER of one list; anything else is PEM of one or several.
    if bytes.first() == Some(&0x30) {
        return Ok(vec![CertificateRevocationListDer::from(bytes)]);
    }
    let lists: Result<Vec<_>, _> = CertificateRevocationListDer::pem_slice_iter(&bytes).collect();
    let lists = lists.map_err(|error| fault(file, &format!("neither PEM nor DER: {error}")))?;
    if lists.is_empty() {
        return Err(fault(file, "there is no list of revoked certificates in it"));
    }
    Ok(lists)
}

fn outdated_at(lists: &[CertificateRevocationListDer<'_>], file: &Path) -> Result<Option<UnixTime>, Error> {
    let mut first: Option<UnixTime> = None;
    for list in lists {
        let list = Crl::from_der(list.as_ref()).map_err(|error| fault(file, &format!("no list of revoked certificates: {error}")))?;
        first = match (first, list.next_update()) {
            (Some(first), Some(next)) => Some(first.min(next)),
            (first, next) => first.or(next),
        };
    }
    Ok(first)
}
