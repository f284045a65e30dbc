//! Serial numbers as received: the content octets of the INTEGER, whatever their length or sign (RFC 5280 4.1.2.2).

use std::fmt::Write as _;

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
        let shown = match self.0.as_ref() {
            [0, rest @ ..] if !rest.is_empty() => rest,
            all => all,
        };
        let mut text = String::with_capacity(shown.len() * 2);
        for octet in shown {
            // writing to a String cannot fail
            let _ = write!(text, "{octet:02x}");
        }
        text
    }

    /// Positive and at most 20 octets, as RFC 5280 asks of a CA.
    pub fn is_conforming(&self) -> bool {
        let octets = self.content();
        octets.len() <= 20 && octets.first().is_some_and(|first| first & 0x80 == 0) && octets.iter().any(|&o| o != 0)
    }
}
