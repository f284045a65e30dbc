//! What a correspondent's mail program is known to read: SMIMECapabilities (RFC 8551 2.5.2), from a signed mail or from the
//! certificate itself (RFC 4262). Which of it is used is for `algorithms`.

use kakitome_ber::{Cursor, Tag};
use kakitome_cms::AlgorithmIdentifier;
use kakitome_cms::oid::SMIME_CAPABILITIES;
use kakitome_crypto::{ContentCipher, KeyTransport};
use kakitome_pki::Certificate;

/// Entries of one list that are looked at. Outlook writes ten, and nobody more than thirty.
const MOST: usize = 100;

/// What is known to be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Capabilities {
    /// Ciphers among those that are written here, best first as the correspondent sees it.
    pub ciphers: Vec<ContentCipher>,
    /// RSAES-OAEP with these parameters.
    pub oaep: Option<KeyTransport>,
}

impl Capabilities {
    /// From the attribute of a signed mail.
    #[must_use]
    pub fn from_algorithms(list: &[AlgorithmIdentifier]) -> Self {
        let mut known = Self::default();
        for one in list.iter().take(MOST) {
            known.add(one.oid, &one.raw);
        }
        known
    }

    /// From the bytes of SMIMECapabilities; `None` if they are no such thing.
    #[must_use]
    pub fn from_der(der: &[u8]) -> Option<Self> {
        let mut outer = Cursor::strict(der);
        let mut list = outer.expect(Tag::SEQUENCE).ok()?.children().ok()?;
        outer.finish().ok()?;
        let mut known = Self::default();
        for _ in 0..MOST {
            if list.is_empty() {
                break;
            }
            let entry = list.expect(Tag::SEQUENCE).ok()?;
            let oid = entry.children().ok()?.oid().ok()?;
            known.add(oid, &kakitome_ber::der::sequence(&[entry.content()]));
        }
        Some(known)
    }

    /// From the extension of a certificate (RFC 4262), which its CA vouches for.
    #[must_use]
    pub fn of_certificate(certificate: &Certificate) -> Option<Self> {
        Self::from_der(&certificate.extensions().find(SMIME_CAPABILITIES)?.value)
    }

    fn add(&mut self, oid: const_oid::ObjectIdentifier, entry: &[u8]) {
        if let Some(cipher) = ContentCipher::WRITTEN.into_iter().find(|cipher| cipher.oid() == oid)
            && !self.ciphers.contains(&cipher)
        {
            self.ciphers.push(cipher);
        }
        // whoever lists OAEP twice with different digests reads either
        if self.oaep.is_none()
            && let Ok(transport @ KeyTransport::RsaOaep { .. }) = KeyTransport::from_der(entry)
        {
            self.oaep = Some(transport);
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]

    use kakitome_ber::der;
    use kakitome_crypto::DigestAlgorithm;

    use super::*;

    #[test]
    fn a_list_is_read() {
        let oaep = KeyTransport::oaep(DigestAlgorithm::Sha256);
        let entry = |oid: &str| der::sequence(&[&der::oid(&oid.parse().unwrap())]);
        let triple_des = entry("1.2.840.113549.3.7");
        let list = [triple_des, entry("2.16.840.1.101.3.4.1.46"), entry("2.16.840.1.101.3.4.1.2"), oaep.to_der()];
        let list: Vec<&[u8]> = list.iter().map(Vec::as_slice).collect();
        let known = Capabilities::from_der(&der::sequence(&list)).unwrap();
        assert_eq!(known, Capabilities { ciphers: vec![ContentCipher::Aes256Gcm, ContentCipher::Aes128Cbc], oaep: Some(oaep) });
    }

    #[test]
    fn what_is_no_list_is_none() {
        assert_eq!(Capabilities::from_der(b"\x30\x02\x05\x00"), None);
        assert_eq!(Capabilities::from_der(b""), None);
        assert_eq!(Capabilities::from_der(b"\x30\x00"), Some(Capabilities::default()));
    }
}
