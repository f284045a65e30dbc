//! The names of a certificate by its bytes: SHA-1 as Microsoft's lists have it, SHA-256 as everybody else.

use std::fmt::Write as _;

use kakitome_crypto::{DigestAlgorithm, digest};

/// SHA-1 of a certificate's DER. It names, it proves nothing: where a list has SHA-256 too, both must fit.
pub type Sha1 = [u8; 20];
/// SHA-256 of a certificate's DER.
pub type Sha256 = [u8; 32];

pub(crate) fn sha1(bytes: &[u8]) -> Sha1 {
    // both digests are always computed; a zero would name no certificate
    digest(DigestAlgorithm::Sha1, bytes).and_then(|digest| digest.as_bytes().try_into().ok()).unwrap_or_default()
}

pub(crate) fn sha256(bytes: &[u8]) -> Sha256 {
    digest(DigestAlgorithm::Sha256, bytes).and_then(|digest| digest.as_bytes().try_into().ok()).unwrap_or_default()
}

/// Lower-case hexadecimal.
pub(crate) fn hex(octets: &[u8]) -> String {
    octets.iter().fold(String::with_capacity(octets.len().saturating_mul(2)), |mut text, octet| {
        let _ = write!(text, "{octet:02x}"); // writing to a String cannot fail
        text
    })
}

/// Hexadecimal in any case; blanks and colons between the digits are passed over.
pub(crate) fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digits: Vec<u8> =
        text.chars().filter(|digit| !matches!(digit, ':' | ' ')).map(|digit| digit.to_digit(16)?.try_into().ok()).collect::<Option<_>>()?;
    let (pairs, rest) = digits.as_chunks::<2>();
    rest.is_empty().then(|| pairs.iter().map(|[high, low]| high << 4 | low).collect())
}

/// Exactly so many octets in hexadecimal.
pub(crate) fn fixed<const N: usize>(text: &str) -> Option<[u8; N]> {
    from_hex(text)?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hexadecimal_as_people_copy_it() {
        assert_eq!(from_hex("74:2C 31"), Some(vec![0x74, 0x2c, 0x31]));
        assert_eq!(from_hex("742"), None);
        assert_eq!(from_hex("zz"), None);
        assert_eq!(fixed::<2>("0aFF"), Some([0x0a, 0xff]));
        assert_eq!(fixed::<3>("0aff"), None);
        assert_eq!(hex(&sha1(b"abc")), "a9993e364706816aba3e25717850c26c9cd0d89d");
    }
}
