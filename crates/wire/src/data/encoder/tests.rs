//! S02, S04 and gate G8: what leaves is stuffed, ended once, and holds no CR or LF outside CRLF.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests may panic")]

use super::*;
use crate::data::{BareNewline, Chunk, Decoder};
use proptest::prelude::*;

/// What goes over the wire, up to the fault if there is one.
fn encode(pieces: &[&[u8]]) -> (Vec<u8>, Result<(), Fault>) {
    let (mut encoder, mut wire) = (Encoder::new(), Vec::new());
    for piece in pieces {
        let mut input = *piece;
        while !input.is_empty() {
            match encoder.next(&mut input) {
                Ok(Some(bytes)) => wire.extend_from_slice(bytes),
                Ok(None) => {}
                Err(fault) => return (wire, Err(fault)),
            }
        }
    }
    let end = encoder.end();
    wire.extend_from_slice(end.unwrap_or_default());
    (wire, end.map(|_| ()))
}

#[test]
fn dots_at_the_beginning_of_lines_are_doubled() {
    for (content, wire) in [
        (&b""[..], &b".\r\n"[..]),
        (b".", b"..\r\n.\r\n"),
        (b"a", b"a\r\n.\r\n"),
        (b"a\r\n", b"a\r\n.\r\n"),
        (b".\r\n..\r\n.x\r\na.b\r\n", b"..\r\n...\r\n..x\r\na.b\r\n.\r\n"),
        (b"\r\n.\r\n", b"\r\n..\r\n.\r\n"),
    ] {
        assert_eq!(encode(&[content]), (wire.to_vec(), Ok(())));
        assert_eq!(encode(&content.chunks(1).collect::<Vec<_>>()), (wire.to_vec(), Ok(())));
    }
}

#[test]
fn s02_no_sequence_that_smuggles_leaves() {
    // a CR at the end of the content, and every ending that some server takes for the end of DATA
    for bad in [
        "\n.\n",
        "\r.\r",
        "\r.\n",
        "\n.\r",
        "\n.\r\n",
        "\r\n.\n",
        "\r.\r\n",
        "\r\n.\r",
        "\r\n\0.\r\n",
        "\r\n.\0\r\n",
        "a\r",
        "\r\r\n",
        "\n",
    ] {
        let content = format!("text{bad}");
        for pieces in [vec![content.as_bytes()], content.as_bytes().chunks(1).collect()] {
            let (wire, result) = encode(&pieces);
            assert!(result.is_err(), "{bad:?}");
            assert!(clean(&wire), "{bad:?}: {wire:?}");
            assert!(!wire.ends_with(b"\r\n.\r\n"), "{bad:?}");
        }
    }
}

#[test]
fn a_fault_stays() {
    let mut encoder = Encoder::new();
    let mut input = &b"a\nb"[..];
    assert_eq!(encoder.next(&mut input), Err(Fault::BareLf { at: 1 }));
    assert_eq!(encoder.next(&mut &b"fine\r\n"[..]), Err(Fault::BareLf { at: 1 }));
    assert_eq!(encoder.end(), Err(Fault::BareLf { at: 1 }));
}

fn clean(wire: &[u8]) -> bool {
    let text: String = wire.iter().map(|&b| char::from(b)).collect();
    !text.replace("\r\n", "").contains(['\r', '\n', '\0'])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    #[test]
    fn s04_round_trip_through_any_two_splits(
        lines in prop::collection::vec("[.a\\r]{0,3}|\\.{1,3}|[a-z.]{0,9}", 0..12), step in 1..9usize, other in 1..9usize
    ) {
        let content = lines.iter().map(|line| line.replace('\r', "") + "\r\n").collect::<String>().into_bytes();
        let (wire, result) = encode(&content.chunks(step).collect::<Vec<_>>());
        prop_assert_eq!(result, Ok(()));
        let (mut decoder, mut back, mut ended) = (Decoder::new(BareNewline::Refuse, u64::MAX), Vec::new(), false);
        for piece in wire.chunks(other) {
            let mut input = piece;
            loop {
                match decoder.next(&mut input) {
                    Chunk::Bytes(bytes) => back.extend_from_slice(bytes),
                    Chunk::NeedInput => break,
                    Chunk::End => { ended = true; break }
                    Chunk::Refused(fault) => panic!("{fault}"),
                }
            }
        }
        prop_assert!(ended);
        prop_assert_eq!(back, content);
    }

    #[test]
    fn g8_nothing_but_crlf_leaves_whatever_goes_in(content in "[a.\\r\\n\\x00]{0,40}|(a|\\.|\r\n){0,40}", step in 1..9usize) {
        let (wire, result) = encode(&content.as_bytes().chunks(step).collect::<Vec<_>>());
        prop_assert!(clean(&wire));
        let bare = content.replace("\r\n", "").contains(['\r', '\n', '\0']);
        prop_assert_eq!(result.is_err(), bare);
        prop_assert_eq!(wire.windows(5).filter(|w| w == b"\r\n.\r\n").count() <= 1, true);
    }
}
