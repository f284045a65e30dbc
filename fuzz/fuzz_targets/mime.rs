//! A mail of a stranger: the same index whatever the chunks, and offsets that stay inside.
#![no_main]
use kakitome_mime::{Indexer, Limits, Message};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Ok(whole) = Message::read(bytes, &Limits::default()) else { return };
    for (_, entity) in whole.walk() {
        assert!(entity.range().end == entity.body.end && entity.body.start <= entity.body.end && entity.body.end <= bytes.len() as u64);
    }
    let mut pieces = Indexer::new(&Limits::default());
    for piece in bytes.chunks(7) {
        if pieces.push(piece).is_err() {
            return;
        }
    }
    let pieces = pieces.finish().expect("what can be read at once can be read in pieces");
    assert_eq!(format!("{whole:?}"), format!("{pieces:?}"));
});
