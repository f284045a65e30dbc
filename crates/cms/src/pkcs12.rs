//! PKCS#12 files (RFC 7292): keys with their certificates under a password, read as OpenSSL 1 and 3, NSS (BER), Windows, macOS and Java
//! write them, and written in two forms. Not read: a public key instead of the password, RC4, Camellia (refused by name).
//!
//! A wrong password, an altered file, a file that cannot be read and one that uses what is not offered are four different
//! [`Error`]s. What a file may cost is bounded (attack row M24, CVE-2025-9230): its size, its parts, iterations, and
//! the time for all of them together.

mod archive;
mod bags;
mod contents;
mod labels;
mod mac;
mod passwords;
mod protection;
mod write;

use std::io::Read as _;

use const_oid::ObjectIdentifier;
use kakitome_ber::{Cursor, Element, Tag};
use kakitome_crypto::Zeroizing;

use crate::armor;
use crate::error::Error;
use crate::finding::{Finding, KeyFileFinding};
use crate::oid;
pub use archive::{Archive, Entry};
use bags::Bags;
pub use contents::Contents;
use protection::Protection;
pub use write::{Export, Form, write};

/// A file of keys and certificates has some KiB; with many CA certificates some hundred.
const MAX_BYTES: u64 = 16 << 20;
/// ContentInfos of the AuthenticatedSafe; real files have two.
const MAX_SAFES: usize = 64;

/// Opens a file that has one key, binary or in base64, with a password.
///
/// # Errors
/// As [`open`]; [`Error::NoPrivateKey`], [`Error::SeveralKeys`].
pub fn read(bytes: &[u8], password: &str) -> Result<Contents, Error> {
    open(bytes, password)?.into_only()
}

/// Opens a file with all that is in it, binary or in base64, with a password.
///
/// # Errors
/// [`Error::WrongPassword`], [`Error::AlteredKeyFile`], [`Error::OtherPasswordInside`], [`Error::UnsupportedProtection`], a limit, or
/// bytes that are no PKCS#12 file.
pub fn open(bytes: &[u8], password: &str) -> Result<Archive, Error> {
    if bytes.len() as u64 > MAX_BYTES {
        return Err(Error::Limit { what: "bytes of a PKCS#12 file", limit: MAX_BYTES });
    }
    if bytes.first() == Some(&0x30) {
        return open_binary(bytes, password);
    }
    let mut binary = Zeroizing::new(Vec::new());
    let reading = |source| Error::Io { what: "reading the PKCS#12 file", source };
    armor::decode(bytes)?.read_to_end(&mut binary).map_err(reading)?;
    open_binary(&binary, password)
}

fn open_binary(bytes: &[u8], password: &str) -> Result<Archive, Error> {
    let broken = Error::reading("PKCS#12 file");
    let mut outer = Cursor::new(bytes);
    let mut pfx = outer.sequence().map_err(&broken)?;
    let version = pfx.unsigned().map_err(&broken)?;
    if version != 3 {
        return Err(Error::UnsupportedProtection { name: format!("version {version} of the format") });
    }
    let (content_type, content) = content_info(&mut pfx).map_err(&broken)?;
    if content_type != oid::DATA {
        let name = format!("a public key instead of a password (content type {content_type})");
        return Err(Error::UnsupportedProtection { name });
    }
    let authenticated = content.octets().map_err(&broken)?;
    let mut protection = Protection::new(password);
    if pfx.is_empty() {
        protection.note(KeyFileFinding::NoMac);
        return Ok(archive(&authenticated, protection)?.0);
    }
    if protection.check_mac(&mut pfx, &authenticated)? {
        return Ok(archive(&authenticated, protection)?.0);
    }
    // If the password opens what is inside, it is not the password that is wrong.
    match archive(&authenticated, protection) {
        Ok((_, opened)) if opened > 0 => Err(Error::AlteredKeyFile),
        _ => Err(Error::WrongPassword),
    }
}

/// All that is in the AuthenticatedSafe, and how many of its parts the password opened.
fn archive(authenticated: &[u8], mut protection: Protection) -> Result<(Archive, usize), Error> {
    let broken = Error::reading("PKCS#12 file");
    let mut bags = Bags::default();
    let mut safes = Cursor::new(authenticated).sequence().map_err(&broken)?;
    for _ in 0..MAX_SAFES {
        if safes.is_empty() {
            let (findings, opened) = protection.end();
            let findings: Vec<Finding> = findings.into_iter().map(Finding::from).collect();
            return Ok((bags.into_archive(findings), opened));
        }
        let (content_type, content) = content_info(&mut safes).map_err(&broken)?;
        match content_type {
            oid::DATA => bags.read(&content.octets().map_err(&broken)?, &mut protection, false)?,
            oid::ENCRYPTED_DATA => bags.read(&protection.open_encrypted_data(&content)?, &mut protection, true)?,
            other => return Err(Error::UnsupportedProtection { name: format!("content type {other}") }),
        }
    }
    Err(Error::Limit { what: "parts of a PKCS#12 file", limit: MAX_SAFES as u64 })
}

/// ContentInfo (RFC 5652 3): its type, and the element inside `[0]`.
fn content_info<'a>(cursor: &mut Cursor<'a>) -> Result<(ObjectIdentifier, Element<'a>), kakitome_ber::Error> {
    let mut fields = cursor.sequence()?;
    let content_type = fields.oid()?;
    let mut explicit = fields.expect(Tag::context(0))?.children()?;
    fields.finish()?;
    let content = explicit.any()?;
    explicit.finish()?;
    Ok((content_type, content))
}
