//! Encoded words for display (RFC 2047, RFC 2231 5). What cannot be decoded stays as it was written. Never used on addr-specs.

/// Decodes the encoded words in unstructured text (`Subject`), joins adjacent ones, and reads the rest as UTF-8.
#[must_use]
pub fn decode(text: &[u8]) -> String {
    let _ = text;
    todo!()
}

/// Whether the text has something that looks like an encoded word.
#[must_use]
pub fn is_present(text: &[u8]) -> bool {
    let _ = text;
    todo!()
}
