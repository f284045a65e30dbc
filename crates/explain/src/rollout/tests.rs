//! The report in both languages, with everything in it and with nothing.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests may panic")]

use kakitome_pki::UnixTime;

use super::*;
use crate::lang::Lang;
use crate::words::words;

fn full() -> Report {
    let outcomes = OUTCOMES.iter().zip(1..).map(|(word, count)| (*word, count)).collect();
    let identity = Identity {
        address: "a@x.example<script>".to_owned(),
        signed: 1,
        would: 2,
        outside: 3,
        opaque: 4,
        dkim: 5,
        refused: 6,
        carriers: 7,
        views: vec![View { opaque: true, shown: Err("the keyholder is away".to_owned()) }],
    };
    let class = |kind| Class { kind, recipients: 3, domains: vec![("<b>.example".to_owned(), 3)] };
    Report {
        since: Some(UnixTime(1_453_248_000)),
        until: Some(UnixTime(1_453_348_000)),
        mails: 190,
        outcomes,
        identities: vec![identity],
        classes: [Kind::Own, Kind::Webmail, Kind::Carrier, Kind::Other].map(class).into(),
    }
}

#[test]
fn all_of_it_is_said_in_both_languages_and_nothing_is_markup() {
    for lang in [Lang::Ja, Lang::En] {
        for report in [full(), Report::default()] {
            let (text, html, json) = (text(&report, lang), html(&report, lang), json(&report, lang).to_string());
            for said in [&text, &html, &json] {
                assert!(!said.contains('⟨') && !said.contains("{$"), "{said}");
            }
            assert!(!html.contains("<script") && !html.contains("<b>.example") && html.ends_with("</html>\n"), "{html}");
        }
        let text = text(&full(), lang);
        assert!(text.contains("the keyholder is away") && text.contains("190"), "{text}");
    }
}

#[test]
fn what_stands_in_the_way_is_advised_on() {
    let words = words(Lang::En);
    assert_eq!(full().advice(words).len(), 6 + 3);
    assert_eq!(Report::default().advice(words).len(), 1);
    let json = json(&full(), Lang::En);
    assert_eq!((json["outcomes"]["expired"].as_u64(), json["recipients"][2]["class"].as_str()), (Some(5), Some("carrier")));
}

#[test]
fn percents_are_rounded_and_add_up() {
    let shares = |counts: &[u64]| report::shares(counts).join(" ");
    assert_eq!(shares(&[2, 1]), "67% 33%");
    assert_eq!(shares(&[1, 1, 1]), "34% 33% 33%");
    assert_eq!(shares(&[997, 2, 1, 0]), "100% <1% <1% 0%");
    assert_eq!(shares(&[199, 1]), "100% <1%");
    assert_eq!(shares(&[u64::MAX, u64::MAX]), "50% 50%");
    assert_eq!((shares(&[5]), shares(&[0, 0]), shares(&[])), ("100%".to_owned(), " ".to_owned(), String::new()));
    for counts in [[3, 5, 7, 11], [1, 1, 1, 4], [12, 13, 14, 61]] {
        let sum: u64 = report::shares(&counts).iter().map(|share| share.trim_end_matches('%').parse::<u64>().unwrap()).sum();
        assert_eq!(sum, 100, "{counts:?}");
    }
    let report = Report { mails: 3, outcomes: vec![("signed", 2), ("off", 1)], ..Report::default() };
    for said in [text(&report, Lang::En), html(&report, Lang::En)] {
        assert!(said.contains("67%") && said.contains("33%"), "{said}");
    }
}
