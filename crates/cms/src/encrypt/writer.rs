//! Content is enciphered on its way into the container, in pieces: nothing of it is held.

use std::io::{self, Write};

use kakitome_ber::der;
use kakitome_crypto::{ContentCipher, Encryptor};

use crate::error::Error;
use crate::frame::Frame;

/// Content enciphered at once.
const PIECE: usize = 16 << 10;

/// Content is written to it; it writes the message. Without [`Writer::finish`] the message is not complete.
pub struct Writer<W: Write> {
    frame: Frame<W>,
    encryptor: Encryptor,
    /// authAttrs as SET OF, or nothing.
    attributes: Vec<u8>,
    ciphertext: Vec<u8>,
}

impl<W: Write> Writer<W> {
    pub(crate) fn new(frame: Frame<W>, encryptor: Encryptor, attributes: Vec<u8>) -> Self {
        Self { frame, encryptor, attributes, ciphertext: Vec::with_capacity(PIECE + 64) }
    }

    /// The content is complete: writes the rest and gives the sink back.
    pub fn finish(mut self) -> Result<W, Error> {
        self.ciphertext.clear();
        let tag = self.encryptor.finish(&mut self.ciphertext)?;
        let mut behind = Vec::new();
        if let Some(fields) = self.attributes.get(1..) {
            behind.push(0xa1); // [1] IMPLICIT: the same attributes under another tag
            behind.extend_from_slice(fields);
        }
        if !tag.is_empty() {
            behind.extend(der::octet_string(&tag));
        }
        let last = self.frame.octets(&self.ciphertext);
        last.and_then(|()| self.frame.finish(&behind)).map_err(Error::writing("encrypted content"))
    }
}

impl<W: Write> Write for Writer<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        for piece in bytes.chunks(PIECE) {
            self.ciphertext.clear();
            self.encryptor.update(piece, &mut self.ciphertext).map_err(io::Error::other)?;
            self.frame.octets(&self.ciphertext)?;
        }
        Ok(bytes.len())
    }

    /// Does not reach the sink: a flush would cut the content into more pieces than it needs.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// CBC pads to the next block, always (RFC 5652 6.3); GCM does not.
pub(crate) fn ciphertext_length(cipher: ContentCipher, length: u64) -> Result<u64, Error> {
    if cipher.is_authenticated() {
        return Ok(length);
    }
    let block = cipher.block_len() as u64;
    let padded = (length / block).checked_add(1).and_then(|blocks| blocks.checked_mul(block));
    padded.ok_or(Error::Limit { what: "content", limit: u64::MAX })
}
