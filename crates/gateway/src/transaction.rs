//! One mail's dialogue with the next hop: RCPT forwarded at once, MAIL too or with the first RCPT, DATA after the signature; one
//! treatment for all recipients (design, section 5).
//!
//! If the next hop is lost before it has the content, the dialogue is said again once over a new connection; a recipient that is
//! then refused means 451 for all and nothing is sent. After the final dot nothing is ever said again.

use std::collections::VecDeque;
use std::sync::Arc;

use kakitome_wire::client::{Event, Failure, Outcome, Step};
use kakitome_wire::{Class, Forwarded, Mail, Rcpt, Reply};

use crate::hop::Hop;
use crate::outgoing::{Outgoing, SendError};
use crate::passage::Passage;
use crate::pool::{Lease, Pool};
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

    /// Answers to all open questions, in order.
    pub(crate) async fn answers(&mut self) -> Vec<Reply> {
        let mut answers = Vec::with_capacity(self.questions.len());
        while let Some(question) = self.questions.front() {
            if let Question::Decided(reply) = question {
                answers.push(reply.clone());
                self.questions.pop_front();
                continue;
            }
            if let Some(reply) = &self.broken {
                answers.push(reply.clone());
                self.questions.pop_front();
                continue;
            }
            if self.apart {
                answers.extend(self.answer_here());
                continue;
            }
            match self.round().await {
                Ok(replies) => answers.extend(replies),
                Err(reply) => self.broken = Some(reply),
            }
        }
        answers
    }

    /// The answer to the first question, without a next hop.
    fn answer_here(&mut self) -> Vec<Reply> {
        let reply = match self.questions.front() {
            Some(Question::Mail) => kakitome_wire::replies::SENDER_OK,
            _ => kakitome_wire::replies::RECIPIENT_OK,
        };
        self.note(vec![reply])
    }

    /// Asks the next hop everything up to the next decided question. An error is the answer to all that is open.
    async fn round(&mut self) -> Result<Vec<Reply>, Reply> {
        loop {
            match self.try_round().await {
                Ok(replies) => return Ok(self.note(replies)),
                Err(trouble) => self.mend(trouble).await?,
            }
        }
    }

    async fn try_round(&mut self) -> Result<Vec<Reply>, Trouble> {
        let lease = match &mut self.lease {
            Some(lease) => lease,
            none => none.insert(self.pool.lease().await?),
        };
        if may_be_held(&self.questions, lease, self.forwarded.as_ref()) {
            lease.hop.session().mail(&self.told)?;
            self.held = true;
            return Ok(vec![kakitome_wire::replies::SENDER_OK]);
        }
        let mut asked = 0;
        for question in &self.questions {
            match question {
                Question::Mail => begin(lease, self.forwarded.as_ref(), &self.told).await?,
                Question::Rcpt(rcpt) => lease.hop.session().rcpt(rcpt)?,
                Question::Decided(_) => break,
            }
            asked += 1;
        }
        let refusal = match self.held {
            true => Some(answer(&mut lease.hop).await?).filter(|reply| !reply.is_positive()),
            false => None,
        };
        let mut replies = Vec::with_capacity(asked);
        for _ in 0..asked {
            replies.push(answer(&mut lease.hop).await?);
        }
        self.held = false;
        if let Some(refusal) = refusal {
            // What was said to MAIL is what its recipients are told: they were refused with it.
            replies.fill(refusal.clone());
            self.broken = Some(as_answer(refusal));
        }
        Ok(replies)
    }

    /// Takes the answered questions off and remembers what was accepted.
    fn note(&mut self, replies: Vec<Reply>) -> Vec<Reply> {
        for reply in &replies {
            match self.questions.pop_front() {
                Some(Question::Mail) => self.mail_accepted = reply.is_positive(),
                Some(Question::Rcpt(rcpt)) if reply.is_positive() => self.accepted.push(rcpt),
                _ => {}
            }
        }
        replies.into_iter().map(as_answer).collect()
    }

    /// After trouble: connects anew and says again what was accepted, once. Else the error is what the client is told.
    async fn mend(&mut self, trouble: Trouble) -> Result<(), Reply> {
        let lease = self.lease.take();
        let was_kept = lease.as_ref().is_some_and(|lease| lease.kept);
        let failure = match trouble {
            Trouble::Broken(reply) => return Err(reply),
            Trouble::Failed(failure) => failure,
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
            Err(Trouble::Broken(reply)) => Err(reply),
            Err(Trouble::Failed(failure)) => Err(failure.to_reply()),
            Err(Trouble::Over) => Err(Failure::Lost { step: Step::Mail }.to_reply()),
        }
    }

    async fn say_again(&mut self) -> Result<Lease, Trouble> {
        let mut lease = self.pool.lease_new().await?;
        if !self.mail_accepted {
            return Ok(lease);
        }
        begin(&mut lease, self.forwarded.as_ref(), &self.told).await?;
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

    /// Sends the content and waits for the fate of the mail.
    pub(crate) async fn send(&mut self, outgoing: Outgoing) -> Sent {
        let sent = match self.open_data().await {
            Ok(lease) => self.hand_over(lease, outgoing).await,
            Err(reply) => Err(reply),
        };
        match sent {
            Ok(replies) => {
                let good = |reply: &&Reply| Outcome::of(Step::ContentEnd, reply) == Outcome::Sent;
                let accepted = replies.iter().any(|reply| good(&reply));
                let first = replies.iter().find(good).or(replies.first()).cloned().unwrap_or_else(replies::own_trouble);
                let each = if self.pool.answers_each() { replies.into_iter().map(as_answer).collect() } else { Vec::new() };
                Sent { reply: as_answer(first), accepted, each }
            }
            Err(reply) => Sent::not(as_answer(reply)),
        }
    }

    /// Says DATA until the next hop waits for the content.
    async fn open_data(&mut self) -> Result<Lease, Reply> {
        if let Some(reply) = &self.broken {
            return Err(reply.clone());
        }
        loop {
            match self.try_data().await {
                Ok(reply) if Outcome::of(Step::Data, &reply) == Outcome::Sent => {
                    return self.lease.take().ok_or_else(|| Failure::Lost { step: Step::Data }.to_reply());
                }
                Ok(reply) => {
                    self.abandon().await;
                    return Err(reply);
                }
                Err(trouble) => self.mend(trouble).await?,
            }
        }
    }

    async fn try_data(&mut self) -> Result<Reply, Trouble> {
        let Some(lease) = &mut self.lease else { return Err(Failure::Lost { step: Step::Data }.into()) };
        lease.hop.session().data()?;
        Ok(answer(&mut lease.hop).await?)
    }

    /// The answers to the end of the content: one, or one for each recipient. Those that did not come are failures.
    async fn hand_over(&mut self, mut lease: Lease, outgoing: Outgoing) -> Result<Vec<Reply>, Reply> {
        match outgoing.send(&mut lease.hop).await {
            Ok(()) => match lease.hop.session().content_end() {
                // The next event tells why.
                Ok(()) | Err(kakitome_wire::Error::Over { .. }) => {}
                Err(error) => return Err(replies::unsayable(&error)),
            },
            // The connection is dropped in the middle of the content: the next hop has nothing.
            Err(SendError::Source(error)) => {
                tracing::error!(%error, "the mail cannot be read back");
                return Err(replies::own_trouble());
            }
            // What the next hop said before it hung up, or that it is lost, comes with the next event.
            Err(SendError::Hop(error)) => tracing::debug!(%error, "content was not taken"),
        }
        self.passage = Some(Arc::clone(&lease.hop.passage));
        let owed = if self.pool.answers_each() { self.accepted.len() } else { 1 };
        let mut answers = Vec::with_capacity(owed);
        while answers.len() < owed {
            match answer(&mut lease.hop).await {
                Ok(reply) => answers.push(reply),
                Err(failure) => {
                    tracing::warn!(next_hop = %self.pool.destination(), %failure, answered = answers.len(), "the mail was not handed over");
                    let reply = failure.to_reply();
                    if answers.is_empty() {
                        return Err(reply);
                    }
                    answers.resize(owed, reply);
                    return Ok(answers);
                }
            }
        }
        self.pool.give_back(lease);
        Ok(answers)
    }

    /// Gives the connection back without sending anything.
    pub(crate) async fn abandon(&mut self) {
        let Some(mut lease) = self.lease.take() else { return };
        // A MAIL that was held goes out before it, and is answered first.
        let owed = 1 + usize::from(std::mem::take(&mut self.held));
        if lease.hop.session().reset().is_err() {
            return;
        }
        for _ in 0..owed {
            if answer(&mut lease.hop).await.is_err() {
                return;
            }
        }
        self.pool.give_back(lease);
    }
}

/// Whether MAIL, which alone waits for its answer, is answered by us and said to the next hop together with the first RCPT: one way to the
/// next hop less for each mail. Only where nothing is known against it: the connection has carried mail and is open, and the next hop takes
/// commands together (RFC 2920). What it says to MAIL is then what the recipients are told.
fn may_be_held(questions: &VecDeque<Question>, lease: &mut Lease, forwarded: Option<&Forwarded>) -> bool {
    lease.kept && forwarded.is_none() && questions.len() == 1 && matches!(questions.front(), Some(Question::Mail)) && lease.hop.pipelines()
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
