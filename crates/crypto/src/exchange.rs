//! Shared secrets: ECDH on P-256, P-384 and P-521 (SEC 1 section 3.3) and X25519 (RFC 7748 section 6.1), and the private keys that make
//! them. Points off the curve, the point at infinity and X25519 keys of small order give no secret (attack row M17).

use std::sync::OnceLock;

use aws_lc_rs::{
    agreement::{self as native, Algorithm, UnparsedPublicKey},
    encoding::{AsBigEndian, AsDer, Curve25519SeedBin, PublicKeyX509Der},
    signature::EcdsaKeyPair,
};
use const_oid::ObjectIdentifier;
use der::{Decode, asn1::OctetStringRef};
use zeroize::Zeroizing;

use crate::{
    asn1::{self, SubjectPublicKeyInfo, tlv},
    error::Error,
    kind::KeyKind,
    oid,
};

/// The way to agree with keys of this kind.
fn algorithm(kind: KeyKind) -> Option<&'static Algorithm> {
    Some(match kind {
        KeyKind::P256 => &native::ECDH_P256,
        KeyKind::P384 => &native::ECDH_P384,
        KeyKind::P521 => &native::ECDH_P521,
        KeyKind::X25519 => &native::X25519,
        _ => return None,
    })
}

/// A private key that agrees.
pub(crate) struct Agreeing {
    key: native::PrivateKey,
    kind: KeyKind,
}

impl Agreeing {
    /// A fresh key of this kind.
    pub(crate) fn generate(kind: KeyKind) -> Result<Self, Error> {
        let algorithm = algorithm(kind).ok_or_else(|| not_offered(kind))?;
        let key = native::PrivateKey::generate(algorithm).map_err(|_| Error::Primitive { what: "making a key" })?;
        Ok(Self { key, kind })
    }

    /// The 32 octets of an X25519 key (RFC 7748 section 5).
    fn x25519(octets: &[u8]) -> Result<Self, Error> {
        let rejected = |_| Error::BadKey { what: "private key", why: "an X25519 key has 32 octets".to_owned() };
        Ok(Self { key: native::PrivateKey::from_private_key(&native::X25519, octets).map_err(rejected)?, kind: KeyKind::X25519 })
    }

    /// Reads the PKCS#8 of RFC 8410 section 7.
    pub(crate) fn x25519_from_pkcs8(pkcs8: &[u8]) -> Result<Self, Error> {
        if !asn1::private_key_algorithm(pkcs8)?.has_no_parameters() {
            return Err(Error::malformed("PKCS#8 PrivateKeyInfo", "X25519 with parameters"));
        }
        let octets = asn1::private_key_octets(pkcs8)?;
        let inner = <&OctetStringRef>::from_der(octets).map_err(|why| Error::malformed("CurvePrivateKey", why))?;
        Self::x25519(inner.as_bytes())
    }

    /// The PKCS#8 of RFC 8410 section 7, without the public key: version 1, which everybody reads.
    pub(crate) fn x25519_to_pkcs8(&self) -> Result<Zeroizing<Vec<u8>>, Error> {
        let octets: Curve25519SeedBin<'_> = self.key.as_be_bytes().map_err(|_| Error::Primitive { what: "writing PKCS#8" })?;
        let inner = Zeroizing::new(tlv(0x04, octets.as_ref()));
        Ok(asn1::write_private_key(&asn1::write_algorithm(oid::X25519, &[]), &inner))
    }

    /// The public half as SubjectPublicKeyInfo; curves by name, points uncompressed (RFC 5480 section 2, RFC 8410 section 4).
    pub(crate) fn to_spki(&self) -> Result<Vec<u8>, Error> {
        let failed = |_| Error::Primitive { what: "writing a public key" };
        let public = self.key.compute_public_key().map_err(failed)?;
        if self.kind == KeyKind::X25519 {
            return Ok(asn1::write_public_key(&asn1::write_algorithm(oid::X25519, &[]), public.as_ref()));
        }
        let der: PublicKeyX509Der<'_> = public.as_der().map_err(failed)?;
        Ok(der.as_ref().to_vec())
    }

    /// The secret shared with the owner of this key, which stands as in a SubjectPublicKeyInfo. `None`: no key of this curve.
    pub(crate) fn agree(&self, point: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        // RFC 5480 section 2.2 knows compressed and uncompressed points, not the hybrid ones of X9.62.
        let form_known = self.kind == KeyKind::X25519 || matches!(point.first(), Some(2..=4));
        let algorithm = algorithm(self.kind).filter(|_| form_known)?;
        let secret = native::agree(&self.key, UnparsedPublicKey::new(algorithm, point), (), |secret| Ok(Zeroizing::new(secret.to_vec())));
        // RFC 7748 section 6.1: all zeros come from a point of small order; refused by the library, and here in case it ever is not.
        let small_order = |secret: &[u8]| self.kind == KeyKind::X25519 && secret.iter().fold(0, |all, octet| all | octet) == 0;
        secret.ok().filter(|secret| !small_order(secret))
    }

    /// As [`Self::agree`], with an OriginatorPublicKey: absent and NULL parameters mean this key's own curve (RFC 5753 section 3.1.1).
    pub(crate) fn agree_with(&self, originator: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let read = SubjectPublicKeyInfo::from_der(originator).ok()?;
        let named = read.algorithm.parameters.filter(|any| !any.is_null());
        let fits = match (self.kind, read.algorithm.oid) {
            (KeyKind::X25519, oid::X25519) => named.is_none(),
            (_, oid::EC) => named.is_none_or(|any| any.decode_as::<ObjectIdentifier>().ok() == curve_oid(self.kind)),
            _ => false,
        };
        self.agree(read.key.as_bytes().filter(|_| fits)?)
    }
}

fn curve_oid(kind: KeyKind) -> Option<ObjectIdentifier> {
    Some(match kind {
        KeyKind::P256 => oid::P256,
        KeyKind::P384 => oid::P384,
        KeyKind::P521 => oid::P521,
        _ => return None,
    })
}

fn not_offered(kind: KeyKind) -> Error {
    Error::Unsupported { what: "key agreement with a key of type", name: kind.name(), oid: None }
}

/// An EC private key: it signs, and agrees once asked to.
pub(crate) struct EcPair {
    kind: KeyKind,
    signing: EcdsaKeyPair,
    agreeing: OnceLock<Option<Agreeing>>,
}

impl EcPair {
    pub(crate) fn new(kind: KeyKind, signing: EcdsaKeyPair) -> Self {
        Self { kind, signing, agreeing: OnceLock::new() }
    }

    pub(crate) fn signing(&self) -> &EcdsaKeyPair {
        &self.signing
    }

    pub(crate) fn agreeing(&self) -> Result<&Agreeing, Error> {
        let make = || {
            let pkcs8 = self.signing.to_pkcs8v1().ok()?;
            let key = native::PrivateKey::from_private_key_der(algorithm(self.kind)?, pkcs8.as_ref()).ok()?;
            Some(Agreeing { key, kind: self.kind })
        };
        self.agreeing.get_or_init(make).as_ref().ok_or(Error::Primitive { what: "reading a key for key agreement" })
    }
}
