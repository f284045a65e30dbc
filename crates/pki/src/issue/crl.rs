//! The CRL of a private CA (RFC 5280 5): full, version 2, with a number.

use kakitome_ber::{Tag, der};
use kakitome_crypto::{Kind, SignatureAlgorithm};

use super::extension::{self, extension_list};
use super::tbs::algorithm_der;
use super::unsigned::Unsigned;
use crate::certificate::Certificate;
use crate::crl_entry::RevocationReason;
use crate::error::Error;
use crate::extension::KeyUsage;
use crate::serial::Serial;
use crate::time::UnixTime;

/// One entry.
#[derive(Clone, Debug)]
pub struct Revocation {
    /// Which certificate.
    pub serial: Serial,
    /// Since when.
    pub since: UnixTime,
    /// Why.
    pub reason: RevocationReason,
}

/// A CRL to be made.
#[derive(Clone, Debug)]
pub struct CrlRequest<'a> {
    /// Its number, higher than every one before.
    pub number: u64,
    /// Made when.
    pub this_update: UnixTime,
    /// The next one comes at the latest then.
    pub next_update: UnixTime,
    /// What is revoked.
    pub revoked: &'a [Revocation],
}

/// A CRL of `issuer`; `algorithm` is the issuer key's.
pub fn crl(request: &CrlRequest<'_>, issuer: &Certificate, algorithm: &SignatureAlgorithm) -> Result<Unsigned, Error> {
    let wrong = |problem: String| Error::Request { what: "CRL", problem };
    if request.next_update <= request.this_update {
        return Err(wrong(format!("its next update ({}) is not after this one ({})", request.next_update, request.this_update)));
    }
    if !issuer.is_ca() || issuer.extensions().key_usage.is_some_and(|usage| !usage.intersects(KeyUsage::CRL_SIGN)) {
        return Err(wrong(format!("{} may not sign CRLs", issuer.subject().display())));
    }
    let revoked = entries(request).map_err(wrong)?;
    let extensions = [extension::authority_key_id(issuer)?, extension::crl_number(request.number)];
    let bytes = der::sequence(&[
        &der::unsigned(1),
        &algorithm_der("CRL", algorithm)?,
        issuer.subject().as_der(),
        &der::time(request.this_update.0),
        &der::time(request.next_update.0),
        &revoked,
        &der::context(0, &[&extension_list(&extensions)]),
    ]);
    Ok(Unsigned::new(Kind::RevocationList, bytes, *algorithm, issuer.spki()))
}

/// revokedCertificates, absent if empty (RFC 5280 5.1.2.6), in the order of the serial numbers.
fn entries(request: &CrlRequest<'_>) -> Result<Vec<u8>, String> {
    let mut sorted: Vec<&Revocation> = request.revoked.iter().collect();
    sorted.sort_by(|one, other| one.serial.cmp(&other.serial));
    if let Some(pair) = sorted.windows(2).find(|pair| matches!(pair, [one, other] if one.serial == other.serial)) {
        return Err(format!("the serial number {} stands in it twice", pair.first().map(|one| one.serial.hex()).unwrap_or_default()));
    }
    let mut parts = Vec::with_capacity(sorted.len());
    for entry in sorted {
        if entry.reason == RevocationReason::RemoveFromCrl {
            return Err("removeFromCRL belongs into delta CRLs only".to_owned());
        }
        let reason = match entry.reason {
            RevocationReason::Unspecified => Vec::new(), // should be absent (RFC 5280 5.3.1)
            reason => extension_list(&[extension::reason_code(reason.code())]),
        };
        let serial = der::element(Tag::INTEGER, false, &[entry.serial.content()]);
        parts.push(der::sequence(&[&serial, &der::time(entry.since.0), &reason]));
    }
    Ok(if parts.is_empty() { Vec::new() } else { extension_list(&parts) })
}
