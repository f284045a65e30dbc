//! AuthEnvelopedData of a stranger: as it came no key fits its tag; sealed anew with a known key it opens, and with any bit changed it
//! does not.
#![no_main]

#[path = "../shared/resealed.rs"]
mod resealed;

use std::io::Cursor;

use kakitome_cms::armor::Armored;
use kakitome_cms::{Envelope, EnvelopeKind, Error, Limits};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Ok(mut source) = Armored::new(Cursor::new(bytes)) else { return };
    let Ok(envelope) = Envelope::read(&mut source, &Limits::default()) else { return };
    let Ok(tail) = envelope.tail(&mut source) else { return };
    if envelope.kind != EnvelopeKind::AuthEnveloped || !envelope.encryption.is_authenticated() {
        return;
    }
    let content = bytes.get(..100).unwrap_or(bytes);
    let Some(mut sealed) = resealed::seal(&envelope, &tail, content) else { return };
    let opened = resealed::open(&sealed);
    assert!(opened.as_deref().is_ok_and(|opened| opened == content), "{opened:?}");
    // which bit is the input's choice; structure may be hit as well, and then the error is another
    let at = bytes.iter().fold(7_usize, |sum, byte| sum.wrapping_mul(31).wrapping_add(usize::from(*byte)));
    let (byte, bit) = (at / 8 % sealed.len(), at % 8);
    sealed[byte] ^= 1 << bit;
    match resealed::open(&sealed) {
        Ok(opened) => assert_eq!(opened, content, "what opens is what was sealed"),
        Err(Error::Io { .. }) => panic!("memory can be read"),
        Err(_) => {}
    }
});
