//! Which program hands in mail, as far as it tells (`data/submitters.toml`): by its own User-Agent or X-Mailer field, else by the name that
//! it gives itself in EHLO (RFC 5321 4.1.1.1). Nothing of this proves anything: it is for statistics and for choosing a guide.

use std::sync::OnceLock;

use serde::Deserialize;

use crate::error::{self, Error};
use crate::evidence::Evidence;

const WHAT: &str = "submitters.toml";
const DATA: &str = include_str!("../data/submitters.toml");

/// A program that hands in mail.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Submitter {
    /// A stable word.
    pub id: String,
    /// Its name in Japanese texts.
    pub ja: String,
    /// Its name in English texts.
    pub en: String,
    /// The settings guides that are its own; none: nobody has written one.
    #[serde(default)]
    pub guides: Vec<String>,
    /// Pieces of what it says in a mail, in lower case.
    #[serde(default)]
    says: Vec<String>,
    /// What it calls itself in EHLO, in lower case.
    #[serde(default)]
    hello: Vec<String>,
    /// What this rests on.
    #[serde(flatten)]
    pub evidence: Evidence,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    program: Vec<Submitter>,
}

fn load() -> Result<Vec<Submitter>, Error> {
    error::read::<File>(WHAT, DATA).map(|file| file.program)
}

/// All of them, in the order in which they are tried.
#[must_use]
pub fn submitters() -> &'static [Submitter] {
    static ALL: OnceLock<Vec<Submitter>> = OnceLock::new();
    // a test reads the file
    ALL.get_or_init(|| load().unwrap_or_default())
}

/// The one of that word.
#[must_use]
pub fn submitter(id: &str) -> Option<&'static Submitter> {
    submitters().iter().find(|one| one.id == id)
}

/// Which one it is: by what the mail says of the program, else by EHLO. `None`: it does not tell.
#[must_use]
pub fn recognised(said: Option<&str>, hello: &str) -> Option<&'static Submitter> {
    let said = said.unwrap_or_default().to_lowercase();
    let hello = hello.to_ascii_lowercase();
    let in_mail = || submitters().iter().find(|one| one.says.iter().any(|piece| said.contains(piece.as_str())));
    let in_hello = || submitters().iter().find(|one| one.hello.iter().any(|name| is_called(&hello, name)));
    in_mail().or_else(in_hello)
}

fn is_called(hello: &str, name: &str) -> bool {
    if name.starts_with('.') { hello.ends_with(name) } else { hello == name }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;

    fn id(said: &str, hello: &str) -> Option<&'static str> {
        recognised(Some(said), hello).map(|one| one.id.as_str())
    }

    #[test]
    fn every_entry_can_be_recognised_and_has_a_source() {
        let all = load().unwrap();
        assert!(all.len() >= 20);
        for one in &all {
            assert!(!one.says.is_empty() || !one.hello.is_empty(), "{one:?}");
            assert!(!one.evidence.source.is_empty() && !one.ja.is_empty() && !one.en.is_empty(), "{one:?}");
            assert_eq!(all.iter().filter(|other| other.id == one.id).count(), 1, "{one:?}");
            for piece in one.says.iter().chain(&one.hello) {
                assert_eq!(*piece, piece.to_lowercase(), "compared in lower case");
                assert!(piece.chars().count() >= 5, "{piece}: too short to mean anything");
            }
            // none stands in the shadow of an earlier one
            for piece in &one.says {
                assert_eq!(id(piece, ""), Some(one.id.as_str()), "{piece}");
            }
        }
    }

    #[test]
    fn programs_are_known_by_what_published_mails_say() {
        for (said, expected) in [
            ("Mozilla Thunderbird", "thunderbird"),
            ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:78.0) Gecko/20100101 Thunderbird/78.14.0", "thunderbird"),
            ("Becky! ver. 2.75.04 [en]", "becky"),
            ("HidemaruMail 6.94Beta13", "hidemaru"),
            ("Microsoft Outlook 16.0", "outlook-classic"),
            ("Microsoft Outlook 14.0", "outlook-2010"),
            ("Microsoft Outlook Express 6.00.2900.5512", "outlook-express"),
            ("Microsoft Windows Live Mail 16.4.3528.331", "windows-live-mail"),
            ("iPhone Mail (20G75)", "iphone"),
            ("Apple Mail (2.3731.700.6)", "apple-mail"),
            ("Sylpheed 3.7.0 (GTK+ 2.24.33; i686-pc-mingw32)", "sylpheed"),
            ("PHPMailer 6.9.1 (https://github.com/PHPMailer/PHPMailer)", "application"),
            ("Roundcube Webmail/1.6.1", "web-mail"),
        ] {
            assert_eq!(id(said, "[192.0.2.7]"), Some(expected), "{said}");
        }
        assert_eq!(id("a program of our own", "host.example"), None);
    }

    #[test]
    fn ehlo_is_asked_after_the_mail() {
        assert_eq!(id("", "smtpclient.apple"), Some("apple"));
        assert_eq!(id("iPhone Mail (20G75)", "smtpclient.apple"), Some("iphone"));
        assert_eq!(recognised(None, "TYCP286MB0001.JPNP286.PROD.OUTLOOK.COM").map(|one| one.id.as_str()), Some("outlook-new"));
        assert_eq!(id("", "smtpclient.apple.example"), None);
        assert_eq!(id("", "prod.outlook.com.example"), None);
    }
}
