//! What rules may ask of a mail, taken from the report once: checks that do not depend on any store, and the certificates with which
//! each store is asked. Judges nothing anew: altered, revoked and mismatched are what the report says.

use kakitome_pki::chain::Revocation;
use kakitome_pki::{Certificate, UnixTime};
use kakitome_smime::{Covers, Finding, Form, Input, Integrity, Layer, LayerKind, LayerState, Report, Signer, Verdict};
use time::{Date, Month, OffsetDateTime};

use crate::check::{Check, Checks};

/// Certificates that are taken from a report. More belong to no mail that a program would show.
const MOST_CERTIFICATES: usize = 64;

/// A mail as the rules see it.
pub(crate) struct Facts {
    pub(crate) checks: Checks,
    /// The signer's certificate.
    pub(crate) leaf: Option<Certificate>,
    /// All that may be part of a path: the signer's, intermediates, roots.
    pub(crate) bag: Vec<Certificate>,
    pub(crate) now: UnixTime,
    /// There is an encryption that a key is needed for, and whether it was opened here.
    pub(crate) encryption: Option<Encryption>,
}

/// An encryption around the content, or inside a signature around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encryption {
    Opened,
    Closed,
}

impl Facts {
    /// `None`: what was given is not a whole mail, so that no program shows it.
    pub(crate) fn of(report: &Report) -> Option<Self> {
        if report.input != Input::Mail || report.verdict() == Verdict::Incomplete {
            return None;
        }
        let mut facts = Self { checks: Checks::new(), leaf: None, bag: Vec::new(), now: report.at, encryption: encryption(report) };
        let decisive = report.decisive_layer();
        let sealed = report.layers.first().is_some_and(|layer| is_encryption(layer) && layer.covers == Covers::Whole);
        if sealed {
            facts.checks.extend([Check::Encrypted, Check::Opaque]);
        }
        let Some((at, signer)) = decisive.and_then(|at| report.signers_of(at).next().map(|signer| (at, signer))) else {
            let hidden = report.layers.iter().any(|layer| is_encryption(layer) && layer.state != LayerState::Read);
            facts.checks.extend(hidden.then_some(Check::Hidden));
            // a part that is encrypted does not make the mail an encrypted one
            facts.checks.extend((!hidden || !sealed).then_some(Check::Unsigned));
            return Some(facts);
        };
        facts.form(report, at);
        facts.signature(report, signer);
        facts.certificate(report, signer);
        Some(facts)
    }

    /// How the decisive layer is written, and what stands directly inside it.
    fn form(&mut self, report: &Report, at: usize) {
        let Some(decisive) = report.layers.get(at) else { return };
        self.checks.insert(if decisive.form == Form::Opaque { Check::Opaque } else { Check::Clear });
        if decisive.covers == Covers::Part {
            self.checks.insert(Check::Part);
        }
        for inside in report.layers.iter().filter(|layer| layer.inside == Some(at)) {
            if is_encryption(inside) && inside.covers == Covers::Whole {
                self.checks.insert(Check::AroundEncryption);
            }
            if inside.kind == LayerKind::Signed && [decisive.form, inside.form].contains(&Form::Clear) {
                self.checks.insert(Check::NestedClear);
            }
        }
    }

    /// A mail in order, clear signed with this certificate: what is left to ask is what the certificate and its path say.
    pub(crate) fn of_sample(address: &str, leaf: &Certificate, along: &[Certificate], now: UnixTime) -> Self {
        let mut facts =
            Self { checks: Checks::from([Check::Clear]), leaf: Some(leaf.clone()), bag: vec![leaf.clone()], now, encryption: None };
        let emails = leaf.emails();
        if emails.is_empty() {
            facts.checks.insert(Check::AddressNone);
        } else if !emails.iter().any(|email| email.text.eq_ignore_ascii_case(address)) {
            facts.checks.insert(Check::AddressMismatch);
        }
        if is_longer_than(leaf, 27) {
            facts.checks.insert(Check::Over27Months);
        }
        let is_root = |one: &Certificate| one.is_self_issued();
        if along.iter().any(is_root) && along.iter().all(is_root) {
            facts.checks.insert(Check::NoIntermediate);
        }
        for one in along {
            if facts.bag.len() < MOST_CERTIFICATES && !facts.bag.contains(one) {
                facts.bag.push(one.clone());
            }
        }
        facts
    }

    fn signature(&mut self, report: &Report, signer: &Signer) {
        let mut holds = |check, yes: bool| {
            if yes {
                self.checks.insert(check);
            }
        };
        let found = |id: &str| report.findings.iter().any(|noted| noted.finding.id() == id && report.counts(noted));
        let altered = report.signers.iter().any(|one| matches!(one.integrity, Integrity::Altered));
        holds(Check::Altered, altered);
        holds(Check::FirstAltered, matches!(signer.integrity, Integrity::Altered));
        holds(Check::NoCertificate, signer.certificate.is_none());
        holds(Check::Unverifiable, signer.certificate.is_some() && matches!(signer.integrity, Integrity::Unverifiable));
        holds(Check::WeakDigest, found("cms.weak-digest"));
        holds(Check::NoDate, signer.signing_time.is_some() && report.author.date.is_none());
        holds(Check::OtherMicalg, found("smime.micalg-differs"));
        holds(Check::TimeFar, report.findings.iter().any(|noted| matches!(noted.finding, Finding::SigningTimeFar { .. })));
        holds(Check::Revoked, signer.revocation == Revocation::Revoked);
    }

    fn certificate(&mut self, report: &Report, signer: &Signer) {
        let Some(leaf) = &signer.certificate else { return };
        if leaf.emails().is_empty() {
            self.checks.insert(Check::AddressNone);
        } else if !signer.address.matches && !report.author.from.is_empty() {
            self.checks.insert(Check::AddressMismatch);
        }
        let first = report.author.from.first().or(report.author.sender.first());
        let is_own = |address: &String| leaf.emails().iter().any(|own| own.text.eq_ignore_ascii_case(address));
        if !leaf.emails().is_empty() && !first.is_some_and(is_own) {
            self.checks.insert(Check::FirstFromMismatch);
        }
        if signer.signing_time.is_some_and(|signed| signed < leaf.not_before() || leaf.not_after() < signed) {
            self.checks.insert(Check::SignedOutOfTime);
        }
        if is_longer_than(leaf, 27) {
            self.checks.insert(Check::Over27Months);
        }
        let complete = signer.tried.iter().find(|path| path.complete);
        if complete.is_some_and(|path| path.certificates.len() <= 2) {
            self.checks.insert(Check::NoIntermediate);
        }
        let chain = complete.map(|path| path.certificates.as_slice()).unwrap_or_default();
        let differs = |link: &[Certificate]| matches!(link, [one, next] if one.issuer().as_der() != next.subject().as_der());
        if chain.windows(2).any(differs) {
            self.checks.insert(Check::NamesDiffer);
        }
        let accepted = signer.path.iter().flat_map(|path| path.certificates());
        let tried = signer.tried.iter().flat_map(|path| &path.certificates);
        self.bag = vec![leaf.clone()];
        for certificate in accepted.chain(tried) {
            if self.bag.len() < MOST_CERTIFICATES && !self.bag.contains(certificate) {
                self.bag.push(certificate.clone());
            }
        }
        self.leaf = Some(leaf.clone());
    }
}

fn is_encryption(layer: &Layer) -> bool {
    matches!(layer.kind, LayerKind::Encrypted | LayerKind::AuthenticatedEncrypted)
}

/// The first encryption of the whole mail, or of all that is inside a layer around it.
fn encryption(report: &Report) -> Option<Encryption> {
    let first = report.layers.iter().find(|layer| is_encryption(layer) && layer.covers == Covers::Whole)?;
    Some(if first.state == LayerState::Read { Encryption::Opened } else { Encryption::Closed })
}

/// Longer than so many calendar months, as profiles count them.
fn is_longer_than(certificate: &Certificate, months: u8) -> bool {
    let Ok(from) = OffsetDateTime::from_unix_timestamp(certificate.not_before().0) else { return false };
    let Some(until) = later_by_months(from.date(), months) else { return false };
    let until = until.with_time(from.time()).assume_utc().unix_timestamp();
    certificate.not_after().0 > until
}

/// The same day so many months later, or the last day of that month.
pub(crate) fn later_by_months(from: Date, months: u8) -> Option<Date> {
    let whole = i32::from(u8::from(from.month())).checked_sub(1)?.checked_add(i32::from(months))?;
    let year = from.year().checked_add(whole.div_euclid(12))?;
    let month = Month::try_from(u8::try_from(whole.rem_euclid(12)).ok()?.checked_add(1)?).ok()?;
    let day = from.day().min(month.length(year));
    Date::from_calendar_date(year, month, day).ok()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]
    use time::macros::date;

    use super::*;

    #[test]
    fn months_are_those_of_the_calendar() {
        assert_eq!(later_by_months(date!(2024 - 11 - 30), 27), Some(date!(2027 - 02 - 28)));
        assert_eq!(later_by_months(date!(2024 - 01 - 31), 1), Some(date!(2024 - 02 - 29)));
        assert_eq!(later_by_months(date!(2024 - 10 - 23), 27), Some(date!(2027 - 01 - 23)));
        assert_eq!(later_by_months(date!(2024 - 12 - 01), 12), Some(date!(2025 - 12 - 01)));
    }
}
