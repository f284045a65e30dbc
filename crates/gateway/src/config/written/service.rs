//! `[[mail-service]]` as written: where the customers of a domain fetch mail and hand it in (RFC 8314). Read here because one file
//! configures all; the gateway itself uses none of it.

use serde::Deserialize;
use toml::Spanned;

/// `[[mail-service]]`: one domain. Its pages are `/guide` and what Thunderbird, Outlook and Apple's devices ask for.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct MailServiceConfig {
    /// The domain of the mail addresses.
    pub domain: Spanned<String>,
    /// What customers call you. Default: the domain.
    #[serde(default)]
    pub name: String,
    /// The server for sending, `"HOST"` or `"HOST:PORT"`; without a port 465.
    pub smtp: Spanned<String>,
    /// The server for fetching by IMAP; without a port 993. One of `imap` and `pop3` is needed.
    pub imap: Option<Spanned<String>>,
    /// The server for fetching by POP3; without a port 995.
    pub pop3: Option<Spanned<String>>,
    /// What customers log in with: `"address"` (default, the whole address) or `"local-part"` (what stands before the @).
    #[serde(default)]
    pub login: ServiceLogin,
}

/// What customers log in with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ServiceLogin {
    /// The whole address.
    #[default]
    Address,
    /// What stands before the @.
    LocalPart,
}
