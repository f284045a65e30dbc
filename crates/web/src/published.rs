//! What this house publishes of its own mail: identities whose owner has opted in, as senders; promises, notices and observations of the
//! home. An address that is not published is as if it were not there.

use std::path::{Path, PathBuf};

use kakitome_clients::notice::{MOST_BYTES, Notice};
use kakitome_clients::{Observation, Period, Sample, Sender, Shown, expect, shipped_observations};
use kakitome_pki::{Certificate, UnixTime};
use kakitome_store::{Address, Identity, Key, KeyState, Purpose, Role, StoredCertificate};

use crate::refusal::Refusal;
use crate::site::Site;

/// Folder of notices in the home.
const NOTICES: &str = "notices";
/// File of observations in the home.
const OBSERVATIONS: &str = "observations.toml";
/// Longest such file: an observation has some 300 bytes.
const MOST_OBSERVED: u64 = 16 << 20;
/// Notices that are read: more incidents than this nobody follows.
const MOST_NOTICES: usize = 1000;

/// What cannot be read is told in the log, and to the visitor as ours.
fn broken(what: &str, error: &dyn std::fmt::Display) -> Refusal {
    tracing::error!(%error, what, "cannot be read");
    Refusal::Internal
}

/// The published identity of that address.
pub(crate) async fn sender(site: &Site, address: &str) -> Result<Sender, Refusal> {
    let address = Address::parse(address).map_err(|_| Refusal::NotFound)?;
    let stored = |error: kakitome_store::Error| broken("identity", &error);
    if site.store.published_of(&address).await.map_err(stored)?.is_empty() {
        return Err(Refusal::NotFound);
    }
    let identity = site.store.identity(&address).await.map_err(stored)?.ok_or(Refusal::NotFound)?;
    of(&identity).map_err(|error| broken("certificate", &error))
}

fn of(identity: &Identity) -> Result<Sender, kakitome_pki::Error> {
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

fn period(key: &Key, one: &StoredCertificate, now: Option<i64>) -> Result<Period, kakitome_pki::Error> {
    let read = |stored: &StoredCertificate| Certificate::from_der(stored.der.clone());
    let links = |role| one.chain.iter().filter(move |link| link.certificate.role == role && (role == Role::Root || link.sent));
    Ok(Period {
        leaf: read(one)?,
        intermediates: links(Role::Intermediate).map(|link| read(&link.certificate)).collect::<Result<_, _>>()?,
        root: links(Role::Root).next().map(|link| read(&link.certificate)).transpose()?,
        revoked: key.state == KeyState::Revoked,
        in_use: now == Some(one.id),
    })
}

/// What every program shows of a mail that is signed with the current certificate; nothing where there is none.
pub(crate) fn shown(site: &Site, sender: &Sender, recipients: &[String], at: UnixTime) -> Result<Vec<Shown>, Refusal> {
    let Some(current) = sender.current(at) else { return Ok(Vec::new()) };
    let along = current.along();
    let sample = Sample { address: &sender.address, leaf: &current.leaf, along: &along, at, recipients };
    Ok(expect(sample, &site.lists().programs, &observations(&site.settings.home)?))
}

/// Those that come with the program, and the home's.
pub(crate) fn observations(home: &Path) -> Result<Vec<Observation>, Refusal> {
    let mut all = shipped_observations().map_err(|error| broken("observations", &error))?;
    let file = home.join(OBSERVATIONS);
    if let Some(text) = small(&file, MOST_OBSERVED).map_err(|error| broken(OBSERVATIONS, &error))? {
        all.extend(Observation::read_all(&text).map_err(|error| broken(OBSERVATIONS, &error))?);
    }
    Ok(all)
}

/// The notices of the home, the newest change first; and whether one of them could not be read.
pub(crate) fn notices(home: &Path) -> Result<(Vec<Notice>, bool), Refusal> {
    let folder = home.join(NOTICES);
    let entries = match std::fs::read_dir(&folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok((Vec::new(), false)),
        Err(error) => return Err(broken(NOTICES, &error)),
    };
    let files: Vec<PathBuf> = entries.filter_map(|entry| entry.ok().map(|entry| entry.path())).collect();
    let (mut all, mut faulty) = (Vec::new(), false);
    for file in files.iter().filter(|file| file.extension().is_some_and(|ending| ending == "toml")).take(MOST_NOTICES) {
        let read = small(file, MOST_BYTES).map_err(|error| error.to_string());
        match read.and_then(|text| Notice::read(&text.unwrap_or_default()).map_err(|error| error.to_string())) {
            Ok(notice) => all.push(notice),
            // one that is faulty keeps no other from being read
            Err(error) => {
                tracing::error!(%error, file = %file.display(), "a notice cannot be read");
                faulty = true;
            }
        }
    }
    all.sort_by(|one, other| (other.updated(), &one.id).cmp(&(one.updated(), &other.id)));
    Ok((all, faulty))
}

/// A text file of the home; `None`: there is none.
fn small(file: &Path, most: u64) -> std::io::Result<Option<String>> {
    use std::io::Read;
    let open = match std::fs::File::open(file) {
        Ok(open) => open,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let mut text = String::new();
    open.take(most.saturating_add(1)).read_to_string(&mut text)?;
    if u64::try_from(text.len()).unwrap_or(u64::MAX) > most {
        return Err(std::io::Error::new(std::io::ErrorKind::FileTooLarge, format!("more than {most} octets")));
    }
    Ok(Some(text))
}

/// An address as a piece of a path: letters that mean something there are escaped.
pub(crate) fn escaped(address: &str) -> String {
    let plain = |octet: u8| octet.is_ascii_alphanumeric() || matches!(octet, b'@' | b'.' | b'-' | b'_');
    address.bytes().map(|octet| if plain(octet) { char::from(octet).to_string() } else { format!("%{octet:02X}") }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_one_piece_of_a_path() {
        assert_eq!(escaped("noreply@bank.example"), "noreply@bank.example");
        assert_eq!(escaped("a/b?c#d@x"), "a%2Fb%3Fc%23d@x");
        assert_eq!(escaped("見@x"), "%E8%A6%8B@x");
    }
}
