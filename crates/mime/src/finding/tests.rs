//! Ids, sources and the budget of findings.

#![allow(clippy::unwrap_used, reason = "tests may panic")]
use super::{Finding, Findings, IDS, Kind};
use crate::address_fault::AddressFault;

fn one_of_each() -> Vec<Kind> {
    let name = || "boundary".to_owned();
    vec![
        Kind::AddressDots,
        Kind::AddressGroup,
        Kind::AddressSyntax(AddressFault::Route),
        Kind::BareCrDelimiter,
        Kind::Base64Junk { count: 1 },
        Kind::Base64Padding,
        Kind::BodyNul { count: 1 },
        Kind::BoundaryAfterClose,
        Kind::BoundaryExtended,
        Kind::BoundaryLikeLine,
        Kind::BoundaryMissing,
        Kind::BoundaryOddCharacter { octet: b'*' },
        Kind::BoundaryOverlap,
        Kind::BoundaryTooLong { length: 71 },
        Kind::BoundaryTrailingSpace,
        Kind::ContentTypeUnreadable,
        Kind::DateUnreadable,
        Kind::DisplayNameAddress { same: false, whole: true },
        Kind::DisplayNameInvisible,
        Kind::DispositionUnreadable,
        Kind::DuplicateField { name: "From" },
        Kind::EncodedMessage,
        Kind::EncodedMultipart,
        Kind::EncodingSyntax,
        Kind::EncodingUnknown { value: "x".to_owned() },
        Kind::HeaderEightBit { utf8: true },
        Kind::HeaderBareCr,
        Kind::HeaderBlankContinuation,
        Kind::HeaderLeadingContinuation,
        Kind::HeaderLineUnreadable,
        Kind::HeaderNul,
        Kind::HeaderSpaceBeforeColon,
        Kind::MboxLine,
        Kind::MultipartEmpty,
        Kind::MultipartUnclosed { by_outer: true },
        Kind::NoMimeVersion,
        Kind::ParameterComment { structural: true },
        Kind::ParameterDuplicate { name: name(), structural: true },
        Kind::ParameterSyntax { structural: true },
        Kind::ParameterUnquoted { name: name() },
        Kind::PartMissing,
        Kind::QuotedPrintableInvalid { count: 1 },
        Kind::TooManyFindings,
    ]
}

#[test]
fn every_kind_has_an_id_of_its_own_and_a_source() {
    let findings: Vec<_> = one_of_each().into_iter().map(|kind| Finding::new(kind, 5)).collect();
    assert_eq!(findings.iter().map(Finding::id).collect::<Vec<_>>(), IDS);
    assert!(IDS.is_sorted() && IDS.iter().all(|id| id.starts_with("mime.")));
    for finding in &findings {
        assert!(finding.source().starts_with("RFC ") || finding.id() == "mime.too-many-findings");
        assert_eq!(finding.facts().last(), Some(&("byte", "5".to_owned())));
    }
}

#[test]
fn beyond_the_budget_the_last_finding_says_so() {
    let mut findings = Findings::at_most(2);
    [9, 3, 7, 8].into_iter().for_each(|at| findings.push(Finding::new(Kind::AddressDots, at)));
    let all = findings.finish();
    assert_eq!(all.iter().map(|finding| finding.at).collect::<Vec<_>>(), [3, 9, 7]);
    assert_eq!(all.last().unwrap().kind, Kind::TooManyFindings);
    assert!(all.last().unwrap().splits_parsers());
}
