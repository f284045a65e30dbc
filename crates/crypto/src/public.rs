//! Public keys (SubjectPublicKeyInfo, RFC 5280 section 4.1.2.7) and the verification of signatures.
//! A key is parsed once and verifies many times; key type and algorithm must fit, else nothing is computed.

use std::sync::{Arc, OnceLock};

use aws_lc_rs::{
    digest as native_digest,
    signature::{ParsedPublicKey, VerificationAlgorithm},
};
use const_oid::ObjectIdentifier;
use der::Decode;

use crate::{
    algorithm::{SignatureAlgorithm, Unsupported},
    asn1::{AlgorithmIdentifier, RsaPublicKey, SubjectPublicKeyInfo},
    digest::{Digest, digest},
    error::Error,
    kind::KeyKind,
    oid, rsa_signature,
    verifier::{self, Way, Why},
};

/// RFC 7748 section 5.
const X25519_LEN: usize = 32;

/// What the arithmetic said.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub enum Verification {
    /// It was not made over these bytes with the private half of this key.
    Bad,
    /// It was.
    Good,
    /// Nothing was computed.
    Unsupported(Why),
}

/// A parsed public key; cheap to clone.
#[derive(Clone)]
pub struct PublicKey {
    inner: Arc<Inner>,
}

struct Inner {
    spki: Vec<u8>,
    /// Where in `spki` the content of the BIT STRING begins; it reaches to the end.
    key_bits: usize,
    kind: KeyKind,
    /// The key says id-RSASSA-PSS: it verifies nothing else (RFC 4055 section 1.2).
    pss: Option<PssOnly>,
    /// The key as the primitive library wants it, for each way that was used.
    parsed: [OnceLock<Option<ParsedPublicKey>>; verifier::SLOTS],
}

/// What an id-RSASSA-PSS key demands of signatures; `None`: nothing (RFC 4055 section 3.3).
#[derive(Clone, Copy)]
struct PssOnly {
    demands: Option<SignatureAlgorithm>,
}

impl PublicKey {
    /// Reads a SubjectPublicKeyInfo. A key type that is not offered is a key of kind [`KeyKind::Unsupported`], no error.
    ///
    /// # Errors
    /// The bytes are no SubjectPublicKeyInfo, or the key of a known type is unusable (a point off the curve, an even modulus).
    pub fn from_spki(spki: &[u8]) -> Result<Self, Error> {
        let read = SubjectPublicKeyInfo::from_der(spki).map_err(|why| Error::malformed("SubjectPublicKeyInfo", why))?;
        let key = read.key.as_bytes().ok_or_else(|| Error::malformed("SubjectPublicKeyInfo", "a key of broken octets"))?;
        let (kind, pss) = kind_of(&read.algorithm, key)?;
        let inner = Inner { key_bits: spki.len().saturating_sub(key.len()), spki: spki.to_vec(), kind, pss, parsed: Default::default() };
        let key = Self { inner: Arc::new(inner) };
        key.try_out()?;
        Ok(key)
    }

    /// A key that no way of verifying accepts is refused at once, not at its first use.
    fn try_out(&self) -> Result<(), Error> {
        let algorithm = match self.kind() {
            KeyKind::Rsa { bits } if !(verifier::RSA_LEAST..=verifier::RSA_MOST).contains(&bits) => return Ok(()),
            KeyKind::Rsa { .. } if self.inner.pss.is_some() => return Ok(()),
            kind => match kind.default_algorithm() {
                Some(algorithm) => algorithm,
                None => return Ok(()),
            },
        };
        match verifier::choose(self.kind(), false, &algorithm) {
            Ok(Way::Whole { native, slot }) if self.parsed(native, slot).is_some() => Ok(()),
            _ => Err(Error::BadKey { what: "public key", why: format!("these octets are no {} key", self.kind()) }),
        }
    }

    /// The SubjectPublicKeyInfo as received.
    #[must_use]
    pub fn spki(&self) -> &[u8] {
        &self.inner.spki
    }

    /// Content of the subjectPublicKey BIT STRING: what SHA-1 key identifiers are made of (RFC 5280 section 4.2.1.2).
    #[must_use]
    pub fn key_bits(&self) -> &[u8] {
        self.inner.spki.get(self.inner.key_bits..).unwrap_or_default()
    }

    /// Its type.
    #[must_use]
    pub fn kind(&self) -> KeyKind {
        self.inner.kind
    }

    /// The key says id-RSASSA-PSS.
    pub(crate) fn signs_by_pss_only(&self) -> bool {
        self.inner.pss.is_some()
    }

    /// Checks a signature over a message.
    pub fn verify(&self, algorithm: &SignatureAlgorithm, message: &[u8], signature: &[u8]) -> Verification {
        match self.way(algorithm) {
            Err(why) => Verification::Unsupported(why),
            Ok(Way::Whole { native, slot }) => self.judged(native, slot, |key| key.verify_sig(message, signature).is_ok()),
            Ok(way) => match algorithm.digest().and_then(|inside| digest(inside, message)) {
                Some(digest) => self.judged_digest(way, &digest, signature),
                None => Verification::Bad,
            },
        }
    }

    /// Checks a signature over a message of which only the digest is at hand. Ed25519 cannot do this.
    pub fn verify_digest(&self, algorithm: &SignatureAlgorithm, digest: &Digest, signature: &[u8]) -> Verification {
        if *algorithm == SignatureAlgorithm::Ed25519 {
            return Verification::Unsupported(Why::NeedsMessage { algorithm: algorithm.name() });
        }
        match self.way(algorithm) {
            Err(why) => Verification::Unsupported(why),
            Ok(_) if algorithm.digest() != Some(digest.algorithm()) => Verification::Bad,
            Ok(way) => self.judged_digest(way, digest, signature),
        }
    }

    fn way(&self, algorithm: &SignatureAlgorithm) -> Result<Way, Why> {
        if let Some(PssOnly { demands: Some(demanded) }) = &self.inner.pss {
            demanded_fits(demanded, algorithm, self.kind())?;
        }
        verifier::choose(self.kind(), self.inner.pss.is_some(), algorithm)
    }

    fn judged_digest(&self, way: Way, digest: &Digest, signature: &[u8]) -> Verification {
        let (native, slot, stands_for, octets) = match way {
            Way::Bare { padding, bits } => return said(rsa_signature::verifies(self.key_bits(), bits, padding, digest, signature)),
            Way::Whole { native, slot } => match digest.algorithm().native() {
                Some(own) => (native, slot, own, digest.as_bytes().to_vec()),
                None => return Verification::Bad,
            },
            Way::Fitted { native, slot, stands_for } => {
                (native, slot, stands_for, verifier::fitted(digest.as_bytes(), stands_for.output_len()))
            }
        };
        match native_digest::Digest::import_less_safe(&octets, stands_for) {
            Ok(digest) => self.judged(native, slot, |key| key.verify_digest_sig(&digest, signature).is_ok()),
            Err(_) => Verification::Bad,
        }
    }

    fn judged(
        &self,
        native: &'static dyn VerificationAlgorithm,
        slot: usize,
        check: impl FnOnce(&ParsedPublicKey) -> bool,
    ) -> Verification {
        said(self.parsed(native, slot).is_some_and(check))
    }

    /// `None`: the primitive library does not accept the key.
    fn parsed(&self, native: &'static dyn VerificationAlgorithm, slot: usize) -> Option<&ParsedPublicKey> {
        self.inner.parsed.get(slot)?.get_or_init(|| ParsedPublicKey::new(native, self.key_bits()).ok()).as_ref()
    }
}

fn said(good: bool) -> Verification {
    if good { Verification::Good } else { Verification::Bad }
}

/// RFC 4055 section 3.3: same digests, and a salt at least as long as the key says.
fn demanded_fits(demanded: &SignatureAlgorithm, asked: &SignatureAlgorithm, kind: KeyKind) -> Result<(), Why> {
    let fits = match (demanded, asked) {
        (
            SignatureAlgorithm::RsaPss { digest, mgf, salt_len },
            SignatureAlgorithm::RsaPss { digest: asked_digest, mgf: asked_mgf, salt_len: asked_salt },
        ) => digest == asked_digest && mgf == asked_mgf && asked_salt >= salt_len,
        _ => false,
    };
    if fits { Ok(()) } else { Err(Why::Mismatch { key: format!("{kind} for {demanded} only"), algorithm: asked.name() }) }
}

fn kind_of(algorithm: &AlgorithmIdentifier<'_>, key: &[u8]) -> Result<(KeyKind, Option<PssOnly>), Error> {
    let unsupported = |oid| KeyKind::Unsupported(Unsupported { oid, name: oid::name(oid) });
    let no_parameters = || {
        let why = "parameters where there are none";
        if algorithm.has_no_parameters() { Ok(()) } else { Err(Error::malformed("SubjectPublicKeyInfo", why)) }
    };
    Ok(match algorithm.oid {
        oid::RSA => {
            no_parameters()?;
            (rsa_kind(key)?, None)
        }
        oid::RSA_PSS => {
            use der::Encode;
            let demands = match algorithm.parameters {
                None => None,
                Some(_) => {
                    let der = algorithm.to_der().map_err(|why| Error::malformed("RSASSA-PSS-params", why))?;
                    Some(SignatureAlgorithm::from_der(&der)?)
                }
            };
            (rsa_kind(key)?, Some(PssOnly { demands }))
        }
        oid::EC => match algorithm.parameters.map(|any| any.decode_as::<ObjectIdentifier>()) {
            Some(Ok(oid::P256)) => (KeyKind::P256, None),
            Some(Ok(oid::P384)) => (KeyKind::P384, None),
            Some(Ok(oid::P521)) => (KeyKind::P521, None),
            Some(Ok(curve)) => (unsupported(curve), None),
            // Explicit curve parameters (RFC 5480 section 2.1.1 forbids them): CVE-2020-0601.
            _ => (KeyKind::Unsupported(Unsupported { oid: oid::EC, name: Some("EC with explicit parameters") }), None),
        },
        oid::ED25519 => {
            no_parameters()?;
            (KeyKind::Ed25519, None)
        }
        oid::X25519 => {
            no_parameters()?;
            if key.len() != X25519_LEN {
                return Err(Error::BadKey { what: "public key", why: format!("an X25519 key has {X25519_LEN} octets, not {}", key.len()) });
            }
            (KeyKind::X25519, None)
        }
        other => (unsupported(other), None),
    })
}

fn rsa_kind(key: &[u8]) -> Result<KeyKind, Error> {
    let read = RsaPublicKey::from_der(key).map_err(|why| Error::malformed("RSAPublicKey", why))?;
    let modulus = read.modulus.as_bytes();
    let first = modulus.first().copied().unwrap_or_default();
    if first == 0 || read.exponent.as_bytes().iter().all(|octet| *octet == 0) {
        return Err(Error::BadKey { what: "public key", why: "a modulus or an exponent of zero".to_owned() });
    }
    let bits = modulus.len().saturating_mul(8).saturating_sub(first.leading_zeros() as usize);
    Ok(KeyKind::Rsa { bits: u32::try_from(bits).unwrap_or(u32::MAX) })
}

impl std::fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PublicKey({})", self.kind())
    }
}

impl PartialEq for PublicKey {
    fn eq(&self, other: &Self) -> bool {
        self.spki() == other.spki()
    }
}

impl Eq for PublicKey {}
