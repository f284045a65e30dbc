//! Logins held against the accounts of our own database (RFC 4954, RFC 5802). An account that is not there costs as much time and memory as
//! one that is, and is answered alike (attack S13). How much memory hashing takes is bounded.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use kakitome_crypto::{HashRoom, PasswordHash, ScramKeys, Zeroizing, random_fill};
use kakitome_store::{Account, Store};
use kakitome_wire::server::{Credentials, ScramProof};
use tokio::sync::Semaphore;
use tokio::time::timeout;

use crate::admission::login::Login;
use crate::config::Pattern;

/// Checks passwords.
#[derive(Debug)]
pub(crate) struct Accounts {
    store: Store,
    /// What a password of nobody is held against.
    nobody: PasswordHash,
    /// Makes the salts of accounts that are not there.
    secret: Secret,
    places: Arc<Semaphore>,
    /// Memory for hashing, as much as there are places: it is kept, or every thread's heap would keep some.
    rooms: Arc<Mutex<Vec<HashRoom>>>,
}

struct Secret(Zeroizing<[u8; 32]>);

/// Why a login could not be checked.
#[derive(Debug, thiserror::Error)]
pub(crate) enum LoginTrouble {
    /// The database, or Dovecot.
    #[error("{0}")]
    Failed(String),
    /// All places are taken.
    #[error("too many logins wait to be checked; raise [accounts] checks-at-once if there is memory for it")]
    Busy,
}

/// A login by SCRAM that has begun.
#[derive(Debug)]
pub(crate) struct Begun {
    keys: ScramKeys,
    login: Option<Login>,
}

impl Accounts {
    /// Over this store; so many passwords at once.
    pub(crate) async fn new(store: Store, at_once: usize) -> Result<Self, LoginTrouble> {
        let mut secret = Zeroizing::new([0; 32]);
        random_fill(&mut *secret).map_err(|error| failed(&error))?;
        // The same over restarts: a salt that changes would be one of nobody's.
        let secret = Zeroizing::new(store.login_secret(&secret).await.map_err(|error| failed(&error))?);
        let places = Arc::new(Semaphore::new(at_once.min(Semaphore::MAX_PERMITS)));
        let nobody = PasswordHash::of_nobody().map_err(|error| failed(&error))?;
        Ok(Self { store, nobody, secret: Secret(secret), places, rooms: Arc::default() })
    }

    /// Who logs in with this password; `None`: the login is wrong.
    pub(crate) async fn check(&self, credentials: Credentials, patience: Duration) -> Result<Option<Login>, LoginTrouble> {
        let account = self.account(&credentials.login).await?;
        let hash = match &account {
            Some(account) => PasswordHash::from_phc(&account.keys.password_hash).map_err(|error| failed(&error))?,
            None => self.nobody.clone(),
        };
        let place = match timeout(patience, Arc::clone(&self.places).acquire_owned()).await {
            Ok(Ok(place)) => place,
            _ => return Err(LoginTrouble::Busy),
        };
        let rooms = Arc::clone(&self.rooms);
        let matching = tokio::task::spawn_blocking(move || {
            let kept = rooms.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let mut room = kept.unwrap_or_default();
            let matches = hash.matches_in(&credentials.password, &mut room);
            rooms.lock().unwrap_or_else(PoisonError::into_inner).push(room);
            drop(place);
            matches
        });
        let right = matching.await.map_err(|error| failed(&error))?.map_err(|error| failed(&error))?;
        Ok(account.filter(|account| right && !account.disabled).map(|account| login(&account)))
    }

    /// Begins SCRAM-SHA-256: with the keys of the account, or with keys that nobody has.
    pub(crate) async fn begin(&self, name: &str) -> Result<Begun, LoginTrouble> {
        let account = self.account(name).await?;
        let Some(account) = account else {
            let keys = ScramKeys::of_nobody(&*self.secret.0, &name.to_lowercase()).map_err(|error| failed(&error))?;
            return Ok(Begun { keys, login: None });
        };
        let keys = ScramKeys {
            salt: account.keys.scram_salt.clone(),
            iterations: account.keys.scram_iterations,
            stored_key: account.keys.scram_stored_key,
            server_key: account.keys.scram_server_key,
        };
        Ok(Begun { keys, login: (!account.disabled).then(|| login(&account)) })
    }

    /// Whether an account of this name is there and may not log in.
    pub(crate) async fn is_disabled(&self, name: &str) -> Result<bool, LoginTrouble> {
        Ok(self.account(name).await?.is_some_and(|account| account.disabled))
    }

    /// Whether an account of this name is there and may log in.
    pub(crate) async fn may_log_in(&self, name: &str) -> Result<bool, LoginTrouble> {
        Ok(self.account(name).await?.is_some_and(|account| !account.disabled))
    }

    async fn account(&self, name: &str) -> Result<Option<Account>, LoginTrouble> {
        self.store.account(name).await.map_err(|error| failed(&error))
    }
}

impl Begun {
    /// Salt and iterations for the client.
    pub(crate) fn salt(&self) -> (&[u8], u32) {
        (&self.keys.salt, self.keys.iterations)
    }

    /// Who it is, with our own proof, if the proof is right.
    pub(crate) fn finish(self, proof: &ScramProof) -> Result<Option<(Login, [u8; 32])>, LoginTrouble> {
        let signature = self.keys.server_signature(proof.auth_message.as_bytes(), &proof.proof).map_err(|error| failed(&error))?;
        Ok(signature.and_then(|signature| self.login.map(|login| (login, signature))))
    }
}

fn login(account: &Account) -> Login {
    let own = Pattern::Address(account.login.clone());
    // What is no pattern was not written by us, and allows nothing.
    let more = account.may.iter().filter_map(|text| text.parse().ok());
    Login { name: account.login.clone(), own: std::iter::once(own).chain(more).collect(), by_certificate: false }
}

fn failed(error: &dyn std::error::Error) -> LoginTrouble {
    LoginTrouble::Failed(error.to_string())
}

/// Nothing of it is shown.
impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Secret").finish_non_exhaustive()
    }
}
