//! What the rules say about one mail: who may sign as whom, which exceptions hold (design, section 5).
//!
//! Pure: settings and facts in, an answer out. Looks at no bytes.

use std::net::IpAddr;

use crate::admission::login::Login;
use crate::config::{
    BareNewline, Encrypt, Encryption, Kind, ListenerKind, ListenerSettings, Mode, Pattern, Rule, Settings, Sign, Signing, WhenImpossible,
};
use crate::decision::trigger::Wishes;

/// What is known of a mail before anybody decides.
#[derive(Debug, Clone)]
pub(crate) struct Question<'a> {
    /// The client, after XCLIENT.
    pub(crate) client: IpAddr,
    /// Who has logged in.
    pub(crate) login: Option<&'a Login>,
    /// At a door where only logins count.
    pub(crate) submission: bool,
    /// The one mailbox of the one `From`, as an identity's address; empty where it names none or several.
    pub(crate) from: &'a str,
    /// Recipients that are asked about: one of them, or several that share one treatment.
    pub(crate) to: &'a [&'a str],
}

/// The settings in force for one mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Treatment {
    /// Settings of `[signing]`, replaced by rules.
    pub(crate) signing: Signing,
    /// Whether it is encrypted.
    pub(crate) encrypt: Encrypt,
    /// What happens where that is required and impossible.
    pub(crate) when_impossible: WhenImpossible,
    /// Names of the rules that replaced something.
    pub(crate) by: Vec<String>,
}

/// Recipients for whom the same rules hold.
#[derive(Debug)]
pub(crate) struct Class {
    /// Their numbers in the envelope.
    pub(crate) members: Vec<usize>,
    /// What holds for each of them alone.
    pub(crate) treatment: Treatment,
}

/// What a network grants its clients.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Granted {
    /// Bare CR and LF.
    pub(crate) bare_newline: BareNewline,
    /// They queue and retry.
    pub(crate) mta: bool,
    /// They may use XCLIENT.
    pub(crate) xclient: bool,
}

impl Settings {
    /// Whether this client may sign as this address: by its login, or by its network where nobody logs in.
    pub(crate) fn may_sign(&self, question: &Question<'_>) -> bool {
        question.login.is_some_and(|login| self.may_send(login, question.from))
            || (!question.submission
                && self
                    .may_sign
                    .iter()
                    .any(|entry| grants(&entry.addresses, question.from) && self.is_in(question.client, &entry.networks)))
    }

    /// Whether a login may send as this address: it is its own, or a rule says so.
    pub(crate) fn may_send(&self, login: &Login, address: &str) -> bool {
        login.owns(address) || self.may_sign.iter().any(|entry| grants(&entry.logins, &login.name) && grants(&entry.addresses, address))
    }

    /// Whether a client may come in by this door, and what its network grants it.
    pub(crate) fn admits(&self, listener: &ListenerSettings, client: IpAddr) -> Option<Granted> {
        match self.network_of(client, &listener.networks) {
            Some(network) => {
                // Elsewhere than at a relay, who somebody is is told by the login, or by the mail server, alone.
                let xclient = network.xclient && listener.kind == ListenerKind::Relay;
                Some(Granted { bare_newline: network.bare_newline, mta: network.mta, xclient })
            }
            None => listener.everybody.then_some(Granted { bare_newline: BareNewline::Refuse, mta: false, xclient: false }),
        }
    }

    /// The treatment of a mail to these recipients: for each setting the first matching rule that sets it, else `[signing]`.
    pub(crate) fn treatment(&self, question: &Question<'_>) -> Treatment {
        let Encryption { encrypt, when_impossible, .. } = self.encryption;
        let mut treatment = Treatment { signing: self.signing.clone(), encrypt, when_impossible, by: Vec::new() };
        // From the last to the first, so that the first has the last word.
        for rule in self.rules.iter().rev() {
            let mut replaced = false;
            let signing = &mut treatment.signing;
            if self.holds(rule, question) {
                replaced |= replace_signing(signing, rule);
            } else if self.protects_somebody(rule, question) {
                // Nobody's signature: the mode says only whether it is in earnest.
                replaced |= replace(&mut signing.mode, rule.mode);
            } else {
                continue;
            }
            replaced |= replace(&mut treatment.encrypt, rule.encrypt);
            replaced |= replace(&mut treatment.when_impossible, rule.when_impossible);
            if replaced {
                treatment.by.insert(0, rule.name.clone());
            }
        }
        treatment
    }

    /// The recipients of a question by what holds for each of them, with what the sender wishes.
    pub(crate) fn classes(&self, question: &Question<'_>, wishes: Wishes) -> Vec<Class> {
        let mut classes: Vec<(Vec<bool>, Class)> = Vec::new();
        for (number, to) in question.to.iter().enumerate() {
            let mark = self.treatment_class(to);
            match classes.iter_mut().find(|(other, _)| *other == mark) {
                Some((_, class)) => class.members.push(number),
                None => {
                    let treatment = self.treatment(&Question { to: &[*to], ..question.clone() }).with_wishes(wishes);
                    classes.push((mark, Class { members: vec![number], treatment }));
                }
            }
        }
        classes.into_iter().map(|(_, class)| class).collect()
    }

    /// Whether any mail may have to be encrypted.
    pub(crate) fn may_encrypt(&self) -> bool {
        self.encryption.encrypt != Encrypt::Never
            || self.rules.iter().any(|rule| rule.encrypt.is_some_and(|encrypt| encrypt != Encrypt::Never))
            || !self.triggers.encrypt.is_empty()
            || self.triggers.field.is_some()
    }

    /// Which rules with a condition on recipients this one meets. Recipients of one mail with different answers may need
    /// different treatment.
    pub(crate) fn treatment_class(&self, to: &str) -> Vec<bool> {
        self.rules.iter().filter_map(|rule| rule.to.as_ref()).map(|patterns| any(patterns, to)).collect()
    }

    fn holds(&self, rule: &Rule, question: &Question<'_>) -> bool {
        rule.from.as_ref().is_none_or(|from| any(from, question.from)) && self.holds_but_for_the_author(rule, question)
    }

    /// Whether an author whose mail must be encrypted may be hidden in a `From` that names nobody (H10): two authors evade no rule.
    fn protects_somebody(&self, rule: &Rule, question: &Question<'_>) -> bool {
        question.from.is_empty()
            && rule.from.is_some()
            && rule.encrypt == Some(Encrypt::Required)
            && rule.mode != Some(Mode::Observe)
            && self.holds_but_for_the_author(rule, question)
    }

    fn holds_but_for_the_author(&self, rule: &Rule, question: &Question<'_>) -> bool {
        rule.to.as_ref().is_none_or(|to| question.to.iter().all(|one| any(to, one)))
            && rule.networks.as_ref().is_none_or(|networks| self.is_in(question.client, networks))
    }

    /// The first of these networks that holds the client.
    pub(crate) fn network_of(&self, client: IpAddr, networks: &[usize]) -> Option<&crate::config::NetworkSettings> {
        networks.iter().filter_map(|index| self.networks.get(*index)).find(|network| network.contains(client))
    }

    fn is_in(&self, client: IpAddr, networks: &[usize]) -> bool {
        self.network_of(client, networks).is_some()
    }
}

impl Treatment {
    /// The same with what the sender wishes: more protection, or no signature.
    pub(crate) fn with_wishes(mut self, wishes: Wishes) -> Self {
        if wishes.encrypt {
            self.encrypt = Encrypt::Required;
        }
        if wishes.no_sign {
            self.signing.sign = Sign::No;
        }
        if wishes.sign {
            if self.signing.sign == Sign::No {
                self.signing.sign = Sign::Clear;
            }
            self.signing.percent = 100;
            self.signing.also_sign = Kind::ALL.to_vec();
        }
        self
    }
}

impl Signing {
    /// Whether mail of this kind is signed although it usually is not.
    pub(crate) fn also_signs(&self, kind: Kind) -> bool {
        self.also_sign.contains(&kind)
    }
}

fn any(patterns: &[Pattern], address: &str) -> bool {
    patterns.iter().any(|pattern| pattern.matches(address))
}

fn grants(patterns: &[Pattern], name: &str) -> bool {
    patterns.iter().any(|pattern| pattern.grants(name))
}

fn replace_signing(signing: &mut Signing, rule: &Rule) -> bool {
    let mut replaced = replace(&mut signing.mode, rule.mode);
    replaced |= replace(&mut signing.percent, rule.percent);
    replaced |= replace(&mut signing.sign, rule.sign);
    replaced |= replace(&mut signing.when_expired, rule.when_expired);
    replaced |= replace(&mut signing.unsignable, rule.unsignable);
    replaced |= replace(&mut signing.dkim, rule.dkim);
    replaced |= replace(&mut signing.unauthorised, rule.unauthorised);
    replaced |= replace(&mut signing.without_identity, rule.without_identity);
    replaced |= replace(&mut signing.also_sign, rule.also_sign.clone());
    replaced
}

fn replace<T>(setting: &mut T, by: Option<T>) -> bool {
    match by {
        Some(value) => {
            *setting = value;
            true
        }
        None => false,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests may panic")]
    use std::path::Path;

    use super::*;
    use crate::config::Dkim;

    const TEXT: &str = r#"hostname = "gw"
[[network]]
name = "apps"
addresses = ["10.0.0.0/8"]
[[network]]
name = "hr"
addresses = ["10.9.0.0/16"]
[[listener]]
kind = "relay"
address = "127.0.0.1:0"
networks = ["apps"]
[next-hop]
address = "mx"
[[may-sign]]
networks = ["apps"]
as = ["noreply@example.jp"]
[[may-sign]]
networks = ["hr"]
as = ["@hr.example.jp"]
[[rule]]
name = "partner"
to = ["@partner.example", "boss@other.example"]
sign = "no"
[[rule]]
name = "hr"
from = ["@hr.example.jp"]
sign = "opaque"
dkim = "unsigned"
[[rule]]
name = "notices"
networks = ["apps"]
also-sign = ["auto-submitted"]
"#;

    fn settings() -> Settings {
        Settings::from_text(TEXT, Path::new("k.toml")).unwrap()
    }

    fn question<'a>(client: &str, from: &'a str, to: &'a [&'a str]) -> Question<'a> {
        Question { client: client.parse().unwrap(), login: None, submission: false, from, to }
    }

    #[test]
    fn s14_who_may_sign_as_whom() {
        let settings = settings();
        for (client, from, may) in [
            ("10.1.1.1", "noreply@example.jp", true),
            ("::ffff:10.1.1.1", "noreply@example.jp", true),
            ("10.1.1.1", "other@example.jp", false),
            ("10.1.1.1", "a@hr.example.jp", false),
            ("10.9.1.1", "a@hr.example.jp", true),
            ("10.9.1.1", "noreply@example.jp", true),
            ("192.0.2.1", "noreply@example.jp", false),
        ] {
            assert_eq!(settings.may_sign(&question(client, from, &[])), may, "{client} as {from}");
        }
    }

    #[test]
    fn s14_a_login_counts_for_itself_and_where_rules_name_it() {
        let text = format!("{TEXT}[[may-sign]]\nlogins = [\"app@x.jp\"]\nas = [\"@hr.example.jp\"]\n");
        let settings = Settings::from_text(&text, Path::new("k.toml")).unwrap();
        let login = |name: &str| Login { name: name.into(), own: vec![name.parse().unwrap()], by_certificate: false };
        for (name, from, submission, may) in [
            ("a@x.jp", "A@X.jp", true, true),
            ("a@x.jp", "b@x.jp", true, false),
            ("a@x.jp", "noreply@example.jp", true, false),
            ("a@x.jp", "noreply@example.jp", false, true),
            ("app@x.jp", "who@hr.example.jp", true, true),
            ("app@x.jp", "who@example.jp", true, false),
        ] {
            let login = login(name);
            let asked = Question { login: Some(&login), submission, ..question("10.1.1.1", from, &[]) };
            assert_eq!(settings.may_sign(&asked), may, "{name} as {from} submission={submission}");
        }
    }

    #[test]
    fn the_first_rule_that_sets_it_wins_for_each_setting() {
        let settings = settings();
        let both = settings.treatment(&question("10.9.0.1", "a@hr.example.jp", &["x@partner.example"]));
        assert_eq!(both.signing.sign, Sign::No, "the first rule wins");
        assert_eq!(both.signing.dkim, Dkim::Unsigned, "the second sets what the first leaves");
        assert_eq!(both.signing.also_sign, [Kind::AutoSubmitted]);
        assert_eq!(both.by, ["partner", "hr", "notices"]);
    }

    #[test]
    fn a_rule_on_recipients_holds_for_each_alone() {
        let text =
            format!("{TEXT}[[rule]]\nname = \"secret\"\nto = [\"@secret.example\"]\nencrypt = \"required\"\nwhen-impossible = \"defer\"\n");
        let settings = Settings::from_text(&text, Path::new("k.toml")).unwrap();
        let to = ["x@partner.example", "y@example.com", "BOSS@other.example", "z@secret.example"];
        let of = |wishes| -> Vec<(Vec<usize>, Sign, Encrypt)> {
            let classes = settings.classes(&question("192.0.2.1", "a@b", &to), wishes);
            classes.into_iter().map(|class| (class.members, class.treatment.signing.sign, class.treatment.encrypt)).collect()
        };
        let (no, clear) = (Sign::No, Sign::Clear);
        let plain = vec![(vec![0, 2], no, Encrypt::Never), (vec![1], clear, Encrypt::Never), (vec![3], clear, Encrypt::Required)];
        assert_eq!(of(Wishes::default()), plain);
        let all = Wishes { encrypt: true, sign: true, no_sign: false };
        assert!(of(all).iter().all(|(_, sign, encrypt)| (*sign, *encrypt) == (clear, Encrypt::Required)));
        let unsigned = Wishes { no_sign: true, ..Wishes::default() };
        assert!(of(unsigned).iter().zip(&plain).all(|((_, sign, encrypt), (_, _, before))| *sign == no && encrypt == before));
    }

    #[test]
    fn h10_no_author_evades_the_rule_on_authors() {
        let with = |rules: &str| Settings::from_text(&format!("{TEXT}{rules}"), Path::new("k.toml")).unwrap();
        let rule = |more: &str| format!("[[rule]]\nname = \"secrets\"\nfrom = [\"@hr.example.jp\"]\nencrypt = \"required\"\n{more}\n");
        let of = |settings: &Settings, client: &str, from: &str, to: &str| {
            let treatment = settings.treatment(&question(client, from, &[to]));
            (treatment.encrypt, treatment.signing.mode, treatment.signing.sign)
        };
        let settings = with(&rule("sign = \"no\""));
        let required = (Encrypt::Required, Mode::Sign, Sign::Clear);
        assert_eq!(of(&settings, "10.1.1.1", "", "c@d.example"), required, "the rest of the rule is not theirs");
        assert_eq!(of(&settings, "10.1.1.1", "a@b.example", "c@d.example").0, Encrypt::Never);
        assert_eq!(settings.treatment(&question("192.0.2.1", "", &["c@d.example"])).by, ["secrets"]);
        let narrow = with(&rule("to = [\"@d.example\"]\nnetworks = [\"hr\"]\nwhen-impossible = \"defer\""));
        assert_eq!(of(&narrow, "10.9.1.1", "", "c@d.example").0, Encrypt::Required);
        assert_eq!(narrow.treatment(&question("10.9.1.1", "", &["c@d.example"])).when_impossible, WhenImpossible::Defer);
        assert_eq!(of(&narrow, "10.9.1.1", "", "c@e.example").0, Encrypt::Never);
        assert_eq!(of(&narrow, "10.1.1.1", "", "c@d.example").0, Encrypt::Never);
        assert_eq!(of(&with(&rule("mode = \"observe\"")), "10.1.1.1", "", "c@d.example").0, Encrypt::Never);
        // An exception that comes first is one for every author.
        let open = "[[rule]]\nname = \"open\"\nto = [\"@d.example\"]\nencrypt = \"never\"\n";
        assert_eq!(of(&with(&format!("{open}{}", rule(""))), "10.1.1.1", "", "c@d.example").0, Encrypt::Never);
        assert_eq!(of(&with(&format!("{}{open}", rule(""))), "10.1.1.1", "", "c@d.example").0, Encrypt::Required);
    }

    #[test]
    fn h10_rules_hold_however_an_address_is_written() {
        let text = format!(
            "{TEXT}[[rule]]\nname = \"idn\"\nto = [\"@例え.jp\"]\nencrypt = \"required\"\n\
             [[rule]]\nname = \"author\"\nfrom = [\"@例え.jp\"]\nencrypt = \"required\"\n"
        );
        let settings = Settings::from_text(&text, Path::new("k.toml")).unwrap();
        let of = |from: &str, to: &str| settings.treatment(&question("192.0.2.1", from, &[to]));
        for to in ["a@例え.jp", "a@xn--r8jz45g.jp", "a@XN--R8JZ45G.jp", "\"a b\"@例え.JP"] {
            assert_eq!(of("x@y.example", to).encrypt, Encrypt::Required, "{to}");
        }
        assert_eq!(of("x@xn--r8jz45g.jp", "c@d.example").encrypt, Encrypt::Required);
        assert_eq!(of("x@y.example", "\"boss\"@other.example").signing.sign, Sign::No);
        assert_eq!(settings.treatment_class("\"boss\"@other.example"), settings.treatment_class("boss@other.example"));
        assert_eq!(settings.treatment_class("a@例え.jp"), settings.treatment_class("a@xn--r8jz45g.jp"));
    }

    #[test]
    fn a_rule_on_recipients_needs_all_of_them_where_they_share_one_mail() {
        let settings = settings();
        let of = |to: &[&str]| settings.treatment(&question("192.0.2.1", "a@b", to)).signing.sign;
        assert_eq!(of(&["x@partner.example", "BOSS@other.example"]), Sign::No);
        assert_eq!(of(&["x@partner.example", "y@example.com"]), Sign::Clear);
        assert_ne!(settings.treatment_class("x@partner.example"), settings.treatment_class("y@example.com"));
    }
}
