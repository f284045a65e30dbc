//! One content signed by several (RFC 5652 5.1): one container with the digests, certificates and SignerInfos of all.

use std::collections::BTreeSet;

use kakitome_ber::der;
use kakitome_pki::Certificate;

use super::request::{Request, Wrapping, around};
use crate::error::Error;

/// Requests for one content, each with the signature that was made for it.
#[derive(Clone, Debug)]
pub struct Joint<'a> {
    signatures: Vec<(&'a Request, &'a [u8])>,
}

impl<'a> Joint<'a> {
    /// Puts them together. All must be of the same content, as far as their digests can tell.
    pub fn new(signatures: &[(&'a Request, &'a [u8])]) -> Result<Self, Error> {
        if signatures.is_empty() {
            return Err(Error::CannotJoin { why: "there is no signature" });
        }
        for (request, _) in signatures {
            let differs = |(other, _): &(&Request, &[u8])| {
                other.content().algorithm() == request.content().algorithm() && other.content() != request.content()
            };
            if signatures.iter().any(differs) {
                return Err(Error::CannotJoin { why: "they are for different contents" });
            }
        }
        Ok(Self { signatures: signatures.to_vec() })
    }

    /// The whole SignedData, content detached, in DER.
    #[must_use]
    pub fn detached(&self) -> Vec<u8> {
        let Wrapping { mut head, tail } = around(&self.head(), self.tail(), None);
        head.extend_from_slice(&tail);
        head
    }

    /// What goes around content of this length to make a SignedData in DER.
    #[must_use]
    pub fn opaque(&self, content_length: u64) -> Wrapping {
        around(&self.head(), self.tail(), Some(content_length))
    }

    /// version and digestAlgorithms.
    pub(super) fn head(&self) -> Vec<u8> {
        let identities: Vec<_> = self.signatures.iter().map(|(request, _)| request.identity()).collect();
        head(&identities)
    }

    /// certificates and signerInfos.
    pub(super) fn tail(&self) -> Vec<u8> {
        let bags = self.signatures.iter().flat_map(|(request, _)| &request.identity().prepared().bag);
        let bag: BTreeSet<&[u8]> = bags.map(Certificate::as_der).collect();
        let bag: Vec<&[u8]> = bag.into_iter().collect();
        let infos: Vec<Vec<u8>> = self.signatures.iter().map(|(request, signature)| request.signer_info(signature)).collect();
        let infos: Vec<&[u8]> = infos.iter().map(Vec::as_slice).collect();
        [der::context(0, &bag), der::set_of(&infos)].concat()
    }
}

/// version and digestAlgorithms of a SignedData by all of these.
pub(super) fn head(identities: &[&super::Identity]) -> Vec<u8> {
    let version = identities.iter().map(|identity| identity.prepared().version).max().unwrap_or(1);
    let digests: BTreeSet<Vec<u8>> = identities.iter().map(|identity| identity.digest().to_der()).collect();
    let digests: Vec<&[u8]> = digests.iter().map(Vec::as_slice).collect();
    [der::unsigned(version), der::set_of(&digests)].concat()
}
