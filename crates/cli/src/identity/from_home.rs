//! A mail key out of the keyholder's folder, for `export-p12`: only where the configuration allows it, while nothing runs, with a record in
//! the log. The certificates that go along come from the store.

use kakitome_crypto::{PrivateKey, Zeroizing};
use kakitome_keyholder::{Error, KekSource};
use kakitome_pki::Certificate;
use kakitome_store::{Identity, Key};

use crate::context::Context;
use crate::failure::{Failure, failed};
use crate::home::{self, Home, ask_passphrase};

/// A key with its certificates, its own first.
pub(super) struct FromHome {
    pub(super) key: PrivateKey,
    pub(super) certificates: Vec<Certificate>,
    /// The person's name, where one is kept.
    pub(super) name: Option<String>,
}

/// The key that signs for this address, or the one of that name in its history.
pub(super) fn key(home: &Home, address: &str, wanted: Option<&str>, context: Context) -> Result<FromHome, Failure> {
    if !home.settings.keyholder_allow_export {
        let file = home.settings.source.display();
        return Err(Failure::new("identity-export-forbidden").with("file", file).hint("identity-export-forbidden-hint"));
    }
    let address = home::address(address)?;
    let identity = home.ask(async |store| store.identity(&address).await)?;
    let identity = identity.ok_or_else(|| Failure::new("identity-no-signer").with("address", &address).hint("identity-unknown-hint"))?;
    let key = of_history(&identity, wanted).ok_or_else(|| match wanted {
        Some(id) => Failure::new("identity-export-no-key").with("address", &address).with("id", id).hint("identity-export-no-key-hint"),
        None => Failure::new("identity-no-signer").with("address", &address).hint("identity-unknown-hint"),
    })?;
    let certificates = certificates(key)?;
    if certificates.is_empty() {
        return Err(Failure::new("identity-no-signer").with("address", &address).hint("identity-unknown-hint"));
    }
    let name = identity.name.clone().filter(|name| !name.is_empty());
    Ok(FromHome { key: taken(home, key, context)?, certificates, name })
}

fn of_history<'a>(identity: &'a Identity, wanted: Option<&str>) -> Option<&'a Key> {
    match wanted {
        Some(id) => identity.keys.iter().find(|key| key.holder_id == id),
        None => identity.signing_key(),
    }
}

/// The newest certificate, then what is above it: cross-root certificates stay behind, as in mails.
fn certificates(key: &Key) -> Result<Vec<Certificate>, Failure> {
    let Some(newest) = key.certificates.first() else { return Ok(Vec::new()) };
    let above = newest.chain.iter().filter(|link| !link.crossed).map(|link| &link.certificate.der);
    let read = |der: &Vec<u8>| Certificate::from_der(der.clone()).map_err(|error| failed("store-failed", &error));
    std::iter::once(&newest.der).chain(above).map(read).collect()
}

/// From the folder itself, in our turn: neither `serve` nor another command may have a keyholder there.
fn taken(home: &Home, key: &Key, context: Context) -> Result<PrivateKey, Failure> {
    let settings = &home.settings;
    let id = key.holder_id.parse().map_err(|error| failed("store-failed", &error))?;
    let kek = match &settings.key_encryption_key {
        Some(file) => KekSource::File(file.clone()),
        None => KekSource::Passphrase(Zeroizing::new(ask_passphrase(context)?.as_bytes().to_vec())),
    };
    let _turn = crate::keyholder_access::turn(settings, context)?;
    let _lent = home.as_keyholder()?;
    kakitome_keyholder::export(&settings.keyholder_folder, &kek, id).map_err(|error| match error {
        Error::AlreadyRunning { .. } => Failure::new("identity-export-running").hint("identity-export-running-hint"),
        other => failed("identity-export-refused", &other),
    })
}
