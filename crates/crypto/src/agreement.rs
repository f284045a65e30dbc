//! Key agreement as keyEncryptionAlgorithm names it: ephemeral-static ECDH with the X9.63 derivation (RFC 5753 section 7.1) or HKDF
//! (RFC 8418), and the key wrap in its parameters. The key-encryption key is derived here (ECC-CMS-SharedInfo, RFC 5753 section 7.2);
//! the shared secret comes from `exchange`.

use const_oid::ObjectIdentifier;
use der::{Decode, Encode};
use zeroize::Zeroizing;

use crate::{
    asn1::{self, AlgorithmIdentifier},
    digest::DigestAlgorithm as Hash,
    error::Error,
    kdf::{hkdf, x963_kdf},
    kind::KeyKind,
    oid,
    wrap::KeyWrap,
};

/// How a key-encryption key is made from a shared secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kdf {
    /// HKDF (RFC 5869) without salt, as RFC 8418 section 2.2 uses it.
    Hkdf(Hash),
    /// ANSI X9.63 (SEC 1 section 3.6.1).
    X963(Hash),
}

impl Kdf {
    /// A name for people.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::Hkdf(digest) => format!("HKDF with {}", digest.name()),
            Self::X963(digest) => format!("X9.63 with {}", digest.name()),
        }
    }

    fn derive(self, secret: &[u8], info: &[u8], len: usize) -> Result<Zeroizing<Vec<u8>>, Error> {
        match self {
            Self::Hkdf(digest) => hkdf(digest, &[], secret, info, len),
            Self::X963(digest) => x963_kdf(digest, secret, info, len),
        }
    }
}

/// How a content key is wrapped to an EC or X25519 key.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct KeyAgreement {
    kdf: Kdf,
    cofactor: bool,
    wrap: KeyWrap,
    /// The wrap's AlgorithmIdentifier octet by octet: it goes into the derivation, and programs differ on absent and NULL parameters.
    wrap_identifier: Vec<u8>,
}

struct Scheme {
    oid: ObjectIdentifier,
    kdf: Kdf,
    cofactor: bool,
}

const fn standard(oid: &str, kdf: Kdf) -> Scheme {
    Scheme { oid: ObjectIdentifier::new_unwrap(oid), kdf, cofactor: false }
}

const fn cofactor(oid: &str, digest: Hash) -> Scheme {
    Scheme { oid: ObjectIdentifier::new_unwrap(oid), kdf: Kdf::X963(digest), cofactor: true }
}

/// RFC 5753 section 7.1.4 and RFC 8418 section 2.
const SCHEMES: &[Scheme] = &[
    standard("1.3.133.16.840.63.0.2", Kdf::X963(Hash::Sha1)),
    standard("1.3.132.1.11.0", Kdf::X963(Hash::Sha224)),
    standard("1.3.132.1.11.1", Kdf::X963(Hash::Sha256)),
    standard("1.3.132.1.11.2", Kdf::X963(Hash::Sha384)),
    standard("1.3.132.1.11.3", Kdf::X963(Hash::Sha512)),
    cofactor("1.3.133.16.840.63.0.3", Hash::Sha1),
    cofactor("1.3.132.1.14.0", Hash::Sha224),
    cofactor("1.3.132.1.14.1", Hash::Sha256),
    cofactor("1.3.132.1.14.2", Hash::Sha384),
    cofactor("1.3.132.1.14.3", Hash::Sha512),
    standard("1.2.840.113549.1.9.16.3.19", Kdf::Hkdf(Hash::Sha256)),
    standard("1.2.840.113549.1.9.16.3.20", Kdf::Hkdf(Hash::Sha384)),
    standard("1.2.840.113549.1.9.16.3.21", Kdf::Hkdf(Hash::Sha512)),
];

impl KeyAgreement {
    /// A way to write: derivation, cofactor Diffie-Hellman or not, key wrap.
    ///
    /// # Errors
    /// No object identifier names this combination (cofactor with HKDF, a derivation with SHA-3).
    pub fn new(kdf: Kdf, cofactor: bool, wrap: KeyWrap) -> Result<Self, Error> {
        let agreement = Self { kdf, cofactor, wrap_identifier: wrap.to_der(), wrap };
        match agreement.scheme() {
            Some(_) => Ok(agreement),
            None => Err(Error::Unsupported { what: "key agreement by", name: agreement.name(), oid: None }),
        }
    }

    /// What is written to a key of this kind: each curve with its digest (RFC 5753 section 8), X25519 with HKDF (RFC 8418 section 7).
    #[must_use]
    pub fn usual(kind: KeyKind, wrap: KeyWrap) -> Option<Self> {
        let kdf = match kind {
            KeyKind::P256 => Kdf::X963(Hash::Sha256),
            KeyKind::P384 => Kdf::X963(Hash::Sha384),
            KeyKind::P521 => Kdf::X963(Hash::Sha512),
            KeyKind::X25519 => Kdf::Hkdf(Hash::Sha256),
            _ => return None,
        };
        Self::new(kdf, false, wrap).ok()
    }

    /// Reads the AlgorithmIdentifier of a KeyAgreeRecipientInfo.
    ///
    /// # Errors
    /// Bytes that are no such thing, parameters that are absent where the key wrap must stand (attack row M18), or
    /// [`Error::Unsupported`] with its name for an agreement or a key wrap that is not offered.
    pub fn from_der(der: &[u8]) -> Result<Self, Error> {
        let malformed = |why: &dyn std::fmt::Display| Error::malformed("keyEncryptionAlgorithm", why);
        let read = AlgorithmIdentifier::from_der(der).map_err(|why| malformed(&why))?;
        let Some(scheme) = SCHEMES.iter().find(|scheme| scheme.oid == read.oid) else {
            return Err(Error::Unsupported { what: "key agreement by", name: oid::display(read.oid), oid: Some(read.oid) });
        };
        let wrap_identifier = read.parameters.ok_or_else(|| malformed(&"key agreement names no key wrap"))?;
        let wrap_identifier = wrap_identifier.to_der().map_err(|why| malformed(&why))?;
        let wrap = KeyWrap::from_der(&wrap_identifier)?;
        Ok(Self { kdf: scheme.kdf, cofactor: scheme.cofactor, wrap, wrap_identifier })
    }

    /// The AlgorithmIdentifier as DER; the key wrap in it as it was received.
    #[must_use]
    pub fn to_der(&self) -> Vec<u8> {
        // Every constructor has found the scheme.
        self.scheme().map(|scheme| asn1::write_algorithm(scheme.oid, &self.wrap_identifier)).unwrap_or_default()
    }

    fn scheme(&self) -> Option<&'static Scheme> {
        SCHEMES.iter().find(|scheme| scheme.kdf == self.kdf && scheme.cofactor == self.cofactor)
    }

    /// How the key-encryption key is derived.
    #[must_use]
    pub fn kdf(&self) -> Kdf {
        self.kdf
    }

    /// Whether it is cofactor Diffie-Hellman; on the curves offered here the cofactor is one and nothing differs.
    #[must_use]
    pub fn is_cofactor(&self) -> bool {
        self.cofactor
    }

    /// The key wrap.
    #[must_use]
    pub fn wrap(&self) -> KeyWrap {
        self.wrap
    }

    /// The key that wraps, from a shared secret.
    pub(crate) fn key_encryption_key(&self, secret: &[u8], ukm: Option<&[u8]>) -> Result<Zeroizing<Vec<u8>>, Error> {
        self.derive(&self.wrap_identifier, secret, ukm)
    }

    /// The key that wraps as received, and behind it those that programs derive which put NULL, or nothing, behind the wrap's object
    /// identifier whatever the message says (BouncyCastle did before RFC 5753 was final, and still reads both).
    pub(crate) fn key_encryption_keys(&self, secret: &[u8], ukm: Option<&[u8]>) -> Result<Vec<Zeroizing<Vec<u8>>>, Error> {
        let oid = self.wrap.oid();
        let mut identifiers = vec![self.wrap_identifier.clone()];
        for other in [asn1::write_algorithm(oid, &[]), asn1::write_algorithm(oid, asn1::NULL)] {
            if !identifiers.contains(&other) {
                identifiers.push(other);
            }
        }
        identifiers.iter().map(|identifier| self.derive(identifier, secret, ukm)).collect()
    }

    fn derive(&self, wrap_identifier: &[u8], secret: &[u8], ukm: Option<&[u8]>) -> Result<Zeroizing<Vec<u8>>, Error> {
        let len = self.wrap.kek_len();
        self.kdf.derive(secret, &shared_info(wrap_identifier, ukm, len), len)
    }

    /// A name for people: `ECDH, X9.63 with SHA-256, AES-128 key wrap`.
    #[must_use]
    pub fn name(&self) -> String {
        let agreement = if self.cofactor { "cofactor ECDH" } else { "ECDH" };
        format!("{agreement}, {}, {}", self.kdf.name(), self.wrap.name())
    }
}

impl std::fmt::Display for KeyAgreement {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.name())
    }
}

/// ECC-CMS-SharedInfo (RFC 5753 section 7.2): keyInfo, `[0]` the user keying material, `[2]` the bits of the key-encryption key.
fn shared_info(wrap_identifier: &[u8], ukm: Option<&[u8]>, kek_len: usize) -> Vec<u8> {
    let mut content = wrap_identifier.to_vec();
    if let Some(ukm) = ukm {
        content.extend(asn1::tlv(0xa0, &asn1::tlv(0x04, ukm)));
    }
    let bits = u32::try_from(kek_len * 8).unwrap_or(u32::MAX);
    content.extend(asn1::tlv(0xa2, &asn1::tlv(0x04, &bits.to_be_bytes())));
    asn1::tlv(0x30, &content)
}

#[cfg(test)]
mod tests;
