//! One connection to the next hop: the socket, the deadlines and TLS around wire's client session (RFC 5321 4.5.3.2).
//!
//! Knows nothing of transactions; `transaction.rs` says what is asked, `pool.rs` who gets it.

use std::io::{self, Write};
use std::sync::Arc;
use std::time::Instant;

use kakitome_wire::client::{Event, Failure, Session, Settings, Step};
use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use tokio::net::{TcpStream, UnixStream};
use tokio::time::timeout;

use crate::config::NextHop;
use crate::stream::Stream;

/// Output beyond this is written before more content is taken.
const WRITE_AT_ONCE: usize = 64 * 1024;

/// How the next hop is reached.
#[derive(Debug)]
pub(crate) struct Route {
    /// Where it is and how long it may take.
    pub(crate) hop: NextHop,
    /// What the session is told.
    pub(crate) session: Arc<Settings>,
    /// TLS and the name for it, unless there is none.
    pub(crate) tls: Option<(Arc<ClientConfig>, ServerName<'static>)>,
}

/// A connection to the next hop, past EHLO.
#[derive(Debug)]
pub(crate) struct Hop {
    stream: Stream,
    session: Session,
    input: Vec<u8>,
    used: usize,
    /// Mails that it has carried.
    pub(crate) mails: u64,
    /// When it was given back.
    pub(crate) idle_since: Instant,
}

impl Hop {
    /// Connects and goes through greeting, EHLO and TLS.
    ///
    /// # Errors
    /// Whatever kept the next hop from being ready.
    pub(crate) async fn connect(route: &Route) -> Result<Self, Failure> {
        let session = Session::new(Arc::clone(&route.session), false);
        let opened = timeout(route.hop.timeouts.connect, open(route)).await;
        let stream = match opened {
            Ok(Ok(stream)) => stream,
            Ok(Err(error)) => {
                tracing::warn!(next_hop = %route.hop.address, port = route.hop.port, %error, "the next hop cannot be reached");
                return Err(Failure::Lost { step: Step::Greeting });
            }
            Err(_) => return Err(Failure::TimedOut { step: Step::Greeting }),
        };
        let mut hop = Self { stream, session, input: Vec::new(), used: 0, mails: 0, idle_since: Instant::now() };
        loop {
            match hop.event().await {
                Event::Ready => return Ok(hop),
                Event::StartTls => hop = hop.start_tls(route).await?,
                Event::Failed(failure) => return Err(failure),
                Event::Closed => return Err(Failure::Lost { step: Step::Hello }),
                Event::NeedInput | Event::Answer { .. } => {}
                other => {
                    tracing::error!(event = ?other, "an event of the next hop's session is not known");
                    return Err(Failure::Lost { step: Step::Hello });
                }
            }
        }
    }

    async fn start_tls(mut self, route: &Route) -> Result<Self, Failure> {
        if self.flush().await.is_err() {
            return Err(Failure::Lost { step: Step::StartTls });
        }
        let Some((config, name)) = &route.tls else {
            return Err(Failure::TlsUnavailable { what: "TLS is switched off", reply: None });
        };
        let handshake = self.stream.connect_tls(Arc::clone(config), name.clone());
        match timeout(self.session.timeout(), handshake).await {
            Ok(Ok(stream)) => self.stream = stream,
            Ok(Err(error)) => {
                tracing::warn!(next_hop = %route.hop.address, %error, "the TLS handshake with the next hop failed");
                return Err(Failure::Handshake);
            }
            Err(_) => return Err(Failure::TimedOut { step: Step::Handshake }),
        }
        // Nothing that came before the handshake counts (RFC 3207 4.2).
        self.input.clear();
        self.used = 0;
        match self.session.tls_established() {
            Ok(()) => Ok(self),
            Err(_) => Err(Failure::Handshake),
        }
    }

    /// The session, to say commands; they go out with the next [`Hop::event`].
    pub(crate) fn session(&mut self) -> &mut Session {
        &mut self.session
    }

    /// What it offers.
    pub(crate) fn capabilities(&self) -> &kakitome_wire::client::Capabilities {
        self.session.capabilities()
    }

    /// Whether commands may be said together.
    pub(crate) fn pipelines(&self) -> bool {
        self.session.capabilities().pipelining
    }

    /// Version and suite, inside TLS.
    pub(crate) fn tls_name(&self) -> Option<String> {
        self.stream.tls_name()
    }

    /// Whether it may be used again: nothing has come in meanwhile, not even its end.
    pub(crate) fn is_fresh(&self) -> bool {
        self.used == self.input.len() && self.stream.is_silent()
    }

    /// Writes what is to be said and waits for the next event; never gives `NeedInput`.
    pub(crate) async fn event(&mut self) -> Event {
        loop {
            let mut rest = self.input.get(self.used..).unwrap_or_default();
            let before = rest.len();
            let event = self.session.next(&mut rest);
            self.used += before - rest.len();
            if event != Event::NeedInput {
                return event;
            }
            self.input.clear();
            self.used = 0;
            self.exchange().await;
        }
    }

    /// Writes the output, then reads. What goes wrong is told to the session.
    async fn exchange(&mut self) {
        let wait = self.session.timeout();
        let round = async {
            let written = self.flush().await;
            // A next hop that refuses early closes its end: its words may still be there to read.
            match (self.stream.fill(&mut self.input).await, written) {
                (Ok(0) | Err(_), _) => Err(()),
                (Ok(_), _) => Ok(()),
            }
        };
        match timeout(wait, round).await {
            Ok(Ok(())) => {}
            Ok(Err(())) => self.session.lost(),
            Err(_) => self.session.timed_out(),
        }
    }

    async fn flush(&mut self) -> io::Result<()> {
        while !self.session.output().is_empty() {
            let count = self.session.output().len();
            let sent = self.stream.send(self.session.output()).await;
            // After a fault nothing more is tried: the session learns of it by reading.
            self.session.written(count);
            sent?;
        }
        Ok(())
    }

    /// Appends to the content; small pieces are gathered.
    ///
    /// # Errors
    /// The connection broke or the content must not be sent.
    pub(crate) fn gather(&mut self) -> Gather<'_> {
        Gather(&mut self.session)
    }

    /// Writes gathered content if there is much of it.
    ///
    /// # Errors
    /// The connection broke or took too long.
    pub(crate) async fn relieve(&mut self) -> io::Result<()> {
        if self.session.output().len() < WRITE_AT_ONCE {
            return Ok(());
        }
        let wait = self.session.timeout();
        timeout(wait, self.flush()).await.map_err(|_| io::ErrorKind::TimedOut)?
    }

    /// Says QUIT without waiting long for the answer.
    pub(crate) async fn quit(mut self) {
        if self.session.quit().is_ok() {
            let _ = timeout(std::time::Duration::from_secs(1), self.event()).await;
        }
    }
}

async fn open(route: &Route) -> io::Result<Stream> {
    if let Some(path) = &route.hop.unix {
        return Ok(Stream::Local(UnixStream::connect(path).await?));
    }
    let socket = TcpStream::connect((route.hop.address.as_str(), route.hop.port)).await?;
    // Commands are gathered by us; the kernel must not wait for more (RFC 9293 3.7.4).
    if let Err(error) = socket.set_nodelay(true) {
        tracing::debug!(%error, "TCP_NODELAY");
    }
    Ok(Stream::Plain(socket))
}

/// Content on its way into the session's output.
#[derive(Debug)]
pub(crate) struct Gather<'a>(&'a mut Session);

impl Write for Gather<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.content(bytes).map_err(io::Error::other)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
