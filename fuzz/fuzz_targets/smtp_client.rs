//! A next hop of a stranger: whatever it says, the session ends or waits, and what we say to it has CRLF line ends only.
#![no_main]
use std::sync::Arc;

use kakitome_wire::client::{Event, Session, Settings, Step, Tls};
use kakitome_wire::{Mail, Mailbox, Protocol, Rcpt};

// The first byte chooses the policy; 0xff parts the segments: a reply that nothing asked for yet would end the session.
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Some((&choice, bytes)) = bytes.split_first() else { return };
    let tls = [Tls::None, Tls::Optional, Tls::Required][usize::from(choice % 3)];
    let protocol = if choice & 128 == 0 { Protocol::Smtp } else { Protocol::Lmtp };
    let mut session = Session::new(Arc::new(Settings { protocol, ..Settings::new("fuzz.test", tls) }), false);
    let to = Mailbox::parse("a@b.example").expect("an address");
    for segment in bytes.split(|byte| *byte == 0xff) {
        let mut input = segment;
        loop {
            match session.next(&mut input) {
                Event::Ready => {
                    let _ = session.mail(&Mail::new(None));
                    let _ = session.rcpt(&Rcpt::new(to.clone()));
                }
                Event::Answer { step: Step::Rcpt, .. } => drop(session.data()),
                Event::Answer { step: Step::Data, .. } => drop(session.content(b".\r\n").and_then(|()| session.content_end())),
                Event::Answer { step: Step::ContentEnd, .. } => drop(session.mail(&Mail::new(None))),
                Event::Answer { .. } => {}
                Event::StartTls => {
                    session.tls_established().expect("expected");
                    break;
                }
                _ => break,
            }
        }
        let said = session.output();
        let ends = said.windows(2).filter(|pair| pair == b"\r\n").count();
        assert_eq!(said.iter().filter(|byte| matches!(byte, b'\r' | b'\n')).count(), 2 * ends);
        session.written(session.output().len());
    }
});
