//! What becomes of a mail, in the order in which the gateway decides: for each recipient, and in how many mails it leaves. Pure.

use kakitome_gateway::config::{Encrypt, Mode, Sign, Unauthorised, WhenExpired, WhenImpossible, WithoutIdentity};
use kakitome_gateway::{Group, Said, Service};
use kakitome_store::{Millis, SigningIdentity};

use super::asked::Args;

/// A recipient's certificate, or why there is none.
pub(super) type Cipher = Service;

/// What becomes of it.
pub(super) struct Decided {
    /// What the rules say.
    pub(super) said: Said,
    /// One for each group of `said`, in its order.
    pub(super) signatures: Vec<(Fate, &'static str)>,
    /// One for each recipient, in their order.
    pub(super) recipients: Vec<Recipient>,
    /// Until when the identity's certificate is valid; none: it is no identity.
    pub(super) until: Option<Millis>,
    /// The whole mail is refused or deferred, for this reason: the name of a sentence.
    pub(super) stops: Option<&'static str>,
    /// Numbers of recipients, mail by mail.
    pub(super) mails: Vec<Vec<usize>>,
}

/// What becomes of a signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    Sign,
    SignOpaque,
    Unsigned,
    Refuse,
}

impl Fate {
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Sign => "sign",
            Self::SignOpaque => "sign-opaque",
            Self::Unsigned => "unsigned",
            Self::Refuse => "refuse",
        }
    }
}

/// A recipient.
pub(super) struct Recipient {
    /// Its address.
    pub(super) to: String,
    /// Its group among those of the rules.
    pub(super) group: usize,
    /// How the rules want it.
    pub(super) encrypt: Encrypt,
    /// What it could be encrypted to.
    pub(super) cipher: Cipher,
    /// Whether it is encrypted for.
    pub(super) encrypted: bool,
    /// It must not get it in clear, and nothing can be encrypted for it.
    pub(super) impossible: Option<WhenImpossible>,
}

impl Decided {
    pub(super) fn new(said: Said, identity: Option<&SigningIdentity>, args: &Args, off: bool, ciphers: &[Cipher]) -> Self {
        let signatures: Vec<(Fate, &'static str)> = said.groups.iter().map(|group| signature(&said, group, identity, args, off)).collect();
        let mut recipients = Vec::new();
        for (number, (to, cipher)) in args.to.iter().chain(&args.bcc).zip(ciphers).enumerate() {
            let place = said.groups.iter().position(|group| group.to.contains(&number)).unwrap_or_default();
            let Some(group) = said.groups.get(place) else { continue };
            let active = group.signing.mode == Mode::Sign && !off;
            let wanted = active && group.encrypt != Encrypt::Never;
            let required = group.signing.mode == Mode::Sign && group.encrypt == Encrypt::Required;
            recipients.push(Recipient {
                to: to.clone(),
                group: place,
                encrypt: group.encrypt,
                encrypted: wanted && cipher.is_ok(),
                impossible: (required && (off || cipher.is_err())).then_some(if off {
                    WhenImpossible::Defer
                } else {
                    group.when_impossible
                }),
                cipher: cipher.clone(),
            });
        }
        let stops = stops(&said, &signatures, &recipients, off);
        let mails = mails(&signatures, &recipients, args.to.len());
        Self { said, signatures, recipients, until: identity.map(|identity| identity.not_after), stops, mails }
    }

    /// Whether it goes out.
    pub(super) fn goes(&self) -> bool {
        self.stops.is_none()
    }
}

/// Why nobody gets it.
fn stops(said: &Said, signatures: &[(Fate, &'static str)], recipients: &[Recipient], off: bool) -> Option<&'static str> {
    if said.refused.is_some() {
        return Some("rule-stops-subject");
    }
    if let Some((_, why)) = signatures.iter().find(|(fate, _)| *fate == Fate::Refuse) {
        return Some(why);
    }
    let mut impossible = recipients.iter().filter_map(|one| one.impossible).peekable();
    impossible.peek()?;
    Some(match impossible.all(|when| when == WhenImpossible::Defer) {
        _ if off => "rule-stops-off",
        true => "rule-stops-deferred",
        false => "rule-stops-refused",
    })
}

/// What one mail is: how it is signed, whether it is encrypted, and for whom alone.
type Form = (Option<Fate>, bool, Option<String>);

/// Recipients by the mail that they get: openly named ones share what is encrypted, each other one has a copy of its own.
fn mails(signatures: &[(Fate, &'static str)], recipients: &[Recipient], open: usize) -> Vec<Vec<usize>> {
    let mut mails: Vec<(Form, Vec<usize>)> = Vec::new();
    for (number, recipient) in recipients.iter().enumerate() {
        let fate = signatures.get(recipient.group).map(|(fate, _)| *fate);
        let named = recipients.iter().take(open).any(|other| other.to.eq_ignore_ascii_case(&recipient.to));
        let alone = (recipient.encrypted && !named).then(|| recipient.to.to_ascii_lowercase());
        let key = (fate, recipient.encrypted, alone);
        match mails.iter_mut().find(|(other, _)| *other == key) {
            Some((_, members)) => members.push(number),
            None => mails.push((key, vec![number])),
        }
    }
    mails.into_iter().map(|(_, members)| members).collect()
}

/// In the order in which the gateway decides.
fn signature(said: &Said, group: &Group, identity: Option<&SigningIdentity>, args: &Args, off: bool) -> (Fate, &'static str) {
    let signing = &group.signing;
    let refuse_or = |refuse: bool, why| match (refuse, signing.mode) {
        (true, Mode::Sign) => (Fate::Refuse, why),
        _ => (Fate::Unsigned, why),
    };
    // Whoever has logged in may send only as itself, signed or not.
    if args.login.is_some() && !said.may_sign {
        return (Fate::Refuse, "rule-why-login");
    }
    if off {
        return (Fate::Unsigned, "rule-why-off");
    }
    let Some(identity) = identity else {
        return refuse_or(signing.without_identity == WithoutIdentity::Refuse, "rule-why-no-identity");
    };
    if signing.sign == Sign::No {
        return (Fate::Unsigned, if said.wished { "rule-why-wished" } else { "rule-why-no" });
    }
    if group.kind.is_some() {
        return (Fate::Unsigned, "rule-why-kind");
    }
    if !said.may_sign {
        return refuse_or(signing.unauthorised == Unauthorised::Refuse, "rule-why-unauthorised");
    }
    if !(identity.not_before..=identity.not_after).contains(&Millis::now()) {
        return refuse_or(signing.when_expired == WhenExpired::Refuse, "rule-why-expired");
    }
    match signing.mode {
        Mode::Observe => (Fate::Unsigned, "rule-why-observe"),
        Mode::Sign if signing.percent == 0 => (Fate::Unsigned, "rule-why-share"),
        Mode::Sign if signing.sign == Sign::Opaque => (Fate::SignOpaque, "rule-why-signed"),
        Mode::Sign => (Fate::Sign, "rule-why-signed"),
    }
}
