//! The chain of a signer out of a report: the accepted path, else the best one that was tried, with the weightiest finding of each
//! certificate, and below it what lists of roots say of its end. Nothing is judged here.

use kakitome_pki::{Certificate, LimitedWhen, Severity, UnixTime};
use kakitome_roots::{Snapshot, Standing};
use kakitome_smime::{Finding, Signer};

use super::links::{Link, links};
use super::mark::Mark;
use crate::lang::Lang;
use crate::moment;
use crate::sentence;
use crate::words::{Words, words};

/// The picture. `lists` are those whose word on the root is to be seen below it.
#[must_use]
pub fn chain(signer: &Signer, at: UnixTime, lists: &[&Snapshot], lang: Lang) -> String {
    let words = words(lang);
    let all = of(signer, at, lists, words);
    let names: Vec<&str> = all.iter().map(|link| link.name.as_str()).collect();
    let label = words.get("picture-chain", &[("names", names.join(&words.get("picture-then", &[])).into())]);
    links(&all, &label)
}

fn of(signer: &Signer, at: UnixTime, lists: &[&Snapshot], words: &Words) -> Vec<Link> {
    let accepted = signer.path.as_ref().map(kakitome_pki::path::VerifiedPath::certificates);
    let best = signer.tried.iter().find(|path| accepted.is_none_or(|known| known == path.certificates));
    let alone: Vec<Certificate> = signer.certificate.iter().cloned().collect();
    let certificates = accepted.or_else(|| best.map(|path| path.certificates.as_slice())).unwrap_or(&alone);
    let complete = accepted.is_some() || best.is_some_and(|path| path.complete);
    let mut all = Vec::new();
    for (place, certificate) in certificates.iter().enumerate() {
        let here = best.iter().flat_map(|path| &path.findings).filter(|placed| placed.at == Some(place));
        let found = here.map(|placed| &placed.finding).max_by_key(|finding| finding.severity());
        let is_root = place > 0 && complete && place.saturating_add(1) == certificates.len();
        let role = match place {
            0 => "picture-role-signer",
            _ if is_root => "picture-role-root",
            _ => "picture-role-intermediate",
        };
        let name = certificate.subject().common_name().unwrap_or_else(|| certificate.subject().display());
        let mut notes = vec![validity(certificate, words)];
        notes.extend(found.map(|finding| sentence::of(&Finding::Pki(finding.clone()), words)));
        let mark = match found.map(kakitome_pki::Finding::severity) {
            Some(Severity::Error) => Mark::Struck,
            Some(Severity::Warning) => Mark::Ask,
            _ if complete => Mark::Good,
            _ => Mark::None,
        };
        all.push(Link { role: words.get(role, &[]), name, notes, mark, missing: false, step: words.get("picture-issued-by", &[]) });
    }
    if !complete {
        all.push(open_end(certificates.last(), words));
    } else if let (Some(root), Some(leaf)) = (certificates.last(), certificates.first()) {
        all.extend(lists.iter().map(|list| standing(list, root, leaf, at, words)));
    }
    all
}

fn validity(certificate: &Certificate, words: &Words) -> String {
    let day = |moment| moment::day(moment, words.lang());
    words.get("picture-validity", &[("from", day(certificate.not_before()).into()), ("until", day(certificate.not_after()).into())])
}

/// Nobody knows who issued the last one, or nobody trusts it.
fn open_end(last: Option<&Certificate>, words: &Words) -> Link {
    let (name, note) = match last {
        Some(last) if last.is_self_issued() => (words.get("picture-root-unknown", &[]), words.get("picture-root-unknown-note", &[])),
        Some(last) => {
            let issuer = last.issuer().common_name().unwrap_or_else(|| last.issuer().display());
            (issuer, words.get("picture-issuer-missing", &[]))
        }
        None => (words.get("tree-unknown", &[]), words.get("picture-no-certificate", &[])),
    };
    let (role, step) = (words.get("picture-role-issuer", &[]), words.get("picture-issued-by", &[]));
    Link { role, name, notes: vec![note], mark: Mark::Unknown, missing: true, step }
}

/// What a list says of the root.
fn standing(list: &Snapshot, root: &Certificate, leaf: &Certificate, at: UnixTime, words: &Words) -> Link {
    let standing = Standing::of(list.find(root), at, leaf.not_before());
    let day = standing.because.as_ref().and_then(|limit| match limit.when {
        LimitedWhen::From(day) | LimitedWhen::IssuedAfter(day) => Some(moment::day(day, words.lang())),
        _ => None,
    });
    let state = words.get(&format!("trust-state-{}", standing.word()), &[("day", day.unwrap_or_default().into())]);
    let mark = if standing.is_ok() { Mark::Good } else { Mark::Ask };
    let (role, step) = (words.get("picture-role-list", &[]), words.get("picture-in-list", &[]));
    Link { role, name: list.title(), notes: vec![state], mark, missing: false, step }
}
