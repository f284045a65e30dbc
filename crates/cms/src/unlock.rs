//! From a recipient to the key of the content (RFC 5652 6.2, 6.3). One private-key operation per own key at most (attack row M23), and
//! whatever comes of it is a key: whether it is the right one shows when the content is checked, never here (M05 to M07).

use kakitome_crypto::{
    ContentKey, KeyAgreement, KeyTransport, KeyWrap, OpenError, Opener, PasswordKek, Pbkdf2Limits, Wrapped, Zeroizing, random_fill,
};
use kakitome_pki::Certificate;

use crate::envelope::{Envelope, EnvelopeKind};
use crate::error::Error;
use crate::recipient::{KeyAgreementRecipient, Originator, Recipient, RecipientInfo};

/// Recipients that an error names; more are counted.
const NAMED: usize = 3;

/// The keys at hand.
#[derive(Clone, Default)]
pub struct Keys<'a> {
    own: Vec<(&'a Certificate, &'a dyn Opener)>,
    shared: Vec<(&'a [u8], &'a [u8])>,
    password: Option<&'a [u8]>,
    originators: &'a [Certificate],
}

impl<'a> Keys<'a> {
    /// None yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether nothing can be opened with them.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.own.is_empty() && self.shared.is_empty() && self.password.is_none()
    }

    /// A private key and the certificate by which senders know it.
    #[must_use]
    pub fn own(mut self, certificate: &'a Certificate, opener: &'a dyn Opener) -> Self {
        self.own.push((certificate, opener));
        self
    }

    /// A key-encryption key that both sides have, and what they call it.
    #[must_use]
    pub fn shared(mut self, identifier: &'a [u8], key: &'a [u8]) -> Self {
        self.shared.push((identifier, key));
        self
    }

    /// A password that was agreed.
    #[must_use]
    pub fn password(mut self, password: &'a [u8]) -> Self {
        self.password = Some(password);
        self
    }

    /// Certificates of senders, for key agreement with a sender's own key.
    #[must_use]
    pub fn originators(mut self, certificates: &'a [Certificate]) -> Self {
        self.originators = certificates;
        self
    }
}

/// What is tried and what is not.
#[derive(Clone, Copy, Debug, Default)]
pub struct UnlockPolicy {
    /// Whether a password is tried on a message. Off: each try costs as much work as the message's sender likes (attack row M24).
    pub passwords: bool,
    /// How much work a password may cost.
    pub stretching: Pbkdf2Limits,
}

/// A key that came of one recipient. Whether it is the right one is not known before the content is checked.
#[derive(Clone, Debug)]
pub struct Unlocked {
    pub(crate) key: ContentKey,
    /// Which recipient it came of, counted from 0.
    pub recipient: usize,
}

impl Envelope {
    /// Gets the content's key out of the first recipient that is meant by a key at hand: own keys before shared ones, these before
    /// the password. Several recipients for one own key count as the first of them.
    ///
    /// # Errors
    /// The cipher is not offered or stands in the wrong container; no recipient is meant; the recipient's algorithm is not offered; the
    /// holder of the key gives no answer. Never that the key is wrong.
    pub fn unlock(&self, keys: &Keys<'_>, policy: &UnlockPolicy) -> Result<Unlocked, Error> {
        let mut unlocking = Unlocking::new(self, keys, policy)?;
        while let Some(asked) = unlocking.next_own() {
            let answer = asked.opener.unwrap(&asked.question.wrapped(), unlocking.length);
            if let Some(unlocked) = unlocking.take(asked.recipient, answer)? {
                return Ok(unlocked);
            }
        }
        unlocking.without_own()
    }

    fn no_recipient(&self) -> Error {
        let mut recipients: Vec<String> = self.recipients.iter().take(NAMED).map(Recipient::display).collect();
        if self.recipient_count > recipients.len() {
            recipients.push("…".to_owned());
        }
        Error::NoRecipient { count: self.recipient_count, recipients: recipients.join("; ") }
    }
}

/// Which recipient, and what came of it.
type Found = (usize, Zeroizing<Vec<u8>>);

fn unlocked((recipient, key): Found) -> Unlocked {
    Unlocked { key: ContentKey::from_bytes(key), recipient }
}

/// Who is asked what.
pub(crate) struct Asked<'a> {
    /// Which of the keys at hand, counted from 0.
    pub(crate) key: usize,
    pub(crate) opener: &'a dyn Opener,
    /// Which recipient, likewise.
    pub(crate) recipient: usize,
    pub(crate) question: Question<'a>,
}

/// What the holder of a key is asked.
pub(crate) enum Question<'r> {
    Transport { algorithm: KeyTransport, encrypted: &'r [u8] },
    Agreement { algorithm: KeyAgreement, originator: Vec<u8>, ukm: Option<&'r [u8]>, encrypted: &'r [u8] },
}

impl Question<'_> {
    pub(crate) fn wrapped(&self) -> Wrapped<'_> {
        match self {
            Self::Transport { algorithm, encrypted } => Wrapped::Transport { algorithm, encrypted },
            Self::Agreement { algorithm, originator, ukm, encrypted } => Wrapped::Agreement { algorithm, originator, ukm: *ukm, encrypted },
        }
    }
}

/// An envelope on its way to being unlocked, question by question.
pub(crate) struct Unlocking<'a> {
    envelope: &'a Envelope,
    keys: &'a Keys<'a>,
    policy: &'a UnlockPolicy,
    /// Octets of the content's key.
    pub(crate) length: usize,
    /// How many pairs of recipient and own key were looked at.
    passed: usize,
    /// Own keys that were asked.
    spent: Vec<&'a [u8]>,
    /// The first thing that kept a key from being tried.
    obstacle: Option<Error>,
}

impl<'a> Unlocking<'a> {
    pub(crate) fn new(envelope: &'a Envelope, keys: &'a Keys<'a>, policy: &'a UnlockPolicy) -> Result<Self, Error> {
        let tagged = envelope.kind == EnvelopeKind::AuthEnveloped;
        let algorithm = envelope.encryption.usable(envelope.kind.name(), tagged)?;
        if envelope.content.is_none() {
            return Err(Error::NoContent);
        }
        let length = algorithm.cipher().key_len();
        Ok(Self { envelope, keys, policy, length, passed: 0, spent: Vec::new(), obstacle: None })
    }

    /// The next question for the holder of an own key.
    pub(crate) fn next_own(&mut self) -> Option<Asked<'a>> {
        let (recipients, own) = (&self.envelope.recipients, &self.keys.own);
        let pairs = recipients.iter().enumerate().flat_map(|recipient| own.iter().enumerate().map(move |own| (recipient, own)));
        for ((at, recipient), (key, (certificate, opener))) in pairs.skip(self.passed) {
            self.passed += 1;
            if self.spent.contains(&opener.public_key()) || !recipient.is_for(certificate) {
                continue;
            }
            match self.ask(at, recipient, certificate) {
                Ok(question) => {
                    self.spent.push(opener.public_key());
                    return Some(Asked { key, opener: *opener, recipient: at, question });
                }
                Err(error) => self.keep(error),
            }
        }
        None
    }

    /// What the holder of a key answers.
    pub(crate) fn take(&mut self, recipient: usize, answer: Result<Zeroizing<Vec<u8>>, OpenError>) -> Result<Option<Unlocked>, Error> {
        match answer {
            Ok(key) => Ok(Some(unlocked((recipient, self.of_length(Some(key))?)))),
            Err(error) => {
                self.keep(error.into());
                Ok(None)
            }
        }
    }

    /// What remains where no holder of a key gave one.
    pub(crate) fn without_own(&mut self) -> Result<Unlocked, Error> {
        for way in [Self::shared, Self::password] {
            if let Some(found) = way(self)? {
                return Ok(unlocked(found));
            }
        }
        Err(self.obstacle.take().unwrap_or_else(|| self.envelope.no_recipient()))
    }

    /// What the holder of the key is asked; what keeps it from being asked is in plain sight and tells nobody anything.
    fn ask<'r>(&self, at: usize, recipient: &'r Recipient, certificate: &Certificate) -> Result<Question<'r>, Error> {
        let refused = |source| Error::KeyEncryption { recipient: at + 1, source };
        match &recipient.info {
            RecipientInfo::KeyTransport(info) => {
                let algorithm = KeyTransport::from_der(&info.algorithm.raw).map_err(refused)?;
                Ok(Question::Transport { algorithm, encrypted: &info.encrypted_key })
            }
            RecipientInfo::KeyAgreement(info) => {
                let algorithm = KeyAgreement::from_der(&info.algorithm.raw).map_err(refused)?;
                let mine = info.keys.iter().find(|key| key.identifier.names(certificate));
                let mine = mine.ok_or_else(|| self.envelope.no_recipient())?;
                let originator = self.originator(at, info)?;
                Ok(Question::Agreement { algorithm, originator, ukm: info.ukm.as_deref(), encrypted: &mine.encrypted_key })
            }
            _ => Err(self.envelope.no_recipient()),
        }
    }

    /// The originator's public key: in the message, or in a certificate of the message's or the caller's.
    fn originator(&self, at: usize, info: &KeyAgreementRecipient) -> Result<Vec<u8>, Error> {
        let identifier = match &info.originator {
            Originator::Key(key) => return Ok(key.clone()),
            Originator::Certificate(identifier) => identifier,
        };
        let known = self.keys.originators.iter().find(|certificate| identifier.names(certificate)).cloned();
        let bag = || self.envelope.certificates.iter().filter_map(|der| Certificate::from_der(der.as_slice()).ok());
        let certificate = known.or_else(|| bag().find(|certificate| identifier.names(certificate)));
        let missing = || Error::NoOriginator { recipient: at + 1, originator: identifier.display() };
        Ok(certificate.ok_or_else(missing)?.spki().to_vec())
    }

    fn shared(&mut self) -> Result<Option<Found>, Error> {
        for (at, recipient) in self.envelope.recipients.iter().enumerate() {
            let RecipientInfo::Kek(info) = &recipient.info else { continue };
            let Some((_, kek)) = self.keys.shared.iter().find(|(identifier, _)| *identifier == info.identifier) else { continue };
            match KeyWrap::from_der(&info.algorithm.raw) {
                Ok(wrap) => return Ok(Some((at, self.of_length(wrap.unwrap(kek, &info.encrypted_key))?))),
                Err(source) => self.keep(Error::KeyEncryption { recipient: at + 1, source }),
            }
        }
        Ok(None)
    }

    fn password(&mut self) -> Result<Option<Found>, Error> {
        let Some(password) = self.keys.password else { return Ok(None) };
        for (at, recipient) in self.envelope.recipients.iter().enumerate() {
            let RecipientInfo::Password(info) = &recipient.info else { continue };
            if !self.policy.passwords {
                self.keep(Error::PasswordNotAllowed);
                return Ok(None);
            }
            let derivation = info.derivation.as_ref().map(|algorithm| algorithm.raw.as_slice());
            let opened = PasswordKek::from_der(derivation, &info.algorithm.raw)
                .and_then(|kek| kek.unwrap(password, &info.encrypted_key, &self.policy.stretching));
            match opened {
                Ok(key) => return Ok(Some((at, self.of_length(key)?))),
                Err(source) => self.keep(Error::KeyEncryption { recipient: at + 1, source }),
            }
            return Ok(None); // one password, one try: every further one costs as much work
        }
        Ok(None)
    }

    /// A key that is missing or of another length becomes one made up at random: the content's check then says what every wrong key says.
    fn of_length(&self, key: Option<Zeroizing<Vec<u8>>>) -> Result<Zeroizing<Vec<u8>>, Error> {
        let mut made_up = Zeroizing::new(vec![0; self.length]);
        random_fill(&mut made_up)?;
        Ok(key.filter(|key| key.len() == self.length).unwrap_or(made_up))
    }

    fn keep(&mut self, error: Error) {
        self.obstacle.get_or_insert(error);
    }
}
