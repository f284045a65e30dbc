//! The outermost encryption of a mail, taken off and what was inside handed on (RFC 8551 3.3, 3.4). Two passes: nothing is handed on before padding or tag of the
//! whole is right. Only what is the whole body is opened: ciphertext that stands as one part beside others is an old letter in a
//! new envelope, and whoever answers would send it to its thief (attack rows M02, M03).
//!
//! Verdicts are not given here: that something could be decrypted says nothing about who wrote it.

use std::io::{self, BufReader, Read, Seek, Write};

use const_oid::ObjectIdentifier;
use kakitome_cms::{
    Checked, CompressedData, EnvelopeKind, Error as CmsError, Finding as CmsFinding, Keys, UnlockPolicy, armor, oid, unlock_many,
};
use kakitome_mime::{Entity, Message};

use crate::beginnings::{Begins, begins};
use crate::body::Body;
use crate::error::Error;
use crate::gadget::Watched;
use crate::policy::Limits;
use crate::recognise::{self, Claim};
use crate::report::LayerKind;
use crate::sniff::{Looks, sniff};
use crate::spill::{Buffer, Source, Spill};
use crate::structure::{self, Structure};
use crate::unlock::{self, Unlocked, unlock};

/// Why nothing was decrypted.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NotDecrypted {
    /// Neither a mail nor a CMS file with encryption as its outermost layer.
    #[error("this is not encrypted: {found}")]
    NotEncrypted {
        /// What it is.
        found: String,
    },
    /// There is encryption in one of several parts.
    #[error("only a part of this mail is encrypted; such a part is not opened")]
    OnlyPart,
    /// Encrypted in another way.
    #[error("this is encrypted by OpenPGP, which is not read here")]
    OtherEncryption,
    /// The container: no key for it, wrong key or altered, not readable, more than a limit.
    #[error(transparent)]
    Container(CmsError),
    /// Reading or writing failed.
    #[error(transparent)]
    Failed(#[from] Error),
}

/// Encryption that was checked to its end and waits to be written out.
pub struct Decrypted {
    /// Which container it was.
    pub kind: EnvelopeKind,
    /// How the content was encrypted.
    pub cipher: String,
    /// What is notable about the container.
    pub findings: Vec<CmsFinding>,
    checked: Checked,
    source: Source,
}

/// Reads a mail, or a CMS file (DER, BER, PEM, base64), and opens the encryption that is all of it.
///
/// # Errors
/// [`NotDecrypted`]; wrong key and altered message are one and the same.
pub fn decrypt(
    source: &mut (impl Read + Seek),
    keys: &Keys<'_>,
    policy: &UnlockPolicy,
    limits: &Limits,
    spill: &dyn Spill,
) -> Result<Decrypted, NotDecrypted> {
    let Container { mut source, is_mail } = container(source, limits, spill)?;
    let unlocked = unlock(&mut source, keys, policy, &limits.cms, is_mail).map_err(refused)?;
    Ok(Decrypted::new(unlocked, source))
}

/// [`decrypt`] for many mails, with an answer for each in their order. All of them are held, in memory or in the spill, until the last is
/// done. The keys are asked for all at once: see [`kakitome_cms::unlock_many`]; eight at a time are enough.
pub fn decrypt_many(
    sources: &mut [impl Read + Seek],
    keys: &Keys<'_>,
    policy: &UnlockPolicy,
    limits: &Limits,
    spill: &dyn Spill,
) -> Vec<Result<Decrypted, NotDecrypted>> {
    let sealed = sources.iter_mut().map(|source| {
        let mut container = container(source, limits, spill)?;
        let envelope = unlock::read(&mut container.source, &limits.cms).map_err(refused)?;
        Ok((container, envelope))
    });
    let sealed: Vec<Result<_, NotDecrypted>> = sealed.collect();
    let envelopes: Vec<_> = sealed.iter().flatten().map(|(_, envelope)| envelope).collect();
    let mut keys_of_contents = unlock_many(&envelopes, keys, policy).into_iter();
    let opened = sealed.into_iter().map(|sealed| {
        let (Container { mut source, is_mail }, envelope) = sealed?;
        let key = keys_of_contents.next().unwrap_or_else(|| envelope.unlock(keys, policy)).map_err(refused)?;
        let unlocked = unlock::check(envelope, &mut source, &key, is_mail).map_err(refused)?;
        Ok(Decrypted::new(unlocked, source))
    });
    opened.collect()
}

impl Decrypted {
    fn new(unlocked: Unlocked, source: Source) -> Self {
        let Unlocked { envelope, checked, .. } = unlocked;
        let mut findings = envelope.findings;
        findings.extend(checked.tail.findings.iter().cloned());
        Self { kind: envelope.kind, cipher: envelope.encryption.name(), findings, checked, source }
    }

    /// Whether a tag says that nobody changed the content on its way. Without one, it may have been put together by somebody who
    /// never knew the key.
    #[must_use]
    pub fn is_authenticated(&self) -> bool {
        self.checked.is_authenticated
    }

    /// Whether the content is MIME or plain bytes, and not another container without its wrapping.
    #[must_use]
    pub fn is_data(&self) -> bool {
        self.checked.content_type == oid::DATA
    }

    /// What the content is said to be.
    #[must_use]
    pub fn content_type(&self) -> String {
        container_name(self.checked.content_type)
    }

    /// Writes what was inside.
    ///
    /// # Errors
    /// Reading or writing failed.
    pub fn write_to(&mut self, sink: &mut dyn Write) -> Result<Written, Error> {
        if self.checked.is_authenticated {
            return Ok(Written { length: self.checked.write_to(&mut self.source, sink)?, fetches: false });
        }
        let mut watched = Watched::new(sink);
        let length = self.checked.write_to(&mut self.source, &mut watched)?;
        Ok(Written { length, fetches: watched.fetches() })
    }
}

/// What was written out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Written {
    /// How many bytes.
    pub length: u64,
    /// Nothing vouches for the content, and it would load something from the network as soon as it is shown: that is how decrypted
    /// text is sent to its thief.
    pub fetches: bool,
}

/// The container's bytes, and whether there was a mail around them.
struct Container {
    source: Source,
    is_mail: bool,
}

/// The container of the outermost encryption without what mail or PEM wraps around it, readable as often as one likes. Signatures and
/// compression around it are taken off: they hide nothing, and whether they are good is for a verdict.
fn container(source: &mut (impl Read + Seek), limits: &Limits, spill: &dyn Spill) -> Result<Container, NotDecrypted> {
    if sniff(source, limits.sniff)? == Looks::Cms {
        let buffer = copy(&mut *source, Buffer::new(limits.in_memory, spill))?;
        let source = buffer.into_source().map_err(Error::io("reading the encrypted mail"))?;
        return Ok(Container { source, is_mail: false });
    }
    let mut next = inside(source, limits, spill)?;
    for _ in 0..limits.depth {
        match next {
            Inside::Encrypted(source) => return Ok(Container { source, is_mail: true }),
            Inside::Mail(mut content) => next = inside(&mut content, limits, spill)?,
        }
    }
    Err(NotDecrypted::NotEncrypted { found: format!("more than {} layers", limits.depth) })
}

/// What the outermost layer holds.
enum Inside {
    /// The container of an encryption.
    Encrypted(Source),
    /// What was signed or compressed.
    Mail(Source),
}

fn inside<S: Read + Seek>(source: &mut S, limits: &Limits, spill: &dyn Spill) -> Result<Inside, NotDecrypted> {
    source.rewind().map_err(Error::io("reading the encrypted mail"))?;
    let index = Message::read(&mut *source, &limits.mime).map_err(|error| match error {
        error @ kakitome_mime::Error::Limit { .. } => NotDecrypted::NotEncrypted { found: error.to_string() },
        error => NotDecrypted::Failed(error.into()),
    })?;
    let entity = encrypted(&index.root).or_else(|why| match begins(source, &index.root)? {
        Begins::Container => Ok(&index.root),
        _ => Err(why),
    })?;
    // Base64 has three octets in four characters, and line ends between.
    let expected = (entity.body.end - entity.body.start) / 4 * 3;
    let body = Body::new(source, entity)?;
    let mut container = copy(body, Buffer::new(limits.in_memory, spill).expecting(expected))?
        .into_source()
        .map_err(Error::io("reading the encrypted mail"))?;
    let mut content = Buffer::new(limits.in_memory, spill);
    match structure::read(&mut container, &mut content, limits)? {
        Structure::Signed(data) if data.has_content && data.content_type == oid::DATA => {}
        Structure::Other(LayerKind::Compressed) => {
            container.rewind().map_err(Error::io("reading compressed content"))?;
            CompressedData::read(&mut container, &mut content, &limits.cms).map_err(refused)?;
        }
        // What it is, is said when it is read as an envelope.
        _ => return Ok(Inside::Encrypted(container)),
    }
    Ok(Inside::Mail(content.into_source().map_err(Error::io("reading signed content"))?))
}

/// The entity whose body is a container, all of the mail; clear signatures around it are taken off.
fn encrypted(entity: &Entity) -> Result<&Entity, NotDecrypted> {
    match recognise::claim(entity) {
        Claim::Opaque { .. } => Ok(entity),
        Claim::Clear(clear) if clear.parts == 2 => encrypted(clear.content),
        Claim::OtherEncrypted => Err(NotDecrypted::OtherEncryption),
        _ if is_encrypted_below(entity) => Err(NotDecrypted::OnlyPart),
        _ => Err(NotDecrypted::NotEncrypted { found: entity.content_type.essence().to_owned() }),
    }
}

/// Bytes that are read at once.
const CHUNK: usize = 64 << 10;

fn copy<'s>(from: impl Read, mut to: Buffer<'s>) -> Result<Buffer<'s>, NotDecrypted> {
    let plain = armor::decode(from).map_err(refused)?;
    // `io::copy` hands the reader's own buffer on.
    match io::copy(&mut BufReader::with_capacity(CHUNK, plain), &mut to) {
        Ok(_) => Ok(to),
        // Base64 that is none arrives as bad data.
        Err(error) if error.kind() == io::ErrorKind::InvalidData => Err(NotDecrypted::NotEncrypted { found: error.to_string() }),
        Err(error) => Err(Error::Io { what: "reading the encrypted mail", source: error }.into()),
    }
}

fn is_encrypted_below(entity: &Entity) -> bool {
    entity.children().iter().any(|part| matches!(recognise::claim(part), Claim::Opaque { .. }) || is_encrypted_below(part))
}

fn refused(error: CmsError) -> NotDecrypted {
    match error {
        CmsError::OtherContent { found, .. } => NotDecrypted::NotEncrypted { found: container_name(found) },
        other => NotDecrypted::Container(other),
    }
}

/// The container's name, as people know it.
fn container_name(found: ObjectIdentifier) -> String {
    match found {
        oid::SIGNED_DATA => "SignedData".to_owned(),
        oid::COMPRESSED_DATA => "CompressedData".to_owned(),
        oid::ENVELOPED_DATA => "EnvelopedData".to_owned(),
        oid::AUTH_ENVELOPED_DATA => "AuthEnvelopedData".to_owned(),
        oid::DIGESTED_DATA => "DigestedData".to_owned(),
        oid::ENCRYPTED_DATA => "EncryptedData".to_owned(),
        other => other.to_string(),
    }
}
