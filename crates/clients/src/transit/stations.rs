//! What servers on the way recorded of a mail's DKIM signature (RFC 8617 ARC, RFC 8601): between the last that saw it good and the
//! first that saw it bad, its content was changed. Hearsay, as all of a header; where nobody recorded anything, one hop alone may still
//! be named, because there is no other.

use kakitome_mime::Header;

use crate::hop::Hop;

/// Most records that are read (RFC 8617 4.2.1: 50 instances).
const MOST: usize = 50;

/// One record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Station {
    /// Who wrote it.
    pub by: String,
    /// DKIM passed there.
    pub good: bool,
    /// The ARC instance; 0: the last server's own field.
    pub instance: u32,
}

/// Where it was changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suspect {
    /// Not before it had left here; `None`: not known.
    pub after: Option<String>,
    /// Before it was seen here.
    pub before: String,
}

/// All records, the earliest first.
pub(super) fn of(header: &Header) -> Vec<Station> {
    let arc = header.named("ARC-Authentication-Results").take(MOST).filter_map(|field| arc(&field.unfolded()));
    let mut all: Vec<Station> = arc.collect();
    all.sort_by_key(|station| station.instance);
    let last = header.first("Authentication-Results").and_then(|field| record(&field.unfolded(), 0));
    all.extend(last);
    all
}

/// `i=1; authserv-id; dkim=pass …` (RFC 8617 4.1.1)
fn arc(value: &[u8]) -> Option<Station> {
    let text = String::from_utf8_lossy(value).into_owned();
    let (instance, rest) = text.split_once(';')?;
    let number = instance.trim().strip_prefix("i=")?.trim().parse().ok()?;
    record(rest.as_bytes(), number)
}

fn record(value: &[u8], instance: u32) -> Option<Station> {
    let text = String::from_utf8_lossy(value).into_owned();
    let by = text.split(';').next()?.split_whitespace().next()?.to_owned();
    let results = text.split(';').skip(1).filter_map(|part| part.trim().strip_prefix("dkim=").map(str::to_owned));
    let results: Vec<String> = results.map(|result| result.split_whitespace().next().unwrap_or_default().to_ascii_lowercase()).collect();
    let judged: Vec<&String> = results.iter().filter(|result| matches!(result.as_str(), "pass" | "fail" | "permerror")).collect();
    (!judged.is_empty()).then(|| Station { by, good: judged.iter().any(|result| *result == "pass"), instance })
}

/// The first record that is bad, and the last before it that is good; else the only hop there is.
pub(super) fn suspect(stations: &[Station], hops: &[Hop]) -> Option<Suspect> {
    if let Some(bad) = stations.iter().position(|station| !station.good) {
        let after = bad.checked_sub(1).and_then(|at| stations.get(at)).map(|station| station.by.clone());
        return stations.get(bad).map(|station| Suspect { after, before: station.by.clone() });
    }
    match hops {
        [one] => one.by.clone().map(|by| Suspect { after: one.from.clone(), before: by }),
        _ => None,
    }
}
