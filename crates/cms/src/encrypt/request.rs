//! To whom and how: a value that can be kept and used for any number of messages. Content key and nonce are drawn inside,
//! for each message anew (attack row M30); nobody can hand one in.

use std::io::Write;

use const_oid::ObjectIdentifier;
use kakitome_ber::der;
use kakitome_crypto::{CipherAlgorithm, ContentCipher, ContentKey, Encryptor};

use super::recipient::Recipient;
use super::recipient_info::RecipientInfo;
use super::writer::{Writer, ciphertext_length};
use crate::error::Error;
use crate::frame::{Place, Plan, of};
use crate::oid;

/// RecipientInfos written into one message: what readers take (`Limits::recipients`).
const MAX_RECIPIENTS: usize = 1000;

/// An encryption that can be done any number of times.
#[derive(Clone, Debug)]
pub struct Request {
    recipients: Vec<Recipient>,
    cipher: ContentCipher,
    content_type: ObjectIdentifier,
}

impl Request {
    /// For these recipients, of which each alone can open it. AES in CBC mode makes EnvelopedData, in GCM mode
    /// AuthEnvelopedData; other ciphers are not written.
    pub fn new(recipients: &[Recipient], cipher: ContentCipher) -> Result<Self, Error> {
        if recipients.is_empty() {
            return Err(Error::CannotEncrypt { why: "there is no recipient" });
        }
        if recipients.len() > MAX_RECIPIENTS {
            return Err(Error::Limit { what: "recipients", limit: MAX_RECIPIENTS as u64 });
        }
        if !cipher.writes() {
            return Err(Error::CannotEncrypt { why: "the cipher is only read" });
        }
        Ok(Self { recipients: recipients.to_vec(), cipher, content_type: oid::DATA })
    }

    /// The content is not id-data but another container or type.
    #[must_use]
    pub fn content_type(mut self, content_type: ObjectIdentifier) -> Self {
        self.content_type = content_type;
        self
    }

    /// It makes AuthEnvelopedData: a tag says whether the content is as it was encrypted.
    #[must_use]
    pub fn is_authenticated(&self) -> bool {
        self.cipher.is_authenticated()
    }

    /// The whole message in DER.
    pub fn encrypt(&self, content: &[u8]) -> Result<Vec<u8>, Error> {
        let mut writer = self.definite(content.len() as u64, Vec::with_capacity(content.len() + 256 + 512 * self.recipients.len()))?;
        writer.write_all(content).map_err(Error::writing("encrypted content"))?;
        writer.finish()
    }

    /// A message in DER around content of exactly this length, which is to be written to the answer.
    pub fn definite<W: Write>(&self, length: u64, sink: W) -> Result<Writer<W>, Error> {
        let Begun { head, algorithm, attributes, tail, encryptor } = self.begin()?;
        let length = ciphertext_length(self.cipher, length)?;
        let plan = self.plan(&head, &algorithm);
        let frame = plan.definite(sink, length, tail).map_err(Error::writing(plan.name()))?;
        Ok(Writer::new(frame, encryptor, attributes))
    }

    /// A message with indefinite lengths around any content, which is to be written to the answer.
    pub fn stream<W: Write>(&self, sink: W) -> Result<Writer<W>, Error> {
        let Begun { head, algorithm, attributes, encryptor, .. } = self.begin()?;
        let plan = self.plan(&head, &algorithm);
        let frame = plan.indefinite(sink).map_err(Error::writing(plan.name()))?;
        Ok(Writer::new(frame, encryptor, attributes))
    }

    fn plan<'a>(&self, head: &'a [u8], algorithm: &'a [u8]) -> Plan<'a> {
        let container = if self.cipher.is_authenticated() { oid::AUTH_ENVELOPED_DATA } else { oid::ENVELOPED_DATA };
        Plan { container, head, content_type: self.content_type, algorithm, place: Place::Implicit }
    }

    /// Draws key and nonce, wraps the key for everyone.
    fn begin(&self) -> Result<Begun, Error> {
        let content_key = ContentKey::random(self.cipher)?;
        let algorithm = CipherAlgorithm::fresh(self.cipher)?;
        let infos = self.recipients.iter().map(|recipient| RecipientInfo::write(recipient.way(), &content_key, self.cipher));
        let infos = infos.collect::<Result<Vec<_>, _>>()?;
        let attributes = if self.cipher.is_authenticated() { self.authenticated_attributes() } else { Vec::new() };
        let encryptor = Encryptor::new(&algorithm, &content_key, &attributes)?;
        let parts: Vec<&[u8]> = infos.iter().map(|info| info.der.as_slice()).collect();
        let tail = match algorithm.icv_len() {
            0 => 0,
            icv_len => attributes.len() as u64 + of(icv_len as u64),
        };
        let head = [der::unsigned(self.version(&infos)), der::set_of(&parts)].concat();
        Ok(Begun { head, algorithm: algorithm.to_der(), attributes, tail, encryptor })
    }

    /// RFC 5652 6.1, without originatorInfo and unprotectedAttrs, which are not written; RFC 5083 2.1: always 0.
    fn version(&self, infos: &[RecipientInfo]) -> u64 {
        if self.cipher.is_authenticated() {
            0
        } else if infos.iter().any(|info| info.is_password) {
            3
        } else if infos.iter().all(|info| info.version == 0) {
            0
        } else {
            2
        }
    }

    /// authAttrs as DER SET OF: contentType must be there when the content is not id-data (RFC 5083 2.1); else there are none.
    fn authenticated_attributes(&self) -> Vec<u8> {
        if self.content_type == oid::DATA {
            return Vec::new();
        }
        let value = der::set_of(&[&der::oid(&self.content_type)]);
        der::set_of(&[&der::sequence(&[&der::oid(&oid::CONTENT_TYPE), &value])])
    }
}

/// What stands before the content of one message, and what enciphers it.
struct Begun {
    head: Vec<u8>,
    algorithm: Vec<u8>,
    attributes: Vec<u8>,
    tail: u64,
    encryptor: Encryptor,
}
