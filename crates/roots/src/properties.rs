//! What Windows keeps beside a root certificate, and what it means for e-mail. The same properties stand in authroot.stl (as
//! attributes 1.3.6.1.4.1.311.10.11.N) and in exported stores (as property N); the rule is Microsoft's "Deprecation" page, and where
//! its words and the published lists differ, the lists: an empty date cancels, it does not mean "since ever".

use const_oid::ObjectIdentifier;
use kakitome_ber::{Cursor, Tag};
use kakitome_pki::{EmailLimit, EmailState, LimitedWhen, UnixTime};

use crate::filetime;
use crate::snapshot::Note;

/// Purposes that a root may be used for (CERT_ENHKEY_USAGE_PROP_ID); absent: all.
pub(crate) const ENHKEY_USAGE: u32 = 9;
/// Its name (CERT_FRIENDLY_NAME_PROP_ID), UTF-16LE with a NUL.
pub(crate) const FRIENDLY_NAME: u32 = 11;
/// SHA-256 of the certificate (CERT_SHA256_HASH_PROP_ID).
pub(crate) const SHA256: u32 = 98;
/// Disabled from then on (CERT_DISALLOWED_FILETIME_PROP_ID); empty: cancelled.
pub(crate) const DISALLOWED_FILETIME: u32 = 104;
/// Policies of chains (CERT_ROOT_PROGRAM_CHAIN_POLICIES_PROP_ID); none is about e-mail.
pub(crate) const CHAIN_POLICIES: u32 = 105;
/// Purposes that were taken away (CERT_DISALLOWED_ENHKEY_USAGE_PROP_ID).
pub(crate) const DISALLOWED_ENHKEY_USAGE: u32 = 122;
/// Not for certificates issued later (CERT_NOT_BEFORE_FILETIME_PROP_ID); empty: cancelled.
pub(crate) const NOT_BEFORE_FILETIME: u32 = 126;
/// For which purposes (CERT_NOT_BEFORE_ENHKEY_USAGE_PROP_ID); absent: all.
pub(crate) const NOT_BEFORE_ENHKEY_USAGE: u32 = 127;

/// All that are read.
pub(crate) const KNOWN: [u32; 8] = [
    ENHKEY_USAGE,
    FRIENDLY_NAME,
    SHA256,
    DISALLOWED_FILETIME,
    CHAIN_POLICIES,
    DISALLOWED_ENHKEY_USAGE,
    NOT_BEFORE_FILETIME,
    NOT_BEFORE_ENHKEY_USAGE,
];

const EMAIL_PROTECTION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.4");
/// Stands for an empty list where the encoding wants at least one.
const NOTHING: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.311.94.1.2");
const ANY: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.37.0");
/// More purposes than any root has.
const MAX_PURPOSES: usize = 1_000;

/// The properties of one root as far as they matter here.
#[derive(Debug, Default)]
pub(crate) struct Properties {
    usages: Option<Vec<ObjectIdentifier>>,
    name: Option<String>,
    sha256: Option<[u8; 32]>,
    disabled: Option<Date>,
    chain_policies: Option<Vec<ObjectIdentifier>>,
    taken: Option<Vec<ObjectIdentifier>>,
    not_before: Option<Date>,
    not_before_usages: Option<Vec<ObjectIdentifier>>,
}

#[derive(Clone, Copy, Debug)]
enum Date {
    Cancelled,
    At(UnixTime),
}

impl Properties {
    /// Takes one property. One that matters and cannot be read, or comes twice, spoils the list.
    pub(crate) fn take(&mut self, number: u32, value: &[u8]) -> Result<(), String> {
        let twice = match number {
            ENHKEY_USAGE => self.usages.replace(purposes(value)?).is_some(),
            FRIENDLY_NAME => self.name.replace(text(value)).is_some(),
            // cancelled, as dates are
            SHA256 if value.is_empty() => false,
            SHA256 => {
                let hash = value.try_into().map_err(|_| format!("attribute {SHA256} has {} octets instead of 32", value.len()))?;
                self.sha256.replace(hash).is_some()
            }
            DISALLOWED_FILETIME => self.disabled.replace(date(number, value)?).is_some(),
            // not about e-mail: in a form that nobody has seen they are passed over
            CHAIN_POLICIES => policies(value).is_ok_and(|policies| self.chain_policies.replace(policies).is_some()),
            DISALLOWED_ENHKEY_USAGE => self.taken.replace(purposes(value)?).is_some(),
            NOT_BEFORE_FILETIME => self.not_before.replace(date(number, value)?).is_some(),
            // a cancelled list of purposes leaves the date for all of them
            NOT_BEFORE_ENHKEY_USAGE if value.is_empty() => false,
            NOT_BEFORE_ENHKEY_USAGE => self.not_before_usages.replace(purposes(value)?).is_some(),
            _ => false,
        };
        if twice { Err(format!("attribute {number} stands there twice")) } else { Ok(()) }
    }

    pub(crate) fn name(&self) -> Option<&str> {
        self.name.as_deref().filter(|name| !name.trim().is_empty())
    }

    pub(crate) fn sha256(&self) -> Option<[u8; 32]> {
        self.sha256
    }

    /// What they say against the root for e-mail, the weightier first.
    pub(crate) fn limits(&self) -> Vec<EmailLimit> {
        let mut limits = Vec::new();
        let mut add = |state, when, number, value| limits.push(EmailLimit { state, when, attribute: attribute(number), value });
        // whatever attribute 122 says: both stand together where a root was disabled (VeriSign Class 3 PCA, 2020-02)
        if let Some(Date::At(moment)) = self.disabled {
            add(EmailState::Disabled, LimitedWhen::From(moment), DISALLOWED_FILETIME, moment.to_string());
        }
        if let Some(usages) = &self.usages
            && !usages.contains(&EMAIL_PROTECTION)
            && !usages.contains(&ANY)
        {
            add(EmailState::EmailOff, LimitedWhen::Always, ENHKEY_USAGE, list(usages));
        }
        if let Some(taken) = &self.taken
            && (taken.contains(&EMAIL_PROTECTION) || taken.contains(&ANY))
        {
            add(EmailState::EmailOff, LimitedWhen::Always, DISALLOWED_ENHKEY_USAGE, list(taken));
        }
        let for_email = self.not_before_usages.as_ref().is_none_or(|usages| usages.contains(&EMAIL_PROTECTION) || usages.contains(&ANY));
        if let Some(Date::At(moment)) = self.not_before
            && for_email
        {
            add(EmailState::NotBefore, LimitedWhen::IssuedAfter(moment), NOT_BEFORE_FILETIME, moment.to_string());
        }
        limits
    }

    /// What else is worth keeping: what was cancelled, and policies.
    pub(crate) fn notes(&self) -> Vec<Note> {
        let mut notes = Vec::new();
        for (number, date) in [(DISALLOWED_FILETIME, self.disabled), (NOT_BEFORE_FILETIME, self.not_before)] {
            if matches!(date, Some(Date::Cancelled)) {
                notes.push(Note { attribute: attribute(number), value: "cancelled".to_owned() });
            }
        }
        if let Some(policies) = &self.chain_policies {
            notes.push(Note { attribute: attribute(CHAIN_POLICIES), value: list(policies) });
        }
        notes
    }
}

/// Number and name of a property, as a person looks it up.
pub(crate) fn attribute(number: u32) -> String {
    let name = match number {
        ENHKEY_USAGE => "ENHKEY_USAGE",
        FRIENDLY_NAME => "FRIENDLY_NAME",
        SHA256 => "SHA256_HASH",
        DISALLOWED_FILETIME => "DISALLOWED_FILETIME",
        CHAIN_POLICIES => "ROOT_PROGRAM_CHAIN_POLICIES",
        DISALLOWED_ENHKEY_USAGE => "DISALLOWED_ENHKEY_USAGE",
        NOT_BEFORE_FILETIME => "NOT_BEFORE_FILETIME",
        NOT_BEFORE_ENHKEY_USAGE => "NOT_BEFORE_ENHKEY_USAGE",
        _ => return format!("1.3.6.1.4.1.311.10.11.{number}"),
    };
    format!("1.3.6.1.4.1.311.10.11.{number} {name}")
}

fn date(number: u32, value: &[u8]) -> Result<Date, String> {
    match value {
        [] => Ok(Date::Cancelled),
        octets => match <[u8; 8]>::try_from(octets) {
            Ok(octets) => Ok(Date::At(filetime::little_endian(octets))),
            Err(_) => Err(format!("attribute {number} has {} octets: a FILETIME has 8, a cancelled one none", octets.len())),
        },
    }
}

/// SEQUENCE OF OBJECT IDENTIFIER, the stand-in for "none" left out; nothing at all is an empty one.
fn purposes(value: &[u8]) -> Result<Vec<ObjectIdentifier>, String> {
    let read = || -> Result<Vec<ObjectIdentifier>, kakitome_ber::Error> {
        if value.is_empty() {
            return Ok(Vec::new());
        }
        let mut outer = Cursor::new(value);
        let mut inner = outer.sequence()?;
        outer.finish()?;
        let mut found = Vec::new();
        while !inner.is_empty() && found.len() < MAX_PURPOSES {
            let purpose = inner.oid()?;
            if purpose != NOTHING {
                found.push(purpose);
            }
        }
        inner.finish()?;
        Ok(found)
    };
    read().map_err(|error| format!("a list of purposes cannot be read: {error}"))
}

/// SEQUENCE OF SEQUENCE { policy OBJECT IDENTIFIER, ... }, or of identifiers alone.
fn policies(value: &[u8]) -> Result<Vec<ObjectIdentifier>, kakitome_ber::Error> {
    if value.is_empty() {
        return Ok(Vec::new());
    }
    let mut inner = Cursor::new(value).sequence()?;
    let mut found = Vec::new();
    while !inner.is_empty() && found.len() < MAX_PURPOSES {
        found.push(if inner.at(Tag::SEQUENCE)? { inner.sequence()?.oid()? } else { inner.oid()? });
    }
    Ok(found)
}

/// A name for people, which decides nothing: what is no UTF-16 in it is shown as such and spoils no list.
fn text(value: &[u8]) -> String {
    let (pairs, rest) = value.as_chunks::<2>();
    let units: Vec<u16> = pairs.iter().map(|pair| u16::from_le_bytes(*pair)).take_while(|unit| *unit != 0).collect();
    let mut text = String::from_utf16_lossy(&units);
    if !rest.is_empty() && units.len() == pairs.len() {
        text.push(char::REPLACEMENT_CHARACTER);
    }
    text
}

fn list(purposes: &[ObjectIdentifier]) -> String {
    let name = |purpose: &ObjectIdentifier| match purpose.to_string().as_str() {
        "1.3.6.1.5.5.7.3.1" => "serverAuth".to_owned(),
        "1.3.6.1.5.5.7.3.2" => "clientAuth".to_owned(),
        "1.3.6.1.5.5.7.3.3" => "codeSigning".to_owned(),
        "1.3.6.1.5.5.7.3.4" => "emailProtection".to_owned(),
        "1.3.6.1.5.5.7.3.8" => "timeStamping".to_owned(),
        "1.3.6.1.5.5.7.3.9" => "ocspSigning".to_owned(),
        other => other.to_owned(),
    };
    if purposes.is_empty() { "none".to_owned() } else { purposes.iter().map(name).collect::<Vec<_>>().join(" ") }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]
    use kakitome_ber::der;

    use super::*;

    const DAY: [u8; 8] = [0x00, 0x80, 0xc8, 0x2b, 0x68, 0x86, 0xd7, 0x01]; // 2021-08-01

    fn usages(purposes: &[ObjectIdentifier]) -> Vec<u8> {
        let parts: Vec<Vec<u8>> = purposes.iter().map(der::oid).collect();
        der::sequence(&parts.iter().map(Vec::as_slice).collect::<Vec<_>>())
    }

    fn state(properties: &[(u32, Vec<u8>)], at: &str, leaf: &str) -> EmailState {
        let mut all = Properties::default();
        properties.iter().for_each(|(number, value)| all.take(*number, value).unwrap());
        let trust = kakitome_pki::EmailTrust::Listed { list: "x".into(), limits: all.limits().into() };
        trust.at(UnixTime::parse(at).unwrap(), UnixTime::parse(leaf).unwrap())
    }

    #[test]
    fn the_rule_and_its_traps() {
        let server = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.1");
        let both = (ENHKEY_USAGE, usages(&[server, EMAIL_PROTECTION]));
        let disabled = (DISALLOWED_FILETIME, DAY.to_vec());
        let nothing_taken = (DISALLOWED_ENHKEY_USAGE, usages(&[NOTHING]));
        let not_before = (NOT_BEFORE_FILETIME, DAY.to_vec());
        for (properties, at, leaf, expected) in [
            (vec![], "2024-01-01", "2024-01-01", EmailState::Ok),
            (vec![(ENHKEY_USAGE, usages(&[server]))], "2024-01-01", "2024-01-01", EmailState::EmailOff),
            (vec![(ENHKEY_USAGE, usages(&[]))], "2024-01-01", "2024-01-01", EmailState::EmailOff),
            (vec![both.clone(), disabled.clone()], "2021-07-31", "2020-01-01", EmailState::Ok),
            (vec![both.clone(), disabled.clone(), nothing_taken.clone()], "2021-08-01", "2020-01-01", EmailState::Disabled),
            (vec![both.clone(), (DISALLOWED_FILETIME, vec![])], "2024-01-01", "2020-01-01", EmailState::Ok),
            (vec![both.clone(), nothing_taken], "2024-01-01", "2020-01-01", EmailState::Ok),
            (vec![both.clone(), (DISALLOWED_ENHKEY_USAGE, usages(&[EMAIL_PROTECTION]))], "2024-01-01", "2020-01-01", EmailState::EmailOff),
            (vec![both.clone(), not_before.clone()], "2024-01-01", "2021-08-01", EmailState::Ok),
            (vec![both.clone(), not_before.clone()], "2024-01-01", "2021-08-02", EmailState::NotBefore),
            (
                vec![both.clone(), not_before.clone(), (NOT_BEFORE_ENHKEY_USAGE, usages(&[server]))],
                "2024-01-01",
                "2024-01-01",
                EmailState::Ok,
            ),
            (
                vec![both.clone(), not_before.clone(), (NOT_BEFORE_ENHKEY_USAGE, usages(&[EMAIL_PROTECTION]))],
                "2024-01-01",
                "2024-01-01",
                EmailState::NotBefore,
            ),
            // cancelled lists of purposes: nothing is taken away, nothing is given
            (vec![both.clone(), (DISALLOWED_ENHKEY_USAGE, vec![])], "2024-01-01", "2024-01-01", EmailState::Ok),
            (vec![(ENHKEY_USAGE, vec![])], "2024-01-01", "2024-01-01", EmailState::EmailOff),
            (vec![both.clone(), not_before.clone(), (NOT_BEFORE_ENHKEY_USAGE, vec![])], "2024-01-01", "2024-01-01", EmailState::NotBefore),
            (vec![both, (NOT_BEFORE_FILETIME, vec![])], "2024-01-01", "2024-01-01", EmailState::Ok),
        ] {
            assert_eq!(state(&properties, at, leaf), expected, "{properties:?} {at} {leaf}");
        }
    }

    #[test]
    fn what_cannot_be_read_or_comes_twice_is_refused() {
        let mut properties = Properties::default();
        assert!(properties.take(DISALLOWED_FILETIME, &[0; 7]).unwrap_err().contains("7 octets"));
        assert!(properties.take(ENHKEY_USAGE, b"\x30\x05\x06").unwrap_err().contains("purposes"));
        assert!(properties.take(SHA256, &[0; 20]).unwrap_err().contains("instead of 32"));
        // a name that is no text is a strange name, not a spoilt list
        properties.take(FRIENDLY_NAME, b"a\0b").unwrap();
        assert_eq!(properties.name(), Some("a\u{fffd}"));
        properties.take(SHA256, &[]).unwrap();
        properties.take(CHAIN_POLICIES, b"\x30\x05\x06").unwrap();
        assert_eq!((properties.sha256(), properties.limits().len()), (None, 0));
        properties.take(DISALLOWED_FILETIME, &[]).unwrap();
        assert!(properties.take(DISALLOWED_FILETIME, &DAY).unwrap_err().contains("twice"));
        properties.take(4711, b"whatever").unwrap();
    }
}
