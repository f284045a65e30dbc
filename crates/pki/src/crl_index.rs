//! The entries of one CRL in few bytes each, sorted by serial number (RFC 5280 5.3): what a look-up needs, no more.
//! Who issued a revoked certificate is kept only where the CRL says so (indirect CRLs).

use std::collections::HashMap;

use crate::crl_entry::{RevocationReason, RevokedEntry};
use crate::name::Name;
use crate::serial::Serial;
use crate::time::UnixTime;

/// The CRL's own issuer, until an entry says otherwise.
const OWN: u32 = 0;
/// An issuer that is named in no way that is known here; no certificate matches it.
const NOBODY: u32 = u32::MAX;

/// What a look-up in a CRL says.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum LookUp {
    /// Not in the list.
    Absent,
    /// In the list.
    Revoked(RevokedEntry),
    /// In the list or not: the list has an entry with a critical extension that is not known (RFC 5280 5.3).
    Unreadable,
}

/// Whom the entries from here on are about.
#[derive(Clone, Copy)]
pub(crate) struct About(u32);

/// One entry: 24 bytes beside its serial number.
#[derive(Clone, Copy)]
struct Row {
    since: i64,
    /// Where its serial number begins among the octets.
    start: u32,
    issuer: u32,
    length: u16,
    reason: RevocationReason,
}

/// All entries of a CRL.
pub(crate) struct Index {
    octets: Vec<u8>,
    rows: Vec<Row>,
    /// Invalidity dates by where the row's serial number begins, in that order.
    invalid: Vec<(u32, i64)>,
    issuers: HashMap<Box<[u8]>, u32>,
    issuer_octets: usize,
    unreadable: bool,
    /// How many there were before the same were joined.
    entries: usize,
}

impl Index {
    /// No entry yet, in a CRL of this issuer.
    pub(crate) fn new(issuer: &Name) -> Self {
        let issuers = HashMap::from([(issuer.key().into(), OWN)]);
        Self { octets: Vec::new(), rows: Vec::new(), invalid: Vec::new(), issuers, issuer_octets: 0, unreadable: false, entries: 0 }
    }

    /// Entries without a certificate issuer are about certificates of the CRL's issuer.
    pub(crate) fn own(&self) -> About {
        About(OWN)
    }

    /// Entries from here on are about certificates of this issuer (RFC 5280 5.3.3).
    pub(crate) fn about(&mut self, issuer: Option<&Name>) -> About {
        let Some(issuer) = issuer else { return About(NOBODY) };
        if let Some(known) = self.issuers.get(issuer.key()) {
            return About(*known);
        }
        let number = u32::try_from(self.issuers.len()).unwrap_or(NOBODY);
        self.issuer_octets = self.issuer_octets.saturating_add(issuer.key().len());
        self.issuers.insert(issuer.key().into(), number);
        About(number)
    }

    /// Adds one entry; `false`: it does not fit.
    pub(crate) fn add(
        &mut self,
        about: About,
        serial: &[u8],
        since: UnixTime,
        reason: RevocationReason,
        invalid: Option<UnixTime>,
    ) -> bool {
        let (Ok(start), Ok(length)) = (u32::try_from(self.octets.len()), u16::try_from(serial.len())) else { return false };
        self.octets.extend_from_slice(serial);
        self.rows.push(Row { since: since.0, start, issuer: about.0, length, reason });
        self.invalid.extend(invalid.map(|moment| (start, moment.0)));
        true
    }

    /// An entry says something critical that is not understood: no absence counts any more.
    pub(crate) fn note_unreadable(&mut self) {
        self.unreadable = true;
    }

    /// Memory that it takes.
    pub(crate) fn size(&self) -> usize {
        let rows = self.rows.len().saturating_mul(size_of::<Row>());
        let invalid = self.invalid.len().saturating_mul(size_of::<(u32, i64)>());
        self.octets.len().saturating_add(rows).saturating_add(invalid).saturating_add(self.issuer_octets)
    }

    /// How many entries were added.
    pub(crate) fn len(&self) -> usize {
        self.entries.max(self.rows.len())
    }

    /// Sorts; look-ups are right from here on. Of a certificate that stands several times one entry stays, so that a look-up
    /// costs the same in every list: what ends it for good goes before what can be undone, then the earliest.
    pub(crate) fn finish(mut self) -> Self {
        self.entries = self.rows.len();
        let octets = std::mem::take(&mut self.octets);
        let key = |row: &Row| (row.issuer, weight(row.reason), row.since);
        self.rows.sort_unstable_by(|one, other| serial(&octets, one).cmp(serial(&octets, other)).then_with(|| key(one).cmp(&key(other))));
        self.rows.dedup_by(|later, first| later.issuer == first.issuer && serial(&octets, later) == serial(&octets, first));
        self.octets = octets;
        self.rows.shrink_to_fit();
        self.octets.shrink_to_fit();
        self
    }

    /// The entry of a certificate.
    pub(crate) fn look_up(&self, wanted: &Serial, issuer: &Name) -> LookUp {
        let absent = if self.unreadable { LookUp::Unreadable } else { LookUp::Absent };
        let Some(about) = self.issuers.get(issuer.key()) else { return absent };
        let place = |row: &Row| serial(&self.octets, row).cmp(wanted.content()).then_with(|| row.issuer.cmp(about));
        let found = self.rows.binary_search_by(place).ok().and_then(|at| self.rows.get(at));
        found.map_or(absent, |row| {
            let invalid = self.invalid.binary_search_by_key(&row.start, |(start, _)| *start).ok();
            let invalid = invalid.and_then(|at| self.invalid.get(at)).map(|(_, moment)| UnixTime(*moment));
            LookUp::Revoked(RevokedEntry { serial: wanted.clone(), since: UnixTime(row.since), reason: row.reason, invalid_since: invalid })
        })
    }
}

fn serial<'a>(octets: &'a [u8], row: &Row) -> &'a [u8] {
    let start = usize::try_from(row.start).unwrap_or(usize::MAX);
    octets.get(start..start.saturating_add(usize::from(row.length))).unwrap_or_default()
}

fn weight(reason: RevocationReason) -> u8 {
    match reason {
        RevocationReason::RemoveFromCrl => 2,
        RevocationReason::CertificateHold => 1,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;

    fn name(text: &str) -> Name {
        Name::build(&[("CN", text)]).unwrap()
    }

    #[test]
    fn found_by_serial_and_issuer() {
        let (own, other) = (name("own"), name("other"));
        let mut index = Index::new(&own);
        let about = index.own();
        for serial in (0..200_u8).rev() {
            assert!(index.add(about, &[serial], UnixTime(i64::from(serial)), RevocationReason::Superseded, None));
        }
        let about = index.about(Some(&other));
        assert!(index.add(about, &[7], UnixTime(70), RevocationReason::KeyCompromise, Some(UnixTime(60))));
        let index = index.finish();
        let find = |serial: &[u8], issuer: &Name| match index.look_up(&Serial::from_content(serial), issuer) {
            LookUp::Revoked(entry) => Some((entry.since.0, entry.reason, entry.invalid_since)),
            LookUp::Absent => None,
            LookUp::Unreadable => Some((-1, RevocationReason::Unspecified, None)),
        };
        for serial in 0..200_u8 {
            assert_eq!(find(&[serial], &own), Some((i64::from(serial), RevocationReason::Superseded, None)));
        }
        assert_eq!(find(&[7], &other), Some((70, RevocationReason::KeyCompromise, Some(UnixTime(60)))));
        assert_eq!(find(&[8], &other), None);
        assert_eq!(find(&[7], &name("third")), None);
        assert_eq!(find(&[0, 7], &own), None);
        assert_eq!(index.len(), 201);
    }

    #[test]
    fn what_ends_it_for_good_goes_first_and_an_unreadable_entry_makes_absence_worthless() {
        let own = name("own");
        let mut index = Index::new(&own);
        let about = index.own();
        for (since, reason) in
            [(1, RevocationReason::RemoveFromCrl), (2, RevocationReason::CertificateHold), (3, RevocationReason::Superseded)]
        {
            assert!(index.add(about, &[1], UnixTime(since), reason, None));
        }
        index.note_unreadable();
        let nobody = index.about(None);
        assert!(index.add(nobody, &[2], UnixTime(1), RevocationReason::KeyCompromise, None));
        let index = index.finish();
        assert!(
            matches!(index.look_up(&Serial::from_content(&[1]), &own), LookUp::Revoked(entry) if entry.reason == RevocationReason::Superseded)
        );
        assert_eq!(index.look_up(&Serial::from_content(&[2]), &own), LookUp::Unreadable);
    }
}
