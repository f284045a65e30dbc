//! `[[listener]]` as written: one door, what it speaks, who may come in, its certificate. Judges nothing.

use serde::Deserialize;
use toml::Spanned;

/// `[[listener]]`: one door.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ListenerConfig {
    /// `"relay"`: SMTP from mail servers and applications, no login. `"submission"`: mail from people and programs that log in, inside TLS from
    /// the first byte (port 465, RFC 8314). `"submission-starttls"`: the same with STARTTLS, which is required (port 587). `"lmtp"`: from a mail
    /// server that wants an answer for each recipient (RFC 2033). `"milter"`: a mail server shows each mail before it takes it.
    pub kind: ListenerKind,
    /// Address and port: `"127.0.0.1:2525"`, `"[::1]:2525"`. Port 0 takes a free one. For LMTP and milter also a Unix socket:
    /// `"unix:run/lmtp.sock"` (mode 0660; its clients count as 127.0.0.1).
    pub address: Spanned<String>,
    /// Names of the networks that may send here. All others get 554 at the greeting. At a milter: where the mail server itself may be;
    /// what it tells of its clients is believed. May be left out for submission and for a Unix socket: then anybody may come in; and
    /// for a milter at an address of this machine alone (127.0.0.1, ::1).
    #[serde(default)]
    pub networks: Vec<Spanned<String>>,
    /// When mail is acknowledged: `"next-hop"` (default of a relay: when the next hop has taken it) or `"outbox"` (when it is safe in the
    /// outbox: for applications that cannot wait and do not come again).
    pub acknowledge: Option<Acknowledge>,
    /// `"off"` (default without `tls`), `"optional"` (default with `tls`), `"required"` (always so for `"submission-starttls"`).
    pub starttls: Option<Spanned<StartTls>>,
    /// Whether `Received:` names the client: what it called itself, and its address (RFC 5321 4.4). Default yes. `false`: it says `unnamed`, and
    /// only log and journal know from where somebody sent.
    pub name_client: Option<bool>,
    /// Certificate and key of this door.
    pub tls: Option<TlsConfig>,
    /// At a milter: whether a login counts that the mail server names (SASL; macro `{auth_authen}`), for `[[may-sign]] logins`, for the login's
    /// own address and for `[triggers]`. Default: yes at a Unix socket and at an address of this machine alone, else no: whoever else is in
    /// `networks` could name any login.
    pub believe_logins: Option<Spanned<bool>>,
    /// At a milter of Postfix: whether a certificate of a client counts as its login (macro `{cert_subject}`, which Postfix sends where it
    /// trusts the certificate), if its common name is a mail address. Default no: Postfix must trust no authority but one of your own. Not
    /// for Sendmail, which sends the whole subject of any certificate, trusted or not: that counts as nobody's.
    pub believe_certificates: Option<Spanned<bool>>,
    /// At a milter: the domain of its logins: with `"bank.example"`, `taro` is `taro@bank.example`, and a login of another domain counts as
    /// nobody's.
    pub login_domain: Option<Spanned<String>>,
}

/// When a client gets its 250.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Acknowledge {
    /// When the next hop has taken the mail; nothing is kept here.
    NextHop,
    /// When the mail is synced in the outbox.
    Outbox,
}

impl ListenerConfig {
    /// When its mail is acknowledged. Whoever logs in is a person or a program that does not come again (design, section 5).
    pub(crate) fn when_acknowledged(&self) -> Acknowledge {
        let usual = if self.kind.is_submission() { Acknowledge::Outbox } else { Acknowledge::NextHop };
        self.acknowledge.unwrap_or(usual)
    }
}

/// What a listener speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ListenerKind {
    /// SMTP without login; clients are known by their network.
    Relay,
    /// SMTP with login, inside TLS from the first byte (RFC 8314 3.3).
    Submission,
    /// SMTP with login after STARTTLS (RFC 6409).
    SubmissionStarttls,
    /// LMTP (RFC 2033); clients are known by their network or by the right to open the socket.
    Lmtp,
    /// Milter, version 6 (Postfix, Sendmail): header and body are changed in the mail server's hands.
    Milter,
}

impl ListenerKind {
    /// As the configuration writes it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Relay => "relay",
            Self::Submission => "submission",
            Self::SubmissionStarttls => "submission-starttls",
            Self::Lmtp => "lmtp",
            Self::Milter => "milter",
        }
    }

    /// Whether its clients log in.
    pub const fn is_submission(self) -> bool {
        matches!(self, Self::Submission | Self::SubmissionStarttls)
    }
}

/// Whether a listener offers STARTTLS (RFC 3207).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StartTls {
    /// Not offered.
    Off,
    /// Offered.
    Optional,
    /// Mail is taken only after it (530 before).
    Required,
}

/// `tls = { cert = …, key = … }`: PEM files; read again at SIGHUP, and when one of them changes.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct TlsConfig {
    /// The certificate, then its intermediates.
    pub cert: Spanned<String>,
    /// Its private key (PKCS#8, PKCS#1 or SEC1).
    pub key: Spanned<String>,
    /// Authorities whose certificates clients may log in with: the mail address in the certificate is who they are. Use one of your own;
    /// a public one lets in everybody who has a certificate of it.
    pub client_ca: Option<Spanned<String>>,
    /// With `client-ca`: `"optional"` (default; who has none logs in by password, or is known by the network), `"required"`.
    pub client_certificates: Option<Spanned<ClientCertificates>>,
    /// With `client-ca`: file with the authorities' lists of revoked certificates (CRL, RFC 5280), PEM or DER, one of each authority in the
    /// chain. A revoked certificate, and one that no list speaks of, is not let in. Read again when it changes; whoever publishes the list
    /// brings it here.
    pub client_crl: Option<Spanned<String>>,
    /// With `client-crl`, when a list is out of date: `"refuse"` (default: then no certificate is let in) or `"warn"` (it counts, and the log
    /// says so).
    pub client_crl_outdated: Option<Spanned<WhenOutdated>>,
}

/// What a list of revoked certificates is worth when it is out of date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WhenOutdated {
    /// Nothing: nobody is let in by it.
    Refuse,
    /// As much as before; the log says so.
    Warn,
}

/// Whether a client has to have a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ClientCertificates {
    /// It may.
    Optional,
    /// It has to: else there is no connection.
    Required,
}
