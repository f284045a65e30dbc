//! Calls at the wrong time, and what the owner can ask. The dialogues stand in `tests/transcripts/server`, the attacks in `tests/attacks.rs`.
#![allow(clippy::unwrap_used, reason = "tests may panic")]

use super::*;

fn session(limits: impl FnOnce(&mut Settings)) -> Session {
    let mut settings = Settings::new("mx.example");
    limits(&mut settings);
    let mut session = Session::new(Arc::new(settings), Peer::default());
    session.next(&mut &b"EHLO x\r\n"[..]);
    session.written(session.output().len());
    session
}

#[test]
fn an_answer_without_a_question_is_an_error_and_says_nothing() {
    let mut session = session(|_| {});
    assert_eq!(session.reply(&replies::OK), Err(Error::NothingToAnswer));
    assert!(session.output().is_empty());
    assert!(session.tls_established().is_err());
}

#[test]
fn a_group_is_handed_on_before_it_is_answered_and_not_further() {
    let mut session = session(|_| {});
    let mut input = &b"MAIL FROM:<>\r\nRCPT TO:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\n"[..];
    assert!(matches!(session.next(&mut input), Event::Mail(_)));
    assert!(matches!(session.next(&mut input), Event::Rcpt(_)));
    assert!(matches!(session.next(&mut input), Event::Rcpt(_)));
    for _ in 0..3 {
        assert_eq!(session.next(&mut input), Event::Awaiting);
        session.reply(&replies::OK).unwrap();
    }
    assert_eq!(session.next(&mut input), Event::Data);
    assert_eq!(session.next(&mut input), Event::Awaiting);
    assert_eq!(session.output().split(|&b| b == b'\n').count(), 4);
}

#[test]
fn after_an_open_question_an_end_of_input_waits_for_the_answer() {
    let mut session = session(|_| {});
    let mut input = &b"MAIL FROM:<>\r\nRC"[..];
    assert!(matches!(session.next(&mut input), Event::Mail(_)));
    assert_eq!(session.next(&mut input), Event::Awaiting);
    session.reply(&replies::OK).unwrap();
    assert_eq!(session.next(&mut input), Event::NeedInput);
    assert!(matches!(session.next(&mut &b"PT TO:<a@b>\r\n"[..]), Event::Rcpt(_)));
}

#[test]
fn what_xforward_said_adds_up_and_ends_with_the_mail() {
    let mut settings = Settings::new("mx.example");
    settings.limits.errors = 5;
    let mut session = Session::new(Arc::new(settings), Peer { xforward: true, ..Peer::default() });
    let mut input = &b"EHLO x\r\n"[..];
    session.next(&mut input);
    let mut input = &b"XFORWARD NAME=a.example\r\nXFORWARD HELO=b\r\nMAIL FROM:<>\r\nRCPT TO:<a@b>\r\nDATA\r\n"[..];
    session.next(&mut input);
    session.next(&mut input);
    assert!(session.forwarded().name.is_some() && session.forwarded().helo.is_some());
    for reply in [replies::OK, replies::OK, replies::START_MAIL_INPUT] {
        session.next(&mut input);
        session.reply(&reply).unwrap();
    }
    let mut input = &b".\r\n"[..];
    assert_eq!(session.next(&mut input), Event::ContentEnd { size: 0 });
    session.reply(&replies::ACCEPTED).unwrap();
    assert_eq!(session.forwarded(), &Forwarded::default());
}

#[test]
fn a_closed_session_takes_everything_and_says_nothing_more() {
    let mut session = session(|_| {});
    session.shut_down(&replies::SHUTTING_DOWN);
    let said = session.output().to_vec();
    session.time_out();
    let mut input = &b"NOOP\r\n"[..];
    assert_eq!(session.next(&mut input), Event::Close(Close::ByOwner));
    assert!(input.is_empty());
    assert_eq!(session.output(), said);
}

#[test]
fn errors_are_forgiven_after_a_mail_that_was_taken() {
    let mut session = session(|settings| settings.limits.errors = 2);
    for _ in 0..5 {
        let mut input = &b"WHAT\r\nWHAT\r\nMAIL FROM:<>\r\nRCPT TO:<a@b>\r\nDATA\r\n"[..];
        for reply in [replies::OK, replies::OK, replies::START_MAIL_INPUT] {
            assert!(!matches!(session.next(&mut input), Event::Close(_)));
            session.reply(&reply).unwrap();
        }
        session.next(&mut &b".\r\n"[..]);
        session.reply(&replies::ACCEPTED).unwrap();
    }
}
