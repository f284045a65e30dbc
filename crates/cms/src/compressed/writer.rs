//! CompressedData written: in DER when the content is small enough to be held, else as a stream of indefinite length,
//! because nobody knows beforehand how long content will be once it is compressed.

use std::io::{self, Write};

use const_oid::ObjectIdentifier;
use flate2::{Compress, Compression, FlushCompress, Status};
use kakitome_ber::der;

use super::{CompressedData, WHAT};
use crate::error::Error;
use crate::frame::{Frame, Place, Plan};
use crate::oid;

/// Compressed octets made at once.
const PIECE: usize = 32 << 10;

impl CompressedData {
    /// The whole container in DER.
    pub fn write(content_type: ObjectIdentifier, content: &[u8]) -> Result<Vec<u8>, Error> {
        let mut deflater = Deflater::new();
        let mut compressed = Vec::new();
        let mut keep = |octets: &[u8]| {
            compressed.extend_from_slice(octets);
            Ok(())
        };
        deflater.feed(content, FlushCompress::None, &mut keep).map_err(Error::writing(WHAT))?;
        deflater.feed(&[], FlushCompress::Finish, &mut keep).map_err(Error::writing(WHAT))?;
        let (head, whole) = (head(), Vec::with_capacity(compressed.len() + 96));
        let mut frame = plan(&head, content_type).definite(whole, compressed.len() as u64, 0).map_err(Error::writing(WHAT))?;
        frame.octets(&compressed).and_then(|()| frame.finish(&[])).map_err(Error::writing(WHAT))
    }
}

/// Content is written to it; it compresses and writes the container around, with indefinite lengths.
pub struct CompressedDataWriter<W: Write> {
    frame: Frame<W>,
    deflater: Deflater,
}

impl<W: Write> CompressedDataWriter<W> {
    /// Writes what stands before the content.
    pub fn new(content_type: ObjectIdentifier, sink: W) -> Result<Self, Error> {
        let frame = plan(&head(), content_type).indefinite(sink).map_err(Error::writing(WHAT))?;
        Ok(Self { frame, deflater: Deflater::new() })
    }

    /// The content is complete: writes the rest and gives the sink back.
    pub fn finish(mut self) -> Result<W, Error> {
        let frame = &mut self.frame;
        let rest = self.deflater.feed(&[], FlushCompress::Finish, &mut |octets| frame.octets(octets));
        rest.and_then(|()| self.frame.finish(&[])).map_err(Error::writing(WHAT))
    }
}

impl<W: Write> Write for CompressedDataWriter<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let frame = &mut self.frame;
        self.deflater.feed(bytes, FlushCompress::None, &mut |octets| frame.octets(octets))?;
        Ok(bytes.len())
    }

    /// Does not reach the sink: a flush would cost compression and cut the content into more pieces than it needs.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// version and compressionAlgorithm; RFC 3274 2 wants the parameters absent.
fn head() -> Vec<u8> {
    [der::unsigned(0), der::sequence(&[&der::oid(&oid::ZLIB)])].concat()
}

fn plan(head: &[u8], content_type: ObjectIdentifier) -> Plan<'_> {
    Plan { container: oid::COMPRESSED_DATA, head, content_type, algorithm: &[], place: Place::Explicit }
}

struct Deflater {
    deflate: Compress,
    piece: Box<[u8]>,
}

impl Deflater {
    fn new() -> Self {
        Self { deflate: Compress::new(Compression::default(), true), piece: vec![0; PIECE].into_boxed_slice() }
    }

    fn feed(&mut self, mut input: &[u8], flush: FlushCompress, send: &mut dyn FnMut(&[u8]) -> io::Result<()>) -> io::Result<()> {
        loop {
            let (taken, made) = (self.deflate.total_in(), self.deflate.total_out());
            let status = self.deflate.compress(input, &mut self.piece, flush).map_err(io::Error::other)?;
            let used = usize::try_from(self.deflate.total_in() - taken).unwrap_or(usize::MAX);
            let made = usize::try_from(self.deflate.total_out() - made).unwrap_or(usize::MAX);
            input = input.get(used..).unwrap_or_default();
            send(self.piece.get(..made).unwrap_or_default())?;
            let wants_end = matches!(flush, FlushCompress::Finish);
            match status {
                Status::StreamEnd => return Ok(()),
                _ if !wants_end && input.is_empty() && made < PIECE => return Ok(()),
                _ if used == 0 && made == 0 => return Err(io::Error::other("compression does not go on")),
                _ => {}
            }
        }
    }
}
