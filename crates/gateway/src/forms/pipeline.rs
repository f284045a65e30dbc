//! From a mail that is there to what goes out: facts, rules, signature, encryption (design, sections 2 and 5).
//!
//! Every way out of here has a reply or a mail to send, and a word for the journal.

use std::sync::Arc;

use kakitome_mime::{Error as MimeError, Message};
use kakitome_smime::seal;
use kakitome_store::{Millis, SignedForm};
use kakitome_wire::{Class, Reply};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc2822;

use crate::ciphered::Ciphered;
use crate::decision::arrival::Envelope;
use crate::decision::course::Deciding;
use crate::decision::facts::{ENCRYPTED, Facts, facts};
use crate::decision::rollout::only_observes;
use crate::decision::trigger::{self, Wishes};
use crate::decision::visible::Visible;
use crate::forms::content::{Arrived, Case};
use crate::forms::portions::{Parted, Parting, Portion};
use crate::forms::submission;
use crate::head::Edits;
use crate::record::Signed;
use crate::replies;
use crate::state::{Live, State};

/// What is done with a mail, and why.
#[derive(Debug)]
pub(crate) struct Judgement {
    /// `Message-ID`.
    pub(crate) message_id: Option<String>,
    /// The one author.
    pub(crate) from: Option<String>,
    /// A stable word: `identity.unknown`, `rule.unauthorised`.
    pub(crate) reason: Option<&'static str>,
    /// Who signed what.
    pub(crate) signed: Option<Signed>,
    /// How it would have been signed, where that is only observed.
    pub(crate) would: Option<SignedForm>,
    /// Recipients whose mail programs may break on a signature. They matter to the sender where it was signed.
    pub(crate) fragile: Vec<String>,
    /// What comes of its encryption, where any was wanted.
    pub(crate) ciphered: Option<Ciphered>,
    /// Recipients who are refused alone, by their numbers in the envelope: only where the door answers each.
    pub(crate) refused: Vec<(usize, Reply)>,
    /// The mail in every form in which it is to be sent, each recipient in one of them; or the reply that refuses it.
    pub(crate) result: Result<Vec<Portion>, Reply>,
}

/// Decides, and makes every form in which it leaves.
pub(crate) async fn judge(state: &State, live: &Live, mut envelope: Envelope<'_>, arrived: Arrived) -> Judgement {
    let index = match arrived.index {
        Ok(index) => index,
        Err(error) => return Judgement::without_index(&error),
    };
    let facts = facts(&index, envelope.null_sender);
    let case = Case { source: Arc::new(arrived.source), index: Arc::new(index) };
    let mut judgement = Judgement {
        message_id: facts.message_id.clone(),
        from: facts.from.as_ref().ok().map(ToString::to_string),
        reason: None,
        signed: None,
        would: None,
        fragile: Vec::new(),
        ciphered: None,
        refused: Vec::new(),
        result: Err(replies::own_trouble()),
    };
    if envelope.submission {
        if let Some((reason, reply)) = not_theirs(live, &envelope, &facts, &case.index) {
            judgement.reason = Some(reason);
            judgement.result = Err(reply);
            return judgement;
        }
        complete(live, &mut envelope, &case.index, &mut judgement);
    }
    judgement.result = forms(state, live, &envelope, &facts, case, &mut judgement).await;
    if let Err(reply) = within_allowance(state, live, &judgement) {
        (judgement.signed, judgement.reason, judgement.result) = (None, Some("limit.identity"), Err(reply));
    }
    judgement
}

/// How much may be signed as one identity in an hour.
fn within_allowance(state: &State, live: &Live, judgement: &Judgement) -> Result<(), Reply> {
    let Some(signed) = judgement.signed.as_ref().filter(|_| judgement.result.is_ok()) else { return Ok(()) };
    state.quota.signed(&live.settings.limits, &signed.identity).map_err(|spent| {
        state.metrics.over_allowance.add(1);
        tracing::warn!(identity = signed.identity, "more than an hour's allowance was to be signed as an identity");
        replies::allowance_spent(spent.word())
    })
}

async fn forms(
    state: &State,
    live: &Live,
    envelope: &Envelope<'_>,
    facts: &Facts,
    case: Case,
    judgement: &mut Judgement,
) -> Result<Vec<Portion>, Reply> {
    // Asked once: who puts the switch meanwhile parts no decision in two.
    let off = state.is_off();
    let read = trigger::read(&live.settings.triggers, &case.index, envelope.login.is_some());
    let trigger::Read { mut wishes, mut edits } = read.map_err(|(reason, reply)| {
        judgement.reason = Some(reason);
        reply
    })?;
    if off {
        // A plain relay takes no word out and signs for none; what must not go in clear still waits.
        wishes = Wishes { encrypt: wishes.encrypt, ..Wishes::default() };
    }
    if off || (only_observes(&live.settings) && !wishes.encrypt) {
        edits = Edits::default();
    }
    let visible = Visible::of(&case.index);
    // What says that it is encrypted is looked into only where that matters.
    let enciphered = facts.protected == Some(ENCRYPTED) && live.settings.may_encrypt() && is_enciphered(&case)?;
    let deciding = Deciding { state, live, envelope, facts, wishes, visible: &visible, enciphered, off };
    let mut course = deciding.course().await.map_err(|(reason, reply)| {
        if for_want_of_encryption(reason) {
            judgement.ciphered = Some(if reply.class() == Class::Permanent { Ciphered::Refused } else { Ciphered::Deferred });
        }
        judgement.reason = Some(reason);
        reply
    })?;
    judgement.ciphered = course.ciphered();
    if let (true, Some((_, reply))) = (course.fates.is_empty(), course.refused.first()) {
        judgement.ciphered = Some(if reply.class() == Class::Permanent { Ciphered::Refused } else { Ciphered::Deferred });
    }
    judgement.fragile = std::mem::take(&mut course.fragile);
    judgement.refused = std::mem::take(&mut course.refused);
    let parting = Parting { state, live, envelope, visible: &visible, edits: Arc::new(edits), own: facts.from.as_ref().ok().cloned() };
    match parting.part(case, course).await {
        Ok(Parted { portions, signed, reason, would }) => {
            (judgement.signed, judgement.reason, judgement.would) = (signed, reason, would);
            Ok(portions)
        }
        Err((reason, reply)) => {
            judgement.reason = reason;
            Err(reply)
        }
    }
}

/// Whether nobody gets a mail because it has to be encrypted.
fn for_want_of_encryption(reason: &str) -> bool {
    // Switched off, a mail is refused for nothing else.
    reason.starts_with("encryption.") || matches!(reason, "gateway.off" | "milter.one-form")
}

fn is_enciphered(case: &Case) -> Result<bool, Reply> {
    let read = case.source.reader().map_err(|error| error.to_string());
    let read = read.and_then(|mut reader| seal::is_enciphered(&mut reader, &case.index).map_err(|error| error.to_string()));
    read.map_err(|error| {
        tracing::error!(error, "a mail cannot be read back");
        replies::own_trouble()
    })
}

impl Judgement {
    /// Refused before anything was read.
    pub(crate) fn refused(reply: Reply) -> Self {
        Self::before_it_was_read("mail.not-kept", reply)
    }

    fn without_index(error: &MimeError) -> Self {
        let reply = match error {
            MimeError::Limit { .. } => replies::too_much(&error.to_string()),
            _ => {
                tracing::error!(%error, "a mail could not be indexed");
                replies::own_trouble()
            }
        };
        Self::before_it_was_read("mail.too-much-structure", reply)
    }

    fn before_it_was_read(reason: &'static str, reply: Reply) -> Self {
        let (fragile, refused) = (Vec::new(), Vec::new());
        Self {
            message_id: None,
            from: None,
            reason: Some(reason),
            signed: None,
            would: None,
            fragile,
            ciphered: None,
            refused,
            result: Err(reply),
        }
    }
}

/// Why somebody who has logged in may not send this mail: it is not from one of its own addresses (S14).
fn not_theirs(live: &Live, envelope: &Envelope<'_>, facts: &Facts, index: &Message) -> Option<(&'static str, Reply)> {
    let Some(login) = envelope.login else { return Some(("login.missing", kakitome_wire::replies::LOGIN_FIRST)) };
    let may = |address: &str| live.settings.may_send(login, address);
    match &facts.from {
        Err(why) => Some((why.word(), replies::no_one_author())),
        Ok(from) if !may(from.as_str()) => Some(("from.not-the-logins", replies::not_your_address(&login.name, from.as_str()))),
        Ok(_) => {
            let foreign = submission::foreign_sender(index, may)?;
            Some(("sender.not-the-logins", replies::not_your_address(&login.name, &foreign)))
        }
    }
}

/// Adds what a mail that is handed in lacks (RFC 6409 8).
fn complete(live: &Live, envelope: &mut Envelope<'_>, index: &Message, judgement: &mut Judgement) {
    let now = OffsetDateTime::from_unix_timestamp(Millis::now().seconds()).unwrap_or(OffsetDateTime::UNIX_EPOCH);
    let date = now.format(&Rfc2822).unwrap_or_default();
    let added = submission::additions(index, &envelope.id.to_string(), &live.settings.hostname, &date);
    envelope.received.extend_from_slice(&added.fields);
    if added.message_id.is_some() {
        judgement.message_id = added.message_id;
    }
}
