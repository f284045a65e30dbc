//! Header fields that stand inside what is signed or encrypted, as a report tells them (RFC 9788). Values only; they are found and
//! compared in `protected`.

/// The protected header of a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ProtectedHeader {
    /// How it is written.
    pub scheme: Scheme,
    /// The layer whose content has it.
    pub layer: usize,
    /// A signature covers it. Whether that signature is good stands with its signer.
    pub is_signed: bool,
    /// It was encrypted.
    pub is_encrypted: bool,
    /// Its fields, in their order.
    pub fields: Vec<ProtectedField>,
}

/// How header fields are protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Scheme {
    /// `hp="clear"` (RFC 9788): signed.
    Clear,
    /// `hp="cipher"` (RFC 9788): encrypted; what stands outside is told by `HP-Outer`.
    Cipher,
    /// All of the mail in a message/rfc822 (RFC 8551 3.1).
    Wrapped,
    /// `protected-headers="v1"` (draft-autocrypt-lamps-protected-headers).
    Draft,
}

impl Scheme {
    /// A stable word for reports.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Clear => "hp-clear",
            Self::Cipher => "hp-cipher",
            Self::Wrapped => "message-rfc822",
            Self::Draft => "protected-headers-v1",
        }
    }
}

/// One protected field; one that occurs several times has its values joined by commas.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ProtectedField {
    /// Its name as written.
    pub name: String,
    /// Its value inside, on one line, encoded words decoded.
    pub value: String,
    /// How the field outside compares.
    pub outer: OuterField,
}

/// The field outside against the one inside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum OuterField {
    /// It says the same.
    Same,
    /// It hides the value, as the sender wanted it.
    Hidden,
    /// It says something else.
    Differs,
    /// It is missing.
    Missing,
}

impl OuterField {
    /// A stable word for reports.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Hidden => "hidden",
            Self::Differs => "differs",
            Self::Missing => "missing",
        }
    }
}
