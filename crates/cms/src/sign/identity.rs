//! Everything in a SignedData that does not depend on the mail, encoded once per key and certificate:
//! the hot path of a gateway then only hashes, sorts six attributes and joins bytes.

use std::sync::Arc;

use const_oid::ObjectIdentifier;
use kakitome_ber::{Cursor, Tag, der};
use kakitome_crypto::{DigestAlgorithm, KeyKind, SignatureAlgorithm, digest};
use kakitome_pki::Certificate;

use crate::error::Error;
use crate::oid;

/// How the SignerInfo names the certificate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sid {
    /// By issuer and serial number: what every program understands.
    #[default]
    IssuerAndSerialNumber,
    /// By the subject key identifier.
    SubjectKeyIdentifier,
}

/// What can be chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// How the certificate is named.
    pub sid: Sid,
    /// What recipients are told they may encrypt with, best first; empty: nothing is said.
    pub capabilities: Vec<ObjectIdentifier>,
}

impl Default for Options {
    /// AES-CBC alone: it is answered into the mailbox of a person whose mail program may be older than AES-GCM.
    fn default() -> Self {
        Self { sid: Sid::default(), capabilities: vec![oid::AES_256_CBC, oid::AES_128_CBC] }
    }
}

/// A signer, prepared: cheap to clone, shared between threads.
#[derive(Clone, Debug)]
pub struct Identity(Arc<Prepared>);

/// Pieces of DER, each whole elements.
#[derive(Debug)]
pub(super) struct Prepared {
    pub(super) digest: DigestAlgorithm,
    /// version of the SignerInfo; that of the SignedData is the same, or the highest of several
    pub(super) version: u64,
    /// The certificate and its chain
    pub(super) bag: Vec<Certificate>,
    /// version and digestAlgorithms of the SignedData
    pub(super) head: Vec<u8>,
    /// certificates `[0]`
    pub(super) certificates: Vec<u8>,
    /// version, sid and digestAlgorithm of the SignerInfo
    pub(super) signer: Vec<u8>,
    /// signatureAlgorithm of the SignerInfo
    pub(super) signature_algorithm: Vec<u8>,
    /// The signed attributes that are the same in every mail
    pub(super) attributes: Vec<Vec<u8>>,
}

impl Identity {
    /// Prepares signatures by `algorithm` with the key of `certificate`; `chain` goes along.
    pub fn new(certificate: &Certificate, chain: &[Certificate], algorithm: SignatureAlgorithm, options: &Options) -> Result<Self, Error> {
        let digest = fitting(certificate, algorithm)?;
        let (version, sid) = name_signer(certificate, options.sid, algorithm)?;
        let digest_algorithm = digest.to_der();
        let signature_algorithm = signature_algorithm(algorithm);

        let mut bag = vec![certificate.clone()];
        bag.extend_from_slice(chain);
        bag.sort_unstable_by(|one, other| one.as_der().cmp(other.as_der()));
        bag.dedup();
        let certificates: Vec<&[u8]> = bag.iter().map(Certificate::as_der).collect();
        Ok(Self(Arc::new(Prepared {
            digest,
            version,
            head: [der::unsigned(version), der::set_of(&[&digest_algorithm])].concat(),
            certificates: der::context(0, &certificates),
            signer: [der::unsigned(version), sid, digest_algorithm.clone()].concat(),
            attributes: constant_attributes(certificate, &digest_algorithm, &signature_algorithm, &options.capabilities)?,
            signature_algorithm,
            bag,
        })))
    }

    /// How content must be hashed.
    #[must_use]
    pub fn digest(&self) -> DigestAlgorithm {
        self.0.digest
    }

    pub(super) fn prepared(&self) -> &Prepared {
        &self.0
    }
}

/// The digest for this algorithm, if the certificate's key can use it.
fn fitting(certificate: &Certificate, algorithm: SignatureAlgorithm) -> Result<DigestAlgorithm, Error> {
    let refuse = |why| Error::CannotSign { algorithm: algorithm.name(), why };
    let kind = certificate.public_key().ok_or_else(|| refuse("its key cannot be read"))?.kind();
    let fits = match algorithm {
        SignatureAlgorithm::RsaPkcs1 { .. } | SignatureAlgorithm::RsaPss { .. } => matches!(kind, KeyKind::Rsa { .. }),
        SignatureAlgorithm::Ecdsa { .. } => matches!(kind, KeyKind::P256 | KeyKind::P384 | KeyKind::P521),
        SignatureAlgorithm::Ed25519 => kind == KeyKind::Ed25519,
        _ => false,
    };
    let digest = algorithm.cms_digest().filter(|_| fits).ok_or_else(|| refuse("its key is of another kind"))?;
    match digest.strength() {
        kakitome_crypto::Strength::Good => Ok(digest),
        _ => Err(refuse("the digest is no longer safe")),
    }
}

/// Version and sid of the SignerInfo (RFC 5652 5.3); the version of the SignedData is the same (5.1).
fn name_signer(certificate: &Certificate, sid: Sid, algorithm: SignatureAlgorithm) -> Result<(u64, Vec<u8>), Error> {
    match sid {
        Sid::IssuerAndSerialNumber => {
            let serial = der::element(Tag::INTEGER, false, &[certificate.serial().content()]);
            Ok((1, der::sequence(&[certificate.issuer().as_der(), &serial])))
        }
        Sid::SubjectKeyIdentifier => {
            let why = "it has no subject key identifier to be named by";
            let missing = || Error::CannotSign { algorithm: algorithm.name(), why };
            let key_identifier = certificate.extensions().subject_key_id.as_ref().ok_or_else(missing)?;
            Ok((3, der::context_primitive(0, key_identifier)))
        }
    }
}

/// RFC 3370 3.2: rsaEncryption is the one identifier of PKCS #1 v1.5 signatures that every reader must know.
fn signature_algorithm(algorithm: SignatureAlgorithm) -> Vec<u8> {
    match algorithm {
        SignatureAlgorithm::RsaPkcs1 { .. } => der::sequence(&[&der::oid(&oid::RSA_ENCRYPTION), &der::null()]),
        other => other.to_der(),
    }
}

fn constant_attributes(
    certificate: &Certificate,
    digest_algorithm: &[u8],
    signature_algorithm: &[u8],
    capabilities: &[ObjectIdentifier],
) -> Result<Vec<Vec<u8>>, Error> {
    let signature_fields = Cursor::strict(signature_algorithm).any().map_err(Error::reading("signatureAlgorithm"))?.content();
    let protection = der::sequence(&[digest_algorithm, &der::context(1, &[signature_fields])]);
    let mut attributes = vec![
        attribute(&oid::CONTENT_TYPE, &der::oid(&oid::DATA)),
        attribute(&oid::SIGNING_CERTIFICATE_V2, &signing_certificate(certificate)?),
        attribute(&oid::ALGORITHM_PROTECTION, &protection),
    ];
    if !capabilities.is_empty() {
        let list: Vec<Vec<u8>> = capabilities.iter().map(|oid| der::sequence(&[&der::oid(oid)])).collect();
        let list: Vec<&[u8]> = list.iter().map(Vec::as_slice).collect();
        attributes.push(attribute(&oid::SMIME_CAPABILITIES, &der::sequence(&list)));
    }
    Ok(attributes)
}

/// SigningCertificateV2 (RFC 5035 3) with SHA-256, which as the DEFAULT is not written, and with issuerSerial.
fn signing_certificate(certificate: &Certificate) -> Result<Vec<u8>, Error> {
    let hash = digest(DigestAlgorithm::Sha256, certificate.as_der());
    let hash = hash.ok_or(kakitome_crypto::Error::Primitive { what: "SHA-256" })?;
    let issuer = der::sequence(&[&der::context(4, &[certificate.issuer().as_der()])]);
    let serial = der::element(Tag::INTEGER, false, &[certificate.serial().content()]);
    let id = der::sequence(&[&der::octet_string(hash.as_bytes()), &der::sequence(&[&issuer, &serial])]);
    Ok(der::sequence(&[&der::sequence(&[&id])]))
}

/// Attribute with one value.
pub(super) fn attribute(oid: &ObjectIdentifier, value: &[u8]) -> Vec<u8> {
    der::sequence(&[&der::oid(oid), &der::set_of(&[value])])
}
