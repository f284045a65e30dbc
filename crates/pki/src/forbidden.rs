//! Certificates that a list of roots forbids wherever they stand in a path: intermediates that a vendor took out of service
//! (disallowedcert.stl, Mozilla's distrust objects). A path through one is refused whatever anchor it ends at (RFC 5280 6.2 lets a
//! relying party narrow the set of valid paths). Which lists there are is crate roots' business.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use kakitome_crypto::{DigestAlgorithm, digest};

use crate::certificate::Certificate;
use crate::email_trust::EmailLimit;

/// What a list calls a certificate by. Every name that is given must fit; without any name nothing fits.
#[derive(Clone, Copy, Debug, Default)]
pub struct CertificateNames<'a> {
    /// SHA-1 of the certificate.
    pub sha1: Option<&'a [u8; 20]>,
    /// SHA-256 of the certificate.
    pub sha256: Option<&'a [u8; 32]>,
    /// A hash of what is signed of it; the algorithm is the one that has so many octets.
    pub signed: Option<&'a [u8]>,
    /// Issuer (a Name) and serial number (an INTEGER) in DER.
    pub issuer_serial: Option<(&'a [u8], &'a [u8])>,
}

impl CertificateNames<'_> {
    /// Whether this is the certificate.
    #[must_use]
    pub fn fit(&self, certificate: &Certificate) -> bool {
        let by_sha256 = self.sha256.map(|known| known == certificate.sha256());
        if by_sha256 == Some(false) {
            return false;
        }
        let by_sha1 = self.sha1.map(|known| Some(*known) == sha1(certificate));
        let by_signed = self.signed.map(|known| signed_hash(certificate, known.len()).as_deref() == Some(known));
        let by_serial = self.issuer_serial.map(|(issuer, serial)| {
            certificate.issuer().as_der() == issuer && integer(serial).is_some_and(|octets| octets == certificate.serial().content())
        });
        let said = [by_sha256, by_sha1, by_signed, by_serial];
        said.iter().all(|fits| *fits != Some(false)) && said.iter().any(Option::is_some)
    }
}

/// A certificate that a list forbids.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Forbidden {
    /// SHA-1 of the certificate.
    pub sha1: Option<[u8; 20]>,
    /// SHA-256 of the certificate.
    pub sha256: Option<[u8; 32]>,
    /// A hash of what is signed of it.
    pub signed: Option<Vec<u8>>,
    /// Issuer and serial number in DER.
    pub issuer_serial: Option<(Vec<u8>, Vec<u8>)>,
    /// The list, by name and date.
    pub list: Arc<str>,
    /// What the list says.
    pub limit: EmailLimit,
}

impl Forbidden {
    fn names(&self) -> CertificateNames<'_> {
        CertificateNames {
            sha1: self.sha1.as_ref(),
            sha256: self.sha256.as_ref(),
            signed: self.signed.as_deref(),
            issuer_serial: self.issuer_serial.as_ref().map(|(issuer, serial)| (issuer.as_slice(), serial.as_slice())),
        }
    }
}

/// All that are forbidden, found by any of their names.
#[derive(Clone, Debug, Default)]
pub(crate) struct ForbiddenSet {
    entries: Vec<Forbidden>,
    by_hash: HashMap<Box<[u8]>, Vec<usize>>,
    by_issuer: HashMap<Box<[u8]>, Vec<usize>>,
    /// How long the hashes over what is signed are.
    signed_lengths: BTreeSet<usize>,
    has_sha1: bool,
}

impl ForbiddenSet {
    /// Adds one; whether it was new.
    pub(crate) fn add(&mut self, entry: Forbidden) -> bool {
        let hashes = [entry.sha1.as_ref().map(|hash| &hash[..]), entry.sha256.as_ref().map(|hash| &hash[..]), entry.signed.as_deref()];
        let issuer = entry.issuer_serial.as_ref().map(|(issuer, _)| issuer.as_slice());
        let by_hash = hashes.iter().flatten().filter_map(|hash| self.by_hash.get(*hash));
        let mut alike = by_hash.chain(issuer.and_then(|issuer| self.by_issuer.get(issuer))).flatten();
        if alike.any(|&at| self.entries.get(at) == Some(&entry)) {
            return false;
        }
        let at = self.entries.len();
        for hash in hashes.into_iter().flatten() {
            self.by_hash.entry(hash.into()).or_default().push(at);
        }
        if let Some(issuer) = issuer {
            self.by_issuer.entry(issuer.into()).or_default().push(at);
        }
        self.signed_lengths.extend(entry.signed.as_ref().map(Vec::len));
        self.has_sha1 |= entry.sha1.is_some();
        self.entries.push(entry);
        true
    }

    /// Those of another set.
    pub(crate) fn extend(&mut self, other: Self) -> bool {
        let mut grown = false;
        for entry in other.entries {
            grown |= self.add(entry);
        }
        grown
    }

    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    /// Everything that is said against a certificate.
    pub(crate) fn of<'a>(&'a self, certificate: &'a Certificate) -> impl Iterator<Item = &'a Forbidden> {
        let mut found: Vec<usize> = Vec::new();
        if !self.entries.is_empty() {
            let by_sha1 = if self.has_sha1 { sha1(certificate) } else { None };
            let by_signed = self.signed_lengths.iter().filter_map(|&length| signed_hash(certificate, length));
            let hashes = by_sha1.map(|hash| hash.to_vec()).into_iter().chain([certificate.sha256().to_vec()]).chain(by_signed);
            found.extend(hashes.filter_map(|hash| self.by_hash.get(hash.as_slice())).flatten());
            found.extend(self.by_issuer.get(certificate.issuer().as_der()).into_iter().flatten());
            found.sort_unstable();
            found.dedup();
        }
        found.into_iter().filter_map(|at| self.entries.get(at)).filter(|entry| entry.names().fit(certificate))
    }
}

fn sha1(certificate: &Certificate) -> Option<[u8; 20]> {
    digest(DigestAlgorithm::Sha1, certificate.as_der())?.as_bytes().try_into().ok()
}

/// The hash over what is signed of a certificate, by the algorithm that has so many octets.
fn signed_hash(certificate: &Certificate, octets: usize) -> Option<Vec<u8>> {
    let algorithm = match octets {
        16 => DigestAlgorithm::Md5,
        20 => DigestAlgorithm::Sha1,
        32 => DigestAlgorithm::Sha256,
        48 => DigestAlgorithm::Sha384,
        64 => DigestAlgorithm::Sha512,
        _ => return None,
    };
    digest(algorithm, certificate.tbs()).map(|digest| digest.as_bytes().to_vec())
}

/// The content octets of an INTEGER in DER.
fn integer(der: &[u8]) -> Option<&[u8]> {
    match der {
        [0x02, length, octets @ ..] if usize::from(*length) == octets.len() && *length < 0x80 => Some(octets),
        _ => None,
    }
}
