//! Attribute (RFC 5652 5.3): a type and a set of values, kept as received.

use const_oid::ObjectIdentifier;
use kakitome_ber::{Cursor, Error, Tag};

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
    pub(crate) fn read(cursor: &mut Cursor<'_>) -> Result<Self, Error> {
        let element = cursor.expect(Tag::SEQUENCE)?;
        let mut fields = element.children()?;
        let oid = fields.oid()?;
        let mut set = fields.set()?;
        fields.finish()?;
        let mut values = Vec::new();
        while !set.is_empty() {
            values.push(set.any()?.raw().to_vec());
        }
        Ok(Self { oid, values, raw: element.raw().to_vec() })
    }

    /// Reads attributes to the end of `cursor`.
    pub(crate) fn read_all(mut cursor: Cursor<'_>) -> Result<Vec<Self>, Error> {
        let mut attributes = Vec::new();
        while !cursor.is_empty() {
            attributes.push(Self::read(&mut cursor)?);
        }
        Ok(attributes)
    }
}
