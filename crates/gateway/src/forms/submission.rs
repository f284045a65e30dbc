//! A mail that somebody who has logged in hands in: whose it may be (attack S14), and what is added to it (RFC 6409 8: `Date` and
//! `Message-ID` when they are missing, nothing else).

use kakitome_mime::{Message, address};

/// Fields that name somebody who is said to send, beside `From`.
const OTHERS: [&str; 3] = ["Sender", "Resent-From", "Resent-Sender"];

/// Who it is said to be from, beside `From`, and may not be.
pub(crate) fn foreign_sender(index: &Message, may: impl Fn(&str) -> bool) -> Option<String> {
    for name in OTHERS {
        for field in index.root.header.named(name) {
            let list = address::parse(field.value(), field.value_offset());
            let Some(one) = list.single() else { return Some(name.to_owned()) };
            let address = format!("{}@{}", one.address.local, one.address.domain);
            if !may(&address) {
                return Some(format!("{name}: {address}"));
            }
        }
    }
    None
}

/// Fields that are missing, with their line ends.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Additions {
    /// To be put before the header.
    pub(crate) fields: Vec<u8>,
    /// The new `Message-ID`.
    pub(crate) message_id: Option<String>,
}

/// What is missing of a mail that is called `id` here.
pub(crate) fn additions(index: &Message, id: &str, hostname: &str, date: &str) -> Additions {
    let mut added = Additions::default();
    let header = &index.root.header;
    if header.first("Date").is_none() {
        added.fields.extend_from_slice(format!("Date: {date}\r\n").as_bytes());
    }
    if header.first("Message-ID").is_none() {
        let name = format!("<{id}@{hostname}>");
        added.fields.extend_from_slice(format!("Message-ID: {name}\r\n").as_bytes());
        added.message_id = Some(name);
    }
    added
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]
    use kakitome_mime::Limits;

    use super::*;
    use crate::admission::login::Login;

    fn index(mail: &str) -> Message {
        Message::from_bytes(mail.replace('\n', "\r\n").as_bytes(), &Limits::default()).unwrap()
    }

    #[test]
    fn s14_sender_and_resent_fields_are_the_logins_own_too() {
        let login =
            Login { name: "a@x.jp".into(), own: vec!["a@x.jp".parse().unwrap(), "@list.x.jp".parse().unwrap()], by_certificate: false };
        let foreign = |head: &str| foreign_sender(&index(&format!("From: a@x.jp\n{head}\nx\n")), |address| login.owns(address));
        for good in ["", "Sender: A <a@x.jp>\n", "Resent-From: news@list.x.jp\nResent-Sender: a@x.jp\n", "X-Sender: b@x.jp\n"] {
            assert_eq!(foreign(good), None, "{good}");
        }
        for bad in ["Sender: b@x.jp\n", "Sender: a@x.jp, b@x.jp\n", "Resent-From: a@x.jp\nResent-From: b@x.jp\n", "Sender: \n"] {
            assert!(foreign(bad).is_some(), "{bad}");
        }
    }

    #[test]
    fn only_what_is_missing_is_added() {
        let of = |head: &str| additions(&index(&format!("{head}\nx\n")), "0abc", "gw.x.jp", "Sun, 22 Nov 2026 04:00:00 +0000");
        let both = of("From: a@x.jp\n");
        let fields = "Date: Sun, 22 Nov 2026 04:00:00 +0000\r\nMessage-ID: <0abc@gw.x.jp>\r\n";
        assert_eq!(String::from_utf8(both.fields).unwrap(), fields);
        assert_eq!(both.message_id.as_deref(), Some("<0abc@gw.x.jp>"));
        assert_eq!(of("Date: nonsense\nMessage-ID: <1@x>\n"), Additions::default());
        assert_eq!(of("date: x\n").fields, b"Message-ID: <0abc@gw.x.jp>\r\n");
    }
}
