//! What the arithmetic can say about one signer. A good signature is a value that only the check can make.

use kakitome_crypto::{DigestAlgorithm, SignatureAlgorithm};
use kakitome_pki::{Certificate, UnixTime};

use crate::finding::Finding;
use crate::signer_info::SignerInfo;

/// What the arithmetic says about one signer.
#[derive(Clone, Debug)]
pub struct SignerCheck {
    /// The outcome.
    pub integrity: Integrity,
    /// The signer's certificate, if one was at hand.
    pub certificate: Option<Certificate>,
    /// Signatures over this signature, checked arithmetically. They say nothing about the content.
    pub countersignatures: Vec<Countersignature>,
    /// What is notable about this signer.
    pub findings: Vec<Finding>,
}

/// A signature over a signature (RFC 5652 11.4).
#[derive(Clone, Debug)]
pub struct Countersignature {
    /// On which: `None`, the signer's own; else the countersignature at that place in the list.
    pub on: Option<usize>,
    /// What the arithmetic says.
    pub outcome: CountersignatureOutcome,
    /// Its signer's certificate, if one was at hand.
    pub certificate: Option<Certificate>,
    /// What is notable about it.
    pub findings: Vec<Finding>,
    /// All that it says.
    pub signer: SignerInfo,
}

/// What the arithmetic says of a countersignature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CountersignatureOutcome {
    /// It fits, and nothing speaks against it.
    Good,
    /// It fits, and a finding says that it must not count.
    Flawed,
    /// It does not fit.
    Bad,
    /// The arithmetic could not be done.
    Unverifiable(Obstacle),
}

impl CountersignatureOutcome {
    /// The word for it in findings.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Flawed => "flawed",
            Self::Bad => "bad",
            Self::Unverifiable(_) => "unverifiable",
        }
    }
}

/// The outcome of the arithmetic.
#[derive(Clone, Debug)]
pub enum Integrity {
    /// The signature fits, and nothing speaks against it.
    Good(GoodSignature),
    /// The signature fits, but a finding of severity error, about the signer or the container, says that it must not count.
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
    /// The signature does not fit the signed attributes or, where there are none, the content.
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
///
/// It does not mean that the key belongs to whom the certificate names: that takes a path.
#[derive(Clone, Debug)]
pub struct GoodSignature(Facts);

/// A signature that fits although a finding says that it must not count. Only `SignedData::check` makes one.
#[derive(Clone, Debug)]
pub struct FlawedSignature(Facts);

#[derive(Clone, Debug)]
pub(crate) struct Facts {
    pub(crate) certificate: Certificate,
    pub(crate) digest: DigestAlgorithm,
    pub(crate) algorithm: SignatureAlgorithm,
    pub(crate) signing_time: Option<UnixTime>,
}

impl Facts {
    pub(crate) fn good(self) -> Integrity {
        Integrity::Good(GoodSignature(self))
    }

    pub(crate) fn flawed(self) -> Integrity {
        Integrity::Flawed(FlawedSignature(self))
    }
}

macro_rules! accessors {
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

accessors!(GoodSignature);
accessors!(FlawedSignature);
