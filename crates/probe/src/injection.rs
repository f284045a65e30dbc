//! Plaintext command injection: is a command that was slipped in before the handshake carried out inside TLS? (CVE-2011-0411,
//! CVE-2021-38084, RFC 3207 5; "NO STARTTLS", USENIX Security 2021.) Called so only after a second, different probe.
//!
//! The commands are harmless (NOOP, CAPA, a word that no server knows); what is asked inside TLS is answered differently by a
//! server that has the slipped-in command before it and by one that has not.

use std::time::Duration;

use tokio::time::sleep;

use crate::finding::{Check, Finding, Severity};
use crate::reply::{Reply, Shape};
use crate::service::Service;
use crate::session::Caller;
use crate::talk::Stop;

/// How the bytes are cut into segments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Variant {
    /// STARTTLS and the command in one segment.
    OneSegment,
    /// Two segments, cut after so many octets.
    SplitAt(usize),
    /// The command begins in clear and ends inside TLS.
    Begun,
    /// The command follows a little later, before the handshake.
    Delayed,
}

impl Variant {
    /// What is tried at a server: the cut is inside the line end of STARTTLS.
    fn usual(service: Service) -> [Self; 4] {
        let cut = service.starttls().command.len().saturating_sub(1);
        [Self::OneSegment, Self::SplitAt(cut), Self::Begun, Self::Delayed]
    }

    /// A stable word for reports.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::OneSegment => "one-segment",
            Self::SplitAt(_) => "split",
            Self::Begun => "begun-in-clear",
            Self::Delayed => "delayed",
        }
    }
}

/// What is slipped in, what is asked inside TLS, and the first answer of a server that carries the slipped-in command out.
struct Bait {
    clear: &'static str,
    inside: &'static str,
    obeyed: Wanted,
    shape: Shape,
}

#[derive(Clone, Copy)]
enum Wanted {
    Yes,
    No,
    Tag(&'static str),
}

impl Bait {
    fn is_obeyed(&self, reply: &Reply) -> bool {
        match self.obeyed {
            Wanted::Yes => reply.is_yes(),
            Wanted::No => reply.code >= 500,
            Wanted::Tag(tag) => reply.lines.last().is_some_and(|line| line.starts_with(tag)),
        }
    }

    /// The first probe, and the second that must agree: it expects the opposite answer, so that a server which answers everything
    /// alike confirms nothing.
    fn of(service: Service, variant: Variant, second: bool) -> Self {
        let begun = variant == Variant::Begun;
        let (clear, inside, obeyed) = match (service, second, begun) {
            (Service::Relay | Service::Submission, false, false) => ("NOOP\r\n", "XKAKITOME\r\n", Wanted::Yes),
            (Service::Relay | Service::Submission, true, false) => ("XKAKITOME\r\n", "NOOP\r\n", Wanted::No),
            (Service::Relay | Service::Submission, false, true) => ("NO", "OP\r\n", Wanted::Yes),
            (Service::Relay | Service::Submission, true, true) => ("XK", "NOOP\r\n", Wanted::No),
            (Service::Pop3, false, false) => ("CAPA\r\n", "XKAKITOME\r\n", Wanted::Yes),
            (Service::Pop3, true, false) => ("XKAKITOME\r\n", "CAPA\r\n", Wanted::No),
            (Service::Pop3, false, true) => ("CA", "PA\r\n", Wanted::Yes),
            (Service::Pop3, true, true) => ("XK", "CAPA\r\n", Wanted::No),
            (Service::Imap, false, false) => ("k1 NOOP\r\n", "k2 NOOP\r\n", Wanted::Tag("k1 ")),
            (Service::Imap, true, false) => ("k3 CAPABILITY\r\n", "k4 NOOP\r\n", Wanted::Tag("k3 ")),
            (Service::Imap, false, true) => ("k1 NO", "OP\r\n", Wanted::Tag("k1 ")),
            (Service::Imap, true, true) => ("k3 CAPA", "BILITY\r\n", Wanted::Tag("k3 ")),
            (Service::Sieve, false, false) => ("CAPABILITY\r\n", "XKAKITOME\r\n", Wanted::Yes),
            (Service::Sieve, true, false) => ("XKAKITOME\r\n", "CAPABILITY\r\n", Wanted::No),
            (Service::Sieve, false, true) => ("CAPA", "BILITY\r\n", Wanted::Yes),
            (Service::Sieve, true, true) => ("XK", "CAPABILITY\r\n", Wanted::No),
        };
        let shape = match service {
            Service::Relay | Service::Submission => Shape::Smtp,
            Service::Pop3 => Shape::PopLine,
            Service::Imap => Shape::ImapAny,
            Service::Sieve => Shape::Sieve,
        };
        Self { clear, inside, obeyed, shape }
    }
}

/// What one attempt showed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Seen {
    /// Carried out inside TLS.
    Obeyed,
    /// As if it had never been sent.
    Ignored,
    /// The session was ended, or no TLS came of it.
    Ended,
    /// Answered in clear, then as if it had not been sent.
    Answered,
}

/// All variants at one port that offers STARTTLS and can do it.
pub(crate) async fn check(caller: &mut Caller<'_>, only: Option<&[Variant]>) -> Vec<Finding> {
    let usual = Variant::usual(caller.service());
    let variants = only.unwrap_or(&usual);
    let mut sorted = Sorted::default();
    for &variant in variants {
        match judged(caller, variant).await {
            Ok(Judged::Hole) => {
                // it is known now; nobody needs to be prodded further
                return vec![Finding::new(Check::Injection, Severity::Fault).with("variants", vec![variant.word().to_owned()])];
            }
            Ok(Judged::Unsure) => sorted.unsure.push(variant),
            Ok(Judged::Clean { answered }) => {
                sorted.clean = sorted.clean.saturating_add(1);
                if answered {
                    sorted.answered.push(variant);
                }
            }
            Err(stop) => {
                sorted.undecided.push(variant);
                sorted.why.get_or_insert_with(|| stop.because());
                if matches!(stop, Stop::CutShort(_) | Stop::Flooded(_)) {
                    break;
                }
            }
        }
    }
    sorted.findings()
}

/// The variants by how they came out.
#[derive(Default)]
struct Sorted {
    clean: u64,
    unsure: Vec<Variant>,
    answered: Vec<Variant>,
    undecided: Vec<Variant>,
    why: Option<String>,
}

impl Sorted {
    fn findings(self) -> Vec<Finding> {
        let words = |variants: &[Variant]| variants.iter().map(|variant| variant.word().to_owned()).collect::<Vec<_>>();
        let mut findings = Vec::new();
        if !self.unsure.is_empty() {
            findings.push(Finding::new(Check::InjectionUnsure, Severity::Undecided).with("variants", words(&self.unsure)));
        }
        if !self.answered.is_empty() {
            findings.push(Finding::new(Check::InjectionAnswered, Severity::Warning).with("variants", words(&self.answered)));
        }
        if let Some(why) = self.why {
            let undecided = Finding::new(Check::InjectionUndecided, Severity::Undecided);
            findings.push(undecided.with("variants", words(&self.undecided)).with("why", why));
        }
        if findings.is_empty() {
            findings.push(Finding::new(Check::InjectionNone, Severity::Good).with("count", self.clean));
        }
        findings
    }
}

enum Judged {
    Hole,
    Unsure,
    Clean { answered: bool },
}

async fn judged(caller: &mut Caller<'_>, variant: Variant) -> Result<Judged, Stop> {
    let first = attempt(caller, variant, &Bait::of(caller.service(), variant, false)).await?;
    if first != Seen::Obeyed {
        return Ok(Judged::Clean { answered: first == Seen::Answered });
    }
    let second = attempt(caller, variant, &Bait::of(caller.service(), variant, true)).await?;
    Ok(if second == Seen::Obeyed { Judged::Hole } else { Judged::Unsure })
}

async fn attempt(caller: &mut Caller<'_>, variant: Variant, bait: &Bait) -> Result<Seen, Stop> {
    let service = caller.service();
    let mut talk = caller.greeted().await?.talk;
    for (at, segment) in segments(service, variant, bait).iter().enumerate() {
        if at > 0 {
            sleep(caller.limits.gap).await;
        }
        match talk.send(segment).await {
            Err(Stop::HungUp(_)) => return Ok(Seen::Ended),
            other => other?,
        }
    }
    match talk.reply(service.starttls().shape, "STARTTLS").await {
        Ok(reply) if reply.is_yes() => {}
        Ok(_) | Err(Stop::HungUp(_)) => return Ok(Seen::Ended),
        Err(stop) => return Err(stop),
    }
    // what is answered in clear comes now; it must not be taken for a part of the handshake
    let early = match talk.listen(early_wait(caller)).await {
        Err(Stop::HungUp(_)) => return Ok(Seen::Ended),
        other => other?,
    };
    let (socket, held) = talk.into_parts();
    // an alert: the slipped-in octets were taken for a handshake, which is how it ought to be
    if early && held.first().is_some_and(|octet| (20..=23).contains(octet)) {
        return Ok(Seen::Ended);
    }
    let mut inside = match caller.shaken(socket).await {
        Err(Stop::Handshake(_)) => return Ok(if early { Seen::Answered } else { Seen::Ended }),
        other => other?.talk,
    };
    let seen = match asked(caller, &mut inside, bait).await {
        Ok(true) => Seen::Obeyed,
        Ok(false) if early => Seen::Answered,
        Ok(false) => Seen::Ignored,
        Err(Stop::HungUp(_)) => Seen::Ended,
        Err(stop) => return Err(stop),
    };
    inside.leave(service.farewell()).await;
    Ok(seen)
}

/// Is the first answer inside TLS that to the slipped-in command?
async fn asked(
    caller: &Caller<'_>,
    talk: &mut crate::talk::Talk<tokio_rustls::client::TlsStream<tokio::net::TcpStream>>,
    bait: &Bait,
) -> Result<bool, Stop> {
    // one line is the answer to a command; capabilities have more
    if let Some(first) = caller.hear_first(talk).await?
        && first.lines.len() == 1
    {
        return Ok(bait.is_obeyed(&first));
    }
    // a server that works through its buffer only when something new comes is woken by the question
    talk.listen(caller.quiet()).await?;
    talk.send(bait.inside.as_bytes()).await?;
    let mut reply = talk.reply(bait.shape, "answer inside TLS").await?;
    if bait.shape == Shape::Smtp && reply.code == 220 {
        // some greet again
        reply = talk.reply(bait.shape, "answer inside TLS").await?;
    }
    Ok(bait.is_obeyed(&reply))
}

fn early_wait(caller: &Caller<'_>) -> Duration {
    caller.limits.gap.saturating_add(caller.way.saturating_mul(2))
}

fn segments(service: Service, variant: Variant, bait: &Bait) -> Vec<Vec<u8>> {
    let starttls = service.starttls().command;
    let all = [starttls.as_bytes(), bait.clear.as_bytes()].concat();
    match variant {
        Variant::OneSegment | Variant::Begun => vec![all],
        Variant::Delayed => vec![starttls.into_bytes(), bait.clear.as_bytes().to_vec()],
        Variant::SplitAt(cut) => match all.split_at_checked(cut) {
            Some((first, second)) if !first.is_empty() && !second.is_empty() => vec![first.to_vec(), second.to_vec()],
            _ => vec![all],
        },
    }
}
