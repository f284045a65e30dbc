//! A mail of a stranger whose encryption is taken off: no key fits, so nothing may come out of it; whatever it is, there is an answer.
#![no_main]
use std::io::Cursor;

use kakitome_cms::{Keys, UnlockPolicy};
use kakitome_smime::{InMemory, Limits, decrypt};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let keys = Keys::new().shared(b"fuzz", &[0xa5; 16]).password(b"password");
    let Err(why) = decrypt(&mut Cursor::new(bytes), &keys, &UnlockPolicy::default(), &Limits::default(), &InMemory) else { return };
    assert!(!why.to_string().is_empty());
});
