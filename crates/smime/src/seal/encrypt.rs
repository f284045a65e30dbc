//! A mail is encrypted (RFC 8551 3.3, 3.4): its body with its Content-* fields goes inside, all other fields stay outside as they
//! are, `Bcc` never leaves. One pass over the source for each message, two where line ends have to be made canonical; the body is
//! never held.

use std::io::{self, Read, Seek, Write};

use kakitome_cms::encrypt::Request;
use kakitome_mime::Message;
use kakitome_mime::encode::{Base64, LineEnds};
use kakitome_mime::seven_bit::{Piece, Plan};

use super::classify::{Kind, classify};
use super::{content, header_inside, outside};
use crate::error::Error;
use crate::protected::write::{HeaderProtection, protect};

/// Why a mail was not encrypted.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NotEncrypted {
    /// It is encrypted already, by S/MIME or OpenPGP.
    #[error("the mail is already encrypted")]
    AlreadyEncrypted,
    /// It could not be done.
    #[error(transparent)]
    Failed(#[from] Error),
}

/// Writes the mail encrypted as the request says. It may be signed: then the signature goes inside, to the byte.
///
/// Content of 8 bits goes inside as it is (RFC 8551 3.1.2): base64 protects all of it. Line ends are made canonical. A DKIM
/// signature does not stay: it would be broken.
///
/// # Errors
/// [`NotEncrypted`]. What was written by then is not a whole mail.
pub fn encrypt(source: &mut (impl Read + Seek), index: &Message, request: &Request, out: &mut impl Write) -> Result<(), NotEncrypted> {
    let head = outside::header(&index.root.header, false, 512);
    write(source, index, request, (head, inside(index)), out)
}

/// As [`encrypt`], with the header's fields inside too (RFC 9788): the subject outside is `[...]`. A mail that was signed with its header
/// protected ([`super::Recipe`]) is encrypted by [`encrypt`]: its fields are inside already.
///
/// # Errors
/// As [`encrypt`].
pub fn encrypt_protecting(
    source: &mut (impl Read + Seek),
    index: &Message,
    request: &Request,
    out: &mut impl Write,
) -> Result<(), NotEncrypted> {
    let pieces = protect(&index.root.header, HeaderProtection::Cipher);
    let head = outside::protected(&pieces.outside, false, 512);
    write(source, index, request, (head, header_inside::put(inside(index), index, &pieces)), out)
}

/// `head` stays outside, the plan goes inside.
fn write(
    source: &mut (impl Read + Seek),
    index: &Message,
    request: &Request,
    (mut head, plan): (Vec<u8>, Plan),
    out: &mut impl Write,
) -> Result<(), NotEncrypted> {
    if classify(index) == Kind::Encrypted {
        return Err(NotEncrypted::AlreadyEncrypted);
    }
    outside::encrypted(&mut head, request.is_authenticated());
    let length = length(&plan, source)?;
    let failed = "writing the encrypted mail";
    out.write_all(&head).map_err(Error::io(failed))?;
    let mut writer = request.definite(length, Base64::new(out, LineEnds::Exact)).map_err(Error::from)?;
    plan.write_to(source, &mut writer).map_err(Error::from)?;
    let base64 = writer.finish().map_err(Error::from)?;
    base64.finish().map(drop).map_err(Error::io(failed))?;
    Ok(())
}

/// What goes inside. A mail that states no type is plain text (RFC 2045 5.2), and readers are told so: an entity without a field
/// would begin with a blank line.
fn inside(index: &Message) -> Plan {
    let mut plan = content::as_received(index);
    if index.root.header.first("Content-Type").is_none() {
        plan.pieces.insert(0, Piece::Bytes(b"Content-Type: text/plain\r\n".to_vec()));
    }
    plan
}

/// How many bytes the plan makes of the source; counted where line ends decide.
fn length(plan: &Plan, source: &mut (impl Read + Seek)) -> Result<u64, Error> {
    let of = |piece: &Piece| match piece {
        Piece::Source(range) if !plan.canonicalise => Some(range.end.saturating_sub(range.start)),
        Piece::Bytes(bytes) => Some(bytes.len() as u64),
        _ => None,
    };
    if let Some(length) = plan.pieces.iter().map(of).sum::<Option<u64>>() {
        return Ok(length);
    }
    let mut count = Count(0);
    plan.write_to(source, &mut count)?;
    Ok(count.0)
}

/// Counts what is written to it.
struct Count(u64);

impl Write for Count {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 = self.0.saturating_add(bytes.len() as u64);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
