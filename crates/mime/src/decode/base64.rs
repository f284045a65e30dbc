//! base64 as mail programs read it (RFC 2045 6.8): line breaks anywhere, junk skipped, padding in the middle survived. All of it is counted.

use super::tally::Tally;
use crate::finding::{Finding, Kind};

#[derive(Debug, Default)]
pub(super) struct Base64 {
    /// sextets of the group so far
    group: u32,
    sextets: u8,
    pads: u8,
    /// a group was padded: the content should be over
    over: bool,
    junk: Tally,
    padding: Tally,
}

/// No sextet.
const NONE: u8 = 0x80;
const PAD: u8 = 0x81;
const SPACE: u8 = 0x82;

#[allow(clippy::indexing_slicing, reason = "evaluated by the compiler")]
const SEXTETS: [u8; 256] = {
    let mut table = [NONE; 256];
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut value = 0_u8;
    while value < 64 {
        table[alphabet[value as usize] as usize] = value;
        value += 1;
    }
    table[b'=' as usize] = PAD;
    table[b' ' as usize] = SPACE;
    table[b'\t' as usize] = SPACE;
    table[b'\r' as usize] = SPACE;
    table[b'\n' as usize] = SPACE;
    table
};

fn sextet(byte: u8) -> u8 {
    SEXTETS.get(usize::from(byte)).copied().unwrap_or(NONE)
}

impl Base64 {
    pub(super) fn push(&mut self, bytes: &[u8], at: u64, out: &mut Vec<u8>) {
        out.reserve(bytes.len() / 4 * 3 + 3);
        let mut rest = bytes;
        while let Some((first, tail)) = rest.split_first() {
            if self.sextets == 0 && !self.over {
                let taken = full_groups(rest, out);
                if taken > 0 {
                    rest = rest.get(taken..).unwrap_or_default();
                    continue;
                }
            }
            self.octet(*first, at + (bytes.len() - rest.len()) as u64, out);
            rest = tail;
        }
    }

    fn octet(&mut self, byte: u8, at: u64, out: &mut Vec<u8>) {
        match sextet(byte) {
            SPACE => {}
            NONE => self.junk.note(at),
            PAD => {
                if self.sextets < 2 {
                    self.padding.note(at);
                    return;
                }
                self.pads += 1;
                if self.sextets + self.pads == 4 {
                    self.end_group(out);
                    self.over = true;
                }
            }
            value => {
                if self.over || self.pads > 0 {
                    self.padding.note(at);
                    self.over = false;
                    self.end_group(out);
                }
                self.group = self.group << 6 | u32::from(value);
                self.sextets += 1;
                if self.sextets == 4 {
                    self.end_group(out);
                }
            }
        }
    }

    /// Writes the octets of the group, full or not.
    fn end_group(&mut self, out: &mut Vec<u8>) {
        let missing = 4_u8.saturating_sub(self.sextets);
        let [_, octets @ ..] = (self.group << (6 * u32::from(missing))).to_be_bytes();
        out.extend(octets.iter().take(usize::from(self.sextets.saturating_sub(1))));
        (self.group, self.sextets, self.pads) = (0, 0, 0);
    }

    pub(super) fn finish(mut self, at: u64, out: &mut Vec<u8>) -> Vec<Finding> {
        if self.sextets > 0 {
            self.padding.note(at);
            self.end_group(out);
        }
        let junk = self.junk.finding(|count| Kind::Base64Junk { count });
        junk.into_iter().chain(self.padding.finding(|_| Kind::Base64Padding)).collect()
    }
}

/// Decodes groups of four as long as they are pure; how many bytes.
fn full_groups(bytes: &[u8], out: &mut Vec<u8>) -> usize {
    let mut taken = 0;
    for group in bytes.chunks_exact(4) {
        let &[a, b, c, d] = group else { break };
        let (a, b, c, d) = (sextet(a), sextet(b), sextet(c), sextet(d));
        if (a | b | c | d) & NONE != 0 {
            break;
        }
        out.extend_from_slice(&[a << 2 | b >> 4, b << 4 | c >> 2, c << 6 | d]);
        taken += 4;
    }
    taken
}
