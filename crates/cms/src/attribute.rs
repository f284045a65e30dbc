//! Attribute (RFC 5652 5.3): a type and a set of values, kept as received.

use const_oid::ObjectIdentifier;
use kakitome_ber::{Cursor, Error, Tag};

/// Attributes of one list, their values counted with them. Signatures in mail have ten, those made to last for decades (CAdES, RFC 5126)
/// some dozen; two octets of an empty value take thirty times that in memory.
pub(crate) const MOST: usize = 1_000;

/// An attribute as received.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// Its type.
    pub oid: ObjectIdentifier,
    /// Its values, each a whole element as received.
    pub values: Vec<Vec<u8>>,
    /// All of it as received.
    pub raw: Vec<u8>,
}

impl Attribute {
    /// Reads the next one of a list, of which `left` more attributes and values are read.
    pub(crate) fn read(cursor: &mut Cursor<'_>, left: &mut Left) -> Result<Self, Error> {
        left.one(cursor)?;
        let element = cursor.expect(Tag::SEQUENCE)?;
        let mut fields = element.children()?;
        let oid = fields.oid()?;
        let mut set = fields.set()?;
        fields.finish()?;
        let mut values = Vec::new();
        while !set.is_empty() {
            left.one(&set)?;
            values.push(set.any()?.raw().to_vec());
        }
        Ok(Self { oid, values, raw: element.raw().to_vec() })
    }

    /// Reads attributes to the end of `cursor`, no more of them and their values than `limit`.
    pub(crate) fn read_all(mut cursor: Cursor<'_>, limit: usize) -> Result<Vec<Self>, Error> {
        let mut left = Left::new(limit);
        let mut attributes = Vec::new();
        while !cursor.is_empty() {
            attributes.push(Self::read(&mut cursor, &mut left)?);
        }
        Ok(attributes)
    }
}

/// How many attributes and values of a list may still come.
pub(crate) struct Left {
    left: usize,
    limit: usize,
}

impl Left {
    pub(crate) fn new(limit: usize) -> Self {
        Self { left: limit, limit }
    }

    fn one(&mut self, at: &Cursor<'_>) -> Result<(), Error> {
        let too_many = Error::TooMany { offset: at.offset(), what: "attributes and values", limit: self.limit };
        self.left = self.left.checked_sub(1).ok_or(too_many)?;
        Ok(())
    }
}
