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
    asn1::{AlgorithmIdentifier, Pbes2Parameters, tlv, write_algorithm},
    error::Error,
    oid,
    password_kdf::Pbkdf2,
    random,
    stretch::Pbkdf2Limits,
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
    let key = Pbkdf2::from_read(&parameters.derivation)?.derive(password, key_len, limits)?;

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

/// Encrypts with PBKDF2-HMAC-SHA-256 and AES-256-CBC; returns the AlgorithmIdentifier (DER) and the ciphertext.
///
/// # Errors
/// The primitive library failed, or the iterations are out of range.
pub fn encrypt(plaintext: &[u8], password: &[u8], iterations: u32) -> Result<(Vec<u8>, Vec<u8>), Error> {
    let primitive = |_| Error::Primitive { what: "encrypting with AES" };
    let mut iv = [0; BLOCK];
    random::fill(&mut iv)?;
    let derivation = Pbkdf2::fresh(iterations)?;
    let key = derivation.derive(password, 32, &Pbkdf2Limits::default())?;
    let key = UnboundCipherKey::new(&AES_256, &key).and_then(PaddedBlockEncryptingKey::cbc_pkcs7).map_err(primitive)?;
    // Reserved for the padding too: growing would leave a copy of the plaintext behind.
    let mut body = Zeroizing::new(Vec::with_capacity(plaintext.len() + BLOCK));
    body.extend_from_slice(plaintext);
    key.less_safe_encrypt(&mut *body, EncryptionContext::Iv128(FixedLength::from(iv))).map_err(primitive)?;

    let cipher = write_algorithm(oid::AES_256_CBC, &tlv(0x04, &iv));
    let algorithm = write_algorithm(oid::PBES2, &tlv(0x30, &[derivation.to_der(), cipher].concat()));
    Ok((algorithm, body.to_vec()))
}
