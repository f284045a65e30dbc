//! EncapsulatedContentInfo (RFC 5652 5.2), read as a stream: content goes to a sink while it is hashed.

use std::io::{self, Read, Write};

use const_oid::ObjectIdentifier;
use kakitome_ber::{Reader, Tag};
use kakitome_crypto::DigestAlgorithm;

use crate::container::small;
use crate::content::{ContentDigests, ContentHasher};
use crate::error::Error;
use crate::oid;

/// EncapsulatedContentInfo (RFC 5652 5.2).
pub(crate) struct Encapsulated {
    /// What the content is.
    pub(crate) content_type: ObjectIdentifier,
    /// Whether it stands here.
    pub(crate) is_inside: bool,
    /// Its digests, if it stands here.
    pub(crate) digests: ContentDigests,
}

impl Encapsulated {
    /// Reads it; content goes to `sink` and is hashed on the way.
    pub(crate) fn read<R: Read>(
        reader: &mut Reader<R>,
        sink: &mut dyn Write,
        algorithms: impl Iterator<Item = DigestAlgorithm>,
    ) -> Result<Self, Error> {
        let broken = Error::reading("encapContentInfo");
        reader.enter(Tag::SEQUENCE).map_err(&broken)?;
        let content_type = small(reader, "eContentType", |cursor| cursor.oid())?;
        let is_inside = reader.at(Tag::context(0)).map_err(&broken)?;
        let mut digests = ContentDigests::default();
        if is_inside {
            let mut both = Both { sink, hasher: ContentHasher::new(algorithms) };
            reader.enter(Tag::context(0)).map_err(&broken)?;
            // RFC 5652 5.2.1: PKCS #7 put any type here; what counts are its content octets.
            match reader.at(Tag::OCTET_STRING).map_err(&broken)? || content_type == oid::DATA {
                true => reader.expect(Tag::OCTET_STRING).and_then(|_| reader.octets(&mut both)).map_err(&broken)?,
                false => reader.content(&mut both).map_err(&broken)?,
            };
            reader.leave().map_err(&broken)?;
            digests = both.hasher.finish();
        }
        reader.leave().map_err(&broken)?;
        Ok(Self { content_type, is_inside, digests })
    }
}

/// Content on its way to the caller, hashed in passing.
struct Both<'a> {
    sink: &'a mut dyn Write,
    hasher: ContentHasher,
}

impl Write for Both<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.sink.write_all(bytes)?;
        self.hasher.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.sink.flush()
    }
}
