//! Numbers of CRLs (RFC 5280 5.2.3): they may have 20 octets, so they are compared as octets.

use kakitome_ber::{Cursor, Tag};

/// A number that is not negative.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct CrlNumber(Vec<u8>);

impl CrlNumber {
    /// From the value of the extension.
    pub(crate) fn read(value: &[u8]) -> Option<Self> {
        let mut cursor = Cursor::new(value);
        let number = cursor.expect(Tag::INTEGER).ok()?;
        cursor.finish().ok()?;
        let octets = number.integer().ok()?;
        if octets.first().is_some_and(|first| first & 0x80 != 0) {
            return None;
        }
        Some(Self(octets.iter().copied().skip_while(|octet| *octet == 0).collect()))
    }
}

impl Ord for CrlNumber {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.len().cmp(&other.0.len()).then_with(|| self.0.cmp(&other.0))
    }
}

impl PartialOrd for CrlNumber {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;

    #[test]
    fn long_numbers_have_an_order() {
        let read = |octets: &[u8]| CrlNumber::read(&[&[0x02, u8::try_from(octets.len()).unwrap()], octets].concat());
        assert!(read(&[5]).unwrap() < read(&[0, 200]).unwrap());
        assert!(read(&[0, 0xff]).unwrap() < read(&[1, 0]).unwrap());
        assert!(read(&[0x7f; 20]).unwrap() > read(&[0x7f; 19]).unwrap());
        assert_eq!(read(&[0, 0, 7]), read(&[7]));
        assert_eq!(read(&[0x80]), None);
        assert_eq!(CrlNumber::read(&[0x02, 0x00]), None);
        assert_eq!(CrlNumber::read(&[]), None);
    }
}
