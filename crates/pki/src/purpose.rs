//! Key usage, extended key usage and basic constraints, by the place of a certificate in the path
//! (RFC 5280 6.1.4(k) to (n), RFC 8550 4.4, RFC 3161 2.3). An absent extension does not restrict.

use kakitome_crypto::KeyKind;

use crate::certificate::Certificate;
use crate::extension::KeyUsage;
use crate::finding::Finding;
use crate::oid;
use crate::policy::{EkuChaining, Policy, Purpose};

/// The leaf: may its key be used for the purpose?
pub(crate) fn leaf(certificate: &Certificate, purpose: Purpose, policy: &Policy) -> Vec<Finding> {
    let mut findings = Vec::new();
    if let Some((needed, bits)) = needed(certificate, purpose)
        && let Some(usage) = certificate.extensions().key_usage
        && !usage.intersects(bits)
    {
        findings.push(Finding::KeyUsage { needed, present: usage.names() });
    }
    findings.extend(match purpose {
        Purpose::TimeStamping => time_stamping(certificate),
        _ => extended(certificate, purpose, policy),
    });
    findings
}

/// A certificate that issues the one below it; `below` counts the intermediates between it and the leaf that are not
/// self-issued. A version 1 certificate can only be an issuer as a self-issued anchor.
pub(crate) fn issuer(certificate: &Certificate, below: u64, is_anchor: bool, purpose: Purpose, policy: &Policy) -> Vec<Finding> {
    let extensions = certificate.extensions();
    let mut findings = Vec::new();
    let old_root = is_anchor && certificate.version() < 3 && extensions.basic_constraints.is_none() && certificate.is_self_issued();
    let marked = certificate.is_ca() && (is_anchor || certificate.version() == 3);
    if !marked && !old_root {
        findings.push(Finding::NotCa { version: certificate.version() });
    }
    if let Some(allowed) = extensions.basic_constraints.and_then(|basic| basic.path_length)
        && below > allowed
    {
        findings.push(Finding::PathLength { allowed, present: below });
    }
    if let Some(usage) = extensions.key_usage
        && !usage.intersects(KeyUsage::KEY_CERT_SIGN)
    {
        findings.push(Finding::KeyUsage { needed: "keyCertSign", present: usage.names() });
    }
    let binds = match policy.eku_chaining {
        EkuChaining::LeafOnly => false,
        EkuChaining::BelowAnchor => !is_anchor,
        EkuChaining::WithAnchor => true,
    };
    if binds {
        findings.extend(extended(certificate, purpose, policy));
    }
    findings
}

fn needed(certificate: &Certificate, purpose: Purpose) -> Option<(&'static str, KeyUsage)> {
    match purpose {
        Purpose::EmailSigning | Purpose::TimeStamping => {
            Some(("digitalSignature or nonRepudiation", KeyUsage::DIGITAL_SIGNATURE | KeyUsage::NON_REPUDIATION))
        }
        Purpose::EmailEncryption => match certificate.public_key().map(kakitome_crypto::PublicKey::kind) {
            Some(KeyKind::Rsa { .. }) => Some(("keyEncipherment", KeyUsage::KEY_ENCIPHERMENT)),
            Some(KeyKind::P256 | KeyKind::P384 | KeyKind::P521 | KeyKind::X25519) => Some(("keyAgreement", KeyUsage::KEY_AGREEMENT)),
            _ => Some(("keyEncipherment or keyAgreement", KeyUsage::KEY_ENCIPHERMENT | KeyUsage::KEY_AGREEMENT)),
        },
        Purpose::Any => None,
    }
}

fn extended(certificate: &Certificate, purpose: Purpose, policy: &Policy) -> Option<Finding> {
    let usages = certificate.extensions().extended_key_usage.as_ref()?;
    let (needed, allowed) = match purpose {
        Purpose::Any => return None,
        Purpose::TimeStamping => ("timeStamping", usages.0.iter().any(|usage| [oid::EKU_TIME_STAMPING, oid::EKU_ANY].contains(usage))),
        Purpose::EmailSigning | Purpose::EmailEncryption => ("emailProtection", usages.allows_email(policy.any_eku_is_email)),
    };
    (!allowed).then(|| Finding::ExtendedKeyUsage { needed, present: usages.names() })
}

/// RFC 3161 2.3: a certificate that signs time stamps has this one purpose, and marks it critical. An absent one is not enough.
fn time_stamping(certificate: &Certificate) -> Option<Finding> {
    let usages = certificate.extensions().extended_key_usage.as_ref();
    let critical = certificate.extensions().find(oid::EXTENDED_KEY_USAGE).is_some_and(|extension| extension.critical);
    let alone = usages.is_some_and(|usages| usages.0 == [oid::EKU_TIME_STAMPING]);
    let present = || usages.map_or_else(|| "none".to_owned(), crate::extension::ExtendedKeyUsage::names);
    (!alone || !critical).then(|| Finding::ExtendedKeyUsage { needed: "timeStamping, alone and critical", present: present() })
}
