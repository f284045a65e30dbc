//! Signed content hashed once: as received and, where that differs, with canonical line ends (RFC 8551 3.1.1, design section 4).

use std::io::{self, BufReader, Read, Write};

use kakitome_cms::{ContentDigests, ContentHasher};
use kakitome_crypto::DigestAlgorithm;
use kakitome_mime::canonical::Canonical;

/// Digests of one content.
#[derive(Debug, Default)]
pub(crate) struct Digests {
    /// As received.
    pub(crate) received: ContentDigests,
    /// With canonical line ends, if those differ.
    pub(crate) canonical: Option<ContentDigests>,
}

impl Digests {
    /// Whether this digest of other content fits this content in one of the two readings.
    pub(crate) fn agrees(&self, other: &ContentDigests, algorithm: DigestAlgorithm) -> bool {
        let Some(wanted) = other.digest(algorithm) else { return false };
        let fits = |own: &ContentDigests| own.digest(algorithm) == Some(wanted);
        fits(&self.received) || self.canonical.as_ref().is_some_and(fits)
    }
}

/// Bytes that are read at once.
const CHUNK: usize = 64 << 10;

/// Hashes all of `content`; with canonical line ends too, unless it is known that they are canonical already.
pub(crate) fn hash(content: impl Read, algorithms: &[DigestAlgorithm], is_canonical: bool) -> io::Result<Digests> {
    let mut received = ContentHasher::new(algorithms.iter().copied());
    if is_canonical {
        copy(content, &mut received)?;
        return Ok(Digests { received: received.finish(), canonical: None });
    }
    let mut both = Both { received, canonical: Canonical::new(ContentHasher::new(algorithms.iter().copied())) };
    copy(content, &mut both)?;
    let canonical = both.canonical.finish()?.finish();
    Ok(Digests { received: both.received.finish(), canonical: Some(canonical) })
}

fn copy(content: impl Read, sink: &mut impl Write) -> io::Result<u64> {
    // `io::copy` hands the reader's own buffer on.
    io::copy(&mut BufReader::with_capacity(CHUNK, content), sink)
}

struct Both {
    received: ContentHasher,
    canonical: Canonical<ContentHasher>,
}

impl Write for Both {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.canonical.write_all(bytes)?;
        self.received.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
