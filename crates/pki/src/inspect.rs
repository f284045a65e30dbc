//! What one certificate shows by itself, wherever it stands in a path: time, extensions, algorithms, serial number.

use crate::certificate::Certificate;
use crate::clock::Clock;
use crate::finding::Finding;
use crate::oid;
use crate::policy::Policy;
use crate::strength;

/// Most findings of one kind about one certificate; a hostile one may hold thousands of extensions.
const NAMED: usize = 8;

/// A certificate below the anchor.
pub(crate) fn link(certificate: &Certificate, clock: &Clock, policy: &Policy) -> Vec<Finding> {
    let mut findings = time(certificate, clock);
    findings.extend(extensions(certificate));
    findings.extend(strength::digest(certificate.signature_algorithm(), policy));
    findings.extend(strength::key(certificate, policy));
    if !certificate.algorithms_agree() {
        findings.push(Finding::SignatureAlgorithmMismatch);
    }
    if certificate.issuer().is_empty() {
        findings.push(Finding::IssuerEmpty);
    }
    if !certificate.serial().is_conforming() {
        let shown = crate::text::cut(certificate.serial().hex(), 80);
        findings.push(Finding::SerialNotConforming { serial: shown });
    }
    findings
}

/// The anchor's own certificate: it is believed, so its signature and serial number are nobody's concern.
pub(crate) fn anchor(certificate: &Certificate, clock: &Clock, policy: &Policy) -> Vec<Finding> {
    let mut findings = if policy.anchor_in_time { time(certificate, clock) } else { Vec::new() };
    findings.extend(extensions(certificate));
    findings.extend(match strength::key(certificate, policy) {
        // whoever gave the anchor accepted its key with it (old roots have 1024 bits)
        Some(Finding::WeakKey { bits, .. }) => Some(Finding::WeakKey { bits, accepted: true }),
        other => other,
    });
    findings
}

fn time(certificate: &Certificate, clock: &Clock) -> Vec<Finding> {
    let (not_before, not_after) = (certificate.not_before(), certificate.not_after());
    let mut findings = Vec::new();
    if clock.is_before(not_before) {
        findings.push(Finding::NotYetValid { not_before, at: clock.exact() });
    }
    if clock.is_after(not_after) {
        findings.push(Finding::Expired { not_after, at: clock.exact() });
    }
    findings
}

fn extensions(certificate: &Certificate) -> Vec<Finding> {
    let extensions = certificate.extensions();
    let mut findings = Vec::new();
    if certificate.version() < 3 && !extensions.all.is_empty() {
        findings.push(Finding::ExtensionsBeforeVersion3 { version: certificate.version() });
    }
    let unknown = extensions.all.iter().filter(|extension| extensions.is_unprocessed(extension));
    findings.extend(unknown.take(NAMED).map(|extension| Finding::UnknownCriticalExtension { extension: extension.oid }));
    let duplicates = extensions.duplicates.iter().take(NAMED);
    findings.extend(duplicates.map(|extension| Finding::DuplicateExtension { extension: *extension }));
    let malformed = extensions.malformed.iter().take(NAMED);
    findings.extend(malformed.map(|(extension, problem)| Finding::MalformedExtension { extension: *extension, problem: problem.clone() }));
    let constraints = extensions.find(oid::NAME_CONSTRAINTS);
    if !certificate.is_ca() && certificate.version() == 3 && constraints.is_some_and(|extension| extension.critical) {
        findings.push(Finding::MisplacedExtension { extension: oid::NAME_CONSTRAINTS });
    }
    findings
}
