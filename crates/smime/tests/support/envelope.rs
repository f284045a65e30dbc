//! Readers with a key, and encryption to them.

use std::io::Cursor;

use kakitome_cms::Keys;
use kakitome_cms::encrypt::{Options, Recipient, Request};
use kakitome_crypto::{ContentCipher, KeyKind, MemoryOpener, PrivateKey};
use kakitome_smime::{InMemory, Policy, Report, open_encrypted};

use super::{Authority, NOW, Person, mail, opaque};

pub const CBC: ContentCipher = ContentCipher::Aes256Cbc;
pub const GCM: ContentCipher = ContentCipher::Aes256Gcm;

/// Somebody whom mail is encrypted to.
pub struct Reader {
    pub person: Person,
    pub opener: MemoryOpener,
}

impl Reader {
    pub fn new(root: &Authority, address: &str) -> Self {
        let person = root.person_with(address, KeyKind::P256, |_| {});
        let opener = MemoryOpener::new(PrivateKey::from_pkcs8(&person.pkcs8).unwrap()).unwrap();
        Self { person, opener }
    }

    pub fn keys(&self) -> Keys<'_> {
        Keys::new().own(&self.person.certificate, &self.opener)
    }

    /// The report about a mail, with this root trusted and this key at hand.
    pub fn judge(&self, root: &Authority, mail: &[u8]) -> Report {
        open_encrypted(&mut Cursor::new(mail), &root.evidence(), &Policy::default(), NOW, &self.keys(), &InMemory).unwrap()
    }

    /// A container for this reader alone.
    pub fn envelope(&self, cipher: ContentCipher, content: &[u8]) -> Vec<u8> {
        let recipient = Recipient::certificate(&self.person.certificate, &Options::default()).unwrap();
        Request::new(&[recipient], cipher).unwrap().encrypt(content).unwrap()
    }

    /// The same as an entity.
    pub fn entity(&self, cipher: ContentCipher, content: &str) -> String {
        opaque(if cipher == GCM { "authEnveloped-data" } else { "enveloped-data" }, &self.envelope(cipher, content.as_bytes()))
    }

    /// The same as a mail.
    pub fn mail(&self, from: &str, cipher: ContentCipher, content: &str) -> Vec<u8> {
        mail(from, &self.entity(cipher, content))
    }
}
