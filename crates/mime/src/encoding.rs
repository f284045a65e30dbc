//! The value of `Content-Transfer-Encoding` (RFC 2045 6). Neither encodes nor decodes.

/// How the bytes of a body stand for its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TransferEncoding {
    /// no field, or `7bit`
    SevenBit,
    /// `8bit`
    EightBit,
    /// `binary`
    Binary,
    /// `quoted-printable`
    QuotedPrintable,
    /// `base64`
    Base64,
    /// any other value, or one that cannot be read; the body is opaque to us
    Unknown,
}

impl TransferEncoding {
    /// The name as RFC 2045 writes it; `unknown` for what has no name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            TransferEncoding::SevenBit => "7bit",
            TransferEncoding::EightBit => "8bit",
            TransferEncoding::Binary => "binary",
            TransferEncoding::QuotedPrintable => "quoted-printable",
            TransferEncoding::Base64 => "base64",
            TransferEncoding::Unknown => "unknown",
        }
    }

    /// Whether the bytes are the content: nothing to decode.
    #[must_use]
    pub fn is_identity(self) -> bool {
        matches!(self, TransferEncoding::SevenBit | TransferEncoding::EightBit | TransferEncoding::Binary)
    }

    /// Reads one token, in any case.
    #[must_use]
    pub fn from_token(token: &[u8]) -> Self {
        const NAMES: [TransferEncoding; 5] = [
            TransferEncoding::SevenBit,
            TransferEncoding::QuotedPrintable,
            TransferEncoding::Base64,
            TransferEncoding::EightBit,
            TransferEncoding::Binary,
        ];
        NAMES.into_iter().find(|encoding| token.eq_ignore_ascii_case(encoding.name().as_bytes())).unwrap_or(TransferEncoding::Unknown)
    }
}
