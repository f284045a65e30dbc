//! What the bytes are, from their beginning: a CMS file (DER, BER, PEM, base64) or something with a header.

use std::io::{Read, Seek};

use crate::error::Error;

/// What the bytes look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Looks {
    /// CMS in binary, PEM or base64.
    Cms,
    /// Something with lines of text: a mail, or nothing.
    Text,
}

/// Looks at the first bytes and goes back to the beginning.
pub(crate) fn sniff(source: &mut (impl Read + Seek), limit: usize) -> Result<Looks, Error> {
    let failed = "looking at the first bytes";
    source.rewind().map_err(Error::io(failed))?;
    let mut start = Vec::with_capacity(limit);
    source.by_ref().take(limit as u64).read_to_end(&mut start).map_err(Error::io(failed))?;
    source.rewind().map_err(Error::io(failed))?;
    Ok(looks(&start))
}

fn looks(start: &[u8]) -> Looks {
    let text = start.trim_ascii_start();
    let pem = text.starts_with(b"-----BEGIN ") && !text.starts_with(b"-----BEGIN PGP ");
    if pem || is_content_info(start) || is_base64_of_sequence(text) { Looks::Cms } else { Looks::Text }
}

/// SEQUENCE, a length, OBJECT IDENTIFIER: how every ContentInfo begins (RFC 5652 3).
fn is_content_info(bytes: &[u8]) -> bool {
    let Some((0x30, rest)) = bytes.split_first().map(|(first, rest)| (*first, rest)) else { return false };
    let Some((length, rest)) = rest.split_first() else { return false };
    let more = if *length >= 0x80 { usize::from(length & 0x7f) } else { 0 };
    rest.get(more) == Some(&0x06)
}

/// The same with an object identifier of PKCS (RFC 5652 4 to 8, RFC 3274, RFC 5083): what a file holds whose name and type hide it.
pub(crate) fn is_container(bytes: &[u8]) -> bool {
    const PKCS: [u8; 7] = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01];
    let head = bytes.get(..24.min(bytes.len())).unwrap_or_default();
    is_content_info(bytes) && memchr::memmem::find(head, &PKCS).is_some()
}

/// Base64 alone, line by line, whose first octets are a SEQUENCE with a long or indefinite length ("MI", "MD", "MB" are
/// followed by an object identifier in what they encode).
fn is_base64_of_sequence(text: &[u8]) -> bool {
    let letters = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=' | b'\r' | b'\n' | b' ' | b'\t');
    if !text.starts_with(b"M") || !text.iter().all(letters) {
        return false;
    }
    let head: Vec<u8> = text.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).take(16).collect();
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.decode(head).is_ok_and(|head| is_content_info(&head))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cms_in_all_its_wrappings() {
        let der = [0x30, 0x80, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02];
        assert_eq!(looks(&der), Looks::Cms);
        assert!(is_container(&der) && !is_container(&[0x30, 0x82, 0x04, 0x00, 0x06, 0x09]) && !is_container(b""));
        assert_eq!(looks(&[0x30, 0x82, 0x04, 0x00, 0x06, 0x09]), Looks::Cms);
        assert_eq!(looks(b"MIAGCSqGSIb3DQEHAqCAMIACAQExDzAN\r\nBglghkgB\r\n"), Looks::Cms);
        assert_eq!(looks(b"\n-----BEGIN PKCS7-----\nMIA"), Looks::Cms);
    }

    #[test]
    fn everything_else_is_text() {
        for text in [&b""[..], b"From: a@b.example\r\n\r\nMIA", b"Made", b"M", b"\x30", b"-----BEGIN PGP SIGNATURE-----", b"0 is no tag"] {
            assert_eq!(looks(text), Looks::Text, "{text:?}");
        }
    }
}
