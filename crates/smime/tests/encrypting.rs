//! Whole mails encrypted: what goes inside, what stays outside, who can open which message, and that nobody sees a blind recipient.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

mod support;

use std::collections::HashSet;
use std::io::{self, Cursor, Read, Seek, SeekFrom, Write};
use std::sync::atomic::{AtomicU64, Ordering};

use base64::Engine as _;
use kakitome_cms::{Envelope as Container, EnvelopeKind, Keys, RecipientInfo, UnlockPolicy};
use kakitome_crypto::{ContentCipher, DigestAlgorithm, KeyKind, KeyTransport, MemoryOpener, PrivateKey};
use kakitome_mime::Message;
use kakitome_smime::seal::{
    self, Algorithms, Candidate, Capabilities, Chosen, Form, NotEncrypted, RecipientPolicy, Trust, choose, envelopes,
};
use kakitome_smime::{Decrypted, HeaderProtection, InMemory, Limits, NotDecrypted, Policy, Scheme, decrypt, decrypt_many, open_encrypted};
use rcgen::KeyUsagePurpose;
use support::{Authority, NOW, Person};

const RSA: KeyKind = KeyKind::Rsa { bits: 2048 };

fn opens(person: &Person, mail: &[u8]) -> Result<Decrypted, NotDecrypted> {
    let opener = MemoryOpener::new(PrivateKey::from_pkcs8(&person.pkcs8).unwrap()).unwrap();
    let keys = Keys::new().own(&person.certificate, &opener);
    decrypt(&mut Cursor::new(mail), &keys, &UnlockPolicy::default(), &Limits::default(), &InMemory)
}

#[track_caller]
fn inside(person: &Person, mail: &[u8]) -> Vec<u8> {
    let mut content = Vec::new();
    opens(person, mail).unwrap_or_else(|error| panic!("{error}")).write_to(&mut content).unwrap();
    content
}

/// A reader of that kind of key.
fn reader(root: &Authority, address: &str, kind: KeyKind) -> Person {
    root.person_with(address, kind, |params| {
        params.key_usages = vec![KeyUsagePurpose::KeyEncipherment, KeyUsagePurpose::KeyAgreement];
    })
}

fn chosen(root: &Authority, address: &str, person: &Person, capabilities: Option<Capabilities>) -> Chosen {
    let candidate = Candidate { capabilities, ..Candidate::new(person.certificate.clone(), Trust::Harvested) };
    choose(Some(address), &[candidate], &root.evidence(), &RecipientPolicy::default(), NOW).unwrap()
}

fn encrypted(mail: &[u8], request: &kakitome_cms::encrypt::Request) -> Vec<u8> {
    let index = Message::from_bytes(mail, &kakitome_mime::Limits::default()).unwrap();
    let mut out = Vec::new();
    seal::encrypt(&mut Cursor::new(mail), &index, request, &mut out).unwrap();
    out
}

fn one(root: &Authority, person: &Person, mail: &[u8]) -> Vec<u8> {
    let to = chosen(root, "taro@bank.example", person, None);
    encrypted(mail, &envelopes(&[to], &[], None, &Algorithms::default()).unwrap()[0].request)
}

/// The container, by plain text search.
fn container(mail: &[u8]) -> Vec<u8> {
    let at = mail.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
    let text: Vec<u8> = mail[at..].iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
    base64::engine::general_purpose::STANDARD.decode(text).unwrap()
}

fn envelope(mail: &[u8]) -> Container {
    Container::read(&mut Cursor::new(container(mail)), &kakitome_cms::Limits::default()).unwrap()
}

#[test]
fn fields_stay_outside_and_content_goes_inside() {
    let root = Authority::new("Root");
    let taro = reader(&root, "taro@bank.example", RSA);
    let kept = "From: 書留 <kakitome@例え.jp>\r\nTo: =?ISO-2022-JP?B?GyRCQkBPOhsoQg==?= <taro@bank.example>,\r\n\thanako@bank.example\r\n\
                Subject: 8ビットの件名 = mail\r\nX-Long:  two  blanks \r\nMIME-Version: 1.0\r\n";
    let content = "Content-Type: text/plain;\r\n charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\nContent-Language: ja\r\n";
    let body = "\r\n書留でお送りします。\r\n.\r\nFrom here\r\n\r\n";
    let mixed = kept.replace("Subject:", &format!("{content}bcc: hidden@bank.example,\r\n more@bank.example\r\nSubject:"));
    let mixed = mixed.replace("X-Long:", "Resent-Bcc: also@bank.example\r\nDKIM-Signature: v=1; d=bank.example\r\nX-Long:");
    let mail = one(&root, &taro, format!("{mixed}{body}").as_bytes());
    let text = String::from_utf8(mail.clone()).unwrap();
    let announced = "Content-Type: application/pkcs7-mime; smime-type=enveloped-data;\r\n name=\"smime.p7m\"\r\n\
                     Content-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename=\"smime.p7m\"\r\n\
                     Content-Description: S/MIME Encrypted Message\r\n\r\n";
    assert!(text.starts_with(&format!("{kept}{announced}")), "{text}");
    let lines = text.split_once(announced).unwrap().1;
    assert!(lines.split("\r\n").all(|line| line.len() <= 76 && line.is_ascii()));
    assert_eq!(String::from_utf8(inside(&taro, &mail)).unwrap(), format!("{content}{body}"));
    assert_ne!(container(&mail)[1], 0x80, "definite lengths: every program reads them");
}

/// Together as one by one: good mails, mails in clear, mails for others, spoilt ones, in their order.
#[test]
fn many_mails_come_back_in_their_order() {
    let root = Authority::new("Root");
    let (taro, namesake) = (reader(&root, "taro@bank.example", RSA), reader(&root, "taro@bank.example", RSA));
    let mail = |number: usize| format!("From: a@b.example\r\nTo: taro@bank.example\r\n\r\nNumber {number}.\r\n").into_bytes();
    let mails: Vec<Vec<u8>> = (0..13)
        .map(|number| match number % 6 {
            1 => mail(number),
            3 => one(&root, &namesake, &mail(number)),
            5 => {
                let mut spoilt = one(&root, &taro, &mail(number));
                let at = spoilt.len() - 12;
                spoilt[at] = if spoilt[at] == b'A' { b'B' } else { b'A' };
                spoilt
            }
            _ => one(&root, &taro, &mail(number)),
        })
        .collect();
    let said = |outcome: Result<Decrypted, NotDecrypted>| {
        let mut content = Vec::new();
        outcome.map_err(|error| error.to_string()).map(|mut decrypted| {
            decrypted.write_to(&mut content).unwrap();
            content
        })
    };
    let opener = MemoryOpener::new(PrivateKey::from_pkcs8(&taro.pkcs8).unwrap()).unwrap();
    let keys = Keys::new().own(&taro.certificate, &opener);
    let mut sources: Vec<_> = mails.iter().map(Cursor::new).collect();
    let together = decrypt_many(&mut sources, &keys, &UnlockPolicy::default(), &Limits::default(), &InMemory);
    assert_eq!(together.len(), mails.len());
    for (number, (together, mail)) in together.into_iter().zip(&mails).enumerate() {
        let (together, alone) = (said(together), said(opens(&taro, mail)));
        assert_eq!(together, alone, "{number}");
        let good = together.is_ok_and(|content| content.ends_with(format!("\r\n\r\nNumber {number}.\r\n").as_bytes()));
        assert_eq!(good, number % 2 == 0, "{number}");
    }
}

#[test]
fn every_kind_of_mail_comes_back() {
    let root = Authority::new("Root");
    let taro = reader(&root, "taro@bank.example", RSA);
    let jis = "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=shift_jis\r\nContent-Transfer-Encoding: 8bit\r\n";
    for (name, fields, body, expected) in [
        ("no MIME", "", &b"Hello.\r\n"[..], &b"Content-Type: text/plain\r\n\r\nHello.\r\n"[..]),
        ("no body", "", b"", b"Content-Type: text/plain\r\n\r\n"),
        ("no line break at the end", "", b"Hello.", b"Content-Type: text/plain\r\n\r\nHello."),
        ("8 bits", jis, b"\x8f\x91\x97\xaf\r\n", b"\x8f\x91\x97\xaf\r\n"),
        ("LF", jis, b"\x8f\x91\n\x97\xaf\n", b"\x8f\x91\r\n\x97\xaf\r\n"),
        ("long line", "", &[b'x'; 5000], &[b'x'; 5000]),
    ] {
        let header = format!("From: a@b.example\r\nTo: taro@bank.example\r\n{fields}\r\n");
        let mail = [header.as_bytes(), body].concat();
        let sealed = one(&root, &taro, &mail);
        assert!(sealed.starts_with(b"From: a@b.example\r\nTo: taro@bank.example\r\nMIME-Version: 1.0\r\nContent-Type"), "{name}");
        let content = inside(&taro, &sealed);
        assert!(content.ends_with(expected), "{name}: {:?}", String::from_utf8_lossy(&content));
    }
}

#[test]
fn a_signature_goes_inside_to_the_byte() {
    let root = Authority::new("Root");
    let (alice, taro) = (root.person("alice@bank.example"), reader(&root, "taro@bank.example", KeyKind::P256));
    let mail = support::mail("alice@bank.example", support::TEXT);
    let signed = alice.seal(&mail);
    let sealed = one(&root, &taro, &signed);
    let content = inside(&taro, &sealed);
    let at = String::from_utf8(signed.clone()).unwrap().find("Content-Type:").unwrap();
    assert_eq!(content, &signed[at..]);
    let opened = [b"From: alice@bank.example\r\n".as_slice(), &content].concat();
    assert_eq!(root.verdict(&opened), "valid");
    let index = Message::from_bytes(&sealed, &kakitome_mime::Limits::default()).unwrap();
    let request = &envelopes(&[chosen(&root, "taro@bank.example", &taro, None)], &[], None, &Algorithms::default()).unwrap()[0].request;
    let again = seal::encrypt(&mut Cursor::new(&sealed), &index, request, &mut Vec::new());
    assert!(matches!(again, Err(NotEncrypted::AlreadyEncrypted)), "{again:?}");
}

#[test]
fn gcm_and_oaep_where_they_are_known_to_be_read() {
    let root = Authority::new("Root");
    let (taro, hanako) = (reader(&root, "taro@bank.example", RSA), reader(&root, "hanako@bank.example", RSA));
    let mut modern = Capabilities::default();
    modern.ciphers = vec![ContentCipher::Aes256Gcm, ContentCipher::Aes256Cbc];
    modern.oaep = Some(KeyTransport::oaep(DigestAlgorithm::Sha256));
    let mail = b"From: a@b.example\r\n\r\nHello.\r\n";
    let to = chosen(&root, "taro@bank.example", &taro, Some(modern));
    let all = envelopes(std::slice::from_ref(&to), &[], None, &Algorithms::default()).unwrap();
    let sealed = encrypted(mail, &all[0].request);
    assert_eq!(all[0].cipher, ContentCipher::Aes256Gcm);
    assert!(String::from_utf8_lossy(&sealed).contains("smime-type=authEnveloped-data"));
    assert_eq!(opens(&taro, &sealed).unwrap().kind, EnvelopeKind::AuthEnveloped);
    assert!(inside(&taro, &sealed).ends_with(b"Hello.\r\n"));
    let RecipientInfo::KeyTransport(info) = &envelope(&sealed).recipients[0].info else { panic!("key transport") };
    assert_eq!(info.algorithm.oid.to_string(), "1.2.840.113549.1.1.7");
    // one of whom nothing is known, and all get what everybody reads; OAEP stays where it is known
    let other = chosen(&root, "hanako@bank.example", &hanako, None);
    let all = envelopes(&[to, other], &[], None, &Algorithms::default()).unwrap();
    let sealed = encrypted(mail, &all[0].request);
    assert!(inside(&taro, &sealed).ends_with(b"Hello.\r\n") && inside(&hanako, &sealed).ends_with(b"Hello.\r\n"));
    let names: Vec<String> = envelope(&sealed)
        .recipients
        .iter()
        .map(|one| match &one.info {
            RecipientInfo::KeyTransport(info) => info.algorithm.oid.to_string(),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(names.iter().collect::<HashSet<_>>().len(), 2, "{names:?}");
    assert_eq!(opens(&taro, &sealed).unwrap().kind, EnvelopeKind::Enveloped);
}

#[test]
fn m08_nothing_weak_is_made() {
    let root = Authority::new("Root");
    let taro = reader(&root, "taro@bank.example", RSA);
    // 3DES, RC2, DES: what Outlook Express said of itself
    let entry = |oid: &str| kakitome_ber::der::sequence(&[&kakitome_ber::der::oid(&oid.parse().unwrap())]);
    let list = [entry("1.2.840.113549.3.7"), entry("1.2.840.113549.3.2"), entry("1.3.14.3.2.7")];
    let list: Vec<&[u8]> = list.iter().map(Vec::as_slice).collect();
    let old = Capabilities::from_der(&kakitome_ber::der::sequence(&list)).unwrap();
    let to = chosen(&root, "taro@bank.example", &taro, Some(old));
    let all = envelopes(std::slice::from_ref(&to), &[], None, &Algorithms::default()).unwrap();
    assert_eq!(all[0].cipher, ContentCipher::Aes256Cbc);
    for weak in [ContentCipher::TripleDesCbc, ContentCipher::DesCbc, ContentCipher::Rc2Cbc { effective_bits: 40 }] {
        let mut policy = Algorithms::default();
        policy.otherwise = weak;
        assert!(envelopes(std::slice::from_ref(&to), &[], None, &policy).is_err(), "{}", weak.name());
    }
}

#[test]
fn m29_blind_recipients_are_in_no_other_message() {
    let root = Authority::new("Root");
    let addresses = ["taro@bank.example", "hanako@bank.example", "blind@bank.example", "other@bank.example", "alice@bank.example"];
    let people: Vec<Person> = addresses.iter().map(|address| reader(&root, address, KeyKind::P256)).collect();
    let all: Vec<Chosen> = addresses.iter().zip(&people).map(|(address, person)| chosen(&root, address, person, None)).collect();
    let mail = b"From: alice@bank.example\r\nTo: taro@bank.example\r\nCc: hanako@bank.example\r\nBcc: blind@bank.example\r\n other@bank.example\r\n\r\nHello.\r\n";
    // taro is named blindly too, and is served openly
    let blind = [all[2].clone(), all[0].clone(), all[3].clone()];
    let messages = envelopes(&all[..2], &blind, Some(&all[4]), &Algorithms::default()).unwrap();
    let who: Vec<(bool, Vec<&str>)> = messages.iter().map(|one| (one.blind, one.recipients.iter().map(String::as_str).collect())).collect();
    let expected = [(false, vec![addresses[0], addresses[1]]), (true, vec![addresses[2]]), (true, vec![addresses[3]])];
    assert_eq!(who, expected);
    let opened_by = [vec![0, 1, 4], vec![2], vec![3]];
    for (message, able) in messages.iter().zip(opened_by) {
        let sealed = encrypted(mail, &message.request);
        assert!(!String::from_utf8_lossy(&sealed).to_lowercase().contains("bcc"));
        assert_eq!(envelope(&sealed).recipients.len(), able.len());
        let serial_is_inside = |person: &Person| {
            let serial = person.certificate.serial().content();
            container(&sealed).windows(serial.len()).any(|window| window == serial)
        };
        for (number, person) in people.iter().enumerate() {
            assert_eq!(opens(person, &sealed).is_ok(), able.contains(&number), "{number}");
            assert_eq!(serial_is_inside(person), able.contains(&number), "{number}");
        }
    }
    // nobody visible: the sent copy is a message of its own
    let messages = envelopes(&[], &all[2..3], Some(&all[4]), &Algorithms::default()).unwrap();
    let who: Vec<_> = messages.iter().map(|one| (one.blind, one.recipients.len())).collect();
    assert_eq!(who, [(false, 0), (true, 1)]);
    assert!(envelopes(&[], &[], None, &Algorithms::default()).is_err());
}

#[test]
fn m30_no_key_and_no_vector_twice() {
    let root = Authority::new("Root");
    let taro = reader(&root, "taro@bank.example", KeyKind::P256);
    let mail = b"From: a@b.example\r\n\r\nHello.\r\n";
    for gcm in [false, true] {
        let mut known = Capabilities::default();
        known.ciphers = vec![ContentCipher::Aes256Gcm];
        let to = chosen(&root, "taro@bank.example", &taro, gcm.then_some(known));
        let message = envelopes(&[to], &[], None, &Algorithms::default()).unwrap().swap_remove(0);
        let (mut vectors, mut keys, mut ends) = (HashSet::new(), HashSet::new(), HashSet::new());
        const MAILS: usize = 500;
        for _ in 0..MAILS {
            let sealed = encrypted(mail, &message.request);
            let envelope = envelope(&sealed);
            vectors.insert(envelope.encryption.identifier.raw.clone());
            let RecipientInfo::KeyAgreement(info) = &envelope.recipients[0].info else { panic!("key agreement") };
            keys.insert(info.keys[0].encrypted_key.clone());
            let bytes = container(&sealed);
            ends.insert(bytes[bytes.len() - 16..].to_vec());
        }
        assert_eq!([vectors.len(), keys.len(), ends.len()], [MAILS; 3]);
    }
}

/// A mail of any length without its bytes in memory, which counts what is read of it.
struct Endless<'a> {
    header: &'a [u8],
    length: u64,
    at: u64,
    read: &'a AtomicU64,
}

impl Read for Endless<'_> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let count = bytes.len().min(usize::try_from(self.length - self.at).unwrap());
        for byte in &mut bytes[..count] {
            let line = [b'x'; 76];
            let at = self.at as usize;
            *byte = match at.checked_sub(self.header.len()) {
                None => self.header[at],
                Some(at) => *line.get(at % 78).unwrap_or(if at % 78 == 76 { &b'\r' } else { &b'\n' }),
            };
            self.at += 1;
        }
        self.read.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

impl Seek for Endless<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.at = match to {
            SeekFrom::Start(at) => at,
            SeekFrom::Current(by) => self.at.saturating_add_signed(by),
            SeekFrom::End(by) => self.length.saturating_add_signed(by),
        };
        Ok(self.at)
    }
}

/// Keeps a number, not the bytes.
#[derive(Default)]
struct Counted(u64);

impl Write for Counted {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_hundred_recipients_cost_one_encryption() {
    let root = Authority::new("Root");
    let people: Vec<(String, Person)> = (0..100)
        .map(|number| (format!("p{number}@bank.example"), KeyKind::P256))
        .map(|(address, kind)| (address.clone(), reader(&root, &address, kind)))
        .collect();
    let all: Vec<Chosen> = people.iter().map(|(address, person)| chosen(&root, address, person, None)).collect();
    let message = envelopes(&all, &[], None, &Algorithms::default()).unwrap().swap_remove(0);
    let read = AtomicU64::new(0);
    let header = b"From: a@b.example\r\nTo: many@bank.example\r\n\r\n";
    let length = header.len() as u64 + 78 * 40_000;
    let mut source = Endless { header, length, at: 0, read: &read };
    let index = Message::read(&mut source, &kakitome_mime::Limits::default()).unwrap();
    read.store(0, Ordering::Relaxed);
    let mut out = Counted::default();
    seal::encrypt(&mut source, &index, &message.request, &mut out).unwrap();
    assert!(read.load(Ordering::Relaxed) <= length, "the source is read once");
    let one = length * 4 / 3 + length / 38;
    assert!(out.0 < one + 100 * 800, "{} of {length}", out.0);
    let small = encrypted(b"From: a@b.example\r\n\r\nHello.\r\n", &message.request);
    assert_eq!(envelope(&small).recipients.len(), 100);
    for (_, person) in people.iter().step_by(33) {
        assert!(inside(person, &small).ends_with(b"Hello.\r\n"));
    }
}

/// RFC 9788: what is written inside is what the report finds there, and outside stands what the baseline policy leaves.
#[test]
fn a_protected_header_goes_inside() {
    let root = Authority::new("Root");
    let taro = reader(&root, "taro@bank.example", RSA);
    let alice = root.person("alice@bank.example");
    let header = "From: Alice <alice@bank.example>\r\nTo: taro@bank.example\r\nBcc: hidden@bank.example\r\nSubject: Contract\r\n number 7\r\n\
                  Date: Sun, 22 Nov 2026 10:00:00 +0900\r\nKeywords: secret\r\nMIME-Version: 1.0\r\n";
    let to = chosen(&root, "taro@bank.example", &taro, None);
    let request = &envelopes(&[to], &[], None, &Algorithms::default()).unwrap()[0].request;
    let protecting = |mail: &[u8]| {
        let index = Message::from_bytes(mail, &kakitome_mime::Limits::default()).unwrap();
        let mut out = Vec::new();
        seal::encrypt_protecting(&mut Cursor::new(mail), &index, request, &mut out).unwrap();
        out
    };
    for content in [
        "Content-Type: text/plain;\r\n charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n書留\r\n",
        "\r\nHello.\r\n",
        "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nx\r\n--b--\r\n",
    ] {
        let mail = format!("{header}{content}").into_bytes();
        let signed_first = alice.seal_with(&mail, |recipe| recipe.protect = Some(HeaderProtection::Cipher));
        for sealed in [protecting(&mail), encrypted(&signed_first, request)] {
            let outer = String::from_utf8(sealed.clone()).unwrap();
            let outer = outer.split("\r\n\r\n").next().unwrap();
            assert!(outer.contains("Subject: [...]\r\n") && !outer.contains("Contract") && !outer.contains("secret"), "{outer}");
            assert!(!outer.contains("hidden@") && outer.matches("MIME-Version").count() == 1, "{outer}");
            let inside = String::from_utf8(inside(&taro, &sealed)).unwrap();
            assert!(!inside.contains("hidden@"), "{inside}");
            let opener = MemoryOpener::new(PrivateKey::from_pkcs8(&taro.pkcs8).unwrap()).unwrap();
            let keys = Keys::new().own(&taro.certificate, &opener);
            let report = open_encrypted(&mut Cursor::new(&sealed), &root.evidence(), &Policy::default(), NOW, &keys, &InMemory).unwrap();
            let found = report.protected.as_ref().unwrap_or_else(|| panic!("{:?}: {inside}", support::ids(&report)));
            assert_eq!(found.scheme, Scheme::Cipher);
            let subject = found.fields.iter().find(|field| field.name == "Subject").unwrap();
            assert_eq!(subject.value.split_whitespace().collect::<Vec<_>>().join(" "), "Contract number 7");
        }
        let report = root.judge(&signed_first);
        assert_eq!(report.verdict().word(), "valid", "{:?}", support::ids(&report));
    }
    // signed alone: the copy is inside, and outside nothing changes
    let mail = format!("{header}Content-Type: text/plain\r\n\r\nHello.\r\n").into_bytes();
    for form in [Form::Clear, Form::Opaque] {
        let sealed = alice.seal_with(&mail, |recipe| (recipe.protect, recipe.form) = (Some(HeaderProtection::Clear), form));
        let report = root.judge(&sealed);
        assert_eq!((report.verdict().word(), report.protected.unwrap().scheme), ("valid", Scheme::Clear), "{form:?}");
        assert!(
            String::from_utf8(sealed)
                .unwrap()
                .starts_with("From: Alice <alice@bank.example>\r\nTo: taro@bank.example\r\nSubject: Contract")
        );
    }
}
