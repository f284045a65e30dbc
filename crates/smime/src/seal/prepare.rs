//! A mail made ready for its signature: what is signed is planned, hashed once, and the request for the key is made.

use std::io::{Read, Seek, Write};

use kakitome_cms::sign::Identity;
use kakitome_mime::Message;

use super::recipe::{Recipe, Refusal};
use crate::error::Error;

/// A mail that waits for its signature.
#[derive(Debug)]
pub struct Prepared {}

/// Plans the signed form of a mail, hashes what is to be signed, and asks for one signature.
///
/// # Errors
/// [`Refusal`] says whether the mail goes on as it is, must not go on, or could not be worked on.
pub fn prepare(source: &mut (impl Read + Seek), index: &Message, identity: &Identity, recipe: &Recipe) -> Result<Prepared, Refusal> {
    let _ = (source, index, identity, recipe);
    todo!()
}

impl Prepared {
    /// What the key must sign: SignedAttributes as DER SET OF ([`kakitome_crypto::Kind::SignedAttributes`]).
    #[must_use]
    pub fn request(&self) -> &[u8] {
        todo!()
    }

    /// The signed mail.
    #[must_use]
    pub fn finish(self, signature: &[u8]) -> Sealed {
        let _ = signature;
        todo!()
    }
}

/// A signed mail: new bytes and ranges of the source, written out on demand.
#[derive(Debug)]
pub struct Sealed {}

impl Sealed {
    /// Bytes in all.
    #[must_use]
    pub fn len(&self) -> u64 {
        todo!()
    }

    /// Never.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        false
    }

    /// Writes the signed mail.
    ///
    /// # Errors
    /// The source cannot be read or the destination not written.
    pub fn write_to(&self, source: &mut (impl Read + Seek), out: &mut impl Write) -> Result<(), Error> {
        let _ = (source, out);
        todo!()
    }
}
