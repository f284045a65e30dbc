//! Is one certificate revoked? First form: full CRLs of the certificate's own issuer, signed by the same key
//! (RFC 5280 6.3.3 without deltas, indirect CRLs, reason shards and separate CRL keys: these give "unknown", never "good").
//! Any CRL of the issuer that lists the certificate counts, a stale one too; only a current and complete one says "good".

use kakitome_ber::{Cursor, Tag};

use crate::certificate::Certificate;
use crate::clock::Clock;
use crate::crl::{Crl, LookUp, RevocationReason};
use crate::extension::KeyUsage;
use crate::extensions::{Extensions, point_name};
use crate::finding::Finding;
use crate::general_name::GeneralName;
use crate::oid;
use crate::policy::{Policy, RevocationMode};
use crate::signed::{Check, Work};
use crate::strength;
use crate::time::UnixTime;

/// What is known of revocation; of a path, the worst of its certificates.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Revocation {
    /// Every certificate below the anchor is answered for.
    Good,
    /// Nobody looked, or nothing was at hand.
    NotChecked,
    /// Data was at hand and did not answer.
    Unknown,
    /// One is revoked.
    Revoked,
}

impl Revocation {
    /// The word of the JSON report.
    pub fn word(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::NotChecked => "not-checked",
            Self::Unknown => "unknown",
            Self::Revoked => "revoked",
        }
    }
}

/// Looks a certificate up in the CRLs of its issuer.
pub(crate) fn check(
    certificate: &Certificate,
    issuer: &Certificate,
    crls: &[Crl],
    clock: &Clock,
    policy: &Policy,
    work: &mut Work<'_>,
) -> (Revocation, Vec<Finding>) {
    let demanded = policy.revocation == RevocationMode::Hard;
    if policy.revocation == RevocationMode::Off {
        return (Revocation::NotChecked, vec![Finding::RevocationNotChecked { demanded }]);
    }
    let mut findings = Vec::new();
    let mut answered = false;
    let mut at_hand = false;
    for crl in crls.iter().filter(|crl| crl.issuer() == certificate.issuer()) {
        at_hand = true;
        match ask(certificate, issuer, crl, clock.exact(), policy, work) {
            Answer::Good => answered = true,
            Answer::Revoked(since, reason) => {
                findings.push(Finding::Revoked { since, reason: reason.word() });
                return (Revocation::Revoked, findings);
            }
            Answer::Unusable(because) => findings.push(Finding::CrlUnusable { issuer: crl.issuer().display(), because }),
        }
    }
    if answered {
        return (Revocation::Good, Vec::new());
    }
    if at_hand {
        findings.push(Finding::RevocationUnknown { because: "no usable CRL of the issuer", demanded });
        return (Revocation::Unknown, findings);
    }
    (Revocation::NotChecked, vec![Finding::RevocationNotChecked { demanded }])
}

enum Answer {
    Good,
    Revoked(UnixTime, RevocationReason),
    Unusable(&'static str),
}

fn ask(certificate: &Certificate, issuer: &Certificate, crl: &Crl, now: UnixTime, policy: &Policy, work: &mut Work<'_>) -> Answer {
    if let Some(usage) = issuer.extensions().key_usage
        && !usage.intersects(KeyUsage::CRL_SIGN)
    {
        return Answer::Unusable("the issuer's key usage does not allow signing CRLs");
    }
    match work.crl(crl, issuer) {
        Check::Good => {}
        Check::Bad => return Answer::Unusable("it is not signed by the issuer's key"),
        Check::Unsupported(_) => return Answer::Unusable("its signature cannot be computed"),
        Check::Cut(_) => return Answer::Unusable("the budget of signature checks is spent"),
    }
    if !crl.algorithms_agree() {
        return Answer::Unusable("its two statements of the signature algorithm differ");
    }
    if strength::digest(crl.signature_algorithm(), policy).is_some_and(|finding| finding.severity() == crate::finding::Severity::Error) {
        return Answer::Unusable("its signature algorithm is weak");
    }
    let looked_up = match crl.look_up(certificate.serial()) {
        Ok(looked_up) => looked_up,
        Err(_) => return Answer::Unusable("its entries cannot be read"),
    };
    if let LookUp::Revoked(entry) = &looked_up
        && entry.reason != RevocationReason::RemoveFromCrl
        && !is_indirect(crl)
    {
        // revoked later than the time asked: the list says nothing bad of that time
        if entry.since <= now {
            return Answer::Revoked(entry.since, entry.reason);
        }
    }
    if looked_up == LookUp::Unreadable {
        return Answer::Unusable("an entry has a critical extension that is not known");
    }
    match unusable(certificate, crl, now) {
        Some(because) => Answer::Unusable(because),
        None => Answer::Good,
    }
}

/// Why a CRL that does not list the certificate says nothing about it.
fn unusable(certificate: &Certificate, crl: &Crl, now: UnixTime) -> Option<&'static str> {
    if crl.this_update() > now {
        return Some("it was made after the time asked");
    }
    match crl.next_update() {
        None => return Some("it names no next update"),
        Some(next) if next < now => return Some("its next update is over"),
        Some(_) => {}
    }
    for extension in crl.extensions() {
        if extension.oid == DELTA_CRL_INDICATOR {
            return Some("it is a delta CRL");
        }
        // of those that may be critical only one is known here
        if extension.critical && extension.oid != oid::ISSUING_DISTRIBUTION_POINT {
            return Some("it has a critical extension that is not known");
        }
    }
    match crl.extension(oid::ISSUING_DISTRIBUTION_POINT).map(|extension| Scope::read(&extension.value)) {
        None => None,
        Some(Err(_)) => Some("its issuing distribution point cannot be read"),
        Some(Ok(scope)) => scope.misses(certificate.extensions()),
    }
}

const DELTA_CRL_INDICATOR: const_oid::ObjectIdentifier = const_oid::ObjectIdentifier::new_unwrap("2.5.29.27");

/// Issuing distribution point (RFC 5280 5.2.5).
#[derive(Default)]
struct Scope {
    full_name: Option<Vec<GeneralName>>,
    relative: bool,
    users_only: bool,
    cas_only: bool,
    attributes_only: bool,
    some_reasons: bool,
    indirect: bool,
}

fn is_indirect(crl: &Crl) -> bool {
    let scope = crl.extension(oid::ISSUING_DISTRIBUTION_POINT).map(|extension| Scope::read(&extension.value));
    // one that cannot be read may be indirect; then the entry may be another issuer's
    scope.is_some_and(|scope| scope.map_or(true, |scope| scope.indirect))
}

impl Scope {
    fn read(value: &[u8]) -> Result<Self, kakitome_ber::Error> {
        let mut outer = Cursor::new(value);
        let mut inner = outer.sequence()?;
        outer.finish()?;
        let mut scope = Self::default();
        if let Some(name) = inner.optional(Tag::context(0))? {
            let (full, relative) = point_name(name.children()?)?;
            scope.relative = relative.is_some();
            scope.full_name = Some(full);
        }
        let mut flag = |number| inner.optional(Tag::context(number))?.map_or(Ok(false), |element| element.boolean());
        scope.users_only = flag(1)?;
        scope.cas_only = flag(2)?;
        scope.some_reasons = inner.optional(Tag::context(3))?.is_some();
        let mut flag = |number| inner.optional(Tag::context(number))?.map_or(Ok(false), |element| element.boolean());
        scope.indirect = flag(4)?;
        scope.attributes_only = flag(5)?;
        inner.finish()?;
        Ok(scope)
    }

    fn misses(&self, extensions: &Extensions) -> Option<&'static str> {
        let is_ca = extensions.basic_constraints.is_some_and(|basic| basic.ca);
        if self.indirect {
            return Some("it is an indirect CRL");
        }
        if self.some_reasons {
            return Some("it covers some reasons only");
        }
        if self.attributes_only || (self.users_only && is_ca) || (self.cas_only && !is_ca) {
            return Some("it is for other certificates");
        }
        if self.relative {
            return Some("its distribution point has a relative name");
        }
        let covers = |names: &[GeneralName]| {
            let points = extensions.crl_distribution_points.iter().flatten();
            // a point for some reasons, or of another CRL issuer, is not answered for in full by this CRL
            let whole = points.filter(|point| point.reasons.is_none() && point.crl_issuer.is_empty());
            whole.flat_map(|point| &point.full_name).any(|name| names.contains(name))
        };
        match &self.full_name {
            Some(names) if !covers(names) => Some("it is of another distribution point"),
            _ => None,
        }
    }
}
