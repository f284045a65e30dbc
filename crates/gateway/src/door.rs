//! A listening socket: who comes in, who is sent away at the greeting, and that the loop survives whatever accept says (R11).

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use crate::census::Full;
use crate::config::ListenerKind;
use crate::milter;
use crate::replies;
use crate::session::{Visit, refuse};
use crate::state::{Phase, State};
use crate::stream::Stream;

/// Connections that wait in the kernel until they are accepted.
const BACKLOG: u32 = 4096;
/// Pause when no file descriptor or memory is left.
const PAUSE: Duration = Duration::from_millis(100);
/// Clients that are being sent away at once; more are closed without a word.
const MOST_REFUSALS: usize = 256;

/// Opens a listening socket.
pub(crate) fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() { tokio::net::TcpSocket::new_v4() } else { tokio::net::TcpSocket::new_v6() }?;
    // A port whose last connections are still in TIME-WAIT can be taken again after a restart.
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

/// Accepts until the end begins, then waits for its sessions.
pub(crate) async fn keep(state: Arc<State>, door: usize, listener: TcpListener) {
    let mut phase = state.phase.clone();
    let mut visits = JoinSet::new();
    let mut refusals = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((socket, peer)) => enter(&state, door, socket, peer, &mut visits, &mut refusals),
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
    drop(listener);
    while let Some(ended) = visits.join_next().await {
        report(ended);
    }
}

fn enter(state: &Arc<State>, door: usize, socket: TcpStream, peer: SocketAddr, visits: &mut JoinSet<()>, refusals: &mut JoinSet<()>) {
    if let Err(error) = socket.set_nodelay(true) {
        tracing::debug!(%error, "TCP_NODELAY");
    }
    let live = state.live();
    let stream = Stream::Plain(socket);
    let limits = &live.settings.limits;
    let allowed =
        live.settings.listeners.get(door).is_some_and(|listener| live.settings.network_of(peer.ip(), &listener.networks).is_some());
    let is_milter = live.settings.listeners.get(door).is_some_and(|listener| listener.kind == ListenerKind::Milter);
    let place = match state.census.enter(peer.ip(), limits.connections, limits.connections_per_client) {
        Ok(place) if allowed => place,
        other => {
            let reply = match other {
                Err(Full::All) => kakitome_wire::replies::TOO_MANY_CONNECTIONS,
                Err(Full::Client) => replies::full_for_client(),
                Ok(_) => replies::not_allowed(),
            };
            tracing::warn!(%peer, %reply, "sent away");
            if !is_milter && refusals.len() < MOST_REFUSALS {
                refusals.spawn(async move { refuse(&live, door, stream, peer, &reply).await });
            }
            return;
        }
    };
    if is_milter {
        let visit = milter::Visit::new(Arc::clone(state), live, stream, peer);
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

fn report(ended: Result<(), tokio::task::JoinError>) {
    if let Err(error) = ended
        && error.is_panic()
    {
        tracing::error!(%error, "a session panicked; its client lost the connection, others go on");
    }
}
