//! What settings mean, in lines for `config check`. English, terse, one fact a line.

use super::settings::{ListenerSettings, Settings};
use super::written::{HopTlsMode, HopVerify, StartTls};

impl Settings {
    /// Lines that say what the gateway would do with these settings.
    pub fn describe(&self) -> Vec<String> {
        let mut lines = vec![format!("name: {}", self.hostname)];
        lines.extend(self.listeners.iter().map(|l| self.describe_listener(l)));
        lines.push(self.describe_hop());
        lines.extend(self.describe_may_sign());
        let s = &self.signing;
        lines.push(format!(
            "signing: {:?}; expired certificate: {:?}; not 7-bit safe: {:?}; DKIM-Signature: {:?}; not authorised: {:?}; also signed: {:?}",
            s.sign, s.when_expired, s.unsignable, s.dkim, s.unauthorised, s.also_sign
        ));
        lines.extend(self.rules.iter().enumerate().map(|(i, r)| format!("rule {}: {}", i + 1, r.name)));
        lines.push(format!("database: {}", self.database.display()));
        lines.push(format!("keyholder: {}", self.keyholder_socket.display()));
        lines.push(match &self.users {
            Some(users) => format!("users, if root starts it and they exist: gateway {}, keyholder {}", users.gateway, users.keyholder),
            None => "users: both processes run as whoever starts them".to_owned(),
        });
        lines.push(format!(
            "limits: {} bytes a mail, {} recipients, {} connections, {} from one client",
            self.limits.message_bytes, self.limits.recipients, self.limits.connections, self.limits.connections_per_client
        ));
        lines
    }

    fn describe_listener(&self, listener: &ListenerSettings) -> String {
        let starttls = match listener.starttls {
            StartTls::Off => "no STARTTLS",
            StartTls::Optional => "STARTTLS offered",
            StartTls::Required => "STARTTLS required",
        };
        format!("relay on {}: from {}; {starttls}", listener.address, self.network_names(&listener.networks))
    }

    fn describe_hop(&self) -> String {
        let hop = &self.next_hop;
        let tls = match (hop.tls.mode, hop.tls.verify) {
            (HopTlsMode::None, _) => "without TLS".to_owned(),
            (HopTlsMode::Optional, _) => "TLS when offered, certificate not checked".to_owned(),
            (HopTlsMode::Required, HopVerify::None) => "TLS required, certificate not checked".to_owned(),
            (HopTlsMode::Required, HopVerify::Name) => {
                format!("TLS required, certificate for {}", hop.tls.name)
            }
        };
        format!("next hop: {} port {}, {tls}", hop.address, hop.port)
    }

    fn describe_may_sign(&self) -> Vec<String> {
        if self.may_sign.is_empty() {
            return vec!["may sign: nobody (there is no [[may-sign]]): all mail passes unsigned or is refused".into()];
        }
        self.may_sign
            .iter()
            .map(|m| {
                let whom: Vec<String> = m.addresses.iter().map(ToString::to_string).collect();
                format!("may sign: {} as {}", self.network_names(&m.networks), whom.join(", "))
            })
            .collect()
    }

    fn network_names(&self, indexes: &[usize]) -> String {
        let names: Vec<String> = indexes
            .iter()
            .filter_map(|i| self.networks.get(*i))
            .map(|n| {
                let nets: Vec<String> = n.addresses.iter().map(ToString::to_string).collect();
                format!("{} ({})", n.name, nets.join(", "))
            })
            .collect();
        names.join(", ")
    }
}
