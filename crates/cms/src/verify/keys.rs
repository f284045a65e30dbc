//! The arithmetic with the keys at hand (RFC 5652 5.6): which certificate is meant, and whether its key fits the signature.

use kakitome_crypto::{Digest, DigestAlgorithm, SignatureAlgorithm, Verification, Why, digest};
use kakitome_pki::Certificate;

use super::Check;
use crate::finding::Finding;
use crate::signed_attributes::CertificateId;

/// What the arithmetic with one key said.
enum Arithmetic {
    Fits,
    /// In one way of writing the attributes, not in the other.
    FitsOnly(Finding),
    Fails,
    Cannot(Finding),
}

impl Check<'_> {
    /// The certificates that answer to the signer's identifier, each once.
    pub(super) fn named<'c>(&mut self, certificates: &'c [Certificate]) -> Vec<&'c Certificate> {
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
    pub(super) fn arithmetic(
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
                Some(Arithmetic::FitsOnly(finding)) => {
                    self.findings.push(finding);
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
        let written_anew = || attributes.as_der().filter(|der| *der != received);
        match first {
            Arithmetic::Fits if written_anew().is_some() => Some(Arithmetic::FitsOnly(Finding::AttributesSignedAsReceived)),
            Arithmetic::Fails => {
                let fits = written_anew().is_some_and(|der| key.verify(algorithm, &der, signature) == Verification::Good);
                Some(if fits { Arithmetic::FitsOnly(Finding::AttributesNotDer) } else { first })
            }
            _ => Some(first),
        }
    }

    fn is_signed_as_own(&self, certificate: &Certificate) -> bool {
        let ids = self.signer.signed_attributes.as_ref().map(|attributes| attributes.signing_certificates.as_slice());
        ids.unwrap_or_default().iter().any(|id| hash_of(certificate, id).is_some_and(|hash| hash.as_bytes() == id.hash))
    }

    /// RFC 5035 5.4: the certificate that verified must be the one that the signer signed as its own, by its hash and, where it is
    /// named beside it, by issuer and serial number.
    pub(super) fn signing_certificate(&mut self, certificate: &Certificate) {
        let ids = self.signer.signed_attributes.as_ref().map(|attributes| attributes.signing_certificates.as_slice());
        for id in ids.unwrap_or_default() {
            match hash_of(certificate, id) {
                Some(hash) if hash.as_bytes() == id.hash && id.issuer_and_serial.as_ref().is_none_or(|named| named.names(certificate)) => {}
                Some(_) => self.findings.push(Finding::SigningCertificateMismatch),
                None => self.findings.push(Finding::SigningCertificateUnchecked { hash: id.hash_algorithm }),
            }
        }
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
