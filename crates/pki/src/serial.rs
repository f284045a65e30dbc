//! Serial numbers as received: the content octets of the INTEGER, whatever their length or sign (RFC 5280 4.1.2.2).

use crate::text;

/// A certificate's serial number, the content octets as they stand in the certificate.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Serial(Box<[u8]>);

impl Serial {
    /// From the content octets of the INTEGER.
    pub fn from_content(octets: &[u8]) -> Self {
        Self(octets.into())
    }

    /// The content octets of the INTEGER.
    pub fn content(&self) -> &[u8] {
        &self.0
    }

    /// Lower-case hexadecimal without separators, a leading zero octet (sign) left out.
    pub fn hex(&self) -> String {
        match self.0.as_ref() {
            [0, rest @ ..] if !rest.is_empty() => text::hex(rest),
            all => text::hex(all),
        }
    }

    /// Positive and at most 20 octets, as RFC 5280 asks of a CA.
    pub fn is_conforming(&self) -> bool {
        let octets = self.content();
        octets.len() <= 20 && octets.first().is_some_and(|first| first & 0x80 == 0) && octets.iter().any(|&o| o != 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shown_and_judged() {
        for (octets, hex, conforming) in [
            (&[0x00, 0xff][..], "ff", true),
            (&[0x0a, 0x01], "0a01", true),
            (&[0x00], "00", false),
            (&[0xff], "ff", false),
            (&[1; 20], "0101010101010101010101010101010101010101", true),
            (&[1; 21], "010101010101010101010101010101010101010101", false),
        ] {
            let serial = Serial::from_content(octets);
            assert_eq!(serial.hex(), hex);
            assert_eq!(serial.is_conforming(), conforming, "{hex}");
        }
    }
}
