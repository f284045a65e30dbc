//! Writes elements whose size is not known beforehand, with indefinite lengths (X.690 8.1.3.6),
//! and octet strings in pieces (8.7.3). What is inside an element is written by the caller, in order.

use std::io::{self, Write};

use crate::der;
use crate::tag::Tag;

/// A piece of an octet string. Programs that read pieces cope with any size; 16 KiB is a page run and a TLS record.
const PIECE: usize = 16 * 1024;

/// A writer of indefinite lengths over a sink.
#[derive(Debug)]
pub struct Stream<W: Write> {
    sink: W,
    open: usize,
    piece: Vec<u8>,
}

impl<W: Write> Stream<W> {
    /// Writes to `sink`.
    pub fn new(sink: W) -> Self {
        Self { sink, open: 0, piece: Vec::new() }
    }

    /// Opens a constructed element of indefinite length.
    pub fn open(&mut self, tag: Tag) -> io::Result<()> {
        self.flush_piece()?;
        let mut out = Vec::with_capacity(8);
        der::header(&mut out, tag, true, 0);
        out.pop();
        out.push(0x80);
        self.open += 1;
        self.sink.write_all(&out)
    }

    /// Writes whole elements as they are.
    pub fn raw(&mut self, elements: &[u8]) -> io::Result<()> {
        self.flush_piece()?;
        self.sink.write_all(elements)
    }

    /// Adds octets to the string opened last; they are gathered into OCTET STRING pieces.
    pub fn octets(&mut self, mut octets: &[u8]) -> io::Result<()> {
        while !octets.is_empty() {
            if self.piece.is_empty()
                && let Some((whole, later)) = octets.split_at_checked(PIECE)
            {
                self.write_piece(whole)?; // without a copy
                octets = later;
                continue;
            }
            let (now, later) = octets.split_at(octets.len().min(PIECE - self.piece.len()));
            self.piece.extend_from_slice(now);
            octets = later;
            if self.piece.len() == PIECE {
                self.flush_piece()?;
            }
        }
        Ok(())
    }

    /// Closes the element opened last.
    pub fn close(&mut self) -> io::Result<()> {
        self.flush_piece()?;
        self.open = self.open.checked_sub(1).ok_or_else(|| io::Error::other("no element is open"))?;
        self.sink.write_all(&[0, 0])
    }

    /// Closes what is open and gives the sink back.
    pub fn finish(mut self) -> io::Result<W> {
        while self.open > 0 {
            self.close()?;
        }
        self.sink.flush()?;
        Ok(self.sink)
    }

    fn flush_piece(&mut self) -> io::Result<()> {
        if self.piece.is_empty() {
            return Ok(());
        }
        let piece = std::mem::take(&mut self.piece);
        let written = self.write_piece(&piece);
        self.piece = piece;
        self.piece.clear();
        written
    }

    fn write_piece(&mut self, piece: &[u8]) -> io::Result<()> {
        let mut head = Vec::with_capacity(8);
        der::header(&mut head, Tag::OCTET_STRING, false, piece.len() as u64);
        self.sink.write_all(&head)?;
        self.sink.write_all(piece)
    }
}
