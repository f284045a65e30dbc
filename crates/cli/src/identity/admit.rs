//! May this certificate be used for this address? What every mail program would stumble over is refused at the door.

use const_oid::db::{rfc5280::ANY_EXTENDED_KEY_USAGE, rfc5280::ID_KP_EMAIL_PROTECTION};
use kakitome_pki::{Certificate, KeyUsage, Policy, UnixTime, check_address};
use kakitome_store::{Address, Purpose};

use crate::failure::Failure;

/// What the certificate may be used for, or why not at all. Its dates are the caller's matter.
pub(super) fn purpose(certificate: &Certificate, address: &Address) -> Result<Purpose, Failure> {
    if certificate.is_ca() {
        return Err(Failure::new("identity-is-ca").with("subject", certificate.subject().display()));
    }
    let named = check_address(address.as_str(), certificate, &Policy::default());
    if !named.is_match() {
        let found = if named.certificate.is_empty() { "-".to_owned() } else { named.certificate.join(", ") };
        return Err(Failure::new("identity-wrong-address")
            .with("address", address)
            .with("found", found)
            .hint("identity-wrong-address-hint"));
    }
    let extensions = certificate.extensions();
    if let Some(usage) = &extensions.extended_key_usage
        && !usage.0.iter().any(|purpose| *purpose == ID_KP_EMAIL_PROTECTION || *purpose == ANY_EXTENDED_KEY_USAGE)
    {
        return Err(Failure::new("identity-no-email-protection").with("found", usage.names()).hint("identity-no-email-protection-hint"));
    }
    let Some(usage) = extensions.key_usage else { return Ok(Purpose::Both) };
    let signs = usage.intersects(KeyUsage::DIGITAL_SIGNATURE | KeyUsage::NON_REPUDIATION);
    let opens = usage.intersects(KeyUsage::KEY_ENCIPHERMENT | KeyUsage::KEY_AGREEMENT);
    match (signs, opens) {
        (true, true) => Ok(Purpose::Both),
        (true, false) => Ok(Purpose::Sign),
        (false, true) => Ok(Purpose::Decrypt),
        (false, false) => Err(Failure::new("identity-no-usage").with("found", usage.names())),
    }
}

/// Refuses a certificate that has run out.
pub(super) fn in_time(certificate: &Certificate, now: UnixTime) -> Result<(), Failure> {
    if certificate.not_after() < now {
        return Err(Failure::new("identity-expired").with("date", certificate.not_after()).hint("identity-expired-hint"));
    }
    Ok(())
}
