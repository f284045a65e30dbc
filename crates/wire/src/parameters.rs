//! MAIL and RCPT with their parameters (RFC 5321 4.1.1.2, 4.1.1.3, 4.1.2; 1870, 6152, 6531, 3461): read, and written for the next hop.
//! Values of DSN parameters are checked and kept as received. AUTH= is read where AUTH is offered, and not believed (RFC 4954 5).
//! Everything else that is not announced is refused (555).

use crate::address::{Path, read_path};
use crate::envelope::{Body, Mail, Rcpt, Ret};
use crate::error::Error;
use crate::replies;
use crate::reply::Reply;
use crate::xtext;

/// RFC 3461 4.4: ENVID is at most 100 characters.
const ENVID: usize = 100;
/// RFC 3461 4.2: ORCPT is at most 500 characters.
const ORCPT: usize = 500;
/// RFC 1870 4: 20 digits.
const SIZE_DIGITS: usize = 20;

/// What was announced, and with it may be used.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Announced {
    pub(crate) smtputf8: bool,
    pub(crate) dsn: bool,
    pub(crate) auth: bool,
    pub(crate) hops: bool,
}

/// Reads what follows `MAIL`.
pub(crate) fn read_mail(text: &str, announced: Announced) -> Result<Mail, Reply> {
    let (path, rest) = after_keyword(text, "FROM:").and_then(read_path).ok_or(replies::BAD_SENDER)?;
    let from = match path {
        Path::Null => None,
        // a bounce needs a domain to go to
        Path::To(mailbox) if mailbox.domain().is_none() => return Err(replies::BAD_SENDER),
        Path::To(mailbox) => Some(mailbox),
    };
    let mut mail = Mail::new(from);
    let mut submitter = None;
    for word in parameters(rest).ok_or(replies::BAD_SENDER)? {
        match split(word) {
            (keyword, Some(value)) if announced.auth && keyword.eq_ignore_ascii_case("AUTH") => {
                once(&mut submitter, is_submitter(value).then_some(()))?;
            }
            _ => mail_parameter(&mut mail, word, announced)?,
        }
    }
    if !mail.smtputf8 && mail.from.as_ref().is_some_and(|from| from.needs_smtputf8()) {
        return Err(replies::SMTPUTF8_NEEDED);
    }
    Ok(mail)
}

fn mail_parameter(mail: &mut Mail, word: &str, announced: Announced) -> Result<(), Reply> {
    let (keyword, value) = split(word);
    match (keyword.to_ascii_uppercase().as_str(), value) {
        ("SIZE", Some(value)) => once(&mut mail.size, read_size(value)),
        ("BODY", Some(value)) => once(&mut mail.body, read_body(value)),
        ("SMTPUTF8", None) if announced.smtputf8 => {
            if std::mem::replace(&mut mail.smtputf8, true) {
                Err(replies::PARAMETER_TWICE)
            } else {
                Ok(())
            }
        }
        ("RET", Some(value)) if announced.dsn => once(&mut mail.ret, read_ret(value)),
        ("ENVID", Some(value)) if announced.dsn => once(&mut mail.envid, is_envid(value).then(|| value.to_owned())),
        ("XHOPS", Some(value)) if announced.hops => once(&mut mail.hops, read_hops(value)),
        ("SIZE" | "BODY" | "SMTPUTF8" | "RET" | "ENVID" | "XHOPS", _) if announced.knows(keyword) => Err(replies::BAD_PARAMETER),
        _ => Err(replies::UNKNOWN_PARAMETER),
    }
}

/// `<>` or an address in xtext (RFC 4954 5). Nobody is trusted to say who submitted a mail, so it is as if `<>` had been said.
fn is_submitter(value: &str) -> bool {
    value == "<>" || xtext::decode(value).is_some_and(|text| !text.is_empty() && xtext::is_xtext(value, false))
}

/// Reads what follows `RCPT`; `utf8`: the mail was begun with SMTPUTF8.
pub(crate) fn read_rcpt(text: &str, announced: Announced, utf8: bool) -> Result<Rcpt, Reply> {
    let (path, rest) = after_keyword(text, "TO:").and_then(read_path).ok_or(replies::BAD_RECIPIENT)?;
    let Path::To(to) = path else {
        return Err(replies::BAD_RECIPIENT);
    };
    let mut rcpt = Rcpt::new(to);
    for word in parameters(rest).ok_or(replies::BAD_RECIPIENT)? {
        let (keyword, value) = split(word);
        match (keyword.to_ascii_uppercase().as_str(), value) {
            ("NOTIFY", Some(value)) if announced.dsn => {
                once(&mut rcpt.notify, is_notify(value).then(|| value.to_owned()))?;
            }
            ("ORCPT", Some(value)) if announced.dsn => {
                once(&mut rcpt.orcpt, is_orcpt(value, utf8).then(|| value.to_owned()))?;
            }
            ("NOTIFY" | "ORCPT", None) if announced.dsn => return Err(replies::BAD_PARAMETER),
            _ => return Err(replies::UNKNOWN_PARAMETER),
        }
    }
    if !utf8 && rcpt.to.needs_smtputf8() {
        return Err(replies::SMTPUTF8_NEEDED);
    }
    Ok(rcpt)
}

impl Announced {
    fn knows(self, keyword: &str) -> bool {
        match keyword.to_ascii_uppercase().as_str() {
            "SMTPUTF8" => self.smtputf8,
            "RET" | "ENVID" => self.dsn,
            "XHOPS" => self.hops,
            _ => true,
        }
    }
}

/// `FROM:` and `TO:`; spaces after the colon are not RFC 5321's, but many programs send one.
fn after_keyword<'t>(text: &'t str, keyword: &str) -> Option<&'t str> {
    let (word, rest) = text.split_at_checked(keyword.len())?;
    word.eq_ignore_ascii_case(keyword).then(|| rest.trim_start_matches(' '))
}

/// Words after the path: nothing, or each after a space.
fn parameters(rest: &str) -> Option<impl Iterator<Item = &str>> {
    (rest.is_empty() || rest.starts_with(' ')).then(|| rest.split(' ').filter(|word| !word.is_empty()))
}

fn split(word: &str) -> (&str, Option<&str>) {
    word.split_once('=').map_or((word, None), |(keyword, value)| (keyword, Some(value)))
}

fn once<T>(place: &mut Option<T>, value: Option<T>) -> Result<(), Reply> {
    let value = value.ok_or(replies::BAD_PARAMETER)?;
    if place.replace(value).is_some() { Err(replies::PARAMETER_TWICE) } else { Ok(()) }
}

/// Digits only; a number that does not fit into 64 bits is larger than any limit.
fn read_size(value: &str) -> Option<u64> {
    let digits = (1..=SIZE_DIGITS).contains(&value.len()) && value.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| value.parse().unwrap_or(u64::MAX))
}

/// More gateways than fit into a byte wait for nobody.
fn read_hops(value: &str) -> Option<u8> {
    let digits = (1..=3).contains(&value.len()) && value.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| value.parse().unwrap_or(u8::MAX))
}

fn read_body(value: &str) -> Option<Body> {
    match value.to_ascii_uppercase().as_str() {
        "7BIT" => Some(Body::SevenBit),
        "8BITMIME" => Some(Body::EightBitMime),
        _ => None,
    }
}

fn read_ret(value: &str) -> Option<Ret> {
    match value.to_ascii_uppercase().as_str() {
        "FULL" => Some(Ret::Full),
        "HDRS" => Some(Ret::Headers),
        _ => None,
    }
}

fn is_envid(value: &str) -> bool {
    (1..=ENVID).contains(&value.len()) && xtext::is_xtext(value, false)
}

/// `NEVER`, or `SUCCESS`, `FAILURE`, `DELAY` in any order, each once (RFC 3461 4.1).
fn is_notify(value: &str) -> bool {
    let words: Vec<String> = value.split(',').map(str::to_ascii_uppercase).collect();
    let known = |word: &String| matches!(word.as_str(), "SUCCESS" | "FAILURE" | "DELAY");
    let repeated = words.iter().enumerate().any(|(n, word)| words.iter().skip(n + 1).any(|other| other == word));
    matches!(words.as_slice(), [word] if word == "NEVER") || (words.iter().all(known) && !repeated)
}

/// `type;xtext` (RFC 3461 4.2); with SMTPUTF8 the text may be UTF-8 (RFC 6533 3).
fn is_orcpt(value: &str, utf8: bool) -> bool {
    let Some((kind, address)) = value.split_once(';') else {
        return false;
    };
    value.len() <= ORCPT
        && !kind.is_empty()
        && kind.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        && !address.is_empty()
        && xtext::is_xtext(address, utf8)
}

/// Parameters that the next hop offered.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Offered {
    pub(crate) size: bool,
    pub(crate) eight_bit_mime: bool,
    pub(crate) dsn: bool,
    pub(crate) hops: bool,
}

/// Writes a MAIL command. SMTPUTF8 is written when asked for: whether the hop takes it was checked before.
pub(crate) fn write_mail(mail: &Mail, offered: Offered, out: &mut Vec<u8>) -> Result<(), Error> {
    let from = mail.from.as_ref().map_or("", |from| from.as_str());
    if !mail.smtputf8 && !from.is_ascii() {
        return Err(Error::Unwritable { what: "sender", why: "it is not ASCII and the mail has no SMTPUTF8" });
    }
    let mut line = format!("MAIL FROM:<{from}>");
    if let (Some(size), true) = (mail.size, offered.size) {
        line.push_str(&format!(" SIZE={size}"));
    }
    if offered.eight_bit_mime {
        line.push_str(match mail.body {
            Some(Body::EightBitMime) => " BODY=8BITMIME",
            Some(Body::SevenBit) => " BODY=7BIT",
            None => "",
        });
    }
    if mail.smtputf8 {
        line.push_str(" SMTPUTF8");
    }
    if let (Some(hops), true) = (mail.hops, offered.hops) {
        line.push_str(&format!(" XHOPS={hops}"));
    }
    if offered.dsn {
        line.push_str(match mail.ret {
            Some(Ret::Full) => " RET=FULL",
            Some(Ret::Headers) => " RET=HDRS",
            None => "",
        });
        if let Some(envid) = &mail.envid {
            let why = "it is not xtext of 1 to 100 characters";
            write_parameter(&mut line, "ENVID", envid, is_envid(envid), why)?;
        }
    }
    finish(&line, out);
    Ok(())
}

/// Writes a RCPT command.
pub(crate) fn write_rcpt(rcpt: &Rcpt, offered: Offered, utf8: bool, out: &mut Vec<u8>) -> Result<(), Error> {
    if !utf8 && rcpt.to.needs_smtputf8() {
        return Err(Error::Unwritable { what: "recipient", why: "it is not ASCII and the mail has no SMTPUTF8" });
    }
    let mut line = format!("RCPT TO:<{}>", rcpt.to);
    if offered.dsn {
        if let Some(notify) = &rcpt.notify {
            let why = "it is neither NEVER nor a list of SUCCESS, FAILURE, DELAY";
            write_parameter(&mut line, "NOTIFY", notify, is_notify(notify), why)?;
        }
        if let Some(orcpt) = &rcpt.orcpt {
            write_parameter(&mut line, "ORCPT", orcpt, is_orcpt(orcpt, utf8), "it is not type;xtext")?;
        }
    }
    finish(&line, out);
    Ok(())
}

fn write_parameter(line: &mut String, what: &'static str, value: &str, good: bool, why: &'static str) -> Result<(), Error> {
    if !good {
        return Err(Error::Unwritable { what, why });
    }
    line.push_str(&format!(" {what}={value}"));
    Ok(())
}

fn finish(line: &str, out: &mut Vec<u8>) {
    out.extend_from_slice(line.as_bytes());
    out.extend_from_slice(b"\r\n");
}

#[cfg(test)]
mod tests;
