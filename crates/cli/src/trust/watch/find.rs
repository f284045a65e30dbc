//! Certificates of the home, what is known of their roots, and lists: what is new. Of our own certificates and of correspondents'.

use std::collections::{HashMap, HashSet};

use kakitome_pki::{Anchors, Certificate, UnixTime};
use kakitome_roots::{Snapshot, Ways, look};
use kakitome_store::{Identity, KeyState, Millis, NewRootChange, Person, RootState};

type Known<'a> = HashMap<(&'a str, [u8; 32], &'a str, [u8; 32]), &'a str>;

/// Whose certificates are held against the lists.
pub(super) struct Holders {
    pub(super) identities: Vec<Identity>,
    pub(super) people: Vec<Person>,
    /// Authorities of the home: correspondents' certificates are kept without what came along with them.
    pub(super) authorities: Vec<Certificate>,
}

/// What a look found.
#[derive(Default)]
pub(super) struct Found {
    pub(super) changes: Vec<NewRootChange>,
    /// Certificates of correspondents in use.
    pub(super) people: usize,
    /// Those among them that lead to no root at hand: nothing can be said of them.
    pub(super) without_path: usize,
}

/// Everything that was not said before of a certificate in use.
pub(super) fn changes(holders: &Holders, known: &[RootState], lists: &[(String, Snapshot)], now: UnixTime) -> Found {
    let known: Known<'_> = known
        .iter()
        .map(|state| ((state.address.as_str(), state.certificate, state.list.as_str(), state.root), state.state.as_str()))
        .collect();
    let mut roots = Anchors::none();
    for certificate in lists.iter().flat_map(|(_, list)| list.roots()).filter_map(|root| root.certificate.as_ref()) {
        roots.add(kakitome_pki::Anchor { certificate: certificate.clone(), email: kakitome_pki::EmailTrust::Trusted });
    }
    let mut found = Found::default();
    let mut own = HashSet::new();
    for identity in &holders.identities {
        for (leaf, chain) in in_use(identity, now) {
            let ways = Ways::of(&leaf, &chain, &roots, now);
            for (name, list) in lists {
                found.changes.extend(of_list(identity.address.as_str(), &leaf, &ways, (name, list), &known, now));
            }
            own.insert(*leaf.sha256());
        }
    }
    for person in &holders.people {
        for leaf in of_person(person, now).into_iter().filter(|leaf| !own.contains(leaf.sha256())) {
            found.people = found.people.saturating_add(1);
            let chain = above(&leaf, &holders.authorities);
            let ways = Ways::of(&leaf, &chain, &roots, now);
            found.without_path = found.without_path.saturating_add(usize::from(ways.roots.is_empty()));
            for (name, list) in lists {
                found.changes.extend(of_list(person.address.as_str(), &leaf, &ways, (name, list), &known, now));
            }
        }
    }
    found
}

/// Certificates of a correspondent within their time; one that waits for review is in nobody's use.
fn of_person(person: &Person, now: UnixTime) -> Vec<Certificate> {
    let moment = Millis::from_seconds(now.0);
    let stored = person.certificates.iter().filter(|one| one.not_after >= moment && one.state == kakitome_store::PersonState::Usable);
    stored.filter_map(|one| Certificate::from_der(one.der.clone()).ok()).collect()
}

/// Authorities on the way up from a certificate, by name; whether they signed it is asked by whoever searches paths.
fn above(leaf: &Certificate, authorities: &[Certificate]) -> Vec<Certificate> {
    let mut chain: Vec<Certificate> = Vec::new();
    let mut next = vec![leaf];
    while let Some(one) = next.pop() {
        for issuer in authorities.iter().filter(|authority| authority.subject() == one.issuer()) {
            if !chain.contains(issuer) {
                chain.push(issuer.clone());
                next.push(issuer);
            }
        }
    }
    chain
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
