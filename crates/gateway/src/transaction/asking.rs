//! MAIL and RCPT: what the client asks is asked at the next hop, and answered in the client's order (RFC 5321 4.1.1.2, 4.1.1.3; RFC 2920).

use std::collections::VecDeque;

use kakitome_wire::{Forwarded, Reply};

use super::{Question, Transaction, Trouble, answer, as_answer, begin, told};
use crate::next_hop::pool::Lease;

impl Transaction {
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
            let told = told(lease, &self.mail, &self.told)?;
            lease.hop.session().mail(&told)?;
            self.held = true;
            return Ok(vec![kakitome_wire::replies::SENDER_OK]);
        }
        let mut asked = 0;
        for question in &self.questions {
            match question {
                Question::Mail => {
                    let told = told(lease, &self.mail, &self.told)?;
                    begin(lease, self.forwarded.as_ref(), &told).await?;
                }
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
}

/// Whether MAIL, which alone waits for its answer, is answered by us and said to the next hop together with the first RCPT: one way to the
/// next hop less for each mail. Only where nothing is known against it: the connection has carried mail and is open, and the next hop takes
/// commands together (RFC 2920). What it says to MAIL is then what the recipients are told.
fn may_be_held(questions: &VecDeque<Question>, lease: &mut Lease, forwarded: Option<&Forwarded>) -> bool {
    lease.kept && forwarded.is_none() && questions.len() == 1 && matches!(questions.front(), Some(Question::Mail)) && lease.hop.pipelines()
}
