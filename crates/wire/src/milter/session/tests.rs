#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests may panic")]
use super::*;
use crate::reply::{Enhanced, Reply};

fn packet(kind: u8, data: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    packet::write(&mut out, kind, &[data]);
    out
}

fn offer() -> Vec<u8> {
    packet(b'O', &[0, 0, 0, 6, 0, 0, 1, 0xff, 0, 0x1f, 0xff, 0xff])
}

/// A mail as Postfix sends it.
fn mail() -> Vec<u8> {
    [
        packet(b'D', b"Cj\0mx.example\0"),
        packet(b'C', b"client.example\x004\0\x19192.0.2.1\0"),
        packet(b'H', b"client.example\0"),
        packet(b'D', b"M{auth_authen}\0alice\0"),
        packet(b'M', b"<a@example>\0SIZE=10\0"),
        packet(b'R', b"<b@example>\0"),
        packet(b'R', b"<c@example>\0"),
        packet(b'L', b"From\0 a@example\0"),
        packet(b'L', b"Subject\0 one\n two\0"),
        packet(b'N', b""),
        packet(b'B', b"text\r\n"),
        packet(b'D', b"Ei\x00ABC\0"),
        packet(b'E', b""),
    ]
    .concat()
}

/// Every event in words, each answered to go on; and what was written.
fn run(session: &mut Session, mut bytes: &[u8], split: usize) -> (Vec<String>, Vec<u8>) {
    let (mut events, mut written) = (Vec::new(), Vec::new());
    while !bytes.is_empty() {
        let (mut piece, rest) = bytes.split_at(split.min(bytes.len()));
        bytes = rest;
        loop {
            let text = match session.next(&mut piece) {
                Event::NeedInput => break,
                event @ (Event::Quit | Event::Close(_)) => {
                    events.push(format!("{event:?}"));
                    return (events, written);
                }
                event => format!("{event:?}"),
            };
            events.push(text);
            // Abort and ClientGone want none.
            let _ = session.answer(&Answer::Continue);
            written.extend_from_slice(session.output());
            session.written(session.output().len());
        }
        written.extend_from_slice(session.output());
        session.written(session.output().len());
    }
    (events, written)
}

#[test]
fn a_mail_comes_in_order_however_it_is_split() {
    let bytes = [offer(), mail(), packet(b'A', b""), packet(b'Q', b"")].concat();
    let whole = run(&mut Session::new(Settings::default()), &bytes, usize::MAX);
    assert_eq!(whole.0.len(), 12, "{:#?}", whole.0);
    assert_eq!(whole.0.last().unwrap(), "Quit");
    for split in 1..60 {
        assert_eq!(run(&mut Session::new(Settings::default()), &bytes, split), whole, "pieces of {split}");
    }
}

#[test]
fn silent_steps_are_not_answered_and_the_others_are() {
    let (_, written) = run(&mut Session::new(Settings::default()), &[offer(), mail()].concat(), usize::MAX);
    let after_agreement = &written[17..];
    // Two RCPT and the end are answered; all else is silent.
    assert_eq!(after_agreement, packet(b'c', b"").repeat(3));

    // Where CONNECT, HELO and MAIL have to be answered, they are.
    let older = packet(b'O', &[0, 0, 0, 6, 0, 0, 1, 0xff, 0, 0x1f, 0x8f, 0xff]);
    let (_, written) = run(&mut Session::new(Settings::default()), &[older, mail()].concat(), usize::MAX);
    assert_eq!(written[17..], packet(b'c', b"").repeat(6));

    let old = packet(b'O', &[0, 0, 0, 2, 0, 0, 0, 0x3f, 0, 0, 0, 0x7f]);
    let (_, written) = run(&mut Session::new(Settings::default()), &[old, mail()].concat(), usize::MAX);
    assert_eq!(written[17..], packet(b'c', b"").repeat(10));
}

#[test]
fn the_last_piece_of_a_body_may_come_with_the_end() {
    let mut bytes = [offer(), mail()].concat();
    bytes.truncate(bytes.len() - 5);
    bytes.extend(packet(b'E', b"last\r\n"));
    let (events, _) = run(&mut Session::new(Settings::default()), &bytes, 7);
    assert!(events[events.len() - 2].contains("108, 97, 115, 116"), "{events:?}");
    assert_eq!(events.last().unwrap(), "EndOfMessage");
}

#[test]
fn s20_what_is_out_of_order_ends_the_session() {
    for (bytes, fault) in [
        (packet(b'M', b"<a@b>\0"), Fault::OutOfOrder('M')),
        ([offer(), offer()].concat(), Fault::OutOfOrder('O')),
        ([offer(), packet(b'R', b"<a@b>\0")].concat(), Fault::OutOfOrder('R')),
        ([offer(), packet(b'M', b"<a@b>\0"), packet(b'B', b"x")].concat(), Fault::OutOfOrder('B')),
        ([offer(), packet(b'M', b"<a@b>\0"), packet(b'E', b"")].concat(), Fault::OutOfOrder('E')),
        ([offer(), packet(b'M', b"<a@b>\0"), packet(b'M', b"<a@b>\0")].concat(), Fault::OutOfOrder('M')),
        ([offer(), packet(b'M', b"<a@b>\0"), packet(b'N', b""), packet(b'L', b"a\0b\0")].concat(), Fault::OutOfOrder('L')),
        ([offer(), packet(b'!', b"")].concat(), Fault::Command(b'!')),
        (b"GET / HTTP/1.1\r\n".to_vec(), Fault::Length(0x4745_5420)),
        (packet(b'O', &[0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0, 0]), Fault::Actions { missing: 0x13 }),
    ] {
        let mut session = Session::new(Settings::default());
        let (events, _) = run(&mut session, &bytes, 3);
        assert_eq!(events.last().unwrap(), &format!("{:?}", Event::Close(fault)));
        assert_eq!(session.next(&mut [1, 2, 3].as_slice()), Event::Close(fault), "and it stays closed");
    }
}

#[test]
fn s20_a_header_without_end_is_not_held() {
    let mut session = Session::new(Settings { header_bytes: 100, ..Settings::default() });
    let fields = packet(b'L', &[b"x\0".as_slice(), &[b'y'; 60], b"\0"].concat()).repeat(2);
    let (events, _) = run(&mut session, &[offer(), packet(b'M', b"<a@b>\0"), fields].concat(), usize::MAX);
    assert_eq!(events.last().unwrap(), &format!("{:?}", Event::Close(Fault::TooMuchHeader(100))));
}

fn at_the_end() -> Session {
    let mut session = Session::new(Settings::default());
    let bytes = [offer(), mail()].concat();
    let mut input = bytes.as_slice();
    while session.next(&mut input) != Event::EndOfMessage {
        let _ = session.answer(&Answer::Continue);
    }
    session.written(session.output().len());
    session
}

#[test]
fn changes_go_before_the_answer_and_only_there() {
    let mut session = at_the_end();
    assert_eq!(session.macros().get("i"), Some(b"ABC".as_slice()));
    assert_eq!(session.macros().get("auth_authen"), Some(b"alice".as_slice()));
    session.change(&Change::ChangeHeader { index: 1, name: b"Content-Type", value: None }).unwrap();
    session.change(&Change::AddHeader { name: b"Content-Type", value: b" x/y;\n a=b" }).unwrap();
    session.change(&Change::Body(b"new\r\n")).unwrap();
    assert!(session.change(&Change::Quarantine(b"why")).is_err(), "not agreed on");
    assert!(session.change(&Change::AddHeader { name: b"X", value: b"y\nBcc: z" }).is_err());
    session.answer(&Answer::Accept).unwrap();
    let expected = [
        packet(b'm', b"\0\0\0\x01Content-Type\0\0"),
        packet(b'h', b"Content-Type\0 x/y;\n a=b\0"),
        packet(b'b', b"new\r\n"),
        packet(b'a', b""),
    ];
    assert_eq!(session.output(), expected.concat());
    assert!(session.change(&Change::Body(b"late")).is_err());
    assert_eq!(session.macros().get("i"), None, "the mail is over");
}

#[test]
fn a_refusal_is_said_in_our_words() {
    let mut session = at_the_end();
    session.answer(&Answer::Reply(&Reply::new(451, Enhanced(4, 7, 0), "100% away\nlater"))).unwrap();
    assert_eq!(session.output(), packet(b'y', b"451-4.7.0 100%% away\r\n451 4.7.0 later\0"));

    let mut session = at_the_end();
    assert!(session.answer(&Answer::Reply(&crate::replies::ACCEPTED)).is_err());
    assert_eq!(session.output(), packet(b't', b""), "a fault in the program passes no mail");
}

#[test]
fn what_nobody_answered_is_not_passed() {
    let mut session = at_the_end();
    assert_eq!(session.next(&mut [].as_slice()), Event::NeedInput);
    assert_eq!(session.output(), packet(b't', b""));
}

#[test]
fn a_refused_recipient_leaves_the_mail_standing() {
    let mut session = Session::new(Settings::default());
    let bytes = [offer(), packet(b'M', b"<a@b>\0"), packet(b'R', b"<c@d>\0"), packet(b'R', b"<e@f>\0"), packet(b'N', b"")].concat();
    let mut input = bytes.as_slice();
    assert!(matches!(session.next(&mut input), Event::Mail(_)));
    session.answer(&Answer::Continue).unwrap();
    assert!(matches!(session.next(&mut input), Event::Rcpt(_)));
    session.answer(&Answer::TempFail).unwrap();
    assert!(matches!(session.next(&mut input), Event::Rcpt(_)));
    session.answer(&Answer::Continue).unwrap();
    assert_eq!(session.next(&mut input), Event::EndOfHeaders);
}
