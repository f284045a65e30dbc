//! `Content-Type` and `Content-Disposition` (RFC 2045 5, RFC 2183). Their parameters are read in `parameters`.

use crate::parameters::Parameters;

/// The media type of an entity, with the default where none is stated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContentType {
    pub(crate) essence: String,
    pub(crate) slash: usize,
    /// its parameters
    pub parameters: Parameters,
    /// whether a field says so, or the default of RFC 2045 5.2 / RFC 2046 5.1.5 stands in
    pub origin: Origin,
}

/// Where a media type comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// no field
    Default,
    /// a field that could be read
    Field,
    /// a field that could not be read: the default stands in, and there is a finding
    Unreadable,
}

impl ContentType {
    /// `type/subtype` in lower case.
    #[must_use]
    pub fn essence(&self) -> &str {
        &self.essence
    }

    /// The type in lower case.
    #[must_use]
    pub fn main(&self) -> &str {
        self.essence.get(..self.slash).unwrap_or_default()
    }

    /// The subtype in lower case.
    #[must_use]
    pub fn sub(&self) -> &str {
        self.essence.get(self.slash + 1..).unwrap_or_default()
    }

    /// Whether it is this `type/subtype` (given in lower case).
    #[must_use]
    pub fn is(&self, essence: &str) -> bool {
        self.essence == essence
    }

    /// Whether it is a multipart.
    #[must_use]
    pub fn is_multipart(&self) -> bool {
        self.main() == "multipart"
    }

    /// A parameter's bytes, RFC 2231 undone.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<&[u8]> {
        self.parameters.bytes(name)
    }

    /// `application/pkcs7-mime` under its own and its old name (RFC 8551 3.2).
    #[must_use]
    pub fn is_pkcs7_mime(&self) -> bool {
        self.is("application/pkcs7-mime") || self.is("application/x-pkcs7-mime")
    }

    /// `application/pkcs7-signature` under its own and its old name (RFC 8551 3.5).
    #[must_use]
    pub fn is_pkcs7_signature(&self) -> bool {
        self.is("application/pkcs7-signature") || self.is("application/x-pkcs7-signature")
    }
}

/// `Content-Disposition`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disposition {
    /// `inline`, `attachment`, ... in lower case
    pub kind: String,
    /// its parameters; `filename` is the one that matters
    pub parameters: Parameters,
}
