//! Where bytes go that are needed again and are too many for memory: ciphertext, and content while its signature is checked. The
//! caller gives the place (a private file, a wrapped one, or memory again). This file opens no files itself.

use std::io::{self, Cursor, Read, Seek, Write};

/// A place that can be written, read and gone about in.
pub trait Backing: Read + Write + Seek {}

impl<T: Read + Write + Seek> Backing for T {}

/// Gives a new empty place for bytes that are too many for memory.
pub trait Spill {
    /// A new place, readable by nobody else, gone when it is dropped.
    ///
    /// # Errors
    /// The place cannot be made.
    fn create(&self) -> io::Result<Box<dyn Backing>>;
}

/// A spill that is memory: for small machines' tests and for callers who bound the message's size themselves.
#[derive(Debug, Clone, Copy, Default)]
pub struct InMemory;

impl Spill for InMemory {
    fn create(&self) -> io::Result<Box<dyn Backing>> {
        Ok(Box::new(Cursor::new(Vec::new())))
    }
}
