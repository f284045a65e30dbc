//! The web door as a process: doors open (or handed over by who holds them), connections accepted, SIGHUP and the end obeyed. Graceful: at the end no connection is
//! accepted, requests at work are answered within their time.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;

use crate::accept::{Door, accept};
use crate::confine::confine;
use crate::doors;
use crate::error::Error;
use crate::settings::Settings;
use crate::site::Site;
use crate::tls;

/// Threads that read requests and write answers; judging has threads of its own.
const WORKERS: usize = 2;
/// Connections that wait in the kernel until they are accepted.
const BACKLOG: u32 = 1024;
/// The daily look at root stores is another process: its lists are read again this often.
const AGAIN: Duration = Duration::from_hours(1);
/// What a thread that hangs in a file system gets at the end.
const LAST_WORDS: Duration = Duration::from_secs(1);

enum Order {
    Stop,
    Reload,
}

/// Ends a [`Web`] or makes it read its files again.
#[derive(Clone, Debug)]
pub struct Handle {
    orders: mpsc::Sender<bool>,
}

impl Handle {
    /// No more connections; requests at work are answered.
    pub async fn stop(&self) {
        let _ = self.orders.send(true).await;
    }

    /// Reads certificate, key and lists of roots again; on a fault the old ones stay, and it is logged.
    pub async fn reload(&self) {
        let _ = self.orders.send(false).await;
    }
}

/// A web door that listens.
pub struct Web {
    site: Arc<Site>,
    listeners: Vec<TcpListener>,
    addresses: Vec<SocketAddr>,
    tls: watch::Sender<Option<Arc<rustls::ServerConfig>>>,
    orders: (mpsc::Sender<bool>, mpsc::Receiver<bool>),
}

impl Web {
    /// Opens everything that is needed.
    ///
    /// # Errors
    /// The database or a list cannot be read, an address is taken, or the TLS files are of no use.
    pub async fn start(settings: Settings) -> Result<Self, Error> {
        Self::start_with(settings, Vec::new()).await
    }

    /// The same with sockets that listen already, beside those of the settings: whoever has opened them keeps them, and no visitor is refused
    /// while one web door takes the place of another.
    ///
    /// # Errors
    /// See [`Web::start`].
    pub async fn start_with(settings: Settings, open: Vec<std::net::TcpListener>) -> Result<Self, Error> {
        let tls = settings.tls.as_ref().map(tls::of).transpose()?;
        let mut listeners = Vec::new();
        for listener in open {
            listener.set_nonblocking(true)?;
            listeners.push(TcpListener::from_std(listener)?);
        }
        for address in &settings.listen {
            listeners.push(listen(*address).map_err(|source| Error::Listen { address: *address, source })?);
        }
        let addresses = listeners.iter().map(TcpListener::local_addr).collect::<Result<_, _>>()?;
        let site = Arc::new(Site::open(settings).await?);
        Ok(Self { site, listeners, addresses, tls: watch::Sender::new(tls), orders: mpsc::channel(4) })
    }

    /// Where it listens.
    #[must_use]
    pub fn addresses(&self) -> &[SocketAddr] {
        &self.addresses
    }

    /// What ends it.
    #[must_use]
    pub fn handle(&self) -> Handle {
        Handle { orders: self.orders.0.clone() }
    }

    /// Answers until it is told to end.
    ///
    /// # Errors
    /// None at present: what goes wrong for one visitor is logged.
    pub async fn run(mut self) -> Result<(), Error> {
        let pages = doors::all(Arc::clone(&self.site));
        let (stop, _) = watch::channel(false);
        let mut doors = JoinSet::new();
        for listener in self.listeners.drain(..) {
            let door = Door { site: Arc::clone(&self.site), pages: pages.clone(), tls: self.tls.subscribe(), stop: stop.subscribe() };
            doors.spawn(accept(listener, door));
        }
        let mut again = tokio::time::interval_at(tokio::time::Instant::now() + AGAIN, AGAIN);
        loop {
            let order = tokio::select! {
                order = self.orders.1.recv() => if order == Some(false) { Order::Reload } else { Order::Stop },
                _ = again.tick() => Order::Reload,
            };
            match order {
                Order::Stop => break,
                Order::Reload => self.reload(),
            }
        }
        let _ = stop.send(true);
        let ended = async { while doors.join_next().await.is_some() {} };
        if tokio::time::timeout(self.site.settings.limits.shutdown, ended).await.is_err() {
            tracing::warn!("requests that took too long were cut at the end");
        }
        self.site.store.close().await;
        Ok(())
    }

    fn reload(&self) {
        if let Err(error) = self.site.reload() {
            tracing::error!(%error, "the lists of roots stay as they were");
        }
        let Some(files) = &self.site.settings.tls else { return };
        match tls::of(files) {
            Ok(config) => drop(self.tls.send_replace(Some(config))),
            Err(error) => tracing::error!(%error, "certificate and key stay as they were"),
        }
    }
}

/// Runs a web door in a runtime of its own until SIGTERM or SIGINT; SIGHUP reloads. `ready` is called once with the addresses. From
/// then on the whole process starts no program and reaches no Unix socket (the keyholder's is one), whatever happens to it.
/// `open`: sockets that listen already.
///
/// # Errors
/// See [`Web::start`].
pub fn run(settings: Settings, open: Vec<std::net::TcpListener>, ready: impl FnOnce(&[SocketAddr])) -> Result<(), Error> {
    // those that judge, and a few for looking up names
    let threads = settings.limits.judgements.max(1).saturating_add(8);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(WORKERS).max_blocking_threads(threads).enable_all().build()?;
    let ended = runtime.block_on(async {
        let web = Web::start_with(settings, open).await?;
        tokio::spawn(obey_signals(web.handle())?);
        confine().map_err(|why| Error::data("the filter of system calls", &why))?;
        ready(web.addresses());
        web.run().await
    });
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

fn listen(address: SocketAddr) -> std::io::Result<TcpListener> {
    let socket = if address.is_ipv4() { tokio::net::TcpSocket::new_v4() } else { tokio::net::TcpSocket::new_v6() }?;
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}
