//! Signature algorithms as AlgorithmIdentifiers name them (RFC 3279, 4055, 5754, 5758, 8410, 8419).
//! What is well formed and not offered keeps its object identifier and, where known, its name.

use const_oid::ObjectIdentifier;
use der::Decode;

use crate::{
    asn1::{self, AlgorithmIdentifier, PssParameters},
    digest::DigestAlgorithm as Hash,
    error::Error,
    oid,
};

/// A signature algorithm with its parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SignatureAlgorithm {
    /// ECDSA (RFC 5758 section 3.2); the curve belongs to the key.
    Ecdsa {
        /// Digest of the message.
        digest: Hash,
    },
    /// Ed25519 (RFC 8032, RFC 8410).
    Ed25519,
    /// RSASSA-PKCS1-v1_5 (RFC 8017 section 8.2).
    RsaPkcs1 {
        /// Digest of the message.
        digest: Hash,
    },
    /// RSASSA-PSS (RFC 8017 section 8.1, RFC 4055 section 3.1).
    RsaPss {
        /// Digest of the message.
        digest: Hash,
        /// Digest inside MGF1.
        mgf: Hash,
        /// Octets of salt.
        salt_len: u32,
    },
    /// Well formed, but not offered here.
    Unsupported(Unsupported),
}

/// An algorithm that is known by its object identifier at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Unsupported {
    /// Its object identifier.
    pub oid: ObjectIdentifier,
    /// Its name, if it has one here (`ML-DSA-65`, `DSA with SHA-1`).
    pub name: Option<&'static str>,
}

impl std::fmt::Display for Unsupported {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.name {
            Some(name) => f.write_str(name),
            None => write!(f, "{}", self.oid),
        }
    }
}

const fn row(oid: &str, algorithm: SignatureAlgorithm) -> (ObjectIdentifier, SignatureAlgorithm) {
    (ObjectIdentifier::new_unwrap(oid), algorithm)
}

const fn rsa(oid: &str, digest: Hash) -> (ObjectIdentifier, SignatureAlgorithm) {
    row(oid, SignatureAlgorithm::RsaPkcs1 { digest })
}

const fn ecdsa(oid: &str, digest: Hash) -> (ObjectIdentifier, SignatureAlgorithm) {
    row(oid, SignatureAlgorithm::Ecdsa { digest })
}

const fn only_named(oid: &str, name: &'static str) -> (ObjectIdentifier, SignatureAlgorithm) {
    let unsupported = Unsupported { oid: ObjectIdentifier::new_unwrap(oid), name: Some(name) };
    row(oid, SignatureAlgorithm::Unsupported(unsupported))
}

/// The first row of an algorithm is the one that is written.
const TABLE: &[(ObjectIdentifier, SignatureAlgorithm)] = &[
    rsa("1.2.840.113549.1.1.11", Hash::Sha256),
    rsa("1.2.840.113549.1.1.12", Hash::Sha384),
    rsa("1.2.840.113549.1.1.13", Hash::Sha512),
    rsa("1.2.840.113549.1.1.14", Hash::Sha224),
    rsa("1.2.840.113549.1.1.16", Hash::Sha512_256),
    rsa("1.2.840.113549.1.1.5", Hash::Sha1),
    rsa("1.3.14.3.2.29", Hash::Sha1),
    rsa("1.2.840.113549.1.1.4", Hash::Md5),
    rsa("1.2.840.113549.1.1.2", Hash::Md2),
    rsa("1.3.36.3.3.1.2", Hash::Ripemd160),
    rsa("2.16.840.1.101.3.4.3.13", Hash::Sha3_224),
    rsa("2.16.840.1.101.3.4.3.14", Hash::Sha3_256),
    rsa("2.16.840.1.101.3.4.3.15", Hash::Sha3_384),
    rsa("2.16.840.1.101.3.4.3.16", Hash::Sha3_512),
    ecdsa("1.2.840.10045.4.3.2", Hash::Sha256),
    ecdsa("1.2.840.10045.4.3.3", Hash::Sha384),
    ecdsa("1.2.840.10045.4.3.4", Hash::Sha512),
    ecdsa("1.2.840.10045.4.3.1", Hash::Sha224),
    ecdsa("1.2.840.10045.4.1", Hash::Sha1),
    ecdsa("2.16.840.1.101.3.4.3.9", Hash::Sha3_224),
    ecdsa("2.16.840.1.101.3.4.3.10", Hash::Sha3_256),
    ecdsa("2.16.840.1.101.3.4.3.11", Hash::Sha3_384),
    ecdsa("2.16.840.1.101.3.4.3.12", Hash::Sha3_512),
    row("1.3.101.112", SignatureAlgorithm::Ed25519),
    only_named("1.2.840.113549.1.1.1", "RSA (digest not named)"),
    only_named("1.2.840.10045.2.1", "ECDSA (digest not named)"),
    only_named("1.3.101.113", "Ed448"),
    only_named("1.2.840.10040.4.1", "DSA"),
    only_named("1.2.840.10040.4.3", "DSA with SHA-1"),
    only_named("1.3.14.3.2.27", "DSA with SHA-1"),
    only_named("2.16.840.1.101.3.4.3.1", "DSA with SHA-224"),
    only_named("2.16.840.1.101.3.4.3.2", "DSA with SHA-256"),
    only_named("2.16.840.1.101.3.4.3.3", "DSA with SHA-384"),
    only_named("2.16.840.1.101.3.4.3.4", "DSA with SHA-512"),
    only_named("1.2.840.113549.1.1.3", "RSA with MD4"),
    only_named("1.2.643.2.2.4", "GOST R 34.10-94"),
    only_named("1.2.643.2.2.3", "GOST R 34.10-2001"),
    only_named("1.2.643.7.1.1.3.2", "GOST R 34.10-2012 (256)"),
    only_named("1.2.643.7.1.1.3.3", "GOST R 34.10-2012 (512)"),
    only_named("1.2.156.10197.1.501", "SM2 with SM3"),
    only_named("1.3.6.1.5.5.7.6.30", "RSA-PSS with SHAKE128"),
    only_named("1.3.6.1.5.5.7.6.31", "RSA-PSS with SHAKE256"),
    only_named("1.3.6.1.5.5.7.6.32", "ECDSA with SHAKE128"),
    only_named("1.3.6.1.5.5.7.6.33", "ECDSA with SHAKE256"),
    only_named("0.4.0.127.0.7.1.1.4.1.1", "plain ECDSA with SHA-1 (BSI TR-03111)"),
    only_named("0.4.0.127.0.7.1.1.4.1.4", "plain ECDSA with SHA-384 (BSI TR-03111)"),
    only_named("0.4.0.127.0.7.1.1.4.1.5", "plain ECDSA with SHA-512 (BSI TR-03111)"),
    only_named("0.4.0.127.0.7.1.1.4.1.3", "plain ECDSA with SHA-256 (BSI TR-03111)"),
    only_named("2.16.840.1.101.3.4.3.17", "ML-DSA-44"),
    only_named("2.16.840.1.101.3.4.3.18", "ML-DSA-65"),
    only_named("2.16.840.1.101.3.4.3.19", "ML-DSA-87"),
    only_named("2.16.840.1.101.3.4.3.20", "SLH-DSA-SHA2-128s"),
    only_named("2.16.840.1.101.3.4.3.21", "SLH-DSA-SHA2-128f"),
    only_named("2.16.840.1.101.3.4.3.22", "SLH-DSA-SHA2-192s"),
    only_named("2.16.840.1.101.3.4.3.23", "SLH-DSA-SHA2-192f"),
    only_named("2.16.840.1.101.3.4.3.24", "SLH-DSA-SHA2-256s"),
    only_named("2.16.840.1.101.3.4.3.25", "SLH-DSA-SHA2-256f"),
    only_named("2.16.840.1.101.3.4.3.26", "SLH-DSA-SHAKE-128s"),
    only_named("2.16.840.1.101.3.4.3.27", "SLH-DSA-SHAKE-128f"),
    only_named("2.16.840.1.101.3.4.3.28", "SLH-DSA-SHAKE-192s"),
    only_named("2.16.840.1.101.3.4.3.29", "SLH-DSA-SHAKE-192f"),
    only_named("2.16.840.1.101.3.4.3.30", "SLH-DSA-SHAKE-256s"),
    only_named("2.16.840.1.101.3.4.3.31", "SLH-DSA-SHAKE-256f"),
    only_named("2.16.840.1.101.3.4.3.32", "HashML-DSA-44 with SHA-512"),
    only_named("2.16.840.1.101.3.4.3.33", "HashML-DSA-65 with SHA-512"),
    only_named("2.16.840.1.101.3.4.3.34", "HashML-DSA-87 with SHA-512"),
];

impl SignatureAlgorithm {
    /// Reads the AlgorithmIdentifier of a certificate, CRL or request.
    ///
    /// # Errors
    /// The bytes are no AlgorithmIdentifier, or the parameters of a known algorithm cannot be read.
    pub fn from_der(der: &[u8]) -> Result<Self, Error> {
        let read = AlgorithmIdentifier::from_der(der).map_err(|why| Error::malformed("signature AlgorithmIdentifier", why))?;
        if read.oid == oid::RSA_PSS {
            return read_pss(&read);
        }
        let Some((_, algorithm)) = TABLE.iter().find(|(known, _)| *known == read.oid) else {
            return Ok(Self::Unsupported(Unsupported { oid: read.oid, name: oid::name(read.oid) }));
        };
        // RFC 5758 section 3.2 and RFC 8410 section 3 want them absent, RFC 4055 section 5 NULL; both are met everywhere.
        if !matches!(algorithm, Self::Unsupported(_)) && !read.has_no_parameters() {
            return Err(Error::malformed("signature AlgorithmIdentifier", "parameters where there are none"));
        }
        Ok(*algorithm)
    }

    /// Reads signatureAlgorithm of a SignerInfo, with its digestAlgorithm (both AlgorithmIdentifiers as DER):
    /// CMS often says plain rsaEncryption or id-ecPublicKey and leaves the digest to the other field (RFC 5754 section 3.2).
    ///
    /// # Errors
    /// As [`Self::from_der`]; [`Error::DigestMismatch`] where both fields name a digest and they differ.
    pub fn for_cms(signature_algorithm: &[u8], digest_algorithm: &[u8]) -> Result<Self, Error> {
        let digest = AlgorithmIdentifier::from_der(digest_algorithm).map_err(|why| Error::malformed("digestAlgorithm", why))?;
        let known = Hash::from_oid(digest.oid);
        let unknown_digest = Self::Unsupported(Unsupported { oid: digest.oid, name: None });
        let signature = Self::from_der(signature_algorithm)?;
        match signature {
            Self::Unsupported(plain) if plain.oid == oid::RSA => Ok(known.map_or(unknown_digest, |digest| Self::RsaPkcs1 { digest })),
            Self::Unsupported(plain) if plain.oid == oid::EC => Ok(known.map_or(unknown_digest, |digest| Self::Ecdsa { digest })),
            // Ed25519 digests its input itself; RFC 8419 section 3.1 wants SHA-512 for the message digest, others write SHA-256.
            Self::Ed25519 | Self::Unsupported(_) => Ok(signature),
            Self::RsaPkcs1 { digest: inside } | Self::Ecdsa { digest: inside } | Self::RsaPss { digest: inside, .. } => {
                if known == Some(inside) {
                    return Ok(signature);
                }
                let named = known.map_or_else(|| digest.oid.to_string(), |digest| digest.name().to_owned());
                Err(Error::DigestMismatch { digest: named, signature: signature.name() })
            }
        }
    }

    /// The AlgorithmIdentifier as DER. Of an unsupported one only the object identifier is left.
    #[must_use]
    pub fn to_der(&self) -> Vec<u8> {
        match self {
            Self::RsaPss { digest, mgf, salt_len } => write_pss(*digest, *mgf, *salt_len),
            Self::Unsupported(unsupported) => asn1::write_algorithm(unsupported.oid, &[]),
            Self::RsaPkcs1 { .. } => asn1::write_algorithm(self.written_oid(), asn1::NULL),
            Self::Ecdsa { .. } | Self::Ed25519 => asn1::write_algorithm(self.written_oid(), &[]),
        }
    }

    fn written_oid(&self) -> ObjectIdentifier {
        // Every digest has a row for RSA or ECDSA except those that no certificate was ever signed with;
        // these cannot be made by reading, and written they name the bare key type.
        let bare = if matches!(self, Self::Ecdsa { .. }) { oid::EC } else { oid::RSA };
        TABLE.iter().find(|(_, algorithm)| algorithm == self).map_or(bare, |(oid, _)| *oid)
    }

    /// The digest that the signature computes over its input: `None` for Ed25519 (SHA-512 inside) and unsupported ones.
    #[must_use]
    pub fn digest(&self) -> Option<Hash> {
        match self {
            Self::RsaPkcs1 { digest } | Self::RsaPss { digest, .. } | Self::Ecdsa { digest } => Some(*digest),
            Self::Ed25519 | Self::Unsupported(_) => None,
        }
    }

    /// The digest to name as digestAlgorithm of a SignerInfo (RFC 8419 section 3.1: SHA-512 with Ed25519).
    #[must_use]
    pub fn cms_digest(&self) -> Option<Hash> {
        if *self == Self::Ed25519 { Some(Hash::Sha512) } else { self.digest() }
    }

    /// A name for people: `RSA with SHA-256`.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::RsaPkcs1 { digest } => format!("RSA with {}", digest.name()),
            Self::RsaPss { digest, mgf, salt_len } if digest == mgf => {
                format!("RSA-PSS with {}, salt {salt_len}", digest.name())
            }
            Self::RsaPss { digest, mgf, salt_len } => {
                format!("RSA-PSS with {}, MGF1 with {}, salt {salt_len}", digest.name(), mgf.name())
            }
            Self::Ecdsa { digest } => format!("ECDSA with {}", digest.name()),
            Self::Ed25519 => "Ed25519".to_owned(),
            Self::Unsupported(unsupported) => unsupported.to_string(),
        }
    }
}

impl std::fmt::Display for SignatureAlgorithm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.name())
    }
}

/// RFC 4055 section 3.1. Absent fields mean SHA-1, MGF1 with SHA-1, 20 octets, trailer 0xBC; other trailers and masks are in no use.
fn read_pss(read: &AlgorithmIdentifier<'_>) -> Result<SignatureAlgorithm, Error> {
    let malformed = |why: &dyn std::fmt::Display| Error::malformed("RSASSA-PSS-params", why);
    let unsupported = |name| SignatureAlgorithm::Unsupported(Unsupported { oid: oid::RSA_PSS, name: Some(name) });
    let parameters: PssParameters<'_> = match read.parameters {
        Some(any) if !any.is_null() => any.decode_as().map_err(|why| malformed(&why))?,
        _ => return Err(malformed(&"absent")),
    };
    let digest = match parameters.hash {
        None => Hash::Sha1,
        Some(hash) => match Hash::from_oid(hash.oid) {
            Some(digest) => digest,
            None => return Ok(unsupported("RSA-PSS with an unknown digest")),
        },
    };
    let mgf = match parameters.mask_generation {
        None => Hash::Sha1,
        Some(mask) if mask.oid == oid::MGF1 => {
            let inner = mask.parameters.ok_or_else(|| malformed(&"MGF1 names no digest"))?;
            let inner: AlgorithmIdentifier<'_> = inner.decode_as().map_err(|why| malformed(&why))?;
            match Hash::from_oid(inner.oid) {
                Some(digest) => digest,
                None => return Ok(unsupported("RSA-PSS with an unknown digest in MGF1")),
            }
        }
        Some(_) => return Ok(unsupported("RSA-PSS with an unknown mask generation")),
    };
    if parameters.trailer.is_some_and(|trailer| trailer != 1) {
        return Ok(unsupported("RSA-PSS with an unknown trailer"));
    }
    Ok(SignatureAlgorithm::RsaPss { digest, mgf, salt_len: parameters.salt_length.unwrap_or(20) })
}

/// With NULL behind the digests, as RFC 4055 section 2.1 and the Baseline Requirements (7.1.3.2.1) write it byte for byte.
fn write_pss(digest: Hash, mgf: Hash, salt_len: u32) -> Vec<u8> {
    let inner = |digest: Hash| asn1::write_algorithm(digest.oid(), asn1::NULL);
    let mut parameters = Vec::new();
    if digest != Hash::Sha1 {
        parameters.extend(asn1::tlv(0xa0, &inner(digest)));
    }
    if mgf != Hash::Sha1 {
        parameters.extend(asn1::tlv(0xa1, &asn1::write_algorithm(oid::MGF1, &inner(mgf))));
    }
    if salt_len != 20 {
        parameters.extend(asn1::tlv(0xa2, &asn1::write_unsigned(salt_len)));
    }
    asn1::write_algorithm(oid::RSA_PSS, &asn1::tlv(0x30, &parameters))
}

#[cfg(test)]
mod tests;
