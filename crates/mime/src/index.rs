//! The reader: one forward pass over the bytes of a mail, in chunks of any size (RFC 5322 2, RFC 2046 5.1).

use crate::error::Error;
use crate::limits::Limits;
use crate::message::Message;
use std::io::Read;

/// Indexes a mail while it arrives.
#[derive(Debug)]
pub struct Indexer {}

impl Indexer {
    /// A reader at byte 0.
    #[must_use]
    pub fn new(limits: &Limits) -> Self {
        let _ = limits;
        todo!()
    }

    /// The next bytes. After an error every further call gives the same error.
    ///
    /// # Errors
    /// `Error::Limit`
    pub fn push(&mut self, bytes: &[u8]) -> Result<(), Error> {
        let _ = bytes;
        todo!()
    }

    /// The end of the mail.
    ///
    /// # Errors
    /// `Error::Limit`
    pub fn finish(self) -> Result<Message, Error> {
        todo!()
    }
}

impl Message {
    /// Indexes everything that `source` gives.
    ///
    /// # Errors
    /// `Error::Read`, `Error::Limit`
    pub fn read(source: impl Read, limits: &Limits) -> Result<Message, Error> {
        let _ = (source, limits);
        todo!()
    }

    /// Indexes a mail in memory.
    ///
    /// # Errors
    /// `Error::Limit`
    pub fn from_bytes(bytes: &[u8], limits: &Limits) -> Result<Message, Error> {
        let mut indexer = Indexer::new(limits);
        indexer.push(bytes)?;
        indexer.finish()
    }
}
