//! One host, one port after the other: connect, look, and put what was seen into findings.

use std::net::SocketAddr;

use kakitome_pki::{Anchors, UnixTime};
use tokio::time::Instant;
use tokio_rustls::TlsConnector;

use crate::certificate::Bench;
use crate::error::Error;
use crate::finding::{Check, Finding, Severity};
use crate::handshake::{self, Agreed};
use crate::host::Host;
use crate::injection::{self, Variant};
use crate::limits::Limits;
use crate::report::{DoorReport, HostReport, Outcome};
use crate::service::{Door, Service};
use crate::session::{Caller, Inside, hello};
use crate::speech::Offers;
use crate::talk::Stop;
use crate::{old_tls, state};

/// What is asked: everything that decides the result, but the server.
#[derive(Debug)]
pub struct Probe<'a> {
    /// Whom to ask.
    pub host: &'a Host,
    /// Which ports, in this order.
    pub doors: &'a [Door],
    /// Whose certificates are believed.
    pub anchors: &'a Anchors,
    /// The time for certificates.
    pub now: UnixTime,
    /// What it may cost.
    pub limits: Limits,
    /// Which cuts are tried; `None`: the usual four.
    pub variants: Option<&'a [Variant]>,
    /// Its addresses, where they are known already; else the system's resolver is asked.
    pub addresses: Option<&'a [std::net::IpAddr]>,
}

/// Probes one host. `begun` is told of each port before it is spoken to.
///
/// # Errors
/// The host has no address, or TLS cannot be set up. What a server does is never an error.
pub async fn probe(asked: &Probe<'_>, begun: impl Fn(Door)) -> Result<HostReport, Error> {
    let until = Instant::now() + asked.limits.host;
    let connector = handshake::connector()?;
    let addresses = match asked.addresses {
        Some(known) => known.to_vec(),
        None => addresses(asked.host, until, asked.limits).await?,
    };
    let address = *addresses.first().ok_or_else(|| no_address(asked.host, "none"))?;
    let mut doors = Vec::new();
    for &door in asked.doors {
        begun(door);
        let address = SocketAddr::new(address, door.port);
        doors.push(at_door(asked, door, address, until, &connector).await);
    }
    let findings = without_implicit(&doors);
    Ok(HostReport { host: asked.host.clone(), address, addresses: addresses.len(), doors, findings })
}

async fn addresses(host: &Host, until: Instant, limits: Limits) -> Result<Vec<std::net::IpAddr>, Error> {
    if let Some(address) = host.address() {
        return Ok(vec![address]);
    }
    // the system's own resolver: what its other programs would speak to
    let own = Instant::now() + limits.reply;
    let found = tokio::time::timeout_at(own.min(until), tokio::net::lookup_host((host.name(), 0))).await;
    let found = found.map_err(|_| no_address(host, "no answer in time"))?.map_err(|error| no_address(host, &error.to_string()))?;
    let mut addresses: Vec<std::net::IpAddr> = Vec::new();
    for address in found.map(|socket| socket.ip()) {
        if !addresses.contains(&address) {
            addresses.push(address);
        }
    }
    Ok(addresses)
}

fn no_address(host: &Host, why: &str) -> Error {
    Error::NoAddress { host: host.name().to_owned(), why: why.to_owned() }
}

/// RFC 8314 3.3: where people log in, the port with TLS from the first byte should be there. Said only where both were asked.
fn without_implicit(doors: &[DoorReport]) -> Vec<Finding> {
    let open = |report: &&DoorReport| report.outcome() != Outcome::Absent;
    doors
        .iter()
        .filter(open)
        .filter_map(|clear| {
            let sibling = doors.iter().find(|other| other.door.is_implicit_of(clear.door))?;
            let finding = Finding::new(Check::NoImplicit, Severity::Warning).with("port", u64::from(sibling.door.port));
            (sibling.outcome() == Outcome::Absent).then(|| finding.with("instead", u64::from(clear.door.port)))
        })
        .collect()
}

async fn at_door(asked: &Probe<'_>, door: Door, address: SocketAddr, until: Instant, connector: &TlsConnector) -> DoorReport {
    let mut report = DoorReport::new(door);
    let mut caller =
        Caller { host: asked.host, address, door, limits: asked.limits, until, connector, made: 0, way: std::time::Duration::ZERO };
    let done =
        if door.implicit { implicit(asked, &mut caller, &mut report).await } else { explicit(asked, &mut caller, &mut report).await };
    if let Err(stop) = done {
        report.findings.push(stopped(stop));
    }
    report.connections = caller.made;
    report.sort();
    report
}

/// A port where STARTTLS is asked for.
async fn explicit(asked: &Probe<'_>, caller: &mut Caller<'_>, report: &mut DoorReport) -> Result<(), Stop> {
    let service = caller.service();
    let greeted = caller.greeted().await?;
    report.offered_clear.clone_from(&greeted.offers.list);
    report.findings.extend(login_in_clear(service, &greeted.offers));
    if service == Service::Imap && greeted.banner.to_ascii_uppercase().starts_with("* PREAUTH") {
        report.findings.push(Finding::new(Check::Preauth, Severity::Fault).with("line", greeted.banner.clone()));
    }
    report.banner = Some(greeted.banner);
    if !greeted.offers.starttls {
        report.findings.push(Finding::new(Check::StarttlsMissing, Severity::Fault));
        greeted.talk.leave(service.farewell()).await;
        return Ok(());
    }
    let agreed = match caller.upgraded(greeted.talk).await {
        Ok(Ok(inside)) => {
            report.findings.push(Finding::new(Check::StarttlsWorks, Severity::Good));
            Some(looked_around(asked, caller, inside, report).await)
        }
        Ok(Err(reply)) => {
            report.findings.push(Finding::new(Check::StarttlsRefused, Severity::Fault).with("line", reply.said()));
            return Ok(());
        }
        Err(Stop::Handshake(why)) => {
            report.findings.push(Finding::new(Check::HandshakeFailed, Severity::Fault).with("why", why));
            None
        }
        Err(stop) => return Err(stop),
    };
    if agreed.is_some() {
        report.findings.extend(injection::check(caller, asked.variants).await);
        report.findings.push(Finding::new(Check::ResponseInjection, Severity::Note));
        if service.is_smtp() {
            report.findings.push(state::check(caller).await);
        }
    }
    report.findings.extend(old_tls::check(caller, agreed.as_ref()).await);
    Ok(())
}

/// A port with TLS from the first byte.
async fn implicit(asked: &Probe<'_>, caller: &mut Caller<'_>, report: &mut DoorReport) -> Result<(), Stop> {
    let service = caller.service();
    let socket = caller.connect().await?;
    let mut inside = match caller.shaken(socket).await {
        Ok(inside) => inside,
        Err(stop @ (Stop::Handshake(_) | Stop::Stalled(_))) => return not_tls(caller, report, stop).await,
        Err(stop) => return Err(stop),
    };
    let greeting = inside.talk.reply(service.greeting(), "greeting").await;
    let greeting = greeting.and_then(|greeting| if greeting.is_no() { Err(Stop::TurnedAway(greeting.said())) } else { Ok(greeting) });
    report.findings.push(Finding::new(Check::ImplicitWorks, Severity::Good));
    let agreed = match greeting {
        Ok(greeting) => {
            report.banner = Some(greeting.said());
            looked_around(asked, caller, inside, report).await
        }
        Err(stop) => {
            // TLS was there all the same, and is judged
            report.findings.push(stopped(stop));
            judged(asked, caller, inside.agreed, report)
        }
    };
    report.findings.extend(old_tls::check(caller, Some(&agreed)).await);
    Ok(())
}

/// No handshake: does the port speak in clear, or only old versions?
async fn not_tls(caller: &mut Caller<'_>, report: &mut DoorReport, stop: Stop) -> Result<(), Stop> {
    match caller.greeted().await {
        Ok(greeted) => {
            report.banner = Some(greeted.banner.clone());
            report.offered_clear.clone_from(&greeted.offers.list);
            report.findings.push(Finding::new(Check::ImplicitClear, Severity::Fault).with("line", greeted.banner));
            report.findings.extend(login_in_clear(caller.service(), &greeted.offers));
            greeted.talk.leave(caller.service().farewell()).await;
            Ok(())
        }
        Err(_) => {
            let Stop::Handshake(why) = stop else { return Err(stop) };
            report.findings.push(Finding::new(Check::HandshakeFailed, Severity::Fault).with("why", why));
            report.findings.extend(old_tls::check(caller, None).await);
            Ok(())
        }
    }
}

/// Inside TLS: what is offered, and the certificate.
async fn looked_around(asked: &Probe<'_>, caller: &Caller<'_>, mut inside: Inside, report: &mut DoorReport) -> Agreed {
    let service = caller.service();
    let offers = async {
        if !caller.door.implicit {
            caller.hear_first(&mut inside.talk).await?;
        }
        hello(&mut inside.talk, service).await
    };
    match offers.await {
        Ok(offers) => {
            if offers.starttls {
                report.findings.push(Finding::new(Check::StarttlsInside, Severity::Warning));
            }
            report.offered_inside = offers.list;
        }
        Err(stop) => report.findings.push(stopped(stop)),
    }
    inside.talk.leave(service.farewell()).await;
    judged(asked, caller, inside.agreed, report)
}

fn judged(asked: &Probe<'_>, caller: &Caller<'_>, agreed: Agreed, report: &mut DoorReport) -> Agreed {
    let bench = Bench { host: asked.host, service: caller.service(), anchors: asked.anchors, now: asked.now };
    report.findings.extend(bench.judge(&agreed.chain));
    report.tls = Some((agreed.version.clone(), agreed.suite.clone()));
    report.chain.clone_from(&agreed.chain);
    agreed
}

/// What may be used to log in before TLS. Only what is offered is looked at; no password is ever sent.
fn login_in_clear(service: Service, offers: &Offers) -> Option<Finding> {
    let bare = offers.bare();
    if !bare.is_empty() {
        return Some(Finding::new(Check::AuthClear, Severity::Fault).with("mechanisms", bare));
    }
    if !offers.login.is_empty() {
        return Some(Finding::new(Check::AuthClearChallenge, Severity::Warning).with("mechanisms", offers.login.clone()));
    }
    // a server between servers has no logins
    (service != Service::Relay).then(|| Finding::new(Check::AuthAfterTls, Severity::Good))
}

fn stopped(stop: Stop) -> Finding {
    let undecided = |check| Finding::new(check, Severity::Undecided);
    match stop {
        Stop::Closed => Finding::new(Check::Closed, Severity::Note),
        Stop::Unreachable(why) => Finding::new(Check::Unreachable, Severity::Note).with("why", why),
        Stop::Stalled(at) => undecided(Check::Stalled).with("where", at),
        Stop::HungUp(at) => undecided(Check::HungUp).with("where", at),
        Stop::Flooded(octets) => undecided(Check::Flooded).with("octets", u64::try_from(octets).unwrap_or(u64::MAX)),
        Stop::Strange(line) => undecided(Check::NotProtocol).with("line", line),
        Stop::TurnedAway(line) => undecided(Check::TurnedAway).with("line", line),
        Stop::Handshake(why) => Finding::new(Check::HandshakeFailed, Severity::Fault).with("why", why),
        Stop::CutShort(at) => undecided(Check::CutShort).with("where", at),
    }
}
