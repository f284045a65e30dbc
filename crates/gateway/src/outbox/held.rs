//! What a person may ask of a running outbox: which mails are there, what is with one, let it go, drop it. The words that travel between
//! `kakitome held` and the gateway are JSON, one line each way.

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use kakitome_store::outbox::{Fate, Found, Lying, Stored};
use kakitome_store::{Happened, MailId};
use serde::{Deserialize, Serialize};

use super::attempt;
use super::journal;
use super::notify::{Telling, is_wanted, status};
use super::queue::{Mail, Place};
use super::report::Line;
use super::returned;
use crate::health::{self, Health};
use crate::replies;
use crate::state::State;

/// What a person asks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Order {
    /// The mails, oldest first.
    List {
        /// At most so many.
        most: usize,
    },
    /// Everything that is known of one, but no content.
    Show {
        /// Its name.
        id: String,
    },
    /// One is tried now, whatever held it back.
    Release {
        /// Its name.
        id: String,
    },
    /// How the gateway is.
    Health,
    /// One is given up.
    Drop {
        /// Its name.
        id: String,
        /// Its sender is told.
        tell: bool,
    },
}

/// What the gateway says to that.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    /// The mails that were asked for, and how many there are in all.
    Mails {
        /// In all.
        count: usize,
        /// Octets in all.
        bytes: u64,
        /// Those that were asked for.
        mails: Vec<HeldMail>,
    },
    /// How the gateway is.
    Health(Health),
    /// It was done.
    Done,
    /// There is no such mail.
    Unknown,
    /// It is being handed on in this moment.
    UnderWay,
    /// It could not be done.
    Failed {
        /// Why.
        why: String,
    },
}

/// One mail in the outbox.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldMail {
    /// Its name.
    pub id: String,
    /// `waiting`, `sending`, `held` or `quarantined`.
    pub state: String,
    /// Octets of its file.
    pub size: u64,
    /// When it was taken: milliseconds since 1970.
    pub taken: i64,
    /// Seconds until it is tried next, if it waits.
    pub next_try_in: Option<u64>,
    /// Why it was put aside, or cannot be read.
    pub why: Option<String>,
    /// MAIL FROM; empty for the null sender.
    pub sender: Option<String>,
    /// `Message-ID`.
    pub message_id: Option<String>,
    /// How often it was tried.
    pub tries: u32,
    /// Who is to get it.
    pub recipients: Vec<HeldRecipient>,
}

/// One recipient of a mail in the outbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldRecipient {
    /// The address.
    pub to: String,
    /// `waiting`, `deferred`, `delivered` or `failed`.
    pub state: String,
    /// What was said last.
    pub reply: Option<String>,
    /// What it gets: `signed`, `unsigned`, `encrypted`, `report`.
    pub treatment: String,
}

/// What lies in an outbox in which no gateway works: names, sizes and times. Senders and recipients are encrypted, and nobody opens them here.
/// `Ok(None)`: a gateway works there, and is to be asked.
///
/// # Errors
/// The folder may not be entered or read.
pub fn look(folder: &Path, most: usize) -> Result<Option<Answer>, kakitome_store::Error> {
    let Some(lying) = Lying::look(folder)? else { return Ok(None) };
    let count = lying.mails.len() + lying.aside.len();
    let bytes = lying.mails.iter().map(|found| found.size).sum();
    let aside = lying.aside.iter().map(|(found, why)| of_aside(found, why.clone()));
    let waiting = lying.mails.iter().map(|found| HeldMail {
        id: found.id.to_string(),
        state: "waiting".into(),
        size: found.size,
        taken: found.id.time().0,
        ..HeldMail::default()
    });
    Ok(Some(Answer::Mails { count, bytes, mails: aside.chain(waiting).take(most).collect() }))
}

/// Does what was asked.
pub(super) async fn obey(state: &Arc<State>, order: Order) -> Answer {
    match order {
        Order::List { most } => list(state, most).await,
        Order::Health => Answer::Health(health::look(state).await),
        Order::Show { id } => match named(&id) {
            Some(id) => show(state, id).await,
            None => Answer::Unknown,
        },
        Order::Release { id } => match named(&id) {
            Some(id) => release(state, id).await,
            None => Answer::Unknown,
        },
        Order::Drop { id, tell } => match named(&id) {
            Some(id) => drop_mail(state, id, tell).await,
            None => Answer::Unknown,
        },
    }
}

fn named(id: &str) -> Option<MailId> {
    id.parse().ok()
}

async fn list(state: &Arc<State>, most: usize) -> Answer {
    let (all, bytes) = {
        let queue = state.outbox.queue();
        (queue.all(), queue.bytes())
    };
    let aside = match aside(state).await {
        Ok(aside) => aside,
        Err(why) => return Answer::Failed { why },
    };
    let count = all.len() + aside.len();
    let mut mails = Vec::new();
    for (found, why) in aside.into_iter().take(most) {
        mails.push(of_aside(&found, why));
    }
    let room = most.saturating_sub(mails.len());
    for (id, mail) in all.into_iter().take(room) {
        mails.push(of_mail(state, id, mail).await);
    }
    Answer::Mails { count, bytes, mails }
}

async fn show(state: &Arc<State>, id: MailId) -> Answer {
    let here = state.outbox.queue().mail(id);
    let one = |mail| Answer::Mails { count: 1, bytes: 0, mails: vec![mail] };
    if let Some(mail) = here {
        return one(of_mail(state, id, mail).await);
    }
    match find_aside(state, id).await {
        Ok(Some((found, why))) => one(of_aside(&found, why)),
        Ok(None) => Answer::Unknown,
        Err(why) => Answer::Failed { why },
    }
}

async fn aside(state: &Arc<State>) -> Result<Vec<(Found, String)>, String> {
    let outbox = state.outbox.clone();
    blocking(move || outbox.spool.quarantined()).await
}

async fn find_aside(state: &Arc<State>, id: MailId) -> Result<Option<(Found, String)>, String> {
    Ok(aside(state).await?.into_iter().find(|(found, _)| found.id == id))
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> std::io::Result<T> + Send + 'static) -> Result<T, String> {
    tokio::task::spawn_blocking(work).await.map_err(std::io::Error::other).flatten().map_err(|error| error.to_string())
}

fn of_aside(found: &Found, why: String) -> HeldMail {
    let taken = found.id.time().0;
    HeldMail { id: found.id.to_string(), state: "quarantined".into(), size: found.size, taken, why: Some(why), ..HeldMail::default() }
}

async fn of_mail(state: &Arc<State>, id: MailId, mail: Mail) -> HeldMail {
    let (word, next_try_in) = match mail.place {
        Place::Waiting(due) => ("waiting", Some(due.saturating_duration_since(Instant::now()).as_secs())),
        Place::UnderWay => ("sending", None),
        Place::Held => ("held", None),
    };
    let mut told =
        HeldMail { id: id.to_string(), state: word.into(), size: mail.size, taken: id.time().0, next_try_in, ..HeldMail::default() };
    match attempt::read(state, id, mail.born).await {
        Ok(stored) => fill(&mut told, &stored),
        Err(tried) => told.why = Some(format!("{tried:?}")),
    }
    told
}

fn fill(told: &mut HeldMail, stored: &Stored) {
    told.taken = stored.envelope.taken;
    told.sender = Some(stored.envelope.sender.clone().unwrap_or_default());
    told.message_id.clone_from(&stored.envelope.message_id);
    told.tries = stored.progress.tries;
    let everybody = stored.parts.iter().flat_map(|part| part.treatment.recipients.iter().map(move |one| (one, &part.treatment.treatment)));
    for ((recipient, treatment), fate) in everybody.zip(&stored.progress.fates) {
        let (state, reply) = match fate {
            Fate::Waiting => ("waiting", None),
            Fate::Deferred { reply, .. } => ("deferred", Some(reply.clone())),
            Fate::Delivered => ("delivered", None),
            Fate::Failed => ("failed", None),
        };
        told.recipients.push(HeldRecipient { to: recipient.to.clone(), state: state.into(), reply, treatment: treatment.clone() });
    }
}

async fn release(state: &Arc<State>, id: MailId) -> Answer {
    let taken = match take(state, id).await {
        Ok(taken) => taken,
        Err(answer) => return answer,
    };
    let let_go = async {
        let mut stored = attempt::read(state, id, taken).await.map_err(|tried| format!("{tried:?}"))?;
        stored.progress.held = false;
        stored.progress.panics = 0;
        blocking(move || stored.keep(true)).await
    };
    let done = let_go.await;
    state.outbox.queue().wait(id, Instant::now());
    state.outbox.wake.notify_one();
    match done {
        Ok(()) => {
            journal::note(&state.journal, id, Happened::Released, None, None).await;
            Answer::Done
        }
        Err(why) => Answer::Failed { why },
    }
}

/// Takes a mail so that nobody else works with it; one that was put aside comes back into its row.
async fn take(state: &Arc<State>, id: MailId) -> Result<u64, Answer> {
    {
        let mut queue = state.outbox.queue();
        if let Some(born) = queue.take_this(id) {
            return Ok(born);
        }
        if queue.mail(id).is_some() {
            return Err(Answer::UnderWay);
        }
    }
    let failed = |why| Answer::Failed { why };
    let (found, _) = find_aside(state, id).await.map_err(failed)?.ok_or(Answer::Unknown)?;
    let outbox = state.outbox.clone();
    blocking(move || outbox.spool.take_back(found.id, found.born)).await.map_err(failed)?;
    let mut queue = state.outbox.queue();
    queue.add(&found, Instant::now());
    queue.take_this(id).ok_or(Answer::UnderWay)
}

async fn drop_mail(state: &Arc<State>, id: MailId, tell: bool) -> Answer {
    // What was put aside is often what cannot be read: it goes without a report.
    match find_aside(state, id).await {
        Ok(Some((found, _))) => return drop_aside(state, found).await,
        Ok(None) => {}
        Err(why) => return Answer::Failed { why },
    }
    let born = match take(state, id).await {
        Ok(born) => born,
        Err(answer) => return answer,
    };
    let outbox = state.outbox.clone();
    let told = async {
        if tell {
            tell_sender(state, id, born).await?;
        }
        blocking(move || outbox.spool.remove(id, born)).await
    };
    match told.await {
        Ok(()) => {
            state.outbox.queue().remove(id);
            journal::note(&state.journal, id, Happened::Dropped, None, None).await;
            Answer::Done
        }
        Err(why) => {
            state.outbox.put_back_soon(id);
            Answer::Failed { why }
        }
    }
}

async fn drop_aside(state: &Arc<State>, found: Found) -> Answer {
    let outbox = state.outbox.clone();
    match blocking(move || outbox.spool.remove_aside(found.id, found.born)).await {
        Ok(()) => {
            journal::note(&state.journal, found.id, Happened::Dropped, None, None).await;
            Answer::Done
        }
        Err(why) => Answer::Failed { why },
    }
}

async fn tell_sender(state: &Arc<State>, id: MailId, born: u64) -> Result<(), String> {
    let stored = attempt::read(state, id, born).await.map_err(|tried| format!("{tried:?}"))?;
    let reply = replies::dropped();
    let everybody = stored.parts.iter().flat_map(|part| &part.treatment.recipients).zip(&stored.progress.fates);
    let lines: Vec<Line<'_>> = everybody
        .filter(|(recipient, fate)| fate.is_open() && is_wanted(&stored.envelope, recipient, Telling::Failed))
        .map(|(recipient, _)| Line {
            recipient,
            telling: Telling::Failed,
            status: status(Telling::Failed, &reply),
            reply: reply.to_string(),
            diagnostic: false,
            remote: None,
        })
        .collect();
    if lines.is_empty() { Ok(()) } else { returned::send(state, &state.live(), &stored, &lines).await }
}
