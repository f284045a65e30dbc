//! Who signs for an address: certificates and keys' names, prepared once and remembered until the store changes.
//!
//! Holds no private key. A store that cannot be asked is an error, never "nobody".

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use kakitome_crypto::{PublicKey, SignatureAlgorithm};
use kakitome_keys::KeyId;
use kakitome_pki::{Certificate, UnixTime};
use kakitome_smime::seal::{Identity, Options};
use kakitome_store::{Address, Millis, SigningIdentity, Store};

use crate::error::LookUpError;

/// A remembered answer is asked for again after this time, so that a newer certificate whose time has come is used (R16).
const REMEMBERED: Duration = Duration::from_secs(60);
/// Answers remembered at most; a client may invent addresses without end.
const MOST_REMEMBERED: usize = 20_000;

/// An identity that can sign.
#[derive(Debug)]
pub(crate) struct Signatory {
    /// Its address.
    pub(crate) address: Address,
    /// The key's name at the keyholder.
    pub(crate) key: KeyId,
    /// How it signs.
    pub(crate) algorithm: SignatureAlgorithm,
    /// All of the signature that does not depend on the mail.
    pub(crate) prepared: Identity,
    /// Serial number of the certificate.
    pub(crate) serial: String,
    /// Valid from.
    pub(crate) not_before: UnixTime,
    /// Valid to.
    pub(crate) not_after: UnixTime,
}

/// The memory.
#[derive(Debug)]
pub(crate) struct Identities {
    store: Store,
    remembered: Mutex<Memory>,
}

#[derive(Debug, Default)]
struct Memory {
    answers: HashMap<Address, Remembered>,
    /// Counts how often all was forgotten: an answer that was asked for before is not remembered after.
    forgotten: u64,
}

#[derive(Debug, Clone)]
struct Remembered {
    signatory: Option<Arc<Signatory>>,
    since: Instant,
}

impl Identities {
    /// Over this store.
    pub(crate) fn new(store: Store) -> Self {
        Self { store, remembered: Mutex::default() }
    }

    /// Who signs for this address now; `None`: it is no identity of ours.
    pub(crate) async fn find(&self, address: &Address) -> Result<Option<Arc<Signatory>>, LookUpError> {
        let forgotten = match self.recall(address) {
            Ok(signatory) => return Ok(signatory),
            Err(forgotten) => forgotten,
        };
        let found = self.store.signer(address, Millis::now()).await?;
        let signatory = found.map(|found| prepare(found).map(Arc::new)).transpose()?;
        let mut memory = self.memory();
        if memory.forgotten == forgotten {
            if memory.answers.len() >= MOST_REMEMBERED {
                memory.answers.clear();
            }
            let entry = Remembered { signatory: signatory.clone(), since: Instant::now() };
            memory.answers.insert(address.clone(), entry);
        }
        Ok(signatory)
    }

    /// The remembered answer, or how often all was forgotten until now.
    fn recall(&self, address: &Address) -> Result<Option<Arc<Signatory>>, u64> {
        let memory = self.memory();
        match memory.answers.get(address) {
            Some(entry) if entry.since.elapsed() < REMEMBERED => Ok(entry.signatory.clone()),
            _ => Err(memory.forgotten),
        }
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.remembered.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Forgets all: identities have changed.
    pub(crate) fn forget(&self) {
        let mut memory = self.memory();
        memory.answers.clear();
        memory.forgotten += 1;
    }
}

impl Signatory {
    /// How the certificate is out of time at this moment, in words for a reply; `None`: it is valid.
    pub(crate) fn out_of_time(&self, now: UnixTime) -> Option<String> {
        if now < self.not_before {
            Some(format!("is valid only from {}", self.not_before))
        } else if now > self.not_after {
            Some(format!("has expired at {}", self.not_after))
        } else {
            None
        }
    }
}

fn prepare(found: SigningIdentity) -> Result<Signatory, LookUpError> {
    let unusable = |why: String| LookUpError::Unusable { address: found.address.to_string(), why };
    let certificate = Certificate::from_der(found.certificate.clone()).map_err(|e| unusable(e.to_string()))?;
    let chain = found
        .chain
        .iter()
        .map(|der| Certificate::from_der(der.clone()))
        .collect::<Result<Vec<_>, _>>()
        .map_err(|e| unusable(e.to_string()))?;
    let key = PublicKey::from_spki(&found.spki).map_err(|e| unusable(e.to_string()))?;
    let algorithm =
        key.kind().default_algorithm().ok_or_else(|| unusable(format!("no signatures are made with a key of kind {}", found.kind)))?;
    let name = found.holder_id.parse().map_err(|_| unusable(format!("{:?} is no name of a key", found.holder_id)))?;
    let prepared = Identity::new(&certificate, &chain, algorithm, &Options::default()).map_err(|e| unusable(e.to_string()))?;
    Ok(Signatory {
        prepared,
        key: name,
        algorithm,
        serial: found.serial,
        not_before: UnixTime(found.not_before.seconds()),
        not_after: UnixTime(found.not_after.seconds()),
        address: found.address,
    })
}
