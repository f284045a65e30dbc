//! DATA, the content and its end: what the next hop says to that is the fate of the mail (RFC 5321 4.1.1.4; RFC 2033 4.2: one answer each).

use std::sync::Arc;

use kakitome_wire::Reply;
use kakitome_wire::client::{Failure, Outcome, Step};

use super::{Sent, Transaction, Trouble, answer, as_answer};
use crate::forms::outgoing::{Outgoing, SendError};
use crate::next_hop::pool::Lease;
use crate::replies;

impl Transaction {
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
