//! A wrapped container that can be read from its beginning again, as the two passes over an envelope need it.

use std::io::{self, ErrorKind, Read, Seek, SeekFrom};

use super::wrapping::{Wrapped, begin, is_container};
use crate::error::Error;

/// The binary bytes of a container, whatever it is wrapped in. Of `Seek` it offers places counted from the beginning; to go back is
/// to decode again.
pub struct Armored<S> {
    /// `None` after going back has failed.
    wrapped: Option<Wrapped<S>>,
    position: u64,
}

impl<S: Read + Seek> Armored<S> {
    /// Looks at the first bytes of `source`, as `decode` does.
    ///
    /// # Errors
    /// Neither binary nor PEM nor base64; reading fails.
    pub fn new(mut source: S) -> Result<Self, Error> {
        source.rewind().map_err(|source| Error::Io { what: "going back to the beginning of the container", source })?;
        Ok(Self { wrapped: Some(begin(source, is_container)?), position: 0 })
    }

    fn wrapped(&mut self) -> io::Result<&mut Wrapped<S>> {
        self.wrapped.as_mut().ok_or_else(|| io::Error::other("the container could not be read from its beginning again"))
    }

    fn restart(&mut self) -> io::Result<()> {
        self.wrapped()?;
        let Some(wrapped) = self.wrapped.take() else { return Ok(()) };
        let mut source = wrapped.into_source();
        source.rewind()?;
        self.wrapped = Some(begin(source, is_container).map_err(|error| io::Error::new(ErrorKind::InvalidData, error))?);
        self.position = 0;
        Ok(())
    }
}

impl<S: Read + Seek> Read for Armored<S> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let count = self.wrapped()?.read(out)?;
        self.position = self.position.saturating_add(count as u64);
        Ok(count)
    }
}

impl<S: Read + Seek> Seek for Armored<S> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let SeekFrom::Start(wanted) = to else {
            return Err(io::Error::new(ErrorKind::Unsupported, "places in a wrapped container are counted from its beginning"));
        };
        if wanted < self.position {
            self.restart()?;
        }
        let ahead = wanted - self.position;
        io::copy(&mut self.by_ref().take(ahead), &mut io::sink())?;
        Ok(self.position)
    }

    fn stream_position(&mut self) -> io::Result<u64> {
        Ok(self.position)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]

    use std::io::Cursor;

    use super::*;

    const BINARY: [u8; 11] = [0x30, 9, 2, 1, 1, 2, 1, 2, 2, 1, 3];

    #[test]
    fn read_as_often_as_wanted() {
        for text in ["MAkCAQECAQICAQM=", "-----BEGIN CMS-----\nMAkCAQECAQICAQM=\n-----END CMS-----\n"]
            .map(str::as_bytes)
            .into_iter()
            .chain([&BINARY[..]])
        {
            let mut armored = Armored::new(Cursor::new(text)).unwrap();
            for from in [0, 3, 3, 1, 11, 12, 0] {
                assert_eq!(armored.seek(SeekFrom::Start(from)).unwrap(), from.min(11));
                let mut rest = Vec::new();
                armored.read_to_end(&mut rest).unwrap();
                assert_eq!(rest, BINARY.get(usize::try_from(from).unwrap()..).unwrap_or_default());
            }
            assert_eq!(armored.seek(SeekFrom::End(0)).unwrap_err().kind(), ErrorKind::Unsupported);
        }
    }
}
