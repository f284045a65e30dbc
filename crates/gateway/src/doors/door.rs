//! A listening socket: who comes in, who is sent away at the greeting, and that the loop survives whatever accept says (R11).

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::os::fd::{AsFd, OwnedFd};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::{TcpListener, UnixListener};
use tokio::task::JoinSet;

use crate::admission::census::{self, Full};
use crate::config::{ListenerKind, Place};
use crate::counts::SentAway;
use crate::doors::milter;
use crate::doors::session::Visit;
use crate::doors::session::refusing::refuse;
use crate::error::Error;
use crate::kept::Kept;
use crate::listening::Wanted;
use crate::memory;
use crate::replies;
use crate::state::{Phase, State};
use crate::stream::Stream;

/// Pause when no file descriptor or memory is left.
const PAUSE: Duration = Duration::from_millis(100);
/// Clients that are being sent away at once; more are closed without a word.
const MOST_REFUSALS: usize = 256;

/// A listening socket.
#[derive(Debug)]
pub(crate) enum Listener {
    /// TCP.
    Tcp(TcpListener),
    /// A socket in the file system, which goes when this goes.
    Unix(UnixListener, Name),
}

/// The name of a Unix socket.
#[derive(Debug)]
pub(crate) struct Name {
    path: PathBuf,
    /// Somebody else listens at it too, or will.
    stays: bool,
}

impl Drop for Name {
    fn drop(&mut self) {
        if self.stays {
            return;
        }
        if let Err(error) = std::fs::remove_file(&self.path) {
            tracing::debug!(socket = %self.path.display(), %error, "the socket's name is gone already");
        }
    }
}

/// Opens a listening socket, or takes the one that is kept for this place: whoever keeps it sees to a Unix socket's name.
pub(crate) fn listen(wanted: &Wanted, kept: &mut Kept) -> Result<Listener, Error> {
    let place = &wanted.place;
    let kept_for_it = kept.take(place);
    if kept_for_it.is_none() && kept.all {
        return Err(Error::NotOpened { place: place.clone() });
    }
    let stays = kept_for_it.is_some();
    let opened = kept_for_it.map_or_else(|| wanted.open(), Ok).and_then(|socket| match place {
        Place::Tcp(_) => Ok(Listener::Tcp(taken(socket, TcpListener::from_std)?)),
        Place::Unix(path) => Ok(Listener::Unix(taken(socket, UnixListener::from_std)?, Name { path: path.clone(), stays })),
    });
    opened.map_err(|source| Error::Listen { place: place.clone(), source })
}

/// A socket that was opened elsewhere, for this runtime.
fn taken<S: From<OwnedFd>, L>(socket: OwnedFd, make: impl FnOnce(S) -> io::Result<L>) -> io::Result<L> {
    rustix::io::ioctl_fionbio(&socket, true)?;
    make(S::from(socket))
}

impl Listener {
    /// Where it listens; a free port is resolved.
    pub(crate) fn place(&self) -> io::Result<Place> {
        match self {
            Self::Tcp(listener) => listener.local_addr().map(Place::Tcp),
            Self::Unix(_, name) => Ok(Place::Unix(name.path.clone())),
        }
    }

    /// The same socket for somebody else.
    pub(crate) fn share(&self) -> io::Result<OwnedFd> {
        match self {
            Self::Tcp(listener) => listener.as_fd().try_clone_to_owned(),
            Self::Unix(listener, _) => listener.as_fd().try_clone_to_owned(),
        }
    }

    /// Somebody else listens at it from now on.
    pub(crate) fn leave(self) {
        if let Self::Unix(_, mut name) = self {
            name.stays = true;
        }
    }

    pub(crate) async fn accept(&self) -> io::Result<(Stream, SocketAddr)> {
        match self {
            Self::Tcp(listener) => {
                let (socket, peer) = listener.accept().await?;
                if let Err(error) = socket.set_nodelay(true) {
                    tracing::debug!(%error, "TCP_NODELAY");
                }
                Ok((Stream::Plain(socket), peer))
            }
            Self::Unix(listener, _) => Ok((Stream::Local(listener.accept().await?.0), Place::LOCAL)),
        }
    }
}

/// Accepts until the end begins, then waits for its sessions.
pub(crate) async fn keep(state: Arc<State>, door: usize, listener: Listener) {
    let mut phase = state.phase.clone();
    let mut visits = JoinSet::new();
    let mut refusals = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, peer)) => enter(&state, door, stream, peer, &mut visits, &mut refusals),
                Err(error) => {
                    tracing::warn!(%error, "a connection could not be accepted");
                    tokio::time::sleep(PAUSE).await;
                }
            },
            Some(ended) = visits.join_next(), if !visits.is_empty() => report(ended),
            Some(_) = refusals.join_next(), if !refusals.is_empty() => {}
            changed = phase.changed() => {
                if changed.is_err() || *phase.borrow() != Phase::Running {
                    break;
                }
            }
        }
    }
    let leaving = *phase.borrow() == Phase::Leaving;
    if leaving {
        listener.leave()
    } else {
        drop(listener)
    }
    while let Some(ended) = visits.join_next().await {
        report(ended);
    }
}

fn enter(state: &Arc<State>, door: usize, stream: Stream, peer: SocketAddr, visits: &mut JoinSet<()>, refusals: &mut JoinSet<()>) {
    let live = state.live();
    let limits = &live.settings.limits;
    let Some(listener) = live.settings.listeners.get(door) else { return };
    let allowed = live.settings.admits(listener, peer.ip()).is_some();
    let kind = listener.kind;
    let is_milter = kind == ListenerKind::Milter;
    // A Unix socket is one client; who may open it is limited by its mode.
    let (counted, each) = match listener.place {
        Place::Unix(_) => (IpAddr::V4(Ipv4Addr::UNSPECIFIED), limits.connections),
        Place::Tcp(_) => (peer.ip(), limits.connections_per_client),
    };
    let paced = match listener.place {
        Place::Tcp(_) if allowed => state.quota.connection(limits, counted),
        _ => true,
    };
    // As if this client had all the connections that it may have.
    let each = if memory::is_short() { 0 } else { each };
    let place = match state.census.enter(counted, limits.connections, each) {
        Ok(place) if allowed && paced => place,
        other => {
            let (why, reply) = match other {
                Err(Full::All) => (SentAway::Full, kakitome_wire::replies::TOO_MANY_CONNECTIONS),
                Err(Full::Client) => (SentAway::Client, replies::full_for_client()),
                Ok(_) if allowed => (SentAway::Pace, replies::too_fast_for_client()),
                Ok(_) => (SentAway::Network, replies::not_allowed()),
            };
            state.metrics.sent_away(why);
            tracing::warn!(%peer, %reply, "sent away");
            // Words in clear are nothing to a client that begins with a handshake.
            if !matches!(kind, ListenerKind::Milter | ListenerKind::Submission) && refusals.len() < MOST_REFUSALS {
                refusals.spawn(async move { refuse(&live, door, stream, peer, &reply).await });
            }
            return;
        }
    };
    let place = Inside { _place: place, state: Arc::clone(state), kind };
    state.metrics.connected(kind);
    if is_milter {
        let visit = milter::Visit::new(Arc::clone(state), live, door, stream, peer);
        visits.spawn(async move {
            visit.serve().await;
            drop(place);
        });
        return;
    }
    let Some(visit) = Visit::new(Arc::clone(state), live, door, stream, peer) else { return };
    visits.spawn(async move {
        visit.serve().await;
        drop(place);
    });
}

/// A client that is inside, until it is dropped.
struct Inside {
    _place: census::Place,
    state: Arc<State>,
    kind: ListenerKind,
}

impl Drop for Inside {
    fn drop(&mut self) {
        self.state.metrics.parted(self.kind);
    }
}

fn report(ended: Result<(), tokio::task::JoinError>) {
    if let Err(error) = ended
        && error.is_panic()
    {
        tracing::error!(%error, "a session panicked; its client lost the connection, others go on");
    }
}
