//! One CRL read as a stream (RFC 5280 5.1): bounded memory, whatever its size. The signed bytes are digested as they
//! stand while they pass by; of an entry only what the index keeps stays. Whether it may be believed is `revocation`'s.

use std::io::Read;
use std::ops::Range;

use kakitome_ber::{Cursor, Element, Error, Reader, Tag};
use kakitome_crypto::{Digest, DigestAlgorithm, Hasher, SignatureAlgorithm};

use crate::certificate::algorithm;
use crate::crl_entry::RevocationReason;
use crate::crl_index::{About, Index};
use crate::extension::Extension;
use crate::extensions::extension_list;
use crate::general_name::GeneralName;
use crate::name::Name;
use crate::oid;
use crate::time::UnixTime;

/// What one CRL may cost. Every number is our own choice; its measure stands beside it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct CrlLimits {
    /// Bytes of the whole CRL. One of a million entries has about 40 MB.
    pub bytes: u64,
    /// Entries. The largest known to be published have about a million.
    pub entries: usize,
    /// Memory of the index. A million entries with serial numbers of 20 octets take 44 MB.
    pub index: usize,
    /// Bytes of a CRL that must be held whole because its signature algorithm has no digest (Ed25519).
    pub held: usize,
}

impl Default for CrlLimits {
    fn default() -> Self {
        Self { bytes: 512 << 20, entries: 8_000_000, index: 512 << 20, held: 16 << 20 }
    }
}

/// One entry with its extensions: a serial number, a time, and at most some names.
const MAX_ENTRY: usize = 64 * 1024;
/// Extensions of the CRL itself.
const MAX_EXTENSIONS: usize = 1024 * 1024;
/// The issuer's name.
const MAX_NAME: usize = 256 * 1024;
/// An algorithm, a time, a version: RSASSA-PSS with all its parameters has 70 bytes.
const MAX_SMALL: usize = 4 * 1024;
/// A signature: the longest known today (SLH-DSA) has 50 KB.
const MAX_SIGNATURE: usize = 64 * 1024;

/// The bytes under the signature.
pub(crate) enum Covered {
    /// Their digest.
    Digest(Digest),
    /// All of them, for an algorithm that wants them so.
    Message(Vec<u8>),
    /// Nothing: the algorithm is not offered.
    Nothing,
}

/// Everything that is kept of a CRL.
pub(crate) struct Parts {
    pub(crate) covered: Covered,
    pub(crate) signature: Option<Vec<u8>>,
    pub(crate) algorithm: SignatureAlgorithm,
    pub(crate) algorithms_agree: bool,
    pub(crate) issuer: Name,
    pub(crate) this_update: UnixTime,
    pub(crate) next_update: Option<UnixTime>,
    pub(crate) index: Index,
    pub(crate) extensions: Vec<Extension>,
    pub(crate) sha256: [u8; 32],
}

/// Reads a CRL from its first byte to its last.
pub(crate) fn read(mut source: impl Read, limits: &CrlLimits) -> Result<Parts, Error> {
    let mut head = Vec::new();
    source.by_ref().take(2 * MAX_SMALL as u64).read_to_end(&mut head).map_err(|source| Error::Source { offset: 0, source })?;
    let (signed, algorithm) = foresee(&head)?;
    let mut tape = Tape::new(head.as_slice().chain(source), signed, &algorithm, limits)?;
    let mut body = body(&mut Reader::new(&mut tape), algorithm, limits)?;
    (body.covered, body.sha256) = tape.finish(limits)?;
    Ok(body)
}

/// Where the signed bytes will stand and by which algorithm they are signed: both stand at the beginning.
fn foresee(head: &[u8]) -> Result<(Range<u64>, SignatureAlgorithm), Error> {
    let mut reader = Reader::new(head);
    reader.enter(Tag::SEQUENCE)?;
    let tbs = reader.enter(Tag::SEQUENCE)?;
    let kakitome_ber::Length::Definite(length) = tbs.length else {
        return Err(Error::NotDer { offset: tbs.offset, what: "indefinite length" });
    };
    let end = tbs.content_offset().checked_add(length).ok_or(Error::BadLength { offset: tbs.offset })?;
    if reader.at(Tag::INTEGER)? {
        reader.skip()?;
    }
    let element = reader.element(MAX_SMALL)?;
    Ok((tbs.offset..end, algorithm(&Cursor::new(&element).expect(Tag::SEQUENCE)?)?))
}

fn body<R: Read>(reader: &mut Reader<R>, algorithm: SignatureAlgorithm, limits: &CrlLimits) -> Result<Parts, Error> {
    reader.enter(Tag::SEQUENCE)?;
    reader.enter(Tag::SEQUENCE)?;
    if reader.at(Tag::INTEGER)? {
        reader.skip()?;
    }
    let inner = reader.element(MAX_SMALL)?;
    let issuer = leaf(reader, MAX_NAME, Name::from_element)?;
    let this_update = moment(reader)?;
    let next_update = match reader.peek()?.map(|header| header.tag) {
        Some(Tag::UTC_TIME | Tag::GENERALIZED_TIME) => Some(moment(reader)?),
        _ => None,
    };
    let mut index = Index::new(&issuer);
    if reader.at(Tag::SEQUENCE)? {
        entries(reader, &mut index, limits)?;
    }
    let extensions = match reader.at(Tag::context(0))? {
        true => leaf(reader, MAX_EXTENSIONS, |explicit| extension_list(explicit.children()?.sequence()?))?,
        false => Vec::new(),
    };
    reader.leave()?;
    reader.expect(Tag::SEQUENCE)?;
    let outer = reader.element(MAX_SMALL)?;
    reader.expect(Tag::BIT_STRING)?;
    let signature = leaf(reader, MAX_SIGNATURE, |bits| {
        let (unused, octets) = bits.bits()?;
        Ok((unused == 0).then(|| octets.to_vec()))
    })?;
    reader.leave()?;
    if reader.has_trailing()? {
        return Err(Error::BadValue { offset: reader.offset(), what: "CRL (bytes follow it)" });
    }
    let algorithms_agree = inner == outer;
    let (index, covered, sha256) = (index.finish(), Covered::Nothing, [0; 32]);
    Ok(Parts { covered, signature, algorithm, algorithms_agree, issuer, this_update, next_update, index, extensions, sha256 })
}

/// One small element, held while it is read.
fn leaf<R: Read, T>(reader: &mut Reader<R>, limit: usize, read: impl FnOnce(&Element<'_>) -> Result<T, Error>) -> Result<T, Error> {
    let offset = reader.offset();
    let bytes = reader.element(limit)?;
    let mut cursor = Cursor::at_offset(&bytes, offset);
    read(&cursor.any()?)
}

fn moment<R: Read>(reader: &mut Reader<R>) -> Result<UnixTime, Error> {
    leaf(reader, MAX_SMALL, |element| element.time().map(UnixTime))
}

fn entries<R: Read>(reader: &mut Reader<R>, index: &mut Index, limits: &CrlLimits) -> Result<(), Error> {
    reader.enter(Tag::SEQUENCE)?;
    let mut about = index.own();
    while let Some(header) = reader.peek()? {
        reader.expect(Tag::SEQUENCE)?;
        if index.len() >= limits.entries {
            return Err(Error::TooLarge { offset: header.offset, limit: limits.entries as u64 });
        }
        about = leaf(reader, MAX_ENTRY, |entry| self::entry(entry, about, index))?;
        if index.size() > limits.index {
            return Err(Error::TooLarge { offset: header.offset, limit: limits.index as u64 });
        }
    }
    reader.leave()
}

/// One entry; answers whom the entries after it are about.
fn entry(element: &Element<'_>, mut about: About, index: &mut Index) -> Result<About, Error> {
    let mut parts = element.children()?;
    let serial = parts.expect(Tag::INTEGER)?;
    let since = UnixTime(parts.any()?.time()?);
    let extensions = match parts.optional(Tag::SEQUENCE)? {
        Some(list) => extension_list(list.children()?)?,
        None => Vec::new(),
    };
    parts.finish()?;
    let (mut reason, mut invalid) = (RevocationReason::Unspecified, None);
    for extension in &extensions {
        let mut value = Cursor::new(&extension.value);
        let understood = match extension.oid {
            oid::REASON_CODE => self::reason(&extension.value).map(|stated| reason = stated),
            oid::INVALIDITY_DATE => value.any().and_then(|date| date.time()).map(|date| invalid = Some(UnixTime(date))),
            oid::CERTIFICATE_ISSUER => {
                let names = value.sequence().and_then(GeneralName::list).unwrap_or_default();
                let name = names.iter().find_map(|name| match name {
                    GeneralName::Directory(name) => Some(name),
                    _ => None,
                });
                about = index.about(name);
                name.map(|_| ()).ok_or(Error::BadValue { offset: element.offset(), what: "certificate issuer" })
            }
            // holdInstructionCode (RFC 3280 5.3.2, gone since RFC 5280) changes nothing: on hold is on hold
            _ if !extension.critical || extension.oid == oid::HOLD_INSTRUCTION => Ok(()),
            _ => Err(Error::BadValue { offset: element.offset(), what: "critical extension" }),
        };
        // what cannot be understood revokes all the same; but then, unless it need not be understood, nothing is known of those that
        // are not listed
        if understood.is_err() && (extension.critical || extension.oid == oid::CERTIFICATE_ISSUER) {
            index.note_unreadable();
        }
    }
    if !index.add(about, serial.integer()?, since, reason, invalid) {
        return Err(Error::TooLarge { offset: element.offset(), limit: u64::from(u32::MAX) });
    }
    Ok(about)
}

/// RFC 5280 5.3.1. NSS (`crlutil`) writes the number alone, without the ENUMERATED around it.
fn reason(value: &[u8]) -> Result<RevocationReason, Error> {
    if value.len() == 1 {
        return Ok(RevocationReason::from_content(value));
    }
    Cursor::new(value).expect(Tag::ENUMERATED)?.primitive().map(RevocationReason::from_content)
}

/// The bytes on their way to the reader: all go into one digest, the signed ones into another.
struct Tape<R> {
    source: R,
    at: u64,
    most: u64,
    signed: Range<u64>,
    hasher: Option<Hasher>,
    held: Option<Vec<u8>>,
    whole: Hasher,
}

impl<R: Read> Tape<R> {
    fn new(source: R, signed: Range<u64>, algorithm: &SignatureAlgorithm, limits: &CrlLimits) -> Result<Self, Error> {
        let held = *algorithm == SignatureAlgorithm::Ed25519;
        if held && signed.end - signed.start > limits.held as u64 {
            return Err(Error::TooLarge { offset: signed.start, limit: limits.held as u64 });
        }
        let whole = Hasher::new(DigestAlgorithm::Sha256).ok_or(Error::BadValue { offset: 0, what: "digest" })?;
        let hasher = if held { None } else { algorithm.digest().and_then(Hasher::new) };
        Ok(Self { source, at: 0, most: limits.bytes, signed, hasher, held: held.then(Vec::new), whole })
    }

    fn finish(self, limits: &CrlLimits) -> Result<(Covered, [u8; 32]), Error> {
        if self.at > self.most {
            return Err(Error::TooLarge { offset: 0, limit: limits.bytes });
        }
        let sha256 = self.whole.finish();
        let sha256 = sha256.as_bytes().try_into().map_err(|_| Error::BadValue { offset: 0, what: "digest" })?;
        let covered = match (self.hasher, self.held) {
            (Some(hasher), _) => Covered::Digest(hasher.finish()),
            (None, Some(held)) => Covered::Message(held),
            (None, None) => Covered::Nothing,
        };
        Ok((covered, sha256))
    }
}

impl<R: Read> Read for Tape<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if self.at > self.most {
            return Err(std::io::Error::other(format!("more than {} bytes", self.most)));
        }
        let count = self.source.read(buffer)?;
        let bytes = buffer.get(..count).unwrap_or_default();
        self.whole.update(bytes);
        let within = |bound: u64| usize::try_from(bound.saturating_sub(self.at)).unwrap_or(usize::MAX).min(count);
        let signed = bytes.get(within(self.signed.start)..within(self.signed.end)).unwrap_or_default();
        if let Some(hasher) = &mut self.hasher {
            hasher.update(signed);
        } else if let Some(held) = &mut self.held {
            held.extend_from_slice(signed);
        }
        self.at = self.at.saturating_add(count as u64);
        Ok(count)
    }
}
