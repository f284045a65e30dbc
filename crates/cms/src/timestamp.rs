//! Time stamps (RFC 3161 2.4.2 and appendix A, RFC 5816): a TimeStampToken read, and its arithmetic checked over the signature that it
//! stands at. Whether anybody trusts its authority is not known here: that takes a path.

mod info;

use std::io::Write;

use kakitome_crypto::{DigestAlgorithm, Strength, digest};
use kakitome_pki::{Certificate, Severity, UnixTime};

use crate::content::ContentHasher;
use crate::error::Error;
use crate::finding::Finding;
use crate::limits::Limits;
use crate::oid;
use crate::outcome::{Alteration, GoodSignature, Integrity, Obstacle};
use crate::signed_data::SignedData;
use crate::verify::Policy;

pub use info::{Accuracy, TimeStampInfo};

/// Octets of a TSTInfo; those in use have 150 to 400.
const MAX_INFO: usize = 16 << 10;

/// A time stamp as received.
#[derive(Clone, Debug)]
pub struct TimeStampToken {
    signed: SignedData,
    content: Vec<u8>,
    info: TimeStampInfo,
}

/// What the arithmetic says of a time stamp.
#[derive(Clone, Debug)]
pub struct TimeStampCheck {
    /// A good one, or why it is none: a short phrase.
    pub outcome: Result<GoodTimeStamp, &'static str>,
    /// The authority's certificate, if one was at hand.
    pub certificate: Option<Certificate>,
    /// What is notable about the token.
    pub findings: Vec<Finding>,
}

/// A time stamp that fits its signature and its authority's key. Only [`TimeStampToken::check`] makes one.
#[derive(Clone, Debug)]
pub struct GoodTimeStamp {
    info: TimeStampInfo,
    signature: GoodSignature,
}

impl TimeStampToken {
    /// Reads a token: a ContentInfo with a SignedData around a TSTInfo.
    pub fn read(raw: &[u8], limits: &Limits) -> Result<Self, Error> {
        let mut content = Bounded(Vec::new());
        let signed = SignedData::read(raw, &mut content, &[], limits)?;
        if signed.content_type != oid::TST_INFO {
            return Err(Error::OtherContent { wanted: "TSTInfo", found: signed.content_type });
        }
        let info = TimeStampInfo::from_der(&content.0).map_err(Error::reading("TSTInfo"))?;
        Ok(Self { signed, content: content.0, info })
    }

    /// What it says. Nothing of it is proven.
    #[must_use]
    pub fn info(&self) -> &TimeStampInfo {
        &self.info
    }

    /// Certificates that came with it, as received.
    #[must_use]
    pub fn certificates(&self) -> &[Vec<u8>] {
        &self.signed.certificates
    }

    /// CRLs that came with it, as received.
    #[must_use]
    pub fn crls(&self) -> &[Vec<u8>] {
        &self.signed.crls
    }

    /// OCSP responses that came with it, as received.
    #[must_use]
    pub fn ocsp_responses(&self) -> &[Vec<u8>] {
        &self.signed.ocsp_responses
    }

    /// Checks it over what it is said to stamp (in a SignerInfo: the octets of the signature), with the certificates at hand.
    #[must_use]
    pub fn check(&self, stamped: &[u8], certificates: &[Certificate], policy: &Policy) -> TimeStampCheck {
        let mut findings = self.signed.findings.clone();
        let mut hasher = ContentHasher::new(self.signed.digests_wanted(&self.signed.content_digests));
        hasher.update(&self.content);
        let wanted = hasher.finish();
        let digests = if wanted.all().is_empty() { &self.signed.content_digests } else { &wanted };
        let mut checks = self.signed.check(digests, certificates, policy);
        // RFC 3161 2.4.2: no signature but the authority's
        let signer = if checks.len() == 1 { checks.pop() } else { None };
        let Some(signer) = signer else {
            return TimeStampCheck { outcome: Err("it does not have exactly one signer"), certificate: None, findings };
        };
        findings.extend(signer.findings);
        let outcome =
            self.info.is_understood().and_then(|()| self.imprint(stamped, policy)).and_then(|()| self.signed_by(signer.integrity));
        TimeStampCheck { outcome, certificate: signer.certificate, findings }
    }

    fn imprint(&self, stamped: &[u8], policy: &Policy) -> Result<(), &'static str> {
        let algorithm = DigestAlgorithm::from_oid(self.info.imprint_algorithm).ok_or("its digest is not computed here")?;
        if algorithm.strength() != Strength::Good && !policy.tolerate_weak_digests {
            return Err("its digest no longer protects anything");
        }
        let actual = digest(algorithm, stamped).ok_or("its digest is not computed here")?;
        if actual.as_bytes() == self.info.imprint { Ok(()) } else { Err("it is of another signature") }
    }

    fn signed_by(&self, integrity: Integrity) -> Result<GoodTimeStamp, &'static str> {
        let signature = match integrity {
            Integrity::Good(signature) => signature,
            Integrity::Flawed(_) => return Err("its own signature breaks a rule"),
            Integrity::Altered(Alteration::Content | Alteration::Signature) => return Err("it was changed after it was signed"),
            Integrity::Unverifiable(Obstacle::NoCertificate) => return Err("its authority's certificate is not at hand"),
            Integrity::Unverifiable(_) => return Err("its own signature cannot be computed"),
        };
        // RFC 3161 2.4.2, RFC 5816 2.2.1: the authority names its certificate within what it signs
        let signer = self.signed.signers.first().and_then(|signer| signer.signed_attributes.as_ref());
        if signer.is_none_or(|attributes| attributes.signing_certificates.is_empty()) {
            return Err("it does not name its authority's certificate");
        }
        if self.info.authority.as_ref().is_some_and(|name| name != signature.certificate().subject()) {
            return Err("it names another authority than its certificate");
        }
        Ok(GoodTimeStamp { info: self.info.clone(), signature })
    }
}

impl GoodTimeStamp {
    /// What it says.
    #[must_use]
    pub fn info(&self) -> &TimeStampInfo {
        &self.info
    }

    /// The authority's signature on it.
    #[must_use]
    pub fn signature(&self) -> &GoodSignature {
        &self.signature
    }

    /// What it stamps was there at this moment at the latest, as far as the authority is believed.
    #[must_use]
    pub fn not_later_than(&self) -> UnixTime {
        self.info.not_later_than()
    }
}

impl TimeStampCheck {
    /// Something about the token speaks against it.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.findings.iter().any(|finding| finding.severity() == Severity::Error)
    }
}

/// Takes what a TSTInfo may have, and no more.
struct Bounded(Vec<u8>);

impl Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        if self.0.len().saturating_add(bytes.len()) > MAX_INFO {
            return Err(std::io::Error::other(format!("a TSTInfo of more than {MAX_INFO} octets")));
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
