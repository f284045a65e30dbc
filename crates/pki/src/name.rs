//! Distinguished names: the bytes as received, a form to compare (RFC 5280 7.1) and a form to show (after RFC 4514,
//! control and bidirectional characters escaped). Nothing is compared by what is shown.

use crate::error::Error;

/// A distinguished name.
#[derive(Clone, Debug)]
pub struct Name {
    der: Vec<u8>,
}

impl Name {
    /// Reads a Name from its DER, header included.
    pub fn from_der(der: &[u8]) -> Result<Self, Error> {
        let _ = der;
        todo!()
    }

    /// Builds a name from pairs such as `("CN", "...")`, `("O", "...")`, `("C", "JP")`, first one first.
    pub fn build(attributes: &[(&str, &str)]) -> Result<Self, Error> {
        let _ = attributes;
        todo!()
    }

    /// The bytes as received, header included.
    pub fn as_der(&self) -> &[u8] {
        &self.der
    }

    /// No attribute at all.
    pub fn is_empty(&self) -> bool {
        todo!()
    }

    /// The name to show, most specific attribute first, escaped, at most 1,000 characters.
    pub fn display(&self) -> String {
        todo!()
    }

    /// The name to find the right file or row by: equal for names that RFC 5280 7.1 calls equal.
    pub fn key(&self) -> &[u8] {
        todo!()
    }

    /// The last common name, as text, not escaped.
    pub fn common_name(&self) -> Option<String> {
        todo!()
    }
}

impl PartialEq for Name {
    fn eq(&self, other: &Self) -> bool {
        self.der == other.der || self.key() == other.key()
    }
}

impl Eq for Name {}
