//! One certificate of a path whose revocation is asked for, with everything that may be used for the answer; and one
//! statement about it by somebody who was believed.

use crate::certificate::Certificate;
use crate::clock::Clock;
use crate::crl::{Base, Crl};
use crate::crl_entry::RevokedEntry;
use crate::crl_scope::{MOST_POINTS, Reasons};
use crate::extension::DistributionPoint;
use crate::oid;
use crate::policy::Policy;
use crate::pool::Evidence;
use crate::signed::Work;
use crate::status::StatusSource;
use crate::time::UnixTime;

/// How deep signers of answers may themselves be asked about: a CRL signer whose own CRL has a signer of its own is the
/// most that is seen.
pub(crate) const MAX_DEPTH: usize = 3;

/// Judges a chain of somebody who answers (leaf first, without the anchor, which is the case's), and asks for the
/// revocation of those links that are not in the case's path, of the first one only where it is told so.
pub(crate) type Vouch = for<'x> fn(&Case<'x>, &[&'x Certificate], bool, &mut Work<'_>) -> Result<(), &'static str>;

/// The certificate at one place of a path.
#[derive(Clone, Copy)]
pub(crate) struct Case<'a> {
    /// Leaf first.
    pub(crate) path: &'a [&'a Certificate],
    /// The last one of the path is an anchor.
    pub(crate) anchored: bool,
    pub(crate) at: usize,
    pub(crate) evidence: &'a Evidence<'a>,
    pub(crate) clock: &'a Clock,
    pub(crate) policy: &'a Policy,
    pub(crate) vouch: Vouch,
    /// How many askers stand behind this one.
    pub(crate) depth: usize,
}

impl<'a> Case<'a> {
    /// The certificate asked about and the one above it.
    pub(crate) fn pair(&self) -> Option<(&'a Certificate, &'a Certificate)> {
        let above = self.at.checked_add(1)?;
        Some((self.path.get(self.at)?, self.path.get(above)?))
    }

    /// What stands above the certificate.
    pub(crate) fn above(&self) -> &'a [&'a Certificate] {
        self.path.get(self.at.saturating_add(1)..).unwrap_or_default()
    }

    pub(crate) fn anchor(&self) -> Option<&'a Certificate> {
        self.path.last().copied().filter(|_| self.anchored)
    }

    /// Where the certificate says that its CRLs are.
    pub(crate) fn points(&self) -> impl Iterator<Item = &'a DistributionPoint> + use<'a> {
        let certificate = self.path.get(self.at).into_iter();
        certificate.flat_map(|certificate| certificate.extensions().crl_distribution_points.iter().flatten()).take(MOST_POINTS)
    }

    /// Whether the times of an answer fit the time asked; `undated` is how old one may be that promises no next one.
    pub(crate) fn is_current(&self, this: UnixTime, next: Option<UnixTime>, undated: Option<i64>) -> Result<(), &'static str> {
        if self.clock.is_before(this.plus_seconds(self.policy.clock_skew.saturating_neg())) {
            return Err("it was made after the time asked");
        }
        match (next, undated) {
            (Some(next), _) if self.clock.is_after(next) => Err("its next update is over"),
            (Some(_), _) => Ok(()),
            (None, None) => Err("it names no next update"),
            (None, Some(age)) if self.clock.is_after(this.plus_seconds(age)) => Err("it names no next update and is too old"),
            (None, Some(_)) => Ok(()),
        }
    }
}

/// What somebody who is believed says of the certificate.
pub(crate) struct Statement<'a> {
    pub(crate) source: StatusSource,
    /// The CRL it stands in.
    pub(crate) crl: Option<&'a Crl>,
    /// Revoked, and already so at the time asked.
    pub(crate) listed: Option<RevokedEntry>,
    /// For which reasons its silence counts.
    pub(crate) covers: Reasons,
    /// It speaks for the time asked.
    pub(crate) current: bool,
}

impl Statement<'_> {
    /// It tells what changed only.
    pub(crate) fn is_delta(&self) -> bool {
        self.crl.is_some_and(|crl| crl.base() != Base::Complete)
    }

    /// RFC 5280 5.2.4, 6.3.3 (c): this delta brings that complete CRL up to date.
    pub(crate) fn extends(&self, complete: &Self) -> bool {
        let (Some(delta), Some(complete)) = (self.crl, complete.crl) else { return false };
        let Base::Delta(base) = delta.base() else { return false };
        let (Some(number), Some(newer)) = (complete.long_number(), delta.long_number()) else { return false };
        let same =
            |oid| delta.extension(oid).map(|extension| &extension.value) == complete.extension(oid).map(|extension| &extension.value);
        let scope = delta.issuer() == complete.issuer() && same(oid::ISSUING_DISTRIBUTION_POINT) && same(oid::AUTHORITY_KEY_ID);
        scope && complete.base() == Base::Complete && base <= number && number < newer
    }
}
