//! DANE for SMTP (RFC 7672 3, RFC 7671 5): which records count, and whether a server's certificates are what they say.

use kakitome_crypto::{DigestAlgorithm, digest};
use kakitome_dns::Tlsa;
use kakitome_pki::{Anchors, Certificate, UnixTime};

use crate::certificate::{CertificateFault, check_names, leads_to, read};

/// Records that may be used for mail, and what is wrong with the others.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Usable {
    /// Those that count.
    pub records: Vec<Tlsa>,
    /// Those that do not.
    pub misused: Vec<(Tlsa, Misuse)>,
}

/// Why a record does not count for mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Misuse {
    /// Usage 0 or 1: mail servers have no public authority to be bound to (RFC 7672 3.1.3).
    PkixUsage,
    /// An unknown usage, selector or way of matching.
    Unknown,
    /// The digest is not as long as its kind.
    Length,
    /// The whole certificate or key that stands there cannot be read.
    Unreadable,
}

impl Misuse {
    /// A stable word for reports.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::PkixUsage => "pkix-usage",
            Self::Unknown => "unknown-parameters",
            Self::Length => "digest-length",
            Self::Unreadable => "unreadable-data",
        }
    }
}

/// Trust anchor: a certificate above the server's.
const DANE_TA: u8 = 2;
/// The server's own.
const DANE_EE: u8 = 3;

/// What is wrong with one record; `None`: it counts.
#[must_use]
pub fn misuse(record: &Tlsa) -> Option<Misuse> {
    match (record.usage, record.selector, record.matching) {
        (0 | 1, _, _) => Some(Misuse::PkixUsage),
        (DANE_TA | DANE_EE, 0 | 1, 1) => (record.data.len() != 32).then_some(Misuse::Length),
        (DANE_TA | DANE_EE, 0 | 1, 2) => (record.data.len() != 64).then_some(Misuse::Length),
        (DANE_TA | DANE_EE, 0, 0) => Certificate::from_der(record.data.clone()).is_err().then_some(Misuse::Unreadable),
        (DANE_TA | DANE_EE, 1, 0) => record.data.is_empty().then_some(Misuse::Unreadable),
        _ => Some(Misuse::Unknown),
    }
}

/// Parts the records.
#[must_use]
pub fn usable(records: &[Tlsa]) -> Usable {
    let mut parted = Usable::default();
    for record in records {
        match misuse(record) {
            None => parted.records.push(record.clone()),
            Some(misuse) => parted.misused.push((record.clone(), misuse)),
        }
    }
    parted
}

/// By which record a server was proven.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matched {
    /// The record.
    pub record: Tlsa,
}

/// Is the chain (as sent, the server's own first) what one of the records says? `names` are the mail server's and the domain's
/// (RFC 7672 3.2.2); they and the time count only for a trust anchor (RFC 7672 3.1.1).
///
/// # Errors
/// What keeps the nearest record from holding: [`CertificateFault::Untrusted`] where none fits any certificate.
pub fn judge_dane(records: &[Tlsa], chain: &[Vec<u8>], names: &[&str], now: UnixTime) -> Result<Matched, CertificateFault> {
    let (leaf, sent) = read(chain)?;
    let counting: Vec<&Tlsa> = records.iter().filter(|record| misuse(record).is_none()).collect();
    if let Some(record) = counting.iter().find(|record| record.usage == DANE_EE && fits(record, &leaf)) {
        return Ok(Matched { record: (*record).clone() });
    }
    let mut nearest = CertificateFault::Untrusted;
    for record in counting.iter().filter(|record| record.usage == DANE_TA) {
        match by_anchor(record, &leaf, &sent, names, now) {
            Ok(()) => return Ok(Matched { record: (*record).clone() }),
            Err(CertificateFault::Untrusted) => {}
            Err(fault) => nearest = fault,
        }
    }
    Err(nearest)
}

/// RFC 7672 3.1.2: the anchor is to be sent along, unless the record holds the whole certificate.
fn by_anchor(record: &Tlsa, leaf: &Certificate, sent: &[Certificate], names: &[&str], now: UnixTime) -> Result<(), CertificateFault> {
    let mut anchors: Vec<Certificate> = sent.iter().filter(|certificate| fits(record, certificate)).cloned().collect();
    if (record.selector, record.matching) == (0, 0) {
        anchors.extend(Certificate::from_der(record.data.clone()).ok());
    }
    if anchors.is_empty() {
        return Err(CertificateFault::Untrusted);
    }
    // time before path: a path through an expired leaf would only say that there is none
    check_names(leaf, names)?;
    if now < leaf.not_before() || now > leaf.not_after() {
        return Err(CertificateFault::Time);
    }
    let anchors = Anchors::from_certificates(anchors);
    if leads_to(leaf, sent.to_vec(), &anchors, now) { Ok(()) } else { Err(CertificateFault::Untrusted) }
}

fn fits(record: &Tlsa, certificate: &Certificate) -> bool {
    let chosen = if record.selector == 0 { certificate.as_der() } else { certificate.spki() };
    let algorithm = match record.matching {
        0 => return record.data == chosen,
        1 => DigestAlgorithm::Sha256,
        _ => DigestAlgorithm::Sha512,
    };
    digest(algorithm, chosen).is_some_and(|digest| digest.as_bytes() == record.data)
}
