//! Private keys: made here, or read from PKCS#8 (RFC 5958), PKCS#1 (RFC 8017 A.1.2) and SEC 1 (RFC 5915), DER or PEM, encrypted or not.
//! Nothing here prints a key.
//! RSA below 2048 bits does not sign: no such key is trusted by anybody any more; it opens what was encrypted to it.

use aws_lc_rs::{
    encoding::{AsDer, Pkcs8V1Der, PublicKeyX509Der},
    rand::SystemRandom,
    rsa::KeySize,
    signature::{self as native, EcdsaKeyPair, EcdsaSigningAlgorithm, Ed25519KeyPair, KeyPair, RsaKeyPair},
};
use const_oid::ObjectIdentifier;
use der::Decode;
use zeroize::Zeroizing;

use crate::{
    algorithm::{SignatureAlgorithm, Unsupported},
    asn1::{self, EncryptedPrivateKeyInfo, tlv},
    bmp::bmp_password,
    digest::DigestAlgorithm as Hash,
    encoding,
    error::Error,
    exchange::{Agreeing, EcPair},
    kind::KeyKind,
    lanes::LaneKey,
    oid,
    password_cipher::PasswordCipher,
    pem,
    rsa::RsaPair,
    stretch::Pbkdf2Limits,
};

/// A private key in memory.
pub struct PrivateKey {
    pair: Pair,
    kind: KeyKind,
    spki: Vec<u8>,
}

enum Pair {
    Ec(EcPair),
    Ed25519(Ed25519KeyPair),
    Rsa(RsaPair),
    X25519(Agreeing),
}

/// Each curve with its own digest, as RFC 5753 section 7 and RFC 5758 pair them.
fn curve(kind: KeyKind) -> Option<(&'static EcdsaSigningAlgorithm, Hash)> {
    Some(match kind {
        KeyKind::P256 => (&native::ECDSA_P256_SHA256_ASN1_SIGNING, Hash::Sha256),
        KeyKind::P384 => (&native::ECDSA_P384_SHA384_ASN1_SIGNING, Hash::Sha384),
        KeyKind::P521 => (&native::ECDSA_P521_SHA512_ASN1_SIGNING, Hash::Sha512),
        _ => return None,
    })
}

fn curve_kind(oid: ObjectIdentifier) -> Option<KeyKind> {
    Some(match oid {
        oid::P256 => KeyKind::P256,
        oid::P384 => KeyKind::P384,
        oid::P521 => KeyKind::P521,
        _ => return None,
    })
}

impl PrivateKey {
    /// Makes a key: RSA of 2048, 3072, 4096 or 8192 bits, P-256, P-384, P-521, Ed25519, X25519.
    ///
    /// # Errors
    /// A kind that is not made here.
    pub fn generate(kind: KeyKind) -> Result<Self, Error> {
        let failed = |_| Error::Primitive { what: "making a key" };
        let size = match kind {
            KeyKind::Rsa { bits: 2048 } => Some(KeySize::Rsa2048),
            KeyKind::Rsa { bits: 3072 } => Some(KeySize::Rsa3072),
            KeyKind::Rsa { bits: 4096 } => Some(KeySize::Rsa4096),
            KeyKind::Rsa { bits: 8192 } => Some(KeySize::Rsa8192),
            _ => None,
        };
        if let Some(size) = size {
            return Self::from_rsa(RsaPair::new(RsaKeyPair::generate(size).map_err(failed)?)?);
        }
        if let Some((algorithm, _)) = curve(kind) {
            return Self::from_ec(kind, EcdsaKeyPair::generate(algorithm).map_err(failed)?);
        }
        if kind == KeyKind::Ed25519 {
            return Self::from_ed25519(Ed25519KeyPair::generate().map_err(failed)?);
        }
        if kind == KeyKind::X25519 {
            return Self::from_x25519(Agreeing::generate(kind)?);
        }
        Err(Error::Unsupported { what: "making a key of type", name: kind.name(), oid: None })
    }

    /// Reads an unencrypted PKCS#8 PrivateKeyInfo.
    ///
    /// # Errors
    /// Not PKCS#8, a type that is not offered, or a key whose parts do not fit.
    pub fn from_pkcs8(der: &[u8]) -> Result<Self, Error> {
        let algorithm = asn1::private_key_algorithm(der)?;
        match algorithm.oid {
            oid::RSA => Self::from_rsa(RsaPair::from_pkcs1(asn1::private_key_octets(der)?)?),
            oid::EC => {
                let named = algorithm.parameters.and_then(|any| any.decode_as::<ObjectIdentifier>().ok());
                let named = named.ok_or_else(|| unsupported("EC with explicit parameters".to_owned(), oid::EC))?;
                let kind = curve_kind(named).ok_or_else(|| unsupported(oid::display(named), named))?;
                let (algorithm, _) = curve(kind).ok_or_else(|| unsupported(oid::display(named), named))?;
                Self::from_ec(kind, EcdsaKeyPair::from_pkcs8(algorithm, der).map_err(rejected)?)
            }
            oid::ED25519 => Self::from_ed25519(Ed25519KeyPair::from_pkcs8(der).map_err(rejected)?),
            oid::X25519 => Self::from_x25519(Agreeing::x25519_from_pkcs8(der)?),
            other => Err(unsupported(oid::display(other), other)),
        }
    }

    /// Reads a key file: PEM or DER; PKCS#8, PKCS#1 or SEC 1; EncryptedPrivateKeyInfo with a password in UTF-8.
    ///
    /// # Errors
    /// [`Error::PasswordNeeded`], [`Error::WrongPassword`], or as [`Self::from_pkcs8`].
    pub fn from_file(bytes: &[u8], password: Option<&[u8]>) -> Result<Self, Error> {
        if !pem::is_pem(bytes) {
            return Self::from_der(bytes, password);
        }
        let blocks = pem::blocks(bytes)?;
        let block = blocks
            .iter()
            .find(|block| block.label.ends_with("PRIVATE KEY"))
            .ok_or_else(|| Error::malformed("PEM file", "no block with a private key in it"))?;
        if block.has_headers {
            let name = "by the headers of RFC 1421 (rewrite the key as PKCS#8)".to_owned();
            return Err(Error::Unsupported { what: "encryption of a private key", name, oid: None });
        }
        match block.label.as_str() {
            "PRIVATE KEY" | "ENCRYPTED PRIVATE KEY" | "RSA PRIVATE KEY" | "EC PRIVATE KEY" => Self::from_der(&block.content, password),
            other => Err(Error::Unsupported { what: "a PEM block", name: other.to_owned(), oid: None }),
        }
    }

    /// The four structures differ in their first two elements.
    fn from_der(der: &[u8], password: Option<&[u8]>) -> Result<Self, Error> {
        const INTEGER: u8 = 0x02;
        const OCTET_STRING: u8 = 0x04;
        const SEQUENCE: u8 = 0x30;
        match encoding::first_two_tags(der)? {
            (SEQUENCE, OCTET_STRING) => Self::from_encrypted(der, password.ok_or(Error::PasswordNeeded)?),
            (INTEGER, SEQUENCE) => Self::from_pkcs8(der),
            (INTEGER, INTEGER) => Self::from_rsa(RsaPair::from_pkcs1(der)?),
            (INTEGER, OCTET_STRING) => Self::from_sec1(der),
            _ => Err(Error::malformed("private key file", "neither PKCS#8 nor PKCS#1 nor SEC 1")),
        }
    }

    fn from_encrypted(der: &[u8], password: &[u8]) -> Result<Self, Error> {
        let read = EncryptedPrivateKeyInfo::from_der(der).map_err(|why| Error::malformed("PKCS#8 EncryptedPrivateKeyInfo", why))?;
        let cipher = PasswordCipher::from_read(&read.algorithm)?;
        let bmp = std::str::from_utf8(password).ok().filter(|_| cipher.takes_bmp_string()).map(bmp_password);
        let password = bmp.as_ref().map_or(password, |bmp| bmp.as_slice());
        let plain = cipher.decrypt(read.encrypted.as_bytes(), password, &Pbkdf2Limits::default())?.ok_or(Error::WrongPassword)?;
        // One wrong password in 256 leaves padding that looks right; then the structure does not.
        asn1::private_key_algorithm(&plain).map_err(|_| Error::WrongPassword)?;
        Self::from_pkcs8(&plain)
    }

    fn from_sec1(der: &[u8]) -> Result<Self, Error> {
        let named = asn1::sec1_curve(der)?.ok_or_else(|| Error::malformed("ECPrivateKey", "it does not name its curve"))?;
        let kind = curve_kind(named).ok_or_else(|| unsupported(oid::display(named), named))?;
        let (algorithm, _) = curve(kind).ok_or_else(|| unsupported(oid::display(named), named))?;
        Self::from_ec(kind, EcdsaKeyPair::from_private_key_der(algorithm, der).map_err(rejected)?)
    }

    fn from_rsa(pair: RsaPair) -> Result<Self, Error> {
        let spki = pair.to_spki()?;
        Ok(Self { kind: KeyKind::Rsa { bits: pair.bits() }, pair: Pair::Rsa(pair), spki })
    }

    fn from_ec(kind: KeyKind, pair: EcdsaKeyPair) -> Result<Self, Error> {
        let spki = spki(pair.public_key())?;
        Ok(Self { pair: Pair::Ec(EcPair::new(kind, pair)), kind, spki })
    }

    fn from_x25519(key: Agreeing) -> Result<Self, Error> {
        let spki = key.to_spki()?;
        Ok(Self { pair: Pair::X25519(key), kind: KeyKind::X25519, spki })
    }

    fn from_ed25519(pair: Ed25519KeyPair) -> Result<Self, Error> {
        let spki = spki(pair.public_key())?;
        Ok(Self { pair: Pair::Ed25519(pair), kind: KeyKind::Ed25519, spki })
    }

    /// The key as PKCS#8 PrivateKeyInfo.
    ///
    /// # Errors
    /// The primitive library failed.
    pub fn to_pkcs8(&self) -> Result<Zeroizing<Vec<u8>>, Error> {
        let failed = |_| Error::Primitive { what: "writing PKCS#8" };
        let copied = |bytes: &[u8]| Zeroizing::new(bytes.to_vec());
        match &self.pair {
            Pair::Rsa(pair) => pair.to_pkcs8(),
            Pair::X25519(key) => key.x25519_to_pkcs8(),
            Pair::Ec(pair) => pair.signing().to_pkcs8v1().map(|document| copied(document.as_ref())).map_err(failed),
            Pair::Ed25519(pair) => AsDer::<Pkcs8V1Der<'_>>::as_der(pair).map(|der| copied(der.as_ref())).map_err(failed),
        }
    }

    /// The key as PKCS#8 EncryptedPrivateKeyInfo (PBES2, AES-256).
    ///
    /// # Errors
    /// The primitive library failed.
    pub fn to_encrypted_pkcs8(&self, password: &[u8], iterations: u32) -> Result<Vec<u8>, Error> {
        let cipher = PasswordCipher::aes(iterations)?;
        let encrypted = cipher.encrypt(&self.to_pkcs8()?, password)?;
        Ok(tlv(0x30, &[cipher.to_der(), tlv(0x04, &encrypted)].concat()))
    }

    /// The public half as SubjectPublicKeyInfo.
    #[must_use]
    pub fn public_spki(&self) -> &[u8] {
        &self.spki
    }

    /// Its type.
    #[must_use]
    pub fn kind(&self) -> KeyKind {
        self.kind
    }

    /// The algorithm it signs with unless told otherwise; of a key that never signs (X25519) an unsupported one.
    #[must_use]
    pub fn default_algorithm(&self) -> SignatureAlgorithm {
        let never = Unsupported { oid: oid::X25519, name: Some("X25519") };
        self.kind.default_algorithm().unwrap_or(SignatureAlgorithm::Unsupported(never))
    }

    /// Whether [`Self::sign`] would work with this algorithm.
    #[must_use]
    pub fn can_sign(&self, algorithm: &SignatureAlgorithm) -> bool {
        match (&self.pair, *algorithm) {
            (Pair::Rsa(pair), SignatureAlgorithm::RsaPkcs1 { digest }) => pair.signing().is_some() && encoding::pkcs1(digest).is_some(),
            (Pair::Rsa(pair), SignatureAlgorithm::RsaPss { digest, mgf, salt_len }) => {
                pair.signing().is_some() && digest == mgf && encoding::pss(digest, salt_len).is_some()
            }
            (Pair::Ec(_), SignatureAlgorithm::Ecdsa { digest }) => curve(self.kind).is_some_and(|(_, own)| own == digest),
            (Pair::Ed25519(_), SignatureAlgorithm::Ed25519) => true,
            _ => false,
        }
    }

    /// Whether a content key can be encrypted to it: RSA, the curves, X25519.
    #[must_use]
    pub fn can_decrypt(&self) -> bool {
        matches!(self.pair, Pair::Rsa(_) | Pair::Ec(_) | Pair::X25519(_))
    }

    /// The bare private operation on an encrypted content key; all zeros where it is not defined.
    pub(crate) fn raw_rsa(&self, encrypted: &[u8]) -> Result<Zeroizing<Vec<u8>>, Error> {
        match &self.pair {
            Pair::Rsa(pair) => pair.raw(encrypted),
            _ => Err(self.unfit("key transport")),
        }
    }

    /// [`Self::raw_rsa`] of many: in less time than one by one, where there are ways.
    pub(crate) fn raw_rsa_many(&self, encrypted: &[&[u8]]) -> Vec<Result<Zeroizing<Vec<u8>>, Error>> {
        match &self.pair {
            Pair::Rsa(pair) => pair.raw_many(encrypted),
            _ => encrypted.iter().map(|_| Err(self.unfit("key transport"))).collect(),
        }
    }

    /// The key as the lanes take it.
    pub(crate) fn lane_key(&self) -> Option<&LaneKey> {
        match &self.pair {
            Pair::Rsa(pair) => pair.lane_key(),
            _ => None,
        }
    }

    /// Makes now what is kept beside the key for signing many at once, so that it lies where the caller's memory lies.
    pub fn prepare_for_many(&self) {
        // Whether there is anything to make is nobody's concern but the lanes'.
        let _ = self.lane_key();
    }

    /// The key as one that agrees.
    pub(crate) fn agreeing(&self) -> Result<&Agreeing, Error> {
        match &self.pair {
            Pair::Ec(pair) => pair.agreeing(),
            Pair::X25519(key) => Ok(key),
            Pair::Ed25519(_) | Pair::Rsa(_) => Err(self.unfit("key agreement")),
        }
    }

    fn unfit(&self, what: &'static str) -> Error {
        Error::Unsupported { what, name: format!("with a key of type {}", self.kind), oid: None }
    }

    /// Signs a message.
    ///
    /// # Errors
    /// The algorithm does not fit the key, or is not offered for signing.
    pub fn sign(&self, algorithm: &SignatureAlgorithm, message: &[u8]) -> Result<Vec<u8>, Error> {
        let failed = |_| Error::Primitive { what: "signing" };
        let unfit =
            || Error::Unsupported { what: "signing", name: format!("by {} with a key of type {}", algorithm.name(), self.kind), oid: None };
        if !self.can_sign(algorithm) {
            return Err(unfit());
        }
        match (&self.pair, *algorithm) {
            (Pair::Rsa(pair), SignatureAlgorithm::RsaPkcs1 { digest } | SignatureAlgorithm::RsaPss { digest, .. }) => {
                let encoding = match algorithm {
                    SignatureAlgorithm::RsaPss { salt_len, .. } => encoding::pss(digest, *salt_len),
                    _ => encoding::pkcs1(digest),
                };
                let pair = pair.signing().ok_or_else(unfit)?;
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(encoding.ok_or_else(unfit)?, &SystemRandom::new(), message, &mut signature).map_err(failed)?;
                Ok(signature)
            }
            (Pair::Ec(pair), _) => Ok(pair.signing().sign(&SystemRandom::new(), message).map_err(failed)?.as_ref().to_vec()),
            (Pair::Ed25519(pair), _) => Ok(pair.try_sign(message).map_err(failed)?.as_ref().to_vec()),
            (Pair::Rsa(_) | Pair::X25519(_), _) => Err(unfit()),
        }
    }
}

fn spki(public: &impl AsDer<PublicKeyX509Der<'static>>) -> Result<Vec<u8>, Error> {
    let der = public.as_der().map_err(|_| Error::Primitive { what: "writing a public key" })?;
    Ok(der.as_ref().to_vec())
}

fn rejected(why: aws_lc_rs::error::KeyRejected) -> Error {
    Error::BadKey { what: "private key", why: why.to_string() }
}

fn unsupported(name: String, oid: ObjectIdentifier) -> Error {
    Error::Unsupported { what: "private key of type", name, oid: Some(oid) }
}

impl std::fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PrivateKey({})", self.kind)
    }
}
