//! The numbers themselves. Whoever does something counts it here; nothing is decided by them.

pub(crate) mod histogram;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicI8, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use kakitome_store::Decision;

use crate::ciphered::Ciphered;
use crate::config::ListenerKind;
use crate::counts::histogram::Histogram;

/// Kinds of doors, in the order in which they are shown.
pub(crate) const KINDS: [ListenerKind; 5] =
    [ListenerKind::Relay, ListenerKind::Submission, ListenerKind::SubmissionStarttls, ListenerKind::Lmtp, ListenerKind::Milter];
/// What becomes of a mail.
pub(crate) const DECISIONS: [Decision; 4] = [Decision::Signed, Decision::Passed, Decision::Refused, Decision::Deferred];
/// Reasons that are told apart: they are ids of this program, so this is never reached; a slip is not to eat the memory.
const MOST_REASONS: usize = 200;

/// A number that only grows.
#[derive(Debug, Default)]
pub(crate) struct Counter(AtomicU64);

impl Counter {
    /// So much more.
    pub(crate) fn add(&self, count: u64) {
        self.0.fetch_add(count, Ordering::Relaxed);
    }

    /// What it has come to.
    pub(crate) fn value(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// Why a client was sent away at the greeting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SentAway {
    /// Too many connections in all.
    Full,
    /// Too many of this client.
    Client,
    /// Too many of this client in a short time.
    Pace,
    /// Not of these networks.
    Network,
}

impl SentAway {
    pub(crate) const ALL: [Self; 4] = [Self::Full, Self::Client, Self::Pace, Self::Network];

    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Full => "all",
            Self::Client => "client",
            Self::Pace => "pace",
            Self::Network => "network",
        }
    }
}

/// What is counted of the whole process.
#[derive(Debug)]
pub(crate) struct Metrics {
    /// When it began.
    pub(crate) started: SystemTime,
    pub(crate) doors: [DoorCounts; KINDS.len()],
    pub(crate) sent_away: [Counter; SentAway::ALL.len()],
    pub(crate) ciphered: [Counter; Ciphered::EVERY.len()],
    reasons: Mutex<BTreeMap<&'static str, u64>>,
    /// Mails and recipients beyond an hour's allowance.
    pub(crate) over_allowance: Counter,
    /// Contents that broke the protocol.
    pub(crate) faulty_contents: Counter,
    /// Tries of the outbox that ended well for all, that come again, that were put aside.
    pub(crate) outbox_done: Counter,
    /// See above.
    pub(crate) outbox_later: Counter,
    /// See above.
    pub(crate) outbox_aside: Counter,
    /// The keyholder's answers.
    pub(crate) keyholder: Arc<KeyholderCounts>,
    /// Connections to the next hop.
    pub(crate) hop: Arc<HopCounts>,
    /// Log lines that nobody took.
    pub(crate) lost_lines: Arc<AtomicU64>,
}

/// What is counted of one kind of door.
#[derive(Debug, Default)]
pub(crate) struct DoorCounts {
    pub(crate) mails: [Counter; DECISIONS.len()],
    pub(crate) bytes: Counter,
    pub(crate) recipients: Counter,
    pub(crate) seconds: Histogram,
    pub(crate) connections: Counter,
    pub(crate) ended: Counter,
}

/// What is known of a mail that was answered.
pub(crate) struct Seen {
    /// The door.
    pub(crate) kind: ListenerKind,
    /// What became of it.
    pub(crate) decision: Decision,
    /// Why.
    pub(crate) reason: Option<&'static str>,
    /// What came of its encryption, where any was wanted.
    pub(crate) ciphered: Option<Ciphered>,
    /// Bytes as received.
    pub(crate) size: u64,
    /// Accepted recipients.
    pub(crate) recipients: usize,
    /// From the end of its content to its answer; none: the content did not come to its end.
    pub(crate) took: Option<Duration>,
}

impl Metrics {
    /// All zero, from now on.
    pub(crate) fn new(keyholder: Arc<KeyholderCounts>, hop: Arc<HopCounts>, lost_lines: Arc<AtomicU64>) -> Self {
        Self {
            started: SystemTime::now(),
            doors: Default::default(),
            sent_away: Default::default(),
            ciphered: Default::default(),
            reasons: Mutex::default(),
            over_allowance: Counter::default(),
            faulty_contents: Counter::default(),
            outbox_done: Counter::default(),
            outbox_later: Counter::default(),
            outbox_aside: Counter::default(),
            keyholder,
            hop,
            lost_lines,
        }
    }

    fn of(&self, kind: ListenerKind) -> Option<&DoorCounts> {
        self.doors.get(KINDS.iter().position(|one| *one == kind)?)
    }

    /// A mail was answered.
    pub(crate) fn mail(&self, seen: &Seen) {
        if let Some(door) = self.of(seen.kind) {
            if let Some(counter) = DECISIONS.iter().position(|one| *one == seen.decision).and_then(|index| door.mails.get(index)) {
                counter.add(1);
            }
            door.bytes.add(seen.size);
            door.recipients.add(seen.recipients as u64);
            match seen.took {
                Some(took) => door.seconds.add(took),
                None => self.faulty_contents.add(1),
            }
        }
        let came = seen.ciphered.and_then(|came| Ciphered::EVERY.iter().position(|one| *one == came));
        if let Some(counter) = came.and_then(|index| self.ciphered.get(index)) {
            counter.add(1);
        }
        if matches!(seen.decision, Decision::Refused | Decision::Deferred) {
            let mut reasons = self.reasons.lock().unwrap_or_else(PoisonError::into_inner);
            let reason = seen.reason.unwrap_or("next-hop");
            if reasons.len() < MOST_REASONS || reasons.contains_key(reason) {
                *reasons.entry(reason).or_default() += 1;
            }
        }
    }

    /// Refused and deferred mails by reason.
    pub(crate) fn reasons(&self) -> BTreeMap<&'static str, u64> {
        self.reasons.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// A client came in.
    pub(crate) fn connected(&self, kind: ListenerKind) {
        if let Some(door) = self.of(kind) {
            door.connections.add(1);
        }
    }

    /// A client that came in has gone.
    pub(crate) fn parted(&self, kind: ListenerKind) {
        if let Some(door) = self.of(kind) {
            door.ended.add(1);
        }
    }

    /// A client was sent away.
    pub(crate) fn sent_away(&self, why: SentAway) {
        if let Some(counter) = SentAway::ALL.iter().position(|one| *one == why).and_then(|index| self.sent_away.get(index)) {
            counter.add(1);
        }
    }
}

/// What the keyholder answered, and how fast.
#[derive(Debug, Default)]
pub(crate) struct KeyholderCounts {
    /// Done.
    pub(crate) good: Counter,
    /// Not there, or not in time.
    pub(crate) away: Counter,
    /// It would not.
    pub(crate) refused: Counter,
    /// From the question to the answer.
    pub(crate) seconds: Histogram,
}

/// How the next hop was met.
#[derive(Debug, Default)]
pub(crate) struct HopCounts {
    /// Connections that were opened.
    pub(crate) opened: Counter,
    /// Those that could not be.
    pub(crate) failed: Counter,
    last: AtomicI8,
}

impl HopCounts {
    /// A connection was opened, or could not be.
    pub(crate) fn met(&self, good: bool) {
        if good { &self.opened } else { &self.failed }.add(1);
        self.last.store(if good { 1 } else { -1 }, Ordering::Relaxed);
    }

    /// Whether the last one could be opened; none: nobody has tried yet.
    pub(crate) fn up(&self) -> Option<bool> {
        match self.last.load(Ordering::Relaxed) {
            0 => None,
            last => Some(last > 0),
        }
    }
}
