//! Changes that root programs have announced (`roots::schedule`), joined with what is held. A rule for every authority touches those
//! whose certificates it would refuse if they were issued then; a batch whose content is not published touches nobody by name.

use const_oid::ObjectIdentifier;
use kakitome_crypto::KeyKind;
use kakitome_pki::{Certificate, EmailSource, UnixTime};
use kakitome_roots::Announced;

use super::held::{Kind, Line};
use super::shift::touched;
use super::turning::{Fate, Turning, Whose};
use crate::evidence::Confidence;
use crate::scenario::short;

/// id-kp-emailProtection and id-kp-clientAuth (RFC 5280 4.2.1.12)
const EMAIL: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.4");
const CLIENT: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.2");

/// What is announced for these days and touches something that is held.
#[must_use]
pub fn announced(lines: &[Line], schedule: &[Announced], from: UnixTime, until: UnixTime) -> Vec<Turning> {
    let within = schedule.iter().filter(|event| from <= event.day && event.day <= until);
    within.flat_map(|event| if event.roots.is_empty() { of_rule(lines, event) } else { of_roots(lines, event) }).collect()
}

fn whose(event: &Announced) -> Whose {
    match event.program.as_str() {
        "microsoft" => Whose::Microsoft,
        "mozilla" => Whose::Mozilla,
        "apple" => Whose::Apple,
        _ => Whose::Sbr,
    }
}

fn turning(event: &Announced, subject: String) -> Turning {
    let old_mail = if event.old_mail { Fate::Breaks } else { Fate::Stays };
    Turning {
        day: event.day,
        whose: whose(event),
        change: event.change.clone(),
        subject,
        state: None,
        programs: whose(event).programs(),
        old_mail,
        new_mail: old_mail,
        renewed: Fate::Breaks,
        touched: Vec::new(),
        sender: Some("reissue"),
        recipient: None,
        source: event.source.clone(),
        confidence: Confidence::Documented,
    }
}

/// Roots by hash; by name where the announcement gives no more, which is inferred.
fn of_roots(lines: &[Line], event: &Announced) -> Vec<Turning> {
    let mut found = Vec::new();
    for named in &event.roots {
        let is = |root: &Certificate| match named.sha256 {
            Some(hash) => hash == *root.sha256(),
            None => short(root.subject()) == named.name,
        };
        let mut turning = turning(event, named.name.clone());
        turning.confidence = if named.sha256.is_some() { Confidence::Documented } else { Confidence::Inferred };
        let hit = lines.iter().enumerate().filter(|(_, line)| line.roots().any(is));
        turning.touched = hit.map(|(at, line)| touched(at, line, event.day)).collect();
        if !turning.touched.is_empty() {
            found.push(turning);
        }
    }
    found
}

/// Only certificates that are renewed here are touched by a rule for new ones.
fn of_rule(lines: &[Line], event: &Announced) -> Vec<Turning> {
    let own = lines.iter().enumerate().filter(|(_, line)| matches!(line.held.kind, Kind::Identity | Kind::File));
    let hit: Vec<(usize, &Line)> = own.filter(|(_, line)| is_refused(&event.change, line)).collect();
    if hit.is_empty() {
        return Vec::new();
    }
    let mut turning = turning(event, String::new());
    if event.change == "microsoft-batch" {
        // its content is published later
        (turning.renewed, turning.old_mail, turning.new_mail) = (Fate::Unknown, Fate::Unknown, Fate::Unknown);
        (turning.sender, turning.confidence) = (None, Confidence::Unknown);
    }
    turning.touched = hit.iter().map(|(at, line)| touched(*at, line, event.day)).collect();
    vec![turning]
}

/// Whether a certificate like this one could not be issued under the rule.
fn is_refused(change: &str, line: &Line) -> bool {
    let leaf = &line.held.leaf;
    let purposes = leaf.extensions().extended_key_usage.as_ref().map(|usage| usage.0.clone());
    match change {
        "apple-rfc822name" => !leaf.emails().iter().any(|email| email.source == EmailSource::Rfc822Name),
        "sbr-email-protection-only" => purposes.is_none_or(|purposes| purposes.iter().any(|purpose| ![EMAIL, CLIENT].contains(purpose))),
        "apple-sub-ca-purpose" | "apple-one-purpose" => line.paths.iter().any(|path| {
            let issuing = path.get(1).filter(|_| path.len() > 2);
            issuing.is_some_and(|issuing| match &issuing.extensions().extended_key_usage {
                None => true,
                Some(usage) => usage.0.iter().any(|purpose| ![EMAIL, CLIENT].contains(purpose)),
            })
        }),
        "sbr-sub-ca-3072" => line.paths.iter().any(|path| {
            let issuing = path.get(1).filter(|_| path.len() > 2);
            issuing.and_then(Certificate::public_key).is_some_and(|key| matches!(key.kind(), KeyKind::Rsa { bits } if bits < 3072))
        }),
        "microsoft-batch" | "mozilla-single-purpose" => !line.paths.is_empty(),
        _ => true,
    }
}
