//! One mail from MAIL to its answer: the envelope asked at the next hop, the content gathered, judged, sent, written down
//! (design, section 5): one form for all recipients goes on at once, several go through the outbox.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, OnceLock};
use std::time::Instant;

use kakitome_store::{MailId, Millis};
use kakitome_wire::data::Fault;
use kakitome_wire::{Forwarded, Rcpt, Reply};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc2822;

use crate::admission::login::Login;
use crate::config::{Acknowledge, ListenerKind, Settings, Triggers};
use crate::decision::arrival::{Answers, Envelope};
use crate::decision::rollout::only_observes;
use crate::forms::content::{Arrived, Arriving};
use crate::forms::pipeline::{Judgement, judge};
use crate::forms::portions::Portion;
use crate::head::{Trace, received};
use crate::outbox::{self, Outbox};
use crate::record::Record;
use crate::replies;
use crate::state::{Live, State};
use crate::transaction::{Sent, Transaction};
use crate::usage;

/// Who brings mail.
#[derive(Debug, Clone)]
pub(crate) struct Client {
    /// The other end of the connection.
    pub(crate) peer: SocketAddr,
    /// Whose mail it is: the peer, or whom a trusted peer names by XCLIENT.
    pub(crate) address: IpAddr,
    /// What it called itself.
    pub(crate) hello: String,
    /// By EHLO.
    pub(crate) extended: bool,
    /// It queues and retries.
    pub(crate) mta: bool,
    /// Inside TLS.
    pub(crate) secured: bool,
    /// By which door it came.
    pub(crate) kind: ListenerKind,
    /// `Received:` says who it is.
    pub(crate) named: bool,
    /// Who has logged in.
    pub(crate) login: Option<Arc<Login>>,
    /// What the first mail of somebody who has logged in says of the program that made it.
    pub(crate) program: OnceLock<String>,
}

impl Client {
    /// Who has logged in.
    pub(crate) fn login_name(&self) -> Option<&str> {
        self.login.as_ref().map(|login| login.name.as_str())
    }
}

/// One mail.
#[derive(Debug)]
pub(crate) struct Mail {
    id: MailId,
    live: Arc<Live>,
    transaction: Transaction,
    /// Where it goes, if it is acknowledged before the next hop has it.
    outbox: Option<Outbox>,
    class: Option<Vec<bool>>,
    arriving: Option<Arriving>,
    fault: Option<io::Error>,
    size: u64,
    /// When its content was complete.
    complete: Option<Instant>,
}

impl Mail {
    /// MAIL was said.
    pub(crate) fn begin(
        state: &State,
        live: Arc<Live>,
        client: &Client,
        (mail, forwarded): (kakitome_wire::Mail, Option<Forwarded>),
        acknowledge: Acknowledge,
    ) -> Self {
        let id = state.ids.next();
        let mut told = mail.clone();
        // Its length is known before its content only where nothing is done to it but to add `Received:` (RFC 1870 6.1).
        told.size = mail.size.filter(|_| passes_as_it_came(state, &live.settings, client));
        told.size = told.size.map(|size| size.saturating_add(trace(&live.settings, id, mail.smtputf8, client).len() as u64));
        told.hops = Some(mail.hops.unwrap_or(0).saturating_add(1));
        let outbox = (acknowledge == Acknowledge::Outbox).then(|| state.outbox.clone());
        let declared = mail.size.unwrap_or(0);
        let transaction = match &outbox {
            Some(outbox) => Transaction::without_hop(Arc::clone(&live.pool), mail, forwarded, outbox.refuses(declared)),
            None => Transaction::new(Arc::clone(&live.pool), mail, told, forwarded),
        };
        Self { id, live, transaction, outbox, class: None, arriving: None, fault: None, size: 0, complete: None }
    }

    /// RCPT was said.
    pub(crate) fn recipient(&mut self, rcpt: Rcpt, client: &Client) {
        let class = self.live.settings.treatment_class(rcpt.to.as_str());
        // An answer for each recipient can be passed on to LMTP alone, and minded in the outbox; a client that sends again comes with the next one (RFC 5321 4.5.3.1.10).
        let one_by_one = self.outbox.is_some() || client.kind == ListenerKind::Lmtp;
        if self.live.pool.answers_each() && !one_by_one && self.class.is_some() {
            return self.transaction.decided(kakitome_wire::replies::TOO_MANY_RECIPIENTS);
        }
        match &self.class {
            Some(first) if client.mta && *first != class => self.transaction.decided(replies::other_treatment()),
            first => {
                if first.is_none() {
                    self.class = Some(class);
                }
                self.transaction.ask(rcpt);
            }
        }
    }

    /// RCPT was said, and is refused by us.
    pub(crate) fn refuse_recipient(&mut self, reply: Reply) {
        self.transaction.decided(reply);
    }

    /// Answers to MAIL and RCPT that are open, in order.
    pub(crate) async fn answers(&mut self) -> Vec<Reply> {
        let answers = self.transaction.answers().await;
        if self.transaction.accepted.is_empty() {
            // Whoever was asked first was refused: the next one decides the treatment.
            self.class = None;
        }
        answers
    }

    /// Whether answers are open.
    pub(crate) fn is_asking(&self) -> bool {
        self.transaction.is_asking()
    }

    /// Whether MAIL was refused: nothing can follow.
    pub(crate) fn is_refused(&self) -> bool {
        self.transaction.is_refused()
    }

    /// 354 was said.
    pub(crate) fn open(&mut self) {
        let settings = &self.live.settings;
        let arriving = Arriving::new(settings.spill.clone(), settings.limits.memory_bytes, &self.live.mime);
        self.arriving = Some(arriving);
    }

    /// Content; says whether [`Mail::settle`] is due.
    pub(crate) fn content(&mut self, bytes: &[u8]) -> bool {
        self.size += bytes.len() as u64;
        if self.fault.is_some() {
            return false;
        }
        let Some(arriving) = &mut self.arriving else { return false };
        arriving.push(bytes);
        arriving.is_full()
    }

    /// Brings what was gathered to the file. A fault is told at the end of the content.
    pub(crate) async fn settle(&mut self) {
        if let Some(arriving) = &mut self.arriving
            && let Err(error) = arriving.settle().await
        {
            tracing::error!(%error, folder = %self.live.settings.spill.display(), "a mail cannot be kept while it passes");
            self.fault = Some(error);
            self.arriving = None;
        }
    }

    /// The content is complete: judges, signs, sends, writes down. The answers are for the client: one, in LMTP one for each recipient.
    pub(crate) async fn finish(mut self, state: &State, client: &Client) -> Vec<Reply> {
        self.complete = Some(Instant::now());
        let arrived = match self.arrived().await {
            Ok(arrived) => arrived,
            Err(error) => {
                tracing::error!(%error, "a mail cannot be kept while it passes");
                return self.conclude(state, client, None, Sent::not(kakitome_wire::replies::NO_SPACE)).await;
            }
        };
        if client.login.is_some()
            && client.program.get().is_none()
            && let Some(said) = arrived.index.as_ref().ok().and_then(usage::said)
        {
            let _ = client.program.set(said);
        }
        if let Some(trouble) = state.journal.trouble() {
            tracing::error!(trouble, "the journal cannot be written");
            return self.conclude(state, client, None, Sent::not(replies::no_journal())).await;
        }
        let answers = if client.kind == ListenerKind::Lmtp { Answers::Each } else { Answers::One };
        let envelope = Envelope {
            client: client.address,
            login: client.login.as_deref(),
            submission: client.kind.is_submission(),
            id: self.id,
            null_sender: self.transaction.mail.from.is_none(),
            to: self.transaction.accepted.iter().map(|rcpt| rcpt.to.as_str()).collect(),
            received: self.received(client),
            offers: self.live.pool.offers(),
            answers,
        };
        let mut judgement = judge(state, &self.live, envelope, arrived).await;
        let sent = match std::mem::replace(&mut judgement.result, Err(replies::own_trouble())) {
            Ok(portions) => self.send(state, portions, &judgement).await,
            Err(reply) => Sent::not(reply),
        };
        self.conclude(state, client, Some(judgement), sent).await
    }

    /// One form for all goes to the next hop, which has been asked for all of them; several go into the outbox, as does what is
    /// acknowledged before the next hop has it.
    async fn send(&mut self, state: &State, mut portions: Vec<Portion>, judgement: &Judgement) -> Sent {
        let whole = portions.len() == 1 && judgement.refused.is_empty();
        if whole && self.outbox.is_none() {
            return match portions.pop() {
                Some(portion) => self.transaction.send(portion.outgoing).await,
                None => Sent::not(replies::own_trouble()),
            };
        }
        let count = self.transaction.accepted.len();
        let refused = |number: usize| judgement.refused.iter().find(|(to, _)| *to == number).map(|(_, reply)| reply.clone());
        if let (true, Some((_, reply))) = (portions.is_empty(), judgement.refused.first()) {
            let each = (0..count).map(|number| refused(number).unwrap_or_else(|| reply.clone())).collect();
            return Sent { reply: reply.clone(), accepted: false, each };
        }
        let outbox = self.outbox.get_or_insert_with(|| state.outbox.clone()).clone();
        let each = match judgement.refused.is_empty() {
            true => Vec::new(),
            false => (0..count).map(|number| refused(number).unwrap_or(replies::QUEUED)).collect(),
        };
        match self.keep(&outbox, portions, judgement).await {
            Ok(()) => Sent { reply: replies::QUEUED, accepted: true, each },
            Err(reply) => Sent::not(reply),
        }
    }

    /// Brings it into the outbox as it will leave: signed and encrypted already, so that every try sends the same octets (R37). All forms
    /// lie in one file: after a crash every recipient gets the mail, or none.
    async fn keep(&self, outbox: &Outbox, portions: Vec<Portion>, judgement: &Judgement) -> Result<(), Reply> {
        let mail = &self.transaction.mail;
        let envelope = outbox::envelope(mail, self.transaction.forwarded.as_ref(), judgement.message_id.clone());
        let treated = |Portion { to, outgoing, word, eight_bit }: Portion| {
            let recipients: Vec<Rcpt> = to.iter().filter_map(|number| self.transaction.accepted.get(*number).cloned()).collect();
            (outbox::treatment(&recipients, eight_bit, word), outgoing)
        };
        let parts: Vec<_> = portions.into_iter().map(treated).collect();
        let mut writer = outbox.begin(self.id, &envelope, &parts).await?;
        for (treatment, outgoing) in parts {
            writer.part(&treatment)?;
            writer = writer.fill(outgoing).await?;
        }
        writer.commit().await.map(drop)
    }

    async fn arrived(&mut self) -> io::Result<Arrived> {
        if let Some(fault) = self.fault.take() {
            return Err(fault);
        }
        match self.arriving.take() {
            Some(arriving) => arriving.finish().await,
            None => Err(io::Error::other("no content was opened")),
        }
    }

    /// Gives up the dialogue with the next hop if it is still open, and writes the mail down.
    async fn conclude(mut self, state: &State, client: &Client, judgement: Option<Judgement>, sent: Sent) -> Vec<Reply> {
        self.transaction.abandon().await;
        let Sent { reply, accepted, each } = sent;
        // Whoever reads this in a client's log finds the mail by its name in our journal, log and `Received:`.
        let name = self.id.to_string();
        let reply = reply.with(&name);
        let answers: Vec<Reply> = match (client.kind, each.is_empty()) {
            (ListenerKind::Lmtp, false) => each.iter().map(|reply| reply.with(&name)).collect(),
            (ListenerKind::Lmtp, true) => vec![reply.clone(); self.transaction.accepted.len().max(1)],
            _ => vec![reply.clone()],
        };
        // What was said to one recipient and not to another is written down for each.
        let differing = each.iter().any(|one| one.code() != reply.code());
        let (ciphered, would) = judgement.as_ref().map_or((None, None), |judgement| (judgement.ciphered, judgement.would));
        let (message_id, from, reason, signed, fragile) = match judgement {
            Some(judgement) => (judgement.message_id, judgement.from, judgement.reason, judgement.signed, judgement.fragile),
            None => (None, None, Some("mail.not-kept"), None, Vec::new()),
        };
        let record = Record {
            id: self.id,
            peer: client.peer.to_string(),
            login: client.login_name().map(str::to_owned),
            sender: self.transaction.mail.from.as_ref().map(ToString::to_string).unwrap_or_default(),
            to: self.transaction.accepted.iter().map(|rcpt| rcpt.to.to_string()).collect(),
            message_id,
            from,
            reason,
            signed,
            would,
            fragile,
            ciphered,
            size: self.size,
            next_hop: (accepted && self.outbox.is_none()).then(|| self.transaction.destination()),
            accepted,
            each: if differing { each } else { Vec::new() },
            reply,
        };
        let passage = self.transaction.passage().filter(|_| accepted).map(|passage| passage.leg(record.id, record.to.clone()));
        record.keep(state, client.kind, self.complete.map(|at| at.elapsed())).await;
        if let Some(leg) = passage
            && let Err(error) = state.journal.leg(leg).await
        {
            tracing::error!(%error, "how a mail left could not be written into the journal");
        }
        answers
    }

    /// The content was refused by the protocol (it has been answered).
    pub(crate) async fn refused(mut self, state: &State, client: &Client, fault: Fault) {
        self.arriving = None;
        let reply = match fault {
            Fault::BareCr { .. } | Fault::BareLf { .. } => kakitome_wire::replies::BARE_NEWLINE,
            Fault::TooLarge { .. } => kakitome_wire::replies::TOO_LARGE,
            _ => kakitome_wire::replies::NUL_IN_CONTENT,
        };
        tracing::warn!(peer = %client.peer, %fault, "content refused");
        self.conclude(state, client, None, Sent::not(reply)).await;
    }

    /// The mail is forgotten before it was complete.
    pub(crate) async fn abandon(mut self) {
        self.transaction.abandon().await;
    }

    fn received(&self, client: &Client) -> Vec<u8> {
        trace(&self.live.settings, self.id, self.transaction.mail.smtputf8, client)
    }
}

/// Whether no mail of this client is signed, encrypted or changed in its header, whatever it is.
fn passes_as_it_came(state: &State, settings: &Settings, client: &Client) -> bool {
    // Whoever hands mail in may lack fields that are added (RFC 6409 8).
    !client.kind.is_submission() && (state.is_off() || (only_observes(settings) && settings.triggers == Triggers::default()))
}

/// `Received:`; its date has always the same length.
fn trace(settings: &Settings, id: MailId, utf8: bool, client: &Client) -> Vec<u8> {
    let protocol = protocol(utf8, client);
    let now = OffsetDateTime::from_unix_timestamp(Millis::now().seconds()).unwrap_or(OffsetDateTime::UNIX_EPOCH);
    received(&Trace {
        client: client.named.then_some((client.hello.as_str(), client.address)),
        hostname: &settings.hostname,
        protocol: &protocol,
        id: &id.to_string(),
        date: &now.format(&Rfc2822).unwrap_or_default(),
    })
}

/// What `Received:` says was spoken (RFC 3848, RFC 6531 4.3).
fn protocol(utf8: bool, client: &Client) -> String {
    let base = match (client.kind, utf8, client.extended) {
        (ListenerKind::Lmtp, true, _) => "UTF8LMTP",
        (ListenerKind::Lmtp, false, _) => "LMTP",
        (_, true, _) => "UTF8SMTP",
        (_, false, true) => "ESMTP",
        (_, false, false) => return "SMTP".to_owned(),
    };
    let by_password = client.login.as_ref().is_some_and(|login| !login.by_certificate);
    format!("{base}{}{}", if client.secured { "S" } else { "" }, if by_password { "A" } else { "" })
}
