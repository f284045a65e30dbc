//! How the primitive library wants RSA signatures asked for (it takes statics only), and the first look at a key file.

use std::sync::LazyLock;

use aws_lc_rs::signature::{self as native, RsaPssSaltLength, RsaSignatureEncoding};
use der::{Decode, Reader, SliceReader, asn1::AnyRef};

use crate::{digest::DigestAlgorithm as Hash, error::Error};

pub(crate) fn pkcs1(digest: Hash) -> Option<&'static RsaSignatureEncoding> {
    Some(match digest {
        Hash::Sha256 => &native::RSA_PKCS1_SHA256,
        Hash::Sha384 => &native::RSA_PKCS1_SHA384,
        Hash::Sha512 => &native::RSA_PKCS1_SHA512,
        _ => return None,
    })
}

/// Salts up to what a key of 8192 bits leaves room for; too long for the key at hand fails in the primitive library.
const LONGEST_SALT: u16 = 1024 - 32 - 2;

fn salts(of: fn() -> RsaSignatureEncoding) -> Vec<RsaSignatureEncoding> {
    (0..=LONGEST_SALT).map(|salt| of().with_pss_salt_length(RsaPssSaltLength::Custom(salt))).collect()
}

static SALTS_SHA256: LazyLock<Vec<RsaSignatureEncoding>> = LazyLock::new(|| salts(|| native::RSA_PSS_SHA256));
static SALTS_SHA384: LazyLock<Vec<RsaSignatureEncoding>> = LazyLock::new(|| salts(|| native::RSA_PSS_SHA384));
static SALTS_SHA512: LazyLock<Vec<RsaSignatureEncoding>> = LazyLock::new(|| salts(|| native::RSA_PSS_SHA512));

pub(crate) fn pss(digest: Hash, salt_len: u32) -> Option<&'static RsaSignatureEncoding> {
    let salt_len = usize::try_from(salt_len).ok()?;
    let usual = salt_len == digest.output_len();
    match digest {
        Hash::Sha256 if usual => Some(&native::RSA_PSS_SHA256),
        Hash::Sha384 if usual => Some(&native::RSA_PSS_SHA384),
        Hash::Sha512 if usual => Some(&native::RSA_PSS_SHA512),
        Hash::Sha256 => SALTS_SHA256.get(salt_len),
        Hash::Sha384 => SALTS_SHA384.get(salt_len),
        Hash::Sha512 => SALTS_SHA512.get(salt_len),
        _ => None,
    }
}

/// Tags of the first two elements inside the outer SEQUENCE: enough to tell PKCS#8, PKCS#1, SEC 1 and their encrypted form apart.
pub(crate) fn first_two_tags(der: &[u8]) -> Result<(u8, u8), Error> {
    let read = || -> der::Result<(u8, u8)> {
        let mut outer = SliceReader::new(der)?;
        let body = AnyRef::decode(&mut outer)?;
        outer.finish()?;
        let mut body = SliceReader::new(body.value())?;
        let first = body.peek_byte();
        AnyRef::decode(&mut body)?;
        let second = body.peek_byte();
        Ok((first.unwrap_or_default(), second.unwrap_or_default()))
    };
    read().map_err(|why| Error::malformed("private key file", why))
}
