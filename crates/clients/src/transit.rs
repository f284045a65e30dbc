//! A mail as it was sent and as it was received: what was changed on the way, which of it breaks a signature (RFC 8551 3.1, RFC 1847 5),
//! and between which stations, as far as the header tells. The signature itself is not computed here: what is compared are the bytes
//! that it covers.

mod compare;
mod stations;

pub use compare::{Difference, What};
pub use stations::{Station, Suspect};

use std::io::{Cursor, Read};

use kakitome_mime::{Entity, Header, Limits, Message};

use crate::hop::Hop;
use crate::journey::Journey;

/// Longest mail that is compared; both are in memory. The largest that public providers take has 50 MB.
pub const LONGEST: u64 = 128 << 20;

/// What a comparison says.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Transit {
    /// The sent mail has a signature that stands beside its content.
    pub signed: bool,
    /// What differs, in the order of the parts.
    pub differences: Vec<Difference>,
    /// Hops that the received mail has and the sent one has not.
    pub hops: Vec<Hop>,
    /// What servers on the way recorded of DKIM, the earliest first.
    pub stations: Vec<Station>,
    /// Between which of them it was changed, if that can be told.
    pub suspect: Option<Suspect>,
    /// A mailing list's mark that came on the way.
    pub list: Option<String>,
}

impl Transit {
    /// Something that a signature covers was changed.
    #[must_use]
    pub fn breaks(&self) -> bool {
        self.differences.iter().any(|one| one.breaks)
    }
}

/// Compares two mails.
///
/// # Errors
/// One of them cannot be read, or is longer than [`LONGEST`].
pub fn transit(sent: impl Read, received: impl Read) -> Result<Transit, kakitome_mime::Error> {
    let (sent, received) = (Whole::read(sent)?, Whole::read(received)?);
    let covered = signed(&sent.message.root);
    let mut differences = Vec::new();
    match covered {
        Some(before) => match signed(&received.message.root) {
            Some(after) => {
                if !is_same_place(&sent, before, &received, after) {
                    differences.push(Difference::new(What::Wrapped, "", false));
                }
                let (one, other) = (before.children().first(), after.children().first());
                if let (Some(one), Some(other)) = (one, other) {
                    compare::entities((&sent.bytes, one), (&received.bytes, other), "1", true, &mut differences);
                }
                if let ([_, one, ..], [_, other, ..]) = (before.children(), after.children())
                    && compare::decoded((&sent.bytes, one)) != compare::decoded((&received.bytes, other))
                {
                    differences.push(Difference::new(What::SignatureChanged, "", true));
                }
                if text_after(&received, after) > text_after(&sent, before) {
                    differences.push(Difference::new(What::TextAfter, "", false));
                }
            }
            None => differences.push(Difference::new(What::SignatureGone, "", true)),
        },
        None => {
            compare::entities((&sent.bytes, &sent.message.root), (&received.bytes, &received.message.root), "", false, &mut differences)
        }
    }
    fields(&sent.message.root.header, &received.message.root.header, &mut differences);
    let (before, after) = (Journey::read(&sent.message.root.header), Journey::read(&received.message.root.header));
    let hops = after.hops.get(before.hops.len()..).unwrap_or_default().to_vec();
    let stations = stations::of(&received.message.root.header);
    let suspect = stations::suspect(&stations, &hops);
    let list = list(&received.message.root.header).filter(|_| list(&sent.message.root.header).is_none());
    Ok(Transit { signed: covered.is_some(), differences, hops, stations, suspect, list })
}

/// A mail in memory.
struct Whole {
    bytes: Vec<u8>,
    message: Message,
}

impl Whole {
    fn read(source: impl Read) -> Result<Self, kakitome_mime::Error> {
        let mut bytes = Vec::new();
        let failed = |source| kakitome_mime::Error::Read { at: 0, source };
        source.take(LONGEST.saturating_add(1)).read_to_end(&mut bytes).map_err(failed)?;
        if bytes.len() as u64 > LONGEST {
            return Err(failed(std::io::Error::other(format!("longer than {LONGEST} bytes"))));
        }
        let message = Message::read(Cursor::new(&bytes), &Limits::default())?;
        Ok(Self { bytes, message })
    }
}

/// The outermost multipart/signed, first by the tree's order.
fn signed(entity: &Entity) -> Option<&Entity> {
    if entity.content_type.is("multipart/signed") && entity.children().len() >= 2 {
        return Some(entity);
    }
    entity.multipart()?.parts.iter().find_map(signed)
}

fn is_same_place(sent: &Whole, before: &Entity, received: &Whole, after: &Entity) -> bool {
    std::ptr::eq(&raw const sent.message.root, before) == std::ptr::eq(&raw const received.message.root, after)
}

/// Bytes behind the last delimiter that are no white space.
fn text_after(whole: &Whole, entity: &Entity) -> usize {
    let Some(multipart) = entity.multipart() else { return 0 };
    compare::slice(&whole.bytes, &multipart.epilogue.range).iter().filter(|byte| !byte.is_ascii_whitespace()).count()
}

/// Fields of the mail's own header that people see; no signature covers them.
const SEEN: [&str; 5] = ["From", "To", "Cc", "Subject", "Date"];

fn fields(before: &Header, after: &Header, differences: &mut Vec<Difference>) {
    for name in SEEN {
        let value = |header: &Header| header.named(name).map(|field| field.unfolded().into_owned()).collect::<Vec<_>>();
        if value(before) != value(after) {
            differences.push(Difference::new(What::Field { name: name.to_owned() }, "", false));
        }
    }
}

/// RFC 2919
fn list(header: &Header) -> Option<String> {
    header.first("List-Id").map(|field| String::from_utf8_lossy(&field.unfolded()).into_owned())
}
