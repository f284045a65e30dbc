//! Message digests by name and object identifier (RFC 5754, RFC 8702, RFC 3279 section 2.1), and hashing piece by piece.
//! MD5 and SHA-1 are computed because old mail is read; whether they are believed is a policy above.

use const_oid::ObjectIdentifier;

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
    /// SHA-384.
    Sha384,
    /// SHA-512.
    Sha512,
    /// SHA-512/256.
    Sha512_256,
    /// SHA3-224: named, never computed.
    Sha3_224,
    /// SHA3-256 (FIPS 202).
    Sha3_256,
    /// SHA3-384.
    Sha3_384,
    /// SHA3-512.
    Sha3_512,
    /// SHAKE128: named, never computed.
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

/// A finished digest.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Digest {
    algorithm: DigestAlgorithm,
    length: u8,
    bytes: [u8; 64],
}

/// A digest that is being computed.
#[derive(Clone)]
pub struct Hasher {
    algorithm: DigestAlgorithm,
}

impl DigestAlgorithm {
    /// All that have a name here.
    pub const ALL: &'static [Self] = &[Self::Md2];
    /// The algorithm with this object identifier.
    #[must_use]
    pub fn from_oid(_oid: ObjectIdentifier) -> Option<Self> { todo!() }
    /// Reads an AlgorithmIdentifier; `Ok(None)`: well formed, but no digest that has a name here.
    ///
    /// # Errors
    /// The bytes are no AlgorithmIdentifier.
    pub fn from_der(_der: &[u8]) -> Result<Option<Self>, crate::Error> { todo!() }
    /// The AlgorithmIdentifier as DER, parameters absent for SHA-2 and later (RFC 5754 section 2).
    #[must_use]
    pub fn to_der(self) -> Vec<u8> { todo!() }
    /// Its object identifier.
    #[must_use]
    pub fn oid(self) -> ObjectIdentifier { todo!() }
    /// Its name: `SHA-256`.
    #[must_use]
    pub fn name(self) -> &'static str { todo!() }
    /// Its name in `micalg` of multipart/signed (RFC 8551 section 3.5.3.2): `sha-256`.
    #[must_use]
    pub fn micalg(self) -> &'static str { todo!() }
    /// Octets of output.
    #[must_use]
    pub fn output_len(self) -> usize { todo!() }
    /// How far it can be believed.
    #[must_use]
    pub fn strength(self) -> Strength { todo!() }
}

impl Hasher {
    /// `None`: this algorithm is not computed here.
    #[must_use]
    pub fn new(_algorithm: DigestAlgorithm) -> Option<Self> { todo!() }
    /// Adds bytes.
    pub fn update(&mut self, _bytes: &[u8]) { todo!() }
    /// The digest of all bytes added.
    #[must_use]
    pub fn finish(self) -> Digest { todo!() }
    /// What is computed.
    #[must_use]
    pub fn algorithm(&self) -> DigestAlgorithm { self.algorithm }
}

impl std::io::Write for Hasher {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> { self.update(bytes); Ok(bytes.len()) }
    fn flush(&mut self) -> std::io::Result<()> { Ok(()) }
}

impl Digest {
    /// A digest that came from elsewhere; `None` if its length is not the algorithm's.
    #[must_use]
    pub fn from_bytes(_algorithm: DigestAlgorithm, _bytes: &[u8]) -> Option<Self> { todo!() }
    /// Which algorithm made it.
    #[must_use]
    pub fn algorithm(&self) -> DigestAlgorithm { self.algorithm }
    /// The octets.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] { self.bytes.get(..usize::from(self.length)).unwrap_or_default() }
    /// Lower-case hexadecimal.
    #[must_use]
    pub fn to_hex(&self) -> String { todo!() }
}

impl std::fmt::Debug for Digest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { write!(f, "{}:{}", self.algorithm.name(), self.to_hex()) }
}

/// The digest of one piece of bytes; `None`: this algorithm is not computed here.
#[must_use]
pub fn digest(_algorithm: DigestAlgorithm, _bytes: &[u8]) -> Option<Digest> { todo!() }
