//! An opaque SignedData written in one pass over content of unknown length, with indefinite lengths (RFC 8551 2.1 wants
//! readers to take BER). Where content can be read twice, `Request::opaque` and `Joint::opaque` give DER.

use std::io::{self, Write};

use kakitome_crypto::{Error as CryptoError, Hasher};
use kakitome_pki::UnixTime;

use super::identity::Identity;
use super::joint::{Joint, head};
use super::request::{Request, plan};
use crate::content::ContentHasher;
use crate::error::Error;
use crate::frame::{Frame, Place};

const WHAT: &str = "SignedData";

/// Content is written to it; it writes the container around and hashes on the way.
pub struct Opaque<W: Write> {
    frame: Frame<W>,
    identities: Vec<Identity>,
    hasher: ContentHasher,
}

impl<W: Write> Opaque<W> {
    /// To be signed by all of these. Writes what stands before the content.
    pub fn new(identities: &[Identity], sink: W) -> Result<Self, Error> {
        if identities.is_empty() {
            return Err(Error::CannotJoin { why: "there is no signer" });
        }
        for digest in identities.iter().map(Identity::digest) {
            Hasher::new(digest).ok_or(CryptoError::Primitive { what: digest.name() })?;
        }
        let hasher = ContentHasher::new(identities.iter().map(Identity::digest));
        let head = head(&identities.iter().collect::<Vec<_>>());
        let frame = plan(&head, Place::Explicit).indefinite(sink).map_err(Error::writing(WHAT))?;
        Ok(Self { frame, identities: identities.to_vec(), hasher })
    }

    /// The content is complete: what is to be signed.
    pub fn complete(self, signing_time: Option<UnixTime>) -> Result<Awaiting<W>, Error> {
        let digests = self.hasher.finish();
        let request = |identity: &Identity| {
            let wanted = identity.digest();
            let digest = digests.digest(wanted).ok_or(CryptoError::Primitive { what: wanted.name() })?;
            Request::new(identity, digest, signing_time)
        };
        let requests = self.identities.iter().map(request).collect::<Result<_, _>>()?;
        Ok(Awaiting { frame: self.frame, requests })
    }
}

impl<W: Write> Write for Opaque<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.frame.octets(bytes)?;
        self.hasher.update(bytes);
        Ok(bytes.len())
    }

    /// Does not reach the sink: a flush would cut the content into more pieces than it needs.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// An opaque SignedData that has its content and waits for its signatures.
pub struct Awaiting<W: Write> {
    frame: Frame<W>,
    requests: Vec<Request>,
}

impl<W: Write> Awaiting<W> {
    /// What is to be signed, by each of the identities in their order.
    #[must_use]
    pub fn requests(&self) -> &[Request] {
        &self.requests
    }

    /// Writes what stands behind the content and gives the sink back. The signatures stand in the order of the requests.
    pub fn finish(self, signatures: &[Vec<u8>]) -> Result<W, Error> {
        if signatures.len() != self.requests.len() {
            return Err(Error::CannotJoin { why: "there is not one signature for each signer" });
        }
        let signatures: Vec<_> = self.requests.iter().zip(signatures).map(|(request, signature)| (request, signature.as_slice())).collect();
        let tail = Joint::new(&signatures)?.tail();
        self.frame.finish(&tail).map_err(Error::writing(WHAT))
    }
}
