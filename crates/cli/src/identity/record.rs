//! From what `pki` reads to what the store keeps.

use kakitome_crypto::{DigestAlgorithm, KeyKind, PublicKey, digest};
use kakitome_pki::{Certificate, UnixTime};
use kakitome_store::{KeySource, Millis, NewCertificate, NewKey, Purpose, Role};

use crate::failure::{Failure, failed};

/// The row of a certificate.
pub(super) fn certificate(from: &Certificate, role: Role) -> NewCertificate {
    NewCertificate {
        der: from.as_der().to_vec(),
        sha256: *from.sha256(),
        role,
        subject: from.subject().display(),
        issuer: from.issuer().display(),
        serial: from.serial().hex(),
        not_before: millis(from.not_before()),
        not_after: millis(from.not_after()),
    }
}

/// The row of a key that the keyholder has.
pub(super) fn key(holder_id: String, spki: &[u8], purpose: Purpose, source: KeySource) -> Result<NewKey, Failure> {
    let public = PublicKey::from_spki(spki).map_err(|error| failed("identity-key-unreadable", &error))?;
    Ok(NewKey { holder_id, spki: spki.to_vec(), spki_sha256: spki_sha256(spki)?, kind: kind_name(public.kind()), purpose, source })
}

/// The short name of a kind, as `--key` takes it.
pub(super) fn kind_name(kind: KeyKind) -> String {
    kind.name().replace('-', "").to_ascii_lowercase()
}

pub(super) fn spki_sha256(spki: &[u8]) -> Result<[u8; 32], Failure> {
    digest(DigestAlgorithm::Sha256, spki)
        .and_then(|digest| digest.as_bytes().try_into().ok())
        .ok_or_else(|| Failure::new("identity-key-unreadable").with("why", "SHA-256"))
}

/// Seconds to milliseconds.
pub(super) const fn millis(time: UnixTime) -> Millis {
    Millis::from_seconds(time.0)
}
