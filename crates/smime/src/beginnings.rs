//! What a leaf is by its first bytes: a container whose type and name hide it, OpenPGP in the text itself. Looks at the beginning only.

use std::io::{Read, Seek};

use kakitome_mime::Entity;

use crate::body::Body;
use crate::error::Error;
use crate::sniff;

/// How much of a leaf is looked at.
const LOOK: u64 = 1024;

/// What the first bytes of a leaf say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Begins {
    /// As anything.
    Otherwise,
    /// As a CMS container (H14).
    Container,
    /// As text that is signed by OpenPGP (H15).
    PgpSigned,
    /// As text that is encrypted by OpenPGP.
    PgpEncrypted,
}

/// Looks at a leaf whose media type says nothing of a signature.
pub(crate) fn begins<S: Read + Seek>(source: &mut S, entity: &Entity) -> Result<Begins, Error> {
    let kind = &entity.content_type;
    if entity.leaf().is_none() || entity.body.is_empty() || !(kind.main() == "application" || kind.is("text/plain")) {
        return Ok(Begins::Otherwise);
    }
    let mut start = Vec::new();
    Body::new(source, entity)?.take(LOOK).read_to_end(&mut start).map_err(Error::io("looking at the beginning of a part"))?;
    let has_line = |line: &[u8]| memchr::memmem::find_iter(&start, line).any(|at| at == 0 || start.get(at - 1) == Some(&b'\n'));
    Ok(match kind.main() {
        "application" if sniff::is_container(&start) => Begins::Container,
        "text" if has_line(b"-----BEGIN PGP SIGNED MESSAGE-----") => Begins::PgpSigned,
        "text" if has_line(b"-----BEGIN PGP MESSAGE-----") => Begins::PgpEncrypted,
        _ => Begins::Otherwise,
    })
}
