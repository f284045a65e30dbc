//! A client of a stranger: every input is answered or awaited, and content has CRLF line ends only.
#![no_main]
use std::sync::Arc;

use kakitome_wire::replies;
use kakitome_wire::server::{Event, Peer, Session, Settings};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let mut session = Session::new(Arc::new(Settings::new("fuzz.test")), Peer::default());
    let mut content = Vec::new();
    let mut input = bytes;
    for _ in 0..bytes.len() * 2 + 16 {
        match session.next(&mut input) {
            Event::NeedInput | Event::Close(_) | Event::Awaiting => break,
            Event::Flush => {
                let written = session.output().len();
                session.written(written);
            }
            Event::Content(more) => content.extend_from_slice(more),
            Event::ContentEnd { size } => {
                assert_eq!(size, content.len() as u64);
                assert!(!content.contains(&0));
                assert_eq!(content.iter().filter(|b| **b == b'\r').count(), content.windows(2).filter(|w| w == b"\r\n").count());
                assert_eq!(content.iter().filter(|b| **b == b'\n').count(), content.windows(2).filter(|w| w == b"\r\n").count());
                content.clear();
                session.reply(&replies::ACCEPTED).expect("asked for");
            }
            Event::ContentRefused(_) => content.clear(),
            Event::Mail(_) => session.reply(&replies::SENDER_OK).expect("asked for"),
            Event::Rcpt(_) => session.reply(&replies::RECIPIENT_OK).expect("asked for"),
            Event::Data => session.reply(&replies::START_MAIL_INPUT).expect("asked for"),
            Event::StartTls => {
                let _ = session.tls_established();
            }
            _ => {}
        }
    }
    assert!(session.output().is_ascii() || !bytes.is_ascii());
});
