//! Content-encryption algorithms by name and AlgorithmIdentifier: AES-CBC (RFC 3565), AES-GCM (RFC 5084),
//! with a derived key (RFC 9709), and for reading only DES-EDE3-CBC and RC2-CBC (RFC 3370 section 5, RFC 2268 section 6) and DES-CBC (FIPS 46-3, OIW).

use const_oid::ObjectIdentifier;
use der::{
    Decode, Encode, Sequence, Tag, Tagged,
    asn1::{AnyRef, OctetStringRef},
};

use crate::{
    asn1::{AlgorithmIdentifier, tlv, write_algorithm, write_unsigned},
    digest::Strength,
    error::Error,
    oid, random,
};

/// A cipher for content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum ContentCipher {
    /// AES-128-CBC.
    Aes128Cbc,
    /// AES-192-CBC.
    Aes192Cbc,
    /// AES-256-CBC.
    Aes256Cbc,
    /// AES-128-GCM.
    Aes128Gcm,
    /// AES-192-GCM.
    Aes192Gcm,
    /// AES-256-GCM.
    Aes256Gcm,
    /// 3DES in CBC mode: weak (blocks of 64 bits), read only.
    TripleDesCbc,
    /// DES in CBC mode: broken, read only.
    DesCbc,
    /// RC2 in CBC mode: read only.
    Rc2Cbc {
        /// The effective key length of RFC 2268, in bits.
        effective_bits: u16,
    },
}

impl ContentCipher {
    /// What is written, strongest last.
    pub const WRITTEN: [Self; 6] = [Self::Aes128Cbc, Self::Aes192Cbc, Self::Aes256Cbc, Self::Aes128Gcm, Self::Aes192Gcm, Self::Aes256Gcm];

    /// Its object identifier.
    #[must_use]
    pub fn oid(self) -> ObjectIdentifier {
        match self {
            Self::Aes128Cbc => oid::AES_128_CBC,
            Self::Aes192Cbc => oid::AES_192_CBC,
            Self::Aes256Cbc => oid::AES_256_CBC,
            Self::Aes128Gcm => oid::AES_128_GCM,
            Self::Aes192Gcm => oid::AES_192_GCM,
            Self::Aes256Gcm => oid::AES_256_GCM,
            Self::TripleDesCbc => oid::DES_EDE3_CBC,
            Self::DesCbc => oid::DES_CBC,
            Self::Rc2Cbc { .. } => oid::RC2_CBC,
        }
    }

    /// Its name: `AES-256-GCM`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Aes128Cbc => "AES-128-CBC",
            Self::Aes192Cbc => "AES-192-CBC",
            Self::Aes256Cbc => "AES-256-CBC",
            Self::Aes128Gcm => "AES-128-GCM",
            Self::Aes192Gcm => "AES-192-GCM",
            Self::Aes256Gcm => "AES-256-GCM",
            Self::TripleDesCbc => "3DES-CBC",
            Self::DesCbc => "DES-CBC",
            Self::Rc2Cbc { effective_bits: 40 } => "RC2-CBC-40",
            Self::Rc2Cbc { effective_bits: 64 } => "RC2-CBC-64",
            Self::Rc2Cbc { effective_bits: 128 } => "RC2-CBC-128",
            Self::Rc2Cbc { .. } => "RC2-CBC",
        }
    }

    /// Octets of key. For RC2, which takes any, as many as the effective bits fill: what S/MIME programs use.
    #[must_use]
    pub fn key_len(self) -> usize {
        match self {
            Self::Aes128Cbc | Self::Aes128Gcm => 16,
            Self::Aes192Cbc | Self::Aes192Gcm | Self::TripleDesCbc => 24,
            Self::Aes256Cbc | Self::Aes256Gcm => 32,
            Self::DesCbc => 8,
            Self::Rc2Cbc { effective_bits } => usize::from(effective_bits.div_ceil(8)),
        }
    }

    /// Octets of block.
    #[must_use]
    pub fn block_len(self) -> usize {
        match self {
            Self::TripleDesCbc | Self::DesCbc | Self::Rc2Cbc { .. } => 8,
            _ => 16,
        }
    }

    /// Whether the ciphertext carries a tag that no one makes without the key (AuthEnvelopedData).
    #[must_use]
    pub fn is_authenticated(self) -> bool {
        matches!(self, Self::Aes128Gcm | Self::Aes192Gcm | Self::Aes256Gcm)
    }

    /// How far it keeps a secret: keys up to 64 bits are searched on a desk; 3DES and RC2-128 have blocks of 64 bits.
    #[must_use]
    pub fn strength(self) -> Strength {
        match self {
            Self::DesCbc => Strength::Broken,
            Self::Rc2Cbc { effective_bits } if effective_bits <= 64 => Strength::Broken,
            Self::TripleDesCbc | Self::Rc2Cbc { .. } => Strength::Weak,
            _ => Strength::Good,
        }
    }

    /// Whether it is also written: AES only.
    #[must_use]
    pub fn writes(self) -> bool {
        Self::WRITTEN.contains(&self)
    }
}

/// A content-encryption AlgorithmIdentifier with its parameters, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CipherAlgorithm {
    cipher: ContentCipher,
    iv: Vec<u8>,
    icv_len: usize,
    /// RFC 9709: the cipher's own AlgorithmIdentifier, from which and from the key handed out the key used is derived.
    derivation: Option<Vec<u8>>,
}

/// RFC 5084 section 3.2: 12 to 16 octets of tag, 12 when nothing is said.
const ICV_LENGTHS: std::ops::RangeInclusive<usize> = 12..=16;
const ICV_DEFAULT: usize = 12;
/// What we write (RFC 5084 section 3.2 recommends nonces of 12 octets; the longest tag costs four octets).
const NONCE_WRITTEN: usize = 12;
const ICV_WRITTEN: usize = 16;
/// NIST SP 800-38D allows 2^61 octets; no program writes more than 16, and a nonce costs hashing before any check (CVE-2025-15467).
const NONCE_MOST: usize = 1024;

/// RFC 2268 section 6: what an initialization vector without a version means.
const RC2_DEFAULT_BITS: u16 = 32;

/// RFC 5084 section 3.2.
#[derive(Sequence)]
struct GcmParameters<'a> {
    nonce: &'a OctetStringRef,
    icv_len: Option<u32>,
}

/// RFC 2268 section 6.
#[derive(Sequence)]
struct Rc2Parameters<'a> {
    version: u32,
    iv: &'a OctetStringRef,
}

impl CipherAlgorithm {
    /// With the given initialization vector or nonce; `icv_len` is the length of the tag, 0 for CBC.
    ///
    /// # Errors
    /// A length that the cipher does not have.
    pub fn new(cipher: ContentCipher, iv: Vec<u8>, icv_len: usize) -> Result<Self, Error> {
        if let ContentCipher::Rc2Cbc { effective_bits } = cipher
            && effective_bits != RC2_DEFAULT_BITS
            && rc2_version(effective_bits).is_none()
        {
            return Err(Error::malformed("RC2-CBCParameter", format_args!("{effective_bits} effective bits")));
        }
        if cipher.is_authenticated() {
            if iv.is_empty() || iv.len() > NONCE_MOST {
                return Err(Error::malformed("GCMParameters", format_args!("a nonce of {} octets; 1 to {NONCE_MOST} are read", iv.len())));
            }
            if !ICV_LENGTHS.contains(&icv_len) {
                return Err(Error::malformed("GCMParameters", format_args!("a tag of {icv_len} octets; RFC 5084 knows 12 to 16")));
            }
        } else if iv.len() != cipher.block_len() {
            let why = format_args!("{} octets; {} wants {}", iv.len(), cipher.name(), cipher.block_len()).to_string();
            return Err(Error::malformed("initialization vector", why));
        } else if icv_len != 0 {
            return Err(Error::malformed("content-encryption parameters", "CBC has no tag"));
        }
        Ok(Self { cipher, iv, icv_len, derivation: None })
    }

    /// With a random initialization vector or nonce; with GCM a tag of 16 octets.
    ///
    /// # Errors
    /// A cipher that is only read; the system's random source failed.
    pub fn fresh(cipher: ContentCipher) -> Result<Self, Error> {
        if !cipher.writes() {
            return Err(Error::Unsupported { what: "encryption with", name: cipher.name().to_owned(), oid: Some(cipher.oid()) });
        }
        let (iv_len, icv_len) = if cipher.is_authenticated() { (NONCE_WRITTEN, ICV_WRITTEN) } else { (cipher.block_len(), 0) };
        let mut iv = vec![0; iv_len];
        random::fill(&mut iv)?;
        Self::new(cipher, iv, icv_len)
    }

    /// Reads an AlgorithmIdentifier.
    ///
    /// # Errors
    /// [`Error::Unsupported`] with the object identifier, or parameters that are not the cipher's.
    pub fn from_der(der: &[u8]) -> Result<Self, Error> {
        let read = AlgorithmIdentifier::from_der(der).map_err(|why| Error::malformed("content-encryption AlgorithmIdentifier", why))?;
        Self::from_read(&read)
    }

    fn from_read(read: &AlgorithmIdentifier<'_>) -> Result<Self, Error> {
        if read.oid != oid::CEK_HKDF_SHA256 {
            return Self::plain(read);
        }
        // RFC 9709 section 3: the parameters are the AlgorithmIdentifier of the cipher.
        let malformed = |why: der::Error| Error::malformed("CEK-HKDF-SHA256 parameters", why);
        let inner = read.parameters.ok_or_else(|| Error::malformed("CEK-HKDF-SHA256 parameters", "absent"))?;
        let plain = Self::plain(&inner.decode_as().map_err(malformed)?)?;
        Ok(Self { derivation: Some(inner.to_der().map_err(malformed)?), ..plain })
    }

    /// A cipher without derivation of its key.
    pub(crate) fn plain(read: &AlgorithmIdentifier<'_>) -> Result<Self, Error> {
        let cipher = match read.oid {
            oid::AES_128_CBC => ContentCipher::Aes128Cbc,
            oid::AES_192_CBC => ContentCipher::Aes192Cbc,
            oid::AES_256_CBC => ContentCipher::Aes256Cbc,
            oid::AES_128_GCM => return gcm(ContentCipher::Aes128Gcm, read),
            oid::AES_192_GCM => return gcm(ContentCipher::Aes192Gcm, read),
            oid::AES_256_GCM => return gcm(ContentCipher::Aes256Gcm, read),
            oid::DES_EDE3_CBC => ContentCipher::TripleDesCbc,
            oid::DES_CBC => ContentCipher::DesCbc,
            oid::RC2_CBC => return rc2(read),
            other => {
                return Err(Error::Unsupported { what: "content encryption with", name: oid::display(other), oid: Some(other) });
            }
        };
        let iv: &OctetStringRef = parameters(read, "initialization vector")?;
        Self::new(cipher, iv.as_bytes().to_vec(), 0)
    }

    /// The AlgorithmIdentifier as DER.
    #[must_use]
    pub fn to_der(&self) -> Vec<u8> {
        match &self.derivation {
            Some(plain) => write_algorithm(oid::CEK_HKDF_SHA256, plain),
            None => self.plain_der(),
        }
    }

    fn plain_der(&self) -> Vec<u8> {
        let iv = tlv(0x04, &self.iv);
        let parameters = match self.cipher {
            ContentCipher::Rc2Cbc { effective_bits: RC2_DEFAULT_BITS } => iv,
            ContentCipher::Rc2Cbc { effective_bits } => {
                tlv(0x30, &[write_unsigned(rc2_version(effective_bits).unwrap_or_default()), iv].concat())
            }
            // DEFAULT is not encoded (X.690 section 11.5).
            cipher if cipher.is_authenticated() && self.icv_len == ICV_DEFAULT => tlv(0x30, &iv),
            cipher if cipher.is_authenticated() => {
                tlv(0x30, &[iv, write_unsigned(u32::try_from(self.icv_len).unwrap_or_default())].concat())
            }
            _ => iv,
        };
        write_algorithm(self.cipher.oid(), &parameters)
    }

    /// The same with a key derived from the one that is handed out (RFC 9709): an attacker who makes CBC of GCM gets another key.
    #[must_use]
    pub fn with_key_derivation(mut self) -> Self {
        self.derivation = Some(self.plain_der());
        self
    }

    /// Whether the key is derived (RFC 9709).
    #[must_use]
    pub fn derives_key(&self) -> bool {
        self.derivation.is_some()
    }

    pub(super) fn derivation(&self) -> Option<&[u8]> {
        self.derivation.as_deref()
    }

    /// The cipher.
    #[must_use]
    pub fn cipher(&self) -> ContentCipher {
        self.cipher
    }

    /// The initialization vector or nonce.
    #[must_use]
    pub fn iv(&self) -> &[u8] {
        &self.iv
    }

    /// Octets of tag; 0 for CBC.
    #[must_use]
    pub fn icv_len(&self) -> usize {
        self.icv_len
    }
}

fn parameters<'a, T>(read: &AlgorithmIdentifier<'a>, what: &'static str) -> Result<T, Error>
where
    T: der::Choice<'a> + der::DecodeValue<'a, Error = der::Error>,
{
    let any: AnyRef<'a> = read.parameters.ok_or_else(|| Error::malformed(what, "absent"))?;
    any.decode_as().map_err(|why| Error::malformed(what, why))
}

fn gcm(cipher: ContentCipher, read: &AlgorithmIdentifier<'_>) -> Result<CipherAlgorithm, Error> {
    let parameters: GcmParameters<'_> = parameters(read, "GCMParameters")?;
    let icv_len = parameters.icv_len.map_or(ICV_DEFAULT, |said| usize::try_from(said).unwrap_or(usize::MAX));
    CipherAlgorithm::new(cipher, parameters.nonce.as_bytes().to_vec(), icv_len)
}

/// RFC 2268 section 6: an IV alone means 32 effective bits; a version below 256 is a code for them.
fn rc2(read: &AlgorithmIdentifier<'_>) -> Result<CipherAlgorithm, Error> {
    if read.parameters.is_some_and(|any| any.tag() == Tag::OctetString) {
        let iv: &OctetStringRef = parameters(read, "initialization vector")?;
        return CipherAlgorithm::new(ContentCipher::Rc2Cbc { effective_bits: RC2_DEFAULT_BITS }, iv.as_bytes().to_vec(), 0);
    }
    let parameters: Rc2Parameters<'_> = parameters(read, "RC2-CBCParameter")?;
    let effective_bits = rc2_bits(parameters.version)?;
    CipherAlgorithm::new(ContentCipher::Rc2Cbc { effective_bits }, parameters.iv.as_bytes().to_vec(), 0)
}

/// The codes that RFC 3370 section 5.2 names, and the literal ones.
pub(crate) fn rc2_bits(version: u32) -> Result<u16, Error> {
    match version {
        160 => Ok(40),
        120 => Ok(64),
        58 => Ok(128),
        literal @ 256..=1024 => u16::try_from(literal).map_err(|why| Error::malformed("RC2 version", why)),
        other => Err(Error::malformed("RC2 version", format_args!("{other} is none that RFC 3370 names"))),
    }
}

pub(crate) fn rc2_version(effective_bits: u16) -> Option<u32> {
    match effective_bits {
        40 => Some(160),
        64 => Some(120),
        128 => Some(58),
        256..=1024 => Some(effective_bits.into()),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
