//! Start, reload and end of the gateway.
//!
//! SIGTERM and SIGINT: no new connections, mails on their way are finished, after the grace 421. SIGHUP: configuration, TLS files
//! and identities are read again; on a fault the old ones stay.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use kakitome_store::outbox::Disk;
use kakitome_store::{JournalWriter, Store};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::accounts::Accounts;
use crate::config::{ListenerKind, Place, Settings};
use crate::door::{self, Listener};
use crate::error::Error;
use crate::keyholder::Keyholder;
use crate::outbox::{self, Outbox};
use crate::state::{Live, Parts, Phase, State};

/// How often the store is asked whether identities have changed, and kept connections are swept.
const ROUND: Duration = Duration::from_secs(1);
/// Time for the last journal entries and connections when all sessions have ended.
const LAST_WORDS: Duration = Duration::from_secs(5);

/// A gateway whose doors are open, not yet running.
#[derive(Debug)]
pub struct Gateway {
    state: Arc<State>,
    writer: JournalWriter,
    listeners: Vec<Listener>,
    places: Vec<Place>,
    addresses: Vec<SocketAddr>,
    generation: i64,
    phase: watch::Sender<Phase>,
    orders: mpsc::Receiver<Order>,
    handle: Handle,
}

/// Controls a running gateway from elsewhere in the process.
#[derive(Debug, Clone)]
pub struct Handle {
    orders: mpsc::Sender<Order>,
}

#[derive(Debug, Clone, Copy)]
enum Order {
    Reload,
    Certificates,
    Stop,
}

impl Gateway {
    /// Opens database, TLS files and listeners. Must be called within a tokio runtime.
    ///
    /// # Errors
    /// Whatever keeps it from taking mail. A keyholder or next hop that is down is none: mail gets 4xx meanwhile.
    pub async fn start(settings: Settings) -> Result<Self, Error> {
        Self::start_on(settings, Disk::default()).await
    }

    /// The same with an outbox whose every act on the disk is watched: for tests of what happens when one fails.
    ///
    /// # Errors
    /// See [`Gateway::start`].
    pub async fn start_on(settings: Settings, disk: Disk) -> Result<Self, Error> {
        kakitome_crypto::warm_up().map_err(|error| Error::System(std::io::Error::other(error)))?;
        make_private_folder(&settings.spill)?;
        let path = settings.database.clone();
        let database = |error: kakitome_store::Error| Error::Database { path: path.clone(), why: error.to_string() };
        let store = Store::open(&settings.database).await.map_err(database)?;
        let generation = store.generation().await.map_err(database)?;
        let ids = store.mail_ids().await.map_err(database)?;
        let keyholder = Keyholder::new(&settings.keyholder_socket, settings.signature_wait);
        let writer = JournalWriter::spawn(&store);
        let (listeners, places) = open_doors(&settings)?;
        let addresses = places.iter().filter_map(Place::tcp).collect();
        let accounts = Accounts::new(store.clone(), settings.accounts.at_once).await;
        let accounts = accounts.map_err(|error| Error::Database { path: path.clone(), why: error.to_string() })?;
        let live = Live::new(settings)?;
        let outbox = Outbox::open(&live.settings.outbox, disk, keyholder.clone(), writer.handle()).map_err(Error::Outbox)?;
        let (phase, watched) = watch::channel(Phase::Running);
        let (orders, received) = mpsc::channel(8);
        let off = store.is_off().await.map_err(database)?;
        let state = State::new(Parts { store, accounts, keyholder, journal: writer.handle(), outbox, ids }, watched, live);
        if state.put_switch(off) {
            tracing::warn!("switched off: mail passes as it comes until `kakitome on`");
        }
        Ok(Self {
            state: Arc::new(state),
            writer,
            listeners,
            places,
            addresses,
            generation,
            phase,
            orders: received,
            handle: Handle { orders },
        })
    }

    /// Addresses where it listens, in the order of the configuration; free ports are resolved.
    pub fn addresses(&self) -> &[SocketAddr] {
        &self.addresses
    }

    /// What each door speaks, and where it listens.
    fn doors(&self) -> Vec<(ListenerKind, Place)> {
        let live = self.state.live();
        live.settings.listeners.iter().map(|listener| listener.kind).zip(self.places.iter().cloned()).collect()
    }

    /// A handle to stop or reload it.
    pub fn handle(&self) -> Handle {
        self.handle.clone()
    }

    /// Takes mail until [`Handle::stop`]; then lets running sessions end.
    ///
    /// # Errors
    /// The last journal entries could not be written.
    pub async fn run(mut self) -> Result<(), Error> {
        let mut doors = JoinSet::new();
        for (index, listener) in self.listeners.drain(..).enumerate() {
            doors.spawn(door::keep(Arc::clone(&self.state), index, listener));
        }
        let folder = self.state.outbox.spool.folder().to_owned();
        let control = match outbox::listen_control(&folder) {
            Ok(listener) => Some(tokio::spawn(outbox::keep_control(Arc::clone(&self.state), listener))),
            Err(error) => {
                tracing::error!(folder = %folder.display(), %error, "mail flows, but `kakitome held` cannot ask this gateway");
                None
            }
        };
        let outbox = tokio::spawn(outbox::run(Arc::clone(&self.state)));
        let rounds = tokio::spawn(rounds(Arc::clone(&self.state), self.handle(), self.generation));
        while let Some(order) = self.orders.recv().await {
            match order {
                Order::Reload => self.reload().await,
                Order::Certificates => self.renew_certificates(),
                Order::Stop => break,
            }
        }
        let connections = self.state.census.all();
        tracing::info!(connections, "ending: no new connections");
        self.phase.send_replace(Phase::Ending);
        let grace = self.state.live().settings.limits.shutdown;
        if timeout(grace, ended(&mut doors)).await.is_err() {
            tracing::warn!(connections = self.state.census.all(), "ending: the grace is over");
            self.phase.send_replace(Phase::Over);
            let _ = timeout(LAST_WORDS, ended(&mut doors)).await;
        }
        if let Err(error) = outbox.await {
            tracing::error!(%error, "the outbox ended in a panic; what lies in it is tried at the next start");
        }
        if let Some(control) = control {
            control.abort();
        }
        rounds.abort();
        doors.shutdown().await;
        let _ = timeout(LAST_WORDS, self.state.live().pool.close()).await;
        let path = self.state.live().settings.database.clone();
        let finished = self.writer.finish().await;
        self.state.store.close().await;
        tracing::info!("ended");
        finished.map_err(|error| Error::Database { path, why: error.to_string() })
    }

    /// Puts the configuration file's new content in force, whole or not at all.
    async fn reload(&self) {
        let old = self.state.live();
        let fresh = Settings::load(&old.settings.source).map_err(Error::from).and_then(|settings| {
            note_what_needs_a_restart(&old.settings, &settings);
            Live::new(with_fixed_parts(settings, &old.settings))
        });
        match fresh {
            Ok(live) => {
                self.state.identities.forget();
                let before = self.state.replace(live);
                before.pool.close().await;
                tracing::info!(config = %old.settings.source.display(), "reloaded");
            }
            Err(error) => tracing::error!(%error, "not reloaded: the configuration in force stays"),
        }
    }
}

impl Gateway {
    /// Certificates of doors have changed on disk: new connections get the new ones. Files that do not fit each other (one of two is not
    /// written yet) are looked at again in the next round.
    fn renew_certificates(&self) {
        let old = self.state.live();
        match old.with_files_of_today() {
            Ok(live) => {
                self.state.replace(live);
                tracing::info!("TLS certificates have changed: new connections get the new ones");
            }
            Err(error) => {
                if old.note_trouble(&error.to_string()) {
                    tracing::error!(%error, "TLS certificates have changed and cannot be used: the old ones stay");
                }
            }
        }
    }
}

impl Handle {
    /// Begins the graceful end.
    pub async fn stop(&self) {
        // No receiver means that it has ended already.
        let _ = self.orders.send(Order::Stop).await;
    }

    /// Looks at TLS files anew.
    async fn renew_certificates(&self) {
        let _ = self.orders.send(Order::Certificates).await;
    }

    /// Reads configuration, TLS files and identities again; on a fault the old ones stay.
    pub async fn reload(&self) {
        let _ = self.orders.send(Order::Reload).await;
    }
}

/// Runs a gateway in a runtime of its own until SIGTERM or SIGINT; SIGHUP reloads.
/// `ready` is called once when mail can come in, with what each door speaks and where.
///
/// # Errors
/// See [`Gateway::start`] and [`Gateway::run`].
pub fn run(settings: Settings, ready: impl FnOnce(&[(ListenerKind, Place)])) -> Result<(), Error> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let ended = runtime.block_on(async {
        let gateway = Gateway::start(settings).await?;
        tokio::spawn(obey_signals(gateway.handle())?);
        ready(&gateway.doors());
        gateway.run().await
    });
    // A thread that hangs in a file system must not keep the process.
    runtime.shutdown_timeout(LAST_WORDS);
    ended
}

fn obey_signals(handle: Handle) -> std::io::Result<impl Future<Output = ()>> {
    let mut term = signal(SignalKind::terminate())?;
    let mut int = signal(SignalKind::interrupt())?;
    let mut hup = signal(SignalKind::hangup())?;
    Ok(async move {
        loop {
            tokio::select! {
                _ = term.recv() => handle.stop().await,
                _ = int.recv() => handle.stop().await,
                _ = hup.recv() => handle.reload().await,
            }
        }
    })
}

/// Small things that have to be looked at again and again.
async fn rounds(state: Arc<State>, handle: Handle, mut known: i64) {
    let mut in_trouble = false;
    loop {
        tokio::time::sleep(ROUND).await;
        match state.store.generation().await {
            Ok(generation) => {
                if generation != known {
                    known = generation;
                    tracing::info!("identities have changed");
                    state.identities.forget();
                    look_at_switch(&state).await;
                }
                in_trouble = false;
            }
            Err(error) => {
                if !in_trouble {
                    tracing::error!(%error, "the database does not answer");
                }
                in_trouble = true;
            }
        }
        state.live().pool.sweep().await;
        if state.live().files_have_changed() {
            handle.renew_certificates().await;
        }
    }
}

/// Whether signing was switched off or on meanwhile.
async fn look_at_switch(state: &State) {
    match state.store.is_off().await {
        Ok(off) => {
            if state.put_switch(off) {
                tracing::warn!(off, "the switch was put: {}", if off { "mail passes as it comes" } else { "mail is signed" });
            }
        }
        Err(error) => tracing::error!(%error, "the switch cannot be read"),
    }
}

async fn ended(doors: &mut JoinSet<()>) {
    while doors.join_next().await.is_some() {}
}

fn open_doors(settings: &Settings) -> Result<(Vec<Listener>, Vec<Place>), Error> {
    let mut listeners = Vec::new();
    let mut places = Vec::new();
    for wanted in &settings.listeners {
        let fault = |source| Error::Listen { place: wanted.place.clone(), source };
        let listener = door::listen(&wanted.place).map_err(fault)?;
        places.push(listener.place().map_err(fault)?);
        listeners.push(listener);
    }
    Ok((listeners, places))
}

fn make_private_folder(path: &Path) -> Result<(), Error> {
    use std::os::unix::fs::DirBuilderExt;
    let made = std::fs::DirBuilder::new().recursive(true).mode(0o700).create(path);
    made.map_err(|source| Error::File { act: "make the folder for large mails", path: path.to_owned(), source })
}

/// Sockets and files that are open cannot be changed by a reload: the old values stay, and it is said.
fn with_fixed_parts(mut settings: Settings, old: &Settings) -> Settings {
    settings.database.clone_from(&old.database);
    settings.keyholder_socket.clone_from(&old.keyholder_socket);
    settings.signature_wait = old.signature_wait;
    settings.spill.clone_from(&old.spill);
    settings.log = old.log;
    settings.accounts.at_once = old.accounts.at_once;
    settings.outbox.folder.clone_from(&old.outbox.folder);
    let same_doors = settings.listeners.len() == old.listeners.len()
        && settings.listeners.iter().zip(&old.listeners).all(|(new, old)| new.place == old.place && new.kind == old.kind);
    if !same_doors {
        settings.listeners.clone_from(&old.listeners);
        settings.networks.clone_from(&old.networks);
        settings.may_sign.clone_from(&old.may_sign);
        settings.rules.clone_from(&old.rules);
    }
    settings
}

fn note_what_needs_a_restart(old: &Settings, new: &Settings) {
    let addresses = |settings: &Settings| settings.listeners.iter().map(|l| (l.kind, l.place.clone())).collect::<Vec<_>>();
    let changed = [
        ("[home] database", old.database != new.database),
        ("[home] spill", old.spill != new.spill),
        ("[keyholder]", old.keyholder_socket != new.keyholder_socket || old.signature_wait != new.signature_wait),
        ("[log]", old.log != new.log),
        ("[accounts] checks-at-once", old.accounts.at_once != new.accounts.at_once),
        ("[outbox] folder", old.outbox.folder != new.outbox.folder),
        ("[[listener]] addresses (and what refers to networks)", addresses(old) != addresses(new)),
    ];
    for (what, _) in changed.into_iter().filter(|(_, changed)| *changed) {
        tracing::warn!(what, "changed in the configuration: needs a restart, the old value stays");
    }
}
