//! Who signed a CRL, and may they? (RFC 5280 6.3.3 (f) and (g).) The signer is a certificate of the path, or one with a
//! path of its own to the same anchor; its key may sign CRLs. Nothing is believed for its name alone.

use crate::certificate::Certificate;
use crate::crl::Crl;
use crate::extension::KeyUsage;
use crate::revocation_case::{Case, MAX_DEPTH};
use crate::signed::{Check, Work};

/// Most certificates that are tried as the signer of one CRL.
const CANDIDATES: usize = 8;
/// Longest chain between a signer and the anchor.
const LINKS: usize = 6;

/// Finds the signer; the answer says why there is none.
pub(crate) fn check(crl: &Crl, case: &Case<'_>, work: &mut Work<'_>) -> Result<(), &'static str> {
    let mut why = "it is not signed by the issuer's key";
    for candidate in candidates(crl, case) {
        match work.crl(crl, candidate) {
            Check::Good => match may_sign(candidate, case, work) {
                Ok(()) => return Ok(()),
                Err(because) => why = because,
            },
            Check::Bad => {}
            Check::Unsupported(_) => why = "its signature cannot be computed",
            Check::Cut(_) => return Err("the budget of signature checks is spent"),
        }
    }
    Err(why)
}

/// Certificates of the CRL's issuer: of the path first, a fitting key identifier first.
fn candidates<'a>(crl: &Crl, case: &Case<'a>) -> Vec<&'a Certificate> {
    let issuer = crl.issuer();
    let wanted = crl.authority_key_id();
    let above = case.above().iter().copied();
    let mut found: Vec<&Certificate> = above.filter(|certificate| certificate.subject() == issuer).collect();
    found.sort_by_key(|certificate| !fits(wanted.as_deref(), certificate));
    // without an anchor nobody else can be vouched for
    if case.anchored {
        let below = case.path.get(..=case.at).unwrap_or_default().iter().copied();
        let pools = case.evidence.message.named(issuer).chain(case.evidence.given.named(issuer));
        likely(wanted.as_deref(), pools.chain(below.filter(|certificate| certificate.subject() == issuer)), &mut found);
    }
    found
}

/// Adds those that are not there yet, a fitting key identifier first; of thousands of one name only the likely ones.
fn likely<'a>(wanted: Option<&[u8]>, certificates: impl Iterator<Item = &'a Certificate>, found: &mut Vec<&'a Certificate>) {
    let (fitting, others): (Vec<_>, Vec<_>) = certificates.partition(|one| fits(wanted, one));
    for certificate in fitting.into_iter().take(CANDIDATES).chain(others.into_iter().take(CANDIDATES)) {
        if found.len() < CANDIDATES && !found.contains(&certificate) {
            found.push(certificate);
        }
    }
}

/// The key identifiers agree, or one of them is not there.
fn fits(wanted: Option<&[u8]>, certificate: &Certificate) -> bool {
    let has = certificate.extensions().subject_key_id.as_deref();
    !matches!((wanted, has), (Some(wanted), Some(has)) if wanted != has)
}

fn may_sign<'a>(signer: &'a Certificate, case: &Case<'a>, work: &mut Work<'_>) -> Result<(), &'static str> {
    if signer.extensions().key_usage.is_some_and(|usage| !usage.intersects(KeyUsage::CRL_SIGN)) {
        return Err("the issuer's key usage does not allow signing CRLs");
    }
    // of the path itself: whoever judges the path judges it, too. Being asked about: its chain stands, and whether it is
    // revoked is the very question (PKITS 4.14.30: a CRL may be the one that lists its own signer)
    if case.above().contains(&signer) || work.is_asking(signer) {
        return Ok(());
    }
    let anchor = case.anchor().ok_or("it is not signed by the issuer's key")?;
    if case.depth >= MAX_DEPTH {
        return Err("its signers have too many signers");
    }
    climb(&mut vec![signer], anchor, case, work)
}

/// The first chain from the signer to the anchor that stands.
fn climb<'a>(links: &mut Vec<&'a Certificate>, anchor: &Certificate, case: &Case<'a>, work: &mut Work<'_>) -> Result<(), &'static str> {
    let mut why = "its signer has no path to the same root";
    let Some(top) = links.last().copied() else { return Err(why) };
    if top.issuer() == anchor.subject() && work.certificate(top, anchor) == Check::Good {
        work.take_chain()?;
        return (case.vouch)(case, links, true, work);
    }
    if links.len() >= LINKS {
        return Err(why);
    }
    let (name, wanted) = (top.issuer(), top.extensions().authority_key_id.as_deref());
    let mut issuers: Vec<&Certificate> = case.path.iter().copied().filter(|certificate| certificate.subject() == name).collect();
    likely(wanted, case.evidence.message.named(name).chain(case.evidence.given.named(name)), &mut issuers);
    for issuer in issuers {
        if issuer == anchor || links.contains(&issuer) {
            continue;
        }
        if work.budget.take_step().is_err() {
            return Err("the budget of signature checks is spent");
        }
        if work.certificate(top, issuer) != Check::Good {
            continue;
        }
        links.push(issuer);
        let outcome = climb(links, anchor, case, work);
        links.pop();
        match outcome {
            Ok(()) => return Ok(()),
            Err(because) => why = because,
        }
    }
    Err(why)
}
