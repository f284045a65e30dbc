//! With which certificate an address gets ciphertext: what the store knows, judged at the clock by the roots and revocation lists at hand,
//! and remembered for a while. Nothing is fetched: a mail waits for this.

use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use kakitome_pki::{Anchors, Certificate, UnixTime, certificates_from, crls_from};
use kakitome_roots::{Beside, MAX_LIST, Shelf, Snapshot, apple, mozilla, read};
use kakitome_smime::Evidence;
use kakitome_smime::seal::{self, Chosen, RecipientPolicy, Unserved};
use kakitome_store::{Address, Millis, Store};

use crate::certificates::candidates::Known;
use crate::config::{Encryption, Roots, Settings};
use crate::error::{Error, LookUpError};

/// A remembered answer is judged again after this time: certificates expire, and other processes import.
const REMEMBERED: Duration = Duration::from_secs(60);
/// Answers remembered at most; clients may invent recipients without end.
const MOST_REMEMBERED: usize = 20_000;
/// The largest lists of public authorities have a few megabytes.
const CRL_BYTES: u64 = 64 << 20;

/// Who can be served, and how.
#[derive(Debug)]
pub struct Addressees {
    evidence: Evidence,
    policy: RecipientPolicy,
    remembered: Mutex<Memory>,
}

/// The certificate for an address, or why there is none.
pub type Service = Result<Arc<Chosen>, Arc<Unserved>>;

#[derive(Debug, Default)]
struct Memory {
    answers: HashMap<Address, (Service, Instant)>,
    /// Counts how often all was forgotten: an answer that was asked for before is not remembered after.
    forgotten: u64,
}

impl Addressees {
    /// Reads the roots and revocation lists that the settings name. Where nothing is ever encrypted, no file is looked at.
    ///
    /// # Errors
    /// A file cannot be read, or a list of that name is not kept.
    pub fn new(settings: &Settings) -> Result<Self, Error> {
        let evidence = if settings.may_encrypt() { evidence(&settings.encryption)? } else { Evidence::default() };
        Ok(Self { evidence, policy: RecipientPolicy::default(), remembered: Mutex::default() })
    }

    /// The files that [`Addressees::new`] reads: it is made anew when one of them changes.
    pub(crate) fn files(encryption: &Encryption) -> impl Iterator<Item = PathBuf> {
        let file = |roots: &Roots| match roots {
            Roots::File(path) => path.clone(),
            // its folder, which changes with each new edition
            Roots::Kept(name) => encryption.shelf.join(name),
        };
        encryption.trust.iter().map(file).chain(encryption.crls.iter().cloned()).chain([encryption.own_root.clone()])
    }

    /// The certificate for this address now, or why there is none.
    ///
    /// # Errors
    /// The store does not answer, or holds what cannot be read: never "nobody".
    pub async fn find(&self, store: &Store, address: &Address) -> Result<Service, LookUpError> {
        let now = UnixTime(Millis::now().seconds());
        let forgotten = match self.recall(address, now) {
            Ok(service) => return Ok(service),
            Err(forgotten) => forgotten,
        };
        let service = self.judge(address, Known::of(store, address).await?, now);
        let mut memory = self.memory();
        if memory.forgotten == forgotten {
            if memory.answers.len() >= MOST_REMEMBERED {
                memory.answers.clear();
            }
            memory.answers.insert(address.clone(), (service.clone(), Instant::now()));
        }
        Ok(service)
    }

    /// The sender's own certificate, so that it can read what it sent.
    ///
    /// # Errors
    /// As [`Addressees::find`].
    pub async fn own(&self, store: &Store, address: &Address) -> Result<Service, LookUpError> {
        Ok(self.judge(address, Known::own(store, address).await?, UnixTime(Millis::now().seconds())))
    }

    fn judge(&self, address: &Address, known: Known, now: UnixTime) -> Service {
        let Known { address: spelt, candidates, issuers } = known;
        // The certificate's address is compared with the one that it was kept for.
        let address = spelt.as_ref().unwrap_or(address);
        let with_issuers = (!issuers.is_empty()).then(|| self.evidence.clone().with_certificates(issuers));
        let evidence = with_issuers.as_ref().unwrap_or(&self.evidence);
        seal::choose(Some(address.as_str()), &candidates, evidence, &self.policy, now).map(Arc::new).map_err(Arc::new)
    }

    /// The remembered answer if it still holds, or how often all was forgotten until now.
    fn recall(&self, address: &Address, now: UnixTime) -> Result<Service, u64> {
        let memory = self.memory();
        let in_time = |service: &Service| service.as_ref().map_or(true, |chosen| now <= chosen.certificate.not_after());
        match memory.answers.get(address) {
            Some((service, since)) if since.elapsed() < REMEMBERED && in_time(service) => Ok(service.clone()),
            _ => Err(memory.forgotten),
        }
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.remembered.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Forgets all: correspondents or identities have changed.
    pub(crate) fn forget(&self) {
        let mut memory = self.memory();
        memory.answers.clear();
        memory.forgotten += 1;
    }
}

fn evidence(encryption: &Encryption) -> Result<Evidence, Error> {
    let mut anchors = Anchors::none();
    if encryption.own_root.is_file() {
        let bytes = small(&encryption.own_root, MAX_LIST as u64, "read the root")?;
        let own = certificates_from(&bytes).map_err(|error| unusable(&encryption.own_root, &error))?;
        anchors.extend(Anchors::from_certificates(own));
    }
    let read = |roots: &Roots| match roots {
        Roots::File(path) => file(path),
        Roots::Kept(name) => kept(&encryption.shelf, name),
    };
    let (forbidding, giving): (Vec<Snapshot>, Vec<Snapshot>) =
        encryption.trust.iter().map(read).collect::<Result<Vec<_>, _>>()?.into_iter().partition(|list| list.source.only_takes_away());
    giving.iter().for_each(|list| anchors.extend(list.anchors()));
    forbidding.iter().for_each(|list| list.forbid(&mut anchors));
    let mut evidence = Evidence::new(anchors);
    for path in &encryption.crls {
        let bytes = small(path, CRL_BYTES, "read the revocation list")?;
        evidence = evidence.with_crls(crls_from(&bytes).map_err(|error| unusable(path, &error))?);
    }
    Ok(evidence)
}

fn file(path: &Path) -> Result<Snapshot, Error> {
    let bytes = small(path, MAX_LIST as u64, "read the list of roots")?;
    let beside = Beside { date: UnixTime(Millis::now().seconds()), certificates: &[] };
    read(&bytes, &beside).map(resolved).map_err(|error| unusable(path, &error))
}

/// A list of the home, else one that came with the program.
fn kept(shelf: &Path, name: &str) -> Result<Snapshot, Error> {
    let at = UnixTime(Millis::now().seconds());
    let faulty = |error: &dyn std::fmt::Display| unusable(&shelf.join(name), error);
    if let Some(list) = Shelf::new(shelf).at(name, at).map_err(|error| faulty(&error))? {
        return Ok(resolved(list));
    }
    match name {
        "mozilla" => mozilla().map_err(|error| faulty(&error)),
        "apple" => apple().map_err(|error| faulty(&error)),
        _ => Err(faulty(&"no list of roots is kept under this name (hint: kakitome trust list; a file has a dot or a slash in its name)")),
    }
}

/// Roots that a list names by their hash alone are known from the list that came with the program.
fn resolved(mut list: Snapshot) -> Snapshot {
    if list.roots().iter().any(|root| root.certificate.is_none())
        && let Ok(shipped) = mozilla()
    {
        let known: Vec<Certificate> = shipped.roots().iter().filter_map(|root| root.certificate.clone()).collect();
        list.resolve(&known);
    }
    list
}

fn small(path: &Path, limit: u64, act: &'static str) -> Result<Vec<u8>, Error> {
    let fault = |source| Error::File { act, path: path.to_owned(), source };
    if std::fs::metadata(path).map_err(fault)?.len() > limit {
        return Err(fault(io::Error::new(io::ErrorKind::FileTooLarge, format!("it is larger than {limit} bytes"))));
    }
    std::fs::read(path).map_err(fault)
}

fn unusable(path: &Path, error: &dyn std::fmt::Display) -> Error {
    Error::Encryption { path: path.to_owned(), why: error.to_string() }
}
