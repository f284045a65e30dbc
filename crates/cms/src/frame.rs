//! The writing of any container around content that streams: DER where the content's length is known beforehand,
//! indefinite lengths (RFC 8551 2.1 wants readers to take BER) where it is not. What the fields mean is the caller's.

use std::io::{self, Write};

use const_oid::ObjectIdentifier;
use kakitome_ber::{Stream, Tag, der};

use crate::oid;

/// No length that a header can say overflows on top of this one.
const LONGEST: u64 = u64::MAX >> 2;

/// How the content's octets stand in the SEQUENCE that tells their type.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// `eContent [0] EXPLICIT OCTET STRING` (RFC 5652 5.2).
    Explicit,
    /// `encryptedContent [0] IMPLICIT OCTET STRING` (RFC 5652 6.1).
    Implicit,
    /// Elsewhere: the content is detached.
    Detached,
}

/// The parts of a container that stand before its content.
pub(crate) struct Plan<'a> {
    /// What the container is.
    pub(crate) container: ObjectIdentifier,
    /// Its fields before the SEQUENCE that has the content.
    pub(crate) head: &'a [u8],
    /// What the content is.
    pub(crate) content_type: ObjectIdentifier,
    /// Fields between the content's type and the content.
    pub(crate) algorithm: &'a [u8],
    /// How the content stands there.
    pub(crate) place: Place,
}

impl Plan<'_> {
    /// The container's name, for errors.
    pub(crate) fn name(&self) -> &'static str {
        oid::container_name(&self.container)
    }

    /// What stands before so much content in DER, when a tail of so many octets stands behind it.
    pub(crate) fn before(&self, content: u64, tail: u64) -> Vec<u8> {
        let content_type = der::oid(&self.content_type);
        let string = match self.place {
            Place::Explicit => of(of(content)),
            Place::Implicit => of(content),
            Place::Detached => 0,
        };
        let inner = string.saturating_add((content_type.len() + self.algorithm.len()) as u64);
        let fields = of(inner).saturating_add(self.head.len() as u64).saturating_add(tail);
        let container = der::oid(&self.container);
        let mut head = Vec::with_capacity(64 + self.head.len() + self.algorithm.len());
        der::header(&mut head, Tag::SEQUENCE, true, of(of(fields)).saturating_add(container.len() as u64));
        head.extend_from_slice(&container);
        der::header(&mut head, Tag::context(0), true, of(fields));
        der::header(&mut head, Tag::SEQUENCE, true, fields);
        head.extend_from_slice(self.head);
        der::header(&mut head, Tag::SEQUENCE, true, inner);
        head.extend_from_slice(&content_type);
        head.extend_from_slice(self.algorithm);
        match self.place {
            Place::Explicit => {
                der::header(&mut head, Tag::context(0), true, of(content));
                der::header(&mut head, Tag::OCTET_STRING, false, content);
            }
            Place::Implicit => der::header(&mut head, Tag::context(0), false, content),
            Place::Detached => {}
        }
        head
    }

    /// In DER, around so much content and before a tail of so many octets.
    pub(crate) fn definite<W: Write>(&self, mut sink: W, content: u64, tail: u64) -> io::Result<Frame<W>> {
        if content > LONGEST {
            return Err(mismatch("content longer than any container"));
        }
        sink.write_all(&self.before(content, tail))?;
        Ok(Frame { form: Form::Definite { sink, left: content, tail } })
    }

    /// With indefinite lengths, around any content.
    pub(crate) fn indefinite<W: Write>(&self, sink: W) -> io::Result<Frame<W>> {
        let mut stream = Stream::new(sink);
        stream.open(Tag::SEQUENCE)?;
        stream.raw(&der::oid(&self.container))?;
        stream.open(Tag::context(0))?;
        stream.open(Tag::SEQUENCE)?;
        stream.raw(self.head)?;
        stream.open(Tag::SEQUENCE)?;
        stream.raw(&der::oid(&self.content_type))?;
        stream.raw(self.algorithm)?;
        let levels = match self.place {
            Place::Explicit => {
                stream.open(Tag::context(0))?;
                stream.open(Tag::OCTET_STRING)?;
                3
            }
            Place::Implicit => {
                stream.open(Tag::context(0))?;
                2
            }
            Place::Detached => 1,
        };
        Ok(Frame { form: Form::Indefinite { stream, levels } })
    }
}

/// A container whose content is being written.
pub(crate) struct Frame<W: Write> {
    form: Form<W>,
}

enum Form<W: Write> {
    Definite {
        sink: W,
        /// Octets of content that are still owed.
        left: u64,
        /// Octets promised behind the content.
        tail: u64,
    },
    Indefinite {
        stream: Stream<W>,
        /// Elements to close behind the content: the string, what it stands in, the SEQUENCE.
        levels: usize,
    },
}

impl<W: Write> Frame<W> {
    /// Adds octets of the content.
    pub(crate) fn octets(&mut self, octets: &[u8]) -> io::Result<()> {
        match &mut self.form {
            Form::Indefinite { stream, .. } => stream.octets(octets),
            Form::Definite { sink, left, .. } => {
                *left = left.checked_sub(octets.len() as u64).ok_or_else(|| mismatch("more content than was announced"))?;
                sink.write_all(octets)
            }
        }
    }

    /// Writes what stands behind the content and gives the sink back.
    pub(crate) fn finish(self, behind: &[u8]) -> io::Result<W> {
        match self.form {
            Form::Indefinite { mut stream, levels } => {
                for _ in 0..levels {
                    stream.close()?;
                }
                stream.raw(behind)?;
                stream.finish()
            }
            Form::Definite { left: 1.., .. } => Err(mismatch("less content than was announced")),
            Form::Definite { tail, .. } if tail != behind.len() as u64 => Err(mismatch("another tail than was announced")),
            Form::Definite { mut sink, .. } => {
                sink.write_all(behind)?;
                sink.flush()?;
                Ok(sink)
            }
        }
    }
}

/// How long an element with so much content is. No length that is real comes near the end of the numbers.
pub(crate) fn of(length: u64) -> u64 {
    der::header_size(length).saturating_add(length)
}

fn mismatch(what: &'static str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, what)
}
