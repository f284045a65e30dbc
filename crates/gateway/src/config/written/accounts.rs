//! `[accounts]` as written: how logins are checked, by which mechanisms, and how many wrong ones there may be. Judges nothing.

use serde::Deserialize;
use toml::Spanned;

use crate::config::fault::unplaced;

/// `[accounts]`: logins at submission.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct AccountsConfig {
    /// `"store"` (default): accounts of our own (`kakitome account add`). `"dovecot"`: Dovecot is asked.
    pub check: Spanned<Check>,
    /// With `"dovecot"`: the Unix socket of its authentication (`unix_listener auth-client`).
    pub dovecot_socket: Option<Spanned<String>>,
    /// What is offered: `"plain"`, `"login"`, `"scram-sha-256"`, `"external"` (whoever has shown a client certificate). Default: all; with
    /// `"dovecot"` without SCRAM, since Dovecot is handed the password.
    pub mechanisms: Option<Spanned<Vec<Mechanism>>>,
    /// Wrong logins from one address (of IPv6: from one /64) after which its logins get 454 until `wrong-login-minutes` are over. Default 30.
    pub wrong_logins_per_client: Spanned<u64>,
    /// The same for one account, from addresses that it has not logged in from before. Default 100.
    pub wrong_logins_per_account: Spanned<u64>,
    /// How long wrong logins are counted. Default 10 minutes.
    pub wrong_login_minutes: Spanned<u64>,
    /// Every wrong login is answered so long after it was sent. Default 2 seconds; 0: at once.
    pub wrong_login_seconds: u64,
    /// Passwords that are checked at once; each takes 19 MiB of memory, which is kept, and a core for some hundredths of a second. Default 1.
    pub checks_at_once: Spanned<u64>,
    /// Longest wait for a check; then 454. Default 10 seconds.
    pub seconds: Spanned<u64>,
}

/// Who knows the passwords.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Check {
    /// The database of the home.
    Store,
    /// Dovecot's authentication.
    Dovecot,
}

/// A mechanism of SASL.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mechanism {
    /// RFC 4616.
    Plain,
    /// For old programs; no RFC.
    Login,
    /// RFC 7677: the password is not sent.
    #[serde(rename = "scram-sha-256")]
    ScramSha256,
    /// RFC 4422 appendix A: by the client's certificate.
    External,
}

impl Mechanism {
    /// As EHLO writes it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Plain => "PLAIN",
            Self::Login => "LOGIN",
            Self::ScramSha256 => "SCRAM-SHA-256",
            Self::External => "EXTERNAL",
        }
    }
}

impl Default for AccountsConfig {
    fn default() -> Self {
        Self {
            check: unplaced(Check::Store),
            dovecot_socket: None,
            mechanisms: None,
            wrong_logins_per_client: unplaced(30),
            wrong_logins_per_account: unplaced(100),
            wrong_login_minutes: unplaced(10),
            wrong_login_seconds: 2,
            checks_at_once: unplaced(1),
            seconds: unplaced(10),
        }
    }
}
