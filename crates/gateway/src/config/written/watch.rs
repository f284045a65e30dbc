//! `[watch]`: lists of roots are fetched once a day, and whoever owns a certificate that a change touches is told by mail.

use serde::Deserialize;
use toml::Spanned;

use crate::config::fault::unplaced;

/// `[watch]`: what root stores say of the roots that our certificates lead to.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct WatchConfig {
    /// The lists that are fetched: names of `kakitome trust update`. Default: Microsoft's two and Mozilla's. Empty: nothing is
    /// fetched and nobody is told.
    pub lists: Vec<Spanned<String>>,
    /// Hours between two looks. Default 24.
    pub hours: Spanned<u64>,
    /// Who is told of every certificate that is touched. Default: each identity's own address is told of its own.
    pub to: Vec<Spanned<String>>,
    /// From whom the mail is; it is signed if this is an identity with a key. Default: postmaster at our name.
    pub from: Option<Spanned<String>>,
    /// Other places for lists, where machines may not ask their vendors: a mirror of your own.
    pub mirror: Vec<MirrorConfig>,
    /// PEM file with the authorities of the mirrors' certificates. Default: those of the system.
    pub ca: Option<Spanned<String>>,
    /// Private networks in which a mirror may be. Default: none, public addresses alone are asked.
    pub networks: Vec<Spanned<String>>,
    /// Ports beside 443 at which a mirror may be.
    pub ports: Vec<u16>,
}

/// `[[watch.mirror]]`: another place for a list.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct MirrorConfig {
    /// The list's name.
    pub name: Spanned<String>,
    /// Where it is, over TLS; certificates that a list names by hash are looked for beside it.
    pub url: Spanned<String>,
}

impl Default for WatchConfig {
    fn default() -> Self {
        let own = |text: &str| unplaced(text.to_owned());
        Self {
            lists: ["microsoft", "microsoft-disallowed", "mozilla"].map(own).into(),
            hours: unplaced(24),
            to: Vec::new(),
            from: None,
            mirror: Vec::new(),
            ca: None,
            networks: Vec::new(),
            ports: Vec::new(),
        }
    }
}
