//! Plays a client transcript. Lines of the script: `set: ...` settings; `S: text` a line of the hop's with CRLF, `S- text` without a line end (lines that follow
//! one another are one segment, `S+` begins a new one); `O: mail <a@b> ...` what the owner asks for; `T:` the TLS handshake is done.
//! Everything else is what the session does: `C:` its bytes, `E:` its events.

use std::sync::Arc;

use super::{show_lines, unescape};
use kakitome_wire::client::{Event, Session, Settings, Tls};
use kakitome_wire::{Attribute, Body, Error, Forwarded, Mail, Mailbox, Protocol, Rcpt, Ret};

pub(crate) fn play(script: &str) -> String {
    let mut settings = Settings::new("gateway.example", Tls::None);
    let mut session: Option<Session> = None;
    let (mut out, mut segment) = (String::new(), Vec::new());
    for line in script.lines().chain(["#end"]) {
        let (mark, rest) = line.split_at(line.len().min(2));
        let text = rest.strip_prefix(' ').unwrap_or(rest);
        if mark == "S:" || mark == "S-" {
            segment.extend(unescape(text));
            segment.extend(if mark == "S:" { "\r\n" } else { "" }.bytes());
            out.push_str(&format!("{line}\n"));
            continue;
        }
        if mark == "se" {
            set(text.strip_prefix("t: ").unwrap_or(text).trim(), &mut settings);
        }
        if !segment.is_empty() {
            let session = session.get_or_insert_with(|| Session::new(Arc::new(settings.clone()), false));
            feed(session, &std::mem::take(&mut segment), &mut out);
        }
        if mark == "C:" || mark == "C-" || mark == "E:" || line == "#end" {
            continue;
        }
        out.push_str(&format!("{line}\n"));
        if mark == "O:" || mark == "T:" {
            let session = session.get_or_insert_with(|| Session::new(Arc::new(settings.clone()), false));
            let done = if mark == "T:" { session.tls_established() } else { act(session, text) };
            if let Err(error) = done {
                out.push_str(&format!("E: error {error}\n"));
            }
            feed(session, b"", &mut out);
        }
    }
    out
}

fn feed(session: &mut Session, mut input: &[u8], out: &mut String) {
    loop {
        let event = session.next(&mut input);
        match &event {
            Event::NeedInput => break,
            Event::Answer { step, reply } => out.push_str(&format!("E: {step:?} {reply}\n").to_string()),
            Event::Failed(failure) => {
                out.push_str(&format!("E: failed, {:?}: {failure}\nE: to the peer: {}\n", failure.outcome(), failure.to_reply()));
            }
            other => out.push_str(&format!("E: {}\n", format!("{other:?}").to_lowercase())),
        }
        if matches!(event, Event::StartTls | Event::Closed | Event::Failed(_)) {
            break;
        }
    }
    show_lines("C", session.output(), out);
    session.written(session.output().len());
}

fn act(session: &mut Session, text: &str) -> Result<(), Error> {
    let (verb, rest) = text.split_once(' ').unwrap_or((text, ""));
    let (path, parameters) = rest.split_once('>').unwrap_or((rest, ""));
    let mailbox = path.strip_prefix('<').and_then(Mailbox::parse);
    let value = |name: &str| parameters.split(' ').find_map(|word| word.strip_prefix(name)).map(str::to_owned);
    match verb {
        "mail" => session.mail(&Mail {
            from: mailbox,
            size: value("size=").map(|size| size.parse().unwrap()),
            body: value("8bit").map(|_| Body::EightBitMime),
            smtputf8: value("smtputf8").is_some(),
            ret: value("ret=full").map(|_| Ret::Full),
            envid: value("envid="),
            hops: value("xhops=").map(|hops| hops.parse().unwrap()),
        }),
        "rcpt" => session.rcpt(&Rcpt { to: mailbox.unwrap(), notify: value("notify="), orcpt: value("orcpt=") }),
        "data" => session.data(),
        "content" => session.content(&unescape(rest)),
        "end" => session.content_end(),
        "reset" => session.reset(),
        "noop" => session.noop(),
        "quit" => session.quit(),
        "xforward" => {
            let about = Forwarded {
                name: Some(Attribute::Unavailable),
                addr: Some(Attribute::Known(rest.parse().unwrap())),
                ..Forwarded::default()
            };
            session.xforward(&about).map(|_| ())
        }
        "lost" => {
            session.lost();
            Ok(())
        }
        "timeout" => {
            session.timed_out();
            Ok(())
        }
        "handshake-failed" => {
            session.handshake_failed();
            Ok(())
        }
        other => panic!("no act: {other}"),
    }
}

fn set(words: &str, settings: &mut Settings) {
    for word in words.split(' ') {
        match word {
            "tls=optional" => settings.tls = Tls::Optional,
            "tls=required" => settings.tls = Tls::Required,
            "no-pipelining" => settings.pipelining = false,
            "lmtp" => settings.protocol = Protocol::Lmtp,
            other => panic!("no setting: {other}"),
        }
    }
}
