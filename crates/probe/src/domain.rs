//! One domain: its mail servers, what it demands of whoever sends to it, then each server as [`crate::probe`] does it.

use kakitome_dns::{DomainName, Mx, Proof};
use kakitome_transport::{Hop, Mode, Policy, demand};

use crate::domain_asked::DomainProbe;
use crate::domain_report::{DomainReport, MailServer};
use crate::finding::{Check, Finding, Severity};
use crate::host::Host;
use crate::probe::{Probe, probe};
use crate::report::{DoorReport, HostReport, Outcome};
use crate::service::{Door, Service};
use crate::{dane, mail_servers, reporting, sts};

/// What is being done.
#[derive(Debug, Clone, Copy)]
pub enum Stage<'a> {
    /// Names and policies are asked for.
    Names,
    /// A server is spoken to.
    Server(&'a DomainName),
}

/// Probes one domain. `begun` is told of what comes next.
pub async fn probe_domain(asked: &DomainProbe<'_>, begun: impl Fn(Stage<'_>)) -> DomainReport {
    begun(Stage::Names);
    let mut report = DomainReport::new(asked.domain.clone());
    let unchecked;
    let mut asked = DomainProbe { ..*asked };
    match asked.resolver.can_check().await {
        Ok(true) => {}
        Ok(false) => {
            report.findings.push(Finding::new(Check::DnssecUnusable, Severity::Undecided));
            // what there is can be told all the same, without proof
            if let Ok(twin) = asked.resolver.unchecked() {
                unchecked = twin;
                asked.resolver = &unchecked;
            }
        }
        Err(error) => {
            report.findings.push(mail_servers::trouble(asked.domain, &error));
            return report;
        }
    }
    let found = mail_servers::find(asked.resolver, asked.domain).await;
    report.proof = found.proof;
    report.findings.extend(found.findings);
    if found.list.is_empty() {
        report.sort();
        return report;
    }
    let (policy, findings) = sts::check(&asked).await;
    report.findings.extend(findings);
    for mx in &found.list {
        begun(Stage::Server(&mx.host));
        report.servers.push(at_server(&asked, mx, found.proof, policy.as_ref()).await);
    }
    report.policy = policy;
    as_a_whole(&asked, &mut report).await;
    report.sort();
    report
}

/// What is seen only when all is known.
async fn as_a_whole(asked: &DomainProbe<'_>, report: &mut DomainReport) {
    let has = |server: &MailServer, checks: &[Check]| server.findings.iter().any(|finding| checks.contains(&finding.check));
    let dane =
        report.servers.iter().any(|server| has(server, &[Check::DaneGood, Check::DaneMismatch, Check::DaneNoTls, Check::DaneUnusable]));
    let policy = report.policy.as_ref().filter(|policy| policy.mode != Mode::None);
    if let Some(policy) = policy {
        let names: Vec<&str> = report.servers.iter().map(|server| server.name.as_str()).collect();
        report.findings.extend(sts::unused(policy, &names));
    }
    let told = report.findings.iter().any(|finding| matches!(finding.severity, Severity::Fault | Severity::Undecided));
    // a policy that is broken is told already
    if !dane && policy.is_none() && !told {
        report.findings.push(Finding::new(Check::TransportOpen, Severity::Warning).with("domain", asked.domain.to_string()));
    }
    let wanted = dane || policy.is_some();
    report.findings.push(reporting::check(asked, wanted).await);
}

async fn at_server(asked: &DomainProbe<'_>, mx: &Mx, proof: Proof, policy: Option<&Policy>) -> MailServer {
    let place = mail_servers::place(asked.resolver, &mx.host).await;
    let tlsa = dane::ask(asked, &mx.host, proof, place.proof.as_ref().ok().copied()).await;
    let (told, records) = dane::records(&mx.host, &tlsa);
    let hop = Hop {
        host: mx.host.as_str(),
        mx: proof,
        addresses: place.proof.as_ref().map(|proof| *proof),
        tlsa: tlsa.tlsa.as_ref().map(Result::as_ref),
        sts: policy,
    };
    let mut server =
        MailServer { name: mx.host.clone(), preference: mx.preference, demand: demand(&hop), findings: place.findings, host: None };
    server.findings.extend(told);
    if place.addresses.is_empty() {
        server.findings.extend(
            policy.and_then(|policy| sts::at_server(asked, policy, mx.host.as_str(), None)).filter(|one| one.check == Check::StsUnnamed),
        );
        return server;
    }
    let host = match mx.host.as_str().parse::<Host>() {
        Ok(host) => host,
        Err(error) => {
            server.host = Some(Err(error));
            return server;
        }
    };
    let doors = [Door { port: asked.smtp_port, service: Service::Relay, implicit: false }];
    let probed = Probe {
        host: &host,
        doors: &doors,
        anchors: asked.anchors,
        now: asked.now,
        limits: asked.limits,
        variants: None,
        addresses: Some(&place.addresses),
    };
    let result = probe(&probed, |_| {}).await;
    match &result {
        Ok(report) => match seen(report) {
            Ok(chain) => {
                server.findings.extend(records.and_then(|records| dane::at_server(asked, &mx.host, &records, chain)));
                server.findings.extend(policy.and_then(|policy| sts::at_server(asked, policy, mx.host.as_str(), chain)));
            }
            Err(why) => server.findings.push(unseen(&mx.host, why)),
        },
        Err(error) => server.findings.push(unseen(&mx.host, &error.to_string())),
    }
    server.host = Some(result);
    server
}

fn unseen(host: &DomainName, why: &str) -> Finding {
    Finding::new(Check::HostUnseen, Severity::Undecided).with("host", host.to_string()).with("why", why)
}

/// The certificates; `Ok(None)`: no TLS can be had there; an error: that could not be found out.
fn seen(report: &HostReport) -> Result<Option<&[Vec<u8>]>, &'static str> {
    let Some(door) = report.doors.first() else { return Err("no port") };
    if !door.chain.is_empty() {
        return Ok(Some(&door.chain));
    }
    let without =
        |door: &DoorReport| [Check::StarttlsMissing, Check::StarttlsRefused, Check::HandshakeFailed].iter().any(|check| door.has(*check));
    match door.outcome() {
        _ if without(door) => Ok(None),
        Outcome::Absent => Err("no connection"),
        _ => Err("no answer"),
    }
}
