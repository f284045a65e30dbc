//! Which mail servers a domain has, and where they are (RFC 5321 5.1, 7505). Trouble of the name system is never taken for "there is none".

use std::net::IpAddr;

use kakitome_dns::{DomainName, Error, Found, Missing, Mx, Proof, Resolver};

use crate::finding::{Check, Finding, Severity};
use crate::reply::shown;

/// Servers that are probed of one domain. Own: the biggest domains have five.
const MOST: usize = 10;

/// What was found.
pub(crate) struct MailServers {
    pub(crate) list: Vec<Mx>,
    pub(crate) proof: Proof,
    pub(crate) findings: Vec<Finding>,
}

/// What a name server's failure means: signatures that do not hold are a fault of the domain, anything else leaves it open.
pub(crate) fn trouble(name: &DomainName, error: &Error) -> Finding {
    match error {
        Error::Bogus { .. } => Finding::new(Check::DnsBogus, Severity::Fault).with("name", name.to_string()),
        other => {
            Finding::new(Check::DnsUndecided, Severity::Undecided).with("name", name.to_string()).with("why", shown(&other.to_string()))
        }
    }
}

/// The servers to be tried, in their order.
pub(crate) async fn find(resolver: &Resolver, domain: &DomainName) -> MailServers {
    let none = |finding| MailServers { list: Vec::new(), proof: Proof::Indeterminate, findings: vec![finding] };
    let found = match resolver.mx(domain).await {
        Ok(found) => found,
        Err(error) => return none(trouble(domain, &error)),
    };
    let about = |check, severity| Finding::new(check, severity).with("domain", domain.to_string());
    match &found {
        Found::Nothing(absence) if absence.missing == Missing::Name => none(about(Check::MxNoName, Severity::Fault)),
        Found::Nothing(absence) => {
            // RFC 5321 5.1: then the domain's own address takes its mail, if it has one
            match resolver.addresses(domain).await {
                Ok(Found::Records(_)) => MailServers {
                    list: vec![Mx { preference: 0, host: domain.clone() }],
                    proof: absence.proof,
                    findings: vec![about(Check::MxNone, Severity::Note)],
                },
                Ok(Found::Nothing(_)) => none(about(Check::MxNull, Severity::Note)),
                Err(error) => none(trouble(domain, &error)),
            }
        }
        Found::Records(answer) => {
            let mut list: Vec<Mx> = answer.records.iter().filter(|mx| !mx.host.is_root()).cloned().collect();
            if list.is_empty() {
                return none(about(Check::MxNull, Severity::Note));
            }
            let count = u64::try_from(list.len()).unwrap_or(u64::MAX);
            let mut findings = vec![Finding::new(Check::MxFound, Severity::Good).with("count", count).with("proof", answer.proof.word())];
            if list.len() > MOST {
                let more = u64::try_from(list.len().saturating_sub(MOST)).unwrap_or(u64::MAX);
                findings.push(Finding::new(Check::MxLeftOut, Severity::Note).with("count", more));
                list.truncate(MOST);
            }
            MailServers { list, proof: answer.proof, findings }
        }
    }
}

/// Where one server is.
pub(crate) struct Place {
    pub(crate) addresses: Vec<IpAddr>,
    /// An error: it could not be found out.
    pub(crate) proof: Result<Proof, Error>,
    pub(crate) findings: Vec<Finding>,
}

pub(crate) async fn place(resolver: &Resolver, host: &DomainName) -> Place {
    let host_of = |check, severity| Finding::new(check, severity).with("host", host.to_string());
    match resolver.addresses(host).await {
        Err(error) => Place { addresses: Vec::new(), findings: vec![trouble(host, &error)], proof: Err(error) },
        Ok(Found::Nothing(absence)) => {
            Place { addresses: Vec::new(), proof: Ok(absence.proof), findings: vec![host_of(Check::MxNoAddress, Severity::Fault)] }
        }
        Ok(Found::Records(answer)) => {
            let alias = answer.aliases.last().map(|target| host_of(Check::MxAlias, Severity::Warning).with("target", target.to_string()));
            Place { addresses: answer.records, proof: Ok(answer.proof), findings: alias.into_iter().collect() }
        }
    }
}
