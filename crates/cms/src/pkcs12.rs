//! PKCS#12 files (RFC 7292) as OpenSSL 3 writes them: PBES2 with AES-CBC, PBKDF2, and a MAC by PKCS#12's own key derivation.
//! BER is read (Mozilla's programs write it). Older ciphers are refused by name: whoever holds such a file can export it again.

mod bags;
mod contents;
mod protection;

use std::io::Read as _;

use const_oid::ObjectIdentifier;
use kakitome_ber::{Cursor, Tag};

use kakitome_crypto::Zeroizing;

use crate::armor;
use crate::error::Error;
use crate::oid;
use bags::Bags;
pub use contents::Contents;
use protection::Protection;

/// A file of keys and certificates has some KiB; with many CA certificates some hundred.
const MAX_BYTES: u64 = 16 << 20;
/// ContentInfos of the AuthenticatedSafe; real files have two.
const MAX_SAFES: usize = 64;

/// Opens a file, binary or in base64, with a password.
pub fn read(bytes: &[u8], password: &str) -> Result<Contents, Error> {
    if bytes.len() as u64 > MAX_BYTES {
        return Err(Error::Limit { what: "bytes of a PKCS#12 file", limit: MAX_BYTES });
    }
    if bytes.first() == Some(&0x30) {
        return read_binary(bytes, password);
    }
    let mut binary = Zeroizing::new(Vec::new());
    let reading = |source| Error::Io { what: "reading the PKCS#12 file", source };
    armor::decode(bytes)?.read_to_end(&mut binary).map_err(reading)?;
    read_binary(&binary, password)
}

fn read_binary(bytes: &[u8], password: &str) -> Result<Contents, Error> {
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
    let protection = Protection::new(password);
    if !pfx.is_empty() {
        protection.check_mac(&mut pfx, &authenticated)?;
    }
    let mut bags = Bags::default();
    let mut safes = Cursor::new(&authenticated).sequence().map_err(&broken)?;
    for _ in 0..MAX_SAFES {
        if safes.is_empty() {
            return bags.into_contents();
        }
        let (content_type, content) = content_info(&mut safes).map_err(&broken)?;
        match content_type {
            oid::DATA => bags.read(&content.octets().map_err(&broken)?, &protection)?,
            oid::ENCRYPTED_DATA => bags.read(&protection.open_encrypted_data(&content)?, &protection)?,
            other => return Err(Error::UnsupportedProtection { name: format!("content type {other}") }),
        }
    }
    Err(Error::Limit { what: "parts of a PKCS#12 file", limit: MAX_SAFES as u64 })
}

/// ContentInfo (RFC 5652 3): its type, and the element inside `[0]`.
fn content_info<'a>(cursor: &mut Cursor<'a>) -> Result<(ObjectIdentifier, kakitome_ber::Element<'a>), kakitome_ber::Error> {
    let mut fields = cursor.sequence()?;
    let content_type = fields.oid()?;
    let mut explicit = fields.expect(Tag::context(0))?.children()?;
    fields.finish()?;
    let content = explicit.any()?;
    explicit.finish()?;
    Ok((content_type, content))
}
