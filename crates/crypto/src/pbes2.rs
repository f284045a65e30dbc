//! PBES2 (RFC 8018 section 6.2): PBKDF2 and AES-CBC, as PKCS#8 and PKCS#12 files use it. Older schemes are refused by name.

use aws_lc_rs::{
    cipher::{
        AES_128, AES_192, AES_256, Algorithm, DecryptionContext, EncryptionContext, PaddedBlockDecryptingKey, PaddedBlockEncryptingKey,
        UnboundCipherKey,
    },
    iv::FixedLength,
};
use const_oid::ObjectIdentifier;
use der::{Decode, asn1::OctetStringRef};
use zeroize::Zeroizing;

use crate::{
    asn1::{self, AlgorithmIdentifier, NULL, Pbes2Parameters, Pbkdf2Parameters, tlv, write_algorithm},
    digest::DigestAlgorithm,
    error::Error,
    oid, random,
    stretch::{Pbkdf2Limits, pbkdf2},
};

/// Octets of an AES block and thus of the initialization vector.
const BLOCK: usize = 16;

/// Decrypts what a PBES2 AlgorithmIdentifier (DER) describes.
///
/// # Errors
/// Another scheme than PBES2, more work than the limits allow, or [`Error::WrongPassword`].
pub fn decrypt(algorithm: &[u8], ciphertext: &[u8], password: &[u8], limits: &Pbkdf2Limits) -> Result<Zeroizing<Vec<u8>>, Error> {
    let read = AlgorithmIdentifier::from_der(algorithm).map_err(|why| Error::malformed("encryption AlgorithmIdentifier", why))?;
    decrypt_as(&read, ciphertext, password, limits)
}

pub(crate) fn decrypt_as(
    algorithm: &AlgorithmIdentifier<'_>,
    ciphertext: &[u8],
    password: &[u8],
    limits: &Pbkdf2Limits,
) -> Result<Zeroizing<Vec<u8>>, Error> {
    if algorithm.oid != oid::PBES2 {
        return Err(unsupported("encryption with a password by", algorithm.oid));
    }
    let parameters: Pbes2Parameters<'_> = parameters(algorithm, "PBES2-params")?;
    let (cipher, key_len) = cipher(parameters.cipher.oid)?;
    let iv: &OctetStringRef = self::parameters(&parameters.cipher, "AES-IV")?;
    let iv: [u8; BLOCK] = iv.as_bytes().try_into().map_err(|_| Error::malformed("AES-IV", "not 16 octets"))?;
    let key = derive(&parameters.derivation, password, key_len, limits)?;

    let primitive = |_| Error::Primitive { what: "setting an AES key" };
    let key = UnboundCipherKey::new(cipher, &key).and_then(PaddedBlockDecryptingKey::cbc_pkcs7).map_err(primitive)?;
    let mut buffer = Zeroizing::new(ciphertext.to_vec());
    let length =
        key.decrypt(buffer.as_mut_slice(), DecryptionContext::Iv128(FixedLength::from(iv))).map_err(|_| Error::WrongPassword)?.len();
    buffer.truncate(length);
    Ok(buffer)
}

fn parameters<'a, T>(algorithm: &AlgorithmIdentifier<'a>, what: &'static str) -> Result<T, Error>
where
    T: der::Choice<'a> + der::DecodeValue<'a, Error = der::Error>,
{
    let any = algorithm.parameters.ok_or_else(|| Error::malformed(what, "absent"))?;
    any.decode_as().map_err(|why| Error::malformed(what, why))
}

fn unsupported(what: &'static str, oid: ObjectIdentifier) -> Error {
    Error::Unsupported { what, name: oid::display(oid), oid: Some(oid) }
}

fn cipher(oid: ObjectIdentifier) -> Result<(&'static Algorithm, usize), Error> {
    Ok(match oid {
        oid::AES_128_CBC => (&AES_128, 16),
        oid::AES_192_CBC => (&AES_192, 24),
        oid::AES_256_CBC => (&AES_256, 32),
        other => return Err(unsupported("PBES2 with", other)),
    })
}

fn derive(
    derivation: &AlgorithmIdentifier<'_>,
    password: &[u8],
    key_len: usize,
    limits: &Pbkdf2Limits,
) -> Result<Zeroizing<Vec<u8>>, Error> {
    if derivation.oid != oid::PBKDF2 {
        return Err(unsupported("key derivation", derivation.oid));
    }
    let read: Pbkdf2Parameters<'_> = parameters(derivation, "PBKDF2-params")?;
    if read.key_length.is_some_and(|said| usize::try_from(said) != Ok(key_len)) {
        return Err(Error::malformed("PBKDF2-params", "keyLength is not the cipher's"));
    }
    let digest = match read.prf.map(|prf| prf.oid) {
        None | Some(oid::HMAC_SHA1) => DigestAlgorithm::Sha1,
        Some(oid::HMAC_SHA256) => DigestAlgorithm::Sha256,
        Some(oid::HMAC_SHA384) => DigestAlgorithm::Sha384,
        Some(oid::HMAC_SHA512) => DigestAlgorithm::Sha512,
        Some(other) => return Err(unsupported("PBKDF2 with", other)),
    };
    pbkdf2(digest, password, read.salt.as_bytes(), read.iterations, key_len, limits)
}

/// Encrypts with PBKDF2-HMAC-SHA-256 and AES-256-CBC; returns the AlgorithmIdentifier (DER) and the ciphertext.
///
/// # Errors
/// The primitive library failed, or the iterations are out of range.
pub fn encrypt(plaintext: &[u8], password: &[u8], iterations: u32) -> Result<(Vec<u8>, Vec<u8>), Error> {
    let primitive = |_| Error::Primitive { what: "encrypting with AES" };
    let mut salt = [0; 16];
    random::fill(&mut salt)?;
    let mut iv = [0; BLOCK];
    random::fill(&mut iv)?;
    let key = pbkdf2(DigestAlgorithm::Sha256, password, &salt, iterations.into(), 32, &Pbkdf2Limits::default())?;
    let key = UnboundCipherKey::new(&AES_256, &key).and_then(PaddedBlockEncryptingKey::cbc_pkcs7).map_err(primitive)?;
    // Reserved for the padding too: growing would leave a copy of the plaintext behind.
    let mut body = Zeroizing::new(Vec::with_capacity(plaintext.len() + BLOCK));
    body.extend_from_slice(plaintext);
    key.less_safe_encrypt(&mut *body, EncryptionContext::Iv128(FixedLength::from(iv))).map_err(primitive)?;

    let count = asn1::write_unsigned(iterations);
    let pbkdf2 = tlv(0x30, &[tlv(0x04, &salt), count, write_algorithm(oid::HMAC_SHA256, NULL)].concat());
    let derivation = write_algorithm(oid::PBKDF2, &pbkdf2);
    let cipher = write_algorithm(oid::AES_256_CBC, &tlv(0x04, &iv));
    let algorithm = write_algorithm(oid::PBES2, &tlv(0x30, &[derivation, cipher].concat()));
    Ok((algorithm, body.to_vec()))
}
