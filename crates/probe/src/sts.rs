//! A domain's MTA-STS: the record, the policy behind it, and whether its servers are what it demands (RFC 8461).

use kakitome_fetch::{Address, Error as Unfetched, Kind, Request};
use kakitome_transport::{
    CertificateFault, Demand, Mode, Policy, STS_HOST, STS_LABEL, STS_PATH, Settled, Shortfall, StsHop, dns_name_fits, read_sts_records,
    settle,
};

use crate::domain_asked::DomainProbe;
use crate::finding::{Check, Finding, Severity};
use crate::mail_servers::trouble;
use crate::reply::shown;

/// RFC 8461 3.2: "weeks or greater" is what a policy should last; a week is the least that deserves the name.
const SHORT_HOURS: u64 = 7 * 24;

/// The record and the policy.
pub(crate) async fn check(asked: &DomainProbe<'_>) -> (Option<Policy>, Vec<Finding>) {
    let one = |finding| (None, vec![finding]);
    let names = asked.domain.below(STS_LABEL).and_then(|label| Ok((label, asked.domain.below(STS_HOST)?)));
    let (label, host) = match names {
        Ok(names) => names,
        Err(error) => return one(trouble(asked.domain, &error.into())),
    };
    let found = match asked.resolver.txt(&label).await {
        Ok(found) => found,
        Err(error) => return one(trouble(&label, &error)),
    };
    match read_sts_records(found.records()) {
        Ok(Some(_)) => {}
        Ok(None) => return one(Finding::new(Check::StsNone, Severity::Note)),
        Err(fault) => return one(Finding::new(Check::StsRecordFault, Severity::Fault).with("why", fault.to_string())),
    }
    let body = match fetched(asked, host.as_str()).await {
        Ok(body) => body,
        Err(finding) => return one(finding),
    };
    match Policy::read(&body) {
        Ok(policy) => {
            let findings = judged(&policy);
            (Some(policy), findings)
        }
        Err(fault) => one(Finding::new(Check::StsPolicyFault, Severity::Fault).with("why", shown(&fault.to_string()))),
    }
}

async fn fetched(asked: &DomainProbe<'_>, host: &str) -> Result<Vec<u8>, Finding> {
    let port = if asked.policy_port == 443 { String::new() } else { format!(":{}", asked.policy_port) };
    let address = Address::read(&format!("https://{host}{port}{STS_PATH}")).map_err(|error| unfetched(&error))?;
    let fetched = asked.fetcher.fetch(&Request::get(Kind::Policy, address)).await.map_err(|error| unfetched(&error))?;
    fetched.body.to_vec().map_err(|error| Finding::new(Check::StsFetch, Severity::Undecided).with("why", error.to_string()))
}

fn unfetched(error: &Unfetched) -> Finding {
    let fault = |check| Finding::new(check, Severity::Fault);
    match error {
        Unfetched::Status { status, .. } if (300..400).contains(status) => fault(Check::StsRedirect).with("status", u64::from(*status)),
        Unfetched::ContentType { found, .. } => fault(Check::StsContentType).with("found", shown(found)),
        Unfetched::TooLong { limit, .. } => fault(Check::StsTooLong).with("limit", *limit),
        Unfetched::Status { .. } | Unfetched::Name { .. } | Unfetched::Connection { .. } => {
            fault(Check::StsFetch).with("why", shown(&error.to_string()))
        }
        // our own bounds and rules
        other => Finding::new(Check::StsFetch, Severity::Undecided).with("why", shown(&other.to_string())),
    }
}

fn judged(policy: &Policy) -> Vec<Finding> {
    let hours = policy.max_age.as_secs() / 3600;
    let days = hours / 24;
    let mut findings = vec![match policy.mode {
        Mode::Enforce => Finding::new(Check::StsEnforce, Severity::Good).with("days", days),
        Mode::Testing => Finding::new(Check::StsTesting, Severity::Warning).with("days", days),
        Mode::None => Finding::new(Check::StsModeNone, Severity::Note),
    }];
    if policy.mode != Mode::None && hours < SHORT_HOURS {
        findings.push(Finding::new(Check::StsShortAge, Severity::Warning).with("hours", hours));
    }
    findings
}

/// Names in the policy that no mail server has: a server that has gone, or a slip.
pub(crate) fn unused(policy: &Policy, servers: &[&str]) -> Option<Finding> {
    let idle = |pattern: &&String| !servers.iter().any(|server| dns_name_fits(pattern, server));
    let names: Vec<String> = policy.mx.iter().filter(idle).map(|name| shown(name)).collect();
    (policy.mode != Mode::None && !names.is_empty()).then(|| Finding::new(Check::StsUnused, Severity::Note).with("names", names))
}

/// One server under the policy. `chain`: what it showed inside TLS, `None`: no TLS. A policy that is only tried out weighs less.
pub(crate) fn at_server(asked: &DomainProbe<'_>, policy: &Policy, host: &str, chain: Option<&[Vec<u8>]>) -> Option<Finding> {
    if policy.mode == Mode::None {
        return None;
    }
    let weight = if policy.mode == Mode::Enforce { Severity::Fault } else { Severity::Warning };
    let about = |check, severity| Finding::new(check, severity).with("host", host);
    // DANE may hold too; this is what senders without it see
    let demanded = Demand::Sts(StsHop { enforced: true, named: policy.names(host) });
    Some(match settle(&demanded, &[host], chain, asked.anchors, asked.now) {
        Settled::Hold(Shortfall::NotNamed) => {
            about(Check::StsUnnamed, weight).with("names", policy.mx.iter().map(|name| shown(name)).collect::<Vec<_>>())
        }
        Settled::Hold(Shortfall::NoTls) => about(Check::StsNoTls, weight),
        Settled::Hold(Shortfall::Certificate(CertificateFault::Untrusted)) if asked.anchors.is_empty() => return None,
        Settled::Hold(Shortfall::Certificate(fault)) => about(Check::StsCertificate, weight).with("why", fault.report_word()),
        _ => about(Check::StsHostGood, Severity::Good),
    })
}
