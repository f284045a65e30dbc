//! The arithmetic of one signer (RFC 5652 5.4, 5.6; RFC 8551 2.5): does the signature fit the attributes and the content?
//! Nothing is said here about paths, purposes, names or the meaning of times.

use kakitome_crypto::{Digest, DigestAlgorithm, Hasher, SignatureAlgorithm, Strength, Verification, Why, digest};
use kakitome_pki::{Certificate, Severity};

use crate::content::ContentDigests;
use crate::finding::Finding;
use crate::oid;
use crate::outcome::{Alteration, Facts, Integrity, Obstacle, SignerCheck};
use crate::signed_attributes::{CertificateId, SignedAttributes};
use crate::signed_data::SignedData;
use crate::signer_info::SignerInfo;

/// What passes and what does not, where opinions differ.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Policy {
    /// SHA-1 and MD5 give a warning instead of an error: for judging old mail as of its day.
    pub tolerate_weak_digests: bool,
}

impl SignedData {
    /// Checks every signer, in their order, against the content's digests and the certificates at hand (those of the mail
    /// and any others; order does not matter). A finding of severity error about the container keeps every signer from
    /// being good: what others would overlook there is not overlooked here.
    #[must_use]
    pub fn check(&self, content: &ContentDigests, certificates: &[Certificate], policy: &Policy) -> Vec<SignerCheck> {
        let check = |signer| Check { signed_data: self, signer, content, policy, findings: Vec::new() }.run(certificates);
        self.signers.iter().map(check).collect()
    }
}

struct Check<'a> {
    signed_data: &'a SignedData,
    signer: &'a SignerInfo,
    content: &'a ContentDigests,
    policy: &'a Policy,
    findings: Vec<Finding>,
}

/// What the arithmetic with one key said.
enum Arithmetic {
    Fits,
    FitsSorted,
    Fails,
    Cannot(Finding),
}

impl Check<'_> {
    fn run(mut self, certificates: &[Certificate]) -> SignerCheck {
        let digest = self.digest();
        let algorithm = self.algorithm(digest);
        self.attributes();
        let content = self.content_digest(digest);
        let named = self.named(certificates);
        let (certificate, arithmetic) = match algorithm {
            Some(algorithm) => self.arithmetic(&named, &algorithm, content.as_ref().ok()),
            None => (named.first().copied().cloned(), None),
        };
        if let Some(certificate) = &certificate {
            self.signing_certificate(certificate);
        }
        let altered = content.is_ok() && self.content_changed(digest);
        let integrity = match (altered, arithmetic, content, algorithm, digest, &certificate) {
            (true, ..) => Integrity::Altered(Alteration::Content),
            (_, Some(false), ..) => Integrity::Altered(Alteration::Signature),
            (_, _, Err(obstacle), ..) => Integrity::Unverifiable(obstacle),
            (_, _, _, _, _, None) => Integrity::Unverifiable(Obstacle::NoCertificate),
            (_, Some(true), Ok(_), Some(algorithm), Some(digest), Some(certificate)) => {
                let signing_time = self.attribute(|attributes| attributes.signing_time);
                self.fits(Facts { certificate: certificate.clone(), digest, algorithm, signing_time })
            }
            _ => Integrity::Unverifiable(Obstacle::Algorithm),
        };
        SignerCheck { integrity, certificate, findings: self.findings }
    }

    fn fits(&self, facts: Facts) -> Integrity {
        let mut all = self.findings.iter().chain(&self.signed_data.findings);
        if all.any(|finding| finding.severity() == Severity::Error) { facts.flawed() } else { facts.good() }
    }

    /// The signer's digest algorithm, if it is computed here.
    fn digest(&mut self) -> Option<DigestAlgorithm> {
        let oid = self.signer.digest_algorithm.oid;
        let known = DigestAlgorithm::from_oid(oid);
        let name = known.map_or_else(|| oid::foreign_digest(&oid), |algorithm| algorithm.name().to_owned());
        let listed = &self.signed_data.digest_algorithms;
        if !listed.is_empty() && listed.iter().all(|algorithm| algorithm.oid != oid) {
            self.findings.push(Finding::DigestNotListed { digest: name.clone() });
        }
        let computed = known.filter(|algorithm| Hasher::new(*algorithm).is_some());
        match computed {
            None => self.findings.push(Finding::UnsupportedDigest { digest: name }),
            Some(algorithm) if algorithm.strength() != Strength::Good => {
                let tolerated = self.policy.tolerate_weak_digests;
                self.findings.push(Finding::WeakDigest { digest: algorithm.name(), tolerated });
            }
            Some(_) => {}
        }
        computed
    }

    /// The signer's signature algorithm, if it is offered and belongs to the digest.
    fn algorithm(&mut self, digest: Option<DigestAlgorithm>) -> Option<SignatureAlgorithm> {
        let digest = digest?;
        let SignerInfo { signature_algorithm, digest_algorithm, .. } = self.signer;
        let algorithm = match SignatureAlgorithm::for_cms(&signature_algorithm.raw, &digest_algorithm.raw) {
            Ok(SignatureAlgorithm::Unsupported(unsupported)) => {
                let algorithm = unsupported.name.map_or_else(|| unsupported.oid.to_string(), str::to_owned);
                self.findings.push(Finding::UnsupportedSignature { algorithm });
                return None;
            }
            Ok(algorithm) => algorithm,
            Err(_) => {
                let algorithm = signature_algorithm.oid.to_string();
                self.findings.push(Finding::UnsupportedSignature { algorithm });
                return None;
            }
        };
        if algorithm.cms_digest().is_some_and(|wanted| wanted != digest) {
            let (digest, signature) = (digest.name().to_owned(), algorithm.name());
            self.findings.push(Finding::DigestMismatch { digest, signature });
        }
        Some(algorithm)
    }

    /// Findings about the attributes, apart from the digest they carry.
    fn attributes(&mut self) {
        for (attribute, oid) in
            [("contentType", oid::CONTENT_TYPE), ("messageDigest", oid::MESSAGE_DIGEST), ("signingTime", oid::SIGNING_TIME)]
        {
            if self.signer.unsigned_attributes.iter().any(|unsigned| unsigned.oid == oid) {
                self.findings.push(Finding::MisplacedAttribute { attribute });
            }
        }
        let Some(attributes) = &self.signer.signed_attributes else {
            self.findings.push(Finding::NoSignedAttributes);
            return;
        };
        self.findings.extend(attributes.findings.iter().cloned());
        if attributes.all.iter().any(|signed| signed.oid == oid::COUNTERSIGNATURE) {
            self.findings.push(Finding::MisplacedAttribute { attribute: "countersignature" });
        }
        let actual = self.signed_data.content_type;
        if let Some(signed) = attributes.content_type.filter(|signed| *signed != actual) {
            self.findings.push(Finding::ContentTypeMismatch { signed, actual });
        }
        let Some(protection) = &attributes.algorithm_protection else { return };
        let SignerInfo { digest_algorithm, signature_algorithm, .. } = self.signer;
        let pairs =
            [("digest", Some(&protection.digest), digest_algorithm), ("signature", protection.signature.as_ref(), signature_algorithm)];
        for (what, signed, actual) in pairs {
            if let Some(signed) = signed.filter(|signed| !signed.same(actual)) {
                self.findings.push(Finding::AlgorithmProtectionMismatch { what, signed: signed.oid, actual: actual.oid });
            }
        }
    }

    /// The content's digest by the signer's algorithm, and the signer's word on it.
    fn content_digest(&self, digest: Option<DigestAlgorithm>) -> Result<Digest, Obstacle> {
        let digest = digest.ok_or(Obstacle::Algorithm)?;
        if self.attribute(|attributes| Some(attributes.message_digest.is_none())) == Some(true) {
            return Err(Obstacle::NoMessageDigest);
        }
        self.content.digest(digest).copied().ok_or(Obstacle::DigestWanted(digest))
    }

    fn content_changed(&mut self, digest: Option<DigestAlgorithm>) -> bool {
        let actual = digest.and_then(|digest| self.content.digest(digest));
        let signed = self.attribute(|attributes| attributes.message_digest.as_deref());
        let (Some(actual), Some(signed)) = (actual, signed) else { return false };
        if actual.as_bytes() == signed {
            return false;
        }
        let (digest, signed, actual) = (actual.algorithm().name(), hex(signed), actual.to_hex());
        self.findings.push(Finding::ContentChanged { digest, signed, actual });
        true
    }

    /// The certificates that answer to the signer's identifier, each once.
    fn named<'c>(&mut self, certificates: &'c [Certificate]) -> Vec<&'c Certificate> {
        let mut named: Vec<&Certificate> = Vec::new();
        for certificate in certificates {
            if self.signer.identifier.names(certificate) && !named.contains(&certificate) {
                named.push(certificate);
            }
        }
        named.sort_by_key(|certificate| !self.is_signed_as_own(certificate)); // a renewed certificate may have the same key
        match named.len() {
            0 => self.findings.push(Finding::NoSignerCertificate),
            1 => {}
            count => self.findings.push(Finding::SeveralSignerCertificates { count }),
        }
        named
    }

    /// Tries the named certificates; answers the one whose key fits (or else the first), and whether one did.
    fn arithmetic(
        &mut self,
        named: &[&Certificate],
        algorithm: &SignatureAlgorithm,
        content: Option<&Digest>,
    ) -> (Option<Certificate>, Option<bool>) {
        let mut failed = false;
        let mut obstacles = Vec::new();
        for certificate in named {
            match self.with_key(certificate, algorithm, content) {
                Some(Arithmetic::Fits) => return (Some((*certificate).clone()), Some(true)),
                Some(Arithmetic::FitsSorted) => {
                    self.findings.push(Finding::AttributesNotDer);
                    return (Some((*certificate).clone()), Some(true));
                }
                Some(Arithmetic::Fails) => failed = true,
                Some(Arithmetic::Cannot(finding)) => obstacles.push(finding),
                None => {}
            }
        }
        if failed {
            self.findings.push(Finding::BadSignature);
        }
        self.findings.append(&mut obstacles);
        (named.first().copied().cloned(), failed.then_some(false))
    }

    /// `None`: the content's digest would be needed and is not there.
    fn with_key(&self, certificate: &Certificate, algorithm: &SignatureAlgorithm, content: Option<&Digest>) -> Option<Arithmetic> {
        let Some(key) = certificate.public_key() else {
            return Some(Arithmetic::Cannot(Finding::KeyMismatch { reason: "the certificate's key cannot be read".to_owned() }));
        };
        let signature = &self.signer.signature;
        let Some(attributes) = &self.signer.signed_attributes else {
            return content.map(|content| Arithmetic::from(key.verify_digest(algorithm, content, signature)));
        };
        let received = attributes.as_received();
        let first = Arithmetic::from(key.verify(algorithm, &received, signature));
        if !matches!(first, Arithmetic::Fails) {
            return Some(first);
        }
        let sorted = attributes.as_der();
        let fits_sorted = sorted != received && key.verify(algorithm, &sorted, signature) == Verification::Good;
        Some(if fits_sorted { Arithmetic::FitsSorted } else { first })
    }

    fn is_signed_as_own(&self, certificate: &Certificate) -> bool {
        let ids = self.signer.signed_attributes.as_ref().map(|attributes| attributes.signing_certificates.as_slice());
        ids.unwrap_or_default().iter().any(|id| hash_of(certificate, id).is_some_and(|hash| hash.as_bytes() == id.hash))
    }

    /// RFC 5035 5: the certificate that verified must be the one that the signer signed as its own.
    fn signing_certificate(&mut self, certificate: &Certificate) {
        let ids = self.signer.signed_attributes.as_ref().map(|attributes| attributes.signing_certificates.as_slice());
        for id in ids.unwrap_or_default() {
            match hash_of(certificate, id) {
                Some(hash) if hash.as_bytes() == id.hash => {}
                Some(_) => self.findings.push(Finding::SigningCertificateMismatch),
                None => self.findings.push(Finding::SigningCertificateUnchecked { hash: id.hash_algorithm }),
            }
        }
    }

    fn attribute<'s, T>(&'s self, take: impl Fn(&'s SignedAttributes) -> Option<T>) -> Option<T> {
        self.signer.signed_attributes.as_ref().and_then(take)
    }
}

impl From<Verification> for Arithmetic {
    fn from(verification: Verification) -> Self {
        match verification {
            Verification::Good => Self::Fits,
            Verification::Bad => Self::Fails,
            Verification::Unsupported(Why::Algorithm(algorithm) | Why::NeedsMessage { algorithm }) => {
                Self::Cannot(Finding::UnsupportedSignature { algorithm })
            }
            Verification::Unsupported(why) => Self::Cannot(Finding::KeyMismatch { reason: why.to_string() }),
        }
    }
}

fn hash_of(certificate: &Certificate, id: &CertificateId) -> Option<Digest> {
    digest(DigestAlgorithm::from_oid(id.hash_algorithm)?, certificate.as_der())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
