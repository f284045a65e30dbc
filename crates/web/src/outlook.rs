//! Outlook's files (.msg, [MS-OXMSG] over [MS-CFB]). Of a signed mail Outlook keeps the original MIME entity in one attachment
//! ([MS-OXOSMIME] 2.1); mail and header are put together again from there. Any other .msg has lost the octets that were signed, and
//! nothing can be judged by it: that is said, not guessed.

use std::io::{Cursor, Read, Seek, Write};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use cfb::CompoundFile;
use tempfile::SpooledTempFile;

use crate::refusal::Refusal;

/// [MS-CFB] 2.2: how every such file begins.
const SIGNATURE: [u8; 8] = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
/// The first attachment, which is the only one of a signed mail ([MS-OXMSG] 2.2.2).
const ATTACHMENT: &str = "/__attach_version1.0_#00000000";
/// PidTagMessageClass, PidTagTransportMessageHeaders, PidTagSenderSmtpAddress, PidTagSentRepresentingSmtpAddress, PidTagSubject.
const CLASS: &str = "001A";
const HEADERS: &str = "007D";
const SENDER: [&str; 3] = ["5D01", "5D02", "0C1F"];
const SUBJECT: &str = "0037";
/// PidTagAttachDataBinary, of type binary.
const DATA: &str = "37010102";
/// Longest text property that is read: a header with many hops has some 30 KB.
const TEXT: u64 = 1 << 20;
/// RFC 2045 6.8: a line of base64 has 76 characters; so many octets are in one.
const LINE: usize = 57;
/// Fields that speak of the entity: the attachment has its own.
const OF_ENTITY: [&str; 5] = ["content-type", "content-transfer-encoding", "content-disposition", "content-description", "mime-version"];

/// Whether the octets are such a file.
pub(crate) fn is_msg(mail: &mut (impl Read + Seek)) -> std::io::Result<bool> {
    mail.rewind()?;
    let mut start = Vec::with_capacity(SIGNATURE.len());
    mail.by_ref().take(8).read_to_end(&mut start)?;
    mail.rewind()?;
    Ok(start == SIGNATURE)
}

/// The mail inside, as it was on the wire but for fields that Outlook did not keep. `empty`: where it goes; at most `limit` octets.
pub(crate) fn mail(file: SpooledTempFile, mut empty: SpooledTempFile, limit: u64) -> Result<SpooledTempFile, Refusal> {
    let mut file = CompoundFile::open(file).map_err(|_| Refusal::BadRequest)?;
    let class = text(&mut file, CLASS).unwrap_or_default().to_ascii_lowercase();
    if !class.starts_with("ipm.note.smime") {
        return Err(Refusal::NoOriginal);
    }
    let clear = class.starts_with("ipm.note.smime.multipartsigned");
    let header = header(&mut file);
    let path = format!("{ATTACHMENT}/__substg1.0_{DATA}");
    let mut data = file.open_stream(&path).map_err(|_| Refusal::NoOriginal)?;
    if data.len() > limit {
        return Err(Refusal::TooLarge);
    }
    let written = write(&mut data, &header, clear, &mut empty).and_then(|()| empty.rewind());
    written.map_err(|_| Refusal::BadRequest)?;
    Ok(empty)
}

fn write(data: &mut impl Read, header: &str, clear: bool, out: &mut impl Write) -> std::io::Result<()> {
    out.write_all(header.as_bytes())?;
    let mut start = [0; 1];
    let length = data.read(&mut start)?;
    let first = start.get(..length).unwrap_or_default();
    let mut whole = Cursor::new(first).chain(data);
    // The entity begins with its own header; CMS begins with a SEQUENCE (RFC 5652 3).
    if clear && first != [0x30] {
        std::io::copy(&mut whole, out)?;
        return Ok(());
    }
    out.write_all(
        b"MIME-Version: 1.0\r\nContent-Type: application/pkcs7-mime; name=\"smime.p7m\"\r\nContent-Transfer-Encoding: base64\r\n\r\n",
    )?;
    let mut line = Vec::with_capacity(LINE);
    loop {
        line.clear();
        whole.by_ref().take(LINE as u64).read_to_end(&mut line)?;
        if line.is_empty() {
            return Ok(());
        }
        out.write_all(STANDARD.encode(&line).as_bytes())?;
        out.write_all(b"\r\n")?;
    }
}

/// The header as it came over the wire, without what speaks of the entity; a sent mail has none, and gets what Outlook knows.
fn header(file: &mut CompoundFile<SpooledTempFile>) -> String {
    let mut kept = String::new();
    let mut keeps = true;
    let came = text(file, HEADERS).unwrap_or_default();
    for line in came.lines().filter(|line| !line.trim().is_empty()) {
        if !line.starts_with([' ', '\t']) {
            let name = line.split(':').next().unwrap_or_default().trim().to_ascii_lowercase();
            keeps = line.contains(':') && !OF_ENTITY.contains(&name.as_str());
        }
        if keeps {
            kept.push_str(line.trim_end_matches('\r'));
            kept.push_str("\r\n");
        }
    }
    if kept.is_empty() {
        let one_line = |text: String| text.replace(['\r', '\n'], " ");
        let sender = SENDER.iter().find_map(|tag| text(file, tag).filter(|address| address.contains('@')));
        if let Some(sender) = sender {
            kept.push_str(&format!("From: <{}>\r\n", one_line(sender)));
        }
        if let Some(subject) = text(file, SUBJECT) {
            let encoded = STANDARD.encode(one_line(subject));
            kept.push_str(&format!("Subject: =?UTF-8?B?{encoded}?=\r\n"));
        }
    }
    kept
}

/// A text property: UTF-16 (001F), else of eight bits (001E), whose letters outside ASCII are not read.
fn text(file: &mut CompoundFile<SpooledTempFile>, tag: &str) -> Option<String> {
    let mut read = |kind: &str| {
        let stream = file.open_stream(format!("/__substg1.0_{tag}{kind}")).ok()?;
        let mut bytes = Vec::new();
        stream.take(TEXT).read_to_end(&mut bytes).ok()?;
        Some(bytes)
    };
    if let Some(bytes) = read("001F") {
        let units: Vec<u16> =
            bytes.chunks_exact(2).map(|pair| pair.iter().rev().fold(0, |unit, byte| unit << 8 | u16::from(*byte))).collect();
        return Some(String::from_utf16_lossy(&units).trim_end_matches('\0').to_owned());
    }
    read("001E").map(|bytes| String::from_utf8_lossy(&bytes).trim_end_matches('\0').to_owned())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "tests may panic")]
    use super::*;

    fn sixteen(text: &str) -> Vec<u8> {
        text.encode_utf16().flat_map(u16::to_le_bytes).collect()
    }

    fn msg(class: &str, headers: Option<&str>, data: Option<&[u8]>) -> SpooledTempFile {
        let mut file = CompoundFile::create(SpooledTempFile::new(1 << 20)).unwrap();
        let mut put = |path: &str, bytes: &[u8]| file.create_stream(path).unwrap().write_all(bytes).unwrap();
        put("/__substg1.0_001A001F", &sixteen(class));
        put("/__substg1.0_0037001F", &sixteen("見本\r\nBcc: x@evil.example"));
        put("/__substg1.0_0C1F001E", b"sender@bank.example\0");
        if let Some(headers) = headers {
            put("/__substg1.0_007D001F", &sixteen(headers));
        }
        if let Some(data) = data {
            file.create_storage("/__attach_version1.0_#00000000").unwrap();
            file.create_stream("/__attach_version1.0_#00000000/__substg1.0_37010102").unwrap().write_all(data).unwrap();
        }
        file.flush().unwrap();
        file.into_inner()
    }

    fn read(file: SpooledTempFile) -> Result<String, Refusal> {
        let mut out = String::new();
        mail(file, SpooledTempFile::new(1 << 20), 1 << 20)?.read_to_string(&mut out).unwrap();
        Ok(out)
    }

    #[test]
    fn a_clear_signed_mail_has_its_header_and_its_own_entity() {
        let headers = "Received: from a\r\n\tby b\r\nContent-Type: multipart/signed;\r\n\tboundary=x\r\nFrom: Bank <noreply@bank.example>\r\nMIME-Version: 1.0\r\n\r\n";
        let entity = b"Content-Type: multipart/signed; boundary=y\r\n\r\n--y\r\n";
        let mut file = msg("IPM.Note.SMIME.MultipartSigned", Some(headers), Some(entity));
        assert!(is_msg(&mut file).unwrap());
        let expected =
            "Received: from a\r\n\tby b\r\nFrom: Bank <noreply@bank.example>\r\nContent-Type: multipart/signed; boundary=y\r\n\r\n--y\r\n";
        assert_eq!(read(file).unwrap(), expected);
    }

    #[test]
    fn an_opaque_one_becomes_base64_and_a_sent_one_gets_what_outlook_knows() {
        let text = read(msg("IPM.Note.SMIME", None, Some(&[0x30; 100]))).unwrap();
        assert!(text.starts_with("From: <sender@bank.example>\r\nSubject: =?UTF-8?B?"), "{text}");
        assert!(!text.contains("\nBcc"), "a line end in a subject makes no field: {text}");
        assert!(text.contains("Content-Type: application/pkcs7-mime") && text.contains("\r\n\r\nMDAwMDAw"));
        assert!(text.lines().all(|line| line.len() <= 76 || line.starts_with("Content-") || line.starts_with("Subject")));
    }

    #[test]
    fn a_plain_msg_is_told_and_a_broken_one_too() {
        assert_eq!(read(msg("IPM.Note", None, Some(b"x"))), Err(Refusal::NoOriginal));
        assert_eq!(read(msg("IPM.Note.SMIME", None, None)), Err(Refusal::NoOriginal));
        let mut broken = SpooledTempFile::new(1 << 20);
        broken.write_all(&SIGNATURE).unwrap();
        broken.write_all(&[0xff; 600]).unwrap();
        assert!(is_msg(&mut broken).unwrap());
        assert_eq!(read(broken), Err(Refusal::BadRequest));
        let mut large = SpooledTempFile::new(1 << 22);
        large.write_all(b"no msg").unwrap();
        assert!(!is_msg(&mut large).unwrap());
    }

    /// Broken in three places at a time, by the same numbers each run: an answer within bounds, never a panic.
    #[test]
    fn w12_a_file_that_is_broken_anywhere_is_read_or_refused() {
        let mut whole = Vec::new();
        let mut file = msg("IPM.Note.SMIME.MultipartSigned", Some("From: a@bank.example\r\n"), Some(&[b'x'; 5000]));
        file.rewind().unwrap();
        file.read_to_end(&mut whole).unwrap();
        let mut state = 0x9e37_79b9_u64;
        let mut next = |below: usize| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            usize::try_from(state % below as u64).unwrap()
        };
        for _ in 0..3000 {
            let mut broken = whole.clone();
            for _ in 0..3 {
                // most of what counts stands in the head and the tables
                let at = if next(2) == 0 { next(1024) } else { next(broken.len()) };
                if let Some(byte) = broken.get_mut(at) {
                    *byte = [0, 1, 0x7f, 0x80, 0xfe, 0xff][next(6)];
                }
            }
            broken.truncate(if next(8) == 0 { next(whole.len()) } else { whole.len() });
            let mut source = SpooledTempFile::new(1 << 20);
            source.write_all(&broken).unwrap();
            source.rewind().unwrap();
            let empty = SpooledTempFile::new(1 << 20);
            if let Ok(mut mail) = mail(source, empty, 1 << 20) {
                let mut out = Vec::new();
                mail.read_to_end(&mut out).unwrap();
                assert!(out.len() <= 1 << 21);
            }
        }
    }
}
