//! Which certificates and reasons a CRL is complete for: its issuing distribution point (RFC 5280 5.2.5) against the
//! distribution points of a certificate (RFC 5280 6.3.3 (b) and (d)).

use kakitome_ber::{Cursor, Error, Tag, der};

use crate::certificate::Certificate;
use crate::extension::DistributionPoint;
use crate::extensions::{named_bits, point_name};
use crate::general_name::GeneralName;
use crate::name::Name;

/// Most distribution points of a certificate, and names of one, that are looked at. Real certificates have one to five; all
/// against all of megabytes of them would cost minutes. What is left out only makes a CRL cover less.
pub(crate) const MOST_POINTS: usize = 64;

/// Bits of ReasonFlags, bit 0 lowest.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Reasons(u16);

impl Reasons {
    /// Bits 1 to 8; bit 0 is not used (RFC 5280 4.2.1.13).
    pub(crate) const ALL: Self = Self(0x1fe);
    pub(crate) const NONE: Self = Self(0);
    /// certificateHold.
    pub(crate) const HOLD: Self = Self(1 << 6);

    fn from_bits(bits: Option<u16>) -> Self {
        bits.map_or(Self::ALL, |bits| Self(bits & Self::ALL.0))
    }

    pub(crate) fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    pub(crate) fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// What a CRL without the extension covers is the default: everything of its issuer.
#[derive(Clone, Debug, Default)]
pub(crate) struct Scope {
    /// Names of the distribution point.
    names: Option<Vec<GeneralName>>,
    users_only: bool,
    cas_only: bool,
    attributes_only: bool,
    reasons: Option<u16>,
    /// It may list certificates of other issuers.
    pub(crate) indirect: bool,
}

impl Scope {
    /// From the value of the extension; a relative name is one below the CRL's issuer.
    pub(crate) fn read(value: &[u8], issuer: &Name) -> Result<Self, Error> {
        let mut outer = Cursor::new(value);
        let mut inner = outer.sequence()?;
        outer.finish()?;
        let mut scope = Self::default();
        if let Some(name) = inner.optional(Tag::context(0))? {
            let (full, relative) = point_name(name.children()?)?;
            scope.names = Some(all_names(&full, relative.as_deref(), issuer));
        }
        let mut flag = |number| inner.optional(Tag::context(number))?.map_or(Ok(false), |element| element.boolean());
        (scope.users_only, scope.cas_only) = (flag(1)?, flag(2)?);
        scope.reasons = inner.optional(Tag::context(3))?.map(|bits| named_bits(&bits)).transpose()?;
        let mut flag = |number| inner.optional(Tag::context(number))?.map_or(Ok(false), |element| element.boolean());
        (scope.indirect, scope.attributes_only) = (flag(4)?, flag(5)?);
        inner.finish()?;
        Ok(scope)
    }

    /// For which reasons a CRL of `issuer` with this scope is complete for a certificate.
    pub(crate) fn covers(&self, issuer: &Name, certificate: &Certificate) -> Result<Reasons, &'static str> {
        if self.attributes_only || (self.users_only && certificate.is_ca()) || (self.cas_only && !certificate.is_ca()) {
            return Err("it is for other certificates");
        }
        let own = issuer == certificate.issuer();
        let mut covered = Reasons::NONE;
        for point in certificate.extensions().crl_distribution_points.iter().flatten().take(MOST_POINTS) {
            let is_issuer = if point.crl_issuer.is_empty() { own } else { names_issuer(point, issuer) && (own || self.indirect) };
            if is_issuer && self.is_at(point, certificate.issuer()) {
                covered = covered.or(Reasons::from_bits(point.reasons));
            }
        }
        // RFC 5280 6.3.3: a CRL of the certificate's issuer counts without being named by the certificate
        let implied = |names: &Vec<GeneralName>| names.contains(&GeneralName::Directory(certificate.issuer().clone()));
        if own && self.names.as_ref().is_none_or(implied) {
            covered = Reasons::ALL;
        }
        match covered.and(Reasons::from_bits(self.reasons)) {
            Reasons::NONE => Err("it is of another distribution point"),
            covered => Ok(covered),
        }
    }

    /// 6.3.3 (b)(2)(i): the two points have a name in common.
    fn is_at(&self, point: &DistributionPoint, certificate_issuer: &Name) -> bool {
        let Some(ours) = &self.names else { return true };
        let directory = point.crl_issuer.iter().find_map(|name| match name {
            GeneralName::Directory(name) => Some(name),
            _ => None,
        });
        let theirs = all_names(&point.full_name, point.relative_name.as_deref(), directory.unwrap_or(certificate_issuer));
        let theirs = if theirs.is_empty() { &point.crl_issuer } else { &theirs };
        theirs.iter().take(MOST_POINTS).any(|name| ours.contains(name))
    }
}

/// A distribution point of the certificate says that `issuer` makes its CRL.
pub(crate) fn names_issuer(point: &DistributionPoint, issuer: &Name) -> bool {
    point.crl_issuer.iter().take(MOST_POINTS).any(|name| matches!(name, GeneralName::Directory(name) if name == issuer))
}

/// Full names, and a relative one made whole.
fn all_names(full: &[GeneralName], relative: Option<&[u8]>, issuer: &Name) -> Vec<GeneralName> {
    let whole = relative.and_then(|relative| below(issuer, relative));
    full.iter().take(MOST_POINTS).cloned().chain(whole.map(GeneralName::Directory)).collect()
}

fn below(issuer: &Name, relative: &[u8]) -> Option<Name> {
    let parts = Cursor::new(issuer.as_der()).any().ok()?;
    Name::from_der(&der::sequence(&[parts.content(), &der::element(Tag::SET, true, &[relative])])).ok()
}
