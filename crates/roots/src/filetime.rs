//! FILETIME: 100-nanosecond steps since 1601-01-01, as Windows counts (MS-DTYP 2.3.3).

use kakitome_pki::UnixTime;

/// Seconds from 1601-01-01 to 1970-01-01.
const EPOCH: i64 = 11_644_473_600;
/// Steps in a second.
const STEPS: u64 = 10_000_000;

/// Eight octets, the lowest first: the form of attributes.
pub(crate) fn little_endian(octets: [u8; 8]) -> UnixTime {
    from_steps(u64::from_le_bytes(octets))
}

/// Eight octets, the highest first: the form inside a list's number.
pub(crate) fn big_endian(octets: [u8; 8]) -> UnixTime {
    from_steps(u64::from_be_bytes(octets))
}

fn from_steps(steps: u64) -> UnixTime {
    // 2^64 / 10^7 is far below i64's end
    UnixTime(i64::try_from(steps / STEPS).unwrap_or(i64::MAX).saturating_sub(EPOCH))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_of_real_lists() {
        // attribute 104 of a Microsoft root in the list of 2025-06-16, and the number of the list of 2016-01-13
        assert_eq!(little_endian([0x00, 0x80, 0xc8, 0x2b, 0x68, 0x86, 0xd7, 0x01]).to_string(), "2021-08-01T00:00:00Z");
        assert_eq!(big_endian([0x01, 0xd1, 0x4e, 0x5a, 0x2e, 0x02, 0xba, 0x7a]).to_string(), "2016-01-13T23:28:59Z");
    }
}
