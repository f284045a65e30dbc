//! What follows from what was said of each recipient: fates, reports, journal; then the file goes, or waits for its next try. A report is
//! safe in the outbox before its recipient counts as done.

use std::sync::Arc;

use kakitome_store::Happened;
use kakitome_store::outbox::{Fate, Stored};

use super::{Judged, Tried, Try};
use crate::alarms::{Alarm, OWN};
use crate::outbox::dialogue::Verdict;
use crate::outbox::notify::{Telling, is_wanted, status};
use crate::outbox::report::Line;
use crate::outbox::{backoff, journal, returned};
use crate::quoted::quoted;
use crate::replies;

impl Try<'_> {
    /// Whether the mail is late by now, and whether its time is over.
    fn age(&self) -> (bool, bool) {
        let settings = &self.live.settings.outbox;
        let age = self.state.outbox.spool.now().saturating_sub(self.born);
        (age >= settings.delay.as_secs(), age >= settings.lifetime.as_secs())
    }

    /// Who was not asked and is to be told of it all the same: once when the mail is late, and (true) when it is given up. That is not done
    /// as soon as its time is over: it may have been long with us, and could go if others were not just on the way. As long as the longest
    /// pause it looks for a place.
    fn overdue(&self) -> impl Iterator<Item = (usize, bool)> {
        let (late, too_old) = self.age();
        let grace = self.live.settings.outbox.longest_pause;
        let told = |number: usize| matches!(self.stored.progress.fates.get(number), Some(Fate::Deferred { told: true, .. }));
        let unasked = self.unasked.iter().map(move |(number, waited)| (*number, too_old && *waited >= grace));
        unasked.filter(move |(number, over)| *over || late && !told(*number))
    }

    pub(super) fn is_anybody_overdue(&self) -> bool {
        self.overdue().next().is_some()
    }

    fn is_anybody_deferred(&self) -> bool {
        self.verdicts.iter().any(|one| matches!(one.verdict, Verdict::Later(_)))
    }

    /// Writes down what was said, tells senders, and says how it goes on.
    pub(super) async fn settle(mut self) -> Tried {
        let outbox = &self.state.outbox;
        let _ = outbox.spool.disk().moment("after the next hop's reply");
        let asked = self.no_place.is_none() || self.is_anybody_deferred();
        let (late, too_old) = self.age();
        let overdue: Vec<(usize, bool)> = self.overdue().collect();
        // Who was asked first: their time is over when the mail's is.
        let mut over = vec![too_old; self.verdicts.len()];
        self.verdicts.extend(overdue.iter().map(|(number, _)| Judged::later(*number, &replies::NO_TURN)));
        over.extend(overdue.iter().map(|(_, over)| *over));
        // Alerts that cannot be delivered are no reason for alerts.
        let own = self.stored.parts.iter().all(|part| part.treatment.treatment == OWN);
        for one in self.verdicts.iter_mut().zip(over).filter_map(|(one, over)| over.then_some(one)) {
            if let Verdict::Later(reply) = &one.verdict {
                if !own {
                    outbox.alarms.note(Alarm::GivenUp, Some(&self.stored.id.to_string()), &quoted(reply));
                }
                one.verdict = Verdict::Refused(replies::too_old(reply));
            }
        }
        self.report(late).await;
        let settled = self.mark(late, asked);
        // First the file, then the journal: whoever has the mail must not get it again after a crash in between (R02).
        let said = self.said();
        let (state, id) = (Arc::clone(self.state), self.stored.id);
        let legs = std::mem::take(&mut self.legs);
        let tried = self.keep(settled, asked).await;
        for (what, to, reply) in said {
            journal::note(&state.journal, id, what, to.as_deref(), Some(&reply)).await;
        }
        for leg in legs {
            journal::leg(&state.journal, leg).await;
        }
        tried
    }

    /// Fates from verdicts; whether somebody has been settled.
    fn mark(&mut self, late: bool, asked: bool) -> bool {
        let mut settled = false;
        for Judged { number, verdict, .. } in &self.verdicts {
            let Some(fate) = self.stored.progress.fates.get_mut(*number) else { continue };
            let told = late || matches!(fate, Fate::Deferred { told: true, .. });
            *fate = match verdict {
                Verdict::Taken(_) => Fate::Delivered,
                Verdict::Refused(_) => Fate::Failed,
                Verdict::Later(reply) => Fate::Deferred { reply: quoted(reply), told },
            };
            settled |= !fate.is_open();
        }
        // A mail that is only waiting for a place was not tried.
        if asked {
            self.stored.progress.tries = self.stored.progress.tries.saturating_add(1);
        }
        self.stored.progress.panics = 0;
        settled
    }

    /// The file goes, or is told what became of the mail; what it cannot be told is remembered, so that nobody gets the mail twice while
    /// this program runs.
    async fn keep(self, settled: bool, asked: bool) -> Tried {
        let Self { state, live, mut stored, born, unreachable, no_place, .. } = self;
        let (outbox, id) = (state.outbox.clone(), stored.id);
        let over = !stored.progress.fates.iter().any(Fate::is_open);
        let tries = stored.progress.tries;
        // Before anything is done: whatever becomes of that, a panic too, it is known here.
        outbox.remember(id, Some(stored.progress.clone()));
        let spool = outbox.clone();
        let keep = move || if over { spool.spool.remove(id, born) } else { stored.keep(settled) };
        let trouble = match tokio::task::spawn_blocking(keep).await.map_err(std::io::Error::other).flatten() {
            Ok(()) => {
                outbox.remember(id, None);
                None
            }
            Err(error) => Some(error.to_string()),
        };
        match trouble {
            Some(why) if over => Tried::OwnTrouble(format!("what became of it could not be written down: {why}")),
            None if over => Tried::Done,
            trouble => {
                if let Some(why) = trouble {
                    // It is known here all the same: whoever wants it later is not asked more often for it.
                    tracing::error!(%id, why, "what became of a mail of the outbox could not be written down; it is tried again later");
                }
                let settings = &live.settings.outbox;
                // Who has said "later" is not asked more often because others of the mail's recipients have had no place.
                let deferred = asked.then(|| backoff::of_mail(tries, settings.first_pause, settings.longest_pause));
                let pause = deferred.max(no_place).unwrap_or(settings.first_pause);
                outbox.put_back(id, born, pause);
                Tried::Later { unreachable }
            }
        }
    }

    /// What the journal is told: each recipient's fate and the words that decided it.
    fn said(&self) -> Vec<(Happened, Option<String>, String)> {
        let of = |Judged { number, verdict, .. }: &Judged| {
            let (what, reply) = match verdict {
                Verdict::Taken(reply) => (Happened::Delivered, reply),
                Verdict::Later(reply) => (Happened::Deferred, reply),
                Verdict::Refused(reply) => (Happened::Bounced, reply),
            };
            (what, recipient(&self.stored, *number).map(|recipient| recipient.to.clone()), quoted(reply))
        };
        self.verdicts.iter().map(of).collect()
    }

    /// Reports for senders who want them, one mail for each kind. Whoever is to be told and could not be leaves his recipients unsettled,
    /// those of this kind alone: what was told is not told twice. Who has the mail has it all the same.
    async fn report(&mut self, late: bool) {
        for telling in [Telling::Failed, Telling::Delayed, Telling::Relayed] {
            let lines: Vec<Line<'_>> = self.verdicts.iter().filter_map(|judged| self.line(telling, judged, late)).collect();
            if !lines.is_empty() {
                let Err(why) = returned::send(self.state, self.live, &self.stored, &lines).await else { continue };
                tracing::error!(id = %self.stored.id, why, "a report could not be brought into the outbox");
                let untold = |one: &Judged| telling != Telling::Relayed && self.line(telling, one, late).is_some();
                let told: Vec<bool> = self.verdicts.iter().map(|one| !untold(one)).collect();
                let mut told = told.into_iter();
                self.verdicts.retain(|_| told.next().unwrap_or(true));
            }
        }
    }

    pub(super) fn line<'l>(&'l self, telling: Telling, judged: &Judged, late: bool) -> Option<Line<'l>> {
        let Judged { number, verdict, reports, hop } = judged;
        let (number, reports) = (*number, *reports);
        let told = matches!(self.stored.progress.fates.get(number), Some(Fate::Deferred { told: true, .. }));
        let (reply, fits) = match verdict {
            Verdict::Refused(reply) => (reply, telling == Telling::Failed),
            Verdict::Later(reply) => (reply, telling == Telling::Delayed && late && !told),
            Verdict::Taken(reply) => (reply, telling == Telling::Relayed && !reports),
        };
        let recipient = recipient(&self.stored, number)?;
        (fits && is_wanted(&self.stored.envelope, recipient, telling)).then(|| {
            let status = status(telling, reply);
            let fixed = || Some(&self.live.settings.next_hop).filter(|hop| !hop.by_mx).map(|hop| hop.address.clone());
            let host = |hop: &String| hop.rsplit_once(':').map_or(hop.clone(), |(host, _)| host.to_owned());
            let remote = fixed().or_else(|| hop.as_ref().map(host));
            Line { recipient, telling, status, reply: quoted(reply), diagnostic: true, remote }
        })
    }
}

fn recipient(stored: &Stored, number: usize) -> Option<&kakitome_store::outbox::Recipient> {
    stored.parts.iter().flat_map(|part| &part.treatment.recipients).nth(number)
}
