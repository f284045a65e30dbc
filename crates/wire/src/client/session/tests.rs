//! What the owner can ask of a session, and calls at the wrong time. The dialogues stand in `tests/transcripts/client`.
#![allow(clippy::unwrap_used, reason = "tests may panic")]

use super::*;
use crate::address::Mailbox;
use crate::client::failure::Outcome;
use crate::client::settings::Tls;
use crate::envelope::{Mail, Rcpt};

fn opened(tls: Tls, hello: &[u8]) -> Session {
    let mut session = Session::new(Arc::new(Settings::new("gateway.example", tls)), false);
    session.next(&mut &b"220 hop\r\n"[..]);
    session.next(&mut &hello[..]);
    session.written(session.output().len());
    session
}

#[test]
fn t04_nothing_learnt_in_clear_is_known_after_the_handshake() {
    let mut session = opened(Tls::Required, b"250-hop\r\n250-STARTTLS\r\n250 PIPELINING\r\n");
    assert!(session.capabilities().pipelining);
    assert_eq!(session.next(&mut &b"220 go\r\n"[..]), Event::StartTls);
    session.tls_established().unwrap();
    assert_eq!(session.capabilities(), &Capabilities::default());
    assert!(session.inside_tls());
}

#[test]
fn each_step_has_its_wait() {
    let mut session = Session::new(Arc::new(Settings::new("gateway.example", Tls::None)), false);
    let timeouts = session.settings.timeouts;
    assert_eq!((session.step(), session.timeout()), (Step::Greeting, timeouts.greeting));
    session.next(&mut &b"220 hop\r\n"[..]);
    assert_eq!((session.step(), session.timeout()), (Step::Hello, timeouts.hello));
    session.next(&mut &b"250 hop\r\n"[..]);
    assert!(session.is_idle());
    session.mail(&Mail::new(None)).unwrap();
    assert_eq!((session.step(), session.timeout()), (Step::Mail, timeouts.mail));
    session.rcpt(&Rcpt::new(Mailbox::parse("a@b").unwrap())).unwrap();
    session.next(&mut &b"250 ok\r\n"[..]);
    assert_eq!((session.step(), session.timeout()), (Step::Rcpt, timeouts.rcpt));
    session.next(&mut &b"250 ok\r\n"[..]);
    session.data().unwrap();
    assert_eq!((session.step(), session.timeout()), (Step::Data, timeouts.data));
    session.next(&mut &b"354 go\r\n"[..]);
    assert_eq!((session.step(), session.timeout()), (Step::Content, timeouts.data_block));
    assert!(!session.is_idle());
    session.content_end().unwrap();
    assert_eq!((session.step(), session.timeout()), (Step::ContentEnd, timeouts.data_end));
    session.next(&mut &b"250 ok\r\n"[..]);
    assert!(session.is_idle());
    session.quit().unwrap();
    assert_eq!((session.step(), session.timeout()), (Step::Quit, timeouts.quit));
    session.timed_out();
    assert_eq!(session.next(&mut &b""[..]), Event::Closed);
}

#[test]
fn data_waits_for_a_recipient() {
    let mut session = opened(Tls::None, b"250-hop\r\n250 PIPELINING\r\n");
    session.next(&mut &b""[..]);
    assert!(session.data().is_err());
    session.mail(&Mail::new(None)).unwrap();
    session.rcpt(&Rcpt::new(Mailbox::parse("a@b").unwrap())).unwrap();
    assert!(session.data().is_err(), "answers are owed");
    let mut input = &b"250 ok\r\n550 no\r\n"[..];
    session.next(&mut input);
    session.next(&mut input);
    assert!(session.data().is_err(), "the only recipient was refused");
}

#[test]
fn a_session_that_failed_stays_failed_and_says_nothing_more() {
    let mut session = opened(Tls::None, b"250 hop\r\n");
    session.next(&mut &b""[..]);
    session.mail(&Mail::new(None)).unwrap();
    session.lost();
    session.timed_out();
    session.handshake_failed();
    let Event::Failed(failure) = session.next(&mut &b"250 ok\r\n"[..]) else { unreachable!("it is lost") };
    assert_eq!((failure.clone(), failure.outcome()), (Failure::Lost { step: Step::Mail }, Outcome::Deferred));
    assert!(session.output().is_empty());
    assert_eq!(session.data(), Err(Error::Over { call: "data" }));
    assert!(session.quit().is_err() && session.reset().is_err() && session.tls_established().is_err());
}

#[test]
fn our_own_name_cannot_split_a_command() {
    let mut session = Session::new(Arc::new(Settings::new("evil\r\nMAIL FROM:<>\0", Tls::None)), false);
    session.next(&mut &b"220 hop\r\n"[..]);
    assert_eq!(session.output(), b"EHLO evilMAILFROM:<>\r\n");
}
