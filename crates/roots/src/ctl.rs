//! Microsoft's certificate trust lists: authroot.stl and disallowedcert.stl (MS-CAESO 4; the structure of wincrypt's CTL_INFO).
//! A SignedData whose content is a SEQUENCE of its own, not an OCTET STRING. Who signed it stands in `ctl_signature`.

use std::io::Cursor as Bytes;

use const_oid::ObjectIdentifier;
use kakitome_ber::{Cursor, Tag};
use kakitome_cms::{Limits as CmsLimits, SignedData};
use kakitome_pki::{Certificate, EmailLimit, EmailState, LimitedWhen, UnixTime};

use crate::ctl_signature;
use crate::error::Error;
use crate::filetime;
use crate::fingerprint::{hex, sha256};
use crate::properties::{self, Properties};
use crate::snapshot::{Root, Snapshot, Source};

/// szOID_CTL: the content type.
pub(crate) const CTL: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.311.10.1");
/// szOID_ROOT_LIST_SIGNER: a list of trusted roots.
pub(crate) const ROOT_LIST: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.311.10.3.9");
/// szOID_DISALLOWED_LIST: a list of forbidden certificates.
pub(crate) const DISALLOWED_LIST: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.311.10.3.30");
/// SHA-1 over the certificate names the entries.
const SHA1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.14.3.2.26");
/// szOID_DISALLOWED_HASH: the hash over what is signed names them.
const SIGNED_HASH: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.311.10.11.15");
/// The prefix of attributes: 1.3.6.1.4.1.311.10.11.
const ATTRIBUTES: &[u8] = &[0x2b, 0x06, 0x01, 0x04, 0x01, 0x82, 0x37, 0x0a, 0x0b];
/// Entries of one list; the largest has 600.
const MAX_ENTRIES: usize = 20_000;
/// Purposes of one list; every published one has one.
const MAX_USAGES: usize = 16;
/// What errors call it.
const WHAT: &str = "certificate trust list";

/// Reads a list and checks its signature; `known` are certificates at hand, among which the vendor's root may be.
pub(crate) fn read(bytes: &[u8], known: &[Certificate]) -> Result<Snapshot, Error> {
    let mut content = Vec::new();
    let signed = SignedData::read(Bytes::new(bytes), &mut content, &[], &CmsLimits::default()).map_err(|error| Error::Malformed {
        what: WHAT,
        offset: 0,
        problem: error.to_string(),
    })?;
    if signed.content_type != CTL || !signed.has_content {
        return Err(Error::Malformed {
            what: WHAT,
            offset: 0,
            problem: format!("its content is {} instead of {CTL}", signed.content_type),
        });
    }
    let list = List::read(&content)?;
    let date = list.sequence_date().unwrap_or(list.this_update);
    let mut snapshot = Snapshot::new(list.source, date, sha256(bytes), list.roots);
    snapshot.signature = ctl_signature::check(&signed, list.usage, date, known)?;
    snapshot.sequence = Some(list.sequence);
    Ok(snapshot)
}

struct List {
    source: Source,
    usage: ObjectIdentifier,
    sequence: Vec<u8>,
    this_update: UnixTime,
    roots: Vec<Root>,
}

impl List {
    /// The octets of CertificateTrustList, without its own header: that is how they are signed (RFC 5652 5.2.1).
    fn read(content: &[u8]) -> Result<Self, Error> {
        let broken = Error::ber(WHAT);
        let mut fields = Cursor::new(content);
        fields.optional(Tag::INTEGER).map_err(&broken)?; // version, absent in every published list
        let usages = fields.sequence().and_then(purposes).map_err(&broken)?;
        let (usage, source) = match usages.as_slice() {
            [ROOT_LIST] => (ROOT_LIST, Source::Microsoft),
            [DISALLOWED_LIST] => (DISALLOWED_LIST, Source::MicrosoftDisallowed),
            others => {
                let others: Vec<String> = others.iter().map(ObjectIdentifier::to_string).collect();
                let problem = format!(
                    "it is for {}, not a list of trusted roots ({ROOT_LIST}) or of forbidden certificates ({DISALLOWED_LIST}) alone",
                    if others.is_empty() { "nothing".to_owned() } else { others.join(", ") }
                );
                return Err(Error::Malformed { what: WHAT, offset: fields.offset(), problem });
            }
        };
        fields.optional(Tag::OCTET_STRING).map_err(&broken)?; // listIdentifier
        let sequence = match fields.optional(Tag::INTEGER).map_err(&broken)? {
            Some(number) => number.integer().map_err(&broken)?.to_vec(),
            None => Vec::new(),
        };
        let this_update = UnixTime(fields.any().and_then(|time| time.time()).map_err(&broken)?);
        for tag in [Tag::UTC_TIME, Tag::GENERALIZED_TIME] {
            fields.optional(tag).map_err(&broken)?; // nextUpdate, absent in every published list
        }
        let algorithm = fields.sequence().and_then(|mut algorithm| algorithm.oid()).map_err(&broken)?;
        let named_by = Named::by(algorithm, fields.offset())?;
        let mut roots = Vec::new();
        // an empty list has no entries at all: trustedSubjects is optional
        if let Some(entries) = fields.optional(Tag::SEQUENCE).map_err(&broken)? {
            let mut entries = entries.children().map_err(&broken)?;
            while !entries.is_empty() {
                if roots.len() == MAX_ENTRIES {
                    return Err(Error::Malformed {
                        what: WHAT,
                        offset: entries.offset(),
                        problem: format!("more than {MAX_ENTRIES} entries"),
                    });
                }
                let mut entry = entries.sequence().map_err(&broken)?;
                roots.push(root(&mut entry, source, named_by)?);
            }
        }
        fields.optional(Tag::context(0)).map_err(&broken)?; // extensions: the list of CT logs, since 2023-12
        fields.finish().map_err(&broken)?;
        if source == Source::Microsoft && roots.is_empty() {
            return Err(Error::Empty { what: WHAT });
        }
        twice(&roots)?;
        Ok(Self { source, usage, sequence, this_update, roots })
    }

    /// The number is 0x14 and the moment of production; older lists by other hands may have any number.
    fn sequence_date(&self) -> Option<UnixTime> {
        match self.sequence.as_slice() {
            [0x14, moment @ ..] => moment.try_into().ok().map(filetime::big_endian),
            _ => None,
        }
    }
}

/// What a list is for.
fn purposes(mut list: Cursor<'_>) -> Result<Vec<ObjectIdentifier>, kakitome_ber::Error> {
    let mut found = Vec::new();
    while !list.is_empty() && found.len() < MAX_USAGES {
        found.push(list.oid()?);
    }
    list.finish()?;
    Ok(found)
}

#[derive(Clone, Copy)]
enum Named {
    Certificate,
    Signed,
}

impl Named {
    fn by(algorithm: ObjectIdentifier, offset: u64) -> Result<Self, Error> {
        match algorithm {
            SHA1 => Ok(Self::Certificate),
            SIGNED_HASH => Ok(Self::Signed),
            other => Err(Error::Malformed { what: WHAT, offset, problem: format!("its entries are named by {other}, which is not read") }),
        }
    }
}

fn root(entry: &mut Cursor<'_>, source: Source, named_by: Named) -> Result<Root, Error> {
    let broken = Error::ber(WHAT);
    let offset = entry.offset();
    let id = entry.octet_string().map_err(&broken)?.into_owned();
    let wrong = |problem: String| Error::Entry { what: WHAT, entry: hex(&id), problem };
    let mut properties = Properties::default();
    if let Some(attributes) = entry.optional(Tag::SET).map_err(&broken)? {
        let mut attributes = attributes.children().map_err(&broken)?;
        while !attributes.is_empty() {
            let mut attribute = attributes.sequence().map_err(&broken)?;
            let kind = attribute.oid().map_err(&broken)?;
            let mut values = attribute.set().map_err(&broken)?;
            attribute.finish().map_err(&broken)?;
            // what is not about e-mail may have any form
            let Some(number) = number(&kind).filter(|number| properties::KNOWN.contains(number)) else { continue };
            let value = values.octet_string().map_err(&broken)?;
            values.finish().map_err(|_| wrong(format!("attribute {number} has more than one value")))?;
            properties.take(number, &value).map_err(wrong)?;
        }
    }
    entry.finish().map_err(&broken)?;
    let mut limits = properties.limits();
    if source == Source::MicrosoftDisallowed {
        let value = "listed".to_owned();
        limits = vec![EmailLimit {
            state: EmailState::Disallowed,
            when: LimitedWhen::Always,
            attribute: "disallowedcert.stl".to_owned(),
            value,
        }];
    }
    let (sha1, signed_hash) = match named_by {
        Named::Certificate => {
            let hash = id.as_slice().try_into();
            let problem = || format!("named by {} octets at byte {offset}: SHA-1 has 20", id.len());
            (Some(hash.map_err(|_| wrong(problem()))?), None)
        }
        Named::Signed => (None, Some(id.clone())),
    };
    let name = properties.name().map_or_else(|| hex(&id), str::to_owned);
    Ok(Root {
        sha1,
        sha256: properties.sha256(),
        signed_hash,
        issuer_serial: None,
        name,
        certificate: None,
        limits,
        notes: properties.notes(),
    })
}

/// N of 1.3.6.1.4.1.311.10.11.N.
fn number(kind: &ObjectIdentifier) -> Option<u32> {
    let rest = kind.as_bytes().strip_prefix(ATTRIBUTES)?;
    rest.iter().try_fold(0_u32, |number, octet| number.checked_mul(128)?.checked_add(u32::from(octet & 0x7f)))
}

/// A root that is listed twice has two states; no list has such a thing.
pub(crate) fn twice(roots: &[Root]) -> Result<(), Error> {
    let mut seen = std::collections::HashSet::new();
    match roots.iter().filter_map(|root| root.sha1.map(|hash| (hash, root))).find(|(hash, _)| !seen.insert(*hash)) {
        Some((hash, _)) => Err(Error::Entry { what: WHAT, entry: hex(&hash), problem: "it is listed twice".to_owned() }),
        None => Ok(()),
    }
}
