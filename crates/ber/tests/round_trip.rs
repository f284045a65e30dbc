//! Trees written in every form that BER allows, read back by reader and cursor; and bytes that mean nothing.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests may panic")]

use std::io;

use kakitome_ber::{Cursor, Error, Reader, Stream, Tag, der};
use proptest::prelude::*;

/// What is encoded, apart from how.
#[derive(Clone, Debug, PartialEq)]
enum Tree {
    Octets(Vec<u8>),
    Node(u32, Vec<Tree>),
}

fn tree() -> impl Strategy<Value = Tree> {
    let leaf = prop::collection::vec(any::<u8>(), 0..300).prop_map(Tree::Octets);
    leaf.prop_recursive(5, 40, 6, |inner| {
        (0..40_u32, prop::collection::vec(inner, 0..6)).prop_map(|(number, trees)| Tree::Node(number, trees))
    })
}

/// Takes one decision after the other from a list that is used again and again.
struct Choices<'a>(std::iter::Cycle<std::slice::Iter<'a, u8>>);

impl Choices<'_> {
    fn next(&mut self) -> u8 {
        *self.0.next().unwrap()
    }
}

fn length(out: &mut Vec<u8>, length: usize, wasteful: bool) {
    if wasteful {
        out.push(0x88);
        out.extend_from_slice(&(length as u64).to_be_bytes());
    } else {
        let mut header = Vec::new();
        der::header(&mut header, Tag::NULL, false, length as u64);
        out.extend_from_slice(&header[1..]);
    }
}

/// Writes an element around content, in a form that the choices pick.
fn wrap(out: &mut Vec<u8>, identifier: &[u8], content: &[u8], choices: &mut Choices<'_>) {
    out.extend_from_slice(identifier);
    match choices.next() % 3 {
        0 => {
            out.push(0x80);
            out.extend_from_slice(content);
            out.extend_from_slice(&[0, 0]);
        }
        form => {
            length(out, content.len(), form == 1);
            out.extend_from_slice(content);
        }
    }
}

fn encode(tree: &Tree, choices: &mut Choices<'_>) -> Vec<u8> {
    let mut out = Vec::new();
    match tree {
        Tree::Octets(octets) => string(&mut out, octets, choices, 4),
        Tree::Node(number, children) => {
            let content: Vec<u8> = children.iter().flat_map(|child| encode(child, choices)).collect();
            let mut identifier = Vec::new();
            der::header(&mut identifier, Tag::context(*number), true, 0);
            identifier.pop();
            wrap(&mut out, &identifier, &content, choices);
        }
    }
    out
}

fn string(out: &mut Vec<u8>, octets: &[u8], choices: &mut Choices<'_>, depth: usize) {
    if depth == 0 || choices.next().is_multiple_of(2) {
        out.push(4);
        length(out, octets.len(), choices.next().is_multiple_of(2));
        out.extend_from_slice(octets);
        return;
    }
    let mut content = Vec::new();
    let (left, right) = octets.split_at(usize::from(choices.next()) % (octets.len() + 1));
    string(&mut content, left, choices, depth - 1);
    string(&mut content, right, choices, depth - 1);
    wrap(out, &[0x24], &content, choices);
}

fn from_reader<R: io::Read>(reader: &mut Reader<R>) -> Result<Tree, Error> {
    let header = reader.require()?;
    if header.tag == Tag::OCTET_STRING {
        let mut octets = Vec::new();
        reader.octets(&mut octets)?;
        return Ok(Tree::Octets(octets));
    }
    reader.enter(header.tag)?;
    let mut children = Vec::new();
    while reader.peek()?.is_some() {
        children.push(from_reader(reader)?);
    }
    reader.leave()?;
    Ok(Tree::Node(header.tag.number, children))
}

fn from_cursor(cursor: &mut Cursor<'_>) -> Result<Tree, Error> {
    let element = cursor.any()?;
    if element.tag() == Tag::OCTET_STRING {
        return Ok(Tree::Octets(element.octets()?.into_owned()));
    }
    let mut inner = element.children()?;
    let mut children = Vec::new();
    while !inner.is_empty() {
        children.push(from_cursor(&mut inner)?);
    }
    Ok(Tree::Node(element.tag().number, children))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn any_form_reads_the_same(tree in tree(), choices in prop::collection::vec(any::<u8>(), 1..40)) {
        let bytes = encode(&tree, &mut Choices(choices.iter().cycle()));
        let mut reader = Reader::new(&bytes[..]);
        prop_assert_eq!(from_reader(&mut reader).unwrap(), tree.clone());
        prop_assert!(!reader.has_trailing().unwrap());
        let mut cursor = Cursor::new(&bytes);
        prop_assert_eq!(from_cursor(&mut cursor).unwrap(), tree);
        prop_assert!(cursor.is_empty());
        let mut reader = Reader::new(&bytes[..]);
        prop_assert_eq!(reader.element(bytes.len()).unwrap(), bytes.clone());
        // and cut off anywhere, it is no whole
        for length in (0..bytes.len()).step_by(1 + bytes.len() / 50) {
            prop_assert!(from_reader(&mut Reader::new(&bytes[..length])).is_err());
            prop_assert!(from_cursor(&mut Cursor::new(&bytes[..length])).is_err());
        }
    }

    #[test]
    fn bytes_that_mean_nothing(bytes in prop::collection::vec(prop::sample::select(vec![0_u8, 1, 4, 0x24, 0x30, 0x80, 0x81, 0x84, 0xa0, 0xff]), 0..60)) {
        let streamed = from_reader(&mut Reader::new(&bytes[..]));
        let held = from_cursor(&mut Cursor::new(&bytes));
        prop_assert_eq!(streamed.ok(), held.ok());
    }

    #[test]
    fn the_stream_writer_is_read_back(pieces in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..40_000), 0..5)) {
        let mut stream = Stream::new(Vec::new());
        stream.open(Tag::SEQUENCE).unwrap();
        stream.raw(&der::unsigned(1)).unwrap();
        stream.open(Tag::context(0)).unwrap();
        stream.open(Tag::OCTET_STRING).unwrap();
        for piece in &pieces {
            stream.octets(piece).unwrap();
        }
        stream.close().unwrap();
        let bytes = stream.finish().unwrap();
        let mut reader = Reader::new(&bytes[..]);
        reader.enter(Tag::SEQUENCE).unwrap();
        prop_assert_eq!(reader.element(10).unwrap(), der::unsigned(1));
        reader.enter(Tag::context(0)).unwrap();
        let mut content = Vec::new();
        reader.octets(&mut content).unwrap();
        prop_assert_eq!(content, pieces.concat());
        reader.leave().unwrap();
        reader.leave().unwrap();
        prop_assert!(!reader.has_trailing().unwrap());
    }
}

#[test]
fn only_two_zero_octets_end_an_indefinite_length() {
    // The tag with a length in long form once ended an element for the cursor three octets later than for the reader.
    for bytes in [&[0x24, 0x80, 0, 0x81, 0][..], &[0x24, 0x80, 0, 0x84, 0, 0, 0, 0], &[0x24, 0x80, 0x20, 0], &[0x24, 0x80, 0, 1, 0]] {
        assert!(from_reader(&mut Reader::new(bytes)).is_err(), "{bytes:02x?}");
        assert!(from_cursor(&mut Cursor::new(bytes)).is_err(), "{bytes:02x?}");
    }
    assert!(from_reader(&mut Reader::new(&[0x24, 0x80, 0, 0][..])).is_ok());
    assert!(from_cursor(&mut Cursor::new(&[0x24, 0x80, 0, 0])).is_ok());
}
