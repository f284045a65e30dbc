//! What is written down of one mail: its journal entry and its log line. No content, no secret; bytes from outside are made safe
//! (S22).

use std::time::Duration;

use kakitome_store::{Decision, Entry, MailId, SignedForm};
use kakitome_wire::{Class, Reply, Safe};

use crate::ciphered::Ciphered;
use crate::config::ListenerKind;
use crate::counts::Seen;
use crate::notes::Note;
use crate::quoted::quoted;
use crate::state::State;

/// What is known of a mail when it has been answered.
#[derive(Debug)]
pub(crate) struct Record {
    /// Its name.
    pub(crate) id: MailId,
    /// The client: address and port.
    pub(crate) peer: String,
    /// MAIL FROM; empty for the null sender.
    pub(crate) sender: String,
    /// Accepted recipients.
    pub(crate) to: Vec<String>,
    /// `Message-ID`.
    pub(crate) message_id: Option<String>,
    /// The one author.
    pub(crate) from: Option<String>,
    /// Why it was treated so.
    pub(crate) reason: Option<&'static str>,
    /// Who signed what.
    pub(crate) signed: Option<Signed>,
    /// How it would have been signed, where that is only observed.
    pub(crate) would: Option<SignedForm>,
    /// Recipients whose mail programs may break on a signature.
    pub(crate) fragile: Vec<String>,
    /// What came of its encryption, where any was wanted.
    pub(crate) ciphered: Option<Ciphered>,
    /// Bytes as received.
    pub(crate) size: u64,
    /// Where it went.
    pub(crate) next_hop: Option<String>,
    /// Whether the next hop has it.
    pub(crate) accepted: bool,
    /// Who has logged in.
    pub(crate) login: Option<String>,
    /// The answer.
    pub(crate) reply: Reply,
    /// What was said for each recipient, where that differs.
    pub(crate) each: Vec<Reply>,
}

/// A signature, as it is written down.
#[derive(Debug)]
pub(crate) struct Signed {
    /// The identity.
    pub(crate) identity: String,
    /// Its certificate's serial number.
    pub(crate) serial: String,
    /// Digest of what was signed, where it is SHA-256.
    pub(crate) content_sha256: Option<[u8; 32]>,
    /// Where the text stands.
    pub(crate) form: SignedForm,
    /// A `DKIM-Signature` was taken out.
    pub(crate) without_dkim: bool,
    /// A machine wrote the mail, or a list passed it on: its sender wants no answers.
    pub(crate) automatic: bool,
}

impl Record {
    /// Counts it, logs one line and hands the entry to the journal; waits while the journal is behind.
    pub(crate) async fn keep(self, state: &State, kind: ListenerKind, took: Option<Duration>) {
        let decision = self.decision();
        if let Some(note) = self.note() {
            state.notes.put(note);
        }
        // What the next hop has refused was not sent in any form.
        let ciphered = self.ciphered.filter(|came| self.accepted || matches!(came, Ciphered::Refused | Ciphered::Deferred));
        state.metrics.mail(&Seen { kind, decision, reason: self.reason, ciphered, size: self.size, recipients: self.to.len(), took });
        let said = self.said();
        let identity = self.signed.as_ref().map(|signed| signed.identity.as_str());
        tracing::info!(
            id = %self.id,
            decision = decision.as_str(),
            reason = self.reason,
            client = %self.peer,
            login = self.login.as_deref().map(|login| tracing::field::display(Safe(login.as_bytes()))),
            sender = %Safe(self.sender.as_bytes()),
            from = self.from.as_deref().map(|from| tracing::field::display(Safe(from.as_bytes()))),
            recipients = self.to.len(),
            message_id = self.message_id.as_deref().map(|id| tracing::field::display(Safe(id.as_bytes()))),
            identity,
            size = self.size,
            next_hop = self.next_hop.as_deref(),
            reply = %said,
            "mail"
        );
        let form = self.signed.as_ref().map_or(self.would, |signed| Some(signed.form));
        let content_sha256 = self.signed.as_ref().and_then(|signed| signed.content_sha256);
        let (identity, serial) = self.signed.map(|signed| (signed.identity, signed.serial)).unzip();
        let entry = Entry {
            id: self.id,
            message_id: self.message_id,
            header_from: self.from,
            envelope_sender: self.sender,
            recipients: self.to,
            peer: Some(self.peer),
            decision,
            reason: self.reason.map(str::to_owned),
            reply: said,
            identity,
            serial,
            content_sha256,
            form,
            next_hop: self.next_hop,
            size: self.size,
        };
        if let Err(error) = state.journal.record(entry).await {
            tracing::error!(%error, "a mail could not be written into the journal");
        }
    }

    /// What its sender may be told: it went, signed, to phones that may break on the signature, and somebody wrote it.
    fn note(&self) -> Option<Note> {
        let signed = self.signed.as_ref().filter(|signed| self.accepted && !signed.automatic && !self.fragile.is_empty())?;
        Some(Note {
            identity: signed.identity.clone(),
            sender: self.sender.clone(),
            fragile: self.fragile.clone(),
            message_id: self.message_id.clone(),
            at: self.id.time(),
        })
    }

    /// The answer; where recipients had different ones, each with its recipient.
    fn said(&self) -> String {
        if self.each.is_empty() {
            return quoted(&self.reply);
        }
        let pairs: Vec<String> = self.to.iter().zip(&self.each).map(|(to, reply)| format!("<{to}> {}", quoted(reply))).collect();
        pairs.join("; ")
    }

    fn decision(&self) -> Decision {
        match self.reply.class() {
            _ if self.accepted && self.signed.is_some() => Decision::Signed,
            _ if self.accepted => Decision::Passed,
            Class::Permanent => Decision::Refused,
            _ => Decision::Deferred,
        }
    }
}
