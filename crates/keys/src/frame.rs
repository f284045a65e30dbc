//! Frames on the socket: length (u32, of what follows), id of the request (u64), kind (u8), body. All integers big-endian.
//! Each side begins with a hello; then the client may send many frames, and answers come in any order under the ids of their requests.

use zeroize::Zeroize;

use crate::field::{Fields, Unreadable};

/// Octets of a frame's head: length, id, kind.
const HEAD: usize = 4 + 8 + 1;
/// No frame is longer: a revocation list of about 25,000 entries, or 1,000 key descriptions.
pub const MAX_FRAME: usize = 1024 * 1024;

/// What both sides send first.
pub const HELLO_MAGIC: [u8; 8] = *b"kakitome";
/// The version of this protocol. Another one is refused at the hello, never guessed.
pub const VERSION: u16 = 1;

/// The first words on a connection, ten octets from each side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hello {
    /// The speaker's version.
    pub version: u16,
}

impl Hello {
    /// Octets of a hello.
    pub const LEN: usize = 10;

    /// Ours.
    #[must_use]
    pub fn ours() -> [u8; Self::LEN] {
        let mut octets = [0; Self::LEN];
        for (to, from) in octets.iter_mut().zip(HELLO_MAGIC.into_iter().chain(VERSION.to_be_bytes())) {
            *to = from;
        }
        octets
    }

    /// Theirs; `None`: this is no hello at all.
    #[must_use]
    pub fn read(octets: &[u8; Self::LEN]) -> Option<Self> {
        let (magic, version) = octets.split_first_chunk::<8>()?;
        let version = u16::from_be_bytes(*version.first_chunk::<2>()?);
        (*magic == HELLO_MAGIC).then_some(Self { version })
    }
}

/// Writes a frame; the body is written by the closure.
pub(crate) fn put_frame(out: &mut Vec<u8>, id: u64, kind: u8, body: impl FnOnce(&mut Vec<u8>)) {
    let begin = out.len();
    out.extend([0; 4]);
    out.extend(id.to_be_bytes());
    out.push(kind);
    body(out);
    let length = u32::try_from(out.len().saturating_sub(begin + 4)).unwrap_or(u32::MAX);
    if let Some(place) = out.get_mut(begin..begin + 4) {
        place.copy_from_slice(&length.to_be_bytes());
    }
}

/// One frame as it stands in the buffer.
pub(crate) struct RawFrame<'a> {
    pub(crate) id: u64,
    pub(crate) kind: u8,
    pub(crate) body: &'a [u8],
}

/// Collects octets as they arrive and hands out whole frames. What was handed out is wiped before more is read, and all when dropped:
/// keys for import pass through it.
#[derive(Default)]
pub struct Frames {
    /// Room that is made once; zeros behind `filled`.
    buffer: zeroize::Zeroizing<Vec<u8>>,
    filled: usize,
    /// What was handed out already.
    taken: usize,
}

/// Room for one read.
const READ_AT_ONCE: usize = 64 * 1024;

impl Frames {
    /// Reads once from a blocking source. `Ok(0)`: it is at its end.
    ///
    /// # Errors
    /// Those of the source.
    pub fn fill(&mut self, mut source: impl std::io::Read) -> std::io::Result<usize> {
        let count = loop {
            match source.read(self.space()) {
                Err(why) if why.kind() == std::io::ErrorKind::Interrupted => {}
                outcome => break outcome?,
            }
        };
        self.fill_up(count);
        Ok(count)
    }

    /// Where a source puts the next octets; [`Self::fill_up`] says how many.
    pub(crate) fn space(&mut self) -> &mut [u8] {
        self.make_room();
        self.buffer.get_mut(self.filled..).unwrap_or_default()
    }

    pub(crate) fn fill_up(&mut self, count: usize) {
        self.filled = self.buffer.len().min(self.filled + count);
    }

    /// Moves what is left to the front, wipes what is behind it, and sees to room for one read.
    fn make_room(&mut self) {
        if self.taken > 0 {
            self.buffer.copy_within(self.taken..self.filled, 0);
            let left = self.filled - self.taken;
            self.buffer.get_mut(left..self.filled).unwrap_or_default().zeroize();
            (self.filled, self.taken) = (left, 0);
        }
        if self.buffer.len() < self.filled + READ_AT_ONCE / 2 {
            self.grow();
        }
    }

    fn grow(&mut self) {
        let mut larger = zeroize::Zeroizing::new(vec![0; self.filled + READ_AT_ONCE]);
        for (to, from) in larger.iter_mut().zip(self.buffer.iter()) {
            *to = *from;
        }
        // The old one is wiped as it goes.
        self.buffer = larger;
    }

    /// The next whole frame; `Ok(None)`: more octets are needed.
    pub(crate) fn take(&mut self) -> Result<Option<RawFrame<'_>>, Unreadable> {
        let pending = self.buffer.get(self.taken..self.filled).unwrap_or_default();
        let mut fields = Fields::new(pending);
        let Ok(length) = fields.u32() else { return Ok(None) };
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        if length > MAX_FRAME {
            return Err(Unreadable("a frame longer than the protocol allows"));
        }
        if length < HEAD - 4 {
            return Err(Unreadable("a frame shorter than its head"));
        }
        let Some(frame) = fields.rest().get(..length) else { return Ok(None) };
        self.taken += 4 + length;
        let mut fields = Fields::new(frame);
        Ok(Some(RawFrame { id: fields.u64()?, kind: fields.octet()?, body: fields.rest() }))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests may panic")]
    use super::*;

    #[test]
    fn frames_come_out_however_the_octets_arrive() {
        let mut stream = Vec::new();
        for id in 0..50_u64 {
            put_frame(&mut stream, id, 7, |out| out.extend(vec![9; usize::try_from(id * 37).unwrap()]));
        }
        for piece in [1, 2, 3, 13, 100, 5_000, stream.len()] {
            let mut frames = Frames::default();
            let mut expected = 0;
            for part in stream.chunks(piece) {
                let mut part = part;
                while frames.fill(&mut part).unwrap() > 0 {
                    while let Some(frame) = frames.take().unwrap() {
                        assert_eq!((frame.id, frame.kind), (expected, 7));
                        assert_eq!(frame.body.len() as u64, expected * 37);
                        expected += 1;
                    }
                }
            }
            assert_eq!(expected, 50, "pieces of {piece}");
        }
    }

    #[test]
    fn lengths_that_lie_are_refused_at_once() {
        for length in [0_u32, 8, 0x0010_0001, u32::MAX] {
            let mut frames = Frames::default();
            frames.fill(&length.to_be_bytes()[..]).unwrap();
            assert!(frames.take().is_err(), "{length}");
        }
    }

    #[test]
    fn hello_is_read_as_it_is_written() {
        assert_eq!(Hello::read(&Hello::ours()), Some(Hello { version: VERSION }));
        assert_eq!(Hello::read(b"EHLO hello"), None);
    }
}
