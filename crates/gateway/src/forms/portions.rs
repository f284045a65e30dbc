//! A mail in the forms in which it leaves: signed once for each way to sign, then encrypted for those who get ciphertext: one message for
//! whoever is named openly, one alone for each who is blind to the others (attack M29). Nothing here decides.

use std::io;
use std::sync::Arc;

use kakitome_mime::Message;
use kakitome_smime::seal::{self, Algorithms, Chosen, Sealed};
use kakitome_store::{Address, SignedForm};
use kakitome_wire::Reply;

use crate::decision::arrival::Envelope;
use crate::decision::course::{Course, OPEN_AT_ONCE, Signature};
use crate::decision::rollout::{observed_encryption, observed_form};
use crate::decision::visible::{Visible, folded};
use crate::forms::content::{Arrived, Case, Source, with_ours};
use crate::forms::eight_bit::{self, has_eight_bit_content};
use crate::forms::outgoing::{Form, Outgoing, encrypted_at_most, encrypted_length, planned_at_most};
use crate::forms::signing::{Made, sign};
use crate::head::Edits;
use crate::record::Signed;
use crate::replies;
use crate::state::{Live, State};

/// What some recipients get.
#[derive(Debug)]
pub(crate) struct Portion {
    /// Their numbers in the envelope.
    pub(crate) to: Vec<usize>,
    /// The mail.
    pub(crate) outgoing: Outgoing,
    /// A word for people.
    pub(crate) word: &'static str,
    /// It has octets beyond ASCII below its header, and is to be announced so (RFC 6152).
    pub(crate) eight_bit: bool,
}

/// All forms, and what the journal is told.
#[derive(Debug)]
pub(crate) struct Parted {
    /// The forms.
    pub(crate) portions: Vec<Portion>,
    /// Who signed what.
    pub(crate) signed: Option<Signed>,
    /// Why it was treated so.
    pub(crate) reason: Option<&'static str>,
    /// How it would have been signed, where that is only observed.
    pub(crate) would: Option<SignedForm>,
}

/// Makes them.
pub(crate) struct Parting<'a> {
    pub(crate) state: &'a State,
    pub(crate) live: &'a Live,
    pub(crate) envelope: &'a Envelope<'a>,
    pub(crate) visible: &'a Visible,
    pub(crate) edits: Arc<Edits>,
    /// The author, whose own certificate goes along.
    pub(crate) own: Option<Address>,
}

/// Recipients whose mail is signed alike.
#[derive(Default)]
struct Group {
    sealed: Option<Arc<Sealed>>,
    clear: Vec<usize>,
    open: Vec<(usize, Arc<Chosen>)>,
    blind: Vec<(String, Vec<usize>, Arc<Chosen>)>,
}

impl Parting<'_> {
    /// All forms of the mail.
    pub(crate) async fn part(self, case: Case, course: Course) -> Result<Parted, (Option<&'static str>, Reply)> {
        let (mut groups, of_signature, mut parted) = self.sign_all(&case, &course.signatures).await?;
        for fate in course.fates {
            let group = of_signature.get(fate.signature).and_then(|group| groups.get_mut(*group));
            group.ok_or_else(own_trouble)?.take(fate.to, fate.cipher, self.visible);
        }
        let own = if groups.iter().any(|group| !group.open.is_empty()) { self.own_copy().await } else { None };
        let (mut encrypted, mut clear) = (false, false);
        for group in groups {
            encrypted |= !group.open.is_empty() || !group.blind.is_empty();
            clear |= !group.clear.is_empty();
            self.forms(&case, group, own.as_deref(), &mut parted.portions).await.map_err(|reply| (None, reply))?;
        }
        parted.would = observed_form(parted.reason);
        parted.reason = course.observed.map(|word| observed_encryption(word, &case.index)).or(match (encrypted, clear) {
            (false, _) => parted.reason,
            (true, false) => Some("rule.encrypted"),
            (true, true) => Some("rule.parted"),
        });
        Ok(parted)
    }

    /// One group for each signed form; those that turn out unsigned are one.
    async fn sign_all(
        &self,
        case: &Case,
        signatures: &[Signature],
    ) -> Result<(Vec<Group>, Vec<usize>, Parted), (Option<&'static str>, Reply)> {
        let mut groups: Vec<Group> = Vec::new();
        let mut of_signature = Vec::with_capacity(signatures.len());
        let mut parted = Parted { portions: Vec::new(), signed: None, reason: None, would: None };
        for signature in signatures {
            let made = match signature {
                Signature::None(reason) => Made::Unsigned(reason),
                Signature::By(signatory, signing) => {
                    sign(self.state, case, signatory, signing).await.map_err(|(reason, reply)| (Some(reason), reply))?
                }
            };
            let sealed = match made {
                Made::Unsigned(reason) => {
                    parted.reason.get_or_insert(reason);
                    None
                }
                Made::Signed(sealed, signed) => {
                    parted.signed.get_or_insert(*signed);
                    Some(Arc::new(*sealed))
                }
            };
            let known = groups.iter().position(|group| group.sealed.is_none() && sealed.is_none());
            of_signature.push(known.unwrap_or(groups.len()));
            if known.is_none() {
                groups.push(Group { sealed, ..Group::default() });
            }
        }
        if let Some(signed) = parted.signed.as_ref().filter(|_| groups.len() == 1) {
            parted.reason = signed.without_dkim.then_some("rule.signed-without-dkim");
        }
        Ok((groups, of_signature, parted))
    }

    /// What the group's recipients get.
    async fn forms(&self, case: &Case, group: Group, own: Option<&Chosen>, portions: &mut Vec<Portion>) -> Result<(), Reply> {
        let Group { sealed, clear, open, blind } = group;
        let is_signed = sealed.is_some();
        if !open.is_empty() || !blind.is_empty() {
            let word = if is_signed { "signed and encrypted" } else { "encrypted" };
            let inside = match &sealed {
                Some(sealed) => self.kept(case, Arc::clone(sealed)).await.map_err(|error| {
                    tracing::error!(%error, "a signed mail cannot be kept for its encryption");
                    replies::own_trouble()
                })?,
                None => case.clone(),
            };
            self.fits(encrypted_length(inside.index.len))?;
            for some in open.chunks(OPEN_AT_ONCE) {
                let chosen: Vec<Chosen> = some.iter().map(|(_, chosen)| chosen.as_ref().clone()).collect();
                let to = some.iter().map(|(to, _)| *to).collect();
                portions.push(Portion { to, outgoing: self.encrypted(&inside, &chosen, own)?, word, eight_bit: false });
            }
            for (_, to, chosen) in blind {
                portions.push(Portion { to, outgoing: self.encrypted(&inside, &[chosen.as_ref().clone()], None)?, word, eight_bit: false });
            }
        }
        if !clear.is_empty() {
            let form = match sealed {
                Some(sealed) => {
                    self.fits(sealed.len())?;
                    (sealed.len(), Form::Sealed(sealed))
                }
                None => match self.unsigned(&case.index)? {
                    Form::SevenBit(plan) => (planned_at_most(&plan), Form::SevenBit(plan)),
                    form => (case.index.len, form),
                },
            };
            let word = if is_signed { "signed" } else { "unsigned" };
            let eight_bit = matches!(form.1, Form::AsIs) && has_eight_bit_content(&case.index);
            portions.push(Portion { to: clear, outgoing: self.outgoing(&case.source, form), word, eight_bit });
        }
        Ok(())
    }

    fn encrypted(&self, inside: &Case, to: &[Chosen], own: Option<&Chosen>) -> Result<Outgoing, Reply> {
        let trouble = |why: &dyn std::fmt::Display| {
            tracing::error!(%why, "a mail could not be prepared for its encryption");
            replies::own_trouble()
        };
        let mut messages = seal::envelopes(to, &[], own, &Algorithms::default()).map_err(|error| trouble(&error))?;
        let (Some(message), None) = (messages.pop(), messages.pop()) else { return Err(trouble(&"not one message")) };
        let at_most = encrypted_at_most(&inside.index, to.iter().chain(own));
        Ok(self.outgoing(&inside.source, (at_most, Form::Encrypted(Box::new((Arc::clone(&inside.index), message))))))
    }

    /// In this form, which has so many octets at most.
    fn outgoing(&self, source: &Arc<Source>, (at_most, form): (u64, Form)) -> Outgoing {
        let (received, edits) = (self.envelope.received.clone(), Arc::clone(&self.edits));
        // A subject may be written anew, which makes it longer by what a word of RFC 2047 has around it.
        let subjects: u64 = edits.subjects.iter().flatten().map(|subject| subject.len() as u64).sum();
        let at_most = at_most.saturating_add(received.len() as u64).saturating_add(subjects);
        Outgoing { received, source: Arc::clone(source), form, at_most, edits }
    }

    /// The mail goes on as it is; converted if the next hop takes no 8-bit content (RFC 6152 3).
    fn unsigned(&self, index: &Message) -> Result<Form, Reply> {
        let takes_it = self.envelope.offers.as_ref().is_none_or(|offers| offers.eight_bit_mime);
        self.fits(index.len)?;
        if takes_it || !has_eight_bit_content(index) {
            return Ok(Form::AsIs);
        }
        eight_bit::made_seven(index).map(Form::SevenBit)
    }

    /// The next hop's limit on the size of what goes out (RFC 1870 6.1): before the content nobody knew it.
    fn fits(&self, size: u64) -> Result<(), Reply> {
        let size = size + self.envelope.received.len() as u64;
        match self.envelope.offers.as_ref().and_then(|offers| offers.size) {
            Some(limit) if limit > 0 && size > limit => Err(replies::too_large_for_hop(size, limit)),
            _ => Ok(()),
        }
    }

    /// The signed mail as a mail of its own, for what encrypts it: a large one in a private file.
    async fn kept(&self, case: &Case, sealed: Arc<Sealed>) -> io::Result<Case> {
        let (folder, in_memory) = (self.live.settings.spill.clone(), self.live.settings.limits.memory_bytes);
        let (limits, source) = (with_ours(&self.live.mime), Arc::clone(&case.source));
        let large = source.is_file() || sealed.len() > in_memory;
        let work = move || {
            let mut reader = source.reader()?;
            let write = |mut out: &mut dyn io::Write| sealed.write_to(&mut reader, &mut out).map_err(io::Error::other);
            let Arrived { source, index } = Arrived::written(&folder, (sealed.len(), in_memory), &limits, write)?;
            Ok(Case { source: Arc::new(source), index: Arc::new(index.map_err(io::Error::other)?) })
        };
        if large { tokio::task::spawn_blocking(work).await.map_err(io::Error::other)? } else { work() }
    }

    /// The author's own certificate, where the settings want it and there is one. It is for convenience: nothing waits for it.
    async fn own_copy(&self) -> Option<Arc<Chosen>> {
        let address = self.own.as_ref().filter(|_| self.live.settings.encryption.own_copy)?;
        match self.live.addressees.own(&self.state.store, address).await {
            Ok(Ok(chosen)) => Some(chosen),
            Ok(Err(_)) => {
                tracing::info!(from = %address, "no certificate of the sender's own to read this copy with");
                None
            }
            Err(error) => {
                tracing::error!(from = %address, %error, "the sender's own certificate cannot be looked up");
                None
            }
        }
    }
}

impl Group {
    fn take(&mut self, to: usize, cipher: Option<(Address, Arc<Chosen>)>, visible: &Visible) {
        let Some((address, chosen)) = cipher else { return self.clear.push(to) };
        if visible.names(&address) {
            return self.open.push((to, chosen));
        }
        let name = folded(&address);
        match self.blind.iter_mut().find(|(other, ..)| *other == name) {
            Some((_, same, _)) => same.push(to),
            None => self.blind.push((name, vec![to], chosen)),
        }
    }
}

fn own_trouble() -> (Option<&'static str>, Reply) {
    (None, replies::own_trouble())
}
