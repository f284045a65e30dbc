//! One CMS structure as it comes out of a part or a file: taken apart if it is SignedData, named if it is something else.

use std::io::{ErrorKind, Read, Write};

use const_oid::ObjectIdentifier;
use kakitome_ber::Error as BerError;
use kakitome_cms::{Error as CmsError, SignedData, armor};
use kakitome_crypto::DigestAlgorithm;

use crate::error::Error;
use crate::policy::Limits;
use crate::report::LayerKind;

/// id-envelopedData (RFC 5652 6.1)
const ENVELOPED_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.3");
/// id-ct-authEnvelopedData (RFC 5083 2.1)
const AUTH_ENVELOPED_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.1.23");
/// id-ct-compressedData (RFC 3274 1.1)
const COMPRESSED_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.1.9");

/// What the bytes turned out to be.
#[derive(Debug)]
pub(crate) enum Structure {
    /// SignedData; content that was inside went to the sink.
    Signed(Box<SignedData>),
    /// Encrypted or compressed.
    Other(LayerKind),
    /// A content type that mail does not use.
    Foreign(ObjectIdentifier),
    /// Not to be read, and why.
    Unreadable(String),
}

/// Reads one structure. Content is hashed with SHA-256 too, so that it can be compared.
///
/// # Errors
/// Reading or writing failed; what the bytes are is no error.
pub(crate) fn read(bytes: impl Read, sink: &mut dyn Write, limits: &Limits) -> Result<Structure, Error> {
    let read = armor::decode(bytes).and_then(|bytes| SignedData::read(bytes, sink, &[DigestAlgorithm::Sha256], &limits.cms));
    match read {
        Ok(data) => Ok(Structure::Signed(Box::new(data))),
        Err(CmsError::OtherContent { found, .. }) => Ok(match found {
            ENVELOPED_DATA => Structure::Other(LayerKind::Encrypted),
            AUTH_ENVELOPED_DATA => Structure::Other(LayerKind::AuthenticatedEncrypted),
            COMPRESSED_DATA => Structure::Other(LayerKind::Compressed),
            other => Structure::Foreign(other),
        }),
        Err(error) if is_failure(&error) => Err(error.into()),
        Err(error) => Ok(Structure::Unreadable(error.to_string())),
    }
}

/// Reading or writing failed, as opposed to: the bytes are bad (broken base64 arrives as `InvalidData`).
pub(crate) fn is_failure(error: &CmsError) -> bool {
    match error {
        CmsError::Io { source, .. } | CmsError::Encoding { source: BerError::Source { source, .. }, .. } => {
            source.kind() != ErrorKind::InvalidData
        }
        CmsError::Encoding { source: BerError::Sink { .. }, .. } => true,
        _ => false,
    }
}

/// The `smime-type` that says what this is (RFC 8551 3.2.2).
pub(crate) fn smime_type(structure: &Structure) -> Option<&'static str> {
    match structure {
        Structure::Signed(data) if data.signers.is_empty() && !data.has_content => Some("certs-only"),
        Structure::Signed(_) => Some("signed-data"),
        Structure::Other(LayerKind::Encrypted) => Some("enveloped-data"),
        Structure::Other(LayerKind::AuthenticatedEncrypted) => Some("authenveloped-data"),
        Structure::Other(LayerKind::Compressed) => Some("compressed-data"),
        Structure::Other(_) | Structure::Foreign(_) | Structure::Unreadable(_) => None,
    }
}
