//! A whole mail of a stranger, with no root trusted: it may be anything but valid.
#![no_main]
use std::io::Cursor;

use kakitome_pki::UnixTime;
use kakitome_smime::{Evidence, Policy, Verdict, open};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let report = open(&mut Cursor::new(bytes), &Evidence::default(), &Policy::default(), UnixTime(1_780_000_000)).expect("memory can be read");
    assert_ne!(report.verdict(), Verdict::Valid, "nothing is valid without a trusted root");
});
