//! One private key at rest: a head that anybody may read (purpose, label, public key) and PKCS#8 sealed under the key-encryption key,
//! with the head as associated data: no head can be put before another key.

use kakitome_crypto::{SealingKey, Zeroizing};
use kakitome_keys::{KeyId, KeyInfo, Purpose};

use crate::kek::KekId;

const MAGIC: &[u8; 16] = b"kakitome key  1\n";
/// For [`crate::kek::Kek::sealing_key`].
pub(crate) const SEAL: &[u8] = b"private key";

/// A key file as read; the key is still sealed.
pub(crate) struct KeyFile {
    pub(crate) kek: KekId,
    pub(crate) info: KeyInfo,
    head: Vec<u8>,
    sealed: Vec<u8>,
}

/// Seals a key into the content of its file.
pub(crate) fn seal(kek: KekId, key: &SealingKey, info: &KeyInfo, pkcs8: &[u8]) -> Result<Vec<u8>, kakitome_crypto::Error> {
    let mut content = head(kek, info);
    let sealed = key.seal(pkcs8, &content)?;
    content.extend(sealed);
    Ok(content)
}

fn head(kek: KekId, info: &KeyInfo) -> Vec<u8> {
    let mut out = MAGIC.to_vec();
    out.extend(kek.0);
    out.push(info.purpose.to_octet());
    out.extend(info.made.to_be_bytes());
    for field in [info.label.as_bytes(), &info.public_key] {
        out.extend(u32::try_from(field.len()).unwrap_or(u32::MAX).to_be_bytes());
        out.extend_from_slice(field);
    }
    out
}

impl KeyFile {
    /// Reads the content of a key file; `None`: it is none.
    pub(crate) fn read(content: &[u8]) -> Option<Self> {
        let (magic, rest) = content.split_first_chunk::<16>()?;
        if magic != MAGIC {
            return None;
        }
        let (kek, rest) = rest.split_first_chunk::<8>()?;
        let (purpose, rest) = rest.split_first()?;
        let (made, rest) = rest.split_first_chunk::<8>()?;
        let (label, rest) = field(rest)?;
        let (public_key, sealed) = field(rest)?;
        let info = KeyInfo {
            id: KeyId::of_public_key(public_key),
            purpose: Purpose::from_octet(*purpose)?,
            label: std::str::from_utf8(label).ok()?.to_owned(),
            public_key: public_key.to_vec(),
            made: i64::from_be_bytes(*made),
        };
        let head = content.get(..content.len().checked_sub(sealed.len())?)?.to_vec();
        Some(Self { kek: KekId(*kek), info, head, sealed: sealed.to_vec() })
    }

    /// The key inside (PKCS#8).
    pub(crate) fn open(&self, key: &SealingKey) -> Result<Zeroizing<Vec<u8>>, kakitome_crypto::Error> {
        key.open(&self.sealed, &self.head)
    }
}

fn field(rest: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = rest.split_first_chunk::<4>()?;
    rest.split_at_checked(usize::try_from(u32::from_be_bytes(*length)).ok()?)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests may panic")]
    use super::*;

    fn info(purpose: Purpose) -> KeyInfo {
        let public_key = b"public".to_vec();
        KeyInfo { id: KeyId::of_public_key(&public_key), purpose, label: "名前".to_owned(), public_key, made: 1_800_000_000 }
    }

    #[test]
    fn a_file_opens_only_as_a_whole() {
        let key = SealingKey::new(&[1; 32]).unwrap();
        let content = seal(KekId([9; 8]), &key, &info(Purpose::Mail), b"private").unwrap();
        let file = KeyFile::read(&content).unwrap();
        assert_eq!((file.kek, file.info.clone()), (KekId([9; 8]), info(Purpose::Mail)));
        assert_eq!(file.open(&key).unwrap().as_slice(), b"private");
        for position in 0..content.len() {
            let mut altered = content.clone();
            altered[position] ^= 1;
            let opened = KeyFile::read(&altered).map(|file| file.open(&key));
            assert!(!matches!(opened, Some(Ok(_))), "octet {position} altered");
            let cut = KeyFile::read(&content[..position]).map(|file| file.open(&key));
            assert!(!matches!(cut, Some(Ok(_))), "cut at {position}");
        }
    }

    #[test]
    fn a_mail_key_cannot_be_made_an_authority_by_changing_its_file() {
        let key = SealingKey::new(&[1; 32]).unwrap();
        let mail = seal(KekId([9; 8]), &key, &info(Purpose::Mail), b"private").unwrap();
        let mut altered = mail.clone();
        altered[24] = Purpose::Authority.to_octet();
        let file = KeyFile::read(&altered).unwrap();
        assert_eq!(file.info.purpose, Purpose::Authority);
        assert!(file.open(&key).is_err());
    }
}
