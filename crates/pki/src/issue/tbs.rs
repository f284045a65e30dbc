//! TBSCertificate version 3 (RFC 5280 4.1) out of its parts.

use kakitome_ber::{Tag, der};
use kakitome_crypto::{KeyKind, Kind, PublicKey, SignatureAlgorithm, random_fill};

use super::extension::extension_list;
use super::unsigned::Unsigned;
use crate::error::Error;
use crate::time::UnixTime;

/// Smallest RSA key that gets a certificate (S/MIME Baseline Requirements 6.1.5).
const MIN_RSA: u32 = 2048;

/// What differs between the certificates made here.
pub(super) struct Parts<'a> {
    pub(super) issuer: &'a [u8],
    pub(super) issuer_spki: &'a [u8],
    pub(super) subject: &'a [u8],
    pub(super) validity: (UnixTime, UnixTime),
    pub(super) spki: &'a [u8],
    pub(super) extensions: &'a [Vec<u8>],
}

pub(super) fn certificate(parts: &Parts<'_>, algorithm: &SignatureAlgorithm) -> Result<Unsigned, Error> {
    let (not_before, not_after) = parts.validity;
    let bytes = der::sequence(&[
        &der::context(0, &[&der::unsigned(2)]),
        &serial()?,
        &algorithm_der("certificate", algorithm)?,
        parts.issuer,
        &der::sequence(&[&der::time(not_before.0), &der::time(not_after.0)]),
        parts.subject,
        parts.spki,
        &der::context(3, &[&extension_list(parts.extensions)]),
    ]);
    Ok(Unsigned::new(Kind::Certificate, bytes, *algorithm, parts.issuer_spki))
}

/// 16 octets, positive, 126 bits of chance (Baseline Requirements 7.1: at least 64 bits).
fn serial() -> Result<Vec<u8>, Error> {
    let mut octets = [0; 16];
    random_fill(&mut octets).map_err(|_| Error::Random)?;
    if let Some(first) = octets.first_mut() {
        *first = (*first & 0x7f) | 0x40;
    }
    Ok(der::element(Tag::INTEGER, false, &[&octets]))
}

pub(super) fn algorithm_der(what: &'static str, algorithm: &SignatureAlgorithm) -> Result<Vec<u8>, Error> {
    match algorithm {
        SignatureAlgorithm::Unsupported(_) => {
            Err(Error::Request { what, problem: format!("it cannot be signed with {}", algorithm.name()) })
        }
        _ => Ok(algorithm.to_der()),
    }
}

/// The kind of a key that is to be certified; what is too weak or unknown is refused.
pub(super) fn key_kind(spki: &[u8]) -> Result<KeyKind, Error> {
    let wrong = |problem: String| Err(Error::Request { what: "certificate", problem });
    match PublicKey::from_spki(spki).map(|key| key.kind()) {
        Ok(KeyKind::Rsa { bits }) if bits < MIN_RSA => {
            wrong(format!("an RSA key of {bits} bits is too short; make one of {MIN_RSA} or more"))
        }
        Ok(KeyKind::Unsupported(kind)) => {
            wrong(format!("keys of type {kind} are not certified here; use RSA, P-256, P-384, P-521 or Ed25519"))
        }
        Ok(kind) => Ok(kind),
        Err(error) => wrong(format!("the key cannot be used: {error}")),
    }
}
