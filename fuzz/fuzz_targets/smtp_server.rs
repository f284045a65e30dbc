//! A client of a stranger: every input is answered or awaited, content has CRLF line ends only, and nobody logs in without TLS.
#![no_main]
use std::sync::Arc;

use kakitome_wire::data::BareNewline;
use kakitome_wire::server::{Event, Mechanisms, Peer, Session, Settings, Tls};
use kakitome_wire::{Protocol, replies};

// The first byte chooses the settings; 0xff parts the segments: without them everything after EHLO would be unauthorised pipelining.
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Some((&choice, bytes)) = bytes.split_first() else { return };
    let all = Mechanisms { plain: true, login: true, scram_sha_256: true, external: true };
    let settings = Settings {
        tls: if choice & 1 == 0 { Tls::Unavailable } else { Tls::Offered },
        protocol: if choice & 8 == 0 { Protocol::Smtp } else { Protocol::Lmtp },
        auth: if choice & 16 == 0 { Mechanisms::default() } else { all },
        login_required: choice & 32 != 0,
        ..Settings::new("fuzz.test")
    };
    let lmtp = settings.protocol == Protocol::Lmtp;
    let bare_newline = if choice & 2 == 0 { BareNewline::Refuse } else { BareNewline::Repair };
    let peer = Peer { bare_newline, xclient: choice & 4 != 0, xforward: choice & 4 != 0, inside_tls: choice & 64 != 0 };
    let mut session = Session::new(Arc::new(settings), peer);
    // A certificate that the handshake has let in: EXTERNAL is offered then, and no password.
    let by_certificate = choice & 128 != 0;
    if by_certificate && session.inside_tls() {
        session.known_by_certificate();
    }
    let (mut content, mut accepted) = (Vec::new(), 0);
    for segment in bytes.split(|byte| *byte == 0xff) {
        let mut input = segment;
        loop {
            match session.next(&mut input) {
                Event::NeedInput | Event::Close(_) | Event::Awaiting => break,
                Event::Flush => session.written(session.output().len()),
                Event::Content(more) => content.extend_from_slice(more),
                Event::ContentEnd { size } => {
                    assert_eq!(size, content.len() as u64);
                    assert!(!content.contains(&0));
                    let ends = content.windows(2).filter(|pair| pair == b"\r\n").count();
                    assert_eq!(content.iter().filter(|byte| **byte == b'\r').count(), ends);
                    assert_eq!(content.iter().filter(|byte| **byte == b'\n').count(), ends);
                    content.clear();
                    for _ in 0..if lmtp { accepted } else { 1 } {
                        session.reply(&replies::ACCEPTED).expect("asked for");
                    }
                }
                Event::ContentRefused(_) => content.clear(),
                Event::Mail(_) => {
                    accepted = 0;
                    session.reply(&replies::SENDER_OK).expect("asked for");
                }
                Event::Rcpt(_) => {
                    accepted += 1;
                    session.reply(&replies::RECIPIENT_OK).expect("asked for");
                }
                Event::Login(_) => {
                    assert!(session.inside_tls() && !session.authenticated());
                    session.reply(&replies::AUTHENTICATED).expect("asked for");
                }
                Event::External { .. } => {
                    assert!(session.inside_tls() && by_certificate);
                    session.reply(&replies::AUTHENTICATED).expect("asked for");
                }
                Event::ScramFirst { .. } => session.scram("nonce", b"salt", 4096).expect("asked for"),
                Event::ScramProof(_) => session.prove(&[7; 32]).expect("asked for"),
                Event::Data => session.reply(&replies::START_MAIL_INPUT).expect("asked for"),
                Event::StartTls => {
                    session.tls_established().expect("expected");
                    if by_certificate {
                        session.known_by_certificate();
                    }
                    break;
                }
                _ => {}
            }
        }
        assert!(session.output().is_ascii());
        session.written(session.output().len());
    }
});
