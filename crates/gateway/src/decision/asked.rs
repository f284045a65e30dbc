//! What the rules would do with a mail that nobody has sent: for `kakitome rule explain`. The same functions decide as for real mail.

use std::net::IpAddr;

use kakitome_mime::{Limits, Message};
use kakitome_wire::Reply;

use crate::admission::login::Login;
use crate::config::{Encrypt, Kind, ListenerSettings, Pattern, Settings, Signing, WhenImpossible};
use crate::decision::rollout::{fragile, gentle};
use crate::decision::rules::Question;
use crate::decision::trigger::{self, Wishes};

/// A mail that might come.
#[derive(Debug, Clone)]
pub struct Asked<'a> {
    /// The client's address.
    pub client: IpAddr,
    /// The account that has logged in, and the addresses that it may use beside its own.
    pub login: Option<(&'a str, &'a [String])>,
    /// At a door where people log in: only the login counts there. Elsewhere (a certificate, a milter's mail server) the network does too.
    pub submission: bool,
    /// The one mailbox of `From`, as an identity's address.
    pub from: &'a str,
    /// Recipients.
    pub to: &'a [&'a str],
    /// What kind of mail it is.
    pub kinds: &'a [Kind],
    /// Its subject, as a person types it.
    pub subject: Option<&'a str>,
}

/// What the rules say of it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Said {
    /// Recipients with what holds for each of them: at least one group.
    pub groups: Vec<Group>,
    /// Whether this client may sign as this address.
    pub may_sign: bool,
    /// Recipients whose mail programs may break on the signature.
    pub fragile: Vec<String>,
    /// Whether all groups but the first are sent away to come again in a mail of their own: the client queues and retries.
    pub splits: bool,
    /// Whether the subject asks for something that counts.
    pub wished: bool,
    /// The reply that refuses the mail for its subject.
    pub refused: Option<Reply>,
}

/// Recipients for whom the same rules hold.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Group {
    /// Their numbers among those that were asked about.
    pub to: Vec<usize>,
    /// The settings in force for them.
    pub signing: Signing,
    /// Whether they get ciphertext.
    pub encrypt: Encrypt,
    /// What happens where that is required and impossible.
    pub when_impossible: WhenImpossible,
    /// Names of the rules that made it so.
    pub rules: Vec<String>,
    /// The kind for which the mail stays unsigned.
    pub kind: Option<Kind>,
}

impl Settings {
    /// Asks the rules.
    pub fn ask(&self, asked: &Asked<'_>) -> Said {
        let login = asked.login.map(|(name, may)| Login {
            name: name.to_owned(),
            own: std::iter::once(Pattern::Address(name.to_owned())).chain(may.iter().filter_map(|text| text.parse().ok())).collect(),
            by_certificate: false,
        });
        let splits =
            !asked.submission && self.networks.iter().find(|network| network.contains(asked.client)).is_some_and(|network| network.mta);
        let question =
            Question { client: asked.client, login: login.as_ref(), submission: asked.submission, from: asked.from, to: asked.to };
        let (wishes, refused) = self.wishes(asked.subject.unwrap_or_default(), login.is_some());
        let fragile = fragile(&self.signing, asked.to);
        let group = |class: crate::decision::rules::Class| {
            let signing = gentle(class.treatment.signing, !fragile.is_empty());
            Group {
                to: class.members,
                kind: asked.kinds.iter().find(|kind| !signing.also_signs(**kind)).copied(),
                signing,
                encrypt: class.treatment.encrypt,
                when_impossible: class.treatment.when_impossible,
                rules: class.treatment.by,
            }
        };
        Said {
            groups: self.classes(&question, wishes).into_iter().map(group).collect(),
            may_sign: self.may_sign(&question),
            fragile: fragile.into_iter().map(str::to_owned).collect(),
            splits,
            wished: wishes != Wishes::default(),
            refused,
        }
    }

    /// Whether somebody can be known by a login that is no account of this home: a certificate's, or one that a milter's mail server names.
    pub fn has_logins_of_others(&self) -> bool {
        let by_certificate = |door: &ListenerSettings| door.tls.as_ref().is_some_and(|tls| tls.clients.is_some());
        self.listeners.iter().any(|door| door.believed.any() || by_certificate(door))
    }

    /// What a subject asks for.
    fn wishes(&self, subject: &str, logged_in: bool) -> (Wishes, Option<Reply>) {
        let field: String = subject.chars().map(|one| if one.is_control() { ' ' } else { one }).collect();
        let mail = format!("Subject: {field}\r\n\r\n");
        match Message::from_bytes(mail.as_bytes(), &Limits::default()).map(|index| trigger::read(&self.triggers, &index, logged_in)) {
            Ok(Ok(read)) => (read.wishes, None),
            Ok(Err((_, reply))) => (Wishes::default(), Some(reply)),
            // A subject without an end: nothing that could be sent.
            Err(_) => (Wishes::default(), Some(crate::replies::unreadable_subject())),
        }
    }
}
