//! What is sealed here: its form, what stays outside, what is refused, and that it opens as valid whatever the mail was.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

mod support;

use std::io::{self, Cursor, Read, Seek, SeekFrom};

use kakitome_crypto::{Kind as KeyUse, Signer};
use kakitome_mime::{Limits, Message};
use kakitome_pki::UnixTime;
use kakitome_smime::seal::{self, Ambiguous, Dkim, Form, Kind, NotSevenBit, Reason, Recipe, Refusal, classify};
use kakitome_smime::{Backing, Policy, Spill, open_with};
use support::{Authority, NOW, Person, TEXT, clear, has, ids, mail, opaque};

const ALICE: &str = "alice@bank.example";

fn index(mail: &[u8]) -> Message {
    Message::from_bytes(mail, &Limits::default()).unwrap()
}

fn refusal(person: &Person, mail: &[u8], change: impl FnOnce(&mut Recipe)) -> Refusal {
    let mut recipe = Recipe::new(NOW, *b"0123456789abcdef");
    change(&mut recipe);
    seal::prepare(&mut Cursor::new(mail), &index(mail), &person.identity(), &recipe).expect_err("should not be signed")
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).expect("ASCII")
}

/// Mails of many kinds; each must come back valid.
fn mails() -> Vec<(&'static str, Vec<u8>)> {
    let header = |fields: &str| format!("From: {ALICE}\r\nTo: b@c.example\r\nDate: Sun, 22 Nov 2026 10:00:00 +0900\r\n{fields}");
    let jis = b"\x1b$B=qN1\x1b(B\r\n";
    let sjis = b"\x8f\x91\x97\xaf\r\n";
    let with = |fields: &str, body: &[u8]| [header(fields).as_bytes(), b"\r\n", body].concat();
    let utf8 = "書留 \u{1f4ee}\r\n".as_bytes();
    vec![
        ("no MIME at all", with("Subject: x\r\n", b"Hello.\r\n")),
        ("no body", with("Subject: x\r\n", b"")),
        ("no line break at the end", with("Subject: x\r\n", b"Hello.")),
        ("blank lines at the end", with("Subject: x\r\n", b"Hello.\r\n\r\n\r\n")),
        ("dots and From lines", with("", b".\r\n..\r\nFrom here\r\n-- \r\ntrailing \t\r\n")),
        ("ISO-2022-JP", with("MIME-Version: 1.0\r\nContent-Type: text/plain; charset=iso-2022-jp\r\n", jis)),
        ("Shift_JIS", with("MIME-Version: 1.0\r\nContent-Type: text/plain; charset=shift_jis\r\nContent-Transfer-Encoding: 8bit\r\n", sjis)),
        ("UTF-8", with("MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n", utf8)),
        ("8-bit without MIME", with("Subject: x\r\n", sjis)),
        ("8-bit header", [header("Subject: ").as_bytes(), utf8, b"\r\nHello.\r\n"].concat()),
        ("long line", with("Subject: x\r\n", &[vec![b'x'; 5000], b"\r\n".to_vec()].concat())),
        ("LF", text(&with("Subject: x\r\n", b"Hello.\r\nYou.\r\n")).replace("\r\n", "\n").into_bytes()),
        (
            "multipart with preamble and epilogue",
            with(
                "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n",
                b"before\r\n--b\r\n\r\none\r\n--b\r\nContent-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\r\nAAAA\r\n--b--\r\nafter\r\n",
            ),
        ),
        (
            "nested multipart, epilogue inside",
            with(
                "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n",
                b"--b\r\nContent-Type: multipart/alternative; boundary=c\r\n\r\n--c\r\n\r\none\r\n--c\r\nContent-Type: text/html\r\n\r\n<p>\r\n--c--\r\nafter\r\n--b--\r\n",
            ),
        ),
        (
            "a forwarded message",
            with(
                "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n",
                b"--b\r\n\r\none\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nFrom: x@y.example\r\n\r\nHi.\r\n--b--\r\n",
            ),
        ),
    ]
}

#[test]
fn every_mail_comes_back_valid() {
    let root = Authority::new("Root");
    let alice = root.person(ALICE);
    for (name, mail) in mails() {
        for form in [Form::Clear, Form::Opaque] {
            let sealed = alice.seal_with(&mail, |recipe| recipe.form = form);
            let report = root.judge(&sealed);
            assert_eq!(report.verdict().word(), "valid", "{name}, {form:?}: {:?}\n{}", ids(&report), String::from_utf8_lossy(&sealed));
            assert!(!has(&report, "smime.canonical-line-ends") && !has(&report, "smime.text-after"), "{name}");
        }
    }
}

#[test]
fn what_is_signed_is_seven_bit_and_ends_in_crlf() {
    let root = Authority::new("Root");
    let alice = root.person(ALICE);
    for (name, mail) in mails() {
        let sealed = alice.seal(&mail);
        let index = index(&sealed);
        let part = &index.root.children()[0];
        let lines = part.lines();
        assert!(lines.is_seven_bit() && lines.is_canonical(), "{name}: {lines:?}");
        assert_eq!(index.root.children().len(), 2, "{name}");
    }
}

#[test]
fn the_header_is_split() {
    let root = Authority::new("Root");
    let alice = root.person(ALICE);
    let mail = format!(
        "Received: by x\r\nFrom: {ALICE}\r\nBcc: hidden@d.example\r\nResent-Bcc: h2@d.example\r\nDKIM-Signature: v=1;\r\n b=abc\r\n\
         Content-Type: text/plain; charset=utf-8\r\nSubject: =?utf-8?q?x?=\r\n folded\r\nContent-Disposition: inline\r\nX-Last: y\r\n\r\nHello.\r\n"
    );
    let sealed = alice.seal(mail.as_bytes());
    let (outer, rest) = text(&sealed).split_once("\r\n\r\n").unwrap();
    assert!(outer.starts_with(
        "Received: by x\r\nFrom: alice@bank.example\r\nSubject: =?utf-8?q?x?=\r\n folded\r\nX-Last: y\r\nMIME-Version: 1.0\r\n"
    ));
    assert!(!outer.to_ascii_lowercase().contains("bcc") && !outer.contains("DKIM"));
    assert!(outer.contains("protocol=\"application/pkcs7-signature\"") && outer.contains("micalg=sha-256"));
    assert!(rest.contains("Content-Type: text/plain; charset=utf-8\r\nContent-Disposition: inline\r\n\r\nHello.\r\n\r\n--"));
    assert!(rest.contains("filename=\"smime.p7s\""));
    let kept = alice.seal_with(mail.as_bytes(), |recipe| recipe.keep_bcc = true);
    assert!(text(&kept).contains("Bcc: hidden@d.example\r\nResent-Bcc: h2@d.example\r\n"));
}

#[test]
fn no_epilogue_is_signed() {
    let root = Authority::new("Root");
    let alice = root.person(ALICE);
    let mail = format!(
        "From: {ALICE}\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n\
         --c\r\n\r\none\r\n--c--\r\ninner epilogue\r\n--b--\r\nouter epilogue\r\n\r\n"
    );
    let sealed = alice.seal(mail.as_bytes());
    assert!(!text(&sealed).contains("epilogue"), "{}", text(&sealed));
    assert!(text(&sealed).contains("--c--\r\n--b--\r\n\r\n--="));
    assert_eq!(root.verdict(&sealed), "valid");
}

#[test]
fn the_signing_time_is_the_clock_or_nothing() {
    let root = Authority::new("Root");
    let alice = root.person(ALICE);
    let time = |date: &str| {
        let mail = format!("From: {ALICE}\r\n{date}Subject: x\r\n\r\nHello.\r\n");
        root.judge(&alice.seal(mail.as_bytes())).signers[0].signing_time
    };
    assert_eq!(time("Date: Sun, 22 Nov 2026 10:00:00 +0900\r\n"), Some(NOW));
    assert_eq!(time("Date: Sun, 22 Nov 2026 10:59:59 +0900\r\n"), Some(NOW));
    assert_eq!(time("Date: Sun, 22 Nov 2026 01:00:00 -0000\r\n"), Some(NOW));
    for none in ["Date: Sun, 22 Nov 2026 11:00:01 +0900\r\n", "Date: Fri, 20 Nov 2026 10:00:00 +0900\r\n", "Date: yesterday\r\n", ""] {
        assert_eq!(time(none), None, "{none}");
    }
}

#[test]
fn what_is_sealed_already_is_left_alone() {
    let root = Authority::new("Root");
    let alice = root.person(ALICE);
    let signed = mail(ALICE, &clear(TEXT, &alice.detached(TEXT.as_bytes())));
    let inside = mail(ALICE, &opaque("signed-data", &alice.opaque(TEXT.as_bytes())));
    let encrypted = mail(ALICE, &opaque("enveloped-data", b"\x30\x00"));
    let pgp =
        mail(ALICE, "Content-Type: multipart/encrypted; protocol=\"application/pgp-encrypted\"; boundary=x\r\n\r\n--x\r\n\r\n--x--\r\n");
    for (mail, reason) in
        [(signed, Reason::AlreadySigned), (inside, Reason::AlreadySigned), (encrypted, Reason::Encrypted), (pgp, Reason::Encrypted)]
    {
        assert!(matches!(refusal(&alice, &mail, |_| {}), Refusal::LeaveAsIs(found) if found == reason));
    }
}

#[test]
fn rules_for_dkim_ambiguity_and_eight_bit() {
    let root = Authority::new("Root");
    let alice = root.person(ALICE);
    let dkim = format!("DKIM-Signature: v=1; b=x\r\nFrom: {ALICE}\r\n\r\nHello.\r\n");
    let leave = refusal(&alice, dkim.as_bytes(), |recipe| recipe.dkim = Dkim::LeaveUnsigned);
    assert!(matches!(leave, Refusal::LeaveAsIs(Reason::DkimSigned)));
    let refuse = refusal(&alice, dkim.as_bytes(), |recipe| recipe.dkim = Dkim::Refuse);
    assert!(matches!(refuse, Refusal::Refuse(Reason::DkimSigned)));

    let ambiguous = format!("From: {ALICE}\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nno end\r\n");
    let leave = refusal(&alice, ambiguous.as_bytes(), |_| {});
    assert!(matches!(&leave, Refusal::LeaveAsIs(Reason::Ambiguous { .. })), "{leave:?}");
    let refuse = refusal(&alice, ambiguous.as_bytes(), |recipe| recipe.ambiguous = Ambiguous::Refuse);
    assert!(matches!(refuse, Refusal::Refuse(Reason::Ambiguous { .. })));

    // A signed part with 8-bit octets must not be touched: it cannot be made 7-bit.
    let part = "Content-Type: multipart/signed; protocol=\"application/pkcs7-signature\"; boundary=s\r\n\r\n--s\r\nContent-Type: text/plain; charset=utf-8\r\n\
         Content-Transfer-Encoding: 8bit\r\n\r\n書留\r\n--s\r\nContent-Type: application/pkcs7-signature\r\n\r\nMIA=\r\n--s--\r\n";
    let mixed =
        format!("From: {ALICE}\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n{part}\r\n--b--\r\n");
    let leave = refusal(&alice, mixed.as_bytes(), |_| {});
    assert!(matches!(leave, Refusal::LeaveAsIs(Reason::NotSevenBit(_))), "{leave:?}");
    let refuse = refusal(&alice, mixed.as_bytes(), |recipe| recipe.not_seven_bit = NotSevenBit::Refuse);
    assert!(matches!(refuse, Refusal::Refuse(Reason::NotSevenBit(_))));
    let sealed = alice.seal_with(mixed.as_bytes(), |recipe| recipe.not_seven_bit = NotSevenBit::Opaque);
    let report = root.judge(&sealed);
    assert!(text(&sealed).contains("smime-type=signed-data"));
    assert!(report.signers[0].integrity.word() == "intact", "{:?}", ids(&report));
}

#[test]
fn a_boundary_that_occurs_in_the_mail_is_not_used() {
    let root = Authority::new("Root");
    let alice = root.person(ALICE);
    let plain = format!("From: {ALICE}\r\nSubject: x\r\n\r\nHello.\r\n");
    let sealed = alice.seal(plain.as_bytes());
    let boundary = String::from_utf8(index(&sealed).root.multipart().unwrap().boundary.clone()).unwrap();
    let hostile = format!("From: {ALICE}\r\nSubject: x\r\n\r\n--{boundary}\r\nContent-Type: text/html\r\n\r\nevil\r\n--{boundary}--\r\n");
    let sealed = alice.seal(hostile.as_bytes());
    let other = String::from_utf8(index(&sealed).root.multipart().unwrap().boundary.clone()).unwrap();
    assert_ne!(boundary, other);
    assert_eq!(root.verdict(&sealed), "valid");
}

#[test]
fn kinds_of_mail() {
    let kind = |fields: &str, body: &str| classify(&index(format!("From: {ALICE}\r\nMIME-Version: 1.0\r\n{fields}\r\n{body}").as_bytes()));
    let parts = |inside: &str| format!("--b\r\n{inside}\r\n\r\nx\r\n--b--\r\n");
    assert_eq!(kind("", "x\r\n"), Kind::Plain);
    assert_eq!(kind("Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n", &parts("")), Kind::Dsn);
    assert_eq!(kind("Content-Type: multipart/report; report-type=Disposition-Notification; boundary=b\r\n", &parts("")), Kind::Mdn);
    assert_eq!(kind("Content-Type: multipart/report; report-type=feedback-report; boundary=b\r\n", &parts("")), Kind::Report);
    assert_eq!(kind("Auto-Submitted: auto-replied (vacation)\r\n", "x\r\n"), Kind::AutoSubmitted);
    assert_eq!(kind("Auto-Submitted: No\r\n", "x\r\n"), Kind::Plain);
    assert_eq!(kind("Content-Type: text/calendar\r\n", "x\r\n"), Kind::Calendar);
    let invitation = parts("Content-Type: text/calendar; method=REQUEST\r\n");
    assert_eq!(kind("Content-Type: multipart/alternative; boundary=b\r\n", &invitation), Kind::Calendar);
    let file = parts("Content-Type: text/calendar; name=x.ics\r\n");
    assert_eq!(kind("Content-Type: multipart/mixed; boundary=b\r\n", &file), Kind::Plain);
}

/// A mail of any size that is nowhere in memory: a header, then one line over and over.
struct Endless {
    header: Vec<u8>,
    length: u64,
    at: u64,
}

const LINE: &[u8; 64] = b"The same sixty-two octets are repeated until the mail is long.\r\n";

impl Read for Endless {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut count = 0;
        while count < buffer.len() && self.at < self.length {
            let at = usize::try_from(self.at).unwrap();
            let from: &[u8] =
                self.header.get(at..).filter(|rest| !rest.is_empty()).unwrap_or(&LINE[at.saturating_sub(self.header.len()) % 64..]);
            let take = from.len().min(buffer.len() - count).min(usize::try_from(self.length - self.at).unwrap());
            buffer[count..count + take].copy_from_slice(&from[..take]);
            count += take;
            self.at += take as u64;
        }
        Ok(count)
    }
}

impl Seek for Endless {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.at = match to {
            SeekFrom::Start(at) => at,
            SeekFrom::Current(by) => self.at.checked_add_signed(by).unwrap(),
            SeekFrom::End(by) => self.length.checked_add_signed(by).unwrap(),
        };
        Ok(self.at)
    }
}

/// Highest resident memory of this process so far, in kB.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

#[test]
fn two_hundred_megabytes_in_constant_memory() {
    let root = Authority::new("Root");
    let alice = root.person(ALICE);
    let header = format!("From: {ALICE}\r\nMIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\n").into_bytes();
    let length = header.len() as u64 + 64 * (200 << 14);
    let mut source = Endless { header, length, at: 0 };
    let before = peak();
    let index = Message::read(&mut source, &Limits::default()).unwrap();
    for form in [Form::Clear, Form::Opaque] {
        let recipe = Recipe { form, ..Recipe::new(UnixTime(0), *b"0123456789abcdef") };
        let prepared = seal::prepare(&mut source, &index, &alice.identity(), &recipe).unwrap();
        let signature = alice.signer.sign(KeyUse::SignedAttributes, prepared.request()).unwrap();
        let sealed = prepared.finish(&signature);
        let mut count = Count(0);
        sealed.write_to(&mut source, &mut count).unwrap();
        assert_eq!(count.0, sealed.len());
    }
    let more = peak().saturating_sub(before);
    assert!(more < 16_000, "{more} kB more");
}

struct OnDisk;

impl Spill for OnDisk {
    fn create(&self) -> io::Result<Box<dyn Backing>> {
        Ok(Box::new(tempfile::tempfile()?))
    }
}

#[test]
fn a_large_mail_is_opened_in_constant_memory() {
    let root = Authority::new("Root");
    let alice = root.person(ALICE);
    let header = format!("From: {ALICE}\r\nMIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\n").into_bytes();
    let length = header.len() as u64 + 64 * (48 << 14);
    let mut source = Endless { header, length, at: 0 };
    let index = Message::read(&mut source, &Limits::default()).unwrap();
    for form in [Form::Clear, Form::Opaque] {
        let recipe = Recipe { form, ..Recipe::new(NOW, *b"0123456789abcdef") };
        let prepared = seal::prepare(&mut source, &index, &alice.identity(), &recipe).unwrap();
        let signature = alice.signer.sign(KeyUse::SignedAttributes, prepared.request()).unwrap();
        let mut file = tempfile::tempfile().unwrap();
        prepared.finish(&signature).write_to(&mut source, &mut file).unwrap();
        let before = peak();
        let report = open_with(&mut file, &root.evidence(), &Policy::default(), NOW, &OnDisk).unwrap();
        assert_eq!(report.verdict().word(), "valid", "{:?}", ids(&report));
        let more = peak().saturating_sub(before);
        assert!(more < 16_000, "{form:?}: {more} kB more");
    }
}

struct Count(u64);

impl io::Write for Count {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
