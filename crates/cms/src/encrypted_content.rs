//! EncryptedContentInfo (RFC 5652 6.1): its head is held, its content streams: once to be checked, once more to be decrypted.
//! Which container it stands in, and where the key comes from, is the caller's.

use std::io::{self, Read, Write};

use const_oid::ObjectIdentifier;
use kakitome_ber::{Reader, Tag};
use kakitome_crypto::{CheckedCiphertext, Checker, Decryptor, Zeroizing};

use crate::algorithm::AlgorithmIdentifier;
use crate::container::small;
use crate::error::Error;

const WHAT: &str = "encryptedContentInfo";
/// Room for the plaintext of one piece: pieces that readers hand on have 16 KiB. No more than that, since all of it is wiped each time.
const PIECE: usize = 17 << 10;

/// What stands before the ciphertext.
pub(crate) struct Head {
    /// What the content is once it is decrypted.
    pub(crate) content_type: ObjectIdentifier,
    /// How it is encrypted.
    pub(crate) algorithm: AlgorithmIdentifier,
    /// Where the ciphertext begins, if it is there.
    pub(crate) content: Option<u64>,
}

/// Steps into EncryptedContentInfo up to the ciphertext.
pub(crate) fn enter<R: Read>(reader: &mut Reader<R>) -> Result<Head, Error> {
    let broken = Error::reading(WHAT);
    reader.enter(Tag::SEQUENCE).map_err(&broken)?;
    let content_type = small(reader, "contentType", |cursor| cursor.oid())?;
    let algorithm = small(reader, "contentEncryptionAlgorithm", AlgorithmIdentifier::read)?;
    let content = reader.at(Tag::context(0)).map_err(&broken)?.then(|| reader.offset());
    Ok(Head { content_type, algorithm, content })
}

/// Passes over the ciphertext, if it is there, and out of EncryptedContentInfo; answers how many octets it has.
pub(crate) fn pass<R: Read>(reader: &mut Reader<R>, sink: &mut dyn Write) -> Result<u64, Error> {
    let broken = Error::reading(WHAT);
    let length = if reader.at(Tag::context(0)).map_err(&broken)? { reader.octets(sink).map_err(&broken)? } else { 0 };
    reader.leave().map_err(&broken)?;
    Ok(length)
}

/// Ciphertext on its way through the check.
pub(crate) struct Checking<'a>(pub(crate) &'a mut Checker);

impl Write for Checking<'_> {
    fn write(&mut self, ciphertext: &[u8]) -> io::Result<usize> {
        self.0.update(ciphertext);
        Ok(ciphertext.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Decrypts the ciphertext that a check has found whole; answers how many octets of plaintext there are.
pub(crate) fn decrypt<R: Read>(reader: &mut Reader<R>, checked: &CheckedCiphertext, sink: &mut dyn Write) -> Result<u64, Error> {
    let plain = Zeroizing::new(Vec::with_capacity(PIECE));
    let mut decrypting = Decrypting { decryptor: Decryptor::new(checked)?, plain, written: 0, sink };
    reader.octets(&mut decrypting).map_err(Error::reading("the ciphertext"))?;
    decrypting.finish()
}

struct Decrypting<'a> {
    decryptor: Decryptor,
    plain: Zeroizing<Vec<u8>>,
    written: u64,
    sink: &'a mut dyn Write,
}

impl Decrypting<'_> {
    fn emit(&mut self) -> io::Result<()> {
        self.sink.write_all(&self.plain)?;
        self.written = self.written.saturating_add(self.plain.len() as u64);
        self.plain.clear();
        Ok(())
    }

    fn finish(self) -> Result<u64, Error> {
        let Self { decryptor, mut plain, written, sink } = self;
        decryptor.finish(&mut plain)?;
        let writing = |source| Error::Io { what: "writing the plaintext", source };
        sink.write_all(&plain).map_err(writing)?;
        sink.flush().map_err(writing)?;
        Ok(written.saturating_add(plain.len() as u64))
    }
}

impl Write for Decrypting<'_> {
    fn write(&mut self, ciphertext: &[u8]) -> io::Result<usize> {
        self.decryptor.update(ciphertext, &mut self.plain).map_err(io::Error::other)?;
        self.emit()?;
        Ok(ciphertext.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
