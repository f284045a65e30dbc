//! The reader and the cursor on hand-written encodings: forms, bounds, limits, and the byte that every error names.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests may panic")]

use std::io::{self, Read};
use std::time::{Duration, Instant};

use kakitome_ber::{Cursor, Error, Form, MAX_DEPTH, Reader, Tag};

/// Hands out one byte at a time: every state of the reader meets the end of its buffer.
struct Drip<'a>(&'a [u8]);

impl Read for Drip<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let length = self.0.len().min(out.len()).min(1);
        out[..length].copy_from_slice(&self.0[..length]);
        self.0 = &self.0[length..];
        Ok(length)
    }
}

fn octets(bytes: &[u8]) -> Result<Vec<u8>, Error> {
    let mut streamed = Vec::new();
    let outcome = Reader::new(Drip(bytes)).octets(&mut streamed);
    let held = Cursor::new(bytes).any().and_then(|element| element.octets().map(|octets| octets.into_owned()));
    match (&outcome, &held) {
        (Ok(count), Ok(held)) => assert!(*count == streamed.len() as u64 && *held == streamed, "{bytes:02x?}"),
        (Err(_), Err(_)) => {}
        _ => panic!("{bytes:02x?}: reader {outcome:?}, cursor {held:?}"),
    }
    outcome.map(|_| streamed)
}

#[test]
fn strings_in_every_form() {
    for bytes in [
        &b"\x04\x03abc"[..],
        b"\x04\x81\x03abc",
        b"\x04\x84\x00\x00\x00\x03abc",
        b"\x24\x07\x04\x01a\x04\x02bc",
        b"\x24\x80\x04\x01a\x04\x02bc\0\0",
        b"\x24\x80\x24\x80\x04\x01a\0\0\x24\x04\x04\x02bc\0\0",
        b"\x24\x80\x04\x00\x04\x03abc\x24\x00\x24\x80\0\0\0\0",
        b"\x80\x03abc",
        b"\xa0\x80\x04\x03abc\0\0",
    ] {
        assert_eq!(octets(bytes).unwrap(), b"abc", "{bytes:02x?}");
    }
}

#[test]
fn strings_of_other_pieces_are_refused() {
    for (bytes, at) in [(&b"\x24\x80\x0c\x03abc\0\0"[..], 2), (b"\x24\x05\x80\x03abc", 2), (b"\x24\x80\x30\x80\0\0\0\0", 2)] {
        let error = octets(bytes).unwrap_err();
        assert!(matches!(error, Error::UnexpectedTag { offset, .. } if offset == at), "{error}");
    }
}

#[test]
fn a_child_longer_than_its_parent() {
    let bytes = b"\x30\x05\x04\x04abcd";
    let mut reader = Reader::new(&bytes[..]);
    reader.enter(Tag::SEQUENCE).unwrap();
    assert!(matches!(reader.peek(), Err(Error::Overrun { offset: 2, end: 8, bound: 7 })));
    let mut cursor = Cursor::new(bytes);
    let error = cursor.any().and_then(|element| element.children()?.any()).unwrap_err();
    assert!(matches!(error, Error::Overrun { offset: 2, end: 8, bound: 7 }), "{error}");
    // through an indefinite length in between
    let mut reader = Reader::new(&b"\x30\x08\x30\x80\x04\x05abcd\0\0"[..]);
    reader.enter(Tag::SEQUENCE).unwrap();
    reader.enter(Tag::SEQUENCE).unwrap();
    assert!(matches!(reader.peek(), Err(Error::Overrun { offset: 4, end: 11, bound: 10 })));
}

/// An indefinite length inside a definite one is closed inside it, or not at all.
#[test]
fn end_of_contents_behind_the_end_of_a_parent() {
    for bytes in [&b"\x30\x04\x30\x80\x04\0\0\0"[..], b"\x30\x05\x30\x80\x04\0\0\0", b"\x24\x04\x24\x80\x04\0\0\0\x04\0"] {
        let mut reader = Reader::new(Drip(bytes));
        let outer = reader.require().unwrap().tag;
        reader.enter(outer).unwrap();
        reader.enter(outer).unwrap();
        reader.skip().unwrap();
        let bound = u64::from(bytes[1]) + 2;
        assert!(matches!(reader.peek(), Err(Error::Overrun { offset: 6, end: 8, bound: at }) if at == bound), "{bytes:02x?}");
        assert!(Reader::new(bytes).octets(&mut io::sink()).is_err());
        let held = Cursor::new(bytes).any().and_then(|element| element.children()?.any());
        assert!(held.is_err(), "{bytes:02x?}");
    }
}

#[test]
fn end_of_contents_only_where_it_closes() {
    for bytes in [&b"\0\0"[..], b"\x30\x02\0\0", b"\x30\x80\0\x01x\0\0", b"\x30\x80\x20\0\0\0"] {
        let mut reader = Reader::new(bytes);
        let outcome = reader.peek().and_then(|_| reader.enter(Tag::SEQUENCE)).and_then(|_| reader.peek());
        assert!(matches!(outcome, Err(Error::StrayEndOfContents { .. })), "{bytes:02x?}: {outcome:?}");
    }
}

#[test]
fn indefinite_without_end() {
    for bytes in [&b"\x30\x80"[..], b"\x30\x80\x04\x01a", b"\x30\x80\x04\x01a\0", b"\x30\x80\x30\x80\0\0"] {
        let mut reader = Reader::new(Drip(bytes));
        assert!(matches!(reader.skip(), Err(Error::Truncated { offset }) if offset == bytes.len() as u64), "{bytes:02x?}");
        assert!(Cursor::new(bytes).any().is_err());
    }
}

#[test]
fn walking_in_and_out() {
    let bytes = b"\x30\x80\x02\x01\x05\xa0\x80\x04\x01x\0\0\x30\x03\x02\x01\x07\0\0\x05\0";
    let mut reader = Reader::new(Drip(bytes));
    reader.enter(Tag::SEQUENCE).unwrap();
    assert_eq!(reader.element(10).unwrap(), b"\x02\x01\x05");
    assert_eq!(reader.element(10).unwrap(), b"\xa0\x80\x04\x01x\0\0");
    reader.enter(Tag::SEQUENCE).unwrap();
    assert!(matches!(reader.leave(), Err(Error::Trailing { offset: 14, found: Tag::INTEGER })));
    reader.abandon().unwrap();
    assert_eq!(reader.peek().unwrap(), None);
    reader.leave().unwrap();
    assert_eq!(reader.offset(), 19);
    assert!(reader.has_trailing().unwrap());
    assert!(reader.at(Tag::NULL).unwrap());
    reader.skip().unwrap();
    assert!(!reader.has_trailing().unwrap());
    assert_eq!(reader.peek().unwrap(), None);
    assert!(matches!(reader.require(), Err(Error::Missing { offset: 21 })));
}

#[test]
fn elements_are_bounded() {
    let mut reader = Reader::new(&b"\x04\x05abcde"[..]);
    assert!(matches!(reader.element(6), Err(Error::TooLarge { offset: 0, limit: 6 })));
    assert_eq!(reader.element(7).unwrap(), b"\x04\x05abcde");
    let mut reader = Reader::new(&b"\x30\x80\x04\x05abcde\0\0"[..]);
    assert!(matches!(reader.element(10), Err(Error::TooLarge { offset: 0, limit: 10 })));
    let mut reader = Reader::new(&b"\x30\x80\x04\x05abcde\0\0"[..]);
    assert_eq!(reader.element(11).unwrap().len(), 11);
    for bytes in [&b"\x04\x05abcde\x05\0"[..], b"\x30\x80\x04\x05abcde\0\0\x05\0"] {
        let length = bytes.len() - 2;
        for (limit, kept) in [(length - 1, None), (length, Some(bytes[..length].to_vec()))] {
            let mut reader = Reader::new(bytes);
            assert_eq!(reader.element_within(limit).unwrap(), kept);
            assert!(reader.at(Tag::NULL).unwrap(), "what follows is next");
        }
    }
}

#[test]
fn the_form_is_told() {
    let mut reader = Reader::new(&b"\x30\x80\x02\x81\x01\x05\x24\x03\x04\x01a\0\0"[..]);
    reader.enter(Tag::SEQUENCE).unwrap();
    reader.skip().unwrap();
    reader.octets(&mut io::sink()).unwrap();
    reader.leave().unwrap();
    assert_eq!(reader.form(), Form { indefinite: Some(0), constructed_string: Some(6), non_minimal: Some(2) });
}

#[test]
fn strict_cursors_take_der_alone() {
    for bytes in [&b"\x30\x80\0\0"[..], b"\x30\x81\0", b"\x30\x82\0\x81", b"\x24\x03\x04\x01a"] {
        let read = Cursor::strict(bytes).any().and_then(|element| element.octets().map(|octets| octets.into_owned()));
        assert!(matches!(read, Err(Error::NotDer { offset: 0, .. })), "{bytes:02x?}: {read:?}");
    }
    let inner = Cursor::strict(b"\x30\x03\x04\x81\0").sequence().unwrap().any();
    assert!(matches!(inner, Err(Error::NotDer { offset: 2, .. })));
}

#[test]
fn values() {
    let mut cursor = Cursor::at_offset(b"\x02\x02\x00\x80\x02\x01\x80\x02\0\x01\x01\x05\x03\x02\x08\x01\x17\x0d700101000000Z", 100);
    assert_eq!(cursor.unsigned().unwrap(), 128);
    assert!(matches!(cursor.unsigned(), Err(Error::BadValue { offset: 104, .. })));
    assert!(matches!(cursor.unsigned(), Err(Error::BadValue { offset: 107, .. })));
    assert!(cursor.any().unwrap().boolean().unwrap());
    assert!(matches!(cursor.any().unwrap().bits(), Err(Error::BadValue { offset: 112, .. })));
    assert_eq!(cursor.any().unwrap().time().unwrap(), 0);
    cursor.finish().unwrap();
    assert!(matches!(cursor.any(), Err(Error::Missing { offset: 131 })));
}

#[test]
fn m22_deep_nesting_ends_at_the_limit() {
    for (open, close) in [(&b"\x30\x80"[..], &b"\0\0"[..]), (b"\x24\x80", b"\0\0")] {
        let nested = |depth: usize| [open.repeat(depth), b"\x04\0".to_vec(), close.repeat(depth)].concat();
        Reader::new(&nested(MAX_DEPTH)[..]).skip().unwrap();
        Cursor::new(&nested(MAX_DEPTH)).any().unwrap();
        let started = Instant::now();
        for depth in [MAX_DEPTH + 1, 20_000, 1_000_000] {
            let bytes = nested(depth);
            let offset = 2 * MAX_DEPTH as u64;
            let matching = |error: &Error| matches!(error, Error::TooDeep { offset: at, limit: MAX_DEPTH } if *at == offset);
            assert!(matching(&Reader::new(&bytes[..]).skip().unwrap_err()));
            assert!(matching(&Cursor::new(&bytes).any().unwrap_err()));
            assert!(Reader::new(&bytes[..]).octets(&mut io::sink()).is_err());
        }
        assert!(started.elapsed() < Duration::from_millis(500), "{:?}", started.elapsed());
    }
}

#[test]
fn m22_claimed_lengths_are_not_allocated() {
    for bytes in [&b"\x04\x84\xff\xff\xff\xffx"[..], b"\x04\x88\x7f\xff\xff\xff\xff\xff\xff\xffx"] {
        assert!(matches!(Reader::new(bytes).element(usize::MAX), Err(Error::Truncated { .. })));
        assert!(matches!(Reader::new(bytes).octets(&mut io::sink()), Err(Error::Truncated { .. })));
        assert!(Cursor::new(bytes).any().is_err());
    }
    assert!(matches!(Reader::new(&b"\x04\x88\xff\xff\xff\xff\xff\xff\xff\xff"[..]).skip(), Err(Error::BadLength { offset: 0 })));
}

#[test]
fn offsets_go_past_4_gib() {
    let zeros = io::repeat(0).take(5 << 30);
    let head = &b"\x30\x80\x04\x85\x01\x40\x00\x00\x00"[..];
    let mut reader = Reader::new(head.chain(zeros).chain(&b"\x04\xff"[..]));
    reader.enter(Tag::SEQUENCE).unwrap();
    reader.skip().unwrap();
    assert!(matches!(reader.peek(), Err(Error::BadLength { offset }) if offset == 9 + (5 << 30)));
}

#[test]
fn a_source_or_sink_that_fails_is_named() {
    struct Fails;
    impl Read for Fails {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("disk"))
        }
    }
    impl io::Write for Fails {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::Error::other("full"))
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let mut reader = Reader::new((&b"\x04\x05ab"[..]).chain(Fails));
    assert!(matches!(reader.skip(), Err(Error::Source { offset: 4, .. })));
    assert!(matches!(Reader::new(&b"\x04\x01a"[..]).octets(&mut Fails), Err(Error::Sink { .. })));
}
