//! From `Config` to `Settings`, in one place that names every fault.
//!
//! No file but the configuration is opened here: certificates are read when the gateway starts.

mod accounts;
mod alerts;
mod doors;
mod encryption;
mod hop;
mod internet;
mod metrics;
mod outbox;
mod service;
mod watch;
mod web;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use toml::Spanned;

use super::carriers;
use super::fault::{ConfigError, Faults};
use super::network::Cidr;
use super::pattern::Pattern;
use super::settings::{Limits, LogSettings, MaySign, NetworkSettings, Rule, Settings, Signing, Users};
use super::written::{Config, LimitsConfig, MaySignConfig, NetworkConfig, RuleConfig, UsersConfig};

/// Largest number of seconds that a setting may ask for: a week. More is a slip of the unit.
const MOST_SECONDS: u64 = 7 * 24 * 3600;

impl Config {
    /// Reads the shape of a configuration. `path` names the file in faults.
    ///
    /// # Errors
    /// [`ConfigError::Faulty`] with the first fault of TOML or shape.
    pub fn parse(text: &str, path: &Path) -> Result<Self, ConfigError> {
        toml::from_str(text).map_err(|error| {
            let mut faults = Faults::new(path.to_owned(), text);
            let span = error.span().map_or(0..0, |s| if s == (0..0) { 0..1 } else { s });
            let message = error.message();
            faults.at(span, message.replace('\n', "; "), hint_for(message));
            match faults.finish() {
                Err(error) => error,
                Ok(()) => ConfigError::Faulty { faults: Vec::new() },
            }
        })
    }
}

fn hint_for(message: &str) -> Option<&'static str> {
    if message.starts_with("unknown field") {
        Some("keys are checked so that a misspelt one is not silently ignored")
    } else if message.starts_with("missing field `hostname`") {
        Some("add a line such as hostname = \"mail.example.jp\" at the top")
    } else if message.starts_with("missing field `next-hop`") {
        Some("add [next-hop] with the address and port of the server behind the gateway")
    } else {
        None
    }
}

impl Settings {
    /// Reads and checks the file at `path`.
    ///
    /// # Errors
    /// The file cannot be read, or it has faults; then all of them are named.
    pub fn load(path: &Path) -> Result<Self, ConfigError> {
        let text = std::fs::read_to_string(path).map_err(|source| ConfigError::Read { path: path.to_owned(), source })?;
        Self::from_text(&text, path)
    }

    /// The same for a text at hand; relative paths are taken from the folder of `path`.
    ///
    /// # Errors
    /// [`ConfigError::Faulty`] with every fault.
    pub fn from_text(text: &str, path: &Path) -> Result<Self, ConfigError> {
        let config = Config::parse(text, path)?;
        let mut reading = Reading {
            faults: Faults::new(path.to_owned(), text),
            base: path.parent().map(Path::to_owned).unwrap_or_default(),
            networks: HashMap::new(),
        };
        let settings = reading.settings(config, path);
        reading.faults.finish()?;
        Ok(settings)
    }
}

struct Reading<'a> {
    faults: Faults<'a>,
    base: PathBuf,
    networks: HashMap<String, usize>,
}

impl Reading<'_> {
    fn settings(&mut self, config: Config, path: &Path) -> Settings {
        self.hostname(&config.hostname);
        // Names of networks first: the rest refers to them.
        let networks = config.network.iter().map(|n| self.network(n)).collect();
        if config.listener.is_empty() {
            self.faults.at(
                0..0,
                "there is no [[listener]]: no mail could come in",
                Some("add [[listener]] with kind = \"relay\", an address and networks"),
            );
        }
        self.who_may_hand_to_lmtp(&config);
        self.who_may_send_to_the_internet(&config);
        let kek = config.keyholder.key_encryption_key.get_ref();
        Settings {
            source: path.to_owned(),
            database: self.path(&config.home.database),
            spill: self.path(&config.home.spill),
            keyholder_socket: self.path(&config.keyholder.socket),
            keyholder_folder: self.path(&config.keyholder.folder),
            key_encryption_key: (!kek.is_empty()).then(|| self.path(&config.keyholder.key_encryption_key)),
            keyholder_allow_export: config.keyholder.allow_export,
            users: self.users(&config.users),
            signature_wait: self.seconds(&config.keyholder.seconds),
            metrics: self.metrics(&config.metrics),
            log: LogSettings { format: config.log.format, level: config.log.level },
            networks,
            listeners: config.listener.iter().map(|l| self.listener(l)).collect(),
            accounts: self.accounts(&config.accounts),
            next_hop: self.next_hop(&config.next_hop),
            dns: self.dns(&config.dns),
            mx: self.mx(&config.mx),
            signing: Signing {
                mode: config.signing.mode,
                percent: self.percent(&config.signing.percent),
                never_opaque: match &config.signing.never_opaque {
                    Some(list) => self.parsed::<Pattern>(list),
                    None => carriers::patterns(),
                },
                sign: config.signing.sign,
                when_expired: config.signing.when_expired,
                unsignable: config.signing.unsignable,
                dkim: config.signing.dkim,
                unauthorised: config.signing.unauthorised,
                without_identity: config.signing.without_identity,
                also_sign: config.signing.also_sign,
            },
            encryption: self.encryption(&config.encryption),
            triggers: self.triggers(&config.triggers),
            may_sign: config.may_sign.iter().map(|m| self.may_sign(m)).collect(),
            rules: config.rule.into_iter().map(|r| self.rule(r)).collect(),
            limits: self.limits(&config.limits),
            outbox: self.outbox(&config.outbox),
            watch: self.watch(&config.watch, config.hostname.get_ref()),
            alerts: self.alerts(&config.alerts, config.hostname.get_ref()),
            senders: self.senders(&config.senders, config.hostname.get_ref()),
            web: config.web.as_ref().map(|web| self.web(web)),
            services: self.services(&config.mail_service),
            hostname: config.hostname.into_inner(),
        }
    }

    fn hostname(&mut self, name: &Spanned<String>) {
        let text = name.get_ref();
        let label = |l: &str| {
            !l.is_empty()
                && l.len() <= 63
                && !l.starts_with('-')
                && !l.ends_with('-')
                && l.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        };
        if text.len() > 253 || !text.split('.').all(label) {
            self.faults.at(
                name.span(),
                format!("hostname {text:?} is not a domain name of letters, digits, hyphens and dots"),
                Some("write an international name in its xn-- form"),
            );
        }
    }

    fn users(&mut self, users: &UsersConfig) -> Option<Users> {
        let (gateway, keyholder) = (users.gateway.get_ref(), users.keyholder.get_ref());
        if gateway.is_empty() && keyholder.is_empty() {
            return None;
        }
        for name in [&users.gateway, &users.keyholder] {
            let text = name.get_ref();
            if text.is_empty() {
                self.faults.at(name.span(), "one of the two users is empty", Some("name both, or leave both empty"));
            } else if text == "root" || text.contains([':', '\n']) {
                self.faults.at(name.span(), format!("{text:?} cannot be a user of its own"), None);
            }
        }
        if gateway == keyholder {
            let why = "the gateway's user would read the keyholder's keys";
            self.faults.at(users.keyholder.span(), format!("both users are {keyholder:?}"), Some(why));
        }
        Some(Users { gateway: gateway.clone(), keyholder: keyholder.clone() })
    }

    fn network(&mut self, network: &NetworkConfig) -> NetworkSettings {
        let name = network.name.get_ref();
        let index = self.networks.len();
        if name.is_empty() {
            self.faults.at(network.name.span(), "a network needs a name", None);
        } else if self.networks.insert(name.clone(), index).is_some() {
            self.faults.at(network.name.span(), format!("there are two networks {name:?}"), None);
        }
        if network.addresses.is_empty() {
            self.faults.at(network.name.span(), format!("network {name:?} has no addresses"), Some("addresses = [\"10.1.0.0/16\"]"));
        }
        NetworkSettings {
            name: name.clone(),
            addresses: self.parsed::<Cidr>(&network.addresses),
            bare_newline: network.bare_newline,
            mta: network.mta,
            xclient: network.xclient,
        }
    }

    fn may_sign(&mut self, entry: &MaySignConfig) -> MaySign {
        if entry.networks.is_empty() && entry.logins.is_empty() {
            let place = entry.addresses.first().map_or(0..0, Spanned::span);
            self.faults.at(place, "this [[may-sign]] names nobody who may", Some("give networks, or logins, or both"));
        }
        MaySign {
            networks: self.named(&entry.networks),
            logins: self.parsed::<Pattern>(&entry.logins),
            addresses: self.parsed::<Pattern>(&entry.addresses),
        }
    }

    fn rule(&mut self, rule: RuleConfig) -> Rule {
        if rule.from.is_none() && rule.to.is_none() && rule.networks.is_none() {
            self.faults.at(
                rule.name.span(),
                format!("rule {:?} has no condition", rule.name.get_ref()),
                Some("give from, to or networks; what holds for all mail belongs into [signing] or [encryption]"),
            );
        }
        Rule {
            from: rule.from.as_deref().map(|list| self.parsed::<Pattern>(list)),
            to: rule.to.as_deref().map(|list| self.parsed::<Pattern>(list)),
            networks: rule.networks.as_deref().map(|list| self.named(list)),
            name: rule.name.into_inner(),
            mode: rule.mode,
            percent: rule.percent.as_ref().map(|percent| self.percent(percent)),
            sign: rule.sign,
            when_expired: rule.when_expired,
            unsignable: rule.unsignable,
            dkim: rule.dkim,
            unauthorised: rule.unauthorised,
            without_identity: rule.without_identity,
            also_sign: rule.also_sign,
            encrypt: rule.encrypt,
            when_impossible: rule.when_impossible,
        }
    }

    fn percent(&mut self, written: &Spanned<u64>) -> u8 {
        match u8::try_from(*written.get_ref()) {
            Ok(percent) if percent <= 100 => percent,
            _ => {
                self.faults.at(written.span(), "percent goes from 0 to 100", None);
                100
            }
        }
    }

    fn limits(&mut self, written: &LimitsConfig) -> Limits {
        let limits = Limits {
            message_bytes: self.positive(&written.message_bytes),
            header_bytes: self.positive(&written.header_bytes),
            memory_bytes: self.positive(&written.memory_bytes),
            parts: self.count(&written.parts),
            depth: self.count(&written.depth),
            hops: self.count(&written.hops),
            recipients: self.count(&written.recipients),
            connections: self.count(&written.connections),
            connections_per_client: self.count(&written.connections_per_client),
            junk_commands: self.count(&written.junk_commands),
            command: self.seconds(&written.command_seconds),
            handshake: self.seconds(&written.handshake_seconds),
            data_rate: *written.data_rate.get_ref(),
            data_grace: self.seconds(&written.data_grace_seconds),
            shutdown: self.seconds(&written.shutdown_seconds),
            handover: self.seconds(&written.handover_seconds),
            client_mails: *written.mails_per_hour_per_client.get_ref(),
            client_recipients: *written.recipients_per_hour_per_client.get_ref(),
            client_connections: *written.connections_per_minute_per_client.get_ref(),
            login_mails: *written.mails_per_hour_per_login.get_ref(),
            login_recipients: *written.recipients_per_hour_per_login.get_ref(),
            identity_mails: *written.mails_per_hour_per_identity.get_ref(),
        };
        if limits.recipients < 100 {
            self.faults.at(written.recipients.span(), "recipients must be at least 100 (RFC 5321 4.5.3.1.8)", None);
        }
        if limits.header_bytes > limits.message_bytes {
            self.faults.at(written.header_bytes.span(), "header-bytes is larger than message-bytes", None);
        }
        limits
    }

    fn path(&mut self, path: &Spanned<String>) -> PathBuf {
        if path.get_ref().is_empty() {
            self.faults.at(path.span(), "a path is empty", None);
        }
        self.base.join(path.get_ref())
    }

    fn named(&mut self, names: &[Spanned<String>]) -> Vec<usize> {
        let mut indexes = Vec::new();
        for name in names {
            match self.networks.get(name.get_ref()) {
                Some(index) => indexes.push(*index),
                None => self.faults.at(
                    name.span(),
                    format!("there is no [[network]] with the name {:?}", name.get_ref()),
                    Some("networks are given by name; define it with [[network]]"),
                ),
            }
        }
        indexes
    }

    fn parsed<T>(&mut self, texts: &[Spanned<String>]) -> Vec<T>
    where
        T: FromStr,
        T::Err: std::fmt::Display,
    {
        let mut values = Vec::new();
        for text in texts {
            match text.get_ref().parse::<T>() {
                Ok(value) => values.push(value),
                Err(error) => self.faults.at(text.span(), error.to_string(), None),
            }
        }
        values
    }

    fn positive(&mut self, number: &Spanned<u64>) -> u64 {
        if *number.get_ref() == 0 {
            self.faults.at(number.span(), "this must be at least 1", None);
        }
        *number.get_ref()
    }

    fn count(&mut self, number: &Spanned<u64>) -> usize {
        usize::try_from(self.positive(number)).unwrap_or(usize::MAX)
    }

    fn seconds(&mut self, number: &Spanned<u64>) -> Duration {
        let seconds = self.positive(number);
        if seconds > MOST_SECONDS {
            self.faults.at(number.span(), format!("{seconds} seconds are more than a week"), Some("the unit is seconds"));
        }
        Duration::from_secs(seconds.min(MOST_SECONDS))
    }
}
