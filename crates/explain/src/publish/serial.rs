//! Serial numbers and fingerprints as people compare them: pairs of hexadecimal digits. Programs write the same number with spaces, with
//! colons, or in capitals.

use kakitome_pki::Certificate;

/// The serial number, pair by pair.
pub(super) fn pairs(certificate: &Certificate) -> String {
    paired(&certificate.serial().hex())
}

/// The fingerprint likewise.
pub(super) fn fingerprint(certificate: &Certificate) -> String {
    paired(&certificate.sha256_hex())
}

fn paired(hex: &str) -> String {
    let digits: Vec<char> = hex.chars().filter(char::is_ascii_hexdigit).collect();
    let whole = if digits.len() % 2 == 1 { std::iter::once('0').chain(digits).collect() } else { digits };
    whole.chunks(2).map(|pair| pair.iter().collect::<String>().to_ascii_uppercase()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::paired;

    #[test]
    fn a_number_is_written_in_whole_pairs() {
        assert_eq!(paired("e9fa1d"), "E9 FA 1D");
        assert_eq!(paired("0e:9f"), "0E 9F");
        assert_eq!(paired("f"), "0F");
        assert_eq!(paired(""), "");
    }
}
