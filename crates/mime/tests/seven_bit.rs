//! Before signing: what is 7-bit stays byte for byte, what is not is encoded leaf by leaf, what must not be touched is an obstacle.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

use kakitome_mime::encode::LineEnds;
use kakitome_mime::seven_bit::{Fields, Options, Piece, Plan, Reason, plan};
use kakitome_mime::{Limits, Message, TransferEncoding};
use std::io::Cursor;

const ALL: Options = Options { fields: Fields::All, keep_odd_line_ends: false, state_type: false };
const CONTENT: Options = Options { fields: Fields::Content, keep_odd_line_ends: false, state_type: true };

fn planned(mail: &[u8], options: Options) -> Plan {
    plan(&Message::from_bytes(mail, &Limits::default()).unwrap().root, options).unwrap()
}

fn written(mail: &[u8], options: Options) -> Vec<u8> {
    let mut out = Vec::new();
    planned(mail, options).write_to(&mut Cursor::new(mail), &mut out).unwrap();
    out
}

fn text(mail: &[u8], options: Options) -> String {
    String::from_utf8(written(mail, options)).unwrap()
}

fn reasons(mail: &[u8], options: Options) -> Vec<(String, Reason)> {
    let obstacles = plan(&Message::from_bytes(mail, &Limits::default()).unwrap().root, options).unwrap_err();
    obstacles.into_iter().map(|one| (one.part.to_string(), one.reason)).collect()
}

/// ISO-2022-JP is 7-bit as it is; Shift_JIS and UTF-8 are not.
fn japanese(label: &str, encoding: &str) -> Vec<u8> {
    let body = "拝啓\r\n書留郵便のお知らせ\r\n";
    let body = match label {
        "iso-2022-jp" => b"\x1b$BGR7<\x1b(B\r\n\x1b$B=qN1M9JX$N$*CN$i$;\x1b(B\r\n".to_vec(),
        "shift_jis" => b"\x94\x71\x8c\x5b\r\n\x8f\x91\x97\xaf\x97\x58\x95\xd6\x82\xcc\x82\xa8\x92\x6d\x82\xe7\x82\xb9\r\n".to_vec(),
        _ => body.as_bytes().to_vec(),
    };
    let head = format!(
        "From: a@example.jp\r\nSubject: =?UTF-8?B?5pu455WZ?=\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset={label}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n"
    );
    [head.into_bytes(), body].concat()
}

#[test]
fn iso_2022_jp_stays_as_it_is() {
    let mail = japanese("iso-2022-jp", "7bit");
    assert!(planned(&mail, ALL).is_unchanged());
    assert_eq!(written(&mail, ALL), mail);
    let signed = text(&mail, CONTENT);
    assert!(
        signed.starts_with("Content-Type: text/plain; charset=iso-2022-jp\r\nContent-Transfer-Encoding: 7bit\r\n\r\n\x1b$B"),
        "{signed}"
    );
}

#[test]
fn japanese_text_of_eight_bits_becomes_base64() {
    let encoded = |label, encoding| text(&japanese(label, encoding), CONTENT);
    assert_eq!(
        encoded("utf-8", "8bit"),
        "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n5oud5ZWTDQrmm7jnlZnpg7Xkvr/jga7jgYrnn6XjgonjgZsNCg==\r\n"
    );
    assert_eq!(
        encoded("shift_jis", "8bit"),
        "Content-Type: text/plain; charset=shift_jis\r\nContent-Transfer-Encoding: base64\r\n\r\nlHGMWw0Kj5GXr5dYldaCzIKokm2C54K5DQo=\r\n"
    );
    // the label lies: the bytes decide
    assert!(encoded("utf-8", "7bit").contains("base64"));
}

#[test]
fn mostly_ascii_text_becomes_quoted_printable() {
    let mail = "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\nFrom now on caf\u{e9} = open \n.\nend\n";
    assert_eq!(
        text(mail.as_bytes(), ALL),
        "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nFrom=20now on caf=C3=A9 =3D open=20\r\n=2E\r\nend\r\n"
    );
}

#[test]
fn lone_line_ends_become_canonical_or_survive() {
    let mail = b"Content-Type: text/plain\r\n\r\na\rb\nc\r\n";
    assert_eq!(text(mail, ALL), "Content-Type: text/plain\r\n\r\na\r\nb\r\nc\r\n");
    let keep = Options { keep_odd_line_ends: true, ..ALL };
    assert_eq!(text(mail, keep), "Content-Type: text/plain\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\na=0Db=0Ac\r\n");
    let binary = b"Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: binary\r\n\r\na\rb\nc\r\n";
    assert!(text(binary, ALL).ends_with("Content-Transfer-Encoding: base64\r\n\r\nYQ1iCmMNCg==\r\n"));
    // a file with LF throughout is a mail in another form, not an odd one
    assert_eq!(text(b"A: b\n\nx\n", keep), "A: b\r\n\r\nx\r\n");
}

#[test]
fn headers_that_go_along() {
    let mail = b"Received: x\r\nContent-Type: text/plain\r\nSubject: caf\xe9\r\ncontent-description: d\r\n e\r\n\r\nbody\r\n";
    assert_eq!(text(mail, CONTENT), "Content-Type: text/plain\r\ncontent-description: d\r\n e\r\n\r\nbody\r\n");
    assert_eq!(reasons(mail, ALL), [("0".to_owned(), Reason::HeaderEightBit)]);
    assert_eq!(text(b"Subject: x\r\n\r\nbody", CONTENT), "Content-Type: text/plain\r\n\r\nbody");
    assert_eq!(text(b"Subject: x", CONTENT), "Content-Type: text/plain\r\n\r\n");
    assert_eq!(text(b"Subject: x", ALL), "Subject: x\r\n\r\n");
    assert_eq!(text(b"From x\r\nSubject: x\r\nno field\r\n", ALL), "Subject: x\r\n\r\nno field\r\n");
    // two encodings: one is left
    let twice = "Content-Transfer-Encoding: 8bit\r\nX: y\r\nContent-Transfer-Encoding: 8bit\r\n\r\n\u{e9}------\r\n";
    assert_eq!(text(twice.as_bytes(), ALL).matches("Content-Transfer-Encoding").count(), 1);
}

#[test]
fn parts_are_treated_one_by_one() {
    let mail = "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=a\r\nContent-Transfer-Encoding: 8bit\r\n\r\npreamble\r\n--a\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n\u{e9}--------\r\n--a\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: binary\r\n\r\n\0\u{e9}\r\n--a\r\nContent-Type: message/rfc822\r\nContent-Transfer-Encoding: 8bit\r\n\r\nSubject: x\r\n\r\n\u{e9}--------\r\n--a\r\n\r\nplain\r\n--a--\r\nepilogue\r\n";
    let plan = planned(mail.as_bytes(), CONTENT);
    assert_eq!(plan.recoded.iter().map(ToString::to_string).collect::<Vec<_>>(), ["1", "2", "3.1"]);
    assert!(!plan.canonicalise);
    assert_eq!(
        text(mail.as_bytes(), CONTENT),
        "Content-Type: multipart/mixed; boundary=a\r\nContent-Transfer-Encoding: 7bit\r\n\r\npreamble\r\n--a\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n=C3=A9--------\r\n--a\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\nAMOp\r\n\r\n--a\r\nContent-Type: message/rfc822\r\nContent-Transfer-Encoding: 7bit\r\n\r\nSubject: x\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n=C3=A9--------\r\n--a\r\n\r\nplain\r\n--a--\r\n"
    );
}

#[test]
fn long_lines_are_encoded() {
    let long = "x".repeat(999);
    let mail = format!("Content-Type: text/plain\r\n\r\n{long}\r\n");
    let out = text(mail.as_bytes(), ALL);
    assert!(out.split("\r\n").all(|line| line.len() <= 76) && out.contains("quoted-printable"));
    // base64 on one line: the content stays, the lines get short
    let mail = format!("Content-Transfer-Encoding: base64\r\n\r\n{}\r\n", "QUJD".repeat(500));
    let out = text(mail.as_bytes(), ALL);
    assert!(out.split("\r\n").all(|line| line.len() <= 76) && out.replace("\r\n", "").contains(&"QUJD".repeat(500)));
    let fits = format!("A: b\r\n\r\n{}\r\n", "x".repeat(998));
    assert!(planned(fits.as_bytes(), ALL).is_unchanged());
}

#[test]
fn what_is_signed_or_encrypted_is_never_touched() {
    let signed = |body: &str| {
        format!(
            "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=o\r\n\r\n--o\r\nContent-Type: multipart/signed; boundary=i; protocol=\"application/pkcs7-signature\"\r\nContent-Transfer-Encoding: 8bit\r\n\r\n--i\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{body}\r\n--i\r\nContent-Type: application/pkcs7-signature\r\n\r\nMAA=\r\n--i--\r\n--o\r\n\r\n\u{e9}---------\r\n--o--\r\n"
        )
    };
    let mail = signed("ascii");
    let out = text(mail.as_bytes(), ALL);
    let part = |mail: &str| mail[mail.find("--o\r\n").unwrap()..mail.find("--i--").unwrap()].to_owned();
    assert_eq!(part(&out), part(&mail));
    assert!(out.contains("=C3=A9"));
    assert_eq!(reasons(signed("\u{e9}").as_bytes(), ALL), [("1".to_owned(), Reason::Protected)]);
    assert_eq!(reasons(signed(&"x".repeat(999)).as_bytes(), ALL), [("1".to_owned(), Reason::Protected)]);
    assert_eq!(reasons(signed("a\rb").as_bytes(), ALL), [("1".to_owned(), Reason::Protected)]);
    let opaque = b"MIME-Version: 1.0\r\nContent-Type: application/pkcs7-mime\r\nContent-Transfer-Encoding: binary\r\n\r\n\x30\x80";
    assert_eq!(reasons(opaque, ALL), [("0".to_owned(), Reason::Protected)]);
    let encrypted = b"MIME-Version: 1.0\r\nContent-Type: multipart/encrypted; boundary=b\r\n\r\n--b\r\n\r\n\xe9\r\n--b--";
    assert_eq!(reasons(encrypted, ALL), [("0".to_owned(), Reason::Protected)]);
}

#[test]
fn obstacles_name_the_part() {
    let part = |head: &str, body: &str| {
        format!(
            "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nok\r\n--b\r\n{head}\r\n\r\n{body}\r\n--b--\r\n"
        )
    };
    let two = |reason| vec![("2".to_owned(), reason)];
    assert_eq!(reasons(part("Content-Type: text/plain; name=\"書\"", "").as_bytes(), CONTENT), two(Reason::HeaderEightBit));
    assert_eq!(reasons(part(&format!("X: {}", "x".repeat(1000)), "").as_bytes(), CONTENT), two(Reason::HeaderLongLine));
    assert_eq!(reasons(part("X: a\rY: b", "").as_bytes(), CONTENT), two(Reason::HeaderControl));
    assert_eq!(reasons(part("X: a\0", "").as_bytes(), CONTENT), two(Reason::HeaderControl));
    assert_eq!(reasons(part("Content-Transfer-Encoding: x-uue", "\u{e9}").as_bytes(), CONTENT), two(Reason::UnknownEncoding));
    assert_eq!(reasons(part("Content-Type: message/partial", "\u{e9}").as_bytes(), CONTENT), two(Reason::Type));
    let around = "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n\u{e9}\r\n--b\r\n\r\nok\r\n--b--\r\n\u{e9}";
    assert_eq!(reasons(around.as_bytes(), CONTENT), [("0".to_owned(), Reason::AroundParts)]);
    let boundary = "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\u{e9}\r\n\r\n--\u{e9}\r\n\r\nok\r\n--\u{e9}--\r\n";
    assert_eq!(reasons(boundary.as_bytes(), CONTENT), [("0".to_owned(), Reason::HeaderEightBit), ("0".to_owned(), Reason::Boundary)]);
}

#[test]
fn epilogues_are_not_signed_and_missing_ends_are_written() {
    let mail = "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=o\r\n\r\n--o\r\nContent-Type: multipart/alternative; boundary=i\r\n\r\n--i\r\n\r\n1\r\n--i--\r\n\u{e9}pilogue\r\n--o--\r\n\u{e9}pilogue\r\n";
    assert_eq!(
        text(mail.as_bytes(), CONTENT),
        "Content-Type: multipart/mixed; boundary=o\r\n\r\n--o\r\nContent-Type: multipart/alternative; boundary=i\r\n\r\n--i\r\n\r\n1\r\n--i--\r\n--o--\r\n"
    );
    let open = b"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=o\r\n\r\n--o\r\n\r\n1";
    assert!(text(open, CONTENT).ends_with("\r\n\r\n--o\r\n\r\n1\r\n--o--\r\n"));
    // sent on unsigned, it stays
    let kept = "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=o\r\n\r\n--o\r\n\r\n1\r\n--o--\r\ntail\r\n";
    assert_eq!(text(kept.as_bytes(), ALL), kept);
    assert_eq!(text(kept.replace("\r\n", "\n").as_bytes(), ALL), kept);
}

#[test]
fn pieces_are_few_and_say_what_they_are() {
    let mail = "Content-Type: application/octet-stream\r\n\r\n\u{e9}".as_bytes();
    assert_eq!(
        planned(mail, ALL).pieces,
        [
            Piece::Source(0..40),
            Piece::Bytes(b"Content-Transfer-Encoding: base64\r\n".to_vec()),
            Piece::Source(40..42),
            Piece::Recoded { range: 42..44, from: TransferEncoding::SevenBit, to: TransferEncoding::Base64, line_ends: LineEnds::Text },
        ]
    );
}

#[test]
fn a_source_that_shrank_is_an_error() {
    let mail = b"A: b\r\n\r\nbody";
    let error = planned(mail, ALL).write_to(&mut Cursor::new(&mail[..9]), &mut Vec::new()).unwrap_err();
    assert_eq!(error.to_string(), "the mail ends at byte 9, it was longer when it was indexed");
}
