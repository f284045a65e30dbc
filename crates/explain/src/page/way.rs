//! The way a mail came, hop by hop, and what receiving servers recorded: hearsay, said to be so.

use kakitome_clients::{Hop, Journey};

use crate::moment;
use crate::sentence::shown as harmless;
use crate::words::Words;

/// Hops and claims that are told; a mail that has more was written to have them.
const MOST: usize = 20;

/// The lines; the last one says whose word it is.
pub(super) fn lines(journey: &Journey, words: &Words) -> Vec<String> {
    if journey.hops.is_empty() && journey.claims.is_empty() {
        return vec![words.get("page-way-none", &[])];
    }
    let mut lines: Vec<String> = journey.hops.iter().take(MOST).enumerate().map(|(at, hop)| line(at, hop, words)).collect();
    let told = journey.claims.iter().filter(|claim| matches!(claim.method.as_str(), "spf" | "dkim" | "dmarc")).take(MOST);
    lines.extend(told.map(|claim| {
        let domain = claim.domain.as_deref().map_or_else(|| "none".to_owned(), harmless);
        let values = [
            ("by", harmless(&claim.by).into()),
            ("method", claim.method.to_ascii_uppercase().into()),
            ("result", harmless(&claim.result).into()),
            ("domain", domain.into()),
        ];
        words.get("page-claim", &values)
    }));
    lines.push(words.get("page-way-hearsay", &[]));
    lines
}

fn line(at: usize, hop: &Hop, words: &Words) -> String {
    let nameless = || words.get("page-nameless", &[]);
    let name = |name: &Option<String>| name.as_deref().map_or_else(nameless, harmless);
    let values = [
        ("number", at.saturating_add(1).into()),
        ("from", name(&hop.from).into()),
        ("by", name(&hop.by).into()),
        ("tls", hop.tls.word().into()),
        ("with", hop.with.as_deref().map_or_else(|| "none".to_owned(), harmless).into()),
        ("at", hop.at.map_or_else(|| "none".to_owned(), |at| moment::written(at, words.lang())).into()),
    ];
    words.get("page-hop", &values)
}
