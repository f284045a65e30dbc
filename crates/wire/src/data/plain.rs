//! How much of a content needs no decision: no NUL, no CR or LF alone, no line that begins with a dot. Looked at in blocks, without a
//! branch for each line, so that the compiler does many bytes at once; what is odd is left to who knows what it means.

/// Bytes that are looked at together.
const BLOCK: usize = 256;

/// How many bytes at the front of `input` are certainly as they should be, whatever stood before (no CR, and no CRLF if `input` begins with a
/// dot). It is a careful answer: never past the last two bytes, never between CR and LF or between CRLF and a dot.
pub(super) fn plain(input: &[u8]) -> usize {
    if input.first() == Some(&b'\n') {
        return 0;
    }
    let mut end = 0;
    // One byte more than the block is looked at, and one more is left.
    while input.len() >= end + BLOCK + 2 && input.get(end..=end + BLOCK).is_some_and(is_plain) {
        end += BLOCK;
    }
    let before = end.checked_sub(1).and_then(|last| input.get(last));
    if before == Some(&b'\r') { end - 1 } else { end }
}

/// Whether each CR has its LF and each LF its CR, no LF is followed by a dot, and no byte but the last is NUL. What the first byte follows and
/// the last is followed by is not known here.
fn is_plain(block: &[u8]) -> bool {
    let after = block.get(1..).unwrap_or_default();
    let mut odd = false;
    for (this, next) in block.iter().zip(after) {
        odd |= ((*this == b'\r') != (*next == b'\n')) | ((*this == b'\n') & (*next == b'.')) | (*this == 0);
    }
    !odd
}

#[cfg(test)]
mod tests {
    #![allow(clippy::indexing_slicing, reason = "tests may panic")]
    use proptest::prelude::*;

    use super::*;

    /// The same said byte by byte.
    fn is_odd_at(input: &[u8], at: usize) -> bool {
        let before = at.checked_sub(1).map(|before| input[before]);
        match input[at] {
            0 => true,
            b'\r' => input.get(at + 1) != Some(&b'\n'),
            b'\n' => before != Some(b'\r') || input.get(at + 1) == Some(&b'.'),
            _ => false,
        }
    }

    fn check(input: &[u8]) {
        let end = plain(input);
        assert!(end == 0 || end + 2 <= input.len());
        assert!((0..end).all(|at| !is_odd_at(input, at)), "{end}");
        assert!(end == 0 || (input[end - 1] != b'\r' && (input[end - 1] != b'\n' || input[end] != b'.')), "{end}");
    }

    #[test]
    fn all_but_the_end_of_a_plain_text_is_plain() {
        let text = b"a line of a plain text.\r\n".repeat(100);
        check(&text);
        assert!(plain(&text) > text.len() - BLOCK - 3);
        assert_eq!(plain(&text[..BLOCK + 1]), 0);
        assert_eq!(plain(&text[24..]), 0, "an LF at the front has lost its CR");
    }

    #[test]
    fn one_odd_byte_anywhere_is_never_passed() {
        let text = b"a line\r\nanother\r\n".repeat(50);
        for at in 0..text.len() {
            for odd in [0, b'\r', b'\n', b'.'] {
                let mut text = text.clone();
                text[at] = odd;
                check(&text);
            }
        }
    }

    proptest! {
        #[test]
        fn nothing_odd_is_passed(lines in proptest::collection::vec("[a-c.]{0,40}(\r\n){0,3}[\r\n\x00]{0,1}", 0..60)) {
            check(lines.concat().as_bytes());
        }
    }
}
