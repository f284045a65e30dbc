//! Is one certificate revoked, as of the time asked? (RFC 5280 6.3, RFC 6960.) All statements of those who may speak are
//! put together: revoked for good by anybody ends it, on hold lasts until somebody newer says otherwise, and "good" needs
//! an answer for every reason.

use crate::crl_entry::{RevocationReason, RevokedEntry};
use crate::crl_scope::Reasons;
use crate::finding::Finding;
use crate::policy::{Compromise, Policy, RevocationMode};
use crate::revocation_case::{Case, Statement};
use crate::signed::Work;
use crate::status::{CertificateStatus, SigningTime};
use crate::{revocation_crl, revocation_ocsp};

/// Why nothing is known although something was at hand.
const PARTLY: &str = "the CRLs at hand do not cover every reason";
const NO_CRL: &str = "no usable CRL of the issuer";
const NO_ANSWER: &str = "no usable answer of an OCSP responder";

/// Most CRLs and responses of one certificate that are named as unusable.
const NAMED: usize = 8;

/// The status of the certificate at its place, and what was notable on the way.
pub(crate) fn check(case: &Case<'_>, work: &mut Work<'_>) -> (CertificateStatus, Vec<Finding>) {
    let demanded = case.policy.revocation == RevocationMode::Hard;
    let not_checked = || (CertificateStatus::NotChecked, vec![Finding::RevocationNotChecked { demanded }]);
    let Some((certificate, _)) = case.pair() else { return not_checked() };
    if case.policy.revocation == RevocationMode::Off {
        return not_checked();
    }
    work.begin_asking(certificate);
    let (statements, mut findings) = ask(case, work);
    work.end_asking();
    if statements.is_empty() && findings.is_empty() {
        return not_checked();
    }
    if let Some((entry, statement)) = revoked(&statements) {
        let source = statement.source.clone();
        // what else could not be used does not matter any more
        let finding = finding(&entry, statement, case.clock.signed(), case.policy);
        return (CertificateStatus::Revoked { entry, source }, vec![finding]);
    }
    if let Some(statement) = good(&statements) {
        return (CertificateStatus::Good { source: statement.source.clone() }, Vec::new());
    }
    let some = statements.iter().any(|statement| statement.current && !statement.is_delta());
    let is_ocsp = |finding: &Finding| matches!(finding, Finding::OcspUnusable { .. });
    let because = match some {
        true => PARTLY,
        false if statements.is_empty() && findings.iter().all(is_ocsp) => NO_ANSWER,
        false => NO_CRL,
    };
    findings.push(Finding::RevocationUnknown { because, demanded });
    (CertificateStatus::Unknown { because }, findings)
}

fn ask<'a>(case: &Case<'a>, work: &mut Work<'_>) -> (Vec<Statement<'a>>, Vec<Finding>) {
    let (mut statements, mut findings) = (Vec::new(), Vec::new());
    for (response, outcome) in revocation_ocsp::ask(case, work) {
        match outcome {
            Ok(statement) => statements.push(statement),
            Err(because) => findings.push(Finding::OcspUnusable { responder: response.responder().display(), because }),
        }
    }
    for (crl, outcome) in revocation_crl::ask(case, work) {
        match outcome {
            Ok(statement) => statements.push(statement),
            Err(because) => findings.push(Finding::CrlUnusable { issuer: crl.issuer().display(), because }),
        }
    }
    findings.truncate(NAMED);
    (statements, findings)
}

/// Somebody says revoked: for good, or on hold and nobody newer has taken it back.
fn revoked<'s, 'a>(statements: &'s [Statement<'a>]) -> Option<(RevokedEntry, &'s Statement<'a>)> {
    let listed = || statements.iter().filter_map(|statement| Some((statement.listed.clone()?, statement)));
    let for_good = listed().filter(|(entry, _)| !is_removed(entry) && !is_hold(entry)).min_by_key(|(entry, _)| entry.since);
    let on_hold = || listed().filter(|(entry, _)| is_hold(entry));
    for_good.or_else(|| on_hold().find(|(_, statement)| !is_released(statement, statements)))
}

/// RFC 5280 5.3.1: a hold ends by a delta that removes it, or by a newer complete answer that does not have it any more.
fn is_released(hold: &Statement<'_>, statements: &[Statement<'_>]) -> bool {
    statements.iter().any(|other| match &other.listed {
        Some(entry) if is_removed(entry) => other.source.this_update >= hold.source.this_update && (other.extends(hold) || hold.is_delta()),
        Some(_) => false,
        None => !other.is_delta() && other.covers.and(Reasons::HOLD) != Reasons::NONE && other.source.this_update > hold.source.this_update,
    })
}

/// Complete answers that are current, or brought up to date by a current delta, cover every reason; the newest of them.
fn good<'s, 'a>(statements: &'s [Statement<'a>]) -> Option<&'s Statement<'a>> {
    let mut covered = Reasons::NONE;
    let mut sources = Vec::new();
    for complete in statements.iter().filter(|statement| !statement.is_delta()) {
        let delta = statements.iter().find(|delta| delta.current && delta.covers != Reasons::NONE && delta.extends(complete));
        if complete.current || delta.is_some() {
            covered = covered.or(complete.covers);
            sources.extend([Some(complete), delta].into_iter().flatten().filter(|_| complete.covers != Reasons::NONE));
        }
    }
    let newest = sources.into_iter().max_by_key(|statement| statement.source.this_update);
    newest.filter(|_| covered == Reasons::ALL)
}

fn is_hold(entry: &RevokedEntry) -> bool {
    entry.reason == RevocationReason::CertificateHold
}

fn is_removed(entry: &RevokedEntry) -> bool {
    entry.reason == RevocationReason::RemoveFromCrl
}

/// Revoked before or after the message was signed, as far as anybody knows when that was.
fn finding(entry: &RevokedEntry, statement: &Statement<'_>, signing_time: Option<SigningTime>, policy: &Policy) -> Finding {
    let (since, reason, source) = (entry.since, entry.reason.word(), statement.source.clone());
    match signing_time {
        Some(time) if time.moment() < since => {
            let proven = matches!(time, SigningTime::Proven(_));
            let accepted = proven && still_counts(entry, time, policy);
            Finding::RevokedAfterSigning { since, reason, source, signed: time.moment(), proven, accepted }
        }
        _ if is_hold(entry) => Finding::OnHold { since, source },
        _ => Finding::Revoked { since, reason, source },
    }
}

/// A signature that was proven to be older than the revocation; where the key was in other hands, the policy says how far
/// back nothing counts any more.
fn still_counts(entry: &RevokedEntry, time: SigningTime, policy: &Policy) -> bool {
    let invalid = entry.invalid_since.unwrap_or(entry.since).min(entry.since);
    match policy.compromise {
        _ if !entry.reason.is_compromise() => time.moment() < invalid,
        Compromise::AnyTime => false,
        Compromise::InvalidityDate => entry.invalid_since.is_some() && time.moment() < invalid,
        Compromise::RevocationDate => true,
    }
}
