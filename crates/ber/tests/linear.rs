//! Reading twice as much is twice the work, whatever the form: octets looked at are counted, so the outcome is the same everywhere.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

use std::io::{self, Read};

use kakitome_ber::{Cursor, Reader, der, rewritten, work_done};

/// One octet at a time.
struct Drip<'a>(&'a [u8]);

impl Read for Drip<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let length = self.0.len().min(out.len()).min(1);
        out[..length].copy_from_slice(&self.0[..length]);
        self.0 = &self.0[length..];
        Ok(length)
    }
}

fn work(bytes: &[u8], read: impl Fn(&[u8])) -> u64 {
    let before = work_done();
    read(bytes);
    work_done() - before
}

type Make<'a> = &'a dyn Fn(usize) -> Vec<u8>;
type Way<'a> = &'a dyn Fn(&[u8]);

#[test]
fn twice_the_input_is_twice_the_work() {
    let pieces = |count: usize| [b"\x24\x80".to_vec(), b"\x04\x01x".repeat(count), vec![0, 0]].concat();
    let nested = |count: usize| [b"\x24\x80".repeat(30), b"\x04\x01x".repeat(count), b"\0\0".repeat(30)].concat();
    let strings = |count: usize| [b"\x24\x80".to_vec(), b"\x24\x80\x24\x03\x04\x01x\0\0".repeat(count), vec![0, 0]].concat();
    let empty = |count: usize| [b"\x24\x80".to_vec(), b"\x24\x80\0\0".repeat(count), vec![0, 0]].concat();
    let set = |count: usize| der::sequence(&vec![&b"\x31\x04\x05\0\x05\0"[..]; count]);
    let loose = |count: usize| [b"\x30\x80".to_vec(), b"\x30\x80\x04\x88\0\0\0\0\0\0\0\x01x\0\0".repeat(count), vec![0, 0]].concat();
    let one = |count: usize| der::octet_string(&vec![7; count]);
    let shapes: [(&str, Make<'_>); 7] = [
        ("pieces", &pieces),
        ("nested", &nested),
        ("strings", &strings),
        ("empty", &empty),
        ("set", &set),
        ("loose", &loose),
        ("one", &one),
    ];
    let ways: [(&str, Way<'_>); 6] = [
        ("skip", &|bytes| Reader::new(bytes).skip().unwrap()),
        ("drip", &|bytes| Reader::new(Drip(bytes)).skip().unwrap()),
        ("element", &|bytes| drop(Reader::new(bytes).element(usize::MAX).unwrap())),
        ("octets", &|bytes| drop(Reader::new(bytes).octets(&mut io::sink()))),
        ("joined", &|bytes| drop(Cursor::new(bytes).any().unwrap().octets())),
        ("rewritten", &|bytes| drop(rewritten(bytes))),
    ];
    for (shape, make) in shapes {
        for (way, read) in ways {
            let (once, twice) = (work(&make(20_000), read), work(&make(40_000), read));
            assert!(twice <= once * 2 + once / 50 + 1000, "{shape}, {way}: {once}, then {twice}");
            assert!(twice <= 60 * make(40_000).len() as u64, "{shape}, {way}: {twice} for {}", make(40_000).len());
        }
    }
}

/// The counter counts: work that is known to be quadratic shows.
#[test]
fn the_measure_can_fail() {
    let quadratic = |bytes: &[u8]| (0..bytes.len()).for_each(|at| drop(Cursor::new(&bytes[at..]).any()));
    let bytes = |count: usize| b"\x30\x80".repeat(count);
    let (once, twice) = (work(&bytes(15), quadratic), work(&bytes(30), quadratic));
    assert!(twice > once * 3, "{once}, then {twice}");
}
