//! An identity of the store as its recipients see it: every certificate that mail was or is signed with, with what goes along.

use kakitome_clients::{Period, Sample, Sender, Shown, Stores, expect, shipped_observations};
use kakitome_pki::{Certificate, UnixTime};
use kakitome_store::{Identity, Key, KeyState, Purpose, Role, StoredCertificate};

use crate::failure::{Failure, failed};
use crate::home::{self, Home};
use crate::observe;

/// The identity of that address; without one, the only one there is.
pub(super) fn find(home: &Home, address: Option<&str>) -> Result<Sender, Failure> {
    let identities = home.ask(async |store| store.identities().await)?;
    let identity = match address {
        Some(address) => {
            let wanted = home::address(address)?;
            let found = identities.iter().find(|identity| identity.address == wanted);
            found.ok_or_else(|| Failure::new("publish-no-identity").with("address", &wanted).hint("publish-no-identity-hint"))?
        }
        None => match identities.as_slice() {
            [only] => only,
            _ => return Err(Failure::new("publish-no-sender").hint("publish-no-identity-hint")),
        },
    };
    of(identity)
}

fn of(identity: &Identity) -> Result<Sender, Failure> {
    let now = identity.signing_key().and_then(|key| key.certificates.first()).map(|one| one.id);
    let mut periods = Vec::new();
    for key in identity.keys.iter().filter(|key| !matches!(key.purpose, Purpose::Authority | Purpose::Decrypt)) {
        for one in &key.certificates {
            periods.push(period(key, one, now)?);
        }
    }
    let name = identity.name.clone().filter(|name| !name.is_empty());
    Ok(Sender::new(identity.address.as_str(), name, periods))
}

fn period(key: &Key, one: &StoredCertificate, now: Option<i64>) -> Result<Period, Failure> {
    let links = |role| one.chain.iter().filter(move |link| link.certificate.role == role && (role == Role::Root || link.sent));
    Ok(Period {
        leaf: read(one)?,
        intermediates: links(Role::Intermediate).map(|link| read(&link.certificate)).collect::<Result<_, _>>()?,
        root: links(Role::Root).next().map(|link| read(&link.certificate)).transpose()?,
        revoked: key.state == KeyState::Revoked,
        in_use: now == Some(one.id),
    })
}

fn read(one: &StoredCertificate) -> Result<Certificate, Failure> {
    Certificate::from_der(one.der.clone()).map_err(|error| failed("store-failed", &error))
}

/// What every program shows of a mail that is signed with the current certificate; nothing where there is none.
pub(super) fn shown(
    sender: &Sender,
    recipients: &[String],
    stores: &Stores,
    home: Option<&std::path::Path>,
    at: UnixTime,
) -> Result<Vec<Shown>, Failure> {
    let Some(current) = sender.current(at) else { return Ok(Vec::new()) };
    let shipped = shipped_observations().map_err(|error| failed("explain-data", &error))?;
    let observations = [shipped, observe::kept(home)?].concat();
    let along = current.along();
    let sample = Sample { address: &sender.address, leaf: &current.leaf, along: &along, at, recipients };
    Ok(expect(sample, stores, &observations))
}
