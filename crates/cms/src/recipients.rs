//! The SET OF RecipientInfo (RFC 5652 6.1): so many are held, the rest are counted and passed over, and what cannot be read is
//! said once with its number.

use std::collections::HashSet;
use std::io::Read;

use kakitome_ber::{Length, Reader, Tag};

use crate::error::Error;
use crate::finding::{EnvelopeFinding, Finding};
use crate::limits::Limits;
use crate::recipient::{Recipient, RecipientInfo};
use crate::recipient_identifier::RecipientIdentifier;

const WHAT: &str = "recipientInfos";

/// The recipients as far as they are held, and how many there are.
pub(crate) struct Recipients {
    pub(crate) held: Vec<Recipient>,
    pub(crate) count: usize,
}

/// Reads them.
pub(crate) fn read<R: Read>(reader: &mut Reader<R>, limits: &Limits, findings: &mut Vec<Finding>) -> Result<Recipients, Error> {
    let broken = Error::reading(WHAT);
    let mut recipients = Recipients { held: Vec::new(), count: 0 };
    let mut room = limits.recipients_bytes;
    let mut keys = limits.agreement_keys;
    let mut oversized = None;
    reader.enter(Tag::SET).map_err(&broken)?;
    while let Some(header) = reader.peek().map_err(&broken)? {
        recipients.count += 1;
        if recipients.count > limits.recipients_passed {
            return Err(Error::Limit { what: "recipients", limit: limits.recipients_passed as u64 });
        }
        let most = limits.recipient_bytes.min(room);
        if recipients.held.len() >= limits.recipients {
            reader.skip().map_err(&broken)?;
        } else if matches!(header.length, Length::Definite(length) if length.saturating_add(header.size as u64) > most as u64) {
            oversized.get_or_insert(header.offset);
            reader.skip().map_err(&broken)?;
        } else {
            let raw = reader.element(most).map_err(&broken)?;
            room -= raw.len();
            let recipient = Recipient::read(raw, header.offset, keys);
            if let RecipientInfo::KeyAgreement(agreement) = &recipient.info {
                keys = keys.saturating_sub(agreement.keys.len());
            }
            recipients.held.push(recipient);
        }
    }
    reader.leave().map_err(&broken)?;
    if let Some(offset) = oversized {
        findings.push(Finding::Oversized { what: "recipient", offset, limit: limits.recipient_bytes });
    }
    recipients.judge(limits, findings);
    Ok(recipients)
}

/// Passes over them.
pub(crate) fn skip<R: Read>(reader: &mut Reader<R>, limits: &Limits) -> Result<(), Error> {
    let broken = Error::reading(WHAT);
    let mut count = 0;
    reader.enter(Tag::SET).map_err(&broken)?;
    while reader.peek().map_err(&broken)?.is_some() {
        count += 1;
        if count > limits.recipients_passed {
            return Err(Error::Limit { what: "recipients", limit: limits.recipients_passed as u64 });
        }
        reader.skip().map_err(&broken)?;
    }
    reader.leave().map_err(&broken)
}

impl Recipients {
    fn judge(&self, limits: &Limits, findings: &mut Vec<Finding>) {
        if self.count == 0 {
            findings.push(EnvelopeFinding::NoRecipients.into());
        }
        if self.held.len() < self.count && self.held.len() >= limits.recipients {
            findings.push(EnvelopeFinding::TooManyRecipients { count: self.count, limit: limits.recipients }.into());
        }
        let (mut unreadable, mut others) = (None, Vec::<(&str, usize)>::new());
        for recipient in &self.held {
            match &recipient.info {
                RecipientInfo::Unreadable { reason } => unreadable.get_or_insert((recipient.offset, reason, 0)).2 += 1,
                RecipientInfo::Other(other) => match others.iter().position(|(name, _)| *name == other.name) {
                    Some(at) => others.iter_mut().skip(at).take(1).for_each(|(_, count)| *count += 1),
                    None if others.len() < NAMES => others.push((&other.name, 1)),
                    None => {}
                },
                _ => {}
            }
        }
        if let Some((offset, reason, count)) = unreadable {
            findings.push(EnvelopeFinding::UnreadableRecipients { offset, reason: reason.clone(), count }.into());
        }
        findings.extend(others.into_iter().map(|(name, count)| EnvelopeFinding::OtherRecipients { name: name.to_owned(), count }.into()));
        let wrong = self.held.iter().filter_map(|recipient| recipient.info.versions()).find(|(_, found, expected)| found != expected);
        if let Some((of, found, expected)) = wrong {
            findings.push(Finding::UnexpectedVersion { of, found, expected });
        }
        if let Some(twice) = self.twice() {
            findings.push(EnvelopeFinding::RepeatedRecipient { recipient: twice.display() }.into());
        }
    }

    /// The first that is named twice (CVE-2019-1563: it must not matter what the second says).
    fn twice(&self) -> Option<&RecipientIdentifier> {
        let mut seen = HashSet::new();
        self.held.iter().flat_map(Recipient::identifiers).find(|identifier| !seen.insert(*identifier))
    }
}

/// Kinds of unknown recipients that are told apart in findings.
const NAMES: usize = 8;
