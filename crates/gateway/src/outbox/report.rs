//! A report on a mail to its sender: multipart/report with words for people, fields for programs, and the header of the mail, never its
//! body (RFC 3464, RFC 6522, RFC 3461 6; S19).

use std::fmt::Write as _;
use std::io::Read;

use kakitome_explain::{Lang, words};
use kakitome_store::outbox::{Envelope, Recipient};
use kakitome_store::{MailId, Millis};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc2822;

use super::notify::Telling;
use crate::message_id::fits_a_field;

/// So much of a mail's header is returned.
const MOST_HEADER: u64 = 64 * 1024;
/// So much of what a client has said of itself stands in a field: with its name it stays below 998 characters (RFC 5322 2.1.1).
const VALUE: usize = 900;
/// Longest line of quoted-printable (RFC 2045 6.7).
const LINE: usize = 76;

/// One recipient of a report.
#[derive(Debug)]
pub(crate) struct Line<'a> {
    /// Whom it is about.
    pub(crate) recipient: &'a Recipient,
    /// What is told.
    pub(crate) telling: Telling,
    /// Status code of RFC 3463: `5.1.1`.
    pub(crate) status: String,
    /// The words of the next hop, or ours: `550 5.1.1 no such user`.
    pub(crate) reply: String,
    /// Whether they were said on the way, and not by a person here.
    pub(crate) diagnostic: bool,
    /// Which server said them.
    pub(crate) remote: Option<String>,
}

/// What a report needs beside its recipients.
#[derive(Debug)]
pub(crate) struct About<'a> {
    /// The mail.
    pub(crate) id: MailId,
    /// Its envelope; it has a sender.
    pub(crate) envelope: &'a Envelope,
    /// The header of what was to be sent.
    pub(crate) header: &'a [u8],
    /// Our name.
    pub(crate) hostname: &'a str,
    /// The report's own name.
    pub(crate) report: MailId,
}

/// The report with CRLF line ends; ASCII alone.
pub(crate) fn report(about: &About<'_>, lines: &[Line<'_>]) -> Vec<u8> {
    let telling = lines.first().map_or(Telling::Failed, |line| line.telling);
    let boundary = format!("=_{}_{}", about.report, about.id);
    let name = format!("dsn-{}", telling.action());
    let subject = words(Lang::En).get(&format!("{name}-subject"), &[]);
    let host = about.hostname;
    let mut out = String::new();
    line(&mut out, &format!("From: Mail Delivery System <MAILER-DAEMON@{host}>"));
    line(&mut out, &format!("To: <{}>", ascii(about.envelope.sender.as_deref().unwrap_or_default())));
    line(&mut out, &format!("Subject: {subject}"));
    line(&mut out, &format!("Date: {}", date(Millis::now())));
    line(&mut out, &format!("Message-ID: <{}@{host}>", about.report));
    if let Some(id) = about.envelope.message_id.as_deref().filter(|id| fits_a_field(id)) {
        line(&mut out, &format!("In-Reply-To: {id}"));
    }
    line(&mut out, "Auto-Submitted: auto-replied");
    line(&mut out, "MIME-Version: 1.0");
    line(&mut out, "Content-Type: multipart/report; report-type=delivery-status;");
    line(&mut out, &format!("\tboundary=\"{boundary}\""));
    line(&mut out, "");
    let part = |out: &mut String, kind: &str, encoding: &str| {
        line(out, &format!("--{boundary}"));
        line(out, &format!("Content-Type: {kind}"));
        if !encoding.is_empty() {
            line(out, &format!("Content-Transfer-Encoding: {encoding}"));
        }
        line(out, "");
    };
    part(&mut out, "text/plain; charset=utf-8", "quoted-printable");
    quoted_printable(for_people(about, lines, &name).as_bytes(), &mut out);
    part(&mut out, "message/delivery-status", "");
    for_programs(about, lines, &mut out);
    part(&mut out, "text/rfc822-headers; charset=utf-8", "quoted-printable");
    quoted_printable(about.header, &mut out);
    line(&mut out, &format!("--{boundary}--"));
    out.into_bytes()
}

/// The header of a mail, with its line ends; no octet of its body.
pub(crate) fn header(content: impl Read) -> std::io::Result<Vec<u8>> {
    let mut header = Vec::new();
    content.take(MOST_HEADER).read_to_end(&mut header)?;
    let end = match header.windows(4).position(|four| four == b"\r\n\r\n") {
        Some(end) => end + 2,
        None if header.starts_with(b"\r\n") => 0,
        // A longer header ends with its last whole line here.
        None => header.windows(2).rposition(|two| two == b"\r\n").map_or(0, |at| at + 2),
    };
    header.truncate(end);
    Ok(header)
}

/// Japanese, then English.
fn for_people(about: &About<'_>, lines: &[Line<'_>], name: &str) -> String {
    let mut text = String::new();
    for lang in [Lang::Ja, Lang::En] {
        let words = words(lang);
        let values =
            [("host", about.hostname.into()), ("date", date(Millis(about.envelope.taken)).into()), ("id", about.id.to_string().into())];
        let _ = writeln!(text, "{}\n", words.get(&format!("{name}-text"), &values));
        for one in lines {
            let values = [("address", ascii(&one.recipient.to).into()), ("reply", ascii(&one.reply).into())];
            let _ = writeln!(text, "{}", words.get("dsn-recipient", &values));
        }
        let _ = writeln!(text, "\n{}\n", words.get("dsn-foot", &values));
    }
    text
}

/// RFC 3464 2.
fn for_programs(about: &About<'_>, lines: &[Line<'_>], out: &mut String) {
    if let Some(envid) = &about.envelope.envid {
        line(out, &format!("Original-Envelope-Id: {}", decoded(envid)));
    }
    line(out, &format!("Reporting-MTA: dns; {}", about.hostname));
    line(out, &format!("Arrival-Date: {}", date(Millis(about.envelope.taken))));
    for one in lines {
        line(out, "");
        if let Some(orcpt) = &one.recipient.orcpt {
            let (kind, address) = orcpt.split_once(';').unwrap_or(("rfc822", orcpt));
            line(out, &format!("Original-Recipient: {};{}", ascii(kind), decoded(address)));
        }
        // An address beyond ASCII is written in the form that 7-bit fields can carry (RFC 6533 3).
        let kind = if one.recipient.to.is_ascii() { "rfc822" } else { "utf-8" };
        line(out, &format!("Final-Recipient: {kind}; {}", ascii(&one.recipient.to)));
        line(out, &format!("Action: {}", one.telling.action()));
        line(out, &format!("Status: {}", one.status));
        if let Some(remote) = &one.remote {
            line(out, &format!("Remote-MTA: dns; {}", ascii(remote)));
        }
        if one.diagnostic {
            line(out, &format!("Diagnostic-Code: smtp; {}", ascii(&one.reply)));
        }
    }
    line(out, "");
}

fn line(out: &mut String, text: &str) {
    out.push_str(text);
    out.push_str("\r\n");
}

fn date(at: Millis) -> String {
    let moment = OffsetDateTime::from_unix_timestamp(at.seconds()).unwrap_or(OffsetDateTime::UNIX_EPOCH);
    moment.format(&Rfc2822).unwrap_or_default()
}

/// Printable ASCII; other characters as `\x{…}` (RFC 6533 3, utf-8-addr-xtext), control characters and line ends not at all.
fn ascii(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            ' '..='~' => out.push(c),
            c if c.is_control() => out.push('?'),
            c => {
                let _ = write!(out, "\\x{{{:X}}}", u32::from(c));
            }
        }
    }
    out
}

/// xtext as text of a field (RFC 3461 4).
fn decoded(xtext: &str) -> String {
    let mut bytes = Vec::with_capacity(xtext.len());
    let mut rest = xtext.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let pair = after.get(..2).and_then(|pair| std::str::from_utf8(pair).ok()).and_then(|pair| u8::from_str_radix(pair, 16).ok());
        match (first, pair) {
            (b'+', Some(byte)) => {
                bytes.push(byte);
                rest = after.get(2..).unwrap_or_default();
            }
            (byte, _) => {
                bytes.push(*byte);
                rest = after;
            }
        }
    }
    let mut text = ascii(&String::from_utf8_lossy(&bytes));
    text.truncate(VALUE);
    text
}

/// RFC 2045 6.7, of text with any line ends.
fn quoted_printable(text: &[u8], out: &mut String) {
    let text = text.strip_suffix(b"\n").map_or(text, |text| text.strip_suffix(b"\r").unwrap_or(text));
    for row in text.split(|byte| *byte == b'\n') {
        let row = row.strip_suffix(b"\r").unwrap_or(row);
        let mut column = 0;
        for (at, byte) in row.iter().enumerate() {
            let last = at + 1 == row.len();
            let plain = match byte {
                b'=' => false,
                b' ' | b'\t' => !last,
                b'!'..=b'~' => true,
                _ => false,
            };
            let width = if plain { 1 } else { 3 };
            if column + width >= LINE {
                out.push_str("=\r\n");
                column = 0;
            }
            if plain && !(column == 0 && matches!(byte, b'.' | b'-')) {
                out.push(char::from(*byte));
                column += 1;
            } else {
                let _ = write!(out, "={byte:02X}");
                column += 3;
            }
        }
        out.push_str("\r\n");
    }
}

#[cfg(test)]
mod tests;
