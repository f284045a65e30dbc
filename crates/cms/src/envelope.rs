//! EnvelopedData (RFC 5652 6.1) and AuthEnvelopedData (RFC 5083 2.1), read up to the ciphertext: recipients and algorithm are held.
//! Keys are opened in `unlock`; the ciphertext, and what stands behind it, is read in `opening`.

use std::io::Read;

use const_oid::ObjectIdentifier;
use kakitome_ber::{Reader, Tag};
use kakitome_pki::Certificate;

use crate::bag::{Bag, BagLimits};
use crate::container::{self, small};
use crate::content_cipher::ContentEncryption;
use crate::encrypted_content;
use crate::error::Error;
use crate::finding::{EnvelopeFinding, Finding};
use crate::limits::Limits;
use crate::oid;
use crate::recipient::{Recipient, RecipientInfo};
use crate::recipients::{self, Recipients};

/// Which of the two containers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EnvelopeKind {
    /// EnvelopedData: nobody notices when its content is changed.
    Enveloped,
    /// AuthEnvelopedData: content and attributes carry a tag.
    AuthEnveloped,
}

impl EnvelopeKind {
    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Enveloped => "EnvelopedData",
            Self::AuthEnveloped => "AuthEnvelopedData",
        }
    }
}

/// An EnvelopedData or AuthEnvelopedData up to its ciphertext.
///
/// Decryption reads the source twice, so it must be one that can be read from its beginning again: a file, memory,
/// [`crate::armor::Armored`] around either, or a private place of the caller's that a stream was copied to. No plaintext exists before all
/// is checked.
///
/// ```
/// use kakitome_cms::armor::Armored;
/// use kakitome_cms::{Envelope, Error, Keys, Limits, UnlockPolicy};
/// use kakitome_crypto::Opener;
/// use kakitome_pki::Certificate;
/// use std::fs::File;
/// use std::io::Write;
///
/// fn decrypt(file: File, certificate: &Certificate, key: &dyn Opener, sink: &mut dyn Write) -> Result<bool, Error> {
///     let mut source = Armored::new(file)?;
///     let envelope = Envelope::read(&mut source, &Limits::default())?;
///     let unlocked = envelope.unlock(&Keys::new().own(certificate, key), &UnlockPolicy::default())?;
///     let checked = envelope.check(&mut source, &unlocked)?; // wrong key, padding, tag: one error
///     checked.write_to(&mut source, sink)?;
///     Ok(checked.is_authenticated) // false: nobody would have noticed a change
/// }
/// ```
#[derive(Clone, Debug)]
pub struct Envelope {
    /// Which of the two.
    pub kind: EnvelopeKind,
    /// The version number.
    pub version: u64,
    /// The originator's certificates as received, if there are any.
    pub certificates: Vec<Vec<u8>>,
    /// CRLs as received, if there are any.
    pub crls: Vec<Vec<u8>>,
    /// The recipients, in their order, as far as the limits hold them.
    pub recipients: Vec<Recipient>,
    /// How many recipients there are.
    pub recipient_count: usize,
    /// What the content is once it is decrypted; id-data in mail.
    pub content_type: ObjectIdentifier,
    /// How the content is encrypted.
    pub encryption: ContentEncryption,
    /// Where the ciphertext begins; `None`: it is not inside.
    pub content: Option<u64>,
    /// What is notable so far. More may follow from what stands behind the ciphertext.
    pub findings: Vec<Finding>,
    pub(crate) versions: Versions,
    pub(crate) limits: Limits,
}

/// What decides the version number of EnvelopedData (RFC 5652 6.1).
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Versions {
    originator: bool,
    /// The highest tag number among certificates that are none, and whether a CRL is none.
    other_certificate: Option<u32>,
    other_crl: bool,
}

impl Envelope {
    /// Reads a ContentInfo with an EnvelopedData or AuthEnvelopedData in BER or DER, up to its ciphertext.
    ///
    /// # Errors
    /// Bytes that are neither; more than a limit allows; reading fails. A recipient that cannot be read is no error.
    pub fn read<R: Read>(source: R, limits: &Limits) -> Result<Self, Error> {
        let mut reader = Reader::new(source);
        let kind = enter(&mut reader)?;
        let version = small(&mut reader, "version", |cursor| cursor.unsigned())?;
        let mut findings = Vec::new();
        let OriginatorInfo { certificates, crls, versions } = OriginatorInfo::read(&mut reader, limits, &mut findings)?;
        let Recipients { held, count } = recipients::read(&mut reader, limits, &mut findings)?;
        let head = encrypted_content::enter(&mut reader)?;
        let encryption = ContentEncryption::new(head.algorithm);
        encryption.judge(kind == EnvelopeKind::AuthEnveloped, &mut findings);
        if head.content.is_none() {
            findings.push(EnvelopeFinding::NoEncryptedContent.into());
        }
        Ok(Self {
            kind,
            version,
            certificates,
            crls,
            recipients: held,
            recipient_count: count,
            content_type: head.content_type,
            encryption,
            content: head.content,
            findings,
            versions,
            limits: *limits,
        })
    }

    /// The recipients that mean the holder of this certificate.
    pub fn recipients_of<'a>(&'a self, certificate: &'a Certificate) -> impl Iterator<Item = &'a Recipient> + 'a {
        self.recipients.iter().filter(|recipient| recipient.is_for(certificate))
    }

    /// The version that RFC 5652 6.1 and RFC 5083 2.1 derive from what is inside.
    pub(crate) fn expected_version(&self, has_unprotected_attributes: bool) -> u64 {
        let infos = || self.recipients.iter().map(|recipient| &recipient.info);
        match (self.versions.other_certificate, self.versions.other_crl) {
            _ if self.kind == EnvelopeKind::AuthEnveloped => 0,
            (Some(3..), _) | (_, true) => 4,
            (Some(2), _) => 3,
            _ if infos().any(|info| matches!(info, RecipientInfo::Password(_) | RecipientInfo::Other(_))) => 3,
            _ if self.versions.originator || has_unprotected_attributes => 2,
            _ if infos().all(|info| info.versions().is_none_or(|(_, found, _)| found == 0)) => 0,
            _ => 2,
        }
    }
}

/// Steps into the container.
pub(crate) fn enter<R: Read>(reader: &mut Reader<R>) -> Result<EnvelopeKind, Error> {
    Ok(match container::enter_one_of(reader, &[oid::ENVELOPED_DATA, oid::AUTH_ENVELOPED_DATA])? {
        oid::AUTH_ENVELOPED_DATA => EnvelopeKind::AuthEnveloped,
        _ => EnvelopeKind::Enveloped,
    })
}

/// Goes once more through what stands before the ciphertext, up to there.
pub(crate) fn enter_again<R: Read>(reader: &mut Reader<R>, limits: &Limits) -> Result<Option<u64>, Error> {
    let kind = enter(reader)?;
    let broken = Error::reading(kind.name());
    reader.skip().map_err(&broken)?;
    if reader.at(Tag::context(0)).map_err(&broken)? {
        reader.skip().map_err(&broken)?;
    }
    recipients::skip(reader, limits)?;
    Ok(encrypted_content::enter(reader)?.content)
}

/// OriginatorInfo: what key agreement may need, in bags like those of SignedData (RFC 5652 6.1).
#[derive(Default)]
struct OriginatorInfo {
    certificates: Vec<Vec<u8>>,
    crls: Vec<Vec<u8>>,
    versions: Versions,
}

impl OriginatorInfo {
    fn read<R: Read>(reader: &mut Reader<R>, limits: &Limits, findings: &mut Vec<Finding>) -> Result<Self, Error> {
        let broken = Error::reading("originatorInfo");
        if !reader.at(Tag::context(0)).map_err(&broken)? {
            return Ok(Self::default());
        }
        reader.enter(Tag::context(0)).map_err(&broken)?;
        let bag = BagLimits { kept: limits.certificates, bytes: limits.certificate_bytes, elements: limits.bag_elements };
        let certificates = Bag::read(reader, 0, "certificates", bag, findings)?;
        if certificates.count > limits.certificates {
            findings.push(Finding::TooManyCertificates { count: certificates.count, limit: limits.certificates });
        }
        let bag = BagLimits { kept: limits.crls, bytes: limits.crl_bytes, elements: limits.bag_elements };
        let crls = Bag::read(reader, 1, "CRLs", bag, findings)?;
        if crls.count > limits.crls {
            findings.push(Finding::TooManyCrls { count: crls.count, limit: limits.crls });
        }
        reader.leave().map_err(&broken)?;
        let versions = Versions { originator: true, other_certificate: certificates.other, other_crl: crls.other.is_some() };
        Ok(Self { certificates: certificates.kept, crls: crls.kept, versions })
    }
}
