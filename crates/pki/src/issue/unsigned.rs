//! Bytes that wait for their signature (certificate, CRL, certification request: all have the same outer shape).

use kakitome_crypto::{Kind, Signer};

use crate::error::Error;

/// Bytes to be signed, with the algorithm that they already name.
#[derive(Clone, Debug)]
pub struct Unsigned {
    pub(crate) kind: Kind,
    pub(crate) bytes: Vec<u8>,
    pub(crate) algorithm: Vec<u8>,
}

impl Unsigned {
    /// What kind of bytes these are, for the signer's eyes.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The bytes that the signature covers.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Puts the signature on: the complete DER.
    pub fn finish(self, signature: &[u8]) -> Vec<u8> {
        let _ = (signature, self.algorithm);
        todo!()
    }

    /// Has `signer` sign it; the signer's algorithm must be the one the bytes name.
    pub fn sign(self, signer: &dyn Signer) -> Result<Vec<u8>, Error> {
        let _ = signer;
        todo!()
    }
}
