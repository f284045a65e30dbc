//! Connections: who comes in, TLS, HTTP/1.1 by hyper with its bounds (RFC 9112; attack row W12). A connection that fails or panics
//! takes nobody else with it.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;

use crate::asked::Peer;
use crate::site::Site;

/// Pause when no file descriptor or memory is left.
const PAUSE: Duration = Duration::from_millis(100);
/// Fields in the head of a request: browsers send about 20.
const MOST_FIELDS: usize = 64;
/// Octets of a head, and what is read ahead of a body.
const BUFFER: usize = 64 << 10;
/// A connection is asked to end after this long; requests that are under way are answered.
const LONGEST: Duration = Duration::from_secs(600);
/// And cut when the one under way has had its own longest time.
const LONGER: Duration = Duration::from_secs(330);

/// What a listener hands to its connections.
pub(crate) struct Door {
    pub(crate) site: Arc<Site>,
    pub(crate) pages: Router,
    pub(crate) tls: watch::Receiver<Option<Arc<rustls::ServerConfig>>>,
    pub(crate) stop: watch::Receiver<bool>,
}

/// Accepts until the end begins, then waits for its connections.
pub(crate) async fn accept(listener: TcpListener, door: Door) {
    let (mut visits, mut stop) = (JoinSet::new(), door.stop.clone());
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((socket, peer)) => enter(&door, socket, peer, &mut visits),
                Err(error) => {
                    tracing::warn!(%error, "a connection could not be accepted");
                    tokio::time::sleep(PAUSE).await;
                }
            },
            Some(ended) = visits.join_next(), if !visits.is_empty() => report(ended),
            () = ended(&mut stop) => break,
        }
    }
    drop(listener);
    while let Some(ended) = visits.join_next().await {
        report(ended);
    }
}

fn enter(door: &Door, socket: TcpStream, peer: SocketAddr, visits: &mut JoinSet<()>) {
    let limits = &door.site.settings.limits;
    // A proxy of ours speaks for many.
    let is_proxy = door.site.settings.proxies.iter().any(|network| network.contains(peer.ip()));
    let each = if is_proxy { limits.connections } else { limits.connections_per_client };
    let Some(place) = door.site.census.enter(peer.ip(), limits.connections, each) else {
        tracing::debug!(%peer, "sent away: no place");
        return;
    };
    let (site, pages, stop) = (Arc::clone(&door.site), door.pages.clone(), door.stop.clone());
    let tls = door.tls.borrow().clone();
    visits.spawn(async move {
        let _place = place;
        if let Err(error) = socket.set_nodelay(true) {
            tracing::debug!(%error, "TCP_NODELAY");
        }
        let head = site.settings.limits.head;
        match tls {
            None => serve(socket, peer, pages, head, stop).await,
            Some(config) => match tokio::time::timeout(head, TlsAcceptor::from(config).accept(socket)).await {
                Ok(Ok(stream)) => serve(stream, peer, pages, head, stop).await,
                Ok(Err(error)) => tracing::debug!(%peer, %error, "no TLS"),
                Err(_) => tracing::debug!(%peer, "no TLS in time"),
            },
        }
    });
}

async fn serve(
    stream: impl AsyncRead + AsyncWrite + Unpin + 'static,
    peer: SocketAddr,
    pages: Router,
    head: Duration,
    mut stop: watch::Receiver<bool>,
) {
    let pages = pages.layer(axum::Extension(Peer(peer.ip())));
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(head).max_buf_size(BUFFER).max_headers(MOST_FIELDS).half_close(false);
    let connection = http.serve_connection(TokioIo::new(stream), TowerToHyperService::new(pages));
    tokio::pin!(connection);
    let ended = tokio::select! {
        ended = connection.as_mut() => Some(ended),
        () = ended(&mut stop) => None,
        () = tokio::time::sleep(LONGEST) => None,
    };
    let ended = match ended {
        Some(ended) => ended,
        None => {
            connection.as_mut().graceful_shutdown();
            match tokio::time::timeout(LONGER, connection).await {
                Ok(ended) => ended,
                Err(_) => return tracing::debug!(%peer, "cut: no end"),
            }
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%peer, %error, "a connection ended badly");
    }
}

/// The end has begun.
async fn ended(stop: &mut watch::Receiver<bool>) {
    // whoever could say so being gone is the end too
    let _ = stop.wait_for(|stop| *stop).await;
}

fn report(ended: Result<(), tokio::task::JoinError>) {
    if let Err(error) = ended
        && error.is_panic()
    {
        tracing::error!(%error, "a request panicked; its visitor lost the connection, others go on");
    }
}
