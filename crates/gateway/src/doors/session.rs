//! One client's connection: bytes between the socket and wire's session, deadlines, the end (RFC 5321, RFC 2033).
//!
//! Handshakes and logins stand in the folder `session`, what is done with a mail in `mail.rs`.

mod circles;
mod handshake;
mod hearing;
mod introduced;
mod logging_in;
pub(crate) mod refusing;
mod standing;

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use kakitome_crypto::Zeroize;
use kakitome_store::Way;
use kakitome_wire::data::Fault;
use kakitome_wire::server::{Close, Credentials, Peer, ScramProof, Session};
use kakitome_wire::{Forwarded, Rcpt, Reply};
use tokio::io::AsyncWriteExt;
use tokio::sync::watch;
use tokio::time::{timeout, timeout_at};

use crate::admission::half_login::Attempt;
use crate::admission::pace::Pace;
use crate::config::{self, ListenerKind};
use crate::decision::rules::Granted;
use crate::mail::{Client, Mail};
use crate::memory;
use crate::replies;
use crate::state::{Live, Phase, State};
use crate::stream::Stream;

/// An idle connection keeps no larger buffer than this.
const IDLE_BUFFER: usize = 1024;
/// After the last reply so long and so many bytes are still read, so that the client gets to read it.
const LINGER: Duration = Duration::from_secs(2);
const LINGER_BYTES: usize = 1024 * 1024;

/// One connection.
pub(crate) struct Visit {
    state: Arc<State>,
    live: Arc<Live>,
    door: usize,
    stream: Stream,
    session: Session,
    pending: Vec<u8>,
    used: usize,
    client: Client,
    /// A trusted peer has said whose mail it passes on: what the peer itself shows counts no longer.
    introduced: bool,
    /// What the peer was granted when it came in.
    granted: Granted,
    pace: Pace,
    mail: Option<Box<Mail>>,
    /// A login whose end is near.
    attempt: Option<Attempt>,
    phase: watch::Receiver<Phase>,
}

/// wire's events without borrowed bytes.
enum Heard {
    NeedInput,
    Flush,
    Awaiting,
    Content { full: bool },
    Hello { name: String, extended: bool },
    Mail(Box<kakitome_wire::Mail>),
    Rcpt(Rcpt),
    Data,
    ContentEnd,
    ContentRefused(Fault),
    Reset,
    XClient(Box<Forwarded>),
    Login(Box<Credentials>),
    External { act_as: Option<String> },
    ScramFirst { login: String },
    ScramProof(Box<ScramProof>),
    Authenticated,
    StartTls,
    Close(Close),
    Nothing,
}

/// Whether the connection goes on.
enum Next {
    Go,
    End(Close),
}

impl Visit {
    /// A connection from an allowed network.
    pub(crate) fn new(state: Arc<State>, live: Arc<Live>, door: usize, stream: Stream, peer: SocketAddr) -> Option<Self> {
        let listener = live.settings.listeners.get(door)?;
        let granted = live.settings.admits(listener, peer.ip())?;
        let told = Peer {
            bare_newline: match granted.bare_newline {
                config::BareNewline::Refuse => kakitome_wire::data::BareNewline::Refuse,
                config::BareNewline::Repair => kakitome_wire::data::BareNewline::Repair,
            },
            xclient: granted.xclient,
            xforward: granted.xclient,
            inside_tls: live.doors.get(door)?.implicit,
        };
        let kind = listener.kind;
        let session = Session::new(live.session_settings(live.doors.get(door)?), told);
        let limits = &live.settings.limits;
        let pace = Pace::new(limits.data_rate, limits.data_grace);
        let phase = state.phase.clone();
        let client = Client {
            peer,
            address: peer.ip().to_canonical(),
            hello: String::new(),
            extended: false,
            mta: granted.mta,
            secured: false,
            kind,
            named: listener.name_client,
            login: None,
            program: OnceLock::new(),
        };
        let introduced = false;
        let (pending, used, mail, attempt) = (Vec::new(), 0, None, None);
        Some(Self { state, live, door, stream, session, pending, used, client, introduced, granted, pace, mail, attempt, phase })
    }

    /// Serves the client to the end.
    pub(crate) async fn serve(mut self) {
        let peer = self.client.peer;
        tracing::debug!(%peer, "connected");
        if self.session.inside_tls()
            && let Err(error) = Box::pin(self.begin_inside_tls()).await
        {
            // T09, T16: neither words in clear nor a handshake that does not end are answered.
            return tracing::debug!(%peer, %error, "no TLS handshake");
        }
        let ended = loop {
            match self.step().await {
                Ok(Next::Go) => {}
                Ok(Next::End(why)) => break Ok(why),
                Err(error) => break Err(error),
            }
        };
        self.drop_mail().await;
        self.count();
        match ended {
            Ok(why) => {
                match why {
                    Close::Quit | Close::ByOwner => tracing::debug!(%peer, ?why, "closed"),
                    _ => tracing::warn!(%peer, ?why, "closed: the client broke the protocol or a limit"),
                }
                self.part().await;
            }
            Err(error) => tracing::debug!(%peer, %error, "lost"),
        }
    }

    /// For the report on who still uses STARTTLS: sessions inside TLS of whoever has logged in.
    fn count(&self) {
        let (Some(account), true) = (self.client.login_name(), self.client.secured) else { return };
        let way = if self.client.kind == ListenerKind::Submission { Way::Implicit } else { Way::Starttls };
        let place = self.live.settings.listeners.get(self.door).and_then(|listener| listener.place.tcp());
        self.state.usage.note(account, way, place.map_or(0, |place| place.port()), self.client.program.get(), &self.client.hello);
    }

    async fn step(&mut self) -> io::Result<Next> {
        let happened = self.hear();
        match happened {
            Heard::NeedInput => return self.more().await,
            Heard::Flush => self.flush().await?,
            Heard::Awaiting => self.settle().await,
            Heard::Content { full: false } => {}
            Heard::Content { full: true } => {
                if let Some(mail) = &mut self.mail {
                    mail.settle().await;
                }
            }
            Heard::Hello { name, extended } => {
                self.client.hello = name;
                self.client.extended = extended;
                self.drop_mail().await;
            }
            Heard::Mail(mail) => self.begin(*mail).await,
            Heard::Rcpt(rcpt) => match &mut self.mail {
                Some(mail) => match allowance(&self.state, &self.live, &self.client, false) {
                    None => mail.recipient(rcpt, &self.client),
                    Some(reply) => mail.refuse_recipient(reply),
                },
                None => self.answer(&replies::own_trouble()),
            },
            Heard::Data => self.open(),
            Heard::ContentEnd => Box::pin(self.finish()).await,
            Heard::ContentRefused(fault) => Box::pin(self.refuse_content(fault)).await,
            Heard::Reset => self.drop_mail().await,
            Heard::XClient(said) => self.introduce(&said),
            Heard::Login(credentials) => Box::pin(self.log_in(*credentials)).await,
            Heard::External { act_as } => self.claim(act_as.as_deref()),
            Heard::ScramFirst { login } => Box::pin(self.begin_scram(login)).await,
            Heard::ScramProof(proof) => Box::pin(self.end_scram(*proof)).await,
            Heard::Authenticated => self.logged_in(),
            Heard::StartTls => return Box::pin(self.start_tls()).await,
            Heard::Close(why) => return Ok(Next::End(why)),
            Heard::Nothing => {}
        }
        Ok(Next::Go)
    }

    async fn begin(&mut self, mail: kakitome_wire::Mail) {
        self.drop_mail().await;
        self.live = self.state.live();
        if let Some(reply) = circles::closed(&mail) {
            return self.answer(&reply);
        }
        if let Some(reply) = self.no_longer_of_a_network() {
            return self.answer(&reply);
        }
        if let Some(reply) = self.no_longer().await {
            return self.answer(&reply);
        }
        if let Some(reply) = self.foreign_sender(&mail) {
            tracing::warn!(peer = %self.client.peer, login = self.client.login_name(), %reply, "a sender was refused");
            return self.answer(&reply);
        }
        if let Some(reply) = allowance(&self.state, &self.live, &self.client, true) {
            return self.answer(&reply);
        }
        let forwarded = Some(self.session.forwarded().clone()).filter(|said| *said != Forwarded::default());
        let listener = self.live.settings.listeners.get(self.door);
        let acknowledge = listener.map_or(config::Acknowledge::NextHop, |listener| listener.acknowledge);
        self.mail = Some(Box::new(Mail::begin(&self.state, Arc::clone(&self.live), &self.client, (mail, forwarded), acknowledge)));
    }

    async fn refuse_content(&mut self, fault: Fault) {
        if let Some(mail) = self.mail.take() {
            mail.refused(&self.state, &self.client, fault).await;
        }
    }

    /// DATA: the content may come, unless bytes of it are there already (S05): then the session is asked again and ends.
    fn open(&mut self) {
        if self.used < self.pending.len() || self.stream.at_hand(&mut self.pending).is_some_and(|count| count > 0) {
            return;
        }
        let Some(mail) = &mut self.mail else { return self.answer(&replies::own_trouble()) };
        mail.open();
        self.answer(&kakitome_wire::replies::START_MAIL_INPUT);
        self.pace.begin_content();
    }

    async fn finish(&mut self) {
        let replies = match self.mail.take() {
            Some(mail) => mail.finish(&self.state, &self.client).await,
            None => vec![replies::own_trouble()],
        };
        for reply in &replies {
            self.answer(reply);
        }
    }

    /// Answers to MAIL and RCPT, as the next hop gives them.
    async fn settle(&mut self) {
        let Some(mail) = &mut self.mail else { return };
        let answers = Box::pin(mail.answers()).await;
        let refused = mail.is_refused();
        for reply in &answers {
            self.answer(reply);
        }
        if refused {
            self.drop_mail().await;
        }
        self.pace.command();
    }

    fn answer(&mut self, reply: &Reply) {
        if let Err(error) = self.session.reply(reply) {
            tracing::error!(peer = %self.client.peer, %error, %reply, "an answer did not fit");
        }
    }

    async fn drop_mail(&mut self) {
        if let Some(mail) = self.mail.take() {
            Box::pin(mail.abandon()).await;
        }
    }

    /// Waits for the client, as long as it may take.
    async fn more(&mut self) -> io::Result<Next> {
        if self.mail.as_ref().is_some_and(|mail| mail.is_asking()) {
            self.settle().await;
            return Ok(Next::Go);
        }
        self.flush().await?;
        if self.client.kind.is_submission() && !self.pace.in_content() {
            // It may have been a password.
            self.pending.zeroize();
        }
        self.pending.clear();
        self.used = 0;
        if self.pending.capacity() > IDLE_BUFFER && !self.pace.in_content() {
            self.pending = Vec::new();
        }
        let phase = *self.phase.borrow_and_update();
        if phase == Phase::Over || (phase == Phase::Ending && !self.pace.in_content()) {
            self.session.shut_down(&kakitome_wire::replies::SHUTTING_DOWN);
            return Ok(Next::Go);
        }
        let deadline = self.pace.deadline(self.session.timeout()).into();
        tokio::select! {
            biased;
            read = timeout_at(deadline, self.stream.fill(&mut self.pending)) => match read {
                Ok(Ok(0)) => return Err(io::ErrorKind::UnexpectedEof.into()),
                Ok(Ok(_)) => {}
                Ok(Err(error)) => return Err(error),
                Err(_) if self.pace.in_content() => self.session.shut_down(&replies::too_slow()),
                Err(_) => self.session.time_out(),
            },
            // The loop comes back here and looks at the phase.
            _ = self.phase.changed() => {}
        }
        Ok(Next::Go)
    }

    async fn flush(&mut self) -> io::Result<()> {
        let patience = self.session.timeout();
        while !self.session.output().is_empty() {
            let count = self.session.output().len();
            timeout(patience, self.stream.send(self.session.output())).await??;
            self.session.written(count);
        }
        Ok(())
    }

    /// Lets the client read the last reply before the connection goes.
    async fn part(&mut self) {
        let farewell = async {
            self.flush().await?;
            self.stream.shutdown().await?;
            let mut rest = 0;
            while rest < LINGER_BYTES {
                self.pending.clear();
                match self.stream.fill(&mut self.pending).await? {
                    0 => break,
                    count => rest += count,
                }
            }
            io::Result::Ok(())
        };
        if let Ok(Err(error)) = timeout(LINGER, farewell).await {
            tracing::trace!(%error, "the client did not wait for the end");
        }
    }
}

/// What a client that has sent as much as it may is told, at MAIL or RCPT.
fn allowance(state: &State, live: &Live, client: &Client, at_mail: bool) -> Option<Reply> {
    if at_mail && memory::is_short() {
        tracing::warn!(client = %client.address, "too little memory is left for one more mail");
        return Some(kakitome_wire::replies::NO_SPACE);
    }
    let limits = &live.settings.limits;
    let (address, login) = (client.address, client.login_name());
    let counted = if at_mail { state.quota.mail(limits, address, login) } else { state.quota.recipient(limits, address, login) };
    let spent = counted.err()?;
    state.metrics.over_allowance.add(1);
    tracing::warn!(client = %address, login, "more than an hour's allowance: refused for now");
    Some(replies::allowance_spent(spent.word()))
}
