//! Start, reload and end of the gateway.
//!
//! SIGTERM and SIGINT: no new connections, mails on their way are finished, after the grace 421. SIGHUP: configuration, TLS files
//! and identities are read again; on a fault the old ones stay. SIGUSR2: another gateway has our sockets and takes mail; sessions that
//! are open go on, the outbox is let go.

mod fixed;
mod kept_up;
mod rounds;

use std::net::SocketAddr;
use std::os::fd::OwnedFd;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use kakitome_store::outbox::Disk;
use kakitome_store::{JournalWriter, Store};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::admission::accounts::Accounts;
use crate::config::{ListenerKind, Place, Settings};
use crate::counts::Metrics;
use crate::doors::door::{self, Listener};
use crate::error::Error;
use crate::kept::Kept;
use crate::keyholder::Keyholder;
use crate::listening::Wanted;
use crate::metrics;
use crate::next_hop::memory::HopMemory;
use crate::outbox::{self, Outbox};
use crate::state::{Live, Parts, Phase, State};
use crate::telling;
use crate::usage;
use kept_up::kept_up;

/// Time for the last journal entries and connections when all sessions have ended.
const LAST_WORDS: Duration = Duration::from_secs(5);

/// Threads that may wait for the disk at once, and the stack of each: structures are read by loops within bounds of depth.
const BLOCKING: usize = 64;
const STACK: usize = 1024 * 1024;
/// So many of them are there from the beginning, and none ever ends: a system that has no thread to give later on makes mail wait and
/// nothing else (G14).
const FROM_THE_START: usize = 4;
const NEVER: Duration = Duration::from_secs(u32::MAX as u64);

/// A gateway whose doors are open, not yet running.
#[derive(Debug)]
pub struct Gateway {
    state: Arc<State>,
    writer: JournalWriter,
    listeners: Vec<Listener>,
    /// Where monitors ask.
    monitors: Option<Listener>,
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
    Leave,
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

    /// The same with sockets that listen already, beside a gateway that goes.
    ///
    /// # Errors
    /// See [`Gateway::start`].
    pub async fn start_with(settings: Settings, kept: Kept) -> Result<Self, Error> {
        Self::open(settings, Disk::default(), kept).await
    }

    /// The same with an outbox whose every act on the disk is watched: for tests of what happens when one fails.
    ///
    /// # Errors
    /// See [`Gateway::start`].
    pub async fn start_on(settings: Settings, disk: Disk) -> Result<Self, Error> {
        Self::open(settings, disk, Kept::default()).await
    }

    async fn open(settings: Settings, disk: Disk, mut kept: Kept) -> Result<Self, Error> {
        kakitome_crypto::warm_up().map_err(|error| Error::System(std::io::Error::other(error)))?;
        make_private_folder(&settings.spill)?;
        let path = settings.database.clone();
        let database = |error: kakitome_store::Error| Error::Database { path: path.clone(), why: error.to_string() };
        let store = Store::open(&settings.database).await.map_err(database)?;
        let generation = store.generation().await.map_err(database)?;
        let ids = store.mail_ids().await.map_err(database)?;
        let keyholder = Keyholder::new(&settings.keyholder_socket, settings.signature_wait);
        let writer = JournalWriter::spawn(&store);
        let (mut listeners, places) = open_doors(&settings, &mut kept)?;
        let monitors = settings.metrics.as_ref().and_then(|_| listeners.pop());
        let addresses = places.iter().filter_map(Place::tcp).collect();
        let accounts = Accounts::new(store.clone(), settings.accounts.at_once).await;
        let accounts = accounts.map_err(|error| Error::Database { path: path.clone(), why: error.to_string() })?;
        let hops = Arc::new(HopMemory::new(store.clone()));
        let live = Live::new(settings, &hops)?;
        let metrics = Metrics::new(keyholder.counts(), hops.met(), Arc::clone(&kept.lost_lines));
        let outbox = Outbox::open(&live.settings.outbox, disk, keyholder.clone(), writer.handle(), kept.beside);
        let outbox = outbox.map_err(Error::Outbox)?;
        let (phase, watched) = watch::channel(Phase::Running);
        let (orders, received) = mpsc::channel(8);
        let off = store.is_off().await.map_err(database)?;
        let state = State::new(Parts { store, accounts, keyholder, journal: writer.handle(), outbox, hops, ids, metrics }, watched, live);
        if state.put_switch(off) {
            tracing::warn!("switched off: mail passes as it comes until `kakitome on`");
        }
        Ok(Self {
            state: Arc::new(state),
            writer,
            listeners,
            monitors,
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

    /// Its listening sockets, by the place that the configuration gives them: for whoever keeps them.
    ///
    /// # Errors
    /// No file descriptor is left.
    pub fn sockets(&self) -> Result<Vec<(String, OwnedFd)>, Error> {
        let live = self.state.live();
        let wanted = live.settings.listeners.iter().map(|listener| listener.place.to_string());
        let monitors = live.settings.metrics.as_ref().map(ToString::to_string);
        let all = wanted.zip(&self.listeners).chain(monitors.into_iter().zip(&self.monitors));
        all.map(|(place, listener)| Ok((place, listener.share()?))).collect()
    }

    /// What each door speaks, and where it listens.
    fn doors(&self) -> Vec<(ListenerKind, Place)> {
        let live = self.state.live();
        live.settings.listeners.iter().map(|listener| listener.kind).zip(self.places.iter().cloned()).collect()
    }

    /// Where monitors ask.
    ///
    /// # Errors
    /// The system does not say.
    pub fn monitors(&self) -> Result<Option<Place>, Error> {
        Ok(self.monitors.as_ref().map(Listener::place).transpose()?)
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
        if let Some(listener) = self.monitors.take() {
            doors.spawn(metrics::keep(Arc::clone(&self.state), listener));
        }
        let mut outbox = JoinSet::new();
        outbox.spawn(outbox::run(Arc::clone(&self.state)));
        let beside = self.keep_up_what_goes_on_beside();
        // Whoever starts us starts a new one: one that takes mail into an outbox that nobody empties is worse than none.
        let mut fallen = None;
        loop {
            let order = tokio::select! {
                order = self.orders.recv() => order,
                ended = outbox.join_next() => {
                    fallen = ended.and_then(Result::err);
                    tracing::error!(error = fallen.as_ref().map(tracing::field::display), "the outbox has fallen: this gateway ends, and another one is to be started");
                    Some(Order::Stop)
                }
            };
            let Some(order) = order else { break };
            match order {
                Order::Reload => self.reload().await,
                Order::Certificates => self.renew_certificates().await,
                Order::Leave => {
                    self.leave(&mut doors).await;
                    break;
                }
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
        if let Some(Err(error)) = outbox.join_next().await {
            fallen = Some(error);
        }
        drop(beside);
        doors.shutdown().await;
        self.state.usage.write(&self.state.store).await;
        let _ = timeout(LAST_WORDS, self.state.live().ways.close()).await;
        self.state.hops.flush().await;
        let path = self.state.live().settings.database.clone();
        let finished = self.writer.finish().await;
        self.state.store.close().await;
        tracing::info!("ended");
        if let Some(error) = fallen {
            return Err(Error::OutboxFell { why: error.to_string() });
        }
        finished.map_err(|error| Error::Database { path, why: error.to_string() })
    }

    /// What goes on beside mail, as long as the value lives.
    fn keep_up_what_goes_on_beside(&self) -> JoinSet<()> {
        let mut beside = JoinSet::new();
        let (state, handle, generation) = (Arc::clone(&self.state), self.handle(), self.generation);
        beside.spawn(kept_up("rounds", move || {
            let handle = handle.clone();
            rounds::look(Arc::clone(&state), generation, async move || handle.renew_certificates().await)
        }));
        let (usage, store) = (Arc::clone(&self.state.usage), self.state.store.clone());
        beside.spawn(kept_up("usage", move || usage::keep(Arc::clone(&usage), store.clone())));
        let state = Arc::clone(&self.state);
        beside.spawn(kept_up("telling", move || telling::run(Arc::clone(&state))));
        beside
    }

    /// Another gateway takes mail: the sessions that are open go on, but not for ever.
    async fn leave(&mut self, doors: &mut JoinSet<()>) {
        let connections = self.state.census.all();
        tracing::info!(connections, "another gateway has our place: no new connections, those that are open go on");
        self.phase.send_replace(Phase::Leaving);
        let over = tokio::time::sleep(self.state.live().settings.limits.handover);
        tokio::pin!(over);
        loop {
            tokio::select! {
                () = ended(doors) => return,
                () = &mut over => return,
                // There is nothing to reload for the last sessions; the end may be asked for.
                order = self.orders.recv() => if matches!(order, Some(Order::Stop) | None) { return },
            }
        }
    }

    /// Puts the configuration file's new content in force, whole or not at all.
    async fn reload(&self) {
        let old = self.state.live();
        let fresh = Settings::load(&old.settings.source).map_err(Error::from).and_then(|settings| {
            fixed::note_what_needs_a_restart(&old.settings, &settings);
            Live::new(fixed::with_fixed_parts(settings, &old.settings), &self.state.hops)
        });
        match fresh {
            Ok(live) => {
                self.state.identities.forget();
                self.state.outbox.put_limits(&live.settings.outbox);
                let before = self.state.replace(live);
                before.ways.close().await;
                tracing::info!(config = %old.settings.source.display(), "reloaded");
            }
            Err(error) => tracing::error!(%error, "not reloaded: the configuration in force stays"),
        }
    }
}

impl Gateway {
    /// Certificates of doors have changed on disk: new connections get the new ones. Files that do not fit each other (one of two is not
    /// written yet) are looked at again in the next round.
    async fn renew_certificates(&self) {
        let old = self.state.live();
        // Lists of revoked certificates may be large: mail goes on while they are read.
        let reading = Arc::clone(&old);
        let read = tokio::task::spawn_blocking(move || reading.with_files_of_today()).await;
        match read.unwrap_or_else(|error| Err(std::io::Error::other(error).into())) {
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

    /// Another gateway has the same sockets and takes mail: no new connections, sessions that are open go on, the outbox is let go.
    pub async fn leave(&self) {
        let _ = self.orders.send(Order::Leave).await;
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

/// A gateway's open doors.
#[derive(Debug)]
pub struct Open {
    /// What each speaks, and where.
    pub doors: Vec<(ListenerKind, Place)>,
    /// Where monitors ask.
    pub monitors: Option<Place>,
}

/// Runs a gateway in a runtime of its own until SIGTERM or SIGINT; SIGHUP reloads, SIGUSR2 says that another one has taken its place.
/// `ready` is called once when mail can come in.
///
/// # Errors
/// See [`Gateway::start`] and [`Gateway::run`].
pub fn run(settings: Settings, kept: Kept, ready: impl FnOnce(Open)) -> Result<(), Error> {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    // Threads that wait for the disk, or hash large mails: each takes its stack from what the process may use.
    let runtime = runtime.max_blocking_threads(BLOCKING).thread_keep_alive(NEVER).thread_stack_size(STACK).enable_all().build()?;
    let ended = runtime.block_on(async {
        start_threads().await;
        let gateway = Gateway::start_with(settings, kept).await?;
        tokio::spawn(obey_signals(gateway.handle())?);
        ready(Open { doors: gateway.doors(), monitors: gateway.monitors()? });
        gateway.run().await
    });
    // A thread that hangs in a file system must not keep the process.
    runtime.shutdown_timeout(LAST_WORDS);
    ended
}

/// Each of them has something to do at the same time, so each gets a thread.
async fn start_threads() {
    let pause = || std::thread::sleep(Duration::from_millis(20));
    let started: Vec<_> = (0..FROM_THE_START).map(|_| tokio::task::spawn_blocking(pause)).collect();
    for thread in started {
        // What goes wrong with the first threads shows in what they are for.
        let _ = thread.await;
    }
}

fn obey_signals(handle: Handle) -> std::io::Result<impl Future<Output = ()>> {
    let mut term = signal(SignalKind::terminate())?;
    let mut int = signal(SignalKind::interrupt())?;
    let mut hup = signal(SignalKind::hangup())?;
    let mut replaced = signal(SignalKind::user_defined2())?;
    Ok(async move {
        loop {
            tokio::select! {
                _ = term.recv() => handle.stop().await,
                _ = int.recv() => handle.stop().await,
                _ = hup.recv() => handle.reload().await,
                _ = replaced.recv() => handle.leave().await,
            }
        }
    })
}

async fn ended(doors: &mut JoinSet<()>) {
    while doors.join_next().await.is_some() {}
}

/// All doors, the monitors' one last, and where those for mail are.
fn open_doors(settings: &Settings, kept: &mut Kept) -> Result<(Vec<Listener>, Vec<Place>), Error> {
    let wanted = Wanted::by_mail(settings);
    let listeners: Vec<Listener> = wanted.iter().map(|wanted| door::listen(wanted, kept)).collect::<Result<_, _>>()?;
    let places = wanted
        .iter()
        .zip(&listeners)
        .take(settings.listeners.len())
        .map(|(wanted, listener)| listener.place().map_err(|source| Error::Listen { place: wanted.place.clone(), source }));
    let places = places.collect::<Result<_, _>>()?;
    Ok((listeners, places))
}

fn make_private_folder(path: &Path) -> Result<(), Error> {
    use std::os::unix::fs::DirBuilderExt;
    let made = std::fs::DirBuilder::new().recursive(true).mode(0o700).create(path);
    made.map_err(|source| Error::File { act: "make the folder for large mails", path: path.to_owned(), source })
}
