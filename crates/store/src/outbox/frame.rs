//! The form of a mail's file: a beginning in clear that names the key, then frames, each sealed by AES-256-GCM under a key of this file
//! alone. A frame's kind and number are sealed with it: none can be left out, doubled or moved without notice.
//!
//! ```text
//! "kakitome mail 1\n"  u16 length, wrapped data key  salt[16]
//! frame: kind[1] u32 length check[1], nonce[12] ciphertext tag[16]
//! order: envelope (part content* last)* end progress*
//! ```

use std::io::{self, Read};

use kakitome_crypto::{SealingKey, Zeroizing, random_fill};

use crate::mail_id::MailId;

/// Content of one frame before it is sealed; so much of a mail is in memory at once.
pub(super) const CHUNK: usize = 64 * 1024;
/// Longest frame: a chunk of content, or a record of some thousand recipients.
const MOST: u32 = 4 * 1024 * 1024;
/// Longest wrapping of a data key; the keyholder's have some 60 octets.
const WRAPPED: usize = 1024;
/// Kind, length and their check before each frame.
pub(super) const FRAME_HEAD: u64 = 6;

const MAGIC: &[u8; 16] = b"kakitome mail 1\n";
const SALT: usize = 16;

/// What a frame holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Envelope,
    Part,
    Content,
    /// The last content of a part.
    Last,
    /// The mail is complete.
    End,
    Progress,
}

impl Kind {
    const fn letter(self) -> u8 {
        match self {
            Self::Envelope => b'M',
            Self::Part => b'P',
            Self::Content => b'c',
            Self::Last => b'C',
            Self::End => b'E',
            Self::Progress => b'S',
        }
    }

    fn of(letter: u8) -> Option<Self> {
        [Self::Envelope, Self::Part, Self::Content, Self::Last, Self::End, Self::Progress].into_iter().find(|kind| kind.letter() == letter)
    }
}

/// A data key of the keyholder: in clear, and as it is kept beside what it protects.
#[derive(Clone)]
pub struct StorageKey {
    /// As the keyholder takes it back.
    pub wrapped: Vec<u8>,
    /// In clear.
    pub key: Zeroizing<[u8; 32]>,
}

impl std::fmt::Debug for StorageKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("StorageKey(..)")
    }
}

/// The beginning of a file.
#[derive(Debug, Clone)]
pub(super) struct Head {
    pub(super) wrapped: Vec<u8>,
    salt: [u8; SALT],
}

impl Head {
    pub(super) fn new(key: &StorageKey) -> io::Result<Self> {
        let mut salt = [0; SALT];
        random_fill(&mut salt).map_err(io::Error::other)?;
        Ok(Self { wrapped: key.wrapped.clone(), salt })
    }

    pub(super) fn put(&self, out: &mut Vec<u8>) -> io::Result<()> {
        let length = u16::try_from(self.wrapped.len()).map_err(|_| io::Error::other("the wrapped data key is too long"))?;
        out.extend_from_slice(MAGIC);
        out.extend_from_slice(&length.to_be_bytes());
        out.extend_from_slice(&self.wrapped);
        out.extend_from_slice(&self.salt);
        Ok(())
    }

    /// None: this is no beginning of a mail's file.
    pub(super) fn read(from: &mut impl Read) -> io::Result<Option<Self>> {
        let mut start = [0; MAGIC.len() + 2];
        if !fill(from, &mut start)? {
            return Ok(None);
        }
        let Some((magic, length)) = start.split_first_chunk::<16>() else { return Ok(None) };
        let length = length.try_into().map_or(0, u16::from_be_bytes);
        if magic != MAGIC || usize::from(length) > WRAPPED {
            return Ok(None);
        }
        let mut head = Self { wrapped: vec![0; usize::from(length)], salt: [0; SALT] };
        Ok((fill(from, &mut head.wrapped)? && fill(from, &mut head.salt)?).then_some(head))
    }

    pub(super) fn length(&self) -> u64 {
        (MAGIC.len() + 2 + self.wrapped.len() + SALT) as u64
    }

    /// The key of this file alone.
    pub(super) fn key(&self, id: MailId, data_key: &[u8; 32]) -> io::Result<FileKey> {
        let purpose = [b"kakitome outbox 1".as_slice(), &id.to_row().to_be_bytes(), &self.salt].concat();
        Ok(FileKey(SealingKey::derive(data_key, &purpose).map_err(io::Error::other)?))
    }
}

/// Seals and opens the frames of one file.
#[derive(Debug)]
pub(super) struct FileKey(SealingKey);

impl FileKey {
    /// Appends a frame.
    pub(super) fn put(&self, kind: Kind, number: u64, plain: &[u8], out: &mut Vec<u8>) -> io::Result<()> {
        let sealed = self.0.seal(plain, &associated(kind, number)).map_err(io::Error::other)?;
        let length = u32::try_from(sealed.len()).ok().filter(|length| *length <= MOST);
        let length = length.ok_or_else(|| io::Error::other("a record of the outbox is too long"))?;
        let length = length.to_be_bytes();
        out.push(kind.letter());
        out.extend_from_slice(&length);
        out.push(check(kind.letter(), length));
        out.extend_from_slice(&sealed);
        Ok(())
    }

    /// None: it is not what was sealed there.
    pub(super) fn open(&self, kind: Kind, number: u64, sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        self.0.open(sealed, &associated(kind, number)).ok()
    }
}

/// A length that was damaged must not look like a record that a crash cut off.
fn check(letter: u8, length: [u8; 4]) -> u8 {
    length.iter().fold(letter ^ 0xa5, |sum, byte| sum.rotate_left(1) ^ byte)
}

fn associated(kind: Kind, number: u64) -> [u8; 9] {
    let mut bytes = [kind.letter(); 9];
    if let Some(place) = bytes.get_mut(1..) {
        place.copy_from_slice(&number.to_be_bytes());
    }
    bytes
}

/// What stands before a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    Frame(Kind, u32),
    /// The file ends here.
    Nothing,
    /// No frame begins here, or it is cut off.
    Broken,
}

/// Reads kind and length of the next frame.
pub(super) fn next(from: &mut impl Read) -> io::Result<Next> {
    let mut head = [0; 6];
    let mut have = 0;
    while let Some(room) = head.get_mut(have..).filter(|room| !room.is_empty()) {
        match from.read(room) {
            Ok(0) if have == 0 => return Ok(Next::Nothing),
            Ok(0) => return Ok(Next::Broken),
            Ok(count) => have += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    let [letter, a, b, c, d, sum] = head;
    let whole = check(letter, [a, b, c, d]) == sum;
    let length = u32::from_be_bytes([a, b, c, d]);
    Ok(match Kind::of(letter) {
        Some(kind) if whole && length <= MOST => Next::Frame(kind, length),
        _ => Next::Broken,
    })
}

/// Fills the buffer; no: the file ends before.
pub(super) fn fill(from: &mut impl Read, buffer: &mut [u8]) -> io::Result<bool> {
    match from.read_exact(buffer) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(false),
        Err(error) => Err(error),
    }
}
