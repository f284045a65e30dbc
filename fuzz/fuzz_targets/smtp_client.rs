//! A next hop of a stranger: whatever it says, the session ends or waits.
#![no_main]
use std::sync::Arc;

use kakitome_wire::client::{Event, Session, Settings, Tls};
use kakitome_wire::{Mail, Mailbox, Rcpt};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let mut session = Session::new(Arc::new(Settings::new("fuzz.test", Tls::None)), false);
    let to = Mailbox::parse("a@b.example").expect("an address");
    let mut input = bytes;
    for _ in 0..bytes.len() + 16 {
        match session.next(&mut input) {
            Event::Ready => {
                let _ = session.mail(&Mail::new(None));
                let _ = session.rcpt(&Rcpt::new(to.clone()));
                let _ = session.data();
            }
            Event::Answer { .. } => {}
            _ => break,
        }
    }
});
