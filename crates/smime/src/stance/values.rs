//! The values that decide, each with its source. Taken from the policies themselves: a value that is changed is shown changed.

use kakitome_pki::{Compromise, EkuChaining, RevocationMode};

use super::algorithms;
use super::row::Value;
use crate::policy::Policy;
use crate::seal::{RecipientPolicy, Trust};

pub(super) fn all(verdict: &Policy, recipients: &RecipientPolicy) -> Vec<Value> {
    let yes = |value: bool| if value { "yes" } else { "no" }.to_owned();
    let path = &verdict.path;
    let one = |id, value, source| Value { id, value, as_of: algorithms::AS_OF, source };
    vec![
        one("match-from", yes(verdict.match_from), "RFC 8550 3"),
        one("allow-part", yes(verdict.allow_part), "RFC 8551 3.5; design 4"),
        one("canonical-line-ends", yes(verdict.canonical_line_ends), "RFC 8551 3.1.1"),
        one("weak-digests-count", yes(verdict.signature.tolerate_weak_digests), "RFC 8551 2.1, RFC 9155, RFC 6151"),
        one("signing-time-tolerance", verdict.signing_time_tolerance.to_string(), "one hour, as Thunderbird"),
        one("received-proves", yes(verdict.received_proves), "design 6"),
        one("min-rsa-bits", path.min_rsa_bits.to_string(), "S/MIME Baseline Requirements 6.1.5, NIST SP 800-131A"),
        one("certificates-sha1", yes(path.allow_sha1), "S/MIME Baseline Requirements 7.1.3"),
        one("certificates-md5", yes(path.allow_md5), "RFC 6151"),
        one("any-purpose-is-email", yes(path.any_eku_is_email), "RFC 8550 4.4.4"),
        one("purpose-chaining", chaining(path.eku_chaining).to_owned(), "RFC 5280 4.2.1.12; Windows"),
        one("subject-address", yes(path.subject_email), "RFC 8550 3"),
        one("fold-local-part", yes(path.fold_local_part), "RFC 5321 2.4"),
        one("revocation", revocation(path.revocation).to_owned(), "RFC 5280 6.3; design 4"),
        one("compromise", compromise(path.compromise).to_owned(), "RFC 5280 5.3.2"),
        one("recipient-without-path", without_path(recipients.without_path).to_owned(), "design 5"),
        one("protect-header", yes(recipients.protect_header), "RFC 9788; measured: Thunderbird 153 does not show them"),
        one("stated-capabilities", algorithms::stated(), "RFC 8551 2.5.2"),
    ]
}

const fn chaining(value: EkuChaining) -> &'static str {
    match value {
        EkuChaining::LeafOnly => "leaf",
        EkuChaining::BelowAnchor => "below-root",
        EkuChaining::WithAnchor => "with-root",
        // what a later version of crate pki knows
        _ => "other",
    }
}

const fn revocation(mode: RevocationMode) -> &'static str {
    match mode {
        RevocationMode::Off => "off",
        RevocationMode::Soft => "unknown-is-a-warning",
        RevocationMode::Hard => "unknown-is-an-error",
        // what a later version of crate pki knows
        _ => "other",
    }
}

const fn compromise(value: Compromise) -> &'static str {
    match value {
        Compromise::AnyTime => "any-time",
        Compromise::InvalidityDate => "from-invalidity-date",
        Compromise::RevocationDate => "from-revocation",
        // what a later version of crate pki knows
        _ => "other",
    }
}

const fn without_path(least: Option<Trust>) -> &'static str {
    match least {
        None => "nobody",
        Some(Trust::Waiting | Trust::Harvested) => "everybody",
        Some(Trust::Directory) => "directory",
        Some(Trust::Imported) => "imported",
        Some(Trust::Given) => "named",
    }
}
