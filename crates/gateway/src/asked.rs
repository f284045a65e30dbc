//! What the rules would do with a mail that nobody has sent: for `kakitome rule explain`. The same functions decide as for real mail.

use std::net::IpAddr;

use crate::config::{Kind, Pattern, Settings, Signing};
use crate::login::Login;
use crate::rollout::{fragile, gentle};
use crate::rules::Question;

/// A mail that might come.
#[derive(Debug, Clone)]
pub struct Asked<'a> {
    /// The client's address.
    pub client: IpAddr,
    /// The account that has logged in, and the addresses that it may use beside its own.
    pub login: Option<(&'a str, &'a [String])>,
    /// The one mailbox of `From`, as an identity's address.
    pub from: &'a str,
    /// Recipients.
    pub to: &'a [&'a str],
    /// What kind of mail it is.
    pub kinds: &'a [Kind],
}

/// What the rules say of it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Said {
    /// The settings in force for it.
    pub signing: Signing,
    /// Names of the rules that made them what they are.
    pub rules: Vec<String>,
    /// Whether this client may sign as this address.
    pub may_sign: bool,
    /// The kind for which it stays unsigned.
    pub kind: Option<Kind>,
    /// A recipient's mail program may break on the signature.
    pub fragile: bool,
    /// Recipients for whom alone other rules would hold than for the first.
    pub apart: Vec<String>,
    /// Whether those are sent away to come again in a mail of their own: the client queues and retries.
    pub splits: bool,
}

impl Settings {
    /// Asks the rules.
    pub fn ask(&self, asked: &Asked<'_>) -> Said {
        let login = asked.login.map(|(name, may)| Login {
            name: name.to_owned(),
            own: std::iter::once(Pattern::Address(name.to_owned())).chain(may.iter().filter_map(|text| text.parse().ok())).collect(),
            by_certificate: false,
        });
        let class = asked.to.first().map(|first| self.treatment_class(first));
        let (alike, apart): (Vec<&str>, Vec<&str>) = asked.to.iter().partition(|to| Some(self.treatment_class(to)) == class);
        let splits =
            login.is_none() && self.networks.iter().find(|network| network.contains(asked.client)).is_some_and(|network| network.mta);
        // Without a split one treatment has to do for all, as at the doors.
        let alike = if splits { alike } else { asked.to.to_vec() };
        let question = Question { client: asked.client, login: login.as_ref(), submission: login.is_some(), from: asked.from, to: &alike };
        let treatment = self.treatment(&question);
        let fragile = !fragile(&treatment.signing, &alike).is_empty();
        let signing = gentle(treatment.signing, fragile);
        Said {
            may_sign: self.may_sign(&question),
            kind: asked.kinds.iter().find(|kind| !signing.also_signs(**kind)).copied(),
            signing,
            rules: treatment.by,
            fragile,
            apart: apart.into_iter().map(str::to_owned).collect(),
            splits,
        }
    }
}
