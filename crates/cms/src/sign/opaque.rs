//! An opaque SignedData written in one pass over content of unknown length, with indefinite lengths (RFC 8551 2.1 wants
//! readers to take BER). Where content can be read twice, `Request::opaque` gives DER.

use std::io::{self, Write};

use kakitome_ber::{Stream, Tag, der};
use kakitome_crypto::{Error as CryptoError, Hasher};
use kakitome_pki::UnixTime;

use super::identity::Identity;
use super::request::Request;
use crate::error::Error;
use crate::oid;

/// Content is written to it; it writes the container around and hashes on the way.
pub struct Opaque<W: Write> {
    stream: Stream<W>,
    identity: Identity,
    hasher: Hasher,
}

impl<W: Write> Opaque<W> {
    /// Writes what stands before the content.
    pub fn new(identity: &Identity, sink: W) -> Result<Self, Error> {
        let hasher = Hasher::new(identity.digest()).ok_or(CryptoError::Primitive { what: identity.digest().name() })?;
        let mut stream = Stream::new(sink);
        let head = |stream: &mut Stream<W>| {
            stream.open(Tag::SEQUENCE)?;
            stream.raw(&der::oid(&oid::SIGNED_DATA))?;
            stream.open(Tag::context(0))?;
            stream.open(Tag::SEQUENCE)?;
            stream.raw(&identity.prepared().head)?;
            stream.open(Tag::SEQUENCE)?;
            stream.raw(&der::oid(&oid::DATA))?;
            stream.open(Tag::context(0))?;
            stream.open(Tag::OCTET_STRING)
        };
        head(&mut stream).map_err(writing)?;
        Ok(Self { stream, identity: identity.clone(), hasher })
    }

    /// The content is complete: what is to be signed.
    pub fn request(&self, signing_time: Option<UnixTime>) -> Result<Request, Error> {
        Request::new(&self.identity, &self.hasher.clone().finish(), signing_time)
    }

    /// Writes what stands behind the content and gives the sink back. The request must be the one made from this content.
    pub fn finish(mut self, request: &Request, signature: &[u8]) -> Result<W, Error> {
        let mut signer_infos = Vec::new();
        request.signer_infos(signature, &mut signer_infos);
        let mut tail = || {
            self.stream.close()?; // the string
            self.stream.close()?; // [0]
            self.stream.close()?; // encapContentInfo
            self.stream.raw(&self.identity.prepared().certificates)?;
            self.stream.raw(&signer_infos)
        };
        tail().map_err(writing)?;
        self.stream.finish().map_err(writing)
    }
}

impl<W: Write> Write for Opaque<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.stream.octets(bytes)?;
        self.hasher.update(bytes);
        Ok(bytes.len())
    }

    /// Does not reach the sink: a flush would cut the content into more pieces than it needs.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn writing(source: io::Error) -> Error {
    Error::Io { what: "writing SignedData", source }
}
