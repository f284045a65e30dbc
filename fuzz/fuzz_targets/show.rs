//! The structure of whatever a stranger sends, line by line: within its limits, each element inside the bytes, findings or none.
#![no_main]
use std::io::Read;

use kakitome_cms::show::{self, Limits};
use kakitome_cms::{Limits as Reading, armor};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Ok(mut plain) = armor::decode_any(bytes) else { return };
    let mut binary = Vec::new();
    if plain.read_to_end(&mut binary).is_err() {
        return;
    }
    let notes = show::examine(&binary[..], &Reading::default()).expect("memory can be read");
    let limits = Limits { lines: 2_000, ..Limits::default() };
    let (mut lines, mut told, noted) = (0, 0, notes.iter().count());
    let shown = show::show(&binary[..], notes.clone(), &limits, &mut |line| {
        lines += 1;
        told += line.findings.len();
        assert!(line.within.unwrap_or(line.offset) < binary.len() as u64 && line.depth <= limits.depth);
        Ok(())
    });
    if let Ok(summary) = shown {
        assert!(summary.lines == lines && lines <= limits.lines);
        assert!(told + summary.left_over.len() >= noted, "every finding is told somewhere");
    }
});
