//! What every door may look at: settings, the store, the lists of roots, and the places that are shared among requests. Read only, but
//! for counters.

use std::sync::{Arc, PoisonError, RwLock};

use kakitome_evidence::Online;
use kakitome_pki::UnixTime;
use kakitome_store::Store;
use tokio::sync::Semaphore;

use crate::clients::Census;
use crate::directory::Directory;
use crate::error::Error;
use crate::lists::Lists;
use crate::rates::Rates;
use crate::settings::Settings;

pub(crate) struct Site {
    pub(crate) settings: Settings,
    /// Identities and their certificates.
    pub(crate) store: Store,
    pub(crate) rates: Rates,
    pub(crate) census: Census,
    /// Uploads that may be received at once.
    pub(crate) uploads: Arc<Semaphore>,
    /// Mails that may be judged at once.
    pub(crate) judgements: Arc<Semaphore>,
    /// Since when this process runs.
    pub(crate) started: UnixTime,
    /// What is looked up.
    pub(crate) directory: Directory,
    /// What is not at hand, for those who ask for it; what was fetched stays in memory for a while.
    pub(crate) online: Online,
    lists: RwLock<Arc<Lists>>,
}

impl Site {
    pub(crate) async fn open(settings: Settings) -> Result<Self, Error> {
        let store = Store::open(&settings.database).await?;
        let limits = settings.limits;
        Ok(Self {
            store,
            rates: Rates::new(&limits),
            census: Census::default(),
            started: UnixTime::now(),
            directory: Directory::default(),
            uploads: Arc::new(Semaphore::new(limits.uploads.max(1))),
            judgements: Arc::new(Semaphore::new(limits.judgements.max(1))),
            online: Online::new(settings.fetch.clone(), false).map_err(|error| Error::data("fetching", &error))?,
            lists: RwLock::new(Arc::new(Lists::read(&settings.home)?)),
            settings,
        })
    }

    /// The lists of roots that are in force now.
    pub(crate) fn lists(&self) -> Arc<Lists> {
        Arc::clone(&self.lists.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Reads the lists again; on a fault the old ones stay.
    pub(crate) fn reload(&self) -> Result<(), Error> {
        let lists = Arc::new(Lists::read(&self.settings.home)?);
        *self.lists.write().unwrap_or_else(PoisonError::into_inner) = lists;
        Ok(())
    }
}
