//! A promise to sign: what a sender says of the mails of an address: since when they are signed, and which are not. Data in TOML, one
//! table each; held against a mail without a signature. Whose word it is stays beside it. A promise proves nothing: it only makes the
//! absence of a signature worth a question.

use kakitome_mime::{Content, Entity};
use kakitome_pki::UnixTime;
use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::toml_file::{Place, day, free_text, mail_address, read};

/// How such a file is called in a home and in errors.
const WHAT: &str = "promises.toml";
/// Longest name or address of a page, in characters.
const LONGEST: usize = 500;

/// Mails that are commonly left unsigned, told by their header.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Exempt {
    /// Written by a program in answer to a mail (RFC 3834).
    Automatic,
    /// Notices of delivery and of reading (RFC 3464, RFC 8098).
    Reports,
    /// Invitations (RFC 6047).
    Calendar,
    /// Sent by way of a mailing list (RFC 2919).
    Lists,
}

impl Exempt {
    /// All of them, in the order in which they are told.
    pub const ALL: [Self; 4] = [Self::Automatic, Self::Reports, Self::Calendar, Self::Lists];

    /// The word in files, in JSON and in the names of sentences.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Automatic => "automatic",
            Self::Reports => "reports",
            Self::Calendar => "calendar",
            Self::Lists => "lists",
        }
    }

    /// Whether a mail says that it is one.
    fn is(self, mail: &Entity) -> bool {
        let header = &mail.header;
        match self {
            Self::Automatic => header.first("Auto-Submitted").is_some_and(|field| {
                let value = field.unfolded().to_ascii_lowercase();
                !value.trim_ascii().is_empty() && !value.trim_ascii().starts_with(b"no")
            }),
            Self::Reports => mail.content_type.is("multipart/report"),
            Self::Calendar => has_calendar(mail, 0),
            Self::Lists => ["List-Id", "List-Post"].iter().any(|name| header.first(name).is_some()),
        }
    }
}

/// Invitations stand at the top, or one or two multiparts deep beside their text.
fn has_calendar(mail: &Entity, depth: u8) -> bool {
    mail.content_type.is("text/calendar")
        || match &mail.content {
            Content::Multipart(multipart) if depth < 3 => multipart.parts.iter().any(|part| has_calendar(part, depth.saturating_add(1))),
            _ => false,
        }
}

/// One promise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Promise {
    /// The sender's address.
    pub address: String,
    /// The first day: `2023-10-18`.
    pub since: String,
    /// The last day, if it has been taken back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    /// Kinds of mail that are not signed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub except: Vec<Exempt>,
    /// Domains of recipients whose mail is not signed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub not_to: Vec<String>,
    /// What else is not signed, in words that follow "not signed are": in Japanese.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub other_ja: Option<String>,
    /// The same in English.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub other_en: Option<String>,
    /// Where it is published: an address of a page, shown and never followed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published: Option<String>,
    /// Who said so, if it is not the sender whose home this is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub said_by: Option<String>,
    /// The day on which it was said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub heard: Option<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    promise: Vec<toml::Spanned<Promise>>,
}

/// A mail without a signature, as far as a promise asks for it.
#[derive(Debug, Clone, Copy)]
pub struct Unsigned<'a> {
    /// Addresses of From.
    pub from: &'a [String],
    /// Addresses that it goes to.
    pub recipients: &'a [String],
    /// The mail, if it could be read.
    pub mail: Option<&'a Entity>,
    /// When it came, by the word of whoever received it; never the mail's own Date, which a forger writes.
    pub at: UnixTime,
}

/// A promise that speaks of a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Promised<'a> {
    /// The promise.
    pub promise: &'a Promise,
    /// Why this mail is outside it, if it is; by what the mail says of itself.
    pub outside: Option<Outside>,
}

/// Why a mail is outside a promise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Outside {
    /// It is of a kind that is not signed.
    Kind(Exempt),
    /// All its recipients are at domains whose mail is not signed.
    Recipients,
}

impl Promise {
    /// All promises of a file, checked.
    ///
    /// # Errors
    /// It cannot be read, or one of them is not as it must be; the error names the line.
    pub fn read_all(text: &str) -> Result<Vec<Self>, Error> {
        let file: File = read(WHAT, text)?;
        file.promise
            .into_iter()
            .map(|one| {
                let place = Place::new(WHAT, text, &one);
                one.into_inner().checked(&place)
            })
            .collect()
    }

    /// One that was made elsewhere, checked by the same rules.
    ///
    /// # Errors
    /// It is not as it must be.
    pub fn new(promise: Self) -> Result<Self, Error> {
        promise.checked(&Place::none(WHAT))
    }

    fn checked(mut self, place: &Place<'_>) -> Result<Self, Error> {
        mail_address(place, "address", &self.address)?;
        let since = day(place, "since", &self.since)?;
        if let Some(until) = &self.until
            && day(place, "until", until)? < since
        {
            return Err(place.error("until lies before since".to_owned()));
        }
        self.heard.as_ref().map(|heard| day(place, "heard", heard)).transpose()?;
        for (name, value) in
            [("other_ja", &self.other_ja), ("other_en", &self.other_en), ("published", &self.published), ("said_by", &self.said_by)]
        {
            value.as_ref().map(|value| free_text(place, name, value, LONGEST)).transpose()?;
        }
        if self.other_ja.is_some() != self.other_en.is_some() {
            return Err(place.error("other_ja and other_en belong together: give both or none".to_owned()));
        }
        for domain in &mut self.not_to {
            let plain = domain.trim_start_matches('@').to_ascii_lowercase();
            if plain.is_empty() || !plain.contains('.') || plain.contains(['@', ' ']) || plain.chars().any(char::is_control) {
                return Err(place.error(format!("not_to: {domain:?} is no domain: write it as docomo.ne.jp")));
            }
            *domain = plain;
        }
        self.except.sort_by_key(|one| Exempt::ALL.iter().position(|known| known == one));
        self.except.dedup();
        Ok(self)
    }

    /// As one more entry of such a file.
    #[must_use]
    pub fn written(&self) -> String {
        /// As it is written: without spans.
        #[derive(Serialize)]
        struct Out<'a> {
            promise: [&'a Promise; 1],
        }
        // strings and lists of them: nothing that TOML could not hold
        toml::to_string(&Out { promise: [self] }).unwrap_or_default()
    }

    /// Whether it speaks of this address: the domain without regard to case, the local part likewise, as people read addresses.
    #[must_use]
    pub fn is_of(&self, address: &str) -> bool {
        self.address.eq_ignore_ascii_case(address)
    }

    /// Whether it holds at that moment.
    #[must_use]
    pub fn holds_at(&self, at: UnixTime) -> bool {
        let moment = |text: &String| UnixTime::parse(text).ok();
        let since = moment(&self.since);
        // the last day counts to its end
        let until = self.until.as_ref().and_then(moment).map(|day| day.plus_days(1));
        since.is_some_and(|since| since <= at) && until.is_none_or(|until| at < until)
    }

    /// Something is left out of it.
    #[must_use]
    pub fn has_exceptions(&self) -> bool {
        !self.except.is_empty() || !self.not_to.is_empty() || self.other_ja.is_some()
    }

    fn outside(&self, mail: &Unsigned<'_>) -> Option<Outside> {
        let kind = mail.mail.and_then(|entity| self.except.iter().copied().find(|kind| kind.is(entity)));
        let is_left_out = |address: &String| {
            address.rsplit_once('@').is_some_and(|(_, domain)| self.not_to.iter().any(|known| known.eq_ignore_ascii_case(domain)))
        };
        let to = (!mail.recipients.is_empty() && mail.recipients.iter().all(is_left_out)).then_some(Outside::Recipients);
        kind.map(Outside::Kind).or(to)
    }
}

/// The promise that speaks of this mail; of several the newest, and one whose exceptions do not hold before one whose do.
#[must_use]
pub fn promised<'a>(promises: &'a [Promise], mail: &Unsigned<'_>) -> Option<Promised<'a>> {
    let speaks = |one: &&Promise| one.holds_at(mail.at) && mail.from.iter().any(|address| one.is_of(address));
    let all = promises.iter().filter(speaks).map(|promise| Promised { promise, outside: promise.outside(mail) });
    all.max_by(|one, other| {
        let rank = |one: &Promised<'a>| (one.outside.is_none(), one.promise.said_by.is_none(), &one.promise.since);
        rank(one).cmp(&rank(other))
    })
}

#[cfg(test)]
mod tests;
