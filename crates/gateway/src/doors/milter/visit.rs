//! One connection from an MTA: bytes between the socket and wire's session, deadlines, the end.

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use kakitome_wire::milter::{Answer, Event, Fault, Peer, Session, Settings};
use kakitome_wire::{Reply, Safe};
use tokio::sync::watch;
use tokio::time::timeout;

use super::logins::{login, shut_out};
use super::passing::{Passing, Verdict, Wire};
use crate::config::ListenerKind;
use crate::mail::Client;
use crate::replies;
use crate::state::{Live, Phase, State};
use crate::stream::Stream;

/// Longest silence of an MTA: its own client may be slow, and the connection stays open meanwhile (libmilter waits as long).
const SILENCE: Duration = Duration::from_secs(7210);
/// Longest wait until the MTA takes what we write: it is waiting for it.
const TAKING: Duration = Duration::from_secs(300);
/// Output that has gathered before it is written while a body is told.
const RELIEF: usize = 256 * 1024;
/// An idle connection keeps no larger buffer than this.
const IDLE_BUFFER: usize = 1024;

/// One connection.
pub(crate) struct Visit {
    state: Arc<State>,
    live: Arc<Live>,
    /// Which of the doors.
    door: usize,
    /// Who speaks milter to us.
    mta: SocketAddr,
    line: Line,
    pending: Vec<u8>,
    used: usize,
    client: Client,
    mail: Option<Box<Passing>>,
    phase: watch::Receiver<Phase>,
}

/// Socket and session: what is written goes through both.
struct Line {
    stream: Stream,
    session: Session,
}

/// wire's events without borrowed bytes.
enum Heard {
    NeedInput,
    Full,
    Recipient(Result<(), Reply>),
    Complete,
    Go,
    End(Option<Fault>),
}

impl Visit {
    /// A connection from an allowed network.
    pub(crate) fn new(state: Arc<State>, live: Arc<Live>, door: usize, stream: Stream, mta: SocketAddr) -> Self {
        let settings = Settings { header_bytes: live.settings.limits.header_bytes, ..Settings::default() };
        let phase = state.phase.clone();
        let line = Line { stream, session: Session::new(settings) };
        Self { state, live, door, mta, line, pending: Vec::new(), used: 0, client: nobody(mta), mail: None, phase }
    }

    /// Serves the MTA to the end. What is broken off in the middle of a mail the MTA answers with tempfail, if it is set so.
    pub(crate) async fn serve(mut self) {
        let mta = self.mta;
        tracing::debug!(%mta, "a mail server has connected to the milter");
        loop {
            match self.step().await {
                Ok(None) => {}
                Ok(Some(None)) => break tracing::debug!(%mta, "closed"),
                Ok(Some(Some(fault))) => break tracing::warn!(%mta, %fault, "closed: this is not milter as it should be"),
                Err(error) => break tracing::warn!(%mta, %error, in_mail = self.mail.is_some(), "lost the mail server"),
            }
        }
        // What was answered last still goes out.
        let _ = self.line.flush().await;
    }

    async fn step(&mut self) -> io::Result<Option<Option<Fault>>> {
        match self.hear() {
            Heard::NeedInput => return self.more().await,
            Heard::Full => {
                if let Some(mail) = &mut self.mail {
                    mail.settle().await;
                }
                self.say(&Answer::Continue);
            }
            Heard::Recipient(Ok(())) | Heard::Go => self.say(&Answer::Continue),
            Heard::Recipient(Err(reply)) => self.say(&Answer::Reply(&reply)),
            Heard::Complete => Box::pin(self.complete()).await?,
            Heard::End(why) => return Ok(Some(why)),
        }
        Ok(None)
    }

    /// What the session makes of the next bytes; everything borrowed is used here.
    fn hear(&mut self) -> Heard {
        let mut rest = self.pending.get(self.used..).unwrap_or_default();
        let before = rest.len();
        let keeps = self.line.session.agreement().is_some_and(|agreement| agreement.keeps_leading_space());
        let heard = match self.line.session.next(&mut rest) {
            Event::NeedInput => Heard::NeedInput,
            Event::Connect { name, peer } => {
                self.client = introduced(&peer, self.mta, name);
                Heard::Go
            }
            Event::Hello(name) => {
                self.client.hello = Safe(name).to_string();
                Heard::Go
            }
            Event::Mail(words) => {
                self.live = self.state.live();
                if !still_admitted(&self.live, self.door, self.mta.ip()) {
                    tracing::warn!(mta = %self.mta, "its network may no longer show mail here: the milter closes");
                    // MAIL gets no answer, or one without a text of ours: the end of the connection is what the MTA understands.
                    self.used += before - rest.len();
                    return Heard::End(None);
                }
                self.client.mta = is_mta(&self.live, self.client.address);
                let sender = words.first().copied().unwrap_or_default();
                self.mail = Some(Box::new(Passing::begin(&self.state, Arc::clone(&self.live), sender)));
                let macros = self.line.session.macros();
                let believed = self.live.settings.listeners.get(self.door).map(|door| &door.believed);
                self.client.login = believed.and_then(|believed| login(|name| macros.get(name), believed)).map(Arc::new);
                Heard::Go
            }
            Event::Rcpt(words) => Heard::Recipient(match &mut self.mail {
                Some(mail) => mail.recipient(words.first().copied().unwrap_or_default(), &self.client),
                None => Err(replies::own_trouble()),
            }),
            Event::Header { name, value } => self.mail.as_mut().map_or(Heard::Go, |mail| {
                mail.field(name, value, keeps);
                Heard::Go
            }),
            Event::EndOfHeaders => self.mail.as_mut().map_or(Heard::Go, |mail| {
                mail.end_of_headers();
                Heard::Go
            }),
            Event::Body(piece) => {
                if self.mail.as_mut().is_some_and(|mail| mail.body(piece)) {
                    Heard::Full
                } else {
                    Heard::Go
                }
            }
            Event::EndOfMessage => Heard::Complete,
            Event::Abort => {
                self.mail = None;
                Heard::Go
            }
            Event::ClientGone => {
                self.mail = None;
                self.client = nobody(self.mta);
                Heard::Go
            }
            Event::Quit => Heard::End(None),
            Event::Close(fault) => Heard::End(Some(fault)),
            // DATA, commands that the MTA does not know, and whatever else wire comes to tell.
            _ => Heard::Go,
        };
        self.used += before - rest.len();
        heard
    }

    async fn complete(&mut self) -> io::Result<()> {
        let Some(mail) = self.mail.take() else {
            self.say(&Answer::Reply(&replies::own_trouble()));
            return Ok(());
        };
        if let Some(login) = &self.client.login {
            match shut_out(&self.state.accounts, login).await {
                Ok(false) => {}
                Ok(true) => {
                    tracing::warn!(mta = %self.mta, login = %login.name, "the mail server names a login whose account is disabled: the mail counts as nobody's");
                    self.client.login = None;
                }
                Err(error) => {
                    tracing::error!(mta = %self.mta, login = %login.name, %error, "a login cannot be held against the accounts");
                    self.say(&Answer::Reply(&replies::own_trouble()));
                    return Ok(());
                }
            }
        }
        let name = self.name_of_mail();
        match mail.finish(&self.state, &self.client, &name).await {
            Verdict::Refuse(reply) => self.say(&Answer::Reply(&reply)),
            // If it cannot be told whole, the connection ends: the MTA then keeps nothing of it.
            Verdict::Take(changed) => {
                changed.tell(&mut self.line).await?;
                self.say(&Answer::Continue);
            }
        }
        Ok(())
    }

    /// What the MTA calls itself and the mail.
    fn name_of_mail(&self) -> String {
        let text = |name| self.line.session.macros().get(name).map(|value| Safe(value).to_string());
        let mta = text("j").unwrap_or_else(|| self.mta.to_string());
        match text("i") {
            Some(id) => format!("{mta} (milter, {id})"),
            None => format!("{mta} (milter)"),
        }
    }

    fn say(&mut self, answer: &Answer<'_>) {
        match self.line.session.answer(answer) {
            // Abort and the like want no answer.
            Ok(()) | Err(kakitome_wire::Error::NothingToAnswer) => {}
            Err(error) => tracing::error!(mta = %self.mta, %error, "an answer did not fit"),
        }
    }

    /// Waits for the MTA.
    async fn more(&mut self) -> io::Result<Option<Option<Fault>>> {
        if self.line.session.output().is_empty() {
            // Nothing takes the acknowledgement of what was read along, and the MTA may have more to tell.
            self.line.stream.acknowledge_at_once();
        } else {
            self.line.flush().await?;
        }
        self.pending.clear();
        self.used = 0;
        if self.pending.capacity() > IDLE_BUFFER && self.mail.is_none() {
            self.pending = Vec::new();
        }
        let phase = *self.phase.borrow_and_update();
        if phase == Phase::Over || (phase == Phase::Ending && self.mail.is_none()) {
            return Ok(Some(None));
        }
        tokio::select! {
            biased;
            read = timeout(SILENCE, self.line.stream.fill(&mut self.pending)) => match read {
                Ok(Ok(0)) => return self.line.session.ended().map(|()| Some(None)).map_err(io::Error::other),
                Ok(Ok(_)) => {}
                Ok(Err(error)) => return Err(error),
                Err(_) => return Err(io::ErrorKind::TimedOut.into()),
            },
            // The loop comes back here and looks at the phase.
            _ = self.phase.changed() => {}
        }
        Ok(None)
    }
}

impl Line {
    async fn flush(&mut self) -> io::Result<()> {
        while !self.session.output().is_empty() {
            let count = self.session.output().len();
            timeout(TAKING, self.stream.send(self.session.output())).await??;
            self.session.written(count);
        }
        Ok(())
    }
}

impl Wire for Line {
    fn session(&mut self) -> &mut Session {
        &mut self.session
    }

    async fn relieve(&mut self) -> io::Result<()> {
        if self.session.output().len() > RELIEF { self.flush().await } else { Ok(()) }
    }
}

/// Before the MTA has said whose mail it shows, it is nobody's: no network holds this address.
fn nobody(mta: SocketAddr) -> Client {
    let address = IpAddr::V4(Ipv4Addr::UNSPECIFIED);
    Client {
        peer: SocketAddr::new(address, 0),
        address,
        hello: mta.to_string(),
        extended: true,
        mta: false,
        secured: false,
        kind: ListenerKind::Milter,
        named: true,
        login: None,
        program: std::sync::OnceLock::new(),
    }
}

/// The MTA's client. One on the MTA's own machine (a Unix socket, `sendmail` on the command line) is that machine.
fn introduced(peer: &Peer<'_>, mta: SocketAddr, name: &[u8]) -> Client {
    let (address, port) = match peer {
        Peer::Network { address, port } => {
            let text = address.strip_prefix("IPv6:").unwrap_or(address);
            (text.parse().ok(), *port)
        }
        Peer::Local(_) => (Some(mta.ip()), 0),
        Peer::Unknown => (None, 0),
    };
    let mut client = nobody(mta);
    client.hello = Safe(name).to_string();
    if let Some(address) = address {
        client.peer = SocketAddr::new(address, port);
        client.address = address.to_canonical();
    }
    client
}

/// A reload may have taken the MTA's network away: it holds from the next mail on.
fn still_admitted(live: &Live, door: usize, mta: IpAddr) -> bool {
    live.settings.listeners.get(door).is_some_and(|listener| live.settings.admits(listener, mta).is_some())
}

fn is_mta(live: &Live, address: IpAddr) -> bool {
    live.settings.networks.iter().find(|network| network.contains(address)).is_some_and(|network| network.mta)
}
