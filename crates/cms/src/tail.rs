//! What stands behind the ciphertext: unprotected attributes (RFC 5652 6.1), or authenticated attributes, tag and unauthenticated
//! attributes (RFC 5083 2.1).

use std::io::Read;

use kakitome_ber::{Cursor, Reader, Tag, der};

use crate::attribute::Attribute;
use crate::container::{self, small};
use crate::envelope::{Envelope, EnvelopeKind};
use crate::error::Error;
use crate::finding::{EnvelopeFinding, Finding};
use crate::oid;

/// What stands behind the ciphertext.
#[derive(Clone, Debug)]
pub struct Tail {
    /// How many octets of ciphertext there are.
    pub ciphertext_length: u64,
    /// Attributes that the tag covers.
    pub authenticated_attributes: Vec<Attribute>,
    /// Attributes that nobody vouches for.
    pub unprotected_attributes: Vec<Attribute>,
    /// What is notable here, and about the container as a whole.
    pub findings: Vec<Finding>,
    /// The tag; empty in EnvelopedData.
    pub(crate) tag: Vec<u8>,
    /// The associated data: the authenticated attributes as received, with the tag of a SET.
    pub(crate) associated: Vec<u8>,
}

impl Tail {
    /// Reads from behind EncryptedContentInfo to the end of the source.
    pub(crate) fn read<R: Read>(reader: &mut Reader<R>, envelope: &Envelope, ciphertext_length: u64) -> Result<Self, Error> {
        let mut tail = Self {
            ciphertext_length,
            authenticated_attributes: Vec::new(),
            unprotected_attributes: Vec::new(),
            findings: Vec::new(),
            tag: Vec::new(),
            associated: Vec::new(),
        };
        let most = envelope.limits.attributes_bytes;
        let unprotected = match envelope.kind {
            EnvelopeKind::Enveloped => attributes(reader, 1, most)?,
            EnvelopeKind::AuthEnveloped => {
                if let Some((raw, offset)) = attributes(reader, 1, most)? {
                    tail.authenticated(&raw, offset, envelope)?;
                } else if envelope.content_type != oid::DATA {
                    tail.type_differs(None, envelope);
                }
                tail.tag = small(reader, "mac", |cursor| cursor.octet_string().map(std::borrow::Cow::into_owned))?;
                attributes(reader, 2, most)?
            }
        };
        let found = envelope.version;
        let expected = envelope.expected_version(unprotected.is_some());
        if found != expected {
            tail.findings.push(Finding::UnexpectedVersion { of: envelope.kind.name(), found, expected });
        }
        if let Some((raw, offset)) = unprotected {
            tail.unprotected(&raw, offset, envelope.limits.attributes);
        }
        container::leave(reader, envelope.kind.name(), &mut tail.findings)?;
        Ok(tail)
    }

    fn authenticated(&mut self, raw: &[u8], offset: u64, envelope: &Envelope) -> Result<(), Error> {
        let broken = Error::reading("authAttrs");
        let element = Cursor::at_offset(raw, offset).any().map_err(&broken)?;
        let all = |cursor| Attribute::read_all(cursor, envelope.limits.attributes);
        self.authenticated_attributes = element.children().and_then(all).map_err(&broken)?;
        self.associated = match element.header().length {
            kakitome_ber::Length::Definite(_) => raw.to_vec(),
            kakitome_ber::Length::Indefinite => der::element(Tag::SET, true, &[element.content()]),
        };
        if let Some(first) = self.associated.first_mut() {
            *first = SET;
        }
        self.covered_type(envelope);
        Ok(())
    }

    /// RFC 5083 2.1: content-type must be covered unless the content is id-data, and must be right where it is.
    fn covered_type(&mut self, envelope: &Envelope) {
        let mut covered = self.authenticated_attributes.iter().filter(|attribute| attribute.oid == oid::CONTENT_TYPE);
        let read = |attribute: &Attribute| match attribute.values.as_slice() {
            [value] => Cursor::new(value).oid().ok(),
            _ => None,
        };
        match (covered.next().map(read), covered.next()) {
            (None, _) if envelope.content_type == oid::DATA => {}
            (Some(Some(found)), None) if found == envelope.content_type => {}
            (found, _) => self.type_differs(found.flatten(), envelope),
        }
    }

    fn type_differs(&mut self, covered: Option<const_oid::ObjectIdentifier>, envelope: &Envelope) {
        let covered = covered.map_or_else(|| "none".to_owned(), |oid| oid.to_string());
        self.findings.push(EnvelopeFinding::AuthenticatedTypeDiffers { covered, actual: envelope.content_type.to_string() }.into());
    }

    fn unprotected(&mut self, raw: &[u8], offset: u64, limit: usize) {
        let all = |cursor| Attribute::read_all(cursor, limit);
        let read = Cursor::at_offset(raw, offset).any().and_then(|element| element.children()).and_then(all);
        match read {
            Ok(attributes) => self.unprotected_attributes = attributes,
            Err(error) => {
                let finding = EnvelopeFinding::UnreadableAttributes { offset: error.offset(), reason: error.to_string() };
                self.findings.push(finding.into());
            }
        }
    }

    /// The associated data in DER: sorted, definite lengths.
    pub(crate) fn associated_in_der(&self) -> Vec<u8> {
        if self.associated.is_empty() {
            return Vec::new();
        }
        let written: Option<Vec<Vec<u8>>> =
            self.authenticated_attributes.iter().map(|attribute| kakitome_ber::rewritten(&attribute.raw)).collect();
        match written {
            Some(written) => der::set_of(&written.iter().map(Vec::as_slice).collect::<Vec<_>>()),
            None => self.associated.clone(),
        }
    }

    /// Says in which form the attributes were covered.
    pub(crate) fn judged(mut self, in_der: bool) -> Self {
        if in_der {
            self.findings.push(EnvelopeFinding::AuthenticatedNotDer.into());
        }
        self
    }
}

/// Identifier octet of a SET.
const SET: u8 = 0x31;

/// Attributes under `[number]`, if they are there: as received, and where they begin.
fn attributes<R: Read>(reader: &mut Reader<R>, number: u32, most: usize) -> Result<Option<(Vec<u8>, u64)>, Error> {
    let broken = Error::reading("attributes");
    if !reader.at(Tag::context(number)).map_err(&broken)? {
        return Ok(None);
    }
    let offset = reader.offset();
    Ok(Some((reader.element(most).map_err(&broken)?, offset)))
}
