//! The few ASN.1 leaves around numbers, typed with `der`: AlgorithmIdentifier (RFC 5280 4.1.1.2), SubjectPublicKeyInfo (4.1.2.7),
//! RSA keys (RFC 8017 A.1), PSS parameters (RFC 4055 3.1), PKCS#8 (RFC 5958), SEC 1 keys (RFC 5915), PBES2 (RFC 8018 A).
//! Strict DER; nothing here is compared or verified over a re-encoding.

use const_oid::ObjectIdentifier;
use der::{
    Sequence,
    asn1::{AnyRef, BitStringRef, ContextSpecific, OctetStringRef, UintRef},
};

use zeroize::Zeroizing;

use crate::error::Error;

#[derive(Clone, Copy, Sequence)]
pub(crate) struct AlgorithmIdentifier<'a> {
    pub(crate) oid: ObjectIdentifier,
    pub(crate) parameters: Option<AnyRef<'a>>,
}

impl AlgorithmIdentifier<'_> {
    /// Absent parameters and NULL mean the same for the algorithms that have none.
    pub(crate) fn has_no_parameters(&self) -> bool {
        self.parameters.is_none_or(AnyRef::is_null)
    }
}

#[derive(Clone, Copy, Sequence)]
pub(crate) struct SubjectPublicKeyInfo<'a> {
    pub(crate) algorithm: AlgorithmIdentifier<'a>,
    pub(crate) key: BitStringRef<'a>,
}

#[derive(Clone, Copy, Sequence)]
pub(crate) struct RsaPublicKey<'a> {
    pub(crate) modulus: UintRef<'a>,
    pub(crate) exponent: UintRef<'a>,
}

/// RFC 8017 A.1.2. Leading zeros of the secret numbers are their own affair.
#[derive(Sequence)]
pub(crate) struct RsaPrivateKey<'a> {
    pub(crate) version: u8,
    pub(crate) modulus: UintRef<'a>,
    pub(crate) public_exponent: UintRef<'a>,
    pub(crate) private_exponent: UintRef<'a>,
    pub(crate) prime1: UintRef<'a>,
    pub(crate) prime2: UintRef<'a>,
    pub(crate) exponent1: UintRef<'a>,
    pub(crate) exponent2: UintRef<'a>,
    pub(crate) coefficient: UintRef<'a>,
    pub(crate) other_primes: Option<AnyRef<'a>>,
}

/// All defaults (SHA-1, MGF1 with SHA-1, 20, 1) are filled in by who reads it.
#[derive(Clone, Copy, Sequence)]
pub(crate) struct PssParameters<'a> {
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    pub(crate) hash: Option<AlgorithmIdentifier<'a>>,
    #[asn1(context_specific = "1", tag_mode = "EXPLICIT", optional = "true")]
    pub(crate) mask_generation: Option<AlgorithmIdentifier<'a>>,
    #[asn1(context_specific = "2", tag_mode = "EXPLICIT", optional = "true")]
    pub(crate) salt_length: Option<u32>,
    #[asn1(context_specific = "3", tag_mode = "EXPLICIT", optional = "true")]
    pub(crate) trailer: Option<u32>,
}

/// RFC 4055 section 4.1; defaults (SHA-1, MGF1 with SHA-1, an empty label) are filled in by who reads it.
#[derive(Clone, Copy, Sequence)]
pub(crate) struct OaepParameters<'a> {
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    pub(crate) hash: Option<AlgorithmIdentifier<'a>>,
    #[asn1(context_specific = "1", tag_mode = "EXPLICIT", optional = "true")]
    pub(crate) mask_generation: Option<AlgorithmIdentifier<'a>>,
    #[asn1(context_specific = "2", tag_mode = "EXPLICIT", optional = "true")]
    pub(crate) label_source: Option<AlgorithmIdentifier<'a>>,
}

#[derive(Clone, Copy, Sequence)]
pub(crate) struct EncryptedPrivateKeyInfo<'a> {
    pub(crate) algorithm: AlgorithmIdentifier<'a>,
    pub(crate) encrypted: &'a OctetStringRef,
}

#[derive(Clone, Copy, Sequence)]
pub(crate) struct Pbes2Parameters<'a> {
    pub(crate) derivation: AlgorithmIdentifier<'a>,
    pub(crate) cipher: AlgorithmIdentifier<'a>,
}

/// RFC 7292 appendix C.
#[derive(Clone, Copy, Sequence)]
pub(crate) struct Pkcs12PbeParameters<'a> {
    pub(crate) salt: &'a OctetStringRef,
    pub(crate) iterations: u64,
}

/// RFC 8018 A.5.
#[derive(Clone, Copy, Sequence)]
pub(crate) struct Pbmac1Parameters<'a> {
    pub(crate) derivation: AlgorithmIdentifier<'a>,
    pub(crate) mac: AlgorithmIdentifier<'a>,
}

/// RFC 8018 A.2; the `otherSource` choice of the salt is used by nobody and refused by its tag.
#[derive(Clone, Copy, Sequence)]
pub(crate) struct Pbkdf2Parameters<'a> {
    pub(crate) salt: &'a OctetStringRef,
    pub(crate) iterations: u64,
    pub(crate) key_length: Option<u32>,
    pub(crate) prf: Option<AlgorithmIdentifier<'a>>,
}

/// The head of a PrivateKeyInfo: enough to know which key it is. The rest is read by the primitive library.
pub(crate) fn private_key_algorithm(pkcs8: &[u8]) -> Result<AlgorithmIdentifier<'_>, Error> {
    private_key_info(pkcs8).map(|(algorithm, _)| algorithm)
}

/// Content of its privateKey.
pub(crate) fn private_key_octets(pkcs8: &[u8]) -> Result<&[u8], Error> {
    private_key_info(pkcs8).map(|(_, octets)| octets)
}

/// What follows (attributes, public key) is left to who needs it.
fn private_key_info(pkcs8: &[u8]) -> Result<(AlgorithmIdentifier<'_>, &[u8]), Error> {
    use der::{Decode, Reader, SliceReader};
    let read = || -> der::Result<(AlgorithmIdentifier<'_>, &[u8])> {
        let mut outer = SliceReader::new(pkcs8)?;
        let body = AnyRef::decode(&mut outer)?;
        outer.finish()?;
        if body.header().tag() != der::Tag::Sequence {
            return Err(der::ErrorKind::Failed.into());
        }
        let mut body = SliceReader::new(body.value())?;
        let _version = u8::decode(&mut body)?;
        let algorithm = AlgorithmIdentifier::decode(&mut body)?;
        Ok((algorithm, <&OctetStringRef>::decode(&mut body)?.as_bytes()))
    };
    read().map_err(|why| Error::malformed("PKCS#8 PrivateKeyInfo", why))
}

/// PrivateKeyInfo, version 1, from the AlgorithmIdentifier and the content of privateKey.
pub(crate) fn write_private_key(algorithm: &[u8], octets: &[u8]) -> Zeroizing<Vec<u8>> {
    let key = Zeroizing::new(tlv(0x04, octets));
    Zeroizing::new(tlv(0x30, &Zeroizing::new([&[0x02, 0x01, 0x00], algorithm, key.as_slice()].concat())))
}

/// SubjectPublicKeyInfo from the AlgorithmIdentifier and the content of subjectPublicKey.
pub(crate) fn write_public_key(algorithm: &[u8], bits: &[u8]) -> Vec<u8> {
    let key = tlv(0x03, &[&[0], bits].concat());
    tlv(0x30, &[algorithm, key.as_slice()].concat())
}

/// The curve that a SEC 1 ECPrivateKey names in its `[0]`.
pub(crate) fn sec1_curve(der: &[u8]) -> Result<Option<ObjectIdentifier>, Error> {
    use der::{Decode, Reader, SliceReader, TagNumber};
    let read = || -> der::Result<Option<ObjectIdentifier>> {
        let mut outer = SliceReader::new(der)?;
        let body = AnyRef::decode(&mut outer)?;
        let mut body = SliceReader::new(body.value())?;
        let _version = u8::decode(&mut body)?;
        let _key = <&OctetStringRef>::decode(&mut body)?;
        if body.is_finished() {
            return Ok(None);
        }
        Ok(ContextSpecific::decode_explicit(&mut body, TagNumber(0))?.map(|curve| curve.value))
    };
    read().map_err(|why| Error::malformed("ECPrivateKey", why))
}

/// DER lengths that fit what this crate writes by hand.
pub(crate) fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(content.len() + 6);
    out.push(tag);
    let length = content.len().to_be_bytes();
    let significant = length.iter().position(|byte| *byte != 0).map_or(&[0_u8][..], |first| length.get(first..).unwrap_or_default());
    match significant {
        [short @ 0..=0x7f] => out.push(*short),
        long => {
            out.push(0x80 | u8::try_from(long.len()).unwrap_or(8));
            out.extend_from_slice(long);
        }
    }
    out.extend_from_slice(content);
    out
}

/// An AlgorithmIdentifier from its object identifier and the encoded parameters (empty: absent).
pub(crate) fn write_algorithm(oid: ObjectIdentifier, parameters: &[u8]) -> Vec<u8> {
    let mut content = tlv(0x06, oid.as_bytes());
    content.extend_from_slice(parameters);
    tlv(0x30, &content)
}

pub(crate) const NULL: &[u8] = &[0x05, 0x00];

/// An unsigned INTEGER.
pub(crate) fn write_unsigned(value: u32) -> Vec<u8> {
    let octets = value.to_be_bytes();
    let mut integer: Vec<u8> = octets.iter().copied().skip_while(|octet| *octet == 0).collect();
    if integer.first().is_none_or(|first| *first > 0x7f) {
        integer.insert(0, 0);
    }
    tlv(0x02, &integer)
}
