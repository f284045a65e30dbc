//! What `[[listener]]` means: where a door is, who may come in, which TLS it has. Opens nothing.

use std::net::SocketAddr;

use toml::Spanned;

use super::Reading;
use crate::config::believed::Believed;
use crate::config::pattern::Pattern;
use crate::config::place::Place;
use crate::config::settings::{ClientCa, ClientCrl, ListenerSettings, ServerTls};
use crate::config::written::{ClientCertificates, ListenerConfig, ListenerKind, StartTls, TlsConfig, WhenOutdated};

const TLS: &str = "tls = { cert = \"cert.pem\", key = \"key.pem\" }";

impl Reading<'_> {
    pub(super) fn listener(&mut self, listener: &ListenerConfig) -> ListenerSettings {
        let place = self.place(listener);
        let may_be_open = listener.kind.is_submission() || is_of_this_machine(listener.kind, &place);
        if listener.networks.is_empty() && !may_be_open {
            self.faults.at(
                listener.address.span(),
                "this listener has no networks: nobody could send",
                Some("networks = [\"…\"] with names of [[network]]"),
            );
        }
        if listener.kind == ListenerKind::Milter {
            self.bare_milter(listener);
        }
        let starttls = self.starttls(listener);
        let tls = listener.tls.as_ref().map(|tls| self.server_tls(tls));
        if tls.as_ref().is_some_and(|tls| tls.clients.as_ref().is_some_and(|clients| clients.required)) && starttls == StartTls::Optional {
            let what = "client certificates cannot be required where mail may also come in clear";
            self.faults.at(listener.address.span(), what, Some("set starttls = \"required\""));
        }
        if listener.acknowledge.is_some() && listener.kind == ListenerKind::Milter {
            self.faults.at(listener.address.span(), "a milter acknowledges nothing: the mail server does", Some("leave acknowledge out"));
        }
        ListenerSettings {
            acknowledge: listener.when_acknowledged(),
            believed: self.believed(listener, &place),
            kind: listener.kind,
            place,
            networks: self.named(&listener.networks),
            everybody: listener.networks.is_empty() && may_be_open,
            name_client: listener.name_client.unwrap_or(true),
            starttls,
            tls,
        }
    }

    fn place(&mut self, listener: &ListenerConfig) -> Place {
        let text = listener.address.get_ref();
        if let Some(path) = text.strip_prefix("unix:") {
            if !matches!(listener.kind, ListenerKind::Lmtp | ListenerKind::Milter) {
                let hint = Some("for example \"127.0.0.1:2525\" or \"[::]:25\"");
                self.faults.at(listener.address.span(), "only LMTP and milter are spoken on a Unix socket", hint);
            }
            if path.is_empty() {
                self.faults.at(listener.address.span(), "a path is empty", None);
            }
            if let Some(tls) = &listener.tls {
                self.faults.at(tls.cert.span(), "there is no TLS on a Unix socket", None);
            }
            return Place::Unix(self.base.join(path));
        }
        Place::Tcp(text.parse().unwrap_or_else(|_| {
            let hint = Some("for example \"127.0.0.1:2525\" or \"[::]:25\"");
            self.faults.at(listener.address.span(), format!("{text:?} is not an address with port"), hint);
            SocketAddr::from(([127, 0, 0, 1], 0))
        }))
    }

    fn starttls(&mut self, listener: &ListenerConfig) -> StartTls {
        if listener.kind.is_submission() && listener.tls.is_none() {
            self.faults.at(listener.address.span(), "passwords are taken inside TLS only: this door needs a certificate", Some(TLS));
        }
        match (listener.kind, &listener.starttls) {
            (ListenerKind::Submission, None) => StartTls::Off,
            (ListenerKind::Submission, Some(wanted)) => {
                let hint = Some("leave it out, or take kind = \"submission-starttls\"");
                self.faults.at(wanted.span(), "this door is inside TLS from the first byte: there is no STARTTLS", hint);
                StartTls::Off
            }
            (ListenerKind::SubmissionStarttls, Some(wanted)) if *wanted.get_ref() != StartTls::Required => {
                self.faults.at(wanted.span(), "passwords are taken inside TLS only: STARTTLS is required here", Some("leave it out"));
                StartTls::Required
            }
            (ListenerKind::SubmissionStarttls, _) => StartTls::Required,
            (_, None) if listener.tls.is_none() => StartTls::Off,
            (_, None) => StartTls::Optional,
            (_, Some(wanted)) if listener.tls.is_none() && *wanted.get_ref() != StartTls::Off => {
                self.faults.at(wanted.span(), "STARTTLS needs a certificate and a key", Some(TLS));
                StartTls::Off
            }
            (_, Some(wanted)) => *wanted.get_ref(),
        }
    }

    fn server_tls(&mut self, tls: &TlsConfig) -> ServerTls {
        if let (Some(wanted), None) = (&tls.client_certificates, &tls.client_ca) {
            self.faults.at(wanted.span(), "client certificates need an authority", Some("client-ca = \"ca.pem\""));
        }
        if let (Some(crl), None) = (&tls.client_crl, &tls.client_ca) {
            self.faults.at(crl.span(), "revoked client certificates need an authority", Some("client-ca = \"ca.pem\""));
        }
        let required = tls.client_certificates.as_ref().map(Spanned::get_ref) == Some(&ClientCertificates::Required);
        ServerTls {
            cert: self.path(&tls.cert),
            key: self.path(&tls.key),
            clients: tls.client_ca.as_ref().map(|ca| ClientCa { ca: self.path(ca), required, crl: self.client_crl(tls) }),
        }
    }

    fn client_crl(&mut self, tls: &TlsConfig) -> Option<ClientCrl> {
        if let (Some(wanted), None) = (&tls.client_crl_outdated, &tls.client_crl) {
            self.faults.at(wanted.span(), "there is no list of revoked certificates to be out of date", Some("client-crl = \"crl.pem\""));
        }
        let enforced = tls.client_crl_outdated.as_ref().map(Spanned::get_ref) != Some(&WhenOutdated::Warn);
        tls.client_crl.as_ref().map(|file| ClientCrl { file: self.path(file), enforced })
    }

    /// Whose logins are taken on a mail server's word. By itself that of this machine alone: from a network, anybody in it could name any.
    fn believed(&mut self, listener: &ListenerConfig, place: &Place) -> Believed {
        let flags = [&listener.believe_logins, &listener.believe_certificates].map(|flag| flag.as_ref());
        if listener.kind != ListenerKind::Milter {
            let spans = flags.into_iter().flatten().map(Spanned::span).chain(listener.login_domain.as_ref().map(Spanned::span));
            for span in spans {
                self.faults.at(
                    span,
                    "only a milter's mail server names logins",
                    Some("leave it out: at this door clients log in themselves"),
                );
            }
            return Believed::default();
        }
        let [logins, certificates] = flags.map(|flag| flag.map(|flag| *flag.get_ref()));
        let domain = listener.login_domain.as_ref().and_then(|domain| {
            let parsed = format!("@{}", domain.get_ref()).parse::<Pattern>();
            match parsed {
                Ok(Pattern::Domain(domain)) => Some(domain),
                _ => {
                    let what = format!("{:?} is not a domain", domain.get_ref());
                    self.faults.at(domain.span(), what, Some("login-domain = \"bank.example\""));
                    None
                }
            }
        });
        let logins = logins.unwrap_or_else(|| is_of_this_machine(ListenerKind::Milter, place));
        Believed { logins, certificates: certificates.unwrap_or(false), domain }
    }

    /// Milter has no TLS, and no way to ask for it.
    fn bare_milter(&mut self, listener: &ListenerConfig) {
        let hint = Some("let both run on one machine or in one private network");
        if let Some(tls) = &listener.tls {
            self.faults.at(tls.cert.span(), "a milter cannot be inside TLS", hint);
        }
        if let Some(starttls) = &listener.starttls {
            self.faults.at(starttls.span(), "there is no STARTTLS in milter", hint);
        }
    }
}

/// Whether nobody but this machine can come in there (T17): by a socket in the file system, which has a mode, or for a milter by an address that
/// is not on the network.
fn is_of_this_machine(kind: ListenerKind, place: &Place) -> bool {
    match place {
        Place::Unix(_) => true,
        Place::Tcp(address) => kind == ListenerKind::Milter && address.ip().is_loopback(),
    }
}
