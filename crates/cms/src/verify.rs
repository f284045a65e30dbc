//! The arithmetic of one signer (RFC 5652 5.4, 5.6; RFC 8551 2.5): does the signature fit the attributes and the content?
//! Nothing is said here about paths, purposes, names or the meaning of times.

use kakitome_crypto::{DigestAlgorithm, SignatureAlgorithm};
use kakitome_pki::{Certificate, UnixTime};

use crate::content::ContentDigests;
use crate::finding::Finding;
use crate::signed_data::SignedData;

/// What passes and what does not, where opinions differ.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Policy {
    /// SHA-1 and MD5 give a warning instead of an error: for judging old mail as of its day.
    pub tolerate_weak_digests: bool,
}

/// What the arithmetic says about one signer.
#[derive(Clone, Debug)]
pub struct SignerCheck {
    /// The outcome.
    pub integrity: Integrity,
    /// The signer's certificate, if one was at hand.
    pub certificate: Option<Certificate>,
    /// What is notable about this signer.
    pub findings: Vec<Finding>,
}

/// The outcome of the arithmetic.
#[derive(Clone, Debug)]
pub enum Integrity {
    /// The signature fits, and nothing speaks against it.
    Good(GoodSignature),
    /// The signature fits, but a finding of severity error says that it must not count.
    Flawed(FlawedSignature),
    /// The signature does not fit.
    Altered(Alteration),
    /// The arithmetic could not be done.
    Unverifiable(Obstacle),
}

/// Where the arithmetic failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alteration {
    /// The content is not the one that was signed. With detached content this may be a matter of line ends.
    Content,
    /// The signature does not fit the signed attributes, or (without those) the content.
    Signature,
}

/// Why the arithmetic could not be done.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Obstacle {
    /// The content was not hashed with this algorithm; hash it and ask again.
    DigestWanted(DigestAlgorithm),
    /// The content's digest was not signed: messageDigest is missing, repeated or unreadable.
    NoMessageDigest,
    /// No certificate for the signer.
    NoCertificate,
    /// Digest, signature algorithm or key are not offered here, or do not fit together.
    Algorithm,
}

/// A signature that fits, in a SignedData and a SignerInfo without faults. Only `SignedData::check` makes one.
#[derive(Clone, Debug)]
pub struct GoodSignature(Facts);

/// A signature that fits although a finding says it must not count. Only `SignedData::check` makes one.
#[derive(Clone, Debug)]
pub struct FlawedSignature(Facts);

#[derive(Clone, Debug)]
struct Facts {
    certificate: Certificate,
    digest: DigestAlgorithm,
    algorithm: SignatureAlgorithm,
    signing_time: Option<UnixTime>,
}

macro_rules! facts {
    ($name:ident) => {
        impl $name {
            /// The certificate whose key verified it.
            #[must_use]
            pub fn certificate(&self) -> &Certificate {
                &self.0.certificate
            }

            /// How the content was hashed.
            #[must_use]
            pub fn digest(&self) -> DigestAlgorithm {
                self.0.digest
            }

            /// How it was signed.
            #[must_use]
            pub fn algorithm(&self) -> SignatureAlgorithm {
                self.0.algorithm
            }

            /// When the signer says it signed.
            #[must_use]
            pub fn signing_time(&self) -> Option<UnixTime> {
                self.0.signing_time
            }
        }
    };
}
facts!(GoodSignature);
facts!(FlawedSignature);

impl SignedData {
    /// Checks the signer at `index` against the content's digests and the certificates at hand (those of the mail and any
    /// others; order does not matter). A finding of severity error about the container keeps every signer from being good.
    #[must_use]
    pub fn check(&self, _index: usize, _content: &ContentDigests, _certificates: &[Certificate], _policy: &Policy) -> SignerCheck {
        todo!()
    }
}
