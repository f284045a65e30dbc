//! A revocation list that was handed in counts against a recipient also where its issuer is not at hand to vouch for it: refusing errs on
//! the safe side, as nothing else does (RFC 5280 6.3.3 wants the list's signature checked before it says that a certificate is good).

use kakitome_pki::{Certificate, Finding, RevocationReason, SourceKind, StatusSource, UnixTime};

use crate::evidence::Evidence;

/// That a list of the certificate's issuer names it; the list may be anybody's.
pub(super) fn as_revoked(certificate: &Certificate, evidence: &Evidence, now: UnixTime) -> Option<Finding> {
    let lists = evidence.revocation.crls().filter(|crl| crl.issuer() == certificate.issuer());
    lists.into_iter().find_map(|crl| {
        let entry = crl.find(certificate.serial()).ok().flatten()?;
        let counts = entry.reason != RevocationReason::RemoveFromCrl && entry.since <= now;
        counts.then(|| Finding::Revoked {
            since: entry.since,
            reason: entry.reason.word(),
            source: StatusSource {
                kind: if crl.is_delta() { SourceKind::DeltaCrl } else { SourceKind::Crl },
                by: crl.issuer().display(),
                this_update: crl.this_update(),
                next_update: crl.next_update(),
            },
        })
    })
}
