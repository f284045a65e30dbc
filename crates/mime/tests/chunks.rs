//! Whatever the chunks: the same index, the same bytes. Mails are made of lines that matter to the reader.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

use kakitome_mime::decode::Decoder;
use kakitome_mime::encode::{Base64, LineEnds, QuotedPrintable};
use kakitome_mime::seven_bit::{Fields, Options, plan};
use kakitome_mime::{Entity, Indexer, Limits, Message, TransferEncoding};
use proptest::prelude::*;
use std::io::{Cursor, Write};

/// Lines out of which hostile and ordinary structure grows.
const LINES: &[&[u8]] = &[
    b"",
    b"-",
    b"--",
    b"--a",
    b"--a--",
    b"--b",
    b"--b--",
    b"--a \t",
    b"--ab",
    b"--a-",
    b"text",
    b"te\rxt",
    b"\xe9\xe9",
    b"a\0b",
    b" ",
    b".",
    b"\r--a",
    b"--a\r",
    b"Subject: x",
    b" folded",
    b"Content-Type: multipart/mixed; boundary=a",
    b"Content-Type: multipart/alternative; boundary=b",
    b"Content-Type: multipart/mixed; boundary=\"a--\"",
    b"Content-Type: message/rfc822",
    b"Content-Type: multipart/digest; boundary=b",
    b"Content-Transfer-Encoding: base64",
    b"Content-Transfer-Encoding: 8bit",
    b"MIME-Version: 1.0",
    b"From x",
    b"no field",
    b"\r",
];

fn mail() -> impl Strategy<Value = Vec<u8>> {
    let line = prop::sample::select(LINES);
    let end = prop::sample::select(vec![b"\r\n".as_slice(), b"\r\n", b"\r\n", b"\n", b""]);
    prop::collection::vec((line, end), 0..40).prop_map(|lines| lines.into_iter().flat_map(|(line, end)| [line, end].concat()).collect())
}

fn index_in_chunks(mail: &[u8], cuts: &[usize]) -> Message {
    let mut indexer = Indexer::new(&Limits::default());
    let mut rest = mail;
    for cut in cuts.iter().cycle() {
        if rest.is_empty() {
            break;
        }
        let (now, later) = rest.split_at((*cut).min(rest.len()));
        indexer.push(now).unwrap();
        rest = later;
    }
    indexer.finish().unwrap()
}

/// Offsets that cannot be otherwise.
fn check_ranges(entity: &Entity, inside: std::ops::Range<u64>) {
    let (header, body) = (&entity.header.range, &entity.body);
    assert!(
        inside.start <= header.start
            && header.start <= header.end
            && header.end <= body.start
            && body.start <= body.end
            && body.end <= inside.end.max(header.start)
    );
    assert!(body.start - header.end <= 2);
    assert_eq!(entity.header.raw().len() as u64, header.end - header.start);
    let mut at = body.start;
    for child in entity.children() {
        assert!(child.range().start >= at, "{at} {:?}", child.range());
        check_ranges(child, body.clone());
        at = child.range().end;
    }
    if let Some(multipart) = entity.multipart() {
        assert!(multipart.preamble.range.start >= body.start && multipart.preamble.range.end <= body.end);
        assert!(multipart.epilogue.range.end <= body.end);
        if let Some(close) = &multipart.close {
            assert!(close.start >= at && close.end <= body.end);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(2_000), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_split_gives_the_same_index(mail in mail(), cuts in prop::collection::vec(1_usize..50, 1..8)) {
        let whole = Message::from_bytes(&mail, &Limits::default()).unwrap();
        prop_assert_eq!(&index_in_chunks(&mail, &cuts), &whole);
        prop_assert_eq!(&index_in_chunks(&mail, &[1]), &whole);
        check_ranges(&whole.root, 0..mail.len() as u64);
        let lf = mail.iter().filter(|byte| **byte == b'\n').count() as u64;
        prop_assert_eq!(whole.lines.crlf + whole.lines.bare_lf, lf);
        prop_assert_eq!(whole.lines.crlf, mail.windows(2).filter(|pair| pair == b"\r\n").count() as u64);
        if whole.lines.bare_lf == 0 && whole.lines.bare_cr == 0 {
            prop_assert!(whole.root.is_canonical());
        }
        if !whole.root.is_canonical() {
            prop_assert!(!whole.lines.is_canonical());
        }
    }

    #[test]
    fn any_bytes_are_indexed(mail in prop::collection::vec(any::<u8>(), 0..600), cuts in prop::collection::vec(1_usize..50, 1..8)) {
        let whole = Message::from_bytes(&mail, &Limits::default()).unwrap();
        prop_assert_eq!(&index_in_chunks(&mail, &cuts), &whole);
        check_ranges(&whole.root, 0..mail.len() as u64);
    }

    #[test]
    fn any_header_value_is_read(value in "[ -~\r\n\t\\x00あ]{0,80}") {
        let mail = format!("Content-Type: {value}\r\nContent-Disposition: {value}\r\nContent-Transfer-Encoding: {value}\r\n\r\n");
        prop_assert!(Message::from_bytes(mail.as_bytes(), &Limits::default()).is_ok());
        let _ = kakitome_mime::date::parse(value.as_bytes(), 0);
        let _ = kakitome_mime::encoded_word::decode(value.as_bytes());
    }

    #[test]
    fn what_is_encoded_is_decoded(bytes in prop::collection::vec(any::<u8>(), 0..400), cuts in prop::collection::vec(1_usize..80, 1..6)) {
        for (encoding, encoded) in [
            (TransferEncoding::Base64, in_chunks(Base64::new(Vec::new(), LineEnds::Exact), &bytes, &cuts).finish().unwrap()),
            (TransferEncoding::QuotedPrintable, in_chunks(QuotedPrintable::new(Vec::new(), LineEnds::Exact), &bytes, &cuts).finish().unwrap()),
            (TransferEncoding::QuotedPrintable, in_chunks(QuotedPrintable::new(Vec::new(), LineEnds::Crlf), &bytes, &cuts).finish().unwrap()),
        ] {
            prop_assert!(encoded.split(|byte| *byte == b'\n').all(|line| line.len() <= 77 && line.is_ascii() && !line.ends_with(b" \r") && !line.starts_with(b"From ") && line != b".\r" && line != b"."));
            let mut decoder = Decoder::new(encoding, 0);
            let mut out = Vec::new();
            for piece in encoded.chunks(cuts[0]) {
                decoder.push(piece, &mut out);
            }
            let findings = decoder.finish(&mut out);
            prop_assert_eq!(&out, &bytes);
            prop_assert_eq!(findings, vec![]);
        }
    }

    #[test]
    fn decoders_take_anything(bytes in "[=A-F0-9a-z \t\r\n+/.あ]{0,200}", cut in 1_usize..20) {
        for encoding in [TransferEncoding::Base64, TransferEncoding::QuotedPrintable] {
            let mut results = Vec::new();
            for cut in [cut, bytes.len().max(1)] {
                let mut decoder = Decoder::new(encoding, 0);
                let mut out = Vec::new();
                bytes.as_bytes().chunks(cut).for_each(|piece| decoder.push(piece, &mut out));
                let findings = decoder.finish(&mut out);
                results.push((out, findings));
            }
            prop_assert_eq!(&results[0], &results[1]);
        }
    }

    /// A plan that succeeds gives 7-bit canonical bytes with the same tree and, leaf by leaf, the same content.
    #[test]
    fn a_planned_mail_is_seven_bit_and_says_the_same(mail in mail(), keep in any::<bool>()) {
        let before = Message::from_bytes(&mail, &Limits::default()).unwrap();
        let options = Options { fields: Fields::All, keep_odd_line_ends: keep, state_type: false };
        if let Ok(plan) = plan(&before.root, options) {
            let mut out = Vec::new();
            plan.write_to(&mut Cursor::new(&mail), &mut out).unwrap();
            let after = Message::from_bytes(&out, &Limits::default()).unwrap();
            prop_assert!(after.root.lines().is_seven_bit() && after.lines.is_canonical(), "{:?}\n{}", after.lines, out.escape_ascii());
            if !before.is_ambiguous() {
                prop_assert_eq!(leaves(&before.root, &mail), leaves(&after.root, &out), "{}\n\n{}", mail.escape_ascii(), out.escape_ascii());
            }
        }
    }
}

fn in_chunks<W: Write>(mut out: W, bytes: &[u8], cuts: &[usize]) -> W {
    let mut rest = bytes;
    for cut in cuts.iter().cycle() {
        if rest.is_empty() {
            break;
        }
        let (now, later) = rest.split_at((*cut).min(rest.len()));
        out.write_all(now).unwrap();
        rest = later;
    }
    out
}

/// The decoded content of all leaves, with canonical line ends.
fn leaves(entity: &Entity, source: &[u8]) -> Vec<(String, Vec<u8>)> {
    if entity.leaf().is_none() {
        return entity.children().iter().flat_map(|child| leaves(child, source)).collect();
    }
    let mut decoder = Decoder::new(entity.encoding, 0);
    let mut out = Vec::new();
    decoder.push(&source[entity.body.start as usize..entity.body.end as usize], &mut out);
    decoder.finish(&mut out);
    let canonical = in_chunks(kakitome_mime::canonical::Canonical::new(Vec::new()), &out, &[100]).finish().unwrap();
    vec![(entity.content_type.essence().to_owned(), canonical)]
}
