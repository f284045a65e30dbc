//! The body of an entity without its transfer encoding, to be read as often as one likes: decryption reads a container twice, and what a
//! large mail holds is not copied for that. Of `Seek` it offers going back to the beginning.

use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;

use kakitome_mime::decode::Decoded;
use kakitome_mime::{Entity, Finding, Section, TransferEncoding};

use crate::error::Error;

/// The decoded bytes of one body.
pub(crate) struct Body<'s, S> {
    /// `None` after going back has failed.
    decoded: Option<Decoded<Section<&'s mut S>>>,
    range: Range<u64>,
    encoding: TransferEncoding,
}

impl<'s, S: Read + Seek> Body<'s, S> {
    pub(crate) fn new(source: &'s mut S, entity: &Entity) -> Result<Self, Error> {
        let (range, encoding) = (entity.body.clone(), entity.encoding);
        let section = Section::new(source, range.clone())?;
        Ok(Self { decoded: Some(Decoded::new(section, encoding, range.start)), range, encoding })
    }

    /// Reads on to the end and says what was odd in the encoding: that is decoded in other ways by other programs (V20).
    pub(crate) fn oddities(&mut self) -> io::Result<&[Finding]> {
        io::copy(self, &mut io::sink())?;
        Ok(self.decoded.as_ref().map_or(&[], |decoded| decoded.findings()))
    }
}

impl<S: Read + Seek> Read for Body<'_, S> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        match &mut self.decoded {
            Some(decoded) => decoded.read(out),
            None => Err(io::Error::other("the body could not be read from its beginning again")),
        }
    }
}

impl<S: Read + Seek> Seek for Body<'_, S> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        if to != SeekFrom::Start(0) {
            return Err(io::Error::new(io::ErrorKind::Unsupported, "of a body only its beginning can be gone back to"));
        }
        if let Some(decoded) = self.decoded.take() {
            let source = decoded.into_inner().into_inner();
            let section = Section::new(source, self.range.clone()).map_err(io::Error::other)?;
            self.decoded = Some(Decoded::new(section, self.encoding, self.range.start));
        }
        Ok(0)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]

    use std::io::Cursor;

    use kakitome_mime::{Limits, Message};

    use super::*;

    #[test]
    fn a_body_is_read_as_often_as_wanted() {
        let mail = b"Content-Transfer-Encoding: base64\r\n\r\naGVs\r\nbG8=\r\n";
        let index = Message::from_bytes(mail, &Limits::default()).unwrap();
        let mut source = Cursor::new(mail);
        let mut body = Body::new(&mut source, &index.root).unwrap();
        for _ in 0..3 {
            let mut text = String::new();
            body.read_to_string(&mut text).unwrap();
            assert_eq!(text, "hello");
            body.rewind().unwrap();
        }
        assert!(body.oddities().unwrap().is_empty());
        assert_eq!(body.seek(SeekFrom::Start(1)).unwrap_err().kind(), io::ErrorKind::Unsupported);
    }
}
