//! One try of one mail: read, handed over part by part, each recipient's fate settled and written down, senders told. What happens in
//! which order is what keeps a mail from being lost: a report is safe in the outbox before its recipient counts as done, and a mail's file
//! goes when nobody waits for it any more.

mod settling;

use std::sync::Arc;
use std::time::Duration;

use kakitome_store::outbox::{Fate, Part, Stored};
use kakitome_store::{Error, Leg, MailId};
use kakitome_wire::{Mail, Rcpt, Reply};

use super::backoff;
use super::dialogue::{self, Said, Unreadable, Verdict, Whole};
use super::envelope::{forwarded_of, mail_of, rcpt_of};
use super::notify::Telling;
use crate::keyholder::KeyError;
use crate::next_hop::pool::Pool;
use crate::next_hop::turns::Shut;
use crate::state::{Live, State};

/// Recipients of one transaction: so many every server takes (RFC 5321 4.5.3.1.8).
const RECIPIENTS: usize = 100;
/// A mail that made the program panic so often is put aside (R30).
pub(super) const MOST_PANICS: u32 = 3;

/// What became of the try.
#[derive(Debug)]
pub(super) enum Tried {
    /// Nobody waits for it any more.
    Done,
    /// Somebody does; `unreachable`: the next hop was not there at all.
    Later {
        /// No other mail need be tried now.
        unreachable: bool,
    },
    /// Nobody was asked: others are on all the ways that it goes.
    NoPlace(Duration),
    /// It waits for a person's word.
    Held,
    /// The keyholder or our disk does not answer.
    OwnTrouble(String),
    /// Its file cannot be read, which may pass: but not for longer than a mail waits.
    Unreadable(String),
    /// It cannot be worked with.
    PutAside(String),
}

/// Tries a mail.
pub(super) async fn attempt(state: &Arc<State>, id: MailId, born: u64) -> Tried {
    let stored = match read(state, id, born).await {
        Ok(stored) => stored,
        Err(tried) => return tried,
    };
    if stored.progress.held {
        return Tried::Held;
    }
    if stored.progress.panics >= MOST_PANICS {
        return Tried::PutAside(format!("it made the program panic {} times", stored.progress.panics));
    }
    let live = state.live();
    let mut try_ = Try {
        state,
        live: &live,
        stored,
        born,
        verdicts: Vec::new(),
        legs: Vec::new(),
        unreachable: false,
        no_place: None,
        unasked: Vec::new(),
    };
    let Err(Unreadable(error)) = try_.say_all().await else {
        return match try_.no_place {
            Some(pause) if try_.verdicts.is_empty() && !try_.is_anybody_overdue() => Tried::NoPlace(pause),
            _ => try_.settle().await,
        };
    };
    // What was said before counts; who was not reached stays open, and the file with them.
    if !try_.verdicts.is_empty() {
        try_.settle().await;
    }
    match error.kind() {
        std::io::ErrorKind::InvalidData => Tried::PutAside(error.to_string()),
        _ => Tried::Unreadable(error.to_string()),
    }
}

/// Reads a mail's file.
pub(super) async fn read(state: &Arc<State>, id: MailId, born: u64) -> Result<Stored, Tried> {
    let outbox = state.outbox.clone();
    let sealed = blocking(move || outbox.spool.look(id, born)).await?;
    let key = state.outbox.keys.opening(sealed.wrapped()).await.map_err(|error| match error {
        KeyError::Away(why) => Tried::OwnTrouble(why),
        KeyError::Refused(why) => Tried::PutAside(format!("the keyholder does not open its key: {why}")),
    })?;
    let mut stored = blocking(move || sealed.open(&key.key)).await?;
    if let Some(progress) = state.outbox.recall(id) {
        stored.progress = progress;
    }
    Ok(stored)
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T, Error> + Send + 'static) -> Result<T, Tried> {
    match tokio::task::spawn_blocking(work).await {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(Error::OutboxDamaged { what, .. })) => Err(Tried::PutAside(format!("damaged: {what}"))),
        Ok(Err(error)) => Err(Tried::Unreadable(error.to_string())),
        // A panic is counted where tries are started.
        Err(error) => match error.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            Err(error) => Err(Tried::OwnTrouble(error.to_string())),
        },
    }
}

struct Try<'a> {
    state: &'a Arc<State>,
    live: &'a Live,
    stored: Stored,
    born: u64,
    verdicts: Vec<Judged>,
    /// How the mail went, for each transaction that a hop took.
    legs: Vec<Leg>,
    unreachable: bool,
    /// Others are on the way to some of its recipients: when these are to be tried.
    no_place: Option<Duration>,
    /// Who these are, and how long each has had no place.
    unasked: Vec<(usize, Duration)>,
}

/// What was said of a recipient.
struct Judged {
    /// Its number in the mail.
    number: usize,
    verdict: Verdict,
    /// The hop reports for itself.
    reports: bool,
    /// Who said it; none: nobody could be reached.
    hop: Option<String>,
}

impl Judged {
    fn later(number: usize, reply: &Reply) -> Self {
        Self { number, verdict: Verdict::Later(reply.clone()), reports: false, hop: None }
    }
}

impl Try<'_> {
    /// Hands every part over to those who wait for it.
    async fn say_all(&mut self) -> Result<(), Unreadable> {
        for part in self.stored.parts.clone() {
            let waiting = self.waiting(&part);
            for group in waiting.chunks(RECIPIENTS) {
                self.say(&part, group).await?;
                self.note_taken(false).await;
            }
        }
        Ok(())
    }

    fn waiting(&self, part: &Part) -> Vec<(usize, Option<Rcpt>)> {
        let numbered = part.treatment.recipients.iter().zip(part.first..);
        let open = |number: usize| self.stored.progress.fates.get(number).is_none_or(Fate::is_open);
        numbered.filter(|(_, number)| open(*number)).map(|(recipient, number)| (number, rcpt_of(recipient))).collect()
    }

    async fn say(&mut self, part: &Part, group: &[(usize, Option<Rcpt>)]) -> Result<(), Unreadable> {
        let rcpts: Option<Vec<Rcpt>> = group.iter().map(|(_, rcpt)| rcpt.clone()).collect();
        let (Some(mail), Some(rcpts)) = (mail_of(&self.stored.envelope, part.size, part.treatment.eight_bit), rcpts) else {
            return Err(Unreadable(std::io::Error::new(std::io::ErrorKind::InvalidData, "an address in its envelope cannot be read")));
        };
        if self.unreachable {
            let reply = kakitome_wire::replies::HOP_LOST;
            self.verdicts.extend(group.iter().map(|(number, _)| Judged::later(*number, &reply)));
            return Ok(());
        }
        for (way, places) in self.live.ways.part(&rcpts) {
            let numbers: Vec<usize> = places.iter().filter_map(|at| group.get(*at)).map(|(number, _)| *number).collect();
            let rcpts: Vec<Rcpt> = places.iter().filter_map(|at| rcpts.get(*at)).cloned().collect();
            self.say_over(&way, part, &mail, &numbers, &rcpts).await?;
        }
        Ok(())
    }

    /// To those recipients whose mail goes over this way.
    async fn say_over(&mut self, way: &Pool, part: &Part, mail: &Mail, numbers: &[usize], rcpts: &[Rcpt]) -> Result<(), Unreadable> {
        let (ways, longest) = (&self.live.ways, self.live.settings.outbox.longest_pause);
        let _turn = match ways.by_domain().then(|| ways.turn(way, self.stored.id, |before| backoff::of_turn(before, longest))).transpose() {
            Ok(turn) => turn,
            Err(Shut::Resting(reply)) => {
                self.verdicts.extend(numbers.iter().map(|number| Judged::later(*number, &reply)));
                return Ok(());
            }
            Err(Shut::Full { pause, waited }) => {
                self.no_place = Some(pause.max(self.no_place.unwrap_or_default()));
                self.unasked.extend(numbers.iter().map(|number| (*number, waited)));
                return Ok(());
            }
        };
        let content = self.stored.content(part).map_err(Unreadable)?;
        // What is ours to know is not for strangers' servers (S23).
        let forwarded = if ways.by_domain() { None } else { forwarded_of(&self.stored.envelope) };
        let said = dialogue::hand_over(way, &Whole { live: self.live, forwarded, mail, rcpts }, content).await?;
        let later = said.verdicts.iter().find_map(|verdict| if let Verdict::Later(reply) = verdict { Some(reply) } else { None });
        match (ways.by_domain(), said.unreachable || said.silent, later) {
            // One that takes its time with everybody else's places rests like one that is not there: domains are strangers'.
            (true, true, Some(reply)) => ways.rest(way, reply, backoff::of_hop),
            (true, _, _) => ways.awake(way),
            (false, _, _) => self.unreachable |= said.unreachable,
        }
        self.note(said, numbers, rcpts);
        if ways.by_domain() {
            self.note_taken(true).await;
        }
        Ok(())
    }

    /// Takes down what was said.
    fn note(&mut self, said: Said, numbers: &[usize], rcpts: &[Rcpt]) {
        let Said { verdicts, reports, passage, .. } = said;
        let hop = passage.as_ref().map(|passage| passage.hop.clone());
        let taken = verdicts.iter().zip(rcpts).filter(|(verdict, _)| matches!(verdict, Verdict::Taken(_)));
        let taken: Vec<String> = taken.map(|(_, rcpt)| rcpt.to.to_string()).collect();
        self.legs.extend(passage.filter(|_| !taken.is_empty()).map(|passage| passage.leg(self.stored.id, taken)));
        let judged = numbers.iter().zip(verdicts);
        self.verdicts.extend(judged.map(|(number, verdict)| Judged { number: *number, verdict, reports, hop: hop.clone() }));
    }

    /// Who has the mail now is written into its file at once, unsynced: that waits for nobody, so that a crash a moment later makes no
    /// second copy (R02). (To take the file's name away waits for all that the disk is just then made to write: milliseconds.) Whose
    /// sender is to be told waits for that report. Synced where other domains come next, which may take minutes.
    async fn note_taken(&mut self, durable: bool) {
        let untold = |one: &Judged| self.line(Telling::Relayed, one, false).is_none();
        let taken = self.verdicts.iter().filter(|one| matches!(one.verdict, Verdict::Taken(_)) && untold(one));
        let taken: Vec<usize> = taken.map(|one| one.number).collect();
        let mut news = false;
        for number in taken {
            if let Some(fate) = self.stored.progress.fates.get_mut(number) {
                news |= fate.is_open();
                *fate = Fate::Delivered;
            }
        }
        if !news {
            return;
        }
        let kept = match self.stored.write_down() {
            Ok(sync) if durable => tokio::task::spawn_blocking(sync).await.map_err(std::io::Error::other).flatten(),
            written => written.map(drop),
        };
        if let Err(error) = kept {
            tracing::warn!(id = %self.stored.id, %error, "who has the mail could not be written down at once");
        }
    }
}
