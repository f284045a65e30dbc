//! One mail's dialogue with the next hop: RCPT forwarded at once, MAIL too or with the first RCPT, DATA after the signature; one
//! treatment for all recipients (design, section 5).
//!
//! If the next hop is lost before it has the content, the dialogue is said again once over a new connection; a recipient that is
//! then refused means 451 for all and nothing is sent. After the final dot nothing is ever said again.

mod asking;
mod sending;

use std::collections::VecDeque;
use std::sync::Arc;

use kakitome_wire::client::{Event, Failure, Step};
use kakitome_wire::{Class, Forwarded, Mail, Rcpt, Reply};

use crate::next_hop::hop::Hop;
use crate::next_hop::passage::Passage;
use crate::next_hop::pool::{Lease, Pool};
use crate::replies;

/// One mail on its way to the next hop.
#[derive(Debug)]
pub(crate) struct Transaction {
    pool: Arc<Pool>,
    /// As the client said it.
    pub(crate) mail: Mail,
    /// As the next hop is told.
    told: Mail,
    /// Recipients that the next hop has accepted.
    pub(crate) accepted: Vec<Rcpt>,
    questions: VecDeque<Question>,
    mail_accepted: bool,
    /// MAIL was answered by us: it stands ready on the connection and goes out with the first RCPT, whose answer follows its answer.
    held: bool,
    lease: Option<Lease>,
    repeated: bool,
    broken: Option<Reply>,
    /// What was told of the client before us (XFORWARD).
    pub(crate) forwarded: Option<Forwarded>,
    /// The next hop is not asked: the mail goes into the outbox.
    apart: bool,
    /// How the connection was protected over which the next hop took the mail.
    passage: Option<Arc<Passage>>,
}

/// What the client waits for.
#[derive(Debug)]
enum Question {
    /// MAIL, to be answered by the next hop.
    Mail,
    /// RCPT, to be answered by the next hop.
    Rcpt(Rcpt),
    /// Already decided by us.
    Decided(Reply),
}

/// What became of the content.
#[derive(Debug)]
pub(crate) struct Sent {
    /// What the client is told.
    pub(crate) reply: Reply,
    /// Whether the next hop has the mail, for one recipient at least.
    pub(crate) accepted: bool,
    /// What it said for each recipient, in their order, if it says that (LMTP).
    pub(crate) each: Vec<Reply>,
}

impl Sent {
    /// Nobody has it.
    pub(crate) fn not(reply: Reply) -> Self {
        Self { reply, accepted: false, each: Vec::new() }
    }
}

/// Why a step did not come to its end.
#[derive(Debug)]
enum Trouble {
    /// The connection cannot go on; another may.
    Failed(Failure),
    /// The mail cannot go on; this is the answer.
    Broken(Reply),
    /// The same, known before anything was said: the connection is as good as before.
    Unsaid(Reply),
    /// The session ended before something could be said; its next event tells why.
    Over,
}

impl From<Failure> for Trouble {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

impl From<kakitome_wire::Error> for Trouble {
    fn from(error: kakitome_wire::Error) -> Self {
        match error {
            kakitome_wire::Error::Over { .. } => Self::Over,
            other => Self::Broken(replies::unsayable(&other)),
        }
    }
}

impl Transaction {
    /// Begins; `told` is MAIL as the next hop gets it, `forwarded` what it is told of the client (XFORWARD).
    pub(crate) fn new(pool: Arc<Pool>, mail: Mail, told: Mail, forwarded: Option<Forwarded>) -> Self {
        Self {
            pool,
            mail,
            told,
            accepted: Vec::new(),
            questions: VecDeque::from([Question::Mail]),
            mail_accepted: false,
            held: false,
            lease: None,
            repeated: false,
            broken: None,
            forwarded,
            apart: false,
            passage: None,
        }
    }

    /// A mail that is acknowledged before the next hop has it: MAIL and RCPT are answered here; `refusal` is the answer to MAIL if there
    /// is no room for it.
    pub(crate) fn without_hop(pool: Arc<Pool>, mail: Mail, forwarded: Option<Forwarded>, refusal: Option<Reply>) -> Self {
        Self { apart: true, broken: refusal, ..Self::new(pool, mail.clone(), mail, forwarded) }
    }

    /// One more recipient.
    pub(crate) fn ask(&mut self, rcpt: Rcpt) {
        self.questions.push_back(Question::Rcpt(rcpt));
    }

    /// One more recipient that we have decided on; its answer keeps its place in the row.
    pub(crate) fn decided(&mut self, reply: Reply) {
        self.questions.push_back(Question::Decided(reply));
    }

    /// Whether somebody waits for answers.
    pub(crate) fn is_asking(&self) -> bool {
        !self.questions.is_empty()
    }

    /// Whether MAIL was answered to the client, and refused.
    pub(crate) fn is_refused(&self) -> bool {
        self.questions.is_empty() && !self.mail_accepted
    }

    /// Where the mail goes.
    pub(crate) fn destination(&self) -> String {
        self.pool.destination().to_owned()
    }

    /// How the mail went, if the next hop has it.
    pub(crate) fn passage(&self) -> Option<&Passage> {
        self.passage.as_deref()
    }

    /// After trouble: connects anew and says again what was accepted, once. Else the error is what the client is told.
    async fn mend(&mut self, trouble: Trouble) -> Result<(), Reply> {
        let lease = self.lease.take();
        let was_kept = lease.as_ref().is_some_and(|lease| lease.kept);
        let failure = match trouble {
            Trouble::Broken(reply) => return Err(reply),
            Trouble::Unsaid(reply) => {
                lease.into_iter().for_each(|lease| self.pool.give_back(lease));
                return Err(reply);
            }
            Trouble::Failed(failure) => {
                // Its place is the new connection's.
                drop(lease);
                failure
            }
            Trouble::Over => why_over(lease).await,
        };
        tracing::debug!(next_hop = %self.pool.destination(), %failure, was_kept, repeated = self.repeated, "lost the next hop");
        // A kept connection may have ended while nobody looked: that is no failure of the next hop.
        if (self.repeated && !was_kept) || !may_repeat(&failure) {
            return Err(failure.to_reply());
        }
        self.repeated |= !was_kept;
        match self.say_again().await {
            Ok(lease) => {
                self.lease = Some(lease);
                Ok(())
            }
            Err(Trouble::Broken(reply) | Trouble::Unsaid(reply)) => Err(reply),
            Err(Trouble::Failed(failure)) => Err(failure.to_reply()),
            Err(Trouble::Over) => Err(Failure::Lost { step: Step::Mail }.to_reply()),
        }
    }

    async fn say_again(&mut self) -> Result<Lease, Trouble> {
        let mut lease = self.pool.lease_new().await?;
        if !self.mail_accepted {
            return Ok(lease);
        }
        let told = match told(&lease, &self.mail, &self.told) {
            Ok(told) => told,
            Err(trouble) => {
                self.pool.give_back(lease);
                return Err(trouble);
            }
        };
        begin(&mut lease, self.forwarded.as_ref(), &told).await?;
        for rcpt in &self.accepted {
            lease.hop.session().rcpt(rcpt)?;
        }
        for _ in 0..=self.accepted.len() {
            let reply = answer(&mut lease.hop).await?;
            if !reply.is_positive() {
                return Err(Trouble::Broken(if self.held { as_answer(reply) } else { replies::changed_its_mind() }));
            }
        }
        self.held = false;
        Ok(lease)
    }
}

/// MAIL as this hop gets it; what its sender has announced and is too large for the hop is not asked for.
fn told(lease: &Lease, said: &Mail, told: &Mail) -> Result<Mail, Trouble> {
    let hop = lease.hop.capabilities();
    if let (Some(size), Some(limit)) = (said.size, hop.size_limit())
        && size > limit
    {
        return Err(Trouble::Unsaid(replies::too_large_for_hop(size, limit)));
    }
    // 8-bit text may have to be converted, which makes it longer.
    Ok(Mail { size: told.size.filter(|_| hop.eight_bit_mime), ..told.clone() })
}

/// MAIL, after XFORWARD where there is something to say and the next hop listens; what it answers to that changes nothing.
async fn begin(lease: &mut Lease, forwarded: Option<&Forwarded>, mail: &Mail) -> Result<(), Trouble> {
    if let Some(forwarded) = forwarded {
        for _ in 0..lease.hop.session().xforward(forwarded)? {
            answer(&mut lease.hop).await?;
        }
    }
    Ok(lease.hop.session().mail(mail)?)
}

/// The next answer.
pub(crate) async fn answer(hop: &mut Hop) -> Result<Reply, Failure> {
    loop {
        match hop.event().await {
            Event::Answer { reply, .. } => return Ok(reply),
            Event::Failed(failure) => return Err(failure),
            Event::Ready => {}
            _ => return Err(Failure::Lost { step: Step::Noop }),
        }
    }
}

/// Why a session was over before we could speak.
async fn why_over(lease: Option<Lease>) -> Failure {
    let lost = Failure::Lost { step: Step::Mail };
    match lease {
        Some(mut lease) => answer(&mut lease.hop).await.err().unwrap_or(lost),
        None => lost,
    }
}

/// Whether the dialogue may be said again over a new connection: the next hop is gone, and did not refuse.
fn may_repeat(failure: &Failure) -> bool {
    match failure {
        Failure::Lost { step } | Failure::Refused { step, .. } => {
            !matches!(step, Step::Greeting | Step::Hello | Step::StartTls | Step::Handshake)
        }
        _ => false,
    }
}

/// A reply of the next hop as an answer to a client: 2xx, 4xx or 5xx.
fn as_answer(reply: Reply) -> Reply {
    match reply.class() {
        Class::Intermediate => replies::own_trouble(),
        _ => reply,
    }
}
