//! Identities, what is known of their roots, and lists: what is new.

use std::collections::HashMap;

use kakitome_pki::{Anchors, Certificate, UnixTime};
use kakitome_roots::{Snapshot, Ways, look};
use kakitome_store::{Identity, KeyState, Millis, NewRootChange, RootState};

type Known<'a> = HashMap<(&'a str, [u8; 32], &'a str, [u8; 32]), &'a str>;

/// Everything that was not said before of a certificate in use.
pub(super) fn changes(identities: &[Identity], known: &[RootState], lists: &[(String, Snapshot)], now: UnixTime) -> Vec<NewRootChange> {
    let known: Known<'_> = known
        .iter()
        .map(|state| ((state.address.as_str(), state.certificate, state.list.as_str(), state.root), state.state.as_str()))
        .collect();
    let mut roots = Anchors::none();
    for certificate in lists.iter().flat_map(|(_, list)| list.roots()).filter_map(|root| root.certificate.as_ref()) {
        roots.add(kakitome_pki::Anchor { certificate: certificate.clone(), email: kakitome_pki::EmailTrust::Trusted });
    }
    let mut found = Vec::new();
    for identity in identities {
        for (leaf, chain) in in_use(identity, now) {
            let ways = Ways::of(&leaf, &chain, &roots, now);
            for (name, list) in lists {
                found.extend(of_list(identity.address.as_str(), &leaf, &ways, (name, list), &known, now));
            }
        }
    }
    found
}

/// Certificates of keys that are not revoked, within their time, with what goes along.
fn in_use(identity: &Identity, now: UnixTime) -> Vec<(Certificate, Vec<Certificate>)> {
    let moment = Millis::from_seconds(now.0);
    let keys = identity.keys.iter().filter(|key| key.state != KeyState::Revoked);
    let stored = keys.flat_map(|key| &key.certificates).filter(|certificate| certificate.not_after >= moment);
    // what is kept was read before it was kept
    let read = |der: &Vec<u8>| Certificate::from_der(der.clone()).ok();
    stored
        .filter_map(|stored| {
            let chain = stored.chain.iter().filter_map(|link| read(&link.certificate.der)).collect();
            Some((read(&stored.der)?, chain))
        })
        .collect()
}

fn of_list(
    address: &str,
    leaf: &Certificate,
    ways: &Ways,
    (name, list): (&str, &Snapshot),
    known: &Known<'_>,
    now: UnixTime,
) -> Vec<NewRootChange> {
    let mut found = Vec::new();
    for seen in look(ways, list, leaf.not_before(), now) {
        let before = known.get(&(address, *leaf.sha256(), name, *seen.certificate.sha256())).copied();
        let state = seen.plan.to_string();
        if before == Some(state.as_str()) {
            continue;
        }
        // at the first look only what already speaks against it; a private root is in no list, and nobody wants to be told so
        let due = before.is_some() || !(seen.plan.is_ok() || seen.plan.is_absent());
        found.push(NewRootChange {
            list: name.to_owned(),
            edition: list.origin,
            title: list.title(),
            came: Millis::from_seconds(list.in_force().0),
            address: address.to_owned(),
            certificate: *leaf.sha256(),
            serial: leaf.serial().hex(),
            root: *seen.certificate.sha256(),
            root_name: seen.name,
            before: before.map(str::to_owned),
            state,
            another: seen.another,
            due,
        });
    }
    found
}
