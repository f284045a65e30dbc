//! Roots as plain certificates: PEM, DER, PKCS#7 without signers. Nothing is said of purposes, so all are trusted for e-mail by
//! whoever gives them ("an administrator's own roots").

use std::collections::HashSet;

use kakitome_pki::{Anchors, Certificate, EmailLimit, EmailState, EmailTrust, LimitedWhen, UnixTime};

use crate::error::Error;
use crate::fingerprint::sha256;
use crate::snapshot::{Root, Snapshot, Source};

/// Reads the bundle; OpenSSL's TRUSTED CERTIFICATE keeps its purposes.
pub(crate) fn read(bytes: &[u8], date: UnixTime) -> Result<Snapshot, Error> {
    let anchors = Anchors::from_bytes(bytes)?;
    let mut roots = Vec::new();
    for anchor in anchors.iter() {
        let mut root = Root::of(anchor.certificate.clone());
        if let EmailTrust::NotForEmail { because } = &anchor.email {
            let (attribute, value) = ("TRUSTED CERTIFICATE".to_owned(), because.clone());
            root.limits = vec![EmailLimit { state: EmailState::EmailOff, when: LimitedWhen::Always, attribute, value }];
        }
        roots.push(root);
    }
    if roots.is_empty() {
        return Err(Error::Empty { what: "bundle" });
    }
    Ok(Snapshot::new(Source::Bundle, date, sha256(bytes), roots))
}

/// A set of certificates that an administrator trusts for S/MIME and for nothing else (Exchange Online's virtual collection).
#[must_use]
pub fn own_roots(certificates: impl IntoIterator<Item = Certificate>, date: UnixTime) -> Snapshot {
    let mut seen = HashSet::new();
    let mut all = Vec::new();
    let mut roots = Vec::new();
    for certificate in certificates {
        if seen.insert(*certificate.sha256()) {
            all.extend_from_slice(certificate.sha256());
            roots.push(Root::of(certificate));
        }
    }
    Snapshot::new(Source::Bundle, date, sha256(&all), roots)
}
