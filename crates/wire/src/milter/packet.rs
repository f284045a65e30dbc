//! Packets of the milter protocol: four octets of length, one of kind, data. Words inside end with NUL.

/// Length that stands before a packet.
const PREFIX: usize = 4;

/// Gathers packets from whatever pieces the socket gives.
#[derive(Debug, Default)]
pub(super) struct Packets {
    gathered: Vec<u8>,
    /// Bytes of the packet that was handed out last.
    spent: usize,
}

/// What the pieces amount to.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Gathered {
    /// Not yet a packet.
    Part,
    /// A packet stands ready.
    Whole,
    /// A packet that says it has so many bytes, which is none or too many.
    Impossible(u32),
}

impl Packets {
    /// Takes bytes from the front of `input` until a packet is whole.
    pub(super) fn gather(&mut self, input: &mut &[u8], most: usize) -> Gathered {
        if self.spent > 0 {
            self.gathered.clear();
            self.spent = 0;
        }
        if !self.take(input, PREFIX) {
            return Gathered::Part;
        }
        let announced = self.gathered.first_chunk::<PREFIX>().map_or(0, |length| u32::from_be_bytes(*length));
        let length = usize::try_from(announced).unwrap_or(usize::MAX);
        if length == 0 || length > most {
            return Gathered::Impossible(announced);
        }
        if !self.take(input, PREFIX + length) {
            return Gathered::Part;
        }
        self.spent = PREFIX + length;
        Gathered::Whole
    }

    /// Kind and data of the packet that is whole.
    pub(super) fn packet(&self) -> (u8, &[u8]) {
        match self.gathered.get(PREFIX..) {
            Some([kind, data @ ..]) => (*kind, data),
            _ => (0, &[]),
        }
    }

    /// Whether nothing of a packet has come.
    pub(super) fn is_between(&self) -> bool {
        self.spent > 0 || self.gathered.is_empty()
    }

    fn take(&mut self, input: &mut &[u8], wanted: usize) -> bool {
        let missing = wanted.saturating_sub(self.gathered.len());
        let (taken, rest) = input.split_at(missing.min(input.len()));
        self.gathered.extend_from_slice(taken);
        *input = rest;
        self.gathered.len() >= wanted
    }
}

/// Appends a packet.
pub(super) fn write(out: &mut Vec<u8>, kind: u8, data: &[&[u8]]) {
    let length = 1 + data.iter().map(|part| part.len()).sum::<usize>();
    // Every caller bounds its data by `change::PIECE` or by the limits of the session.
    out.extend_from_slice(&u32::try_from(length).unwrap_or(u32::MAX).to_be_bytes());
    out.push(kind);
    for part in data {
        out.extend_from_slice(part);
    }
}

/// Words that end with NUL; nothing where the last one does not.
pub(super) fn words(data: &[u8]) -> Option<Vec<&[u8]>> {
    if data.is_empty() {
        return Some(Vec::new());
    }
    let inside = data.strip_suffix(&[0])?;
    Some(inside.split(|byte| *byte == 0).collect())
}

/// A number of four octets and what follows it.
pub(super) fn number(data: &[u8]) -> Option<(u32, &[u8])> {
    let (number, rest) = data.split_first_chunk::<4>()?;
    Some((u32::from_be_bytes(*number), rest))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests may panic")]
    use super::*;

    #[test]
    fn a_packet_is_the_same_however_it_is_split() {
        let mut bytes = Vec::new();
        write(&mut bytes, b'L', &[b"Subject", b"\0", b"x", b"\0"]);
        write(&mut bytes, b'N', &[]);
        for split in 1..bytes.len() {
            let mut packets = Packets::default();
            let mut seen = Vec::new();
            for piece in bytes.chunks(split) {
                let mut input = piece;
                while packets.gather(&mut input, 100) == Gathered::Whole {
                    let (kind, data) = packets.packet();
                    seen.push((kind, data.to_vec()));
                }
            }
            assert_eq!(seen, [(b'L', b"Subject\0x\0".to_vec()), (b'N', Vec::new())], "pieces of {split}");
        }
    }

    #[test]
    fn s20_a_length_that_cannot_be_is_refused_before_anything_is_held() {
        for (length, impossible) in [([0, 0, 0, 0], 0), ([0xff; 4], u32::MAX), ([0, 0, 0, 101], 101)] {
            let mut packets = Packets::default();
            let mut input = length.as_slice();
            assert_eq!(packets.gather(&mut input, 100), Gathered::Impossible(impossible));
            assert!(packets.gathered.capacity() < 64);
        }
    }

    #[test]
    fn words_end_with_nul() {
        assert_eq!(words(b"").unwrap(), Vec::<&[u8]>::new());
        assert_eq!(words(b"\0").unwrap(), [b""]);
        assert_eq!(words(b"a\0\0b\0").unwrap(), [b"a".as_slice(), b"", b"b"]);
        assert_eq!(words(b"a\0b"), None);
    }
}
