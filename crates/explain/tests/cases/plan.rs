//! What a case's `case.toml` says. Every word that is not known is an error, so that a misspelt one cannot pass unseen.

use std::collections::BTreeMap;

use serde::Deserialize;

/// One case.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Plan {
    /// What happens, step by step, for a person.
    pub(crate) about: String,
    /// The moment of judgement.
    pub(crate) at: String,
    /// `signing` (usual) or `encryption`.
    pub(crate) purpose: Option<String>,
    /// A From address to compare with the leaf.
    pub(crate) from: Option<String>,
    /// Which certificate is the leaf; usually that named `leaf`.
    pub(crate) leaf: Option<String>,
    /// Certificates that came with the mail.
    #[serde(default)]
    pub(crate) message: Vec<String>,
    /// Certificates from elsewhere.
    #[serde(default)]
    pub(crate) given: Vec<String>,
    /// Roots; `name: reason` is one that is not trusted for e-mail.
    #[serde(default)]
    pub(crate) anchors: Vec<String>,
    #[serde(default)]
    pub(crate) policy: Policy,
    #[serde(default)]
    pub(crate) budget: Budget,
    pub(crate) certificates: BTreeMap<String, Certificate>,
    /// Revocation lists at hand.
    #[serde(default)]
    pub(crate) crls: Vec<Crl>,
    /// Many alike: a mesh of so many CAs that certify each other.
    pub(crate) mesh: Option<usize>,
}

/// One revocation list, by the key of its issuer.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Crl {
    pub(crate) issuer: String,
    /// Made and to be replaced; usually a day before and a week after the judgement.
    pub(crate) made: Option<String>,
    pub(crate) next: Option<String>,
    #[serde(default)]
    pub(crate) revoked: Vec<Revoked>,
}

/// One entry.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Revoked {
    pub(crate) certificate: String,
    pub(crate) since: String,
    /// `key-compromise`, `superseded`, `hold`, or none.
    pub(crate) reason: Option<String>,
}

/// What differs from the default policy.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Policy {
    #[serde(default)]
    pub(crate) require_explicit_policy: bool,
    #[serde(default)]
    pub(crate) policies: Vec<String>,
    #[serde(default)]
    pub(crate) inhibit_policy_mapping: bool,
    #[serde(default)]
    pub(crate) inhibit_any_policy: bool,
    #[serde(default)]
    pub(crate) anchor_out_of_time_is_fine: bool,
    #[serde(default)]
    pub(crate) no_subject_address: bool,
    #[serde(default)]
    pub(crate) fold_case: bool,
    /// `leaf`, `below-anchor` or `with-anchor` (usual).
    pub(crate) purposes_of: Option<String>,
    /// A missing answer on revocation is an error.
    #[serde(default)]
    pub(crate) hard: bool,
}

/// What differs from the default budget.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Budget {
    pub(crate) depth: Option<usize>,
    pub(crate) signatures: Option<u32>,
    pub(crate) steps: Option<u32>,
    pub(crate) paths: Option<usize>,
}

/// One certificate. Without an issuer it signs itself.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Certificate {
    /// `C=JP, O=Mihon Bank, CN=Mihon Root`
    pub(crate) subject: String,
    /// Whose name and key.
    pub(crate) issuer: Option<String>,
    /// Another name than the issuer's.
    pub(crate) issuer_name: Option<String>,
    /// Another key than the issuer's.
    pub(crate) signed_by: Option<String>,
    /// The key of that certificate; usually one of its own.
    pub(crate) key_of: Option<String>,
    /// First and last moment; usually a year before and after the judgement.
    pub(crate) from: Option<String>,
    pub(crate) until: Option<String>,
    #[serde(default)]
    pub(crate) ca: bool,
    pub(crate) path_length: Option<u64>,
    pub(crate) version: Option<u64>,
    pub(crate) serial: Option<String>,
    #[serde(default)]
    pub(crate) key_usage: Vec<String>,
    /// Extended key usage: `email`, `tls`, `any`, or OIDs.
    #[serde(default)]
    pub(crate) purposes: Vec<String>,
    #[serde(default)]
    pub(crate) emails: Vec<String>,
    #[serde(default)]
    pub(crate) hosts: Vec<String>,
    /// Mail constraints; `CN=...` is one on directory names.
    #[serde(default)]
    pub(crate) permitted: Vec<String>,
    #[serde(default)]
    pub(crate) excluded: Vec<String>,
    #[serde(default)]
    pub(crate) policies: Vec<String>,
    /// Pairs: the issuer's policy, the subject's.
    #[serde(default)]
    pub(crate) mappings: Vec<(String, String)>,
    pub(crate) require_explicit_policy: Option<u64>,
    pub(crate) inhibit_policy_mapping: Option<u64>,
    pub(crate) inhibit_any_policy: Option<u64>,
    pub(crate) key_id: Option<String>,
    pub(crate) authority_key_id: Option<String>,
    /// Where the issuer's certificate can be fetched.
    pub(crate) issuer_url: Option<String>,
    /// A critical extension that nobody knows.
    pub(crate) unknown_critical: Option<String>,
    /// The extension twice: by its number.
    pub(crate) twice: Option<String>,
}
