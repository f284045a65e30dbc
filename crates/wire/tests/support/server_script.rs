//! Plays a server transcript. Lines of the script:
//! `set: ...` settings (before the first `C:`), `C: text` a line of the peer's with CRLF, `C- text` the same without a line end; lines of the peer's
//! that follow one another are one segment, `C+` begins a new one; `O: 550 5.1.1 text` the owner's next answer (`O: ok` the usual one);
//! `T:` the TLS handshake is done; `O! timeout` and `O! shutdown` the owner's acts. Everything else is what the session does.

use std::sync::Arc;

use super::peer::Owner;
use super::{show_lines, unescape};
use kakitome_wire::data::BareNewline;
use kakitome_wire::server::{Mechanisms, Peer, Session, Settings, Tls};
use kakitome_wire::{Enhanced, Protocol, Reply, replies};

pub(crate) fn play(script: &str) -> String {
    let (mut settings, mut peer, mut owner) = (Settings::new("mx.example"), Peer::default(), Owner::default());
    settings.limits.message_size = 1000;
    let mut session: Option<Session> = None;
    let (mut out, mut segment, mut shown) = (String::new(), Vec::new(), 0);
    for line in script.lines() {
        let (mark, rest) = line.split_at(line.len().min(2));
        let text = rest.strip_prefix(' ').unwrap_or(rest);
        if mark == "C:" || mark == "C-" {
            begin(&mut session, &settings, peer, &mut owner, &mut out, &mut shown);
            segment.extend(unescape(text));
            segment.extend(if mark == "C:" { "\r\n" } else { "" }.bytes());
            out.push_str(&format!("{line}\n"));
            continue;
        }
        if !segment.is_empty() {
            let session = session.as_mut().unwrap();
            let written = owner.feed(session, &std::mem::take(&mut segment));
            report(&owner, &written, &mut out, &mut shown);
        }
        match mark {
            "S:" | "S-" | "E:" => continue,
            "C+" => {}
            "se" => set(text.strip_prefix("t: ").unwrap_or(text).trim(), &mut settings, &mut peer, &mut owner),
            "O:" => owner.answers.push_back((text != "ok").then(|| reply(text))),
            _ => {}
        }
        out.push_str(&format!("{line}\n"));
        if mark == "T:" || mark == "O!" {
            let session = session.as_mut().unwrap();
            match text {
                "" => session.tls_established().unwrap_or_else(|error| panic!("{error}")),
                "timeout" => session.time_out(),
                "shutdown" => session.shut_down(&replies::SHUTTING_DOWN),
                other => panic!("no act: {other}"),
            }
            owner.seen.wants_handshake = false;
            let written = if mark == "T:" { Vec::new() } else { owner.feed(session, b"") };
            report(&owner, &written, &mut out, &mut shown);
        }
    }
    if !segment.is_empty() {
        let written = owner.feed(session.as_mut().unwrap(), &segment);
        report(&owner, &written, &mut out, &mut shown);
    }
    out
}

fn begin(session: &mut Option<Session>, settings: &Settings, peer: Peer, owner: &mut Owner, out: &mut String, shown: &mut usize) {
    if session.is_none() {
        let mut new = Session::new(Arc::new(settings.clone()), peer);
        if owner.certificate {
            new.known_by_certificate();
        }
        let written = owner.feed(&mut new, b"");
        report(owner, &written, out, shown);
        *session = Some(new);
    }
}

fn report(owner: &Owner, written: &[u8], out: &mut String, shown: &mut usize) {
    for event in &owner.seen.events[*shown..] {
        out.push_str(&format!("E: {event}\n"));
    }
    *shown = owner.seen.events.len();
    show_lines("S", written, out);
}

fn reply(text: &str) -> Reply {
    let (code, rest) = text.split_once(' ').unwrap();
    let (enhanced, words) = rest.split_once(' ').unwrap();
    let parts: Vec<u16> = enhanced.split('.').map(|part| part.parse().unwrap()).collect();
    Reply::new(code.parse().unwrap(), Enhanced(u8::try_from(parts[0]).unwrap(), parts[1], parts[2]), words)
}

fn set(words: &str, settings: &mut Settings, peer: &mut Peer, owner: &mut Owner) {
    for word in words.split(' ') {
        let (name, value) = word.split_once('=').unwrap_or((word, ""));
        match name {
            "tls" => {
                settings.tls = match value {
                    "offered" => Tls::Offered,
                    "required" => Tls::Required,
                    other => panic!("no policy: {other}"),
                }
            }
            "repair" => peer.bare_newline = BareNewline::Repair,
            "xclient" => peer.xclient = true,
            "xforward" => peer.xforward = true,
            "lmtp" => {
                settings.protocol = Protocol::Lmtp;
                owner.lmtp = true;
            }
            "auth" => settings.auth = Mechanisms { plain: true, login: true, scram_sha_256: true, external: true },
            "certificate" => owner.certificate = true,
            "plain" => settings.auth.plain = true,
            "login-required" => settings.login_required = true,
            "failures" => settings.limits.auth_failures = value.parse().unwrap(),
            "inside-tls" => peer.inside_tls = true,
            "ahead" => owner.ahead = true,
            "no-smtputf8" => settings.smtputf8 = false,
            "no-dsn" => settings.dsn = false,
            "size" => settings.limits.message_size = value.parse().unwrap(),
            "discard" => settings.limits.discard = value.parse().unwrap(),
            "recipients" => settings.limits.recipients = value.parse().unwrap(),
            "transactions" => settings.limits.transactions = value.parse().unwrap(),
            "errors" => settings.limits.errors = value.parse().unwrap(),
            "junk" => settings.limits.junk_commands = value.parse().unwrap(),
            other => panic!("no setting: {other}"),
        }
    }
}
