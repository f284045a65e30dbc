//! The tree of a mail: where entities, headers and bodies stand, by RFC 2046 5.1 and for what is not by the book.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

use kakitome_mime::{Content, Entity, Error, Indexer, Limit, Limits, Lines, Message, PartPath, TransferEncoding};
use std::fmt::Write as _;
use std::time::{Duration, Instant};

fn index(mail: &[u8]) -> Message {
    Message::from_bytes(mail, &Limits::default()).unwrap()
}

fn slice(mail: &[u8], range: std::ops::Range<u64>) -> &[u8] {
    &mail[range.start as usize..range.end as usize]
}

fn ids(message: &Message) -> Vec<&'static str> {
    message.findings.iter().map(kakitome_mime::Finding::id).collect()
}

/// `multipart/mixed[text/plain text/html]`
fn shape(entity: &Entity) -> String {
    let mut out = entity.content_type.essence().to_owned();
    if !matches!(entity.content, Content::Leaf(_)) {
        let parts: Vec<String> = entity.children().iter().map(shape).collect();
        write!(out, "[{}]", parts.join(" ")).unwrap();
    }
    out
}

const SIGNED: &str = "From: a@example.jp\r\nMIME-Version: 1.0\r\nContent-Type: multipart/signed; boundary=\"b\"; micalg=sha-256;\r\n protocol=\"application/pkcs7-signature\"\r\n\r\nThis is S/MIME.\r\n--b\r\nContent-Type: text/plain\r\n\r\nhello\r\n\r\n--b\r\nContent-Type: application/pkcs7-signature; name=smime.p7s\r\nContent-Transfer-Encoding: base64\r\n\r\nMAA=\r\n--b--\r\ntail\r\n";

#[test]
fn a_clear_signed_mail() {
    for mail in [SIGNED.to_owned(), SIGNED.replace("\r\n", "\n")] {
        let newline = if mail.contains('\r') { "\r\n" } else { "\n" };
        let bytes = mail.as_bytes();
        let message = index(bytes);
        assert_eq!(shape(&message.root), "multipart/signed[text/plain application/pkcs7-signature]");
        assert_eq!(ids(&message), [""; 0]);
        let multipart = message.root.multipart().unwrap();
        // the line break before the delimiter is not part of what is signed
        let signed = format!("Content-Type: text/plain{newline}{newline}hello{newline}");
        assert_eq!(slice(bytes, multipart.parts[0].range()), signed.as_bytes());
        assert_eq!(slice(bytes, multipart.parts[0].body.clone()), format!("hello{newline}").as_bytes());
        assert_eq!(slice(bytes, multipart.parts[1].body.clone()), b"MAA=");
        assert_eq!(multipart.parts[1].encoding, TransferEncoding::Base64);
        assert_eq!(slice(bytes, multipart.preamble.range.clone()), b"This is S/MIME.");
        assert_eq!(slice(bytes, multipart.close.clone().unwrap()), b"--b--");
        assert_eq!(slice(bytes, multipart.epilogue.range.clone()), format!("tail{newline}").as_bytes());
        assert_eq!(message.root.content_type.parameter("micalg"), Some(b"sha-256".as_slice()));
        assert_eq!(message.root.is_canonical(), newline == "\r\n");
        assert_eq!(message.lines.is_canonical(), newline == "\r\n");
        assert_eq!(message.lines.crlf + message.lines.bare_lf, mail.matches('\n').count() as u64);
        let unfolded = message.root.header.first("content-TYPE").unwrap().unfolded().into_owned();
        assert!(unfolded.ends_with(b"; micalg=sha-256; protocol=\"application/pkcs7-signature\""));
        assert_eq!(message.part_at(message.root.children()[1].body.start), PartPath(vec![2]));
        assert_eq!(message.part_at(0).to_string(), "0");
        assert_eq!(message.root.at(&PartPath(vec![2])).unwrap().content_type.main(), "application");
    }
}

#[test]
fn shapes() {
    let h = "MIME-Version: 1.0\r\n";
    let cases: Vec<(String, &str, &[&str])> = vec![
        (String::new(), "text/plain", &[]),
        ("Subject: x".into(), "text/plain", &[]),
        ("\r\nbody".into(), "text/plain", &[]),
        ("From nobody Mon Sep 17\nSubject: x\n\nbody".into(), "text/plain", &["mime.mbox-line"]),
        // headers that end without a blank line
        ("Subject: x\r\nno field\r\n".into(), "text/plain", &["mime.header-line-unreadable"]),
        ("no field\r\n".into(), "text/plain", &["mime.header-line-unreadable"]),
        (": no name\r\n\r\n".into(), "text/plain", &["mime.header-line-unreadable"]),
        ("Subject : x\r\n\r\n".into(), "text/plain", &["mime.header-space-before-colon"]),
        (" cont\r\nSubject: x\r\n\r\n".into(), "text/plain", &["mime.header-leading-continuation"]),
        ("Subject: x\r\n \t\r\nTo: y\r\n\r\n".into(), "text/plain", &["mime.header-blank-continuation"]),
        ("Subject: x\rFrom: y\r\n\r\n".into(), "text/plain", &["mime.header-bare-cr"]),
        ("Subject: \0x\r\n\r\n".into(), "text/plain", &["mime.header-nul"]),
        ("Subject: 書留\r\n\r\n".into(), "text/plain", &["mime.header-8bit"]),
        ("From: a@x\r\nfrom: b@y\r\n\r\n".into(), "text/plain", &["mime.duplicate-field"]),
        ("Subject: x\r\n\r\na\0b".into(), "text/plain", &["mime.body-nul"]),
        // multiparts
        (
            format!("{h}Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n1\r\n--b\r\n\r\n2\r\n--b--"),
            "multipart/mixed[text/plain text/plain]",
            &[],
        ),
        (
            format!("{h}Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n--b\r\n\r\n--b--"),
            "multipart/mixed[text/plain text/plain]",
            &["mime.part-missing"],
        ),
        (format!("{h}Content-Type: multipart/mixed; boundary=b\r\n\r\n--b \t\r\n\r\n1\r\n--b-- \r\n"), "multipart/mixed[text/plain]", &[]),
        (
            format!("{h}Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n1\r\n"),
            "multipart/mixed[text/plain]",
            &["mime.multipart-unclosed"],
        ),
        (format!("{h}Content-Type: multipart/mixed; boundary=b\r\n\r\ntext\r\n"), "multipart/mixed[]", &["mime.multipart-empty"]),
        (format!("{h}Content-Type: multipart/mixed; boundary=b\r\n\r\n--b--\r\n"), "multipart/mixed[]", &[]),
        (
            format!("{h}Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n1\r\n--bc\r\n--b--\r\n"),
            "multipart/mixed[text/plain]",
            &["mime.boundary-like-line"],
        ),
        (
            format!("{h}Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n1\r\n--b--\r\n--b\r\n\r\n2"),
            "multipart/mixed[text/plain]",
            &["mime.boundary-after-close"],
        ),
        (
            format!("{h}Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n1\r--b--\r\n--b--\r\n"),
            "multipart/mixed[text/plain]",
            &["mime.bare-cr-delimiter"],
        ),
        (format!("{h}Content-Type: multipart/mixed\r\n\r\n--b\r\n"), "multipart/mixed", &["mime.boundary-missing"]),
        (format!("{h}Content-Type: multipart/mixed; boundary=\"\"\r\n\r\n--\r\n"), "multipart/mixed", &["mime.boundary-missing"]),
        (
            format!("{h}Content-Type: multipart/mixed; boundary=\"b \"\r\n\r\n--b\r\n\r\n1\r\n--b--"),
            "multipart/mixed[text/plain]",
            &["mime.boundary-trailing-space"],
        ),
        (
            format!("{h}Content-Type: multipart/mixed; boundary=\"{0}\"\r\n\r\n--{0}\r\n\r\n1\r\n--{0}--", "x".repeat(71)),
            "multipart/mixed[text/plain]",
            &["mime.boundary-too-long"],
        ),
        (
            format!("{h}Content-Type: multipart/mixed; boundary=\"b\\\"\"\r\n\r\n--b\"\r\n\r\n1\r\n--b\"--"),
            "multipart/mixed[text/plain]",
            &["mime.boundary-odd-character", "mime.parameter-syntax"],
        ),
        (
            format!("{h}Content-Type: multipart/mixed; boundary=\"\\bc\"\r\n\r\n--bc\r\n\r\n1\r\n--bc--"),
            "multipart/mixed[text/plain]",
            &["mime.parameter-syntax"],
        ),
        (
            format!("{h}Content-Type: multipart/mixed; boundary*0=b; boundary*1=c\r\n\r\n--bc\r\n\r\n1\r\n--bc--"),
            "multipart/mixed[text/plain]",
            &["mime.boundary-extended"],
        ),
        (
            format!("{h}Content-Type: multipart/mixed; boundary*=utf-8''b%63\r\n\r\n--bc\r\n\r\n1\r\n--bc--"),
            "multipart/mixed[text/plain]",
            &["mime.boundary-extended"],
        ),
        (
            format!("{h}Content-Type: multipart/mixed; boundary=a; boundary=b\r\n\r\n--a\r\n\r\n1\r\n--a--"),
            "multipart/mixed[text/plain]",
            &["mime.parameter-duplicate"],
        ),
        (
            format!("{h}Content-Type: multipart/mixed; boundary=a; boundary*0=b\r\n\r\n--a\r\n\r\n1\r\n--a--"),
            "multipart/mixed[text/plain]",
            &["mime.parameter-duplicate"],
        ),
        (
            format!("{h}Content-Type: multipart/mixed (c); boundary=a\r\n\r\n--a\r\n\r\n1\r\n--a--"),
            "multipart/mixed[text/plain]",
            &["mime.parameter-comment"],
        ),
        (
            format!("{h}Content-Type: multipart/mixed boundary=a\r\n\r\n--a\r\n\r\n1\r\n--a--"),
            "multipart/mixed[text/plain]",
            &["mime.parameter-syntax"],
        ),
        (
            format!("{h}Content-Type: multipart/mixed; boundary=\"a\r\n\r\n--a\r\n\r\n1\r\n--a--"),
            "multipart/mixed[text/plain]",
            &["mime.parameter-syntax"],
        ),
        (
            format!("{h}Content-Type: multipart/mixed; boundary=a=b\r\n\r\n--a=b\r\n\r\n1\r\n--a=b--"),
            "multipart/mixed[text/plain]",
            &["mime.parameter-unquoted"],
        ),
        (format!("{h}Content-Type: text\r\n\r\n"), "text/plain", &["mime.content-type-unreadable"]),
        (
            format!("{h}Content-Type: multipart/mixed; boundary=a\r\nContent-Type: text/html\r\n\r\n--a\r\n\r\n1\r\n--a--"),
            "multipart/mixed[text/plain]",
            &["mime.duplicate-field"],
        ),
        (
            format!("{h}Content-Transfer-Encoding: base64\r\nContent-Transfer-Encoding: 7bit\r\n\r\n"),
            "text/plain",
            &["mime.duplicate-field"],
        ),
        (format!("{h}Content-Transfer-Encoding: base64 (c)\r\n\r\n"), "text/plain", &["mime.encoding-syntax"]),
        (format!("{h}Content-Transfer-Encoding: x-uuencode\r\n\r\n"), "text/plain", &["mime.encoding-unknown"]),
        (
            format!("{h}Content-Transfer-Encoding: base64\r\nContent-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n\r\n1\r\n--a--"),
            "multipart/mixed[text/plain]",
            &["mime.encoded-multipart"],
        ),
        (format!("{h}Content-Disposition: ;\r\n\r\n"), "text/plain", &["mime.disposition-unreadable"]),
        (
            "Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n\r\n1\r\n--a--".to_string(),
            "multipart/mixed[text/plain]",
            &["mime.no-mime-version"],
        ),
        // messages inside
        (format!("{h}Content-Type: message/rfc822\r\n\r\nSubject: x\r\n\r\nbody"), "message/rfc822[text/plain]", &[]),
        (format!("{h}Content-Type: message/rfc822\r\n"), "message/rfc822[text/plain]", &[]),
        (
            format!("{h}Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\nU3ViamVjdDogeA=="),
            "message/rfc822",
            &["mime.encoded-message"],
        ),
        (
            format!("{h}Content-Type: multipart/digest; boundary=a\r\n\r\n--a\r\n\r\nSubject: x\r\n\r\n1\r\n--a--"),
            "multipart/digest[message/rfc822[text/plain]]",
            &[],
        ),
        (
            format!("{h}Content-Type: multipart/digest; boundary=a\r\n\r\n--a\r\n--a--"),
            "multipart/digest[message/rfc822[text/plain]]",
            &["mime.part-missing"],
        ),
        // nesting: an outer delimiter ends what is inside, prefixes do not
        (
            format!(
                "{h}Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\n\r\n1\r\n--a--"
            ),
            "multipart/mixed[multipart/alternative[text/plain]]",
            &["mime.multipart-unclosed"],
        ),
        (
            format!(
                "{h}Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\nContent-Type: multipart/alternative; boundary=ab\r\n\r\n--ab\r\n\r\n1\r\n--ab--\r\n--a--"
            ),
            "multipart/mixed[multipart/alternative[text/plain]]",
            &["mime.boundary-overlap"],
        ),
        (
            format!(
                "{h}Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\nContent-Type: multipart/alternative; boundary=a\r\n\r\n--a\r\n\r\n1\r\n--a--\r\n--a--"
            ),
            "multipart/mixed[multipart/alternative[text/plain]]",
            &["mime.boundary-overlap"],
        ),
    ];
    for (mail, expected, findings) in cases {
        let message = index(mail.as_bytes());
        assert_eq!(shape(&message.root), expected, "{mail:?}");
        assert_eq!(ids(&message), findings, "{mail:?}");
    }
}

#[test]
fn v20_whatever_programs_split_on_is_ambiguous() {
    let notes = ["mime.mbox-line", "mime.header-8bit", "mime.body-nul", "mime.no-mime-version", "mime.parameter-unquoted"];
    let head = "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=";
    let body = "\r\n\r\n--b\r\n\r\n1\r\n--b--\r\n";
    for good in ["b", "\"b\"", "b; charset=utf-8", "b;"] {
        assert!(!index(format!("{head}{good}{body}").as_bytes()).is_ambiguous(), "{good}");
    }
    for bad in [
        "b; boundary=c",
        "b (c)",
        "\"b \"",
        "b\r\nContent-Type: text/plain",
        "\"b",
        "b\"c\"",
        "b c",
        "'b",
        "b\r\nContent-Transfer-Encoding: base64",
        "b\\",
    ] {
        let message = index(format!("{head}{bad}{body}").as_bytes());
        assert!(message.is_ambiguous(), "{bad}: {:?}", ids(&message));
        assert!(message.findings.iter().all(|finding| finding.splits_parsers() || notes.contains(&finding.id())));
    }
}

#[test]
fn header_of_a_part_that_ends_at_the_delimiter() {
    let mail =
        b"Content-Type: multipart/mixed; boundary=b\r\nMIME-Version: 1\r\n\r\n--b\r\nX: 1\r\n--b\r\nX: 2\r\n\r\n--b\r\n\r\n--b\r\n--b--";
    let message = index(mail);
    let parts = message.root.children();
    assert_eq!(slice(mail, parts[0].range()), b"X: 1");
    // a blank line before the delimiter is the delimiter's line break: the part has no body
    assert_eq!(slice(mail, parts[1].range()), b"X: 2\r\n");
    assert_eq!(slice(mail, parts[2].range()), b"");
    assert_eq!(slice(mail, parts[3].range()), b"");
    assert_eq!(parts[0].header.first("X").unwrap().value(), b" 1");
    assert!(parts.iter().all(|part| part.body.is_empty() && part.body.start >= part.header.range.end));
    assert_eq!(message.lines.crlf, 11);
}

#[test]
fn what_bodies_are_made_of() {
    let message = index(b"Subject: x\r\n\r\nab\r\ncde\nf\rg\0\xe9\xe9");
    assert_eq!(*message.root.leaf().unwrap(), Lines { crlf: 1, bare_lf: 1, bare_cr: 1, longest: 6, eight_bit: 2, nul: 1 });
    assert_eq!(message.lines, Lines { crlf: 3, bare_lf: 1, bare_cr: 1, longest: 10, eight_bit: 2, nul: 1 });
    let message = index(b"Content-Type: multipart/mixed; boundary=b\nMIME-Version: 1\n\n--b\n\nabc\r\n\r\n--b--\n");
    assert_eq!(*message.root.children()[0].leaf().unwrap(), Lines { crlf: 1, longest: 3, ..Lines::default() });
    assert_eq!((message.lines.crlf, message.lines.bare_lf), (2, 6));
}

#[test]
fn fields_as_received() {
    let message = index(b"Received: a\r\n\tb\r\nSubject :  x \r\nX-Empty:\r\nreceived: c\r\n\r\n");
    let fields: Vec<_> =
        message.root.header.fields().map(|field| (field.name(), field.value().to_vec(), field.unfolded().into_owned())).collect();
    assert_eq!(
        fields,
        [
            ("Received", b" a\r\n\tb".to_vec(), b"a\tb".to_vec()),
            ("Subject", b"  x ".to_vec(), b"x".to_vec()),
            ("X-Empty", b"".to_vec(), b"".to_vec()),
            ("received", b" c".to_vec(), b"c".to_vec()),
        ]
    );
    assert_eq!(message.root.header.named("RECEIVED").count(), 2);
    assert_eq!(message.root.header.fields().nth(1).unwrap().range(), 17..32);
}

fn limit_of(mail: &[u8]) -> (Limit, u64) {
    let start = Instant::now();
    let error = Message::from_bytes(mail, &Limits::default()).unwrap_err();
    assert!(start.elapsed() < Duration::from_secs(2), "{:?}", start.elapsed());
    let Error::Limit { limit, at, .. } = error else { panic!("{error}") };
    (limit, at)
}

const MULTIPART: &str = "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n";

#[test]
fn v21_structure_is_bounded() {
    let parts = format!("{MULTIPART}{}", "--b\r\n\r\n\r\n".repeat(1_000_000));
    assert_eq!(limit_of(parts.as_bytes()), (Limit::Parts, MULTIPART.len() as u64 + 999 * 9 + 5));
    let mut deep = String::new();
    for level in 0..2_000 {
        write!(deep, "Content-Type: multipart/mixed; boundary=b{level}x\r\n\r\n--b{level}x\r\n").unwrap();
    }
    assert_eq!(limit_of(deep.as_bytes()).0, Limit::Depth);
    let messages = "Content-Type: message/rfc822\r\n\r\n".repeat(2_000);
    assert_eq!(limit_of(messages.as_bytes()).0, Limit::Depth);
}

#[test]
fn v21_as_many_parts_as_allowed_are_read() {
    let limits = Limits { parts: 1_000_001, ..Limits::default() };
    let parts = format!("{MULTIPART}{}--b--", "--b\r\n\r\n\r\n".repeat(1_000_000));
    let start = Instant::now();
    let message = Message::from_bytes(parts.as_bytes(), &limits).unwrap();
    assert!(start.elapsed() < Duration::from_secs(2), "{:?}", start.elapsed());
    assert_eq!(message.root.children().len(), 1_000_000);
    let mut mail = String::new();
    for level in 0..99 {
        write!(mail, "Content-Type: multipart/mixed; boundary=b{level}x\r\n\r\n--b{level}x\r\n").unwrap();
    }
    assert_eq!(index(mail.as_bytes()).walk().len(), 100);
}

#[test]
fn s09_headers_are_bounded_and_lines_are_not() {
    assert_eq!(limit_of(&b"A: b\r\n".repeat(100_000)).0, Limit::Fields);
    assert_eq!(limit_of(&[b"A: ".to_vec(), vec![b'x'; 2 << 20]].concat()), (Limit::HeaderBytes, 1 << 20));
    let long = format!("{MULTIPART}--b\r\nA: {}\r\n", "x".repeat(100_000));
    assert_eq!(limit_of(long.as_bytes()), (Limit::PartHeaderBytes, MULTIPART.len() as u64 + 5 + (64 << 10)));
    let many = format!("{MULTIPART}{}", format!("--b\r\nA: {}\r\n\r\n", "x".repeat(60_000)).repeat(100));
    assert_eq!(limit_of(many.as_bytes()).0, Limit::KeptBytes);
    // a body without a line break is not held
    let mut indexer = Indexer::new(&Limits::default());
    indexer.push(b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n").unwrap();
    for chunk in std::iter::repeat_n(vec![b'-'; 1 << 20], 64) {
        indexer.push(&chunk).unwrap();
    }
    assert!(format!("{indexer:?}").len() < 20_000, "the reader holds a body");
    let message = indexer.finish().unwrap();
    assert_eq!(message.root.children()[0].leaf().unwrap().longest, 64 << 20);
}

#[test]
fn v21_hostile_headers_take_bounded_time() {
    let start = Instant::now();
    let comments = "(".repeat(500_000);
    let mails = [
        format!("From: {comments}\r\nContent-Type: text/plain {comments}\r\n\r\n"),
        format!("Content-Type: multipart/mixed; {}\r\n\r\n", "a=b;".repeat(200_000)),
        format!("Content-Type: multipart/mixed; boundary*0=a; {}\r\n\r\n", "boundary*1=b;".repeat(50_000)),
        format!("Content-Type: multipart/mixed; boundary=b\r\n\r\n{}", "--bx\r\n".repeat(500_000)),
        format!("Subject: x\r\n{}\r\n", " \r\n".repeat(300_000)),
    ];
    for mail in &mails {
        let message = index(mail.as_bytes());
        assert!(message.findings.len() <= Limits::default().findings + 1);
        for field in message.root.header.named("From") {
            assert!(kakitome_mime::address::parse(field.value(), field.value_offset()).is_ambiguous());
        }
    }
    assert!(start.elapsed() < Duration::from_secs(2), "{:?}", start.elapsed());
    assert_eq!(ids(&index(mails[3].as_bytes())).last(), Some(&"mime.too-many-findings"));
}

#[test]
fn after_a_limit_every_push_says_the_same() {
    let mut indexer = Indexer::new(&Limits { fields: 1, ..Limits::default() });
    let first = indexer.push(b"A: 1\r\nB: 2\r\n").unwrap_err().to_string();
    assert_eq!(first, "number of fields in a header is above the limit of 1 (at byte 6)");
    assert_eq!(indexer.push(b"x").unwrap_err().to_string(), first);
    assert_eq!(indexer.finish().unwrap_err().to_string(), first);
}

#[test]
fn a_source_that_fails_says_where() {
    struct Failing(usize);
    impl std::io::Read for Failing {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            self.0 += 1;
            if self.0 == 2 { Err(std::io::Error::other("disk")) } else { Ok(buffer.len().min(10)) }
        }
    }
    let error = Message::read(Failing(0), &Limits::default()).unwrap_err();
    assert_eq!(error.to_string(), "the mail could not be read at byte 10: disk");
}
