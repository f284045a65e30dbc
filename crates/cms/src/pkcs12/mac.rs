//! MacData (RFC 7292 4): HMAC with a key by PKCS#12's own derivation (appendix B), or PBMAC1 (RFC 9879, which obsoletes RFC 9579).

use kakitome_ber::Cursor;
use kakitome_crypto::{DigestAlgorithm, Error as CryptoError, PasswordMac, Pbkdf2Limits, hmac_matches, pkcs12_key};

use crate::algorithm::AlgorithmIdentifier;
use crate::error::Error;

/// RFC 7292 appendix B.3.
pub(super) const FOR_MAC: u8 = 3;

/// A MAC as read.
pub(super) struct Mac {
    kind: Kind,
    mac: Vec<u8>,
}

enum Kind {
    Pkcs12 { digest: DigestAlgorithm, salt: Vec<u8>, iterations: u64 },
    Pbmac1(PasswordMac),
}

impl Mac {
    /// Reads it from what follows the AuthenticatedSafe.
    pub(super) fn read(pfx: &mut Cursor<'_>) -> Result<Self, Error> {
        let broken = Error::reading("MAC of the PKCS#12 file");
        let mut mac_data = pfx.sequence().map_err(&broken)?;
        let mut digest_info = mac_data.sequence().map_err(&broken)?;
        let algorithm = AlgorithmIdentifier::read(&mut digest_info).map_err(&broken)?;
        let mac = digest_info.octet_string().map_err(&broken)?.into_owned();
        let salt = mac_data.octet_string().map_err(&broken)?.into_owned();
        // DEFAULT 1: macOS leaves it away
        let iterations = if mac_data.is_empty() { 1 } else { mac_data.unsigned().map_err(&broken)? };
        let kind = match DigestAlgorithm::from_oid(algorithm.oid) {
            Some(digest) => Kind::Pkcs12 { digest, salt, iterations },
            // RFC 9879 section 4: salt and iterations of MacData have no meaning then
            None if algorithm.oid == PasswordMac::OID => Kind::Pbmac1(PasswordMac::from_der(&algorithm.raw).map_err(named)?),
            None => return Err(Error::UnsupportedProtection { name: format!("a MAC by algorithm {}", algorithm.oid) }),
        };
        Ok(Self { kind, mac })
    }

    /// Whether the password is to be a BMPString; else UTF-8.
    pub(super) fn takes_bmp_string(&self) -> bool {
        matches!(self.kind, Kind::Pkcs12 { .. })
    }

    /// Whether it is the MAC of these octets under this password.
    pub(super) fn matches(&self, password: &[u8], authenticated: &[u8], limits: &Pbkdf2Limits) -> Result<bool, Error> {
        let matches = match &self.kind {
            Kind::Pbmac1(pbmac1) => pbmac1.matches(password, authenticated, &self.mac, limits),
            Kind::Pkcs12 { digest, salt, iterations } => {
                pkcs12_key(*digest, FOR_MAC, password, salt, *iterations, digest.output_len(), limits)
                    .and_then(|key| hmac_matches(*digest, &key, authenticated, &self.mac))
            }
        };
        matches.map_err(named)
    }
}

/// Tells what is not offered from the other errors.
pub(super) fn named(error: CryptoError) -> Error {
    match error {
        CryptoError::Unsupported { name, .. } => Error::UnsupportedProtection { name },
        other => Error::Crypto(other),
    }
}
