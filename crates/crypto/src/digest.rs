//! Message digests by name and object identifier (RFC 5754, RFC 8702, RFC 3279 section 2.1), and hashing piece by piece.
//! MD5 and SHA-1 are computed because old mail is read; whether they are believed is a policy above.

use aws_lc_rs::digest as native;
use const_oid::ObjectIdentifier;
use der::Decode;
use md5::{Digest as _, Md5};
use sha3::Sha3_224;

use crate::{asn1, error::Error};

/// A digest algorithm that has a name here, whether or not it is computed here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum DigestAlgorithm {
    /// MD2 (RFC 1319): named, never computed.
    Md2,
    /// MD5 (RFC 1321): broken.
    Md5,
    /// RIPEMD-160: named, never computed.
    Ripemd160,
    /// SHA-1 (FIPS 180): weak.
    Sha1,
    /// SHA-224.
    Sha224,
    /// SHA-256.
    Sha256,
    /// SHA3-224.
    Sha3_224,
    /// SHA3-256 (FIPS 202).
    Sha3_256,
    /// SHA3-384.
    Sha3_384,
    /// SHA3-512.
    Sha3_512,
    /// SHA-384.
    Sha384,
    /// SHA-512.
    Sha512,
    /// SHA-512/256.
    Sha512_256,
    /// SHAKE128 (RFC 8702): named, never computed.
    Shake128,
    /// SHAKE256 (RFC 8702): named, never computed.
    Shake256,
}

/// How far a digest can be believed, for signatures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Strength {
    /// Collisions are made on a desk.
    Broken,
    /// Collisions are made with money.
    Weak,
    /// No attack is known.
    Good,
}

/// What is known of one algorithm.
struct Facts {
    algorithm: DigestAlgorithm,
    oid: ObjectIdentifier,
    name: &'static str,
    /// `micalg` (RFC 8551 section 3.5.3.2), lower case as in its table.
    micalg: &'static str,
    output_len: usize,
    strength: Strength,
}

const fn facts(
    algorithm: DigestAlgorithm,
    oid: &str,
    name: &'static str,
    micalg: &'static str,
    output_len: usize,
    strength: Strength,
) -> Facts {
    Facts { algorithm, oid: ObjectIdentifier::new_unwrap(oid), name, micalg, output_len, strength }
}

/// RFC 8702 section 3.1 fixes the outputs of SHAKE128 and SHAKE256 at 32 and 64 octets.
const TABLE: &[Facts] = &[
    facts(DigestAlgorithm::Md2, "1.2.840.113549.2.2", "MD2", "md2", 16, Strength::Broken),
    facts(DigestAlgorithm::Md5, "1.2.840.113549.2.5", "MD5", "md5", 16, Strength::Broken),
    facts(DigestAlgorithm::Ripemd160, "1.3.36.3.2.1", "RIPEMD-160", "ripemd160", 20, Strength::Weak),
    facts(DigestAlgorithm::Sha1, "1.3.14.3.2.26", "SHA-1", "sha-1", 20, Strength::Weak),
    facts(DigestAlgorithm::Sha224, "2.16.840.1.101.3.4.2.4", "SHA-224", "sha-224", 28, Strength::Good),
    facts(DigestAlgorithm::Sha256, "2.16.840.1.101.3.4.2.1", "SHA-256", "sha-256", 32, Strength::Good),
    facts(DigestAlgorithm::Sha384, "2.16.840.1.101.3.4.2.2", "SHA-384", "sha-384", 48, Strength::Good),
    facts(DigestAlgorithm::Sha512, "2.16.840.1.101.3.4.2.3", "SHA-512", "sha-512", 64, Strength::Good),
    facts(DigestAlgorithm::Sha512_256, "2.16.840.1.101.3.4.2.6", "SHA-512/256", "sha-512-256", 32, Strength::Good),
    facts(DigestAlgorithm::Sha3_224, "2.16.840.1.101.3.4.2.7", "SHA3-224", "sha3-224", 28, Strength::Good),
    facts(DigestAlgorithm::Sha3_256, "2.16.840.1.101.3.4.2.8", "SHA3-256", "sha3-256", 32, Strength::Good),
    facts(DigestAlgorithm::Sha3_384, "2.16.840.1.101.3.4.2.9", "SHA3-384", "sha3-384", 48, Strength::Good),
    facts(DigestAlgorithm::Sha3_512, "2.16.840.1.101.3.4.2.10", "SHA3-512", "sha3-512", 64, Strength::Good),
    facts(DigestAlgorithm::Shake128, "2.16.840.1.101.3.4.2.11", "SHAKE128", "shake128", 32, Strength::Good),
    facts(DigestAlgorithm::Shake256, "2.16.840.1.101.3.4.2.12", "SHAKE256", "shake256", 64, Strength::Good),
];

/// Stands where the table has no row, which a test excludes.
const NONE: Facts = facts(DigestAlgorithm::Md2, "1.2.840.113549.2.2", "MD2", "md2", 16, Strength::Broken);

impl DigestAlgorithm {
    /// The algorithm with this object identifier.
    #[must_use]
    pub fn from_oid(oid: ObjectIdentifier) -> Option<Self> {
        TABLE.iter().find(|row| row.oid == oid).map(|row| row.algorithm)
    }

    /// Reads an AlgorithmIdentifier; `Ok(None)`: well formed, but no digest that has a name here.
    ///
    /// # Errors
    /// The bytes are no AlgorithmIdentifier.
    pub fn from_der(der: &[u8]) -> Result<Option<Self>, Error> {
        let read = asn1::AlgorithmIdentifier::from_der(der).map_err(|why| Error::malformed("digest AlgorithmIdentifier", why))?;
        Ok(Self::from_oid(read.oid))
    }

    /// The algorithm with this name, as in [`Self::name`] or [`Self::micalg`], in any case, with or without dashes.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        let plain = |name: &str| name.replace(['-', '_', '/'], "").to_ascii_lowercase();
        let asked = plain(name);
        TABLE.iter().find(|row| plain(row.name) == asked).map(|row| row.algorithm)
    }

    /// Every algorithm that has a name here.
    pub fn all() -> impl Iterator<Item = Self> {
        TABLE.iter().map(|row| row.algorithm)
    }

    /// The AlgorithmIdentifier as DER with absent parameters (RFC 5754 section 2), NULL for MD5 and SHA-1 as older readers want it.
    #[must_use]
    pub fn to_der(self) -> Vec<u8> {
        let old = matches!(self, Self::Md2 | Self::Md5 | Self::Ripemd160 | Self::Sha1);
        asn1::write_algorithm(self.oid(), if old { asn1::NULL } else { &[] })
    }

    /// Its object identifier.
    #[must_use]
    pub fn oid(self) -> ObjectIdentifier {
        self.facts().oid
    }

    /// Its name: `SHA-256`.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.facts().name
    }

    /// Its name in `micalg` of multipart/signed (RFC 8551 section 3.5.3.2): `sha-256`.
    #[must_use]
    pub fn micalg(self) -> &'static str {
        self.facts().micalg
    }

    /// Octets of output.
    #[must_use]
    pub fn output_len(self) -> usize {
        self.facts().output_len
    }

    /// How far it can be believed.
    #[must_use]
    pub fn strength(self) -> Strength {
        self.facts().strength
    }

    fn facts(self) -> &'static Facts {
        TABLE.iter().find(|row| row.algorithm == self).unwrap_or(&NONE)
    }

    /// The primitive library's name for it.
    pub(crate) fn native(self) -> Option<&'static native::Algorithm> {
        Some(match self {
            Self::Sha1 => &native::SHA1_FOR_LEGACY_USE_ONLY,
            Self::Sha224 => &native::SHA224,
            Self::Sha256 => &native::SHA256,
            Self::Sha384 => &native::SHA384,
            Self::Sha512 => &native::SHA512,
            Self::Sha512_256 => &native::SHA512_256,
            Self::Sha3_256 => &native::SHA3_256,
            Self::Sha3_384 => &native::SHA3_384,
            Self::Sha3_512 => &native::SHA3_512,
            Self::Md2 | Self::Md5 | Self::Ripemd160 | Self::Sha3_224 | Self::Shake128 | Self::Shake256 => return None,
        })
    }
}

/// A digest that is being computed; [`std::io::Write`] adds bytes.
#[derive(Clone)]
pub struct Hasher {
    algorithm: DigestAlgorithm,
    state: State,
}

#[derive(Clone)]
enum State {
    Native(native::Context),
    Md5(Md5),
    Sha3_224(Sha3_224),
}

impl Hasher {
    /// `None`: this algorithm is not computed here.
    #[must_use]
    pub fn new(algorithm: DigestAlgorithm) -> Option<Self> {
        let state = match algorithm.native() {
            Some(native) => State::Native(native::Context::new(native)),
            None => match algorithm {
                DigestAlgorithm::Md5 => State::Md5(Md5::new()),
                DigestAlgorithm::Sha3_224 => State::Sha3_224(Sha3_224::new()),
                _ => return None,
            },
        };
        Some(Self { algorithm, state })
    }

    /// Adds bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        match &mut self.state {
            State::Native(context) => context.update(bytes),
            State::Md5(context) => context.update(bytes),
            State::Sha3_224(context) => context.update(bytes),
        }
    }

    /// The digest of all bytes added.
    #[must_use]
    pub fn finish(self) -> Digest {
        match self.state {
            State::Native(context) => Digest::copied(self.algorithm, context.finish().as_ref()),
            State::Md5(context) => Digest::copied(self.algorithm, &context.finalize()),
            State::Sha3_224(context) => Digest::copied(self.algorithm, &context.finalize()),
        }
    }

    /// What is computed.
    #[must_use]
    pub fn algorithm(&self) -> DigestAlgorithm {
        self.algorithm
    }
}

impl std::fmt::Debug for Hasher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Hasher({})", self.algorithm.name())
    }
}

impl std::io::Write for Hasher {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// The longest output in the table.
const LONGEST: usize = 64;

/// A finished digest.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Digest {
    algorithm: DigestAlgorithm,
    /// Behind the output stand zeros, so that equality of arrays is equality of digests.
    bytes: [u8; LONGEST],
}

impl Digest {
    /// A digest that came from elsewhere; `None` if its length is not the algorithm's.
    #[must_use]
    pub fn from_bytes(algorithm: DigestAlgorithm, bytes: &[u8]) -> Option<Self> {
        (bytes.len() == algorithm.output_len()).then(|| Self::copied(algorithm, bytes))
    }

    fn copied(algorithm: DigestAlgorithm, from: &[u8]) -> Self {
        let mut bytes = [0; LONGEST];
        for (to, from) in bytes.iter_mut().zip(from) {
            *to = *from;
        }
        Self { algorithm, bytes }
    }

    /// Which algorithm made it.
    #[must_use]
    pub fn algorithm(&self) -> DigestAlgorithm {
        self.algorithm
    }

    /// The octets.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..self.algorithm.output_len()).unwrap_or_default()
    }

    /// Lower-case hexadecimal.
    #[must_use]
    pub fn to_hex(&self) -> String {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        let digit = |value: u8| DIGITS.get(usize::from(value)).map_or('0', |digit| char::from(*digit));
        self.as_bytes().iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
    }
}

impl AsRef<[u8]> for Digest {
    fn as_ref(&self) -> &[u8] {
        self.as_bytes()
    }
}

impl std::fmt::Debug for Digest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.algorithm.name(), self.to_hex())
    }
}

/// The digest of one piece of bytes; `None`: this algorithm is not computed here.
#[must_use]
pub fn digest(algorithm: DigestAlgorithm, bytes: &[u8]) -> Option<Digest> {
    if let Some(native) = algorithm.native() {
        return Some(Digest::copied(algorithm, native::digest(native, bytes).as_ref()));
    }
    let mut hasher = Hasher::new(algorithm)?;
    hasher.update(bytes);
    Some(hasher.finish())
}

#[cfg(test)]
mod tests;
