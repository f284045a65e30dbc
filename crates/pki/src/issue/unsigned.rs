//! Bytes that wait for their signature (certificate, CRL, certification request: all have the same outer shape).

use kakitome_ber::der;
use kakitome_crypto::{Kind, PublicKey, SignatureAlgorithm, Signer, Verification};

use crate::error::Error;

/// Bytes to be signed, with the algorithm that they already name and the key that has to sign.
#[derive(Clone, Debug)]
pub struct Unsigned {
    kind: Kind,
    bytes: Vec<u8>,
    algorithm: SignatureAlgorithm,
    spki: Vec<u8>,
}

impl Unsigned {
    pub(crate) fn new(kind: Kind, bytes: Vec<u8>, algorithm: SignatureAlgorithm, spki: &[u8]) -> Self {
        Self { kind, bytes, algorithm, spki: spki.to_vec() }
    }

    /// What kind of bytes these are, for the signer's eyes.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The bytes that the signature covers.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The algorithm that the bytes name.
    pub fn algorithm(&self) -> &SignatureAlgorithm {
        &self.algorithm
    }

    /// Puts the signature on: the complete DER. A signature that does not fit the key is refused.
    pub fn finish(self, signature: &[u8]) -> Result<Vec<u8>, Error> {
        let wrong = |problem: String| Error::Request { what: self.what(), problem };
        let key = PublicKey::from_spki(&self.spki).map_err(|error| wrong(format!("the signer's key cannot be read: {error}")))?;
        match key.verify(&self.algorithm, &self.bytes, signature) {
            Verification::Good => Ok(der::sequence(&[&self.bytes, &self.algorithm.to_der(), &der::bit_string(signature)])),
            Verification::Bad => Err(wrong("the signature does not fit the key that has to sign".to_owned())),
            Verification::Unsupported(why) => Err(wrong(why.to_string())),
        }
    }

    /// Has `signer` sign it; its key and algorithm must be the ones that the bytes ask for.
    pub fn sign(self, signer: &dyn Signer) -> Result<Vec<u8>, Error> {
        let wrong = |problem: String| Error::Request { what: self.what(), problem };
        if signer.public_key() != self.spki {
            return Err(wrong("the signer has another key than the one that has to sign".to_owned()));
        }
        if signer.algorithm() != self.algorithm {
            let (ours, theirs) = (self.algorithm.name(), signer.algorithm().name());
            return Err(wrong(format!("the bytes name {ours}, the signer uses {theirs}")));
        }
        let signature = signer.sign(self.kind, &self.bytes)?;
        self.finish(&signature)
    }

    fn what(&self) -> &'static str {
        match self.kind {
            Kind::Certificate => "certificate",
            Kind::CertificateRequest => "certification request",
            Kind::RevocationList => "CRL",
            Kind::SignedAttributes => "signature",
        }
    }
}
