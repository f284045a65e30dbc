//! The home: the folder with configuration, database, keys and the CA's certificates; and the way to what is in it.
//! Default: `$KAKITOME_HOME`, else `/var/lib/kakitome` for root, else `$XDG_DATA_HOME/kakitome` (`~/.local/share/kakitome`).

use std::path::{Path, PathBuf};

use kakitome_crypto::Signer;
use kakitome_gateway::LookUpError;
use kakitome_gateway::config::Settings;
use kakitome_pki::Certificate;
use kakitome_store::{Address, Millis, Store};

use crate::context::Context;
use crate::failure::{Failure, failed};
use crate::keyholder_access::KeyholderAccess;
pub(crate) use crate::keyholder_access::ask_passphrase;
use crate::rights::{Rights, TRUST_FOLDER};

/// The configuration's name in the home.
pub(crate) const CONFIG: &str = "kakitome.toml";
/// Folder of the built-in CA's certificates; nothing secret is in it.
pub(crate) const CA_FOLDER: &str = "ca";
/// The root's file in that folder.
pub(crate) const ROOT_FILE: &str = "root.pem";

/// Where the home of root is, as services keep their state.
const SYSTEM_HOME: &str = "/var/lib/kakitome";

/// Where the home is: an argument of every command that works in one.
#[derive(Debug, clap::Args)]
pub(crate) struct InHome {
    /// The home. Default: $KAKITOME_HOME, else the usual place.
    #[arg(long, value_name = "DIR")]
    pub(crate) home: Option<PathBuf>,
}

/// The folder: the one that was named, else the usual place.
pub(crate) fn folder(home: Option<&Path>) -> Result<PathBuf, Failure> {
    let named = home.map(Path::to_owned).or_else(|| set("KAKITOME_HOME"));
    let folder = match named {
        Some(folder) => folder,
        None if rustix::process::geteuid().is_root() => PathBuf::from(SYSTEM_HOME),
        None => set("XDG_DATA_HOME")
            .or_else(|| set("HOME").map(|home| home.join(".local/share")))
            .map(|data| data.join("kakitome"))
            .ok_or_else(|| Failure::new("home-nowhere").hint("home-nowhere-hint"))?,
    };
    std::path::absolute(&folder).map_err(|error| failed("home-unusable", &error).with("home", folder.display()))
}

fn set(variable: &str) -> Option<PathBuf> {
    std::env::var_os(variable).filter(|value| !value.is_empty()).map(PathBuf::from)
}

/// The configuration's file: the one that was named, else the home's. A home without one has not been made.
pub(crate) fn config_file(home: Option<&Path>, config: Option<&Path>) -> Result<PathBuf, Failure> {
    if let Some(config) = config {
        return std::path::absolute(config).map_err(|error| failed("home-unusable", &error).with("home", config.display()));
    }
    let folder = folder(home)?;
    let file = folder.join(CONFIG);
    if file.is_file() { Ok(file) } else { Err(Failure::new("home-missing").with("home", folder.display()).hint("home-missing-hint")) }
}

/// A home that has been made.
pub(crate) struct Home {
    pub(crate) folder: PathBuf,
    pub(crate) settings: Settings,
    rights: Rights,
    runtime: tokio::runtime::Runtime,
    store: Store,
}

impl Home {
    /// Opens the home that was named or the usual one.
    pub(crate) fn open(home: Option<&Path>) -> Result<Self, Failure> {
        let file = config_file(home, None)?;
        let settings = Settings::load(&file).map_err(|error| failed("cli-config-faulty", &error))?;
        Self::with(folder(home)?, settings)
    }

    /// The home that a configuration lies in.
    pub(crate) fn of(config: &Path) -> Result<Self, Failure> {
        let file = config_file(None, Some(config))?;
        let settings = Settings::load(&file).map_err(|error| failed("cli-config-faulty", &error))?;
        Self::with(file.parent().unwrap_or(Path::new("/")).to_owned(), settings)
    }

    fn with(folder: PathBuf, settings: Settings) -> Result<Self, Failure> {
        let rights = Rights::find(&settings)?;
        let runtime = runtime()?;
        let _lent = rights.as_gateway()?;
        let store = runtime.block_on(Store::open(&settings.database)).map_err(|error| store_failed(&error))?;
        Ok(Self { folder, settings, rights, runtime, store })
    }

    /// Asks the store, with the rights of whom it belongs to: the work opens no other file.
    pub(crate) fn ask<T>(&self, work: impl AsyncFnOnce(&Store) -> Result<T, kakitome_store::Error>) -> Result<T, Failure> {
        let _lent = self.rights.as_gateway()?;
        self.runtime.block_on(work(&self.store)).map_err(|error| store_failed(&error))
    }

    /// Asks what the store knows of correspondents, as [`Home::ask`].
    pub(crate) fn look_up<T>(&self, work: impl AsyncFnOnce(&Store) -> Result<T, LookUpError>) -> Result<T, Failure> {
        let _lent = self.rights.as_gateway()?;
        self.runtime.block_on(work(&self.store)).map_err(|error| match error {
            LookUpError::Store(error) => store_failed(&error),
            other => failed("store-failed", &other),
        })
    }

    /// The way to the private keys.
    pub(crate) fn keyholder(&self, context: Context) -> Result<KeyholderAccess, Failure> {
        KeyholderAccess::open(&self.settings, &self.rights, context)
    }

    /// The keyholder's rights for this thread, where it has a user of its own.
    pub(crate) fn as_keyholder(&self) -> Result<crate::rights::Lent, Failure> {
        self.rights.as_keyholder()
    }

    /// The folder of the lists of roots, made if it is missing.
    pub(crate) fn trust_folder(&self) -> Result<PathBuf, Failure> {
        let _lent = self.rights.as_gateway()?;
        let folder = self.folder.join(TRUST_FOLDER);
        std::fs::create_dir_all(&folder).map_err(|error| failed("home-unusable", &error).with("home", folder.display()))?;
        Ok(folder)
    }

    /// The file of the built-in root's certificate; it may not be there yet.
    pub(crate) fn root_file(&self) -> PathBuf {
        self.folder.join(CA_FOLDER).join(ROOT_FILE)
    }
}

/// A runtime for a command that asks the store: one thread, this one.
pub(crate) fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|error| failed("cli-cannot-start", &error))
}

/// What the store says, with what to do where that is known.
pub(crate) fn store_failed(error: &kakitome_store::Error) -> Failure {
    use kakitome_store::Error;
    match error {
        Error::Missing { path } => Failure::new("store-missing").with("file", path.display()).hint("home-missing-hint"),
        Error::NewerSchema { path, found, known } => {
            Failure::new("store-newer").with("file", path.display()).with("found", found).with("known", known).hint("store-newer-hint")
        }
        Error::KeyOfAnother { owner } => Failure::new("identity-key-of-another").with("owner", owner),
        other => failed("store-failed", other),
    }
}

/// The address in the form it is stored in.
pub(crate) fn address(text: &str) -> Result<Address, Failure> {
    Address::parse(text).map_err(|_| Failure::new("identity-no-address").with("text", text).hint("identity-no-address-hint"))
}

/// The root of the built-in CA of that home, if there is a home and it has one. A command that only verifies needs no home.
pub(crate) fn own_root(home: Option<&Path>) -> Result<Option<PathBuf>, Failure> {
    let file = match folder(home) {
        Ok(folder) => folder.join(CA_FOLDER).join(ROOT_FILE),
        // Nobody named a home and there is no usual place: there is no root either.
        Err(_) if home.is_none() => return Ok(None),
        Err(failure) => return Err(failure),
    };
    Ok(file.is_file().then_some(file))
}

/// Key, certificate and chain of an identity, ready to sign.
pub(crate) struct Found {
    pub(crate) signer: Box<dyn Signer>,
    pub(crate) certificate: Certificate,
    /// What goes along, in order.
    pub(crate) chain: Vec<Certificate>,
}

/// The signing key of an address in the home, as the gateway would choose it.
pub(crate) fn signing_identity(home: Option<&Path>, address: &str, context: Context) -> Result<Found, Failure> {
    let home = Home::open(home)?;
    let address = self::address(address)?;
    let signer = home.ask(async |store| store.signer(&address, Millis::now()).await)?;
    let signer = signer.ok_or_else(|| Failure::new("identity-no-signer").with("address", &address).hint("identity-unknown-hint"))?;
    let certificate = |der: Vec<u8>| Certificate::from_der(der).map_err(|error| failed("store-failed", &error));
    let chain = signer.chain.into_iter().map(certificate).collect::<Result<_, _>>()?;
    Ok(Found { signer: home.keyholder(context)?.signer(&signer.holder_id)?, certificate: certificate(signer.certificate)?, chain })
}
