//! AlgorithmIdentifier as received (RFC 5280 4.1.1.2): the object identifier in the open, parameters in the raw bytes.

use const_oid::ObjectIdentifier;
use kakitome_ber::{Cursor, Element, Error, Tag};

/// An algorithm and its parameters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlgorithmIdentifier {
    /// Which algorithm.
    pub oid: ObjectIdentifier,
    /// The whole SEQUENCE as received.
    pub raw: Vec<u8>,
    /// The parameters as received; empty if absent.
    pub parameters: Vec<u8>,
}

impl AlgorithmIdentifier {
    /// Reads the next element of `cursor`.
    pub(crate) fn read(cursor: &mut Cursor<'_>) -> Result<Self, Error> {
        Self::from_element(&cursor.expect(Tag::SEQUENCE)?)
    }

    /// Reads an element, whatever its tag (IMPLICIT tagging keeps the content).
    pub(crate) fn from_element(element: &Element<'_>) -> Result<Self, Error> {
        let mut fields = element.children()?;
        let oid = fields.oid()?;
        let parameters = fields.rest().to_vec();
        if !fields.is_empty() {
            fields.any()?;
        }
        fields.finish()?;
        let raw = kakitome_ber::der::sequence(&[element.content()]);
        Ok(Self { oid, raw, parameters })
    }

    /// Whether both name the same algorithm with the same parameters; absent parameters and NULL are the same
    /// (RFC 5754 section 2 lets digests be written either way).
    pub(crate) fn same(&self, other: &Self) -> bool {
        let parameters = |of: &Self| if of.parameters == [5, 0] { Vec::new() } else { of.parameters.clone() };
        self.oid == other.oid && parameters(self) == parameters(other)
    }
}
