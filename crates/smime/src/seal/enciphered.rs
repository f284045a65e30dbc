//! Whether a mail that says it is encrypted begins as one that is: a label alone hides nothing (attack H10). Looks at the first octets; that
//! the rest can be decrypted, and by whom, nobody can see from outside.

use std::io::{Read, Seek};

use kakitome_mime::decode::Decoded;
use kakitome_mime::{Entity, Message, Section};

use super::classify::{Kind, classify};
use crate::error::Error;
use crate::recognise::{self, Claim};

/// So many octets hold the beginning: a tag, a length, an object identifier; or the armour's first line.
const BEGINNING: u64 = 64;
/// So many octets of the body are read for it, blank lines and line breaks of the encoding included: what begins later does not count.
const READ: u64 = 4_096;
/// EnvelopedData and AuthEnvelopedData (RFC 5652 6.1, RFC 5083 2.1) as object identifiers in DER.
const ENVELOPES: [&[u8]; 2] = [b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03", b"\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x17"];
/// RFC 9580 6.2.
const ARMOUR: &[u8] = b"-----BEGIN PGP MESSAGE-----";

/// Whether the whole body begins as a CMS envelope, or as an encrypted message of OpenPGP (RFC 3156 4).
///
/// # Errors
/// The source cannot be read.
pub fn is_enciphered(source: &mut (impl Read + Seek), index: &Message) -> Result<bool, Error> {
    if classify(index) != Kind::Encrypted {
        return Ok(false);
    }
    let root = &index.root;
    if let Claim::OtherEncrypted = recognise::claim(root) {
        let [version, message] = root.children() else { return Ok(false) };
        let named = version.content_type.essence().eq_ignore_ascii_case("application/pgp-encrypted");
        return Ok(named && beginning(source, message)?.trim_ascii_start().starts_with(ARMOUR));
    }
    let begins = beginning(source, root)?;
    // SEQUENCE, its length in any form, the content type
    let after = match begins.as_slice() {
        [0x30, short @ ..0x80, rest @ ..] if *short > 0 => rest,
        [0x30, 0x80, rest @ ..] => rest,
        [0x30, long @ 0x81..=0x88, rest @ ..] => rest.get(usize::from(*long - 0x80)..).unwrap_or_default(),
        _ => return Ok(false),
    };
    Ok(ENVELOPES.iter().any(|envelope| after.starts_with(envelope)))
}

fn beginning(source: &mut (impl Read + Seek), entity: &Entity) -> Result<Vec<u8>, Error> {
    let mut begins = Vec::new();
    let end = entity.body.end.min(entity.body.start.saturating_add(READ));
    let section = Section::new(source, entity.body.start..end)?;
    let decoded = Decoded::new(section, entity.encoding, entity.body.start);
    decoded.take(BEGINNING).read_to_end(&mut begins).map_err(Error::io("reading how the mail begins"))?;
    Ok(begins)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]
    use std::io::Cursor;

    use kakitome_mime::Limits;

    use super::*;

    fn of(mail: &[u8]) -> bool {
        let index = Message::from_bytes(mail, &Limits::default()).unwrap();
        is_enciphered(&mut Cursor::new(mail), &index).unwrap()
    }

    /// Counts what is read of it.
    struct Counted<'a>(Cursor<&'a [u8]>, usize);

    impl Read for Counted<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            let count = self.0.read(buffer)?;
            self.1 += count;
            Ok(count)
        }
    }

    impl Seek for Counted<'_> {
        fn seek(&mut self, to: std::io::SeekFrom) -> std::io::Result<u64> {
            self.0.seek(to)
        }
    }

    #[test]
    fn h10_blank_lines_are_not_read_to_their_end() {
        let head = "Content-Type: application/pkcs7-mime; smime-type=enveloped-data\r\nContent-Transfer-Encoding: base64\r\n\r\n";
        let mail = format!("{head}{}MIAGCSqGSIb3DQEHA6CAMIACAQAxgA==\r\n", "\r\n".repeat(1_000_000));
        let index = Message::from_bytes(mail.as_bytes(), &Limits::default()).unwrap();
        let mut source = Counted(Cursor::new(mail.as_bytes()), 0);
        assert!(!is_enciphered(&mut source, &index).unwrap());
        assert!(source.1 <= 4_096, "{} octets", source.1);
    }

    #[test]
    fn h10_a_label_is_no_encryption() {
        let labelled = |body: &str| {
            let head = "Content-Type: application/pkcs7-mime; smime-type=enveloped-data\r\nContent-Transfer-Encoding: base64\r\n\r\n";
            of(format!("{head}{body}\r\n").as_bytes())
        };
        assert!(labelled("MIAGCSqGSIb3DQEHA6CAMIACAQAxgA=="), "indefinite");
        assert!(labelled("MIIBAAYJKoZIhvcNAQcDoIIB"), "definite");
        assert!(!labelled("MIAGCSqGSIb3DQEHAqCAMIACAQExgA=="), "it is signed, and can be read");
        for (blank, counts) in [(1_000, true), (3_000, false), (1_000_000, false)] {
            assert_eq!(labelled(&format!("{}MIAGCSqGSIb3DQEHA6CAMIACAQAxgA==", "\r\n".repeat(blank))), counts, "{blank}");
        }
        assert!(!labelled("RGVhciBjdXN0b21lcg==") && !labelled(""), "it is text");
        assert!(!of(b"Content-Type: text/plain\r\n\r\nMIAGCSqGSIb3DQEHA6CAMIACAQAxgA==\r\n"));
        let pgp = |body: &str| {
            let head = "Content-Type: multipart/encrypted; protocol=\"application/pgp-encrypted\"; boundary=b\r\n\r\n--b\r\n\
                Content-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n--b\r\nContent-Type: application/octet-stream\r\n\r\n";
            of(format!("{head}{body}\r\n--b--\r\n").as_bytes())
        };
        assert!(pgp("-----BEGIN PGP MESSAGE-----\r\n\r\nhF4D\r\n-----END PGP MESSAGE-----"));
        assert!(!pgp("Dear customer"));
    }
}
