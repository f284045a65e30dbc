//! What a mail says about itself, as far as it decides whether it is signed: its one `From`, its kind, its age in hops.
//!
//! Reads the index alone. Whatever is ambiguous is nobody.

use kakitome_mime::{Message, address};
use kakitome_smime::seal;
use kakitome_store::Address;

use crate::config::Kind;
use crate::message_id;

/// Why a mail that says it is encrypted is left as it is.
pub(crate) const ENCRYPTED: &str = "mail.already-encrypted";

/// Facts about one mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Facts {
    /// The one mailbox of the one `From`; or why there is none.
    pub(crate) from: Result<Address, NoFrom>,
    /// Kinds that are usually not signed.
    pub(crate) kinds: Vec<Kind>,
    /// It is signed or encrypted already.
    pub(crate) protected: Option<&'static str>,
    /// `Received:` fields.
    pub(crate) hops: usize,
    /// `Message-ID`, with its angle brackets.
    pub(crate) message_id: Option<String>,
}

/// Why there is no single author.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NoFrom {
    /// No field.
    Missing,
    /// More than one field.
    Repeated,
    /// Not exactly one mailbox, or programs read it in different ways.
    NotOne,
    /// The mailbox is no address for a certificate.
    NoAddress,
}

impl NoFrom {
    /// For the journal.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Missing => "from.missing",
            Self::Repeated => "from.repeated",
            Self::NotOne => "from.not-one",
            Self::NoAddress => "from.no-address",
        }
    }
}

/// Whether a machine wrote the mail, or a list passed it on: nobody waits for an answer to it (RFC 3834 2; RFC 2076 3.9 for `Precedence`,
/// RFC 2369 for lists, and what Exchange writes).
pub(crate) fn is_automatic(index: &Message) -> bool {
    let header = &index.root.header;
    let says = |name: &str, words: &[&[u8]]| {
        header.named(name).any(|field| words.iter().any(|word| first_word(&field.unfolded()).eq_ignore_ascii_case(word)))
    };
    let kind = seal::classify(index);
    header.named("Auto-Submitted").any(|field| !first_word(&field.unfolded()).eq_ignore_ascii_case(b"no"))
        || says("Precedence", &[b"bulk", b"list", b"junk"])
        || ["List-Id", "List-Post", "List-Unsubscribe", "X-Auto-Response-Suppress", "Feedback-ID"]
            .iter()
            .any(|name| header.first(name).is_some())
        || matches!(kind, seal::Kind::Dsn | seal::Kind::Mdn | seal::Kind::Report | seal::Kind::Calendar)
}

/// Reads the facts; `null_sender`: the envelope has none.
pub(crate) fn facts(index: &Message, null_sender: bool) -> Facts {
    let header = &index.root.header;
    let kind = seal::classify(index);
    let mut kinds = Vec::new();
    if null_sender {
        kinds.push(Kind::NullSender);
    }
    // A mail has one kind for sealing, but an invitation may be submitted by a machine as well.
    let automatic = header.named("Auto-Submitted").any(|field| !first_word(&field.unfolded()).eq_ignore_ascii_case(b"no"));
    if automatic {
        kinds.push(Kind::AutoSubmitted);
    }
    match kind {
        seal::Kind::Dsn | seal::Kind::Mdn | seal::Kind::Report => kinds.push(Kind::Report),
        seal::Kind::Calendar => kinds.push(Kind::Calendar),
        _ => {}
    }
    let protected = match kind {
        seal::Kind::AlreadySigned => Some("mail.already-signed"),
        seal::Kind::Encrypted => Some(ENCRYPTED),
        _ => None,
    };
    Facts {
        from: from(index),
        kinds,
        protected,
        hops: header.named("Received").count(),
        message_id: header.first("Message-ID").map(|field| message_id::kept(&String::from_utf8_lossy(&field.unfolded()))),
    }
}

fn from(index: &Message) -> Result<Address, NoFrom> {
    let mut fields = index.root.header.named("From");
    let field = fields.next().ok_or(NoFrom::Missing)?;
    if fields.next().is_some() {
        return Err(NoFrom::Repeated);
    }
    let list = address::parse(field.value(), field.value_offset());
    let spec = &list.single().ok_or(NoFrom::NotOne)?.address;
    let dotted = spec.local.split('.').all(|atom| {
        !atom.is_empty() && atom.chars().all(|c| c.is_ascii_alphanumeric() || !c.is_ascii() || "!#$%&'*+-/=?^_`{|}~".contains(c))
    });
    let text = if dotted {
        format!("{}@{}", spec.local, spec.domain)
    } else {
        let quoted = spec.local.replace('\\', "\\\\").replace('"', "\\\"");
        format!("\"{quoted}\"@{}", spec.domain)
    };
    Address::parse(&text).map_err(|_| NoFrom::NoAddress)
}

/// The value before white space, a comment or a parameter.
fn first_word(value: &[u8]) -> &[u8] {
    let value = value.trim_ascii();
    let end = value.iter().position(|b| b.is_ascii_whitespace() || matches!(b, b';' | b'(')).unwrap_or(value.len());
    value.get(..end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests may panic")]
    use kakitome_mime::Limits;

    use super::*;

    fn of(mail: &str) -> Facts {
        let mail = mail.replace('\n', "\r\n");
        facts(&Message::from_bytes(mail.as_bytes(), &Limits::default()).unwrap(), false)
    }

    #[test]
    fn s14_the_author_is_the_one_mailbox_of_the_one_from() {
        let from = |head: &str| of(&format!("{head}\n\nx\n")).from.map(|a| a.to_string());
        assert_eq!(from("From: Noreply <noreply@Example.JP>"), Ok("noreply@example.jp".into()));
        assert_eq!(from("From: \"a b\"@example.jp"), Err(NoFrom::NotOne), "programs differ over it");
        assert_eq!(from("From: \"noreply\"@example.jp"), Ok("noreply@example.jp".into()));
        assert_eq!(from("Subject: x"), Err(NoFrom::Missing));
        assert_eq!(from("From: a@x.jp\nFrom: b@x.jp"), Err(NoFrom::Repeated));
        assert_eq!(from("From: a@x.jp, b@x.jp"), Err(NoFrom::NotOne));
        assert_eq!(from("From: group: a@x.jp;"), Err(NoFrom::NotOne));
        assert_eq!(from("From: a@[127.0.0.1]"), Err(NoFrom::NoAddress));
        assert_eq!(from("Sender: a@x.jp\nResent-From: a@x.jp"), Err(NoFrom::Missing));
    }

    #[test]
    fn kinds_that_are_usually_not_signed() {
        assert_eq!(of("From: a@b.jp\n\nx\n").kinds, []);
        assert_eq!(of("From: a@b.jp\nAuto-Submitted: auto-generated\n\nx\n").kinds, [Kind::AutoSubmitted]);
        assert_eq!(of("From: a@b.jp\nAuto-Submitted: No (really)\n\nx\n").kinds, []);
        assert_eq!(of("From: a@b.jp\nContent-Type: text/calendar\n\nx\n").kinds, [Kind::Calendar]);
        let report = "From: a@b.jp\nAuto-Submitted: auto-replied\nContent-Type: multipart/report; report-type=delivery-status; boundary=x\n\n--x\n\na\n--x--\n";
        assert_eq!(of(report).kinds, [Kind::AutoSubmitted, Kind::Report]);
    }
}
