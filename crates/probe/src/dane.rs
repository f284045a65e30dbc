//! DANE at one mail server: are there records, do they count, is the server what they say (RFC 7672).

use kakitome_dns::{DomainName, Error, Found, Proof, Tlsa};
use kakitome_transport::{CertificateFault, judge_dane, usable};

use crate::domain_asked::DomainProbe;
use crate::finding::{Check, Finding, Severity};

/// What the name system said.
pub(crate) struct Asked {
    /// `None`: not asked, because its addresses are not known.
    pub(crate) tlsa: Option<Result<Found<Tlsa>, Error>>,
    /// The list of servers and the server's addresses are both secure: only then are records looked at (RFC 7672 2.2.2).
    pub(crate) secure: bool,
}

/// Asks. Records that nobody may use are asked for too, to say so.
pub(crate) async fn ask(asked: &DomainProbe<'_>, host: &DomainName, mx: Proof, addresses: Option<Proof>) -> Asked {
    let tlsa = match addresses {
        Some(_) => Some(asked.resolver.tlsa(host, 25).await),
        None => None,
    };
    Asked { tlsa, secure: mx.is_secure() && addresses.is_some_and(Proof::is_secure) }
}

/// What is said before the server is spoken to; the records that it must hold to, if any.
pub(crate) fn records(host: &DomainName, asked: &Asked) -> (Vec<Finding>, Option<Vec<Tlsa>>) {
    let about = |check, severity| Finding::new(check, severity).with("host", host.to_string());
    match &asked.tlsa {
        None => (Vec::new(), None),
        Some(Ok(Found::Nothing(_))) => (vec![about(Check::DaneNone, Severity::Note)], None),
        Some(Ok(Found::Records(answer))) if asked.secure && answer.proof.is_secure() => {
            let parted = usable(&answer.records);
            let misused = |(record, why): &(Tlsa, kakitome_transport::Misuse)| {
                Finding::new(Check::DaneMisused, Severity::Warning).with("record", shown(record)).with("why", why.word())
            };
            let mut findings: Vec<Finding> = parted.misused.iter().map(misused).collect();
            if parted.records.is_empty() {
                findings.push(about(Check::DaneUnusable, Severity::Warning));
            }
            (findings, Some(parted.records))
        }
        Some(Ok(Found::Records(_))) => (vec![about(Check::DaneInsecure, Severity::Warning)], None),
        // who looks at DANE keeps the mail back, where the addresses are secure
        Some(Err(error)) if asked.secure => {
            let severity = if matches!(error, Error::Bogus { .. }) { Severity::Fault } else { Severity::Undecided };
            (vec![about(Check::DaneUnknown, severity).with("why", error.to_string())], None)
        }
        Some(Err(_)) => (Vec::new(), None),
    }
}

/// The server held to its records. `chain`: what it showed inside TLS, `None`: no TLS.
pub(crate) fn at_server(asked: &DomainProbe<'_>, host: &DomainName, records: &[Tlsa], chain: Option<&[Vec<u8>]>) -> Option<Finding> {
    let about = |check, severity| Finding::new(check, severity).with("host", host.to_string());
    let Some(chain) = chain else { return Some(about(Check::DaneNoTls, Severity::Fault)) };
    if records.is_empty() {
        return None;
    }
    let names = [host.as_str(), asked.domain.as_str()];
    Some(match judge_dane(records, chain, &names, asked.now) {
        Ok(matched) => about(Check::DaneGood, Severity::Good).with("record", shown(&matched.record)),
        Err(fault) => {
            let why = if fault == CertificateFault::Untrusted { "tlsa-invalid" } else { fault.report_word() };
            about(Check::DaneMismatch, Severity::Fault).with("why", why)
        }
    })
}

/// As zone files write it, the data cut.
fn shown(record: &Tlsa) -> String {
    let hex: String = record.data.iter().take(8).map(|octet| format!("{octet:02x}")).collect();
    format!("{} {} {} {hex}…", record.usage, record.selector, record.matching)
}
