//! What is notable in a container, each finding with the place where it is to be told: a SignedData is read and its signatures are
//! checked arithmetically, as far as content and certificates are inside; of what is encrypted all is read that stands before the
//! ciphertext; a DigestedData is read. Whether anybody trusts them is not asked. What is compressed stays so: the walk shows all
//! that stands outside.

use std::io::{self, Read};

use const_oid::ObjectIdentifier;
use kakitome_ber::Cursor;
use kakitome_pki::Certificate;

use super::line::{Notes, Whose};
use crate::digested::DigestedData;
use crate::encrypted_data::EncryptedData;
use crate::envelope::{Envelope, EnvelopeKind};
use crate::error::Error;
use crate::finding::{EnvelopeFinding, Finding};
use crate::limits::Limits;
use crate::oid;
use crate::outcome::SignerCheck;
use crate::signed_data::SignedData;
use crate::verify::Policy;

/// Reads and checks a container in binary form. What is no such container, or cannot be read as one, has no notes: the walk says why.
pub fn examine<R: Read>(mut source: R, limits: &Limits) -> Result<Notes, Error> {
    let mut start = Vec::new();
    source.by_ref().take(START).read_to_end(&mut start).map_err(|source| Error::Io { what: "reading the container", source })?;
    let kind = content_type(&start);
    let source = io::Cursor::new(start).chain(source);
    let notes = match kind {
        Some(oid::SIGNED_DATA) => of_signed_data(source, limits),
        Some(oid::ENVELOPED_DATA | oid::AUTH_ENVELOPED_DATA) => of_envelope(source, limits),
        Some(oid::ENCRYPTED_DATA) => of_encrypted_data(source, limits),
        Some(oid::DIGESTED_DATA) => of_digested_data(source),
        _ => return Ok(Notes::default()),
    };
    match notes {
        Err(Error::Io { what, source }) => Err(Error::Io { what, source }),
        notes => Ok(notes.unwrap_or_default()),
    }
}

/// A SEQUENCE's header and an object identifier.
const START: u64 = 256;

fn content_type(start: &[u8]) -> Option<ObjectIdentifier> {
    let header = Cursor::new(start).peek().ok().flatten()?;
    Cursor::new(start.get(header.size..)?).oid().ok()
}

fn of_envelope<R: Read>(source: R, limits: &Limits) -> Result<Notes, Error> {
    let envelope = Envelope::read(source, limits)?;
    let content = match envelope.kind {
        EnvelopeKind::AuthEnveloped => "authEncryptedContentInfo",
        EnvelopeKind::Enveloped => "encryptedContentInfo",
    };
    let mut notes = Notes::default();
    for finding in envelope.findings {
        let path = |path: &str| Whose::Path(path.to_owned());
        let whose = match &finding {
            Finding::Envelope(EnvelopeFinding::UnreadableRecipients { offset, .. }) => Whose::Offset(*offset),
            Finding::Envelope(
                EnvelopeFinding::NoRecipients
                | EnvelopeFinding::TooManyRecipients { .. }
                | EnvelopeFinding::OtherRecipients { .. }
                | EnvelopeFinding::RepeatedRecipient { .. },
            ) => path("recipientInfos"),
            Finding::Envelope(finding) => of_content(finding, content),
            Finding::TooManyCertificates { .. } | Finding::TooManyCrls { .. } => path("originatorInfo"),
            // the envelope's own depends on what stands behind the ciphertext and is not judged here
            Finding::UnexpectedVersion { .. } => path("recipientInfos"),
            other => of_container(other),
        };
        notes.add(whose, finding);
    }
    Ok(notes)
}

/// What is said of encrypted content under this name, or of its cipher.
fn of_content(finding: &EnvelopeFinding, content: &str) -> Whose {
    match finding {
        EnvelopeFinding::NoEncryptedContent => Whose::Path(content.to_owned()),
        _ => Whose::Path(format!("{content}.contentEncryptionAlgorithm")),
    }
}

fn of_encrypted_data<R: Read>(source: R, limits: &Limits) -> Result<Notes, Error> {
    let mut notes = Notes::default();
    for finding in EncryptedData::read(source, limits)?.findings {
        let whose = match &finding {
            Finding::Envelope(finding) => of_content(finding, "encryptedContentInfo"),
            other => of_container(other),
        };
        notes.add(whose, finding);
    }
    Ok(notes)
}

fn of_digested_data<R: Read>(source: R) -> Result<Notes, Error> {
    let mut notes = Notes::default();
    for finding in DigestedData::read(source, &mut io::sink())?.findings {
        if !matches!(finding, Finding::NonMinimalLength { .. }) {
            notes.add(of_container(&finding), finding);
        }
    }
    Ok(notes)
}

fn of_signed_data<R: Read>(source: R, limits: &Limits) -> Result<Notes, Error> {
    let mut notes = Notes::default();
    let signed_data = SignedData::read(source, &mut io::sink(), &[], limits)?;
    for finding in &signed_data.findings {
        // each such length is told where it stands
        if !matches!(finding, Finding::NonMinimalLength { .. }) {
            notes.add(of_container(finding), finding.clone());
        }
    }
    let read = |der: &Vec<u8>| Certificate::from_der(der.clone()).ok();
    let certificates: Vec<Certificate> = signed_data.certificates.iter().filter_map(read).collect();
    let checks = signed_data.check(&signed_data.content_digests, &certificates, &Policy::default());
    for (check, signer) in checks.iter().zip(&signed_data.signers) {
        of_signer(check, &format!("signerInfos[{}]", signer.index), &mut notes);
    }
    Ok(notes)
}

fn of_container(finding: &Finding) -> Whose {
    match finding {
        Finding::Ber { offset }
        | Finding::OtherChoice { offset, .. }
        | Finding::Oversized { offset, .. }
        | Finding::UnreadableSigner { offset, .. } => Whose::Offset(*offset),
        Finding::UnexpectedVersion { of: "SignedData" | "DigestedData", .. } => Whose::Path("version".to_owned()),
        Finding::EmptyDigestAlgorithms => Whose::Path("digestAlgorithms".to_owned()),
        Finding::TooManyCertificates { .. } => Whose::Path("certificates".to_owned()),
        Finding::TooManyCrls { .. } => Whose::Path("crls".to_owned()),
        _ => Whose::Path("signerInfos".to_owned()),
    }
}

fn of_signer(check: &SignerCheck, signer: &str, notes: &mut Notes) {
    for finding in &check.findings {
        let member = match finding {
            Finding::DigestNotListed { .. } | Finding::WeakDigest { .. } | Finding::UnsupportedDigest { .. } => ".digestAlgorithm",
            Finding::UnsupportedSignature { .. } | Finding::DigestMismatch { .. } | Finding::KeyMismatch { .. } => ".signatureAlgorithm",
            Finding::NoSignerCertificate | Finding::SeveralSignerCertificates { .. } => ".sid",
            Finding::BadSignature => ".signature",
            Finding::Countersignature { .. } | Finding::TooManyCountersignatures { .. } | Finding::TimeStamp { .. } => ".unsignedAttrs",
            Finding::NoSignedAttributes => "",
            Finding::MisplacedAttribute { attribute: "countersignature" | "timeStampToken" } => ".signedAttrs",
            Finding::MisplacedAttribute { .. } => ".unsignedAttrs",
            _ => ".signedAttrs",
        };
        notes.add(Whose::Path(format!("{signer}{member}")), finding.clone());
    }
}
