//! A mail server's certificates judged for a name and given anchors (RFC 8461 4.2, RFC 9525, 5280). Revocation is not looked at: mail
//! servers staple nothing, and RFC 8461 asks for nothing.

use const_oid::ObjectIdentifier;
use kakitome_pki::{
    Anchors, Budget, Certificate, Evidence, GeneralName, Policy, Pool, Purpose, RevocationMode, RevocationPool, UnixTime, path,
};

use crate::names::dns_name_fits;

/// id-kp-serverAuth (RFC 5280 4.2.1.12).
const SERVER_AUTH: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.1");
/// anyExtendedKeyUsage.
const ANY_USAGE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.37.0");
/// Certificates beyond the leaf that are looked at; real servers send up to four.
const CHAIN: usize = 16;

/// Why a certificate does not prove the host.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CertificateFault {
    /// None came, or it cannot be read.
    #[error("there is no readable certificate")]
    Unreadable,
    /// For another name.
    #[error("the certificate is for another name")]
    Name,
    /// Not now.
    #[error("the certificate is not valid at this time")]
    Time,
    /// Not for servers.
    #[error("the certificate is not for servers")]
    Purpose,
    /// It does not lead to an anchor.
    #[error("the certificate does not lead to a trusted root")]
    Untrusted,
}

impl CertificateFault {
    /// The result type of a report (RFC 8460 4.3).
    #[must_use]
    pub const fn report_word(self) -> &'static str {
        match self {
            Self::Name => "certificate-host-mismatch",
            Self::Time => "certificate-expired",
            Self::Untrusted => "certificate-not-trusted",
            Self::Unreadable | Self::Purpose => "validation-failure",
        }
    }
}

/// Does the chain (as sent, the server's own first) prove one of these names? A name stands in the subject alternative names alone.
///
/// # Errors
/// The first thing that is wrong with it, in the order of the variants.
pub fn judge_certificate(chain: &[Vec<u8>], names: &[&str], anchors: &Anchors, now: UnixTime) -> Result<(), CertificateFault> {
    let (leaf, sent) = read(chain)?;
    check_names(&leaf, names)?;
    if now < leaf.not_before() || now > leaf.not_after() {
        return Err(CertificateFault::Time);
    }
    if let Some(usages) = &leaf.extensions().extended_key_usage
        && !usages.0.iter().any(|usage| [SERVER_AUTH, ANY_USAGE].contains(usage))
    {
        return Err(CertificateFault::Purpose);
    }
    if leads_to(&leaf, sent, anchors, now) { Ok(()) } else { Err(CertificateFault::Untrusted) }
}

/// The leaf, and what of the rest can be read.
pub(crate) fn read(chain: &[Vec<u8>]) -> Result<(Certificate, Vec<Certificate>), CertificateFault> {
    let first = chain.first().ok_or(CertificateFault::Unreadable)?;
    let leaf = Certificate::from_der(first.clone()).map_err(|_| CertificateFault::Unreadable)?;
    Ok((leaf, chain.iter().skip(1).take(CHAIN).filter_map(|der| Certificate::from_der(der.clone()).ok()).collect()))
}

pub(crate) fn check_names(leaf: &Certificate, names: &[&str]) -> Result<(), CertificateFault> {
    let present = leaf.extensions().subject_alt_name.clone().unwrap_or_default();
    let fits = present.iter().any(|name| match name {
        GeneralName::Dns(dns) => names.iter().any(|wanted| dns_name_fits(&String::from_utf8_lossy(dns), wanted)),
        _ => false,
    });
    if fits { Ok(()) } else { Err(CertificateFault::Name) }
}

pub(crate) fn leads_to(leaf: &Certificate, sent: Vec<Certificate>, anchors: &Anchors, now: UnixTime) -> bool {
    let (message, given, revocation) = (Pool::new(sent), Pool::default(), RevocationPool::default());
    let evidence = Evidence { message: &message, given: &given, anchors, revocation: &revocation, signing_time: None };
    let mut policy = Policy::default();
    policy.revocation = RevocationMode::Off;
    path::search(leaf, &evidence, Purpose::Any, now, &policy, &mut Budget::default()).accepted.is_some()
}
