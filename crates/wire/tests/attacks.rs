//! Rows T and S of the attack list, as far as the machines alone can show them; the sockets' part is tested in the gateway.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests may panic")]

mod support;

use std::sync::Arc;
use std::time::Duration;

use kakitome_wire::data::BareNewline;
use kakitome_wire::server::{Close, Event, Limits, Peer, Session, Settings, Tls};
use kakitome_wire::{Mailbox, replies};
use support::peer::Owner;

fn session(tls: Tls, peer: Peer) -> (Session, Owner) {
    let settings = Settings { tls, ..Settings::new("mx.example") };
    let (mut session, mut owner) = (Session::new(Arc::new(settings), peer), Owner::default());
    owner.feed(&mut session, b"");
    owner.feed(&mut session, b"EHLO client.example\r\n");
    owner.seen = Default::default();
    (session, owner)
}

/// Up to 354.
fn in_content(peer: Peer) -> (Session, Owner) {
    let (mut session, mut owner) = session(Tls::Unavailable, peer);
    owner.feed(&mut session, b"MAIL FROM:<a@x.example>\r\nRCPT TO:<b@y.example>\r\nDATA\r\n");
    assert!(owner.seen.output.ends_with(b"354 End data with <CR><LF>.<CR><LF>\r\n"));
    owner.seen = Default::default();
    (session, owner)
}

fn codes(output: &[u8]) -> Vec<String> {
    let text = String::from_utf8(output.to_vec()).unwrap();
    text.lines().filter(|line| line.as_bytes()[3] == b' ').map(|line| line[..3].to_owned()).collect()
}

const INJECTED: &[&[u8]] = &[
    b"EHLO x\r\n",
    b"NOOP\r\n",
    b"RSET\r\n",
    b"MAIL FROM:<a@x.example>\r\n",
    b"AUTH PLAIN AGEAYg==\r\n",
    b"QUIT\r\n",
    b"\r\n",
    b"N",
    b"\0",
];

#[test]
fn t01_a_command_in_the_segment_of_starttls_is_never_executed() {
    for injected in INJECTED {
        let (mut session, mut owner) = session(Tls::Offered, Peer::default());
        owner.feed(&mut session, &[b"STARTTLS\r\n", *injected].concat());
        assert_eq!(codes(&owner.seen.output), ["554"], "{injected:?}");
        assert_eq!(owner.seen.events, ["close(bytesbeforehandshake)"]);
        assert!(session.tls_established().is_err(), "no handshake may follow");
    }
}

#[test]
fn t02_bytes_before_the_handshake_end_the_session_at_every_split() {
    let long = vec![b'A'; 64 * 1024];
    for injected in INJECTED.iter().copied().chain([long.as_slice()]) {
        let bytes = [b"NOOP\r\nSTARTTLS\r\n", injected].concat();
        for cut in 1..bytes.len().min(40) {
            // the NOOP ends its group, so it comes alone; the rest in two pieces
            let (mut session, mut owner) = session(Tls::Offered, Peer::default());
            owner.feed(&mut session, &bytes[..6]);
            let rest = &bytes[6..];
            let cut = cut.min(rest.len());
            owner.feed(&mut session, &rest[..cut]);
            owner.feed(&mut session, &rest[cut..]);
            let codes = codes(&owner.seen.output);
            // 220 only if the first piece ended exactly with the command; the bytes after it are never answered
            let expected: &[&str] = if cut == 10 { &["250", "220", "554"] } else { &["250", "554"] };
            assert_eq!(codes, expected, "cut at {cut}, {:?}", &injected[..injected.len().min(9)]);
            assert_eq!(owner.seen.events.last().unwrap(), "close(bytesbeforehandshake)");
            assert!(session.tls_established().is_err());
        }
    }
}

#[test]
fn t02_after_the_handshake_nothing_from_before_is_left() {
    // half a command before STARTTLS cannot be: but whatever the session held is gone
    let (mut session, mut owner) = session(Tls::Offered, Peer::default());
    owner.feed(&mut session, b"STARTTLS\r\n");
    assert!(owner.seen.wants_handshake);
    session.tls_established().unwrap();
    assert!(session.inside_tls());
    owner.seen = Default::default();
    owner.feed(&mut session, b"");
    assert!(owner.seen.output.is_empty(), "nothing is said inside TLS before the peer spoke");
    owner.feed(&mut session, b"NOOP\r\n");
    assert_eq!(codes(&owner.seen.output), ["250"]);
}

#[test]
fn t03_state_from_before_starttls_is_forgotten() {
    let (mut session, mut owner) = session(Tls::Offered, Peer { xforward: true, ..Peer::default() });
    owner.feed(&mut session, b"XFORWARD NAME=spoofed.example\r\nMAIL FROM:<a@x.example>\r\nRCPT TO:<b@y.example>\r\nSTARTTLS\r\n");
    session.tls_established().unwrap();
    assert_eq!(session.forwarded(), &kakitome_wire::Forwarded::default());
    assert!(!session.extended());
    owner.seen = Default::default();
    for command in ["DATA\r\n", "RCPT TO:<b@y.example>\r\n", "MAIL FROM:<a@x.example>\r\n"] {
        owner.feed(&mut session, command.as_bytes());
    }
    assert_eq!(codes(&owner.seen.output), ["503", "503", "503"]);
    assert!(owner.seen.events.is_empty());
}

#[test]
fn t03_an_answer_that_is_owed_does_not_survive_the_handshake() {
    let (mut session, _) = session(Tls::Offered, Peer::default());
    let mut input = &b"MAIL FROM:<a@x.example>\r\nSTARTTLS\r\n"[..];
    assert!(matches!(session.next(&mut input), Event::Mail(_)));
    assert_eq!(session.next(&mut input), Event::Awaiting);
    session.reply(&replies::SENDER_OK).unwrap();
    assert_eq!(session.next(&mut input), Event::StartTls);
    assert!(session.reply(&replies::SENDER_OK).is_err());
}

#[test]
fn t09_starttls_inside_tls_is_neither_offered_nor_taken() {
    let settings = Settings { tls: Tls::Required, ..Settings::new("mx.example") };
    let mut session = Session::new(Arc::new(settings), Peer { inside_tls: true, ..Peer::default() });
    let mut owner = Owner::default();
    owner.feed(&mut session, b"");
    owner.feed(&mut session, b"EHLO client.example\r\n");
    owner.feed(&mut session, b"STARTTLS\r\n");
    assert!(!String::from_utf8_lossy(&owner.seen.output).contains("250-STARTTLS"));
    assert_eq!(codes(&owner.seen.output), ["220", "250", "503"]);
    owner.feed(&mut session, b"MAIL FROM:<a@x.example>\r\n");
    assert_eq!(codes(&owner.seen.output).last().unwrap(), "250");
}

#[test]
fn t10_auth_is_neither_offered_nor_taken_where_it_is_off() {
    for tls in [Tls::Unavailable, Tls::Offered, Tls::Required] {
        let settings = Settings { tls, ..Settings::new("mx.example") };
        let (mut session, mut owner) = (Session::new(Arc::new(settings), Peer::default()), Owner::default());
        owner.feed(&mut session, b"");
        owner.feed(&mut session, b"EHLO client.example\r\n");
        assert!(!String::from_utf8_lossy(&owner.seen.output).contains("AUTH"));
        owner.feed(&mut session, b"AUTH PLAIN AHVzZXIAcGFzc3dvcmQ=\r\n");
        assert!(codes(&owner.seen.output).last().unwrap().starts_with("5"));
        assert!(!format!("{session:?} {:?}", owner.seen).contains("AHVzZXI"), "a password stays nowhere");
    }
}

#[test]
fn t12_a_content_that_breaks_off_is_no_mail() {
    let content = b"Subject: x\r\n\r\ntext\r\n.\r\n";
    for cut in 0..content.len() {
        let (mut session, mut owner) = in_content(Peer::default());
        owner.feed(&mut session, &content[..cut]);
        session.time_out();
        owner.feed(&mut session, b"");
        assert!(owner.seen.mails.is_empty(), "cut at {cut}");
    }
}

const ENDINGS: &[(&str, &[u8])] = &[
    ("lflf", b"\n.\n"),
    ("crcr", b"\r.\r"),
    ("crlf", b"\r.\n"),
    ("lfcr", b"\n.\r"),
    ("lfcrlf", b"\n.\r\n"),
    ("crlflf", b"\r\n.\n"),
    ("crcrlf", b"\r.\r\n"),
    ("crlfcr", b"\r\n.\r"),
    ("nullbefore", b"\r\n\0.\r\n"),
    ("nullafter", b"\r\n.\0\r\n"),
];

#[test]
fn s01_ten_endings_are_refused_with_550_and_the_connection_ends() {
    for (name, ending) in ENDINGS {
        let (mut session, mut owner) = in_content(Peer::default());
        owner.feed(&mut session, b"Subject: x\r\n\r\ntext");
        owner.feed(&mut session, ending);
        // `CRLF . CR` may still become the true end; whatever else comes shows that it is not
        owner.feed(&mut session, b"MAIL FROM:<smuggled@x.example>\r\n.\r\n");
        assert_eq!(codes(&owner.seen.output), ["550"], "{name}");
        assert!(owner.seen.closed && owner.seen.mails.is_empty(), "{name}");
        assert!(String::from_utf8_lossy(&owner.seen.output).starts_with("550 5.5.2 "));
    }
}

#[test]
fn s01_the_same_at_every_split() {
    for (name, ending) in ENDINGS {
        let bytes = [b"Subject: x\r\n\r\ntext", *ending, b"QUIT\r\n"].concat();
        for cut in 0..bytes.len() {
            let (mut session, mut owner) = in_content(Peer::default());
            owner.feed(&mut session, &bytes[..cut]);
            owner.feed(&mut session, &bytes[cut..]);
            assert_eq!(codes(&owner.seen.output), ["550"], "{name} cut at {cut}");
        }
    }
}

#[test]
fn s01_with_repair_nothing_is_smuggled_either() {
    for (name, ending) in ENDINGS {
        let (mut session, mut owner) = in_content(Peer { bare_newline: BareNewline::Repair, ..Peer::default() });
        owner.feed(&mut session, &[b"text", *ending, b"MAIL FROM:<smuggled@x.example>\r\n.\r\n"].concat());
        if ending.contains(&0) {
            assert_eq!(codes(&owner.seen.output), ["550"], "{name}");
        } else {
            assert_eq!(codes(&owner.seen.output), ["250"], "{name}");
            assert_eq!(owner.seen.mails.len(), 1, "{name}");
            assert!(owner.seen.mails[0].ends_with(b"MAIL FROM:<smuggled@x.example>\r\n"), "{name}");
        }
    }
}

#[test]
fn s05_content_that_does_not_wait_for_354_ends_the_session() {
    let group = b"MAIL FROM:<a@x.example>\r\nRCPT TO:<b@y.example>\r\n";
    let (mut one, mut owner) = session(Tls::Unavailable, Peer::default());
    owner.feed(&mut one, &[group, &b"DATA\r\nSubject: x\r\n\r\n.\r\n"[..]].concat());
    assert_eq!(codes(&owner.seen.output), ["250", "250", "554"]);
    assert!(owner.seen.closed && owner.seen.mails.is_empty());

    // the owner has not answered DATA yet when the bytes come
    let (mut session, _) = session(Tls::Unavailable, Peer::default());
    let mut input = &[group, &b"DATA\r\n"[..]].concat()[..];
    for _ in 0..2 {
        session.next(&mut input);
        session.reply(&replies::OK).unwrap();
    }
    assert_eq!(session.next(&mut input), Event::Data);
    assert_eq!(session.next(&mut &b"Subject"[..]), Event::Close(Close::UnauthorisedPipelining));
}

#[test]
fn s05_a_command_after_the_last_of_a_group_ends_the_session() {
    for last in ["EHLO a", "HELO a", "NOOP", "VRFY a", "EXPN a", "HELP"] {
        let (mut session, mut owner) = session(Tls::Unavailable, Peer::default());
        owner.feed(&mut session, format!("{last}\r\nMAIL FROM:<a@x.example>\r\n").as_bytes());
        assert_eq!(codes(&owner.seen.output), ["554"], "{last}");
        assert!(owner.seen.closed);
    }
}

#[test]
fn s06_legal_pipelining_is_answered_in_order_and_number() {
    for ahead in [false, true] {
        let (mut session, mut owner) = session(Tls::Unavailable, Peer::default());
        owner.ahead = ahead;
        let refused = kakitome_wire::Reply::fixed(550, "5.1.1 No such user");
        owner.answers.extend([None, None, Some(refused), None]);
        owner.feed(
            &mut session,
            b"MAIL FROM:<a@x.example>\r\nRCPT TO:<1@y.example>\r\nRCPT TO:<2@y.example>\r\nRCPT TO:<3@y.example>\r\nDATA\r\n",
        );
        assert_eq!(codes(&owner.seen.output), ["250", "250", "550", "250", "354"]);
        owner.feed(&mut session, b"x\r\n.\r\nRSET\r\nMAIL FROM:<c@x.example>\r\nRSET\r\nQUIT\r\n");
        assert_eq!(codes(&owner.seen.output)[5..], ["250", "250", "250", "250", "221"]);
    }
}

#[test]
fn s07_bdat_is_refused_and_what_follows_is_no_command() {
    for bdat in ["BDAT 5 LAST", "BDAT 0", "BDAT 9223372036854775808", "BDAT", "bdat x y"] {
        let (mut session, mut owner) = session(Tls::Unavailable, Peer::default());
        owner.feed(&mut session, format!("MAIL FROM:<a@x.example>\r\nRCPT TO:<b@y.example>\r\n{bdat}\r\nRSET\r\n").as_bytes());
        assert_eq!(codes(&owner.seen.output), ["250", "250", "502"]);
        assert!(owner.seen.closed);
    }
}

#[test]
fn s08_a_size_lie_is_answered_552_and_holds_no_memory() {
    let limits = Limits { message_size: 1000, discard: 10 * 1024 * 1024, ..Limits::default() };
    let settings = Settings { limits, ..Settings::new("mx.example") };
    let mut session = Session::new(Arc::new(settings), Peer::default());
    let mut owner = Owner::default();
    owner.feed(&mut session, b"");
    owner.feed(&mut session, b"EHLO c\r\n");
    owner.feed(&mut session, b"MAIL FROM:<a@x.example> SIZE=10\r\nRCPT TO:<b@y.example>\r\nDATA\r\n");
    let line = [&[b'a'; 998][..], b"\r\n"].concat();
    let before = owner.seen.output.len();
    for _ in 0..2000 {
        owner.feed(&mut session, &line);
    }
    assert_eq!(owner.seen.output.len(), before, "nothing is said before the end");
    owner.feed(&mut session, b".\r\nQUIT\r\n");
    assert_eq!(codes(&owner.seen.output[before..]), ["552", "221"]);
    assert!(owner.seen.mails.is_empty());
}

#[test]
fn s09_a_line_of_a_gibibyte_ends_the_session_early() {
    let (mut session, mut owner) = session(Tls::Unavailable, Peer::default());
    let mut fed = 0;
    while !owner.seen.closed {
        owner.feed(&mut session, &[b'A'; 16 * 1024]);
        fed += 16;
        assert!(fed <= 128, "{fed} KiB");
    }
    assert_eq!(codes(&owner.seen.output), ["500"]);
}

#[test]
fn s10_every_byte_at_every_place_of_a_command() {
    for template in [&b"MAIL FROM:<a@x.example>\r\n"[..], b"MAIL FROM:<\"a\"@x.example> SIZE=1\r\n"] {
        for place in 0..template.len() {
            for byte in 0..=255u8 {
                let mut command = template.to_vec();
                command[place] = byte;
                let (mut session, mut owner) = session(Tls::Unavailable, Peer::default());
                owner.feed(&mut session, &command);
                let Some(event) = owner.seen.events.iter().find(|event| event.starts_with("mail ")) else {
                    // refused, closed, or a line that has not ended
                    assert!(!owner.seen.output.is_empty() || place >= template.len() - 2);
                    continue;
                };
                // taken: then as the very same bytes
                let address = event.strip_prefix("mail <").unwrap().rsplit_once('>').unwrap().0;
                let sent = String::from_utf8(command).unwrap();
                assert!(sent.contains(&format!("<{address}>")), "{sent:?} became {event}");
                assert!((byte >= b' ' && byte != 0x7f) || sent.as_bytes() == template);
            }
        }
    }
}

#[test]
fn s11_an_address_is_passed_on_as_the_same_bytes_or_refused() {
    for address in [
        "a@b",
        "\"a b\"@x.example",
        "\"a\\\"@b\"@c.example",
        "\"a>b\"@c.example",
        "a@[127.0.0.1]",
        "a..b.@docomo.example",
        "x!y%z@w.example",
        "$(id)@x.example",
        "`id`@x.example",
        "\";id\"@x.example",
        "a@b;id",
        "a@b@c",
        "a b@c",
        "a@b>c",
        "a",
        "a@",
        "@b",
        "a,b@c",
        "<a@b>",
        "a@b\t",
    ] {
        let (mut session, mut owner) = session(Tls::Unavailable, Peer::default());
        owner.feed(&mut session, format!("MAIL FROM:<>\r\nRCPT TO:<{address}>\r\n").as_bytes());
        let expected = Mailbox::parse(address).map(|mailbox| format!("rcpt <{mailbox}>"));
        assert_eq!(owner.seen.events.get(1), expected.as_ref(), "{address}");
        assert_eq!(codes(&owner.seen.output)[1], if expected.is_some() { "250" } else { "501" }, "{address}");
    }
}

#[test]
fn s15_silence_has_a_limit_at_every_step() {
    let (mut session, mut owner) = session(Tls::Offered, Peer::default());
    assert_eq!(session.timeout(), Duration::from_secs(300));
    owner.feed(&mut session, b"MAIL FROM:<a@x.example>\r\nRCPT TO:<b@y.example>\r\nDATA\r\n");
    assert_eq!(session.timeout(), Duration::from_secs(180));
    owner.feed(&mut session, b"x\r\n.\r\n");
    owner.feed(&mut session, b"STARTTLS\r\n");
    assert_eq!(session.timeout(), Duration::from_secs(60));
    session.time_out();
    assert!(session.output().starts_with(b"421 4.4.2 "));
    assert!(matches!(session.next(&mut &b"NOOP\r\n"[..]), Event::Close(Close::ByOwner)));
}

#[test]
fn s16_floods_meet_a_limit() {
    for (flood, most) in [
        (&b"WHAT\r\n"[..], 30),
        (b"NOOP\r\n", 120),
        (b"EHLO x\r\n", 120),
        (b"RSET\r\n", 120),
        (b"RCPT TO:<a@b>\r\n", 30),
        (b"MAIL FROM:<a@b> SIZE=18446744073709551615\r\n", 10_002),
    ] {
        let (mut session, mut owner) = session(Tls::Unavailable, Peer::default());
        let mut sent = 0;
        while !owner.seen.closed {
            owner.feed(&mut session, flood);
            sent += 1;
            assert!(sent <= most, "{}", String::from_utf8_lossy(flood));
        }
        assert_eq!(codes(&owner.seen.output).last().unwrap(), "421");
    }
    let (mut session, mut owner) = session(Tls::Unavailable, Peer::default());
    owner.feed(&mut session, b"MAIL FROM:<>\r\n");
    owner.feed(&mut session, &b"RCPT TO:<a@b>\r\n".repeat(10_000));
    let codes = codes(&owner.seen.output);
    assert_eq!(codes.iter().filter(|code| *code == "250").count(), 1001);
    assert_eq!(codes.iter().filter(|code| *code == "452").count(), 1000);
    assert_eq!(codes.last().unwrap(), "421");
    assert!(owner.seen.closed);
}

#[test]
fn s16_a_peer_that_reads_nothing_does_not_fill_the_memory() {
    let (mut session, _) = session(Tls::Unavailable, Peer::default());
    let bytes = [&b"MAIL FROM:<>\r\n"[..], &b"RCPT TO:nobody\r\n".repeat(5), &b"RSET\r\nMAIL FROM:<>\r\n".repeat(5000)].concat();
    let mut input = &bytes[..];
    loop {
        match session.next(&mut input) {
            Event::Flush => break,
            Event::Mail(_) | Event::Rcpt(_) => session.reply(&replies::OK).unwrap(),
            Event::NeedInput => panic!("all was taken without a flush"),
            _ => {}
        }
    }
    assert!(session.output().len() < 20 * 1024);
    assert!(!input.is_empty());
}

#[test]
fn s17_smtputf8_is_taken_only_when_announced_and_asked_for() {
    let settings = Settings { smtputf8: false, ..Settings::new("mx.example") };
    let (mut session, mut owner) = (Session::new(Arc::new(settings), Peer::default()), Owner::default());
    owner.feed(&mut session, b"");
    owner.feed(&mut session, b"EHLO c\r\n");
    for (command, code) in [
        ("MAIL FROM:<書@x.example> SMTPUTF8\r\n", "555"),
        ("MAIL FROM:<書@x.example>\r\n", "553"),
        ("MAIL FROM:<a@x.example>\r\n", "250"),
        ("RCPT TO:<留@y.example>\r\n", "553"),
    ] {
        owner.feed(&mut session, command.as_bytes());
        assert_eq!(codes(&owner.seen.output).last().unwrap(), code, "{command}");
    }
}

#[test]
fn a_refusing_greeting_serves_nothing() {
    let settings = Arc::new(Settings::new("mx.example"));
    let mut owner = Owner::default();
    let mut session = Session::refusing(settings.clone(), Peer::default(), &kakitome_wire::Reply::fixed(554, "5.7.1 Not you"));
    owner.feed(&mut session, b"");
    owner.feed(&mut session, b"EHLO x\r\n");
    owner.feed(&mut session, b"MAIL FROM:<>\r\n");
    owner.feed(&mut session, b"QUIT\r\n");
    assert_eq!(codes(&owner.seen.output), ["554", "503", "503", "221"]);
    assert_eq!(owner.seen.events, ["close(quit)"]);

    let mut owner = Owner::default();
    let mut session = Session::refusing(settings, Peer::default(), &replies::TOO_MANY_CONNECTIONS);
    owner.feed(&mut session, b"");
    assert_eq!(codes(&owner.seen.output), ["421"]);
    assert!(owner.seen.closed);
}
