//! What settings mean, one fact a line, for `config check`: names of sentences with their facts. The sentences stand in `explain`.

use super::settings::{ListenerSettings, MaySign, Settings, Signing};
use super::treated::Roots;
use super::written::{Acknowledge, Encrypt, HopProtocol, HopTlsMode, HopVerify, ListenerKind, Mechanism, Mode, StartTls, WhenImpossible};

/// One line of what settings mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meaning {
    /// The name of its sentence.
    pub name: &'static str,
    /// What the sentence has blanks for.
    pub facts: Vec<(&'static str, String)>,
}

impl Meaning {
    fn new(name: &'static str) -> Self {
        Self { name, facts: Vec::new() }
    }

    fn with(mut self, blank: &'static str, fact: impl std::fmt::Display) -> Self {
        self.facts.push((blank, format!("{fact}")));
        self
    }
}

impl Settings {
    /// What the gateway would do with these settings.
    pub fn describe(&self) -> Vec<Meaning> {
        let mut lines = vec![Meaning::new("config-means-name").with("name", &self.hostname)];
        if self.hostname.eq_ignore_ascii_case("localhost") {
            lines.push(Meaning::new("config-means-localhost"));
        }
        lines.extend(self.listeners.iter().map(|listener| self.listener(listener)));
        lines.extend(self.logins());
        lines.push(self.hop());
        lines.extend(self.signers());
        lines.push(signing(&self.signing));
        lines.extend(self.ciphers());
        lines.extend(self.unmet());
        let rules = self.rules.iter().zip(1u32..);
        lines.extend(rules.map(|(rule, number)| Meaning::new("config-means-rule").with("number", number).with("name", &rule.name)));
        if self.listeners.iter().any(|listener| listener.acknowledge == Acknowledge::Outbox) {
            let outbox = &self.outbox;
            let line = Meaning::new("config-means-outbox").with("folder", outbox.folder.display());
            lines.push(line.with("hours", outbox.lifetime.as_secs() / 3600).with("connections", outbox.connections));
        }
        lines.push(Meaning::new("config-means-database").with("file", self.database.display()));
        lines.push(Meaning::new("config-means-keyholder").with("socket", self.keyholder_socket.display()));
        if self.keyholder_allow_export {
            lines.push(Meaning::new("config-means-export"));
        }
        lines.push(match &self.users {
            Some(users) => Meaning::new("config-means-users").with("gateway", &users.gateway).with("keyholder", &users.keyholder),
            None => Meaning::new("config-means-no-users"),
        });
        let limits = &self.limits;
        let line = Meaning::new("config-means-limits").with("bytes", limits.message_bytes).with("recipients", limits.recipients);
        lines.push(line.with("connections", limits.connections).with("client", limits.connections_per_client));
        lines.extend(self.allowance());
        lines.extend(self.metrics.as_ref().map(|place| Meaning::new("config-means-metrics").with("address", place)));
        lines.push(self.watching());
        lines.push(self.telling());
        lines.push(if self.senders.tell_of_carriers {
            Meaning::new("config-means-senders-told").with("days", self.senders.again.as_secs() / 86_400).with("from", &self.senders.from)
        } else {
            Meaning::new("config-means-senders-not-told")
        });
        lines.extend(self.pages());
        lines.extend(self.services.iter().map(|service| {
            let sending = service.sending();
            Meaning::new("config-means-service").with("domain", service.domain()).with("host", &sending.host).with("port", sending.port)
        }));
        lines
    }

    fn allowance(&self) -> Option<Meaning> {
        let limits = &self.limits;
        let all = [limits.client_mails, limits.client_recipients, limits.login_mails, limits.login_recipients, limits.identity_mails];
        let line = Meaning::new("config-means-allowance").with("client", limits.client_mails);
        let line = line.with("client-recipients", limits.client_recipients).with("login", limits.login_mails);
        let line = line.with("login-recipients", limits.login_recipients).with("identity", limits.identity_mails);
        all.iter().any(|most| *most > 0).then_some(line)
    }

    fn listener(&self, listener: &ListenerSettings) -> Meaning {
        let name = match (listener.kind, listener.starttls) {
            (ListenerKind::Milter, _) => "config-means-milter",
            (ListenerKind::Submission, _) => "config-means-submission",
            (ListenerKind::SubmissionStarttls, _) => "config-means-submission-starttls",
            (ListenerKind::Lmtp, _) => "config-means-lmtp",
            (ListenerKind::Relay, StartTls::Off) => "config-means-relay",
            (ListenerKind::Relay, StartTls::Optional) => "config-means-relay-starttls",
            (ListenerKind::Relay, StartTls::Required) => "config-means-relay-starttls-required",
        };
        let certificates = match listener.tls.as_ref().and_then(|tls| tls.clients.as_ref()) {
            None => "none",
            Some(clients) if clients.required => "required",
            Some(_) => "optional",
        };
        let line = Meaning::new(name).with("address", &listener.place).with("certificates", certificates);
        let networks = if listener.everybody { "everybody".to_owned() } else { self.network_names(&listener.networks) };
        let believed = match (listener.believed.logins, listener.believed.certificates) {
            (false, false) => "none",
            (true, false) => "logins",
            (false, true) => "certificates",
            (true, true) => "both",
        };
        line.with("networks", networks).with("believed", believed)
    }

    /// What is written for logins where no login will ever be known: at a milter whose mail server is not believed, or at no door at all.
    fn unmet(&self) -> Vec<Meaning> {
        let by_login = |may: &&MaySign| !may.logins.is_empty();
        let mut what: Vec<&str> = self.may_sign.iter().find(by_login).map(|_| "[[may-sign]] logins").into_iter().collect();
        if self.triggers.has_words() || self.triggers.field.is_some() {
            what.push("[triggers]");
        }
        if what.is_empty() {
            return Vec::new();
        }
        let knows = |listener: &&ListenerSettings| {
            let certificates = listener.tls.as_ref().is_some_and(|tls| tls.clients.is_some());
            listener.kind.is_submission() || listener.believed.any() || certificates
        };
        let what = what.join(", ");
        if !self.listeners.iter().any(|listener| knows(&listener)) {
            return vec![Meaning::new("config-means-nobody-logs-in").with("what", what)];
        }
        let deaf = self.listeners.iter().filter(|listener| listener.kind == ListenerKind::Milter && !listener.believed.any());
        deaf.map(|door| Meaning::new("config-means-milter-without-logins").with("address", &door.place).with("what", &what)).collect()
    }

    fn logins(&self) -> Option<Meaning> {
        let submission = self.listeners.iter().any(|listener| listener.kind.is_submission());
        let names: Vec<&str> = self.accounts.mechanisms.iter().copied().map(Mechanism::name).collect();
        let line = match &self.accounts.dovecot {
            Some(socket) => Meaning::new("config-means-logins-dovecot").with("socket", socket.display()),
            None => Meaning::new("config-means-logins"),
        };
        submission.then(|| line.with("mechanisms", names.join(", ")))
    }

    fn pages(&self) -> Vec<Meaning> {
        let Some(web) = &self.web else { return vec![Meaning::new("config-means-no-web")] };
        let listen = web.listen.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        let name = if web.tls.is_some() { "config-means-web-tls" } else { "config-means-web" };
        let first = Meaning::new(name).with("addresses", listen).with("bytes", web.limits.upload_bytes);
        let mut lines = vec![first.with("mails", web.limits.mails_per_minute)];
        lines.push(Meaning::new(if web.lookup { "config-means-web-lookup" } else { "config-means-web-no-lookup" }));
        if !web.proxies.is_empty() {
            let proxies = web.proxies.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
            lines.push(Meaning::new("config-means-web-proxies").with("networks", proxies));
        }
        lines
    }

    fn watching(&self) -> Meaning {
        let watch = &self.watch;
        if watch.lists.is_empty() {
            return Meaning::new("config-means-no-watch");
        }
        let name = if watch.to.is_empty() { "config-means-watch-owners" } else { "config-means-watch" };
        let line = Meaning::new(name).with("lists", watch.lists.join(", ")).with("hours", watch.every.as_secs() / 3600);
        line.with("from", &watch.from).with("to", watch.to.join(", "))
    }

    fn telling(&self) -> Meaning {
        let alerts = &self.alerts;
        if alerts.to.is_empty() {
            return Meaning::new("config-means-no-alerts");
        }
        let days: Vec<String> = alerts.days.iter().map(ToString::to_string).collect();
        let line = Meaning::new("config-means-alerts").with("to", alerts.to.join(", ")).with("from", &alerts.from);
        line.with("days", days.join(", ")).with("seconds", alerts.after.as_secs()).with("mails", alerts.per_hour)
    }

    fn hop(&self) -> Meaning {
        let hop = &self.next_hop;
        let name = match (hop.tls.mode, hop.tls.verify) {
            _ if hop.unix.is_some() => "config-means-hop-unix",
            (HopTlsMode::Required, _) if hop.by_mx => "config-means-mx-required",
            _ if hop.by_mx => "config-means-mx",
            _ if hop.protocol == HopProtocol::Lmtp => "config-means-hop-lmtp",
            (HopTlsMode::None, _) => "config-means-hop-clear",
            (HopTlsMode::Optional, _) if hop.tls.sticky => "config-means-hop-sticky",
            (HopTlsMode::Optional, _) => "config-means-hop-optional",
            (HopTlsMode::Dane, _) => "config-means-hop-dane",
            (HopTlsMode::Required, HopVerify::None) => "config-means-hop-required",
            (HopTlsMode::Required, HopVerify::Name) => "config-means-hop-verified",
        };
        Meaning::new(name)
            .with("host", &hop.address)
            .with("port", hop.port)
            .with("name", &hop.tls.name)
            .with("sts", if self.mx.mta_sts { "yes" } else { "no" })
    }

    fn signers(&self) -> Vec<Meaning> {
        if self.may_sign.is_empty() && !self.listeners.iter().any(|listener| listener.kind.is_submission()) {
            return vec![Meaning::new("config-means-nobody-signs")];
        }
        let whom = |addresses: &[super::pattern::Pattern]| addresses.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        let line = |may: &MaySign| {
            let mut who = vec![self.network_names(&may.networks), whom(&may.logins)];
            who.retain(|part| !part.is_empty());
            Meaning::new("config-means-may-sign").with("networks", who.join(", ")).with("whom", whom(&may.addresses))
        };
        self.may_sign.iter().map(line).collect()
    }

    /// Who gets ciphertext, where anybody may.
    fn ciphers(&self) -> Vec<Meaning> {
        let mut lines = Vec::new();
        if self.may_encrypt() {
            let encryption = &self.encryption;
            let name = match encryption.encrypt {
                Encrypt::Never => "config-means-encrypt-never",
                Encrypt::IfPossible => "config-means-encrypt-if-possible",
                Encrypt::Required => "config-means-encrypt-required",
            };
            let code = match encryption.when_impossible {
                WhenImpossible::Refuse => 550,
                WhenImpossible::Defer => 451,
            };
            let roots = encryption.trust.iter().map(|roots| match roots {
                Roots::Kept(list) => list.clone(),
                Roots::File(path) => path.display().to_string(),
            });
            let line = Meaning::new(name).with("code", code).with("lists", encryption.crls.len());
            lines.push(line.with("roots", roots.collect::<Vec<_>>().join(", ")));
        }
        if self.triggers.has_words() || self.triggers.field.is_some() {
            let words = [&self.triggers.encrypt, &self.triggers.sign, &self.triggers.no_sign].map(|list| list.join(" "));
            let mut all: Vec<&str> = words.iter().map(String::as_str).chain(self.triggers.field.as_deref()).collect();
            all.retain(|word| !word.is_empty());
            lines.push(Meaning::new("config-means-triggers").with("words", all.join(" ")));
        }
        lines
    }

    fn network_names(&self, indexes: &[usize]) -> String {
        let names: Vec<String> = indexes
            .iter()
            .filter_map(|index| self.networks.get(*index))
            .map(|network| {
                let nets: Vec<String> = network.addresses.iter().map(ToString::to_string).collect();
                format!("{} ({})", network.name, nets.join(", "))
            })
            .collect();
        names.join(", ")
    }
}

/// The values in the configuration's own words.
fn signing(signing: &Signing) -> Meaning {
    let word = |value: &dyn std::fmt::Debug| format!("{value:?}").to_ascii_lowercase();
    let also: Vec<&str> = signing.also_sign.iter().map(|kind| kind.word().trim_start_matches("rule.")).collect();
    let also = if also.is_empty() { "none".to_owned() } else { also.join(", ") };
    let name = match signing.mode {
        Mode::Sign => "config-means-signing",
        Mode::Observe => "config-means-observing",
    };
    Meaning::new(name)
        .with("percent", signing.percent)
        .with("sign", word(&signing.sign))
        .with("expired", word(&signing.when_expired))
        .with("unsignable", word(&signing.unsignable))
        .with("dkim", word(&signing.dkim))
        .with("unauthorised", word(&signing.unauthorised))
        .with("also", also)
}
