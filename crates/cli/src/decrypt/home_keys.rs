//! The keys of the home for decryption: every key that an identity ever had, with each of its certificates (design, section 7: the newest
//! signs, all of them open). The keyholder is not reached before one of them is needed; a mail for somebody else needs none.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use kakitome_crypto::{OpenError, Opener, Wrapped, Zeroizing};
use kakitome_keys::KeyId;
use kakitome_pki::Certificate;
use kakitome_store::{Identity, Purpose};

use crate::context::Context;
use crate::failure::{Failure, failed};
use crate::home::{self, Home};
use crate::keyholder_access::KeyholderAccess;

/// A certificate and who opens what was encrypted to it.
pub(crate) type OwnKey = (Certificate, Box<dyn Opener>);

/// The way from the keys to the keyholder, taken when the first of them is used.
pub(crate) struct Keyholder {
    home: Home,
    context: Context,
    access: Mutex<Option<KeyholderAccess>>,
    /// Why it cannot be reached, in words for people.
    failure: Mutex<Option<Failure>>,
}

impl Keyholder {
    /// Of the home that was named or the usual one.
    pub(crate) fn of_home(home: Option<&Path>, context: Context) -> Result<Arc<Self>, Failure> {
        Ok(Arc::new(Self { home: Home::open(home)?, context, access: Mutex::default(), failure: Mutex::default() }))
    }

    /// The keys of one identity, or of all.
    pub(crate) fn keys(self: &Arc<Self>, identity: Option<&str>) -> Result<Vec<OwnKey>, Failure> {
        let mut own: Vec<OwnKey> = Vec::new();
        for identity in self.identities(identity)? {
            for key in identity.keys.into_iter().filter(|key| key.purpose != Purpose::Sign) {
                let id: KeyId = key.holder_id.parse().map_err(|error| failed("store-failed", &error))?;
                for certificate in key.certificates {
                    let certificate = Certificate::from_der(certificate.der).map_err(|error| failed("store-failed", &error))?;
                    own.push((certificate, Box::new(HomeKey { id, spki: key.spki.clone(), keyholder: Arc::clone(self) })));
                }
            }
        }
        Ok(own)
    }

    fn identities(&self, named: Option<&str>) -> Result<Vec<Identity>, Failure> {
        let Some(named) = named else { return self.home.ask(async |store| store.identities().await) };
        let address = home::address(named)?;
        let found = self.home.ask(async |store| store.identity(&address).await)?;
        let unknown = || Failure::new("identity-unknown").with("address", &address).hint("identity-unknown-hint");
        found.map(|identity| vec![identity]).ok_or_else(unknown)
    }

    /// Why it could not be reached, if that was tried.
    pub(crate) fn failure(&self) -> Option<Failure> {
        self.failure.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    fn access(&self) -> Result<KeyholderAccess, OpenError> {
        let mut access = self.access.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(access) = access.as_ref() {
            return Ok(access.clone());
        }
        match self.home.keyholder(self.context) {
            Ok(reached) => Ok(access.insert(reached).clone()),
            Err(failure) => {
                let reason = failure.line(self.context);
                *self.failure.lock().unwrap_or_else(PoisonError::into_inner) = Some(failure);
                Err(OpenError::Away { reason })
            }
        }
    }
}

/// A key of the home, by its name at the keyholder.
struct HomeKey {
    id: KeyId,
    spki: Vec<u8>,
    keyholder: Arc<Keyholder>,
}

impl Opener for HomeKey {
    fn public_key(&self) -> &[u8] {
        &self.spki
    }

    fn unwrap(&self, wrapped: &Wrapped<'_>, key_len: usize) -> Result<Zeroizing<Vec<u8>>, OpenError> {
        self.keyholder.access()?.unwrap(self.id, &self.spki, wrapped, key_len)
    }
}
