//! EncryptedData (RFC 5652 8): content under a key that both sides already have. Read in two passes like an envelope: the
//! first checks the padding, the second decrypts, and only what the first found whole can be written.

mod writer;

use std::io::{Read, Seek, Write};

use const_oid::ObjectIdentifier;
use kakitome_ber::{Cursor, Reader, Tag};
use kakitome_crypto::{CheckedCiphertext, Checker, ContentKey};

use crate::attribute::Attribute;
use crate::container::{self, small};
use crate::content_cipher::ContentEncryption;
use crate::encrypted_content::{self, Checking};
use crate::error::Error;
use crate::finding::{EnvelopeFinding, Finding};
use crate::limits::Limits;
use crate::oid;

const WHAT: &str = "EncryptedData";

/// An EncryptedData up to its ciphertext.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct EncryptedData {
    /// The version number.
    pub version: u64,
    /// What the content is once it is decrypted.
    pub content_type: ObjectIdentifier,
    /// How the content is encrypted.
    pub encryption: ContentEncryption,
    /// Where the ciphertext begins; `None`: it is not inside.
    pub content: Option<u64>,
    /// What is notable so far. More may follow from what stands behind the ciphertext.
    pub findings: Vec<Finding>,
    limits: Limits,
}

impl EncryptedData {
    /// Reads a ContentInfo with an EncryptedData in BER or DER, up to its ciphertext.
    ///
    /// # Errors
    /// Bytes that are none; reading fails.
    pub fn read<R: Read>(source: R, limits: &Limits) -> Result<Self, Error> {
        let (version, head) = enter(&mut Reader::new(source))?;
        let mut findings = Vec::new();
        let encryption = ContentEncryption::new(head.algorithm);
        encryption.judge(false, &mut findings);
        if head.content.is_none() {
            findings.push(EnvelopeFinding::NoEncryptedContent.into());
        }
        Ok(Self { version, content_type: head.content_type, encryption, content: head.content, findings, limits: *limits })
    }

    /// The first pass: whether the content is whole under this key. No plaintext is made. `source` is read from its beginning.
    ///
    /// # Errors
    /// [`Error::Undecryptable`] when the padding is not right or the key has another length, whatever the cause. What cannot be
    /// read, here or behind the ciphertext, is said, whether or not the key is right.
    pub fn check<S: Read + Seek>(&self, source: &mut S, key: &ContentKey) -> Result<CheckedData, Error> {
        let algorithm = self.encryption.usable(WHAT, false)?;
        let mut checker = Checker::new(algorithm, key).map_err(|_| Error::Undecryptable)?;
        let mut reader = at_content(source, self.content)?;
        let ciphertext_length = encrypted_content::pass(&mut reader, &mut Checking(&mut checker))?;
        let mut findings = Vec::new();
        let unprotected_attributes = self.unprotected(&mut reader, &mut findings)?;
        container::leave(&mut reader, WHAT, &mut findings)?;
        let ciphertext = checker.finish(&[], &[]).ok_or(Error::Undecryptable)?;
        let content_type = self.content_type;
        Ok(CheckedData { content_type, ciphertext_length, unprotected_attributes, findings, ciphertext, content: self.content })
    }

    /// unprotectedAttrs, which lift the version (RFC 5652 8).
    fn unprotected<R: Read>(&self, reader: &mut Reader<R>, findings: &mut Vec<Finding>) -> Result<Vec<Attribute>, Error> {
        let broken = Error::reading("unprotectedAttrs");
        let is_there = reader.at(Tag::context(1)).map_err(&broken)?;
        let expected = if is_there { 2 } else { 0 };
        if self.version != expected {
            findings.push(Finding::UnexpectedVersion { of: WHAT, found: self.version, expected });
        }
        if !is_there {
            return Ok(Vec::new());
        }
        let offset = reader.offset();
        let raw = reader.element(self.limits.attributes_bytes).map_err(&broken)?;
        let attributes = |cursor| Attribute::read_all(cursor, self.limits.attributes);
        let read = Cursor::at_offset(&raw, offset).any().and_then(|element| element.children()).and_then(attributes);
        Ok(read.unwrap_or_else(|error| {
            findings.push(EnvelopeFinding::UnreadableAttributes { offset: error.offset(), reason: error.to_string() }.into());
            Vec::new()
        }))
    }
}

/// Content whose padding is right under its key. Only [`EncryptedData::check`] makes one. That the padding is right says
/// nothing about who wrote the content.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct CheckedData {
    /// What the content is.
    pub content_type: ObjectIdentifier,
    /// How many octets of ciphertext there are.
    pub ciphertext_length: u64,
    /// Attributes that nobody vouches for.
    pub unprotected_attributes: Vec<Attribute>,
    /// What is notable behind the ciphertext, and about the container as a whole.
    pub findings: Vec<Finding>,
    ciphertext: CheckedCiphertext,
    content: Option<u64>,
}

impl CheckedData {
    /// The second pass: decrypts to `sink`. `source` is the same as before and has not changed since. Answers how many octets
    /// there were.
    ///
    /// # Errors
    /// Reading or writing fails; the source has changed.
    pub fn write_to<S: Read + Seek>(&self, source: &mut S, sink: &mut dyn Write) -> Result<u64, Error> {
        let mut reader = at_content(source, self.content)?;
        encrypted_content::decrypt(&mut reader, &self.ciphertext, sink)
    }
}

/// Version and EncryptedContentInfo up to the ciphertext.
fn enter<R: Read>(reader: &mut Reader<R>) -> Result<(u64, encrypted_content::Head), Error> {
    container::enter(reader, oid::ENCRYPTED_DATA)?;
    let version = small(reader, "version", |cursor| cursor.unsigned())?;
    Ok((version, encrypted_content::enter(reader)?))
}

/// A reader that stands before the ciphertext again.
fn at_content<S: Read + Seek>(source: &mut S, content: Option<u64>) -> Result<Reader<&mut S>, Error> {
    if content.is_none() {
        return Err(Error::NoContent);
    }
    source.rewind().map_err(|source| Error::Io { what: "going back to the beginning of the message", source })?;
    let mut reader = Reader::new(source);
    let (_, head) = enter(&mut reader)?;
    if head.content == content { Ok(reader) } else { Err(Error::SourceChanged) }
}
