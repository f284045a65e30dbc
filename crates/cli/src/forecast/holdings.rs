//! Certificates that are looked ahead for: from files, and those of the home (identities, correspondents, with the journal's counts).

use std::collections::HashMap;
use std::path::Path;

use kakitome_clients::forecast::{Held, Kind};
use kakitome_pki::Certificate;
use kakitome_store::{Query, Role, StoredCertificate};

use crate::failure::{Failure, failed};
use crate::home::{self, Home};

/// There is a home that could be opened.
pub(super) fn is_made(home: Option<&Path>) -> bool {
    home::config_file(home, None).is_ok()
}

/// Every certificate that is no CA's, with all CA certificates that were given.
pub(super) fn of_files(certificates: Vec<Certificate>) -> Vec<Held> {
    let (chain, leaves): (Vec<_>, Vec<_>) = certificates.into_iter().partition(Certificate::is_ca);
    leaves.into_iter().map(|leaf| Held { name: name(&leaf), kind: Kind::File, leaf, chain: chain.clone(), mails: 0 }).collect()
}

/// An address, else the subject.
pub(super) fn name(leaf: &Certificate) -> String {
    leaf.emails().into_iter().next().map_or_else(|| leaf.subject().display(), |email| email.text)
}

pub(super) fn of_home(home: Option<&Path>, journal: bool) -> Result<Vec<Held>, Failure> {
    let home = Home::open(home)?;
    let (identities, people) = home.ask(async |store| Ok((store.identities().await?, store.people().await?)))?;
    let signed = if journal { signed(&home)? } else { HashMap::new() };
    let mut held = Vec::new();
    for identity in identities {
        let stored = identity.keys.iter().flat_map(|key| &key.certificates).filter(|one| one.role == Role::Leaf);
        for one in stored {
            let chain = one.chain.iter().map(|link| &link.certificate).map(read).collect::<Result<_, _>>()?;
            let leaf = read(one)?;
            let mails = signed.get(&leaf.serial().hex()).copied().unwrap_or_default();
            held.push(Held { name: identity.address.to_string(), kind: Kind::Identity, leaf, chain, mails });
        }
    }
    for person in people {
        for one in &person.certificates {
            let leaf = Certificate::from_der(one.der.clone()).map_err(|error| failed("store-failed", &error))?;
            held.push(Held { name: person.address.to_string(), kind: Kind::Person, leaf, chain: Vec::new(), mails: 0 });
        }
    }
    Ok(held)
}

fn read(stored: &StoredCertificate) -> Result<Certificate, Failure> {
    Certificate::from_der(stored.der.clone()).map_err(|error| failed("store-failed", &error))
}

/// Mails that the gateway signed, by the serial number of the certificate.
fn signed(home: &Home) -> Result<HashMap<String, u64>, Failure> {
    let entries = home.ask(async |store| store.find_mails(&Query::default()).await)?;
    let mut counts: HashMap<String, u64> = HashMap::new();
    for serial in entries.into_iter().filter_map(|entry| entry.serial) {
        let count = counts.entry(serial).or_default();
        *count = count.saturating_add(1);
    }
    Ok(counts)
}
