//! `[encryption]` and `[triggers]` as written: who gets ciphertext, by which certificates, and which words of a sender ask for it.
//! Decides nothing.

use serde::Deserialize;
use toml::Spanned;

/// `[encryption]`: who gets ciphertext.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct EncryptionConfig {
    /// `"never"` (default), `"if-possible"` (whoever has a certificate that can be used gets ciphertext, the others do not), `"required"`
    /// (nobody gets it in clear). Rules say it for each recipient.
    pub encrypt: Encrypt,
    /// Encryption is required and a recipient has no certificate that can be used: `"refuse"` the whole mail with 550 (default), or
    /// `"defer"` it with 451, so that a mail server keeps it until somebody has imported one.
    pub when_impossible: WhenImpossible,
    /// The sender can read the copies of those who are named in To and Cc as well. Default no.
    pub own_copy: bool,
    /// Roots that recipients' certificates must lead to, beside that of the home: names of kept lists (`"mozilla"`, see
    /// `kakitome trust list`) or files. Certificates that a person has imported need no path to a root.
    pub trust: Vec<Spanned<String>>,
    /// Files with revocation lists, PEM or DER. They are read again when they change. Nothing is fetched while a mail waits.
    pub crls: Vec<Spanned<String>>,
}

/// Whether a recipient gets ciphertext.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
pub enum Encrypt {
    /// It does not.
    #[default]
    Never,
    /// It does if it has a certificate.
    IfPossible,
    /// It does, or the mail does not go.
    Required,
}

/// What happens where encryption is required and impossible.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
pub enum WhenImpossible {
    /// 550 5.7.5.
    #[default]
    Refuse,
    /// 451 4.7.5.
    Defer,
}

/// `[triggers]`: what a sender who has logged in may ask for in the subject. All lists are empty by default: nothing is looked for.
///
/// A word counts wherever it stands in the decoded subject, in any case and width, and is taken out of the mail that leaves. From senders
/// who have not logged in it is taken out and does not count.
#[derive(Debug, Clone, Deserialize, Default)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct TriggersConfig {
    /// Encryption is required for all recipients: `["[encrypt]", "[暗号化]"]`.
    pub encrypt: Vec<Spanned<String>>,
    /// Signed although the rules say `sign = "no"`, or the kind of the mail does.
    pub sign: Vec<Spanned<String>>,
    /// Not signed. Does not count in an answer or a forwarded mail: there the words may be somebody else's.
    pub no_sign: Vec<Spanned<String>>,
    /// A field of the header that asks for the same: `"X-Kakitome-Ask"`. Its value is `encrypt`, `sign`, `no-sign`, or some of them with
    /// commas. Never leaves. Default: none.
    pub field: Option<Spanned<String>>,
}

impl Default for EncryptionConfig {
    fn default() -> Self {
        Self { encrypt: Encrypt::Never, when_impossible: WhenImpossible::Refuse, own_copy: false, trust: Vec::new(), crls: Vec::new() }
    }
}

impl EncryptionConfig {
    /// The value of `trust` that means the file beside it.
    pub(crate) fn is_file(name: &str) -> bool {
        name.contains(['/', '.'])
    }
}

impl TriggersConfig {
    /// Every word with its place.
    pub(crate) fn words(&self) -> impl Iterator<Item = &Spanned<String>> {
        self.encrypt.iter().chain(&self.sign).chain(&self.no_sign)
    }
}
