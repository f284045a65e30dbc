//! What stays outside the signature: the mail's own header without Content-*, and the new fields that announce the signature.

use kakitome_mime::{Header, canonical::Canonical};
use std::io::Write;

use super::content::is_content;

/// The fields that stay, with canonical line ends and `MIME-Version`.
pub(super) fn header(header: &Header, keep_bcc: bool, room: usize) -> Vec<u8> {
    let mut out = Vec::with_capacity(header.raw().len().saturating_add(room));
    let raw = header.raw();
    let offset = |at: u64| usize::try_from(at.saturating_sub(header.range.start)).unwrap_or(raw.len());
    let mut kept_from = 0;
    for field in header.fields().filter(|field| is_dropped(field.name(), keep_bcc)) {
        let range = field.range();
        out.extend_from_slice(raw.get(kept_from..offset(range.start)).unwrap_or_default());
        kept_from = offset(range.end);
    }
    out.extend_from_slice(raw.get(kept_from..).unwrap_or_default());
    let mut out = if header.lines.is_canonical() { out } else { canonical(&out) };
    if !out.is_empty() && !out.ends_with(b"\r\n") {
        out.extend_from_slice(b"\r\n");
    }
    if header.first("MIME-Version").is_none() {
        out.extend_from_slice(b"MIME-Version: 1.0\r\n");
    }
    out
}

/// The fields that stay outside where the header is protected: what `protected::write` leaves there, without those that never stay.
pub(super) fn protected(outside: &[u8], keep_bcc: bool, room: usize) -> Vec<u8> {
    let mut out = Vec::with_capacity(outside.len().saturating_add(room));
    let mut dropped = false;
    for line in outside.split_inclusive(|byte| *byte == b'\n') {
        if !matches!(line.first(), Some(b' ' | b'\t')) {
            let name = line.split(|byte| *byte == b':').next().unwrap_or_default().trim_ascii_end();
            dropped = std::str::from_utf8(name).is_ok_and(|name| is_dropped(name, keep_bcc));
        }
        if !dropped {
            out.extend_from_slice(line);
        }
    }
    out.extend_from_slice(b"MIME-Version: 1.0\r\n");
    out
}

fn is_dropped(name: &str, keep_bcc: bool) -> bool {
    let is = |other: &str| name.eq_ignore_ascii_case(other);
    is_content(name) || is("DKIM-Signature") || (!keep_bcc && (is("Bcc") || is("Resent-Bcc")))
}

fn canonical(bytes: &[u8]) -> Vec<u8> {
    let mut writer = Canonical::new(Vec::with_capacity(bytes.len()));
    // Writing to memory does not fail; were it to, the bytes as they are would go out.
    let written = writer.write_all(bytes).and_then(|()| writer.finish());
    written.unwrap_or_else(|_| bytes.to_vec())
}

/// The announcement of a clear signature, up to the signed part (RFC 8551 3.5.3).
pub(super) fn clear(out: &mut Vec<u8>, micalg: &str, boundary: &str) {
    for piece in [
        "Content-Type: multipart/signed; protocol=\"application/pkcs7-signature\";\r\n micalg=",
        micalg,
        "; boundary=\"",
        boundary,
        "\"\r\n\r\n--",
        boundary,
        "\r\n",
    ] {
        out.extend_from_slice(piece.as_bytes());
    }
}

/// What follows the signed part: the signature (RFC 8551 3.5.3.1) and the end.
pub(super) fn signature(der: &[u8], boundary: &str) -> Vec<u8> {
    const HEADER: &str = "Content-Type: application/pkcs7-signature; name=\"smime.p7s\"\r\n\
        Content-Transfer-Encoding: base64\r\n\
        Content-Disposition: attachment; filename=\"smime.p7s\"\r\n\
        Content-Description: S/MIME Cryptographic Signature\r\n\r\n";
    let mut out = Vec::with_capacity(HEADER.len() + base64_size(der.len() as u64, 512));
    for piece in ["\r\n--", boundary, "\r\n", HEADER] {
        out.extend_from_slice(piece.as_bytes());
    }
    base64_lines(der, &mut out);
    for piece in ["--", boundary, "--\r\n"] {
        out.extend_from_slice(piece.as_bytes());
    }
    out
}

/// The announcement of an opaque signature (RFC 8551 3.5.2); base64 follows.
pub(super) fn opaque(out: &mut Vec<u8>) {
    out.extend_from_slice(
        b"Content-Type: application/pkcs7-mime; smime-type=signed-data; name=\"smime.p7m\"\r\n\
        Content-Transfer-Encoding: base64\r\n\
        Content-Disposition: attachment; filename=\"smime.p7m\"\r\n\
        Content-Description: S/MIME Signed Message\r\n\r\n",
    );
}

/// The announcement of an encryption (RFC 8551 3.3, 3.4); base64 follows.
pub(super) fn encrypted(out: &mut Vec<u8>, is_authenticated: bool) {
    let kind: &[u8] = if is_authenticated { b"authEnveloped-data" } else { b"enveloped-data" };
    for piece in [
        b"Content-Type: application/pkcs7-mime; smime-type=",
        kind,
        b";\r\n name=\"smime.p7m\"\r\n\
        Content-Transfer-Encoding: base64\r\n\
        Content-Disposition: attachment; filename=\"smime.p7m\"\r\n\
        Content-Description: S/MIME Encrypted Message\r\n\r\n",
    ] {
        out.extend_from_slice(piece);
    }
}

/// Octets that one line of 76 characters carries (RFC 2045 6.8).
const LINE: usize = 57;

#[cfg(any(target_arch = "x86_64", all(target_arch = "aarch64", target_feature = "neon")))]
static BASE64: std::sync::LazyLock<base64::engine::Simd> =
    std::sync::LazyLock::new(|| base64::engine::Simd::standard(base64::engine::general_purpose::PAD));
#[cfg(not(any(target_arch = "x86_64", all(target_arch = "aarch64", target_feature = "neon"))))]
static BASE64: base64::engine::GeneralPurpose = base64::engine::general_purpose::STANDARD;

fn base64_lines(bytes: &[u8], out: &mut Vec<u8>) {
    use base64::Engine as _;
    // All at once: the encoder does many octets in one step, and 57 octets become 76 characters wherever they stand.
    let characters = BASE64.encode(bytes);
    for line in characters.as_bytes().chunks(LINE / 3 * 4) {
        out.extend_from_slice(line);
        out.extend_from_slice(b"\r\n");
    }
}

/// Characters that so many octets become, line ends included.
pub(super) const fn base64_length(octets: u64) -> u64 {
    octets.div_ceil(3) * 4 + octets.div_ceil(LINE as u64) * 2
}

fn base64_size(octets: u64, more: usize) -> usize {
    usize::try_from(base64_length(octets)).unwrap_or(usize::MAX).saturating_add(more)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_length_of_base64_is_known_beforehand() {
        for length in [0_usize, 1, 2, 3, 56, 57, 58, 114, 115, 1000] {
            let mut out = Vec::new();
            base64_lines(&vec![7; length], &mut out);
            assert_eq!(out.len() as u64, base64_length(length as u64), "{length}");
        }
    }
}
