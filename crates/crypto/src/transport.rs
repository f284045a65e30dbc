//! Key transport as keyEncryptionAlgorithm names it: RSAES-PKCS1-v1_5 (RFC 3370 section 4.2.1) and RSAES-OAEP with its parameters
//! (RFC 4055 section 4.1, RFC 3560). Only the names and parameters; the arithmetic stands in `rsa` and `padding`.

use const_oid::ObjectIdentifier;
use der::{Decode, asn1::OctetStringRef};

use crate::{
    asn1::{self, AlgorithmIdentifier, OaepParameters},
    digest::DigestAlgorithm as Hash,
    error::Error,
    oid,
};

/// How a content key is encrypted to an RSA key.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum KeyTransport {
    /// RSAES-PKCS1-v1_5 (RFC 8017 section 7.2).
    RsaPkcs1,
    /// RSAES-OAEP (RFC 8017 section 7.1).
    RsaOaep {
        /// Digest of the label.
        digest: Hash,
        /// Digest inside MGF1; Java's programs leave SHA-1 here beside SHA-256 above.
        mgf: Hash,
        /// The label (`pSourceFunc`), empty in practice.
        label: Vec<u8>,
    },
}

impl KeyTransport {
    /// OAEP with one digest in both places and no label.
    #[must_use]
    pub fn oaep(digest: Hash) -> Self {
        Self::RsaOaep { digest, mgf: digest, label: Vec::new() }
    }

    /// Reads the AlgorithmIdentifier of a KeyTransRecipientInfo.
    ///
    /// # Errors
    /// Bytes that are no such thing; [`Error::Unsupported`] with its name for a way of transport that is not offered.
    pub fn from_der(der: &[u8]) -> Result<Self, Error> {
        let read = AlgorithmIdentifier::from_der(der).map_err(|why| Error::malformed("keyEncryptionAlgorithm", why))?;
        match read.oid {
            // RFC 3370 section 4.2.1 wants NULL; some leave it out, and nothing depends on it.
            oid::RSA if read.has_no_parameters() => Ok(Self::RsaPkcs1),
            oid::RSA => Err(Error::malformed("keyEncryptionAlgorithm", "rsaEncryption with parameters")),
            oid::RSA_OAEP => read_oaep(&read),
            other => Err(unsupported(oid::display(other), other)),
        }
    }

    /// The AlgorithmIdentifier as DER.
    #[must_use]
    pub fn to_der(&self) -> Vec<u8> {
        match self {
            Self::RsaPkcs1 => asn1::write_algorithm(oid::RSA, asn1::NULL),
            Self::RsaOaep { digest, mgf, label } => write_oaep(*digest, *mgf, label),
        }
    }

    /// A name for people: `RSA (PKCS#1 v1.5)`, `RSA-OAEP with SHA-256`.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::RsaPkcs1 => "RSA (PKCS#1 v1.5)".to_owned(),
            Self::RsaOaep { digest, mgf, label } => {
                let mask = if digest == mgf { String::new() } else { format!(", MGF1 with {}", mgf.name()) };
                let label = if label.is_empty() { String::new() } else { format!(", a label of {} octets", label.len()) };
                format!("RSA-OAEP with {}{mask}{label}", digest.name())
            }
        }
    }
}

impl std::fmt::Display for KeyTransport {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.name())
    }
}

fn unsupported(name: String, oid: ObjectIdentifier) -> Error {
    Error::Unsupported { what: "key transport by", name, oid: Some(oid) }
}

/// RFC 4055 section 4.1: every absent field has a default (SHA-1, MGF1 with SHA-1, no label). The parameters as a whole are wanted;
/// where a program left them out it meant the defaults.
fn read_oaep(read: &AlgorithmIdentifier<'_>) -> Result<KeyTransport, Error> {
    let malformed = |why: &dyn std::fmt::Display| Error::malformed("RSAES-OAEP-params", why);
    let parameters = match read.parameters {
        Some(any) if !any.is_null() => any.decode_as::<OaepParameters<'_>>().map_err(|why| malformed(&why))?,
        _ => OaepParameters { hash: None, mask_generation: None, label_source: None },
    };
    let digest = match parameters.hash {
        None => Hash::Sha1,
        Some(hash) => computed(hash.oid, "RSA-OAEP with")?,
    };
    let mgf = match parameters.mask_generation {
        None => Hash::Sha1,
        Some(mask) if mask.oid == oid::MGF1 => {
            let inner = mask.parameters.ok_or_else(|| malformed(&"MGF1 names no digest"))?;
            let inner: AlgorithmIdentifier<'_> = inner.decode_as().map_err(|why| malformed(&why))?;
            computed(inner.oid, "RSA-OAEP with MGF1 and")?
        }
        Some(mask) => return Err(unsupported(format!("RSA-OAEP with mask generation {}", oid::display(mask.oid)), mask.oid)),
    };
    let label = match parameters.label_source {
        None => Vec::new(),
        Some(source) if source.oid == oid::P_SPECIFIED => {
            let label = source.parameters.ok_or_else(|| malformed(&"pSpecified without its octets"))?;
            label.decode_as::<&OctetStringRef>().map_err(|why| malformed(&why))?.as_bytes().to_vec()
        }
        Some(source) => return Err(unsupported(format!("RSA-OAEP with label source {}", oid::display(source.oid)), source.oid)),
    };
    Ok(KeyTransport::RsaOaep { digest, mgf, label })
}

/// The digest, if it is one that is computed here.
fn computed(named: ObjectIdentifier, place: &str) -> Result<Hash, Error> {
    let name = |digest: Option<Hash>| format!("{place} {}", digest.map_or_else(|| oid::display(named), |digest| digest.name().to_owned()));
    match Hash::from_oid(named) {
        Some(digest) if crate::digest::Hasher::new(digest).is_some() => Ok(digest),
        other => Err(unsupported(name(other), named)),
    }
}

/// NULL behind the digests, as every program writes them; RFC 4055 section 2.1 wants both forms read.
fn write_oaep(digest: Hash, mgf: Hash, label: &[u8]) -> Vec<u8> {
    let inner = |digest: Hash| asn1::write_algorithm(digest.oid(), asn1::NULL);
    let mut parameters = Vec::new();
    if digest != Hash::Sha1 {
        parameters.extend(asn1::tlv(0xa0, &inner(digest)));
    }
    if mgf != Hash::Sha1 {
        parameters.extend(asn1::tlv(0xa1, &asn1::write_algorithm(oid::MGF1, &inner(mgf))));
    }
    if !label.is_empty() {
        parameters.extend(asn1::tlv(0xa2, &asn1::write_algorithm(oid::P_SPECIFIED, &asn1::tlv(0x04, label))));
    }
    asn1::write_algorithm(oid::RSA_OAEP, &asn1::tlv(0x30, &parameters))
}

#[cfg(test)]
mod tests;
