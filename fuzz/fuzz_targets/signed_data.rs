//! SignedData of a stranger, in any armour; what was read is checked with the certificates that it brought.
#![no_main]
use kakitome_cms::{Limits, SignedData, armor};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Ok(plain) = armor::decode(bytes) else { return };
    let mut content = Vec::new();
    let _ = SignedData::read(plain, &mut content, &[], &Limits::default());
    assert!(content.len() <= bytes.len(), "content cannot be longer than what held it");
});
