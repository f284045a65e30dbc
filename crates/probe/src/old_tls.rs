//! Which old versions and which suites without protection a port takes (RFC 8996, 8997, 9325). Each offer is a connection of its
//! own that ends after the server's first words.

use rustls::crypto::aws_lc_rs;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout_at};

use crate::finding::{Check, Finding, Severity};
use crate::handshake::Agreed;
use crate::hello::{Answer, TLS_1_0, TLS_1_1, TLS_1_2, USUAL_SUITES, WEAK_SUITES, answer, client_hello, version_name};
use crate::service::Service;
use crate::session::Caller;
use crate::talk::Stop;

/// A ServerHello and a chain of certificates fit; nothing more is read.
const OCTETS: usize = 20 * 1024;

/// Versions and suites at a port; `agreed` is what a client of today got, if it got anything.
pub(crate) async fn check(caller: &mut Caller<'_>, agreed: Option<&Agreed>) -> Vec<Finding> {
    match offers(caller, agreed).await {
        Ok(found) => found.findings(caller.service(), agreed),
        Err(stop) => vec![Finding::new(Check::TlsUndecided, Severity::Undecided).with("why", stop.because())],
    }
}

/// What was taken.
#[derive(Default)]
struct Found {
    current: Vec<String>,
    old: Vec<String>,
    weak: Option<String>,
}

async fn offers(caller: &mut Caller<'_>, agreed: Option<&Agreed>) -> Result<Found, Stop> {
    let mut found = Found { current: agreed.iter().map(|agreed| agreed.version.clone()).collect(), ..Found::default() };
    // whoever agreed on 1.3 may know 1.2 too
    if agreed.is_none_or(|agreed| agreed.version == "TLS 1.3")
        && let Some((TLS_1_2, _)) = offer(caller, TLS_1_2, USUAL_SUITES).await?
    {
        found.current.push("TLS 1.2".to_owned());
    }
    // a server picks the newest version that it knows below the one offered
    for version in [TLS_1_1, TLS_1_0] {
        match offer(caller, version, USUAL_SUITES).await? {
            Some((taken, _)) if taken <= TLS_1_1 => {
                found.old.push(version_name(taken));
                if taken != version {
                    break;
                }
            }
            _ => {}
        }
    }
    let weak: Vec<u16> = WEAK_SUITES.iter().map(|(number, _)| *number).collect();
    if let Some((_, suite)) = offer(caller, TLS_1_2, &weak).await? {
        found.weak = WEAK_SUITES.iter().find(|(number, _)| *number == suite).map(|(_, name)| (*name).to_owned());
    }
    Ok(found)
}

impl Found {
    fn findings(self, service: Service, agreed: Option<&Agreed>) -> Vec<Finding> {
        // Old versions beside current ones are a warning at every port: programs of today never choose them, and Postfix offers them as
        // Debian installs it. Weak suites: between mail servers the other choice would be no TLS at all.
        let weighs = if service == Service::Relay { Severity::Warning } else { Severity::Fault };
        let mut findings = Vec::new();
        let none_current = agreed.is_none() && self.current.is_empty();
        match (self.old.is_empty(), none_current) {
            (true, true) => {}
            (true, false) => findings.push(Finding::new(Check::TlsCurrent, Severity::Good).with("versions", self.current)),
            (false, false) => findings.push(Finding::new(Check::TlsOld, Severity::Warning).with("versions", self.old)),
            (false, true) => findings.push(Finding::new(Check::TlsOnlyOld, Severity::Fault).with("versions", self.old)),
        }
        if let Some(suite) = self.weak {
            findings.push(Finding::new(Check::TlsWeakSuite, weighs).with("suite", suite));
        }
        findings
    }
}

/// One offer: the version and suite that the server took, or that it took none.
async fn offer(caller: &mut Caller<'_>, version: u16, suites: &[u16]) -> Result<Option<(u16, u16)>, Stop> {
    let socket = match ready(caller).await {
        Ok(socket) => socket,
        Err(Stop::HungUp(_)) => return Ok(None),
        Err(stop) => return Err(stop),
    };
    let mut random = [0; 32];
    let provider = aws_lc_rs::default_provider();
    provider.secure_random.fill(&mut random).map_err(|_| Stop::Handshake("no random numbers".to_owned()))?;
    let name = if caller.host.address().is_some() { "" } else { caller.host.name() };
    let hello = client_hello(version, suites, &random, name);
    let own = Instant::now() + caller.limits.handshake;
    match timeout_at(own.min(caller.until), exchange(socket, &hello)).await {
        Ok(taken) => Ok(taken),
        Err(_) if caller.until <= own => Err(Stop::CutShort("handshake")),
        Err(_) => Err(Stop::Stalled("handshake")),
    }
}

/// The socket, at the point where TLS begins.
async fn ready(caller: &mut Caller<'_>) -> Result<TcpStream, Stop> {
    if caller.door.implicit {
        return caller.connect().await;
    }
    let mut talk = caller.greeted().await?.talk;
    let starttls = caller.service().starttls();
    let reply = talk.say(&starttls.command, starttls.shape, "STARTTLS").await?;
    if reply.is_yes() { Ok(talk.into_parts().0) } else { Err(Stop::TurnedAway(reply.said())) }
}

/// A server that hangs up has not taken the offer.
async fn exchange(mut socket: TcpStream, hello: &[u8]) -> Option<(u16, u16)> {
    socket.write_all(hello).await.ok()?;
    let mut held = Vec::new();
    while held.len() < OCTETS {
        let mut piece = [0; 2048];
        let count = socket.read(&mut piece).await.ok().filter(|count| *count > 0)?;
        held.extend(piece.iter().take(count));
        match answer(&held) {
            Answer::Takes { version, suite } => return Some((version, suite)),
            Answer::Refuses => return None,
            Answer::More => {}
        }
    }
    None
}
