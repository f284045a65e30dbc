//! SignedData put together by hand, right or wrong, with real keys.
#![allow(dead_code, unreachable_pub, reason = "each test program uses a part")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests may panic")]

use const_oid::ObjectIdentifier;
use kakitome_ber::{Tag, der};
use kakitome_cms::oid;
use kakitome_crypto::{DigestAlgorithm, PrivateKey, SignatureAlgorithm, digest};
use kakitome_pki::Certificate;

pub const CONTENT: &[u8] = b"Content-Type: text/plain\r\n\r\nPay 100 to Taro.\r\n";

/// An attribute with these values.
pub fn attribute(oid: ObjectIdentifier, values: &[&[u8]]) -> Vec<u8> {
    der::sequence(&[&der::oid(&oid), &der::set_of(values)])
}

pub fn content_type() -> Vec<u8> {
    attribute(oid::CONTENT_TYPE, &[&der::oid(&oid::DATA)])
}

pub fn message_digest(content: &[u8]) -> Vec<u8> {
    attribute(oid::MESSAGE_DIGEST, &[&der::octet_string(digest(DigestAlgorithm::Sha256, content).unwrap().as_bytes())])
}

pub fn signing_time() -> Vec<u8> {
    attribute(oid::SIGNING_TIME, &[&der::time(1_795_000_000)])
}

/// One signer to be.
pub struct Signer<'a> {
    pub certificate: &'a Certificate,
    pub key: &'a PrivateKey,
    pub version: u64,
    /// digestAlgorithm
    pub digest: Vec<u8>,
    /// `None`: the content is signed
    pub attributes: Option<Vec<Vec<u8>>>,
    pub unsigned: Vec<Vec<u8>>,
    /// signatureAlgorithm; what is used to sign is `algorithm`
    pub named: Vec<u8>,
    pub algorithm: SignatureAlgorithm,
}

impl<'a> Signer<'a> {
    /// As it should be.
    pub fn new(certificate: &'a Certificate, key: &'a PrivateKey) -> Self {
        let algorithm = key.default_algorithm();
        Self {
            certificate,
            key,
            version: 1,
            digest: algorithm.cms_digest().unwrap().to_der(),
            attributes: Some(vec![content_type(), message_digest(CONTENT), signing_time()]),
            unsigned: Vec::new(),
            named: algorithm.to_der(),
            algorithm,
        }
    }

    pub fn sid(&self) -> Vec<u8> {
        let serial = der::element(Tag::INTEGER, false, &[self.certificate.serial().content()]);
        der::sequence(&[self.certificate.issuer().as_der(), &serial])
    }

    /// SignerInfo, signed.
    pub fn build(&self, content: &[u8]) -> Vec<u8> {
        let Some(attributes) = &self.attributes else {
            let signature = self.key.sign(&self.algorithm, content).unwrap();
            return self.with_signature(None, &signature);
        };
        let set = der::set_of(&slices(attributes));
        let signature = self.key.sign(&self.algorithm, &set).unwrap();
        self.with_signature(Some(&set), &signature)
    }

    /// SignerInfo around these attributes (tag 0x31) and this signature.
    pub fn with_signature(&self, attributes: Option<&[u8]>, signature: &[u8]) -> Vec<u8> {
        let mut tagged = attributes.map(<[u8]>::to_vec).unwrap_or_default();
        if let Some(tag) = tagged.first_mut() {
            *tag = 0xa0;
        }
        let unsigned = if self.unsigned.is_empty() { Vec::new() } else { der::context(1, &slices(&self.unsigned)) };
        der::sequence(&[
            &der::unsigned(self.version),
            &self.sid(),
            &self.digest,
            &tagged,
            &self.named,
            &der::octet_string(signature),
            &unsigned,
        ])
    }
}

/// A SignedData to be.
pub struct Container {
    pub digests: Vec<Vec<u8>>,
    pub content_type: ObjectIdentifier,
    /// What stands in `[0]`: a whole element
    pub content: Option<Vec<u8>>,
    /// Elements of the bag of certificates
    pub certificates: Vec<Vec<u8>>,
    /// Elements of the bag of CRLs
    pub crls: Vec<Vec<u8>>,
    pub signers: Vec<Vec<u8>>,
}

impl Container {
    pub fn opaque(content: &[u8], certificate: &Certificate, signers: Vec<Vec<u8>>) -> Self {
        Self {
            digests: vec![DigestAlgorithm::Sha256.to_der()],
            content_type: oid::DATA,
            content: Some(der::octet_string(content)),
            certificates: vec![certificate.as_der().to_vec()],
            crls: Vec::new(),
            signers,
        }
    }

    /// The same around other content.
    pub fn with_content(&self, content: &[u8]) -> Vec<u8> {
        let (digests, certificates) = (self.digests.clone(), self.certificates.clone());
        let (crls, signers) = (self.crls.clone(), self.signers.clone());
        let content = Some(der::octet_string(content));
        Self { digests, content_type: self.content_type, content, certificates, crls, signers }.build()
    }

    pub fn build(&self) -> Vec<u8> {
        let content = self.content.as_ref().map(|content| der::context(0, &[content])).unwrap_or_default();
        let bag = |number, elements: &[Vec<u8>]| match elements {
            [] => Vec::new(),
            elements => der::context(number, &slices(elements)),
        };
        let signed_data = der::sequence(&[
            &der::unsigned(1),
            &der::set_of(&slices(&self.digests)),
            &der::sequence(&[&der::oid(&self.content_type), &content]),
            &bag(0, &self.certificates),
            &bag(1, &self.crls),
            &der::set_of(&slices(&self.signers)),
        ]);
        der::sequence(&[&der::oid(&oid::SIGNED_DATA), &der::context(0, &[&signed_data])])
    }
}

pub fn slices(parts: &[Vec<u8>]) -> Vec<&[u8]> {
    parts.iter().map(Vec::as_slice).collect()
}
