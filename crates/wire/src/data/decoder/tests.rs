//! S01, S03, S04, S08, S10 on the decoder alone, against a reference that sees the whole content at once.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, clippy::cast_possible_truncation, reason = "tests may panic")]

use super::*;
use proptest::prelude::*;

#[derive(Debug, PartialEq, Eq, Clone)]
enum Result {
    /// Content and what was left of the input.
    Ended(Vec<u8>, Vec<u8>),
    Unfinished(Vec<u8>),
    Refused(Fault),
}

fn decode_with(mode: BareNewline, limit: u64, pieces: &[&[u8]]) -> Result {
    let mut decoder = Decoder::new(mode, limit);
    let mut content = Vec::new();
    for (n, piece) in pieces.iter().enumerate() {
        let mut input = *piece;
        loop {
            match decoder.next(&mut input) {
                Chunk::Bytes(bytes) => content.extend_from_slice(bytes),
                Chunk::NeedInput => break,
                Chunk::Refused(fault) => return Result::Refused(fault),
                Chunk::End => {
                    let mut rest = input.to_vec();
                    rest.extend(pieces[n + 1..].concat());
                    return Result::Ended(content, rest);
                }
            }
        }
        assert!(input.is_empty());
    }
    Result::Unfinished(content)
}

fn decode(mode: BareNewline, bytes: &[u8]) -> Result {
    decode_with(mode, u64::MAX, &[bytes])
}

/// The rules once more, as plainly as possible.
fn reference(mode: BareNewline, bytes: &[u8]) -> Result {
    let mut content = Vec::new();
    let mut i = 0;
    let mut real_start = true;
    let mut line_start = true;
    while i < bytes.len() {
        let rest = &bytes[i..];
        if real_start && rest.starts_with(b".\r\n") {
            return Result::Ended(content, rest[3..].to_vec());
        }
        if real_start && (rest == b"." || rest == b".\r") {
            break; // undecided: more bytes are needed
        }
        if line_start && rest[0] == b'.' {
            (real_start, line_start) = (false, false);
            i += 1;
            continue;
        }
        if rest.starts_with(b"\r\n") {
            content.extend_from_slice(b"\r\n");
            (real_start, line_start) = (true, true);
            i += 2;
            continue;
        }
        if rest == b"\r" {
            break;
        }
        let at = content.len() as u64;
        match (rest[0], mode) {
            (0, _) => return Result::Refused(Fault::Nul { at }),
            (b'\r', BareNewline::Refuse) => return Result::Refused(Fault::BareCr { at }),
            (b'\n', BareNewline::Refuse) => return Result::Refused(Fault::BareLf { at }),
            (b'\r' | b'\n', BareNewline::Repair) => {
                content.extend_from_slice(b"\r\n");
                (real_start, line_start) = (false, true);
            }
            (byte, _) => {
                content.push(byte);
                (real_start, line_start) = (false, false);
            }
        }
        i += 1;
    }
    Result::Unfinished(content)
}

const ENDINGS: &[&[u8]] =
    &[b"\n.\n", b"\r.\r", b"\r.\n", b"\n.\r", b"\n.\r\n", b"\r\n.\n", b"\r.\r\n", b"\r\n.\r", b"\r\n\0.\r\n", b"\r\n.\0\r\n"];

#[test]
fn s01_no_other_ending_ends_data_and_all_are_refused() {
    for ending in ENDINGS {
        // what a smuggler sends: a content, the ending, commands, and at last the real end
        let bytes = [b"Subject: x\r\n\r\nbody", *ending, b"MAIL FROM:<a@b>\r\n.\r\n"].concat();
        assert!(matches!(decode(BareNewline::Refuse, &bytes), Result::Refused(_)), "{ending:?}");
    }
}

#[test]
fn s01_repair_keeps_the_smuggled_commands_as_content() {
    for ending in ENDINGS {
        let bytes = [b"body", *ending, b"MAIL FROM:<a@b>\r\n.\r\nQUIT\r\n"].concat();
        match decode(BareNewline::Repair, &bytes) {
            Result::Refused(Fault::Nul { .. }) => assert!(ending.contains(&0)),
            Result::Ended(content, rest) => {
                assert_eq!(rest, b"QUIT\r\n", "{ending:?}");
                assert!(content.ends_with(b"MAIL FROM:<a@b>\r\n"), "{ending:?}");
            }
            other => panic!("{ending:?}: {other:?}"),
        }
    }
}

#[test]
fn an_empty_mail_ends_at_once() {
    assert_eq!(decode(BareNewline::Refuse, b".\r\nQUIT"), Result::Ended(vec![], b"QUIT".to_vec()));
}

#[test]
fn dots_are_taken_off_in_the_first_line_too() {
    assert_eq!(decode(BareNewline::Refuse, b"..x\r\n...\r\n..\r\n.y\r\n.\r\n"), Result::Ended(b".x\r\n..\r\n.\r\ny\r\n".to_vec(), vec![]));
}

#[test]
fn a_cr_before_the_last_crlf_is_no_end() {
    assert!(matches!(decode(BareNewline::Refuse, b"a\r\n.\r\r\n"), Result::Refused(Fault::BareCr { at: 3 })));
    assert_eq!(decode(BareNewline::Repair, b"a\r\n.\r\r\n.\r\n"), Result::Ended(b"a\r\n\r\n\r\n".to_vec(), vec![]));
}

#[test]
fn the_place_of_a_fault_is_told() {
    assert_eq!(decode(BareNewline::Refuse, b"ab\r\ncd\nef"), Result::Refused(Fault::BareLf { at: 6 }));
    assert_eq!(decode(BareNewline::Refuse, b"ab\r\ncd\0ef"), Result::Refused(Fault::Nul { at: 6 }));
    assert_eq!(decode(BareNewline::Refuse, b"ab\r\ncd\ref"), Result::Refused(Fault::BareCr { at: 6 }));
}

#[test]
fn s08_the_limit_is_exact_and_the_end_is_still_found() {
    let bytes = b"12345678\r\n.\r\nNOOP\r\n";
    assert!(matches!(decode_with(BareNewline::Refuse, 10, &[bytes]), Result::Ended(..)));
    assert_eq!(decode_with(BareNewline::Refuse, 9, &[bytes]), Result::Refused(Fault::TooLarge { limit: 9 }));

    let mut decoder = Decoder::new(BareNewline::Refuse, 9);
    let mut input = &bytes[..];
    assert!(matches!(decoder.next(&mut input), Chunk::Refused(Fault::TooLarge { .. })));
    decoder.go_on_to(100);
    assert_eq!(decoder.next(&mut input), Chunk::End);
    assert_eq!((decoder.size(), input), (10, &b"NOOP\r\n"[..]));
}

#[test]
fn slices_of_the_input_are_given_out_without_copying() {
    let bytes = b"line one\r\nline two\r\nline three\r\n.\r\n";
    let mut input = &bytes[..];
    let Chunk::Bytes(first) = Decoder::new(BareNewline::Refuse, 100).next(&mut input) else { panic!("no bytes") };
    assert_eq!(first, b"line one\r\nline two\r\nline three\r\n");
    assert!(std::ptr::eq(first.as_ptr(), bytes.as_ptr()));
}

#[test]
fn s04_a_dot_as_the_last_byte_of_a_buffer() {
    let mut first = vec![b'a'; 16 * 1024 - 3];
    first.extend_from_slice(b"\r\n.");
    for (second, expected) in [(&b"\r\n"[..], ""), (b".x\r\n.\r\n", ".x\r\n"), (b"x\r\n.\r\n", "x\r\n")] {
        let Result::Ended(content, rest) = decode_with(BareNewline::Refuse, u64::MAX, &[&first, second]) else { panic!("no end") };
        assert_eq!((&content[first.len() - 1..], rest), (expected.as_bytes(), vec![]));
    }
}

/// Bytes in which everything that matters is frequent.
fn hostile() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        4 => Just(&b"\r\n"[..]), 3 => Just(&b"."[..]), 1 => Just(&b"\r"[..]), 1 => Just(&b"\n"[..]), 4 => Just(&b"a"[..]),
        1 => Just(&b"\r\n.\r\n"[..]), 1 => Just(&b"bcdefgh"[..]), 1 => Just(&b"\xe6\x9b\xb8"[..])
    ];
    (prop::collection::vec(piece, 0..40), prop::option::weighted(0.1, 0..40usize)).prop_map(|(pieces, nul)| {
        let mut bytes = pieces.concat();
        if let Some(at) = nul.filter(|at| *at < bytes.len()) {
            bytes[at] = 0;
        }
        bytes
    })
}

fn split<'a>(bytes: &'a [u8], cuts: &[usize]) -> Vec<&'a [u8]> {
    let mut cuts: Vec<_> = cuts.iter().map(|cut| cut % (bytes.len() + 1)).collect();
    cuts.sort_unstable();
    cuts.push(bytes.len());
    let mut from = 0;
    cuts.into_iter().map(|cut| &bytes[std::mem::replace(&mut from, cut)..cut]).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    #[test]
    fn s04_any_split_gives_what_the_reference_gives(
        bytes in hostile(), cuts in prop::collection::vec(any::<usize>(), 0..8), repair in any::<bool>()
    ) {
        let mode = if repair { BareNewline::Repair } else { BareNewline::Refuse };
        prop_assert_eq!(decode_with(mode, u64::MAX, &split(&bytes, &cuts)), reference(mode, &bytes));
        prop_assert_eq!(decode_with(mode, u64::MAX, &bytes.chunks(1).collect::<Vec<_>>()), reference(mode, &bytes));
    }

    #[test]
    fn s03_what_comes_out_has_only_crlf(bytes in hostile(), repair in any::<bool>()) {
        let mode = if repair { BareNewline::Repair } else { BareNewline::Refuse };
        if let Result::Ended(content, _) = decode(mode, &bytes) {
            let text = content.iter().map(|&b| char::from(b)).collect::<String>().replace("\r\n", "");
            prop_assert!(!text.contains(['\r', '\n', '\0']));
        }
    }

    #[test]
    fn s01_data_ends_only_at_the_first_crlf_dot_crlf(bytes in hostile(), repair in any::<bool>()) {
        let mode = if repair { BareNewline::Repair } else { BareNewline::Refuse };
        if let Result::Ended(_, rest) = decode(mode, &bytes) {
            let whole = [b"\r\n", &bytes[..]].concat();
            let end = memchr::memmem::find(&whole, b"\r\n.\r\n").unwrap();
            prop_assert_eq!(&whole[end + 5..], rest.as_slice());
        }
    }

    #[test]
    fn s08_the_limit_does_not_depend_on_the_split(
        bytes in hostile(), cuts in prop::collection::vec(any::<usize>(), 0..8), limit in 0..60u64
    ) {
        let whole = decode_with(BareNewline::Repair, limit, &[&bytes]);
        let pieces = decode_with(BareNewline::Repair, limit, &split(&bytes, &cuts));
        match (&whole, &pieces) {
            // which of two faults comes first may depend on the slices, that there is one may not
            (Result::Refused(_), Result::Refused(_)) => {}
            _ => prop_assert_eq!(whole, pieces),
        }
    }
}
