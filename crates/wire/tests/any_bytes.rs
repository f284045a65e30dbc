//! Whatever the bytes and however they are cut: nothing panics, every line that leaves is a reply, and legal dialogues do not depend on segments.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests may panic")]

mod support;

use std::sync::Arc;

use kakitome_wire::data::BareNewline;
use kakitome_wire::server::{Mechanisms, Peer, Session, Settings, Tls};
use kakitome_wire::{Body, Mail, Mailbox, Protocol, Rcpt, Reply, Ret, client};
use proptest::prelude::*;
use support::peer::{Owner, Seen};

fn piece() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        6 => prop::sample::select(vec![
            &b"EHLO x\r\n"[..], b"HELO x\r\n", b"MAIL FROM:<a@b>\r\n", b"MAIL FROM:<> SIZE=5\r\n", b"RCPT TO:<c@d>\r\n", b"RCPT TO:x\r\n", b"DATA\r\n",
            b"RSET\r\n", b"NOOP\r\n", b"QUIT\r\n", b"STARTTLS\r\n", b"XCLIENT ADDR=1.2.3.4\r\n", b"XFORWARD NAME=x\r\n", b"BDAT 1\r\n", b"VRFY x\r\n",
            b"text\r\n", b"..\r\n", b".\r\n", b"\r\n.\r\n", b"\n", b"\r", b"\n.\n", b"AUTH X\r\n", b"AUTH PLAIN AGEAYg==\r\n", b"AUTH LOGIN\r\n", b"AUTH PLAIN =\r\n",
            b"AUTH SCRAM-SHA-256 biwsbj11c2VyLHI9eA==\r\n", b"AGEAYg==\r\n", b"YQ==\r\n", b"*\r\n", b"LHLO x\r\n"
        ]).prop_map(<[u8]>::to_vec),
        1 => prop::collection::vec(any::<u8>(), 0..12),
        1 => "[A-Za-z<>@:. \\r\\n\"]{0,20}".prop_map(String::into_bytes),
    ]
}

fn answer() -> impl Strategy<Value = Option<Reply>> {
    prop_oneof![
        8 => Just(None),
        1 => prop::sample::select(vec![250u16, 354, 421, 451, 550, 220]).prop_map(|code| Some(Reply::fixed(code, "2.0.0 x\ny")))
    ]
}

/// Every line out is a reply of ours.
fn check(output: &[u8]) {
    let text = std::str::from_utf8(output).expect("replies are ASCII");
    for line in text.split_inclusive("\r\n") {
        assert!(line.ends_with("\r\n") && line.len() <= 512, "{line:?}");
        let bytes = line.as_bytes();
        assert!((b'2'..=b'5').contains(&bytes[0]) && bytes[1].is_ascii_digit() && bytes[2].is_ascii_digit(), "{line:?}");
        assert!(matches!(bytes[3], b' ' | b'-'), "{line:?}");
        assert!(bytes[4..bytes.len() - 2].iter().all(|b| (b' '..=b'~').contains(b)), "{line:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]

    #[test]
    fn the_server_takes_any_bytes(
        segments in prop::collection::vec(prop::collection::vec(piece(), 0..6), 0..12), answers in prop::collection::vec(answer(), 0..12),
        tls in 0..3usize, repair in any::<bool>(), trusted in any::<bool>(), ahead in any::<bool>(), handshake in any::<bool>(),
        auth in any::<bool>(), lmtp in any::<bool>()
    ) {
        let mut settings = Settings::new("mx.example");
        settings.tls = [Tls::Unavailable, Tls::Offered, Tls::Required][tls];
        settings.auth = Mechanisms { plain: auth, login: auth, scram_sha_256: auth, external: auth };
        settings.login_required = auth && repair;
        settings.protocol = if lmtp { Protocol::Lmtp } else { Protocol::Smtp };
        settings.limits.message_size = 20;
        settings.limits.discard = 30;
        settings.limits.recipients = 3;
        let bare_newline = if repair { BareNewline::Repair } else { BareNewline::Refuse };
        let peer = Peer { bare_newline, xclient: trusted, xforward: trusted, inside_tls: auth && ahead };
        let mut session = Session::new(Arc::new(settings), peer);
        let mut owner = Owner { answers: answers.into(), ahead, lmtp, ..Owner::default() };
        owner.feed(&mut session, b"");
        for segment in segments {
            owner.feed(&mut session, &segment.concat());
            if owner.seen.wants_handshake && handshake && session.tls_established().is_ok() {
                owner.seen.wants_handshake = false;
            }
        }
        check(&owner.seen.output);
        for mail in &owner.seen.mails {
            prop_assert!(mail.len() <= 20);
            let text: String = mail.iter().map(|&b| char::from(b)).collect();
            prop_assert!(!text.replace("\r\n", "").contains(['\r', '\n', '\0']));
        }
    }

    #[test]
    fn the_client_takes_any_bytes_and_answers_only_what_was_asked(
        segments in prop::collection::vec(
            prop_oneof![
                6 => prop::sample::select(vec![
                    &b"250 ok\r\n"[..], b"220 hop\r\n", b"354 go\r\n", b"550 no\r\n", b"451 later\r\n", b"421 bye\r\n", b"250-hop\r\n250-PIPELINING\r\n250 STARTTLS\r\n",
                    b"250-x\r\n", b"250 ok\r\n250 ok\r\n", b"garbage\r\n", b"\n"
                ]).prop_map(<[u8]>::to_vec),
                1 => prop::collection::vec(any::<u8>(), 0..9),
            ], 0..20),
        acts in prop::collection::vec(0..8u8, 0..20), tls in 0..3usize
    ) {
        let policy = [client::Tls::None, client::Tls::Optional, client::Tls::Required][tls];
        let mut session = client::Session::new(Arc::new(client::Settings::new("gateway.example", policy)), false);
        let (mut asked, mut answered, mut acts) = (Vec::new(), 0, acts.into_iter().cycle());
        let mailbox = Mailbox::parse("a@b").unwrap();
        for segment in segments {
            let mut input = segment.as_slice();
            loop {
                match session.next(&mut input) {
                    client::Event::Answer { step, .. } => {
                        prop_assert_eq!(asked.get(answered), Some(&step), "answers come in the order of the commands");
                        answered += 1;
                    }
                    client::Event::StartTls => { let _ = session.tls_established(); break }
                    client::Event::Ready => {}
                    _ => break,
                }
            }
            let (step, done) = match acts.next() {
                Some(0) => (client::Step::Mail, session.mail(&Mail::new(None))),
                Some(1 | 2) => (client::Step::Rcpt, session.rcpt(&Rcpt::new(mailbox.clone()))),
                Some(3) => (client::Step::Data, session.data()),
                Some(4) => (client::Step::ContentEnd, session.content(b"x\r\n").and_then(|()| session.content_end())),
                Some(5) => (client::Step::Reset, session.reset()),
                Some(6) => (client::Step::Noop, session.noop()),
                _ => (client::Step::Quit, session.quit()),
            };
            if done.is_ok() {
                asked.push(step);
            }
            let said = session.output().to_vec();
            prop_assert!(!String::from_utf8(said.clone()).unwrap().replace("\r\n", "").contains(['\r', '\n']));
            if policy == client::Tls::Required && !session.inside_tls() {
                prop_assert!(!said.windows(4).any(|verb| verb == b"MAIL" || verb == b"RCPT" || verb == b"DATA"));
            }
            session.written(said.len());
        }
    }
}

fn content() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec("[.a\u{66f8}]{0,4}|\\.{1,3}|[ -~]{0,30}", 0..8)
        .prop_map(|lines| lines.into_iter().map(|line| line + "\r\n").collect::<String>().into_bytes())
}

fn envelope() -> impl Strategy<Value = (Mail, Vec<Rcpt>)> {
    let mailbox = prop::sample::select(vec!["a@b", "\"a b\"@x.example", "a..b@docomo.example", "a@[IPv6:::1]", "書@例.example"]);
    let mail = (prop::option::of(mailbox.clone()), prop::option::of(0..1000u64), 0..3u8, 0..3u8, prop::option::of("[a-z]{1,9}(\\+2B)?"));
    let rcpt = (mailbox, prop::option::of(prop::sample::select(vec!["NEVER", "SUCCESS,DELAY"])), any::<bool>());
    (mail, prop::collection::vec(rcpt, 1..5)).prop_map(|((from, size, body, ret, envid), rcpts)| {
        let mail = Mail {
            from: from.and_then(Mailbox::parse),
            size,
            body: [None, Some(Body::SevenBit), Some(Body::EightBitMime)][usize::from(body)],
            smtputf8: true,
            ret: [None, Some(Ret::Full), Some(Ret::Headers)][usize::from(ret)],
            envid,
            hops: None,
        };
        let rcpts = rcpts.into_iter().map(|(to, notify, orcpt)| Rcpt {
            to: Mailbox::parse(to).unwrap(),
            notify: notify.map(str::to_owned),
            orcpt: orcpt.then(|| "rfc822;a+2Bb@c".to_owned()),
        });
        (mail, rcpts.collect())
    })
}

/// Envelope and content.
type Talked = ((Mail, Vec<Rcpt>), Vec<u8>);

/// Wraps a client as the bytes that it says for these mails, talking to a server session; returns what the server saw.
fn talk(mails: &[Talked], pipelining: bool, to_server: usize, to_client: usize) -> Seen {
    let mut settings = client::Settings::new("gateway.example", client::Tls::None);
    settings.pipelining = pipelining;
    let mut client = client::Session::new(Arc::new(settings), false);
    let (mut server, mut owner) = (Session::new(Arc::new(Settings::new("mx.example")), Peer::default()), Owner::default());
    let mut from_server = owner.feed(&mut server, b"");
    let (mut left, mut open) = (mails.iter(), None);
    for turn in 0.. {
        assert!(turn < 1_000_000, "nobody speaks any more");
        let mut input = &from_server[..from_server.len().min(to_client)];
        let given = input.len();
        let event = client.next(&mut input);
        from_server.drain(..given - input.len());
        match event {
            client::Event::Answer { step: client::Step::Rcpt, .. } if client.step() == client::Step::Idle => client.data().unwrap(),
            client::Event::Answer { step: client::Step::Data, .. } => {
                let content: &Vec<u8> = open.take().unwrap();
                for piece in content.chunks(to_client) {
                    client.content(piece).unwrap();
                }
                client.content_end().unwrap();
            }
            client::Event::Answer { step: client::Step::ContentEnd, .. } | client::Event::Ready => match left.next() {
                Some(((mail, rcpts), content)) => {
                    open = Some(content);
                    client.mail(mail).unwrap();
                    rcpts.iter().for_each(|rcpt| client.rcpt(rcpt).unwrap());
                }
                None => client.quit().unwrap(),
            },
            client::Event::Closed => return owner.seen,
            client::Event::NeedInput | client::Event::Answer { .. } => {}
            other => panic!("{other:?}"),
        }
        let said = client.output().to_vec();
        client.written(said.len());
        for segment in said.chunks(to_server) {
            from_server.extend(owner.feed(&mut server, segment));
        }
    }
    owner.seen
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn both_ends_talk_and_no_segment_matters(
        mails in prop::collection::vec((envelope(), content()), 1..4), pipelining in any::<bool>(),
        to_server in 1..40usize, to_client in 1..40usize
    ) {
        let whole = talk(&mails, pipelining, usize::MAX, usize::MAX);
        prop_assert!(whole.closed);
        prop_assert_eq!(&whole.mails, &mails.iter().map(|(_, content)| content.clone()).collect::<Vec<_>>());
        // the envelope arrived as it was said
        for ((mail, rcpts), _) in &mails {
            let from = mail.from.as_ref().map_or(String::new(), Mailbox::to_string);
            let event = format!("mail <{from}>");
            prop_assert!(whole.events.iter().any(|seen| seen.starts_with(&event)));
            for rcpt in rcpts {
                let mut event = format!("rcpt <{}>", rcpt.to);
                event.extend(rcpt.notify.iter().map(|notify| format!(" notify={notify}")));
                event.extend(rcpt.orcpt.iter().map(|orcpt| format!(" orcpt={orcpt}")));
                prop_assert!(whole.events.contains(&event), "{}", event);
            }
        }
        // cut anywhere, everything is the same
        let cut = talk(&mails, pipelining, to_server, to_client);
        prop_assert_eq!(&cut.events, &whole.events);
        prop_assert_eq!(&cut.mails, &whole.mails);
        prop_assert_eq!(&cut.output, &whole.output);
    }
}
