//! One content to its recipients at the next hop: XFORWARD, MAIL, all RCPTs, DATA, the fate of each recipient (RFC 5321 3.3, 4.2.5). Nothing is
//! written down here.

use std::io::{self, Read, Write};
use std::sync::Arc;

use kakitome_store::outbox::Content;
use kakitome_wire::client::{Failure, Outcome, Step};
use kakitome_wire::{Error, Forwarded, Mail, Rcpt, Reply};
use tokio::sync::mpsc;
use tokio::task::JoinError;

use super::load::Load;
use crate::forms::outgoing::SendError;
use crate::next_hop::passage::Passage;
use crate::next_hop::pool::{Lease, Pool};
use crate::replies;
use crate::state::Live;
use crate::transaction::answer;

/// Content is handed from the thread that reads it in pieces of this size, so many at once.
const PIECE: usize = 64 * 1024;
const PIECES: usize = 4;

/// What the next hop said of a recipient.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It has the mail for this recipient.
    Taken(Reply),
    /// Not now.
    Later(Reply),
    /// Not at all.
    Refused(Reply),
}

/// What became of one dialogue.
#[derive(Debug)]
pub(super) struct Said {
    /// One for each recipient, in their order.
    pub(super) verdicts: Vec<Verdict>,
    /// The next hop could not be reached: no other mail need be tried now.
    pub(super) unreachable: bool,
    /// It was reached and kept us waiting until the time was over: a place among those that are tried at once is not to be its again soon.
    pub(super) silent: bool,
    /// It takes DSN parameters: what was asked of a report is its business now (RFC 3461 5.2.7).
    pub(super) reports: bool,
    /// Over which connection it was said; none: there was none.
    pub(super) passage: Option<Arc<Passage>>,
}

/// What is said before the content.
#[derive(Debug)]
pub(super) struct Whole<'a> {
    /// Where content may lie that has to be converted, and its budgets.
    pub(super) live: &'a Live,
    /// XFORWARD.
    pub(super) forwarded: Option<Forwarded>,
    /// MAIL.
    pub(super) mail: &'a Mail,
    /// RCPT.
    pub(super) rcpts: &'a [Rcpt],
}

/// Our side failed: the content cannot be read.
#[derive(Debug)]
pub(super) struct Unreadable(pub(super) io::Error);

impl Unreadable {
    /// What a thread that reads or converts says. If it has panicked, so does the try: there the mail's panics are counted (R30).
    fn of(error: io::Error) -> Self {
        match error.downcast::<JoinError>().map(JoinError::try_into_panic) {
            Ok(Ok(panic)) => std::panic::resume_unwind(panic),
            Ok(Err(ended)) => Self(io::Error::other(ended)),
            Err(error) => Self(error),
        }
    }
}

impl Verdict {
    fn of(step: Step, reply: Reply) -> Self {
        match Outcome::of(step, &reply) {
            Outcome::Sent => Self::Taken(reply),
            Outcome::Deferred => Self::Later(reply),
            Outcome::Rejected => Self::Refused(reply),
        }
    }

    fn of_failure(failure: &Failure) -> Self {
        let reply = failure.to_reply();
        match failure.outcome() {
            Outcome::Rejected => Self::Refused(reply),
            Outcome::Sent | Outcome::Deferred => Self::Later(reply),
        }
    }
}

/// How far the recipients have come before the content.
enum Envelope {
    /// These are accepted, the others have their verdicts.
    Open { verdicts: Vec<Option<Verdict>>, lease: Lease },
    /// Everybody's verdict is there.
    Over(Vec<Verdict>, Option<Lease>),
    /// The connection was lost before the next hop had anything.
    Lost(Failure, bool),
}

/// Hands a content over. Recipients that are refused do not keep it from the others (R09).
pub(super) async fn hand_over(pool: &Pool, whole: &Whole<'_>, content: Content) -> Result<Said, Unreadable> {
    let mut lease = match pool.lease().await {
        Ok(lease) => lease,
        Err(failure) => return Ok(unreachable(&failure, whole.rcpts.len())),
    };
    let mut load = Load::Stored(content);
    loop {
        let passage = Some(Arc::clone(&lease.hop.passage));
        let fitting = load.fitting(lease.hop.capabilities(), whole.mail, whole.live).await.map_err(Unreadable::of)?;
        let (fits, mail) = match fitting {
            Ok(fits) => fits,
            Err(reply) => {
                // Nothing was said on it.
                pool.give_back(lease);
                return Ok(Said { passage, ..all(Verdict::of(Step::Mail, reply), whole.rcpts.len()) });
            }
        };
        load = fits;
        match say_envelope(lease, whole, &mail).await {
            Envelope::Open { verdicts, lease } => {
                let said = say_content(pool, lease, verdicts, load).await?;
                return Ok(Said { passage, ..said });
            }
            Envelope::Over(verdicts, lease) => {
                let reports = lease.as_ref().is_some_and(|lease| lease.hop.capabilities().dsn);
                if let Some(lease) = lease {
                    reset(pool, lease).await;
                }
                return Ok(Said { verdicts, unreachable: false, silent: false, reports, passage });
            }
            // A kept connection may have ended while nobody looked.
            Envelope::Lost(_, true) => match pool.lease_new().await {
                Ok(new) => lease = new,
                Err(failure) => return Ok(unreachable(&failure, whole.rcpts.len())),
            },
            Envelope::Lost(failure, false) => {
                let silent = is_silence(&failure);
                return Ok(Said { passage, silent, ..all(Verdict::of_failure(&failure), whole.rcpts.len()) });
            }
        }
    }
}

fn all(verdict: Verdict, count: usize) -> Said {
    Said { verdicts: vec![verdict; count], unreachable: false, silent: false, reports: false, passage: None }
}

const fn is_silence(failure: &Failure) -> bool {
    matches!(failure, Failure::TimedOut { .. })
}

fn unreachable(failure: &Failure, count: usize) -> Said {
    tracing::warn!(%failure, "the next hop cannot be reached from the outbox");
    Said { unreachable: failure.outcome() != Outcome::Rejected, ..all(Verdict::of_failure(failure), count) }
}

async fn say_envelope(mut lease: Lease, whole: &Whole<'_>, mail: &Mail) -> Envelope {
    let Whole { forwarded, rcpts, .. } = whole;
    let kept = lease.kept;
    if let Some(forwarded) = forwarded
        && let Err(failure) = say_forwarded(&mut lease, forwarded).await
    {
        return lost(failure, kept);
    }
    let session = lease.hop.session();
    let said = session.mail(mail).and_then(|()| rcpts.iter().try_for_each(|rcpt| session.rcpt(rcpt)));
    match said {
        Ok(()) | Err(Error::Over { .. }) => {}
        Err(error) => {
            let verdict = Verdict::of(Step::Mail, replies::unsayable(&error));
            // MAIL may have gone into the output: such a connection is not used again.
            return Envelope::Over(vec![verdict; rcpts.len()], None);
        }
    }
    let sender = match answer(&mut lease.hop).await {
        Ok(reply) => reply,
        Err(failure) => return lost(failure, kept),
    };
    let mut verdicts = Vec::with_capacity(rcpts.len());
    for _ in *rcpts {
        match answer(&mut lease.hop).await {
            Ok(reply) if reply.is_positive() => verdicts.push(None),
            Ok(reply) => verdicts.push(Some(Verdict::of(Step::Rcpt, reply))),
            Err(failure) => return lost(failure, kept),
        }
    }
    if !sender.is_positive() {
        let verdict = Verdict::of(Step::Mail, sender);
        return Envelope::Over(vec![verdict; rcpts.len()], Some(lease));
    }
    if verdicts.iter().all(Option::is_some) {
        return Envelope::Over(verdicts.into_iter().flatten().collect(), Some(lease));
    }
    match say_data(&mut lease).await {
        Ok(reply) if Outcome::of(Step::Data, &reply) == Outcome::Sent => Envelope::Open { verdicts, lease },
        Ok(reply) => {
            let verdict = Verdict::of(Step::Data, reply);
            Envelope::Over(verdicts.into_iter().map(|own| own.unwrap_or_else(|| verdict.clone())).collect(), Some(lease))
        }
        Err(failure) => lost(failure, kept),
    }
}

/// What the next hop says to it changes nothing.
async fn say_forwarded(lease: &mut Lease, forwarded: &Forwarded) -> Result<(), Failure> {
    match lease.hop.session().xforward(forwarded) {
        Ok(count) => {
            for _ in 0..count {
                answer(&mut lease.hop).await?;
            }
            Ok(())
        }
        // The next event tells why.
        Err(Error::Over { .. }) => answer(&mut lease.hop).await.map(|_| ()),
        Err(error) => {
            tracing::error!(%error, "XFORWARD does not fit");
            Err(Failure::Lost { step: Step::Mail })
        }
    }
}

fn lost(failure: Failure, kept: bool) -> Envelope {
    let gone = matches!(failure, Failure::Lost { .. });
    Envelope::Lost(failure, kept && gone)
}

async fn say_data(lease: &mut Lease) -> Result<Reply, Failure> {
    match lease.hop.session().data() {
        Ok(()) | Err(Error::Over { .. }) => answer(&mut lease.hop).await,
        Err(error) => {
            tracing::error!(%error, "DATA does not fit");
            Err(Failure::Lost { step: Step::Data })
        }
    }
}

async fn say_content(pool: &Pool, mut lease: Lease, verdicts: Vec<Option<Verdict>>, load: Load) -> Result<Said, Unreadable> {
    let ended = match send(&mut lease, load).await? {
        Ok(()) => lease.hop.session().content_end(),
        // The end is said of a whole content alone; of what went wrong the next event tells.
        Err(error) => {
            tracing::debug!(%error, "content was not taken");
            Ok(())
        }
    };
    match ended {
        Ok(()) | Err(Error::Over { .. }) => {}
        Err(error) => {
            let reply = replies::unsayable(&error);
            return Ok(settled(verdicts, &Verdict::of(Step::ContentEnd, reply), false));
        }
    }
    let reports = lease.hop.capabilities().dsn;
    if pool.answers_each() {
        return Ok(each_answer(pool, lease, verdicts, reports).await);
    }
    match answer(&mut lease.hop).await {
        Ok(reply) => {
            pool.give_back(lease);
            Ok(settled(verdicts, &Verdict::of(Step::ContentEnd, reply), reports))
        }
        Err(failure) => {
            tracing::warn!(next_hop = %pool.destination(), %failure, "a mail of the outbox was not handed over");
            Ok(Said { silent: is_silence(&failure), ..settled(verdicts, &Verdict::of_failure(&failure), reports) })
        }
    }
}

/// LMTP answers for each accepted recipient (RFC 2033 4.2); those whose answer does not come are tried again.
async fn each_answer(pool: &Pool, mut lease: Lease, verdicts: Vec<Option<Verdict>>, reports: bool) -> Said {
    let mut all = Vec::with_capacity(verdicts.len());
    let mut failed: Option<Failure> = None;
    for own in verdicts {
        let verdict = match (own, &failed) {
            (Some(own), _) => own,
            (None, Some(failure)) => Verdict::of_failure(failure),
            (None, None) => match answer(&mut lease.hop).await {
                Ok(reply) => Verdict::of(Step::ContentEnd, reply),
                Err(failure) => {
                    let verdict = Verdict::of_failure(&failure);
                    failed = Some(failure);
                    verdict
                }
            },
        };
        all.push(verdict);
    }
    if failed.is_none() {
        pool.give_back(lease);
    }
    Said { verdicts: all, unreachable: false, silent: failed.as_ref().is_some_and(is_silence), reports, passage: None }
}

fn settled(verdicts: Vec<Option<Verdict>>, rest: &Verdict, reports: bool) -> Said {
    let verdicts = verdicts.into_iter().map(|own| own.unwrap_or_else(|| rest.clone())).collect();
    Said { verdicts, unreachable: false, silent: false, reports, passage: None }
}

/// Sends the content; it is read by a thread of its own. The outer error is our side's: then the connection is dropped in the middle, and
/// the next hop has nothing.
async fn send(lease: &mut Lease, load: Load) -> Result<io::Result<()>, Unreadable> {
    let content = match load {
        Load::Stored(content) => content,
        Load::Converted(outgoing) => {
            return match outgoing.send(&mut lease.hop).await {
                Ok(()) => Ok(Ok(())),
                Err(SendError::Hop(error)) => Ok(Err(error)),
                Err(SendError::Source(error)) => Err(Unreadable::of(error)),
            };
        }
    };
    let (pieces, mut arriving) = mpsc::channel(PIECES);
    let reading = tokio::task::spawn_blocking(move || read(content, &pieces));
    let mut taken = Ok(());
    while let Some(piece) = arriving.recv().await {
        taken = take(lease, &piece).await;
        if taken.is_err() {
            break;
        }
    }
    drop(arriving);
    let read = reading.await.map_err(|error| Unreadable::of(io::Error::other(error)))?;
    match (taken, read) {
        (Ok(()), Err(error)) => Err(Unreadable(error)),
        (taken, _) => Ok(taken),
    }
}

fn read(mut content: Content, pieces: &mpsc::Sender<Vec<u8>>) -> io::Result<()> {
    loop {
        let mut piece = Vec::with_capacity(PIECE);
        if content.by_ref().take(PIECE as u64).read_to_end(&mut piece)? == 0 {
            return Ok(());
        }
        if pieces.blocking_send(piece).is_err() {
            return Ok(());
        }
    }
}

async fn take(lease: &mut Lease, piece: &[u8]) -> io::Result<()> {
    lease.hop.gather().write_all(piece)?;
    lease.hop.relieve().await
}

/// Leaves the connection clean, or gives it up.
async fn reset(pool: &Pool, mut lease: Lease) {
    if lease.hop.session().reset().is_ok() && answer(&mut lease.hop).await.is_ok_and(|reply| reply.is_positive()) {
        pool.give_back(lease);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic, reason = "tests may panic")]
    use super::*;

    #[tokio::test]
    async fn r30_a_panic_in_a_thread_is_one_of_the_try_and_a_fault_is_a_fault() {
        let ended = tokio::task::spawn_blocking(|| panic!("poison")).await.unwrap_err();
        let counted = tokio::spawn(async { Unreadable::of(io::Error::other(ended)) }).await;
        assert!(counted.unwrap_err().to_string().contains("poison"), "what is counted names it");
        let Unreadable(error) = Unreadable::of(io::Error::from(io::ErrorKind::StorageFull));
        assert_eq!(error.kind(), io::ErrorKind::StorageFull);
    }
}
