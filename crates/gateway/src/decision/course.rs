//! How a mail goes on, for each recipient: signed as whom and how, encrypted or not; or why nobody gets it (design, section 5).
//! Decides by facts, rules, the store's certificates; makes nothing.

use std::sync::Arc;

use kakitome_pki::UnixTime;
use kakitome_smime::seal::{Chosen, Unserved};
use kakitome_store::{Address, Millis};
use kakitome_wire::Reply;

use crate::certificates::identities::Signatory;
use crate::ciphered::Ciphered;
use crate::config::{Encrypt, Mode, Sign, Signing, Unauthorised, WhenExpired, WhenImpossible, WithoutIdentity};
use crate::decision::arrival::{Answers, Envelope};
use crate::decision::facts::{ENCRYPTED, Facts};
use crate::decision::obstacle;
use crate::decision::rollout::{fragile, gentle, in_share, observed};
use crate::decision::rules::{Class, Question, Treatment};
use crate::decision::trigger::Wishes;
use crate::decision::visible::Visible;
use crate::replies;
use crate::state::{Live, State};

/// Open recipients of one message: their RecipientInfos have some 300 to 600 octets each, and readers take 1,000.
pub(crate) const OPEN_AT_ONCE: usize = 500;

/// A stable word for the journal, and the reply.
pub(crate) type Refused = (&'static str, Reply);

/// How a mail goes on.
#[derive(Debug)]
pub(crate) struct Course {
    /// The signatures that are made; each fate names one.
    pub(crate) signatures: Vec<Signature>,
    /// One for each recipient who gets the mail.
    pub(crate) fates: Vec<Fate>,
    /// Recipients who are refused alone, where the door can say so.
    pub(crate) refused: Vec<(usize, Reply)>,
    /// Recipients whose mail programs may break on a signature.
    pub(crate) fragile: Vec<String>,
    /// What observe mode says of encryption.
    pub(crate) observed: Option<&'static str>,
    /// Somebody was to get ciphertext if possible, and it is not.
    unserved: bool,
}

/// A recipient's.
#[derive(Debug)]
pub(crate) struct Fate {
    /// Its number in the envelope.
    pub(crate) to: usize,
    /// Which signature.
    pub(crate) signature: usize,
    /// The certificate that it is encrypted to, and the address without regard to case; none: in clear.
    pub(crate) cipher: Option<(Address, Arc<Chosen>)>,
}

/// One way to sign.
#[derive(Debug, Clone)]
pub(crate) enum Signature {
    /// None, for this reason.
    None(&'static str),
    /// By this identity.
    By(Arc<Signatory>, Box<Signing>),
}

/// Decides.
pub(crate) struct Deciding<'a> {
    pub(crate) state: &'a State,
    pub(crate) live: &'a Live,
    pub(crate) envelope: &'a Envelope<'a>,
    pub(crate) facts: &'a Facts,
    pub(crate) wishes: Wishes,
    pub(crate) visible: &'a Visible,
    /// It came encrypted, and not only under the name.
    pub(crate) enciphered: bool,
    /// The gateway is switched off.
    pub(crate) off: bool,
}

impl Course {
    /// What comes of its encryption; none: none was wanted.
    pub(crate) fn ciphered(&self) -> Option<Ciphered> {
        let count = self.fates.iter().filter(|fate| fate.cipher.is_some()).count();
        match count {
            0 if self.unserved => Some(Ciphered::Clear),
            0 => None,
            all if all == self.fates.len() => Some(Ciphered::All),
            _ => Some(Ciphered::Some),
        }
    }
}

impl Deciding<'_> {
    /// For all recipients.
    pub(crate) async fn course(&self) -> Result<Course, Refused> {
        let settings = &self.live.settings;
        if self.facts.hops > settings.limits.hops {
            return Err(("mail.loop", replies::looping(self.facts.hops, settings.limits.hops)));
        }
        let classes = settings.classes(&self.question(&self.envelope.to), self.wishes);
        for class in classes.iter().filter(|class| !class.treatment.by.is_empty()) {
            tracing::debug!(id = %self.envelope.id, recipients = class.members.len(), rules = ?class.treatment.by, "rules hold");
        }
        let (signatures, of_class, fragile) = self.signatures(&classes).await?;
        let mut course = Course { signatures, fates: Vec::new(), refused: Vec::new(), fragile, observed: None, unserved: false };
        let mut impossible = Vec::new();
        for (class, signature) in classes.iter().zip(of_class) {
            for to in &class.members {
                match self.cipher(*to, &class.treatment, &mut course.observed).await? {
                    Cipher::None => course.fates.push(Fate { to: *to, signature, cipher: None }),
                    Cipher::Unserved => {
                        course.unserved = true;
                        course.fates.push(Fate { to: *to, signature, cipher: None });
                    }
                    Cipher::To(address, chosen) => course.fates.push(Fate { to: *to, signature, cipher: Some((address, chosen)) }),
                    Cipher::Impossible(unserved) => impossible.push((*to, class.treatment.when_impossible, unserved)),
                }
            }
        }
        course.fates.sort_by_key(|fate| fate.to);
        self.settle(&mut course, &impossible)?;
        if self.envelope.answers == Answers::OneForm {
            self.one_form(&course)?;
        }
        Ok(course)
    }

    fn question<'q>(&'q self, to: &'q [&'q str]) -> Question<'q> {
        let Envelope { client, login, submission, .. } = *self.envelope;
        let from = self.facts.from.as_ref().map_or("", Address::as_str);
        Question { client, login, submission, from, to }
    }

    /// The signatures, which of them each class gets, and whose programs may break on one.
    async fn signatures(&self, classes: &[Class]) -> Result<(Vec<Signature>, Vec<usize>, Vec<String>), Refused> {
        let nobody = |reason| (vec![Signature::None(reason)], vec![0; classes.len()], Vec::new());
        let settings = &self.live.settings;
        if self.off {
            return Ok(nobody("gateway.off"));
        }
        if let Some(protected) = self.facts.protected {
            return Ok(nobody(protected));
        }
        let address = match &self.facts.from {
            Ok(address) => address,
            Err(why) => return Ok(nobody(why.word())),
        };
        let signatory = match self.state.identities.find(address).await {
            Ok(Some(signatory)) => signatory,
            Ok(None) => {
                let strict = |class: &Class| class.treatment.signing.without_identity == WithoutIdentity::Refuse && is_in_force(class);
                if classes.iter().any(strict) {
                    return Err(("identity.unknown", replies::no_identity(address.as_str())));
                }
                return Ok(nobody("identity.unknown"));
            }
            Err(error) => {
                tracing::error!(from = %address, %error, "the identity cannot be looked up");
                if settings.signing.mode == Mode::Observe {
                    return Ok(nobody("identity.not-available"));
                }
                return Err(("identity.not-available", replies::no_identities()));
            }
        };
        let fragile = fragile(&settings.signing, &self.envelope.to);
        let mut signatures: Vec<Signature> = Vec::new();
        let mut of_class = Vec::with_capacity(classes.len());
        // One form of the mail: what holds for all of them together.
        let together = (self.envelope.answers == Answers::OneForm && classes.len() > 1)
            .then(|| settings.treatment(&self.question(&self.envelope.to)).with_wishes(self.wishes));
        for class in classes {
            let signing = together.as_ref().unwrap_or(&class.treatment).signing.clone();
            let signature = self.signature(&signatory, gentle(signing, !fragile.is_empty()))?;
            let known = signatures.iter().position(|other| other.is_same_as(&signature));
            of_class.push(known.unwrap_or(signatures.len()));
            if known.is_none() {
                signatures.push(signature);
            }
        }
        Ok((signatures, of_class, fragile.into_iter().map(str::to_owned).collect()))
    }

    fn signature(&self, signatory: &Arc<Signatory>, signing: Signing) -> Result<Signature, Refused> {
        let address = signatory.address.as_str();
        let refuse = |reason, reply| match signing.mode {
            Mode::Sign => Err((reason, reply)),
            Mode::Observe => Ok(Signature::None(observed(reason))),
        };
        if self.wishes.no_sign {
            return Ok(Signature::None("trigger.no-sign"));
        }
        if signing.sign == Sign::No {
            return Ok(Signature::None("rule.no"));
        }
        if let Some(kind) = self.facts.kinds.iter().find(|kind| !signing.also_signs(**kind)) {
            return Ok(Signature::None(kind.word()));
        }
        if !self.live.settings.may_sign(&Question { from: address, ..self.question(&self.envelope.to) }) {
            return match signing.unauthorised {
                Unauthorised::Refuse => refuse("rule.unauthorised", replies::unauthorised(address)),
                Unauthorised::Unsigned => Ok(Signature::None("rule.unauthorised")),
            };
        }
        if let Some(how) = signatory.out_of_time(UnixTime(Millis::now().seconds())) {
            return match signing.when_expired {
                WhenExpired::Refuse => refuse("certificate.expired", replies::expired(address, &how)),
                WhenExpired::Unsigned => Ok(Signature::None("certificate.expired")),
            };
        }
        if !in_share(signing.percent, address, self.facts.message_id.as_deref(), &self.envelope.to) {
            return Ok(Signature::None("rule.not-in-share"));
        }
        Ok(Signature::By(Arc::clone(signatory), Box::new(signing)))
    }

    /// Whether a recipient gets ciphertext. A store that does not answer is no "nobody".
    async fn cipher(&self, to: usize, treatment: &Treatment, would: &mut Option<&'static str>) -> Result<Cipher, Refused> {
        // What came encrypted stays as it is, whoever it is for.
        if treatment.encrypt == Encrypt::Never || self.enciphered {
            return Ok(Cipher::None);
        }
        let text = self.envelope.to.get(to).copied().unwrap_or_default();
        let required = treatment.encrypt == Encrypt::Required;
        // Who asks for it in the mail itself gets it: a trial of the rules is no reason to send such a mail in clear.
        let observing = treatment.signing.mode == Mode::Observe && !self.wishes.encrypt;
        if self.off {
            return match required && !observing {
                true => Err(("gateway.off", replies::off_and_required(text))),
                false => Ok(Cipher::None),
            };
        }
        if self.facts.protected == Some(ENCRYPTED) {
            return match required && !observing {
                true => Err(("encryption.label", replies::only_labelled())),
                false => Ok(Cipher::None),
            };
        }
        let Ok(address) = Address::parse(text) else {
            let unserved = Arc::new(Unserved::unknown(text));
            return Ok(match (observing, required) {
                (true, _) => Cipher::None,
                (false, true) => Cipher::Impossible(unserved),
                (false, false) => Cipher::Unserved,
            });
        };
        let found = self.live.addressees.find(&self.state.store, &address).await;
        let service = match found {
            Ok(service) => service,
            Err(error) => {
                tracing::error!(to = %address, %error, "certificates of a recipient cannot be looked up");
                return match observing {
                    true => Ok(Cipher::None),
                    false => Err(("encryption.not-available", replies::no_correspondents())),
                };
            }
        };
        Ok(match service {
            Ok(_) if observing => {
                would.get_or_insert("observe.encrypt");
                Cipher::None
            }
            Ok(chosen) => Cipher::To(address, chosen),
            Err(_) if observing && required => {
                *would = Some("observe.unencryptable");
                Cipher::None
            }
            Err(unserved) if required => Cipher::Impossible(unserved),
            Err(_) if observing => Cipher::None,
            Err(_) => Cipher::Unserved,
        })
    }

    /// What becomes of the mail where encryption is required and impossible for some: the whole of it is refused or deferred, or those
    /// recipients alone where the door can say so (H10, H11).
    fn settle(&self, course: &mut Course, impossible: &[(usize, WhenImpossible, Arc<Unserved>)]) -> Result<(), Refused> {
        let Some((_, _, first)) = impossible.first() else { return Ok(()) };
        let reply = |unserved: &Unserved, defer| replies::unencryptable(&obstacle::told(unserved), defer);
        if self.envelope.answers != Answers::Each {
            // One that is refused for good is refused for good with all others.
            let defer = impossible.iter().all(|(_, when, _)| *when == WhenImpossible::Defer);
            let worst = impossible.iter().find(|(_, when, _)| defer || *when == WhenImpossible::Refuse);
            return Err(("encryption.impossible", reply(worst.map_or(first, |(_, _, unserved)| unserved), defer)));
        }
        course.refused = impossible.iter().map(|(to, when, who)| (*to, reply(who, *when == WhenImpossible::Defer))).collect();
        Ok(())
    }

    /// A milter gives one form of the mail: for all of them encrypted, where nobody is blind to the others, or for nobody.
    fn one_form(&self, course: &Course) -> Result<(), Refused> {
        let encrypted = course.fates.iter().filter_map(|fate| fate.cipher.as_ref());
        let count = encrypted.clone().count();
        let open = encrypted.clone().all(|(address, _)| self.visible.names(address));
        let mut others = encrypted.map(|(address, _)| crate::decision::visible::folded(address));
        let first = others.next();
        let alone = others.all(|other| Some(&other) == first.as_ref());
        let fits = count == 0 || (count == course.fates.len() && ((open && count <= OPEN_AT_ONCE) || alone));
        if fits { Ok(()) } else { Err(("milter.one-form", replies::one_body())) }
    }
}

/// How a recipient is encrypted for.
enum Cipher {
    None,
    /// In clear, for want of a certificate.
    Unserved,
    To(Address, Arc<Chosen>),
    Impossible(Arc<Unserved>),
}

const fn is_in_force(class: &Class) -> bool {
    matches!(class.treatment.signing.mode, Mode::Sign)
}

impl Signature {
    /// Whether it makes the same mail. Where none is made, the first reason is the one that is written down.
    fn is_same_as(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::None(_), Self::None(_)) => true,
            (Self::By(_, one), Self::By(_, other)) => {
                let of = |signing: &Signing| (signing.mode, signing.sign, signing.unsignable, signing.dkim);
                of(one) == of(other)
            }
            _ => false,
        }
    }
}
