//! The last days of certificates: the signer's, of authorities, of roots. Programs judge validity at the moment of looking, so that
//! mail that is long read turns too (Outlook: reported; Thunderbird and Apple: source code). What Gmail shows then is not known.

use kakitome_pki::{Certificate, UnixTime};

use super::held::{Kind, Line};
use super::shift::touched;
use super::turning::{Fate, Turning, Whose};
use crate::evidence::Confidence;
use crate::scenario::short;

/// What ends in these days.
#[must_use]
pub fn endings(lines: &[Line], from: UnixTime, until: UnixTime) -> Vec<Turning> {
    let within = |one: &Certificate| from <= one.not_after() && one.not_after() <= until;
    let mut found: Vec<([u8; 32], Turning)> = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let leaf = &line.held.leaf;
        if within(leaf) {
            let mut turning = turning(leaf, "leaf-expires", &line.held.name);
            turning.sender = matches!(line.held.kind, Kind::Identity | Kind::File).then_some("renew");
            turning.touched.push(touched(at, line, leaf.not_after()));
            found.push((*leaf.sha256(), turning));
        }
        for above in above(line).into_iter().filter(|one| within(one)) {
            // one that has another path to a root goes on
            let stays = line.paths.iter().any(|path| !path.contains(above) && path.iter().all(|link| link.not_after() > above.not_after()));
            let change = match (stays, above.is_self_issued()) {
                (true, _) => "cross-expires",
                (false, true) => "root-expires",
                (false, false) => "authority-expires",
            };
            let known = found.iter().position(|(hash, known)| hash == above.sha256() && known.change == change);
            let place = known.unwrap_or_else(|| {
                let mut turning = turning(above, change, &short(above.subject()));
                if stays {
                    (turning.old_mail, turning.new_mail, turning.renewed) = (Fate::Stays, Fate::Stays, Fate::Stays);
                    turning.sender = Some("include-chain");
                } else {
                    turning.sender = Some("reissue");
                }
                found.push((*above.sha256(), turning));
                found.len().saturating_sub(1)
            });
            if let Some((_, known)) = found.get_mut(place) {
                known.touched.push(touched(at, line, known.day));
            }
        }
    }
    found.into_iter().map(|(_, turning)| turning).collect()
}

/// Authorities and roots of all paths, each once.
fn above(line: &Line) -> Vec<&Certificate> {
    let mut all: Vec<&Certificate> = Vec::new();
    for one in line.paths.iter().flat_map(|path| path.iter().skip(1)) {
        if !all.contains(&one) {
            all.push(one);
        }
    }
    all
}

fn turning(one: &Certificate, change: &str, subject: &str) -> Turning {
    Turning {
        day: one.not_after(),
        whose: Whose::Nobody,
        change: change.to_owned(),
        subject: subject.to_owned(),
        state: None,
        programs: Whose::Nobody.programs(),
        old_mail: Fate::Breaks,
        new_mail: Fate::Breaks,
        renewed: if change == "leaf-expires" { Fate::Stays } else { Fate::Breaks },
        touched: Vec::new(),
        sender: None,
        recipient: Some("keep-record"),
        source: format!("notAfter, SHA-256 {}", one.sha256_hex()),
        confidence: Confidence::Reported,
    }
}
