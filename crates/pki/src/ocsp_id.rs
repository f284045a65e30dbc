//! Which certificate an OCSP request asks about and an answer is about: CertID (RFC 6960 4.1.1).
//! The digests in it identify; they protect nothing, so SHA-1 is as good as any.

use kakitome_ber::{Element, Error as Ber, Tag, der};
use kakitome_crypto::{Digest, DigestAlgorithm, digest};

use crate::certificate::Certificate;
use crate::serial::Serial;

/// A certificate by hashes of its issuer's name and key, and its serial number.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct CertId {
    /// `None`: a digest that is not computed here; it matches nothing.
    algorithm: Option<DigestAlgorithm>,
    issuer_name: Vec<u8>,
    issuer_key: Vec<u8>,
    serial: Serial,
}

impl CertId {
    /// The id of `certificate` by a digest; `None` if that is not computed here or the issuer's key cannot be read.
    pub fn new(certificate: &Certificate, issuer: &Certificate, algorithm: DigestAlgorithm) -> Option<Self> {
        let hash = |bytes| digest(algorithm, bytes).map(|digest: Digest| digest.as_bytes().to_vec());
        Some(Self {
            algorithm: Some(algorithm),
            issuer_name: hash(certificate.issuer().as_der())?,
            issuer_key: hash(issuer.public_key()?.key_bits())?,
            serial: certificate.serial().clone(),
        })
    }

    pub(crate) fn read(element: &Element<'_>) -> Result<Self, Ber> {
        let mut parts = element.children()?;
        let algorithm = DigestAlgorithm::from_der(parts.expect(Tag::SEQUENCE)?.raw()).ok().flatten();
        let id = Self {
            algorithm,
            issuer_name: parts.octet_string()?.into_owned(),
            issuer_key: parts.octet_string()?.into_owned(),
            serial: Serial::from_content(parts.expect(Tag::INTEGER)?.integer()?),
        };
        parts.finish()?;
        Ok(id)
    }

    /// The serial number asked about.
    pub fn serial(&self) -> &Serial {
        &self.serial
    }

    /// It is this certificate of this issuer. The issuer's name is hashed as the certificate writes it, or as its owner does.
    pub fn is(&self, certificate: &Certificate, issuer: &Certificate) -> bool {
        let Some(algorithm) = self.algorithm.filter(|_| self.serial == *certificate.serial()) else { return false };
        let equal = |bytes: &[u8], hash: &[u8]| digest(algorithm, bytes).is_some_and(|digest| digest.as_bytes() == hash);
        let key = issuer.public_key().is_some_and(|key| equal(key.key_bits(), &self.issuer_key));
        let names = [certificate.issuer().as_der(), issuer.subject().as_der()];
        key && certificate.issuer() == issuer.subject() && names.iter().any(|name| equal(name, &self.issuer_name))
    }

    pub(crate) fn to_der(&self) -> Option<Vec<u8>> {
        let algorithm = self.algorithm?;
        // responders compare bytes, and the SHA-1 id with NULL parameters is the one that all of them know (RFC 5019 2.1.1)
        let identifier = der::sequence(&[&der::oid(&algorithm.oid()), &der::null()]);
        let serial = der::element(Tag::INTEGER, false, &[self.serial.content()]);
        Some(der::sequence(&[&identifier, &der::octet_string(&self.issuer_name), &der::octet_string(&self.issuer_key), &serial]))
    }
}
