//! A spill for what was encrypted: what a place outside memory gets is ciphertext under a key that lives in this process only, as long
//! as the place does. So plaintext stays off every disk, whoever gives the place (design, section 3: streaming).

use std::io::{self, Read, Seek, SeekFrom, Write};

use kakitome_cms::Backing;
use kakitome_crypto::{SealingKey, Zeroizing, random_fill};

/// Bytes that are sealed at once.
const PIECE: usize = 64 << 10;
/// What sealing adds to a piece: a nonce of 12 octets and a tag of 16 (NIST SP 800-38D).
const MORE: usize = 28;

/// Written once from its beginning, then read from anywhere.
pub(crate) struct Secret {
    place: Box<dyn Backing>,
    key: SealingKey,
    /// The piece that is being written, or the one that was read last.
    piece: Zeroizing<Vec<u8>>,
    /// Which one `piece` is, once all is written.
    at_hand: Option<u64>,
    length: u64,
    position: u64,
    is_written: bool,
}

impl Secret {
    pub(crate) fn new(place: Box<dyn Backing>) -> io::Result<Self> {
        let mut key = Zeroizing::new([0; 32]);
        random_fill(key.as_mut_slice()).map_err(io::Error::other)?;
        let key = SealingKey::new(&key).map_err(io::Error::other)?;
        let piece = Zeroizing::new(Vec::with_capacity(PIECE));
        Ok(Self { place, key, piece, at_hand: None, length: 0, position: 0, is_written: false })
    }

    /// Seals what is held. Its number is sealed with it, so that pieces cannot change places.
    fn seal(&mut self) -> io::Result<()> {
        let number = self.length.saturating_sub(1) / PIECE as u64;
        let sealed = self.key.seal(&self.piece, &number.to_le_bytes()).map_err(io::Error::other)?;
        self.piece.clear();
        self.place.write_all(&sealed)
    }

    fn fetch(&mut self, number: u64) -> io::Result<()> {
        if self.at_hand == Some(number) {
            return Ok(());
        }
        let whole = PIECE as u64;
        let length = self.length.saturating_sub(number.saturating_mul(whole)).min(whole);
        let length = usize::try_from(length).map_err(io::Error::other)?;
        self.place.seek(SeekFrom::Start(number.saturating_mul((PIECE + MORE) as u64)))?;
        let mut sealed = vec![0; length + MORE];
        self.place.read_exact(&mut sealed)?;
        let opened = self.key.open(&sealed, &number.to_le_bytes());
        self.piece = opened.map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "the private file was changed by somebody else"))?;
        self.at_hand = Some(number);
        Ok(())
    }
}

impl Write for Secret {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.is_written {
            return Err(io::Error::other("it is being read already"));
        }
        let room = PIECE.saturating_sub(self.piece.len());
        let taken = bytes.get(..room.min(bytes.len())).unwrap_or_default();
        self.piece.extend_from_slice(taken);
        self.length = self.length.saturating_add(taken.len() as u64);
        if self.piece.len() == PIECE {
            self.seal()?;
        }
        Ok(taken.len())
    }

    /// All is written: from here on it can be read.
    fn flush(&mut self) -> io::Result<()> {
        if !self.is_written && !self.piece.is_empty() {
            self.seal()?;
        }
        self.is_written = true;
        self.place.flush()
    }
}

impl Read for Secret {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if !self.is_written {
            return Err(io::Error::other("it is not written yet"));
        }
        if self.position >= self.length || out.is_empty() {
            return Ok(0);
        }
        let whole = PIECE as u64;
        self.fetch(self.position / whole)?;
        let from = usize::try_from(self.position % whole).map_err(io::Error::other)?;
        let ready = self.piece.get(from..).unwrap_or_default();
        let count = ready.len().min(out.len());
        if let (Some(to), Some(from)) = (out.get_mut(..count), ready.get(..count)) {
            to.copy_from_slice(from);
        }
        self.position = self.position.saturating_add(count as u64);
        Ok(count)
    }
}

impl Seek for Secret {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let wanted = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.length.checked_add_signed(by),
            SeekFrom::Current(by) => self.position.checked_add_signed(by),
        };
        self.position = wanted.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "before the beginning"))?;
        Ok(self.position)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "tests may panic")]

    use std::io::Cursor;
    use std::sync::{Arc, Mutex};

    use super::*;

    /// A place whose bytes can be looked at from outside.
    #[derive(Clone, Default)]
    struct Seen(Arc<Mutex<Cursor<Vec<u8>>>>);

    impl Read for Seen {
        fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
            self.0.lock().unwrap().read(out)
        }
    }

    impl Write for Seen {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    impl Seek for Seen {
        fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
            self.0.lock().unwrap().seek(to)
        }
    }

    #[test]
    fn what_is_written_is_read_and_the_place_never_sees_it() {
        for length in [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE, 3 * PIECE + 7] {
            let text: Vec<u8> = b"payment order ".iter().copied().cycle().take(length).collect();
            let seen = Seen::default();
            let mut secret = Secret::new(Box::new(seen.clone())).unwrap();
            for piece in text.chunks(1000) {
                secret.write_all(piece).unwrap();
            }
            secret.flush().unwrap();
            secret.rewind().unwrap();
            let mut all = Vec::new();
            secret.read_to_end(&mut all).unwrap();
            assert!(all == text, "{length}");
            let from = length / 2;
            secret.seek(SeekFrom::Start(from as u64)).unwrap();
            let mut rest = Vec::new();
            secret.read_to_end(&mut rest).unwrap();
            assert!(rest == text[from..], "{length}");
            let kept = seen.0.lock().unwrap().get_ref().clone();
            assert!(memchr::memmem::find(&kept, b"payment").is_none(), "{length}");
        }
    }

    #[test]
    fn a_place_that_was_changed_is_noticed() {
        let seen = Seen::default();
        let mut secret = Secret::new(Box::new(seen.clone())).unwrap();
        secret.write_all(&vec![7; 2 * PIECE]).unwrap();
        secret.flush().unwrap();
        let swapped = {
            let guard = seen.0.lock().unwrap();
            let bytes = guard.get_ref();
            [&bytes[PIECE + MORE..], &bytes[..PIECE + MORE]].concat()
        };
        *seen.0.lock().unwrap() = Cursor::new(swapped);
        let error = secret.read_to_end(&mut Vec::new()).expect_err("pieces have changed places");
        assert_eq!(error.kind(), io::ErrorKind::InvalidData);
    }
}
