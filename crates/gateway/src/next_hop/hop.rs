//! One connection to the next hop: the socket, the deadlines and TLS around wire's client session (RFC 5321 4.5.3.2).
//!
//! Knows nothing of transactions; `transaction.rs` says what is asked, `pool.rs` who gets it.

use std::io::{self, Write};
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use kakitome_wire::client::{Event, Failure, Session, Settings, Step};
use rustls::pki_types::ServerName;
use rustls::{CertificateError, ClientConfig};
use tokio::net::{TcpStream, UnixStream};
use tokio::time::{timeout, timeout_at};

use crate::next_hop::passage::{self, Passage};
use crate::next_hop::showing::{self, Wanted};
use crate::replies;
use crate::stream::Stream;

/// Output beyond this is written before more content is taken.
const WRITE_AT_ONCE: usize = 64 * 1024;

/// One hop, how it is reached, and what it must show.
#[derive(Debug)]
pub(crate) struct Target<'a> {
    /// Where it is.
    pub(crate) place: Place<'a>,
    /// Its name in logs and in the journal: `mx.example.jp:25`.
    pub(crate) label: &'a str,
    /// What the session is told.
    pub(crate) session: Arc<Settings>,
    /// TLS and the name for it, unless there is none.
    pub(crate) tls: Option<(Arc<ClientConfig>, ServerName<'static>)>,
    /// What it must show.
    pub(crate) wanted: &'a Wanted,
    /// Longest wait for the connection.
    pub(crate) connect: Duration,
}

/// Where a hop is.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Place<'a> {
    /// A socket in the file system.
    Unix(&'a Path),
    /// A name that the system resolves, or an address.
    Host(&'a str, u16),
    /// An address that was found out before.
    At(SocketAddr),
}

/// Why a connection did not come about.
#[derive(Debug)]
pub(crate) struct Missed {
    /// What becomes of the mail.
    pub(crate) failure: Failure,
    /// A word for counts (RFC 8460 4.3, where it has one).
    pub(crate) word: &'static str,
    /// The hop was there and did not do TLS as it should.
    pub(crate) lacks_tls: bool,
}

impl Missed {
    fn without_tls(failure: Failure, word: &'static str) -> Self {
        Self { failure, word, lacks_tls: true }
    }
}

impl From<Failure> for Missed {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::TlsUnavailable { .. } => Self::without_tls(failure, "starttls-not-supported"),
            Failure::InjectedBeforeTls | Failure::Handshake => Self::without_tls(failure, "validation-failure"),
            failure => Self { failure, word: "unreachable", lacks_tls: false },
        }
    }
}

/// A connection to the next hop, past EHLO.
#[derive(Debug)]
pub(crate) struct Hop {
    stream: Stream,
    session: Session,
    input: Vec<u8>,
    used: usize,
    /// How it is protected.
    pub(crate) passage: Arc<Passage>,
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
    pub(crate) async fn connect(target: &Target<'_>) -> Result<Self, Missed> {
        let session = Session::new(Arc::clone(&target.session), false);
        let opened = timeout(target.connect, open(target.place)).await;
        let stream = match opened {
            Ok(Ok(stream)) => stream,
            Ok(Err(error)) => {
                tracing::warn!(next_hop = target.label, place = ?target.place, %error, "the next hop cannot be reached");
                return Err(Failure::Lost { step: Step::Greeting }.into());
            }
            Err(_) => return Err(Failure::TimedOut { step: Step::Greeting }.into()),
        };
        let passage = Arc::new(Passage { hop: target.label.to_owned(), tls: None, since: None, why: None });
        let mut hop = Self { stream, session, input: Vec::new(), used: 0, passage, mails: 0, idle_since: Instant::now() };
        loop {
            match hop.event().await {
                Event::Ready => return hop.ready(target),
                Event::StartTls => hop = hop.start_tls(target).await?,
                Event::Failed(failure) => return Err(failure.into()),
                Event::Closed => return Err(Failure::Lost { step: Step::Hello }.into()),
                Event::NeedInput | Event::Answer { .. } => {}
                other => {
                    tracing::error!(event = ?other, "an event of the next hop's session is not known");
                    return Err(Failure::Lost { step: Step::Hello }.into());
                }
            }
        }
    }

    /// Past EHLO; if that was in clear, whether it may be.
    fn ready(mut self, target: &Target<'_>) -> Result<Self, Missed> {
        if self.passage.tls.is_some() {
            return Ok(self);
        }
        // The session has seen to that already; what must be encrypted does not depend on one place.
        let (_, missing) = target.wanted.judge(None).map_err(|short| unproven(target, short))?;
        let why = match (target.place, &target.tls) {
            (Place::Unix(_), _) => "local",
            (_, None) => "off",
            _ if self.session.capabilities().starttls => "refused",
            _ => "not-offered",
        };
        if why != "local" && why != "off" {
            tracing::warn!(next_hop = target.label, why, missing, "not encrypted: mail goes to this hop in clear");
        }
        self.note(|passage| passage.why = Some(why));
        Ok(self)
    }

    /// Changes what the journal will tell of this connection.
    pub(crate) fn note(&mut self, change: impl FnOnce(&mut Passage)) {
        change(Arc::make_mut(&mut self.passage));
    }

    async fn start_tls(mut self, target: &Target<'_>) -> Result<Self, Missed> {
        if self.flush().await.is_err() {
            return Err(Failure::Lost { step: Step::StartTls }.into());
        }
        let Some((config, name)) = &target.tls else {
            return Err(Failure::TlsUnavailable { what: "TLS is switched off", reply: None }.into());
        };
        let handshake = self.stream.connect_tls(Arc::clone(config), name.clone());
        match timeout(self.session.timeout(), handshake).await {
            Ok(Ok(stream)) => self.stream = stream,
            Ok(Err(error)) => {
                tracing::warn!(next_hop = target.label, %error, "the TLS handshake with the next hop failed");
                return Err(broken_handshake(target, &error));
            }
            Err(_) => return Err(Failure::TimedOut { step: Step::Handshake }.into()),
        }
        self.judge(target)?;
        // Nothing that came before the handshake counts (RFC 3207 4.2).
        self.input.clear();
        self.used = 0;
        match self.session.tls_established() {
            Ok(()) => Ok(self),
            Err(_) => Err(Failure::Handshake.into()),
        }
    }

    /// Inside TLS, before anything is said there: is it the hop that was meant?
    fn judge(&mut self, target: &Target<'_>) -> Result<(), Missed> {
        let chain = self.stream.peer_chain();
        let (proven, missing) = target.wanted.judge(Some(&chain)).map_err(|short| unproven(target, short))?;
        let (version, cipher) = self.stream.tls_names().unwrap_or_default();
        let tls = passage::shown(version, cipher, chain.first().map(Vec::as_slice), proven);
        self.note(|passage| {
            passage.tls = Some(tls);
            passage.why = missing;
        });
        Ok(())
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

    /// Whether it may be used again: nothing has come in meanwhile, not even its end.
    pub(crate) fn is_fresh(&self) -> bool {
        self.used == self.input.len() && self.stream.is_silent()
    }

    /// Writes what is to be said and waits for the next event; never gives `NeedInput`. Each answer has its time as a whole: a hop that says
    /// one letter at a time gets no more of it.
    pub(crate) async fn event(&mut self) -> Event {
        let mut asked = Instant::now();
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
            if !self.session.output().is_empty() {
                asked = Instant::now();
            }
            let until = asked + self.session.timeout();
            self.exchange(until).await;
        }
    }

    /// Writes the output, then reads. What goes wrong is told to the session.
    async fn exchange(&mut self, until: Instant) {
        let round = async {
            let written = self.flush().await;
            // A next hop that refuses early closes its end: its words may still be there to read.
            match (self.stream.fill(&mut self.input).await, written) {
                (Ok(0) | Err(_), _) => Err(()),
                (Ok(_), _) => Ok(()),
            }
        };
        match timeout_at(until.into(), round).await {
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
        match timeout(wait, self.flush()).await {
            Ok(done) => done,
            Err(_) => {
                // Half of the output may be out: nothing more may be said here.
                self.session.timed_out();
                Err(io::ErrorKind::TimedOut.into())
            }
        }
    }

    /// Says QUIT without waiting long for the answer.
    pub(crate) async fn quit(mut self) {
        if self.session.quit().is_ok() {
            let _ = timeout(Duration::from_secs(1), self.event()).await;
        }
    }
}

fn unproven(target: &Target<'_>, short: kakitome_transport::Shortfall) -> Missed {
    let why = showing::said(short);
    tracing::warn!(next_hop = target.label, why, "nothing is sent to this hop");
    Missed::without_tls(Failure::Decided { reply: replies::hop_unproven(target.label, &why) }, short.report_word())
}

/// Why a handshake failed: what the certificate lacks is said.
fn broken_handshake(target: &Target<'_>, error: &io::Error) -> Missed {
    let inner = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>());
    let Some(rustls::Error::InvalidCertificate(fault)) = inner else { return Failure::Handshake.into() };
    let (word, why) = match fault {
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => ("certificate-expired", "its certificate has expired"),
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            ("certificate-host-mismatch", "its certificate is for another name")
        }
        CertificateError::UnknownIssuer | CertificateError::BadSignature => {
            ("certificate-not-trusted", "its certificate does not lead to a trusted authority")
        }
        _ => ("validation-failure", "its certificate cannot be used"),
    };
    Missed::without_tls(Failure::Decided { reply: replies::hop_unproven(target.label, why) }, word)
}

async fn open(place: Place<'_>) -> io::Result<Stream> {
    let socket = match place {
        Place::Unix(path) => return Ok(Stream::Local(UnixStream::connect(path).await?)),
        Place::Host(host, port) => TcpStream::connect((host, port)).await?,
        Place::At(address) => TcpStream::connect(address).await?,
    };
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
