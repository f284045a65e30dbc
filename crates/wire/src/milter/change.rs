//! Changes that a filter asks for at the end of a mail. Nothing that comes from outside can break out of its packet.

use super::negotiation::Actions;
use super::packet;

/// Body in one packet: what libmilter sends, and every MTA takes.
const PIECE: usize = 65_535;

/// One change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Change<'a> {
    /// A field more, behind the others. Line ends in the value are line feeds.
    AddHeader {
        /// Its name.
        name: &'a [u8],
        /// Its value.
        value: &'a [u8],
    },
    /// A field more, at a place: 0 is the top.
    InsertHeader {
        /// Before which field.
        index: u32,
        /// Its name.
        name: &'a [u8],
        /// Its value.
        value: &'a [u8],
    },
    /// Another value for the `index`-th field (from 1) of this name; none takes the field away.
    ChangeHeader {
        /// Which of this name.
        index: u32,
        /// Its name.
        name: &'a [u8],
        /// Its new value.
        value: Option<&'a [u8]>,
    },
    /// More of the new body; the first of these replaces the old one.
    Body(&'a [u8]),
    /// The MTA holds the mail.
    Quarantine(&'a [u8]),
}

impl Change<'_> {
    pub(super) fn needs(&self) -> Actions {
        match self {
            Self::AddHeader { .. } | Self::InsertHeader { .. } => Actions::ADD_HEADERS,
            Self::ChangeHeader { .. } => Actions::CHANGE_HEADERS,
            Self::Body(_) => Actions::CHANGE_BODY,
            Self::Quarantine(_) => Actions::QUARANTINE,
        }
    }

    /// Whether it can be written: no NUL in a word, no field that would break the header.
    pub(super) fn is_sayable(&self) -> bool {
        match self {
            Self::AddHeader { name, value } | Self::InsertHeader { name, value, .. } => is_name(name) && is_value(value),
            Self::ChangeHeader { name, value, .. } => is_name(name) && value.is_none_or(is_value),
            Self::Body(_) => true,
            Self::Quarantine(reason) => !reason.contains(&0),
        }
    }

    pub(super) fn write_to(&self, out: &mut Vec<u8>) {
        match self {
            Self::AddHeader { name, value } => packet::write(out, b'h', &[name, &[0], value, &[0]]),
            Self::InsertHeader { index, name, value } => packet::write(out, b'i', &[&index.to_be_bytes(), name, &[0], value, &[0]]),
            Self::ChangeHeader { index, name, value } => {
                packet::write(out, b'm', &[&index.to_be_bytes(), name, &[0], value.unwrap_or_default(), &[0]]);
            }
            Self::Body(bytes) => {
                for piece in bytes.chunks(PIECE) {
                    packet::write(out, b'b', &[piece]);
                }
            }
            Self::Quarantine(reason) => packet::write(out, b'q', &[reason, &[0]]),
        }
    }
}

/// RFC 5322 2.2: printable, no colon.
fn is_name(name: &[u8]) -> bool {
    !name.is_empty() && name.iter().all(|byte| matches!(byte, b'!'..=b'~') && *byte != b':')
}

/// No NUL, no carriage return (the MTA writes line ends), and no line that would be a field of its own.
fn is_value(value: &[u8]) -> bool {
    !value.iter().any(|byte| matches!(byte, 0 | b'\r'))
        && value.split(|byte| *byte == b'\n').skip(1).all(|line| matches!(line.first(), Some(b' ' | b'\t')))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::indexing_slicing, reason = "tests may panic")]
    use super::*;

    #[test]
    fn a_value_cannot_become_a_field_of_its_own() {
        let add = |value: &'static [u8]| Change::AddHeader { name: b"Content-Type", value }.is_sayable();
        assert!(add(b"multipart/signed;\n boundary=x"));
        assert!(!add(b"x\nBcc: y"));
        assert!(!add(b"x\n"));
        assert!(!add(b"x\r\n y"));
        assert!(!add(b"x\0y"));
        assert!(!Change::ChangeHeader { index: 1, name: b"A:b", value: None }.is_sayable());
        assert!(!Change::AddHeader { name: b"", value: b"x" }.is_sayable());
    }

    #[test]
    fn a_long_body_goes_in_packets_that_every_mta_takes() {
        let mut out = Vec::new();
        Change::Body(&[b'x'; 70_000]).write_to(&mut out);
        assert_eq!(out[..5], [0, 1, 0, 0, b'b']);
        assert_eq!(out[65_540..65_545], [0, 0, 0x11, 0x72, b'b']);
        assert_eq!(out.len(), 70_000 + 10);
    }
}
