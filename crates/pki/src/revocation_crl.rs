//! What the CRLs at hand say of one certificate (RFC 5280 6.3.3). One that lists it counts even when it is stale, or
//! has extensions that nobody knows (X.509 7.3); only one that is current, in scope and understood counts by its silence.

use crate::crl::{Base, Crl};
use crate::crl_entry::RevokedEntry;
use crate::crl_index::LookUp;
use crate::crl_scope::{MOST_POINTS, Reasons, names_issuer};
use crate::extension::Extension;
use crate::finding::Severity;
use crate::general_name::GeneralName;
use crate::name::Name;
use crate::oid;
use crate::revocation_case::{Case, Statement};
use crate::revocation_signer;
use crate::signed::Work;
use crate::status::{SourceKind, StatusSource};
use crate::strength;

/// Every CRL that may speak of the certificate: its statement, or why it has none.
pub(crate) fn ask<'a>(case: &Case<'a>, work: &mut Work<'_>) -> Vec<(&'a Crl, Result<Statement<'a>, &'static str>)> {
    let crls = at_hand(case);
    let deltas = crls.iter().any(|crl| crl.is_delta());
    crls.into_iter().map(|crl| (crl, statement(crl, case, deltas, work))).collect()
}

/// CRLs of the certificate's issuer, and of those whom the certificate names as issuers of its CRLs.
fn at_hand<'a>(case: &Case<'a>) -> Vec<&'a Crl> {
    let Some((certificate, _)) = case.pair() else { return Vec::new() };
    let named = case.points().flat_map(|point| point.crl_issuer.iter().take(MOST_POINTS)).filter_map(|name| match name {
        GeneralName::Directory(name) => Some(name),
        _ => None,
    });
    let mut issuers: Vec<&Name> = Vec::new();
    for issuer in std::iter::once(certificate.issuer()).chain(named.take(MOST_POINTS)) {
        if !issuers.contains(&issuer) {
            issuers.push(issuer);
        }
    }
    let crls = issuers.into_iter().flat_map(|issuer| case.evidence.revocation.of_issuer(issuer));
    crls.filter(|crl| case.policy.use_deltas || !crl.is_delta()).collect()
}

fn statement<'a>(crl: &'a Crl, case: &Case<'a>, deltas: bool, work: &mut Work<'_>) -> Result<Statement<'a>, &'static str> {
    let (certificate, _) = case.pair().ok_or("it is for other certificates")?;
    let scope = crl.scope();
    let is_own = crl.issuer() == certificate.issuer();
    let is_named = || scope.is_some_and(|scope| scope.indirect) && case.points().any(|point| names_issuer(point, crl.issuer()));
    if !is_own && !is_named() {
        return Err("it is of another issuer");
    }
    let looked_up = crl.look_up(certificate.serial(), certificate.issuer());
    let listed = listed(&looked_up, case);
    let current = case.is_current(crl.this_update(), crl.next_update(), None);
    let covers = covers(crl, case, &looked_up);
    // what could not matter is not worth a signature check
    if listed.is_none() {
        let spoken = covers.and_then(|covers| if crl.is_delta() || deltas { Ok(covers) } else { current.map(|()| covers) });
        spoken?;
    }
    if !crl.algorithms_agree() {
        return Err("its two statements of the signature algorithm differ");
    }
    if strength::digest(crl.signature_algorithm(), case.policy).is_some_and(|finding| finding.severity() == Severity::Error) {
        return Err("its signature algorithm is weak");
    }
    revocation_signer::check(crl, case, work)?;
    let kind = if crl.is_delta() { SourceKind::DeltaCrl } else { SourceKind::Crl };
    let source = StatusSource { kind, by: crl.issuer().display(), this_update: crl.this_update(), next_update: crl.next_update() };
    Ok(Statement { source, crl: Some(crl), listed, covers: covers.unwrap_or(Reasons::NONE), current: current.is_ok() })
}

/// Revoked later than the time asked: the list says nothing bad of that time.
fn listed(looked_up: &LookUp, case: &Case<'_>) -> Option<RevokedEntry> {
    match looked_up {
        LookUp::Revoked(entry) if !case.clock.is_before(entry.since) => Some(entry.clone()),
        _ => None,
    }
}

/// For which reasons the CRL is complete, as far as it is understood.
fn covers(crl: &Crl, case: &Case<'_>, looked_up: &LookUp) -> Result<Reasons, &'static str> {
    let (certificate, _) = case.pair().ok_or("it is for other certificates")?;
    if *looked_up == LookUp::Unreadable {
        return Err("an entry has a critical extension that is not known");
    }
    if crl.extensions().iter().any(is_unknown) {
        return Err("it has a critical extension that is not known");
    }
    if crl.base() == Base::Unreadable {
        return Err("it is a delta CRL");
    }
    crl.scope().ok_or("its issuing distribution point cannot be read")?.covers(crl.issuer(), certificate)
}

/// Of those that this program knows only two may be critical (RFC 5280 5.2); on another the mark is an issuer's error.
fn is_unknown(extension: &Extension) -> bool {
    const MAY_BE: [const_oid::ObjectIdentifier; 2] = [oid::ISSUING_DISTRIBUTION_POINT, oid::DELTA_CRL_INDICATOR];
    extension.critical && !MAY_BE.contains(&extension.oid)
}
