//! What is spoken behind a port, and whether TLS comes first (RFC 5321, 6409, 8314, 1939, 9051, 5804).

use std::fmt;
use std::str::FromStr;

use crate::error::Error;

/// What a port is for. The rules differ: between mail servers TLS is taken when it can be had, a person's password never
/// goes without.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Service {
    /// SMTP between servers.
    Relay,
    /// SMTP from a mail program.
    Submission,
    /// POP3.
    Pop3,
    /// IMAP.
    Imap,
    /// ManageSieve.
    Sieve,
}

impl Service {
    /// SMTP of either kind.
    #[must_use]
    pub const fn is_smtp(self) -> bool {
        matches!(self, Self::Relay | Self::Submission)
    }
}

/// One port of a host.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Door {
    /// Its number.
    pub port: u16,
    /// What is spoken.
    pub service: Service,
    /// TLS from the first byte (RFC 8314 3), without STARTTLS.
    pub implicit: bool,
}

/// Every port that has a name here: the word, its number, what is spoken, TLS from the first byte.
const KNOWN: [(&str, u16, Service, bool); 8] = [
    ("smtp", 25, Service::Relay, false),
    ("submission", 587, Service::Submission, false),
    ("smtps", 465, Service::Submission, true),
    ("pop3", 110, Service::Pop3, false),
    ("pop3s", 995, Service::Pop3, true),
    ("imap", 143, Service::Imap, false),
    ("imaps", 993, Service::Imap, true),
    ("sieve", 4190, Service::Sieve, false),
];

impl Door {
    /// What is probed unless somebody says otherwise: SMTP first.
    #[must_use]
    pub fn usual() -> Vec<Self> {
        KNOWN.iter().map(|&(_, port, service, implicit)| Self { port, service, implicit }).collect()
    }

    /// `smtps`, `imap`, …: the protocol's name with its way of TLS.
    #[must_use]
    pub fn word(self) -> &'static str {
        let same = KNOWN.iter().find(|&&(_, _, service, implicit)| (service, implicit) == (self.service, self.implicit));
        same.map_or("smtp", |known| known.0)
    }

    /// Whether the other door is the same service with TLS from the first byte.
    #[must_use]
    pub fn is_implicit_of(self, other: Self) -> bool {
        self.implicit && !other.implicit && self.service == other.service
    }
}

impl fmt::Display for Door {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.port, self.word())
    }
}

/// `587`, `imaps`, or `2587=submission` for a port of one's own.
impl FromStr for Door {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let wrong = |why| Error::Door { text: text.chars().take(40).collect(), why };
        let number = |digits: &str| digits.parse::<u16>().ok().filter(|port| *port != 0);
        let of = |&(_, port, service, implicit): &(&str, u16, Service, bool)| Self { port, service, implicit };
        if let Some((digits, word)) = text.split_once('=') {
            let port = number(digits).ok_or_else(|| wrong("a port is a number from 1 to 65535"))?;
            let known = KNOWN.iter().find(|known| known.0 == word).map(of);
            let door = known.ok_or_else(|| wrong("say smtp, submission, smtps, pop3, pop3s, imap, imaps or sieve"))?;
            return Ok(Self { port, ..door });
        }
        if let Some(door) = KNOWN.iter().find(|known| known.0 == text).map(of) {
            return Ok(door);
        }
        let port = number(text).ok_or_else(|| wrong("a port is a number from 1 to 65535, or a name such as smtps"))?;
        let known = KNOWN.iter().find(|known| known.1 == port).map(of);
        known.ok_or_else(|| wrong("what is spoken there is not known; say it, as in 2587=submission"))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;

    #[test]
    fn ports_are_read_by_number_name_and_both() {
        let door = |text: &str| text.parse::<Door>().unwrap();
        assert_eq!(door("465"), Door { port: 465, service: Service::Submission, implicit: true });
        assert_eq!(door("imap"), door("143"));
        assert_eq!(door("2587=submission"), Door { port: 2587, service: Service::Submission, implicit: false });
        for text in ["", "0", "70000", "2525", "2525=http", "x=smtp", "smtp=25"] {
            assert!(text.parse::<Door>().is_err(), "{text}");
        }
    }

    #[test]
    fn every_usual_door_reads_back() {
        for door in Door::usual() {
            assert_eq!(door.word().parse(), Ok(door));
            assert_eq!(door.port.to_string().parse(), Ok(door));
        }
    }
}
