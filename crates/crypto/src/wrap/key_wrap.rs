//! Key wrap algorithms by name and AlgorithmIdentifier: AES (RFC 3394, RFC 3565 section 2.3.2), and for reading only 3DES and RC2
//! (RFC 3217, RFC 3370 section 4.3). How each works stands in `aes` and `old`.

use const_oid::ObjectIdentifier;
use der::Decode;
use zeroize::Zeroizing;

use super::{aes, old};
use crate::{
    asn1::{AlgorithmIdentifier, NULL, write_algorithm, write_unsigned},
    cipher::algorithm::{rc2_bits, rc2_version},
    digest::Strength,
    error::Error,
    oid,
};

/// An algorithm that wraps a content-encryption key with a key-encryption key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum KeyWrap {
    /// AES-128 key wrap.
    Aes128,
    /// AES-192 key wrap.
    Aes192,
    /// AES-256 key wrap.
    Aes256,
    /// 3DES key wrap: read only.
    TripleDes,
    /// RC2 key wrap: read only.
    Rc2 {
        /// The effective key length of RFC 2268, in bits.
        effective_bits: u16,
    },
}

impl KeyWrap {
    /// Reads an AlgorithmIdentifier. AES and 3DES have no parameters (absent or NULL, programs write both), RC2 has a version.
    ///
    /// # Errors
    /// [`Error::Unsupported`] with the object identifier, or parameters that are not the algorithm's.
    pub fn from_der(der: &[u8]) -> Result<Self, Error> {
        let read = AlgorithmIdentifier::from_der(der).map_err(|why| Error::malformed("key wrap AlgorithmIdentifier", why))?;
        let wrap = match read.oid {
            oid::AES_128_WRAP => Self::Aes128,
            oid::AES_192_WRAP => Self::Aes192,
            oid::AES_256_WRAP => Self::Aes256,
            oid::DES_EDE3_WRAP => Self::TripleDes,
            oid::RC2_WRAP => return rc2(&read),
            other => return Err(Error::Unsupported { what: "key wrapping with", name: oid::display(other), oid: Some(other) }),
        };
        if read.has_no_parameters() { Ok(wrap) } else { Err(Error::malformed("key wrap parameters", "neither absent nor NULL")) }
    }

    /// The AlgorithmIdentifier as DER: parameters absent for AES (RFC 3565 section 2.3.2), NULL for 3DES (RFC 3370 section 4.3.1).
    #[must_use]
    pub fn to_der(self) -> Vec<u8> {
        let parameters = match self {
            Self::Aes128 | Self::Aes192 | Self::Aes256 => Vec::new(),
            Self::TripleDes => NULL.to_vec(),
            Self::Rc2 { effective_bits } => write_unsigned(rc2_version(effective_bits).unwrap_or_default()),
        };
        write_algorithm(self.oid(), &parameters)
    }

    /// Its object identifier.
    #[must_use]
    pub fn oid(self) -> ObjectIdentifier {
        match self {
            Self::Aes128 => oid::AES_128_WRAP,
            Self::Aes192 => oid::AES_192_WRAP,
            Self::Aes256 => oid::AES_256_WRAP,
            Self::TripleDes => oid::DES_EDE3_WRAP,
            Self::Rc2 { .. } => oid::RC2_WRAP,
        }
    }

    /// Its name: `AES-256 key wrap`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Aes128 => "AES-128 key wrap",
            Self::Aes192 => "AES-192 key wrap",
            Self::Aes256 => "AES-256 key wrap",
            Self::TripleDes => "3DES key wrap",
            Self::Rc2 { .. } => "RC2 key wrap",
        }
    }

    /// Octets of the key-encryption key (RFC 3217 section 4: RC2 has one of 128 bits).
    #[must_use]
    pub fn kek_len(self) -> usize {
        match self {
            Self::Aes128 | Self::Rc2 { .. } => 16,
            Self::Aes192 | Self::TripleDes => 24,
            Self::Aes256 => 32,
        }
    }

    /// How far it keeps a secret.
    #[must_use]
    pub fn strength(self) -> Strength {
        match self {
            Self::Aes128 | Self::Aes192 | Self::Aes256 => Strength::Good,
            Self::Rc2 { effective_bits } if effective_bits <= 64 => Strength::Broken,
            Self::TripleDes | Self::Rc2 { .. } => Strength::Weak,
        }
    }

    /// Whether it is also written: AES only.
    #[must_use]
    pub fn writes(self) -> bool {
        matches!(self, Self::Aes128 | Self::Aes192 | Self::Aes256)
    }

    /// Wraps a key of a multiple of 8 octets, 16 at least.
    ///
    /// # Errors
    /// An algorithm that is only read, a key-encryption key of another length, a key that it does not wrap.
    pub fn wrap(self, kek: &[u8], key: &[u8]) -> Result<Vec<u8>, Error> {
        if !self.writes() {
            return Err(Error::Unsupported { what: "writing with", name: self.name().to_owned(), oid: Some(self.oid()) });
        }
        if kek.len() != self.kek_len() {
            let why = format!("{} octets; {} wants {}", kek.len(), self.name(), self.kek_len());
            return Err(Error::BadKey { what: "key-encryption key", why });
        }
        aes::wrap(kek, key)
    }

    /// Unwraps. `None`: wrong key-encryption key (or of another length), altered, cut: one answer.
    #[must_use]
    pub fn unwrap(self, kek: &[u8], wrapped: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        if kek.len() != self.kek_len() {
            return None;
        }
        match self {
            Self::Aes128 | Self::Aes192 | Self::Aes256 => aes::unwrap(kek, wrapped),
            Self::TripleDes => old::unwrap_triple_des(kek, wrapped),
            Self::Rc2 { effective_bits } => old::unwrap_rc2(kek, effective_bits, wrapped),
        }
    }
}

/// RFC 3370 section 4.3.2: the parameter is the version of RFC 2268.
fn rc2(read: &AlgorithmIdentifier<'_>) -> Result<KeyWrap, Error> {
    let malformed = |why: String| Error::malformed("RC2 key wrap parameters", why);
    let version = read.parameters.ok_or_else(|| malformed("absent".to_owned()))?;
    let version: u32 = version.decode_as().map_err(|why: der::Error| malformed(why.to_string()))?;
    Ok(KeyWrap::Rc2 { effective_bits: rc2_bits(version)? })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests may panic")]
    use super::*;

    const ALL: [KeyWrap; 5] = [KeyWrap::Aes128, KeyWrap::Aes192, KeyWrap::Aes256, KeyWrap::TripleDes, KeyWrap::Rc2 { effective_bits: 128 }];

    #[test]
    fn identifiers_come_back() {
        for wrap in ALL {
            assert_eq!(KeyWrap::from_der(&wrap.to_der()), Ok(wrap));
        }
        // id-aes256-wrap with NULL, as some programs write it
        let with_null = write_algorithm(oid::AES_256_WRAP, NULL);
        assert_eq!(KeyWrap::from_der(&with_null), Ok(KeyWrap::Aes256));
        assert!(matches!(KeyWrap::from_der(&write_algorithm(oid::AES_256_WRAP, &write_unsigned(1))), Err(Error::Malformed { .. })));
        assert!(matches!(KeyWrap::from_der(&write_algorithm(oid::RC2_WRAP, NULL)), Err(Error::Malformed { .. })));
        assert!(
            matches!(KeyWrap::from_der(&write_algorithm(oid::AES_128_CBC, NULL)), Err(Error::Unsupported { oid: Some(oid), .. }) if oid == oid::AES_128_CBC)
        );
        assert!(matches!(KeyWrap::from_der(b"\x30\x03"), Err(Error::Malformed { .. })));
    }

    /// RFC 3565 section 2.3.2.
    #[test]
    fn aes_has_absent_parameters() {
        assert_eq!(KeyWrap::Aes128.to_der(), [0x30, 0x0b, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x01, 0x05]);
    }

    #[test]
    fn m08_old_wraps_are_read_never_written() {
        for wrap in ALL {
            let written = wrap.wrap(&vec![1; wrap.kek_len()], &[2; 24]);
            assert_eq!(written.is_ok(), wrap.writes(), "{written:?}");
            assert_eq!(wrap.writes(), wrap.strength() == Strength::Good);
        }
    }

    #[test]
    fn a_key_of_another_length_unwraps_nothing() {
        for wrap in ALL {
            for length in [0, 1, 8, 15, 17, 31, 33, 64] {
                assert_eq!(wrap.unwrap(&vec![1; length], &[0; 40]), None, "{} {length}", wrap.name());
                assert!(wrap.wrap(&vec![1; length], &[2; 24]).is_err());
            }
        }
    }
}
