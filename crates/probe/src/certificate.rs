//! The certificates that a server sent, judged for its name, the time and the given anchors (RFC 9525, 7817, 5280). No socket here.
//! Revocation is not looked at: clients of mail do not.

use const_oid::ObjectIdentifier;
use kakitome_pki::{
    Anchors, Budget, Certificate, Evidence, Finding as Pki, GeneralName, Placed, Policy, Pool, Purpose, RevocationMode, RevocationPool,
    Severity as Weight, UnixTime, path,
};
use kakitome_transport::dns_name_fits;

use crate::finding::{Check, Finding, Severity};
use crate::host::Host;
use crate::reply::shown;
use crate::service::Service;

/// id-kp-serverAuth (RFC 5280 4.2.1.12).
const SERVER_AUTH: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.1");
/// anyExtendedKeyUsage.
const ANY_USAGE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.37.0");
/// Certificates beyond the leaf that are looked at; real servers send up to four.
const CHAIN: usize = 16;
/// Names that are shown of a certificate for a hundred customers.
const NAMES: usize = 12;
/// Own: certificates of 90 days are renewed 30 days before their end, by hand a fortnight is needed; of shorter ones a quarter.
const SOON_DAYS: i64 = 14;
const DAY: i64 = 86_400;

/// What a certificate is judged by.
pub(crate) struct Bench<'a> {
    pub(crate) host: &'a Host,
    pub(crate) service: Service,
    pub(crate) anchors: &'a Anchors,
    pub(crate) now: UnixTime,
}

impl Bench<'_> {
    /// Everything about the chain as sent, the server's own certificate first.
    pub(crate) fn judge(&self, chain: &[Vec<u8>]) -> Vec<Finding> {
        let unreadable = |why: String| vec![Finding::new(Check::CertUnreadable, Severity::Fault).with("why", why)];
        let Some(first) = chain.first() else { return unreadable("no certificate".to_owned()) };
        let leaf = match Certificate::from_der(first.clone()) {
            Ok(leaf) => leaf,
            Err(error) => return unreadable(error.to_string()),
        };
        // what cannot be read beside it is as if it had not been sent
        let sent: Vec<Certificate> = chain.iter().skip(1).take(CHAIN).filter_map(|der| Certificate::from_der(der.clone()).ok()).collect();
        let mut findings = Vec::new();
        findings.extend(self.name(&leaf));
        findings.extend(self.time(&leaf));
        findings.extend(self.purpose(&leaf));
        findings.extend(self.path(&leaf, sent));
        if findings.iter().all(|finding| finding.severity < Severity::Undecided) {
            findings
                .push(Finding::new(Check::CertGood, Severity::Good).with("until", day(leaf.not_after())).with("days", self.days(&leaf)));
        }
        findings
    }

    /// Between mail servers nobody looks at names and roots unless a policy (MTA-STS, DANE) says so; mail programs do.
    const fn identity(&self) -> Severity {
        if matches!(self.service, Service::Relay) { Severity::Warning } else { Severity::Fault }
    }

    fn name(&self, leaf: &Certificate) -> Option<Finding> {
        let names = leaf.extensions().subject_alt_name.clone().unwrap_or_default();
        let fits = |name: &GeneralName| match (name, self.host.address()) {
            (GeneralName::Dns(dns), None) => dns_name_fits(&String::from_utf8_lossy(dns), self.host.name()),
            (GeneralName::Ip(octets), Some(std::net::IpAddr::V4(address))) => *octets == address.octets(),
            (GeneralName::Ip(octets), Some(std::net::IpAddr::V6(address))) => *octets == address.octets(),
            _ => false,
        };
        if names.iter().any(fits) {
            return None;
        }
        let dns: Vec<String> = names
            .iter()
            .filter_map(|name| match name {
                GeneralName::Dns(dns) => Some(shown(&String::from_utf8_lossy(dns))),
                GeneralName::Ip(_) => Some(shown(&name.display())),
                _ => None,
            })
            .collect();
        let common = leaf.subject().common_name().map(|name| shown(&name)).unwrap_or_default();
        if dns.is_empty() && dns_name_fits(&common, self.host.name()) {
            return Some(Finding::new(Check::CertCommonName, self.identity()).with("name", common));
        }
        let fitting = fitting(&dns, self.host.name());
        let listed: Vec<String> = if dns.is_empty() { vec![common] } else { dns.into_iter().take(NAMES).collect() };
        let finding = Finding::new(Check::CertName, self.identity()).with("host", self.host.name()).with("names", listed);
        Some(finding.with("fits", fitting.unwrap_or_else(|| "none".to_owned())))
    }

    fn time(&self, leaf: &Certificate) -> Option<Finding> {
        if self.now < leaf.not_before() {
            return Some(Finding::new(Check::CertNotYet, self.identity()).with("from", day(leaf.not_before())));
        }
        if self.now > leaf.not_after() {
            return Some(Finding::new(Check::CertExpired, self.identity()).with("until", day(leaf.not_after())));
        }
        let life = leaf.not_after().0.saturating_sub(leaf.not_before().0) / DAY;
        let left = leaf.not_after().0.saturating_sub(self.now.0) / DAY;
        let soon = left < SOON_DAYS.min(life / 4);
        let expiring = Finding::new(Check::CertExpiring, Severity::Warning);
        soon.then(|| expiring.with("until", day(leaf.not_after())).with("days", self.days(leaf)))
    }

    fn days(&self, leaf: &Certificate) -> u64 {
        u64::try_from(leaf.not_after().0.saturating_sub(self.now.0) / DAY).unwrap_or(0)
    }

    fn purpose(&self, leaf: &Certificate) -> Option<Finding> {
        let usages = leaf.extensions().extended_key_usage.as_ref()?;
        let fits = usages.0.iter().any(|usage| [SERVER_AUTH, ANY_USAGE].contains(usage));
        (!fits).then(|| Finding::new(Check::CertPurpose, self.identity()).with("present", usages.names()))
    }

    fn path(&self, leaf: &Certificate, sent: Vec<Certificate>) -> Vec<Finding> {
        if self.anchors.is_empty() {
            return vec![Finding::new(Check::CertNoAnchors, Severity::Undecided)];
        }
        let alone = sent.is_empty();
        let (message, given, revocation) = (Pool::new(sent), Pool::default(), RevocationPool::default());
        let evidence = Evidence { message: &message, given: &given, anchors: self.anchors, revocation: &revocation, signing_time: None };
        let mut policy = Policy::default();
        policy.revocation = RevocationMode::Off;
        let report = path::search(leaf, &evidence, Purpose::Any, self.now, &policy, &mut Budget::default());
        if report.accepted.is_some() {
            return Vec::new();
        }
        let Some(best) = report.tried.first() else {
            return vec![Finding::new(Check::CertUntrusted, self.identity()).with("issuer", shown(&leaf.issuer().display()))];
        };
        let mut findings: Vec<Finding> = Vec::new();
        for placed in best.findings.iter().filter(|placed| placed.finding.severity() == Weight::Error) {
            let told = self.told(placed, leaf, &best.certificates, alone);
            findings.extend(told.filter(|told| !findings.iter().any(|known| known.check == told.check)));
        }
        findings
    }

    /// A fault of the path in the words of a probe; `None` where it was said already.
    fn told(&self, placed: &Placed, leaf: &Certificate, path: &[Certificate], alone: bool) -> Option<Finding> {
        let weight = self.identity();
        let at = placed.at.and_then(|at| path.get(at)).unwrap_or(leaf);
        let (subject, issuer) = (shown(&at.subject().display()), shown(&at.issuer().display()));
        Some(match &placed.finding {
            Pki::Expired { .. } | Pki::NotYetValid { .. } if placed.at == Some(0) => return None,
            Pki::SelfSignedNotAnchor if at == leaf => Finding::new(Check::CertSelfSigned, weight).with("subject", subject),
            Pki::SelfSignedNotAnchor => Finding::new(Check::CertUntrusted, weight).with("issuer", subject),
            // a certificate that says where its issuer's is to be had comes from an authority that expects it to be sent along
            Pki::IssuerNotFound { .. } if alone && !leaf.extensions().issuer_urls().is_empty() => {
                Finding::new(Check::CertIncomplete, weight).with("issuer", issuer)
            }
            Pki::IssuerNotFound { .. } => Finding::new(Check::CertUntrusted, weight).with("issuer", issuer),
            Pki::WeakKey { bits, .. } => Finding::new(Check::CertWeakKey, weight).with("bits", u64::from(*bits)),
            Pki::WeakAlgorithm { algorithm, .. } => Finding::new(Check::CertWeakSignature, weight).with("algorithm", shown(algorithm)),
            other => Finding::new(Check::CertPath, weight).with("because", other.id()).with("subject", subject),
        })
    }
}

/// The name of the certificate that a customer would have to set: the nearest one; of a wildcard, one below it.
fn fitting(names: &[String], host: &str) -> Option<String> {
    let shared = |name: &&String| {
        let (mut ours, mut theirs) = (host.rsplit('.'), name.rsplit('.'));
        std::iter::from_fn(|| Some((ours.next()?, theirs.next()?))).take_while(|(one, other)| one.eq_ignore_ascii_case(other)).count()
    };
    let plain = |name: &&String| !name.starts_with("*.");
    // the first of the nearest: max_by_key would take the last
    let nearest = |keep: &dyn Fn(&&String) -> bool| names.iter().rev().filter(keep).max_by_key(shared).cloned();
    nearest(&plain).or_else(|| {
        let wildcard = nearest(&|name| !plain(name))?;
        let label = host.split('.').next().unwrap_or("mail");
        Some(format!("{label}.{}", wildcard.trim_start_matches("*.")))
    })
}

fn day(time: UnixTime) -> String {
    let text = time.to_string();
    text.split('T').next().unwrap_or(&text).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_offered() {
        let names = |list: &[&str]| list.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let offered = |list: &[&str]| fitting(&names(list), "mail.customer.example").unwrap_or_default();
        assert_eq!(offered(&["www.host.test", "host.test", "www.customer.example"]), "www.customer.example");
        assert_eq!(offered(&["sv12.host.test", "sv13.host.test"]), "sv12.host.test");
        assert_eq!(offered(&["*.host.test"]), "mail.host.test");
        assert_eq!(offered(&[]), "");
    }
}
