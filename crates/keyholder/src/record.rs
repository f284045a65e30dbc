//! One line of the audit log: JSON, written by hand because every value is a number, hexadecimal or a word of ours;
//! what others may choose (labels, reasons) is escaped.

use std::fmt::Write;

use kakitome_keys::KeyId;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use crate::{chain::Link, peer::Peer};

/// What happened.
#[derive(Clone, Debug)]
pub(crate) struct Record {
    pub(crate) time: OffsetDateTime,
    /// `sign`, `unwrap`, `make-key`, `import-key`, `export-key`, `new-data-key`, `unwrap-data-key`, `rotate`, `start`, `stop`, `log-recovered`.
    pub(crate) what: &'static str,
    pub(crate) key: Option<KeyId>,
    /// Kind of the bytes, for signatures; way of wrapping, for content keys.
    pub(crate) kind: Option<&'static str>,
    /// By which algorithm a content key was opened.
    pub(crate) algorithm: Option<String>,
    /// Length of the encrypted content key.
    pub(crate) octets: Option<usize>,
    /// SHA-256 of the bytes, for signatures; of the encrypted content key.
    pub(crate) sha256: Option<String>,
    pub(crate) peer: Option<Peer>,
    /// `done`, or the code of the refusal.
    pub(crate) outcome: &'static str,
    /// Words on it.
    pub(crate) note: Option<String>,
}

impl Record {
    pub(crate) fn new(what: &'static str, peer: Option<Peer>) -> Self {
        Self {
            time: OffsetDateTime::now_utc(),
            what,
            key: None,
            kind: None,
            algorithm: None,
            octets: None,
            sha256: None,
            peer,
            outcome: "done",
            note: None,
        }
    }

    /// The line without its line end.
    pub(crate) fn line(&self, number: u64, previous: &Link) -> String {
        let mut out = String::with_capacity(384);
        let time = self.time.format(&Rfc3339).unwrap_or_default();
        let mut put = |part: std::fmt::Arguments<'_>| {
            // Writing to a String cannot fail.
            let _ = out.write_fmt(part);
        };
        put(format_args!("{{\"n\":{number},\"time\":\"{time}\",\"what\":\"{}\"", self.what));
        if let Some(key) = self.key {
            put(format_args!(",\"key\":\"{key}\""));
        }
        if let Some(kind) = self.kind {
            put(format_args!(",\"kind\":\"{kind}\""));
        }
        if let Some(algorithm) = &self.algorithm {
            put(format_args!(",\"algorithm\":\"{}\"", escaped(algorithm)));
        }
        if let Some(octets) = self.octets {
            put(format_args!(",\"octets\":{octets}"));
        }
        if let Some(sha256) = &self.sha256 {
            put(format_args!(",\"sha256\":\"{sha256}\""));
        }
        if let Some(peer) = self.peer {
            put(format_args!(",\"pid\":{},\"uid\":{},\"gid\":{}", peer.pid, peer.uid, peer.gid));
        }
        put(format_args!(",\"outcome\":\"{}\"", self.outcome));
        if let Some(note) = &self.note {
            put(format_args!(",\"note\":\"{}\"", escaped(note)));
        }
        put(format_args!(",\"prev\":\"{}\"}}", previous.0));
        out
    }
}

/// RFC 8259 section 7, and no line end or control character as it is.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '"' | '\\' => out.extend(['\\', character]),
            control if control.is_control() || matches!(control, '\u{2028}' | '\u{2029}') => {
                // Writing to a String cannot fail.
                let _ = write!(out, "\\u{:04x}", u32::from(control));
            }
            plain => out.push(plain),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests may panic")]
    use super::*;

    #[test]
    fn a_line_is_json_whatever_a_note_says() {
        let mut record = Record::new("make-key", Some(Peer { pid: 7, uid: 8, gid: 9 }));
        record.note = Some("a\"b\\c\nd\u{7}\u{2028}名".to_owned());
        record.key = Some(KeyId::from_bytes([0xab; 16]));
        let line = record.line(5, &Link::first());
        assert!(!line.contains('\n'));
        let read: serde_json::Value = serde_json::from_str(&line).unwrap();
        assert_eq!(read["note"], "a\"b\\c\nd\u{7}\u{2028}名");
        assert_eq!(read["key"], "ab".repeat(16));
        assert_eq!((read["n"].as_u64(), read["pid"].as_u64(), read["uid"].as_u64()), (Some(5), Some(7), Some(8)));
        assert_eq!(read["prev"], "0".repeat(64));
    }
}
