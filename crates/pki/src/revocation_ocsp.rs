//! What the OCSP responses at hand say of one certificate (RFC 6960 2.6, 3.2, 4.2.2.2): from the issuer itself, or from
//! a responder that the issuer itself has certified for it. A response for another certificate is nobody's answer (C15).

use crate::certificate::Certificate;
use crate::crl_entry::{RevocationReason, RevokedEntry};
use crate::crl_scope::Reasons;
use crate::extension::KeyUsage;
use crate::finding::Severity;
use crate::ocsp::{Answer, BasicResponse, Says, unknown_critical};
use crate::oid;
use crate::revocation_case::{Case, MAX_DEPTH, Statement};
use crate::signed::{Check, Work};
use crate::status::{SourceKind, StatusSource};
use crate::strength;

/// Most responses about one certificate that are looked at.
const RESPONSES: usize = 16;

/// Most answers about it in one response: there is one, or one for each digest of the id.
const ANSWERS: usize = 4;

/// Every response about the certificate: its statement, or why it has none.
pub(crate) fn ask<'a>(case: &Case<'a>, work: &mut Work<'_>) -> Vec<(&'a BasicResponse, Result<Statement<'a>, &'static str>)> {
    let Some((certificate, issuer)) = case.pair() else { return Vec::new() };
    let mut found = Vec::new();
    for response in case.evidence.revocation.about(certificate.serial()).take(RESPONSES) {
        for answer in response.answers().iter().filter(|answer| answer.id.is(certificate, issuer)).take(ANSWERS) {
            found.push((response, statement(response, answer, case, work)));
        }
    }
    found
}

fn statement<'a>(response: &BasicResponse, answer: &Answer, case: &Case<'a>, work: &mut Work<'_>) -> Result<Statement<'a>, &'static str> {
    let (certificate, issuer) = case.pair().ok_or("it is for other certificates")?;
    let current = case.is_current(answer.this_update, answer.next_update, Some(case.policy.undated_ocsp_age));
    let listed = match answer.says {
        Says::Unknown => return Err("the responder does not know the certificate"),
        Says::Good => None,
        Says::Revoked { since, reason } => {
            let entry = RevokedEntry { serial: certificate.serial().clone(), since, reason, invalid_since: None };
            // on hold is an answer for its time only, and revoked later than the time asked says nothing bad of that time
            let counts = !case.clock.is_before(since) && reason != RevocationReason::RemoveFromCrl;
            counts.then_some(entry)
        }
    };
    if listed.is_none() {
        current?;
    }
    if unknown_critical(response.extensions()).or_else(|| unknown_critical(&answer.extensions)).is_some() {
        return Err("it has a critical extension that is not known");
    }
    if strength::digest(response.signature_algorithm(), case.policy).is_some_and(|finding| finding.severity() == Severity::Error) {
        return Err("its signature algorithm is weak");
    }
    signer(response, issuer, case, work)?;
    let by = response.responder().display();
    let source = StatusSource { kind: SourceKind::Ocsp, by, this_update: answer.this_update, next_update: answer.next_update };
    Ok(Statement { source, crl: None, listed, covers: Reasons::ALL, current: current.is_ok() })
}

/// The issuer itself, or whom it has delegated.
fn signer(response: &BasicResponse, issuer: &Certificate, case: &Case<'_>, work: &mut Work<'_>) -> Result<(), &'static str> {
    let mut why = "it is signed by nobody whom the issuer has named";
    if response.responder().is(issuer) {
        match signed(response, issuer, work) {
            Ok(()) => return Ok(()),
            Err(because) => why = because,
        }
    }
    for responder in response.certificates().iter().filter(|certificate| response.responder().is(certificate)) {
        match signed(response, responder, work).and_then(|()| delegated(responder, issuer, case, work)) {
            Ok(()) => return Ok(()),
            Err(because) => why = because,
        }
    }
    Err(why)
}

fn signed(response: &BasicResponse, by: &Certificate, work: &mut Work<'_>) -> Result<(), &'static str> {
    match work.ocsp(response, by) {
        Check::Good => Ok(()),
        Check::Bad => Err("it is not signed by the responder's key"),
        Check::Unsupported(_) => Err("its signature cannot be computed"),
        Check::Cut(_) => Err("the budget of signature checks is spent"),
    }
}

/// RFC 6960 4.2.2.2: certified by the issuer itself, for this purpose by name.
fn delegated(responder: &Certificate, issuer: &Certificate, case: &Case<'_>, work: &mut Work<'_>) -> Result<(), &'static str> {
    let extensions = responder.extensions();
    if responder.issuer() != issuer.subject() || work.certificate(responder, issuer) != Check::Good {
        return Err("its responder is not certified by the issuer");
    }
    if !extensions.extended_key_usage.as_ref().is_some_and(|usages| usages.0.contains(&oid::EKU_OCSP_SIGNING)) {
        return Err("its responder's certificate is not for OCSP");
    }
    if extensions.key_usage.is_some_and(|usage| !usage.intersects(KeyUsage::DIGITAL_SIGNATURE | KeyUsage::NON_REPUDIATION)) {
        return Err("its responder's certificate is not for OCSP");
    }
    if case.depth >= MAX_DEPTH {
        return Err("its signers have too many signers");
    }
    // 4.2.2.2.1: the issuer may say that nobody needs to ask for the responder's own revocation
    let ask = extensions.find(oid::OCSP_NO_CHECK).is_none();
    // nobody is believed below an unknown root, so nothing hangs on the rest
    work.take_chain()?;
    let Some((_, between)) = case.above().split_last().filter(|_| case.anchored) else { return Ok(()) };
    let links: Vec<&Certificate> = std::iter::once(responder).chain(between.iter().copied()).collect();
    (case.vouch)(case, &links, ask, work)
}
