//! `Content-Type`, `Content-Disposition`, `Content-Transfer-Encoding` (RFC 2045 5 and 6, RFC 2183) and the boundary (RFC 2046 5.1.1).
//! Their parameters are read in `parameters`. What cannot be read gives the default and a finding.

use crate::encoding::TransferEncoding;
use crate::finding::{Finding, Findings, Kind};
use crate::parameters::Parameters;
use crate::syntax::{Cursor, End, is_token};

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

/// RFC 2046 5.1.1: a boundary has 1 to 70 characters.
const LONGEST_BOUNDARY: usize = 70;

/// Beyond this a delimiter line `--boundary--` is longer than any line may be (RFC 5322 2.1.1); it is not matched.
pub(crate) const LONGEST_MATCHED_BOUNDARY: usize = 994;

impl ContentType {
    /// What holds where nothing is stated.
    pub(crate) fn default_of(essence: &'static str, origin: Origin) -> Self {
        let slash = essence.find('/').unwrap_or(essence.len());
        ContentType { essence: essence.to_owned(), slash, parameters: Parameters::default(), origin }
    }

    /// Reads a field's value that stands at `base`.
    pub(crate) fn read(value: &[u8], base: u64, default: &'static str, findings: &mut Findings) -> Self {
        let mut cursor = Cursor::new(value);
        let Some((essence, slash)) = read_essence(&mut cursor) else {
            findings.push(Finding::new(Kind::ContentTypeUnreadable, base));
            return ContentType::default_of(default, Origin::Unreadable);
        };
        let structural =
            ["multipart/", "message/", "application/pkcs7-", "application/x-pkcs7-"].iter().any(|one| essence.starts_with(one));
        let parameters = Parameters::read(&mut cursor, base, structural, findings);
        ContentType { essence, slash, parameters, origin: Origin::Field }
    }

    /// The boundary to match delimiters with; `None` if there is none that could match. `at` is where the entity begins.
    pub(crate) fn boundary(&self, at: u64, findings: &mut Findings) -> Option<&[u8]> {
        let mut note = |kind| findings.push(Finding::new(kind, at));
        let Some(parameter) = self.parameters.named("boundary") else {
            note(Kind::BoundaryMissing);
            return None;
        };
        if parameter.extended {
            note(Kind::BoundaryExtended);
        }
        let boundary = parameter.bytes.as_slice();
        let trimmed = boundary.trim_ascii_end();
        if trimmed.is_empty() || trimmed.len() > LONGEST_MATCHED_BOUNDARY || memchr::memchr2(b'\r', b'\n', trimmed).is_some() {
            note(Kind::BoundaryMissing);
            return None;
        }
        if trimmed.len() < boundary.len() {
            note(Kind::BoundaryTrailingSpace);
        }
        if trimmed.len() > LONGEST_BOUNDARY {
            note(Kind::BoundaryTooLong { length: trimmed.len() });
        }
        if let Some(octet) = trimmed.iter().find(|octet| !is_boundary_character(**octet)) {
            note(Kind::BoundaryOddCharacter { octet: *octet });
        }
        // white space at the end of a line may come and go in transport, so it cannot be part of what is matched
        Some(trimmed)
    }
}

impl Disposition {
    /// Reads a field's value that stands at `base`.
    pub(crate) fn read(value: &[u8], base: u64, findings: &mut Findings) -> Option<Self> {
        let mut cursor = Cursor::new(value);
        skip_comments(&mut cursor);
        let kind = cursor.take_while(is_token).to_ascii_lowercase();
        if kind.is_empty() {
            findings.push(Finding::new(Kind::DispositionUnreadable, base));
            return None;
        }
        let parameters = Parameters::read(&mut cursor, base, false, findings);
        Some(Disposition { kind: String::from_utf8_lossy(&kind).into_owned(), parameters })
    }
}

impl TransferEncoding {
    /// Reads a field's value that stands at `base`.
    pub(crate) fn read(value: &[u8], base: u64, findings: &mut Findings) -> Self {
        let mut cursor = Cursor::new(value);
        cursor.skip_space();
        let before = cursor.at();
        skip_comments(&mut cursor);
        let comment = cursor.at() != before;
        let token = cursor.take_while(is_token);
        cursor.skip_space();
        if comment || token.is_empty() || !cursor.rest().is_empty() {
            findings.push(Finding::new(Kind::EncodingSyntax, base));
        }
        let encoding = TransferEncoding::from_token(token);
        if encoding == TransferEncoding::Unknown {
            let shown = value.trim_ascii().iter().take(40).flat_map(|byte| byte.escape_ascii()).map(char::from).collect();
            findings.push(Finding::new(Kind::EncodingUnknown { value: shown }, base));
        }
        encoding
    }
}

/// `type/subtype` in lower case and where its slash is; the cursor stands before the first `;`.
fn read_essence(cursor: &mut Cursor<'_>) -> Option<(String, usize)> {
    skip_comments(cursor);
    let start = cursor.at();
    let slash = cursor.take_while(is_token).len();
    if slash == 0 || !cursor.eat(b'/') || cursor.take_while(is_token).is_empty() {
        return None;
    }
    let essence = std::str::from_utf8(cursor.since(start)).ok()?.to_ascii_lowercase();
    matches!(cursor.peek(), None | Some(b';' | b' ' | b'\t' | b'\r' | b'\n' | b'(')).then_some((essence, slash))
}

/// White space and comments before the first word; the parameters' reader reports those that follow.
fn skip_comments(cursor: &mut Cursor<'_>) {
    cursor.skip_space();
    while cursor.peek() == Some(b'(') && cursor.comment().1 == End::Closed {
        cursor.skip_space();
    }
}

/// RFC 2046 5.1.1, bchars.
fn is_boundary_character(octet: u8) -> bool {
    octet.is_ascii_alphanumeric() || b"'()+_,-./:=? ".contains(&octet)
}
