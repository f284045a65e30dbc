//! Entries of the journal in, counts out. Pure.

use std::collections::BTreeMap;

use kakitome_clients::programs;
use kakitome_explain::rollout::{Class, Identity, Kind, OUTCOMES, Report};
use kakitome_gateway::config::{CARRIERS, Pattern};
use kakitome_store::{Decision, Entry, SignedForm};

/// Domains that are counted one by one; what comes after is counted in its class alone.
const MOST_DOMAINS: usize = 20_000;
/// Domains of a class that are named.
const NAMED: usize = 10;
/// Reasons of mails that the gateway made itself.
const OWN: [&str; 3] = ["gateway.alert", "gateway.carrier-note", "outbox.report"];

/// The counts so far.
pub(super) struct Tally<'a> {
    identities: BTreeMap<String, Identity>,
    fragile: &'a [Pattern],
    own: Vec<String>,
    mails: u64,
    outcomes: BTreeMap<&'static str, u64>,
    classes: BTreeMap<Kind, u64>,
    domains: BTreeMap<(Kind, String), u64>,
}

impl<'a> Tally<'a> {
    /// Nothing yet, of a home with these identities; `fragile` are recipients that are never sent an opaque mail.
    pub(super) fn new(identities: impl Iterator<Item = String>, fragile: &'a [Pattern]) -> Self {
        let identities: BTreeMap<String, Identity> =
            identities.map(|address| (address.to_ascii_lowercase(), Identity { address, ..Identity::default() })).collect();
        let mut own: Vec<String> = identities.keys().filter_map(|address| Some(address.rsplit_once('@')?.1.to_owned())).collect();
        own.sort();
        own.dedup();
        Self { identities, fragile, own, mails: 0, outcomes: BTreeMap::new(), classes: BTreeMap::new(), domains: BTreeMap::new() }
    }

    /// One more mail.
    pub(super) fn add(&mut self, entry: &Entry) {
        let reason = entry.reason.as_deref().unwrap_or_default();
        if OWN.contains(&reason) {
            return;
        }
        self.mails += 1;
        let outcome = outcome(entry, reason);
        *self.outcomes.entry(outcome).or_default() += 1;
        let ours = matches!(outcome, "signed" | "would-sign" | "not-in-share" | "would-encrypt");
        let mut carriers = 0;
        if ours {
            for to in &entry.recipients {
                let kind = self.recipient(to);
                carriers += u64::from(kind == Kind::Carrier);
            }
        }
        let from = entry.identity.as_ref().or(entry.header_from.as_ref()).map(|from| from.to_ascii_lowercase());
        let Some(identity) = from.and_then(|from| self.identities.get_mut(&from)) else { return };
        identity.carriers += carriers;
        match outcome {
            "signed" => identity.signed += 1,
            "would-sign" => identity.would += 1,
            // Of a mail that would be encrypted, the form says whether it would be signed first.
            "would-encrypt" => identity.would += u64::from(entry.form.is_some()),
            "not-in-share" => identity.outside += 1,
            "unauthorised" | "expired" => identity.refused += 1,
            _ => {}
        }
        if ours {
            identity.opaque += u64::from(entry.form == Some(SignedForm::Opaque));
            identity.dkim += u64::from(reason.ends_with("-without-dkim"));
        }
    }

    fn recipient(&mut self, to: &str) -> Kind {
        let domain = to.rsplit_once('@').map_or(to, |(_, domain)| domain).to_ascii_lowercase();
        let kind = self.kind(to, &domain);
        *self.classes.entry(kind).or_default() += 1;
        let key = (kind, domain);
        if self.domains.len() < MOST_DOMAINS || self.domains.contains_key(&key) {
            *self.domains.entry(key).or_default() += 1;
        }
        kind
    }

    fn kind(&self, to: &str, domain: &str) -> Kind {
        if CARRIERS.iter().any(|carrier| carrier.domain == domain) || self.fragile.iter().any(|pattern| pattern.matches(to)) {
            Kind::Carrier
        } else if self.own.iter().any(|own| own == domain) {
            Kind::Own
        } else if programs().iter().any(|program| program.domains.iter().any(|one| one == domain)) {
            Kind::Webmail
        } else {
            Kind::Other
        }
    }

    /// What came of it; when, and what programs show, is added by whoever asks.
    pub(super) fn report(self) -> Report {
        let outcomes = &self.outcomes;
        let class = |kind: Kind| {
            let mut domains: Vec<(String, u64)> =
                self.domains.iter().filter(|((of, _), _)| *of == kind).map(|((_, domain), count)| (domain.clone(), *count)).collect();
            domains.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
            domains.truncate(NAMED);
            Class { kind, recipients: self.classes.get(&kind).copied().unwrap_or_default(), domains }
        };
        let classes = [Kind::Own, Kind::Webmail, Kind::Carrier, Kind::Other].map(class).into();
        let total = |one: &Identity| one.signed + one.would + one.outside + one.refused;
        let outcomes = OUTCOMES.iter().map(|word| (*word, outcomes.get(word).copied().unwrap_or_default())).collect();
        let mut identities: Vec<Identity> = self.identities.into_values().filter(|one| total(one) > 0).collect();
        identities.sort_by_key(|one| std::cmp::Reverse(total(one)));
        Report { mails: self.mails, outcomes, identities, classes, ..Report::default() }
    }
}

/// What became of a mail, or would have; one of [`OUTCOMES`].
fn outcome(entry: &Entry, reason: &str) -> &'static str {
    match reason {
        _ if entry.decision == Decision::Signed => "signed",
        "observe.sign" | "observe.sign-opaque" | "observe.sign-without-dkim" | "observe.sign-opaque-without-dkim" => "would-sign",
        "rule.not-in-share" => "not-in-share",
        "observe.unauthorised" | "rule.unauthorised" => "unauthorised",
        "observe.expired" | "certificate.expired" => "expired",
        "observe.not-seven-bit" | "not-seven-bit" => "not-seven-bit",
        "observe.ambiguous" | "ambiguous" => "ambiguous",
        "observe.dkim-signed" | "dkim-signed" => "dkim-kept",
        "observe.encrypt" | "observe.encrypt-without-dkim" => "would-encrypt",
        "observe.unencryptable" | "encryption.impossible" => "unencryptable",
        "rule.encrypted" => "encrypted",
        "rule.parted" => "parted",
        "rule.no" | "trigger.no-sign" => "own-rule",
        "rule.auto-submitted" | "rule.null-sender" | "rule.report" | "rule.calendar" => "automatic",
        "mail.already-signed" | "mail.already-encrypted" => "protected",
        "identity.unknown" => "no-identity",
        "gateway.off" => "off",
        _ if reason.starts_with("from.") => "no-author",
        _ => "other",
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests may panic")]
    use super::*;

    fn entry(reason: &str, from: &str, to: &[&str]) -> Entry {
        let signed = reason == "signed";
        Entry {
            id: "0000000000001".parse().unwrap(),
            message_id: None,
            header_from: Some(from.to_owned()),
            envelope_sender: from.to_owned(),
            recipients: to.iter().map(|to| (*to).to_owned()).collect(),
            peer: None,
            decision: if signed { Decision::Signed } else { Decision::Passed },
            reason: (!signed).then(|| reason.to_owned()),
            reply: String::new(),
            identity: signed.then(|| from.to_owned()),
            serial: None,
            content_sha256: None,
            form: match reason {
                "signed" | "observe.sign" | "observe.encrypt-without-dkim" => Some(SignedForm::Clear),
                "observe.sign-opaque-without-dkim" => Some(SignedForm::Opaque),
                _ => None,
            },
            next_hop: None,
            size: 1,
        }
    }

    #[test]
    fn a_journal_is_counted() {
        let fragile = ["@phones.example".parse::<Pattern>().unwrap()];
        let mut tally = Tally::new(["A@x.example", "idle@x.example"].map(str::to_owned).into_iter(), &fragile);
        for one in [
            entry("signed", "A@x.example", &["u@gmail.com", "v@docomo.ne.jp"]),
            entry("observe.sign", "a@X.example", &["u@GMAIL.com", "w@phones.example"]),
            entry("observe.sign-opaque-without-dkim", "a@x.example", &["b@x.example", "c@firm.example"]),
            entry("rule.not-in-share", "a@x.example", &["c@firm.example"]),
            entry("observe.unauthorised", "a@x.example", &["nobody@counts.example"]),
            entry("certificate.expired", "a@x.example", &[]),
            entry("rule.null-sender", "a@x.example", &[]),
            entry("identity.unknown", "z@y.example", &[]),
            entry("from.repeated", "z@y.example", &[]),
            entry("something.new", "z@y.example", &[]),
            entry("observe.encrypt-without-dkim", "a@x.example", &["c@firm.example"]),
            entry("observe.encrypt", "a@x.example", &["c@firm.example"]),
            entry("observe.unencryptable", "a@x.example", &["nobody@counts.example"]),
            entry("encryption.impossible", "a@x.example", &["nobody@counts.example"]),
            entry("rule.encrypted", "z@y.example", &["nobody@counts.example"]),
            entry("rule.parted", "z@y.example", &["nobody@counts.example", "c@firm.example"]),
            entry("trigger.no-sign", "a@x.example", &["nobody@counts.example"]),
            entry("gateway.alert", "a@x.example", &["admin@x.example"]),
        ] {
            tally.add(&one);
        }
        let report = tally.report();
        assert_eq!(report.mails, 17, "not our own");
        assert_eq!(report.outcomes.iter().map(|(_, count)| count).sum::<u64>(), 17);
        let of = |word: &str| report.outcomes.iter().find(|(one, _)| *one == word).unwrap().1;
        assert_eq!((of("signed"), of("would-sign"), of("not-in-share"), of("unauthorised"), of("expired")), (1, 2, 1, 1, 1));
        assert_eq!((of("automatic"), of("no-identity"), of("no-author"), of("other")), (1, 1, 1, 1));
        assert_eq!((of("would-encrypt"), of("unencryptable"), of("encrypted"), of("parted"), of("own-rule")), (2, 2, 1, 1, 1));
        let [identity] = report.identities.as_slice() else { panic!("{:?}", report.identities) };
        assert_eq!(
            (identity.signed, identity.would, identity.outside, identity.opaque, identity.dkim, identity.refused, identity.carriers),
            (1, 3, 1, 1, 2, 2, 2)
        );
        let classes: Vec<(Kind, u64)> = report.classes.iter().map(|class| (class.kind, class.recipients)).collect();
        assert_eq!(classes, [(Kind::Own, 1), (Kind::Webmail, 2), (Kind::Carrier, 2), (Kind::Other, 4)]);
        assert_eq!(report.classes[3].domains, [("firm.example".to_owned(), 4)]);
        assert!(report.outcomes.iter().map(|(word, _)| *word).eq(OUTCOMES));
    }
}
