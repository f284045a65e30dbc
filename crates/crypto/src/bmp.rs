//! A password as PKCS#12 hashes it (RFC 7292 appendix B.1): a BMPString with two zero octets at its end. Characters beyond the basic
//! plane become surrogate pairs (UTF-16), as all programs write them, though the standard's UCS-2 has none.
#![forbid(unsafe_code)]

use zeroize::Zeroizing;

/// The octets.
#[must_use]
pub fn bmp_password(text: &str) -> Zeroizing<Vec<u8>> {
    units(text.encode_utf16(), text.len())
}

/// The octets as programs make them that take each octet of the password for a character (OpenSSL before 1.1.0).
#[must_use]
pub fn bmp_password_by_octets(octets: &[u8]) -> Zeroizing<Vec<u8>> {
    units(octets.iter().copied().map(u16::from), octets.len())
}

/// Reserved whole: growing would leave a copy of the password behind.
fn units(units: impl Iterator<Item = u16>, most: usize) -> Zeroizing<Vec<u8>> {
    let mut octets = Zeroizing::new(Vec::with_capacity(most * 2 + 2));
    for unit in units.chain([0]) {
        octets.extend_from_slice(&unit.to_be_bytes());
    }
    octets
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_plane() {
        assert_eq!(bmp_password("").as_slice(), [0, 0]);
        // RFC 7292 appendix B.1 has the word "Beavis" as its example.
        assert_eq!(bmp_password("Beavis").as_slice(), b"\0B\0e\0a\0v\0i\0s\0\0");
        assert_eq!(bmp_password("書𠮷").as_slice(), [0x66, 0xf8, 0xd8, 0x42, 0xdf, 0xb7, 0, 0]);
        assert_eq!(bmp_password_by_octets("書".as_bytes()).as_slice(), [0, 0xe6, 0, 0x9b, 0, 0xb8, 0, 0]);
    }
}
