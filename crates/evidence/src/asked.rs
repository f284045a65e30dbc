//! What was asked for, and what came of it: for the report, so that nobody is asked in secret.

/// One thing that was asked for, or was not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// `issuer`, `crl`, `delta-crl` or `ocsp`.
    pub kind: &'static str,
    /// Where: a stranger's word.
    pub url: String,
    /// What came of it.
    pub outcome: Outcome,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// So many bytes, and they could be read.
    Fetched(u64),
    /// Why not.
    Failed(String),
    /// The issuer is none that is known, so that its address was not asked.
    UnknownIssuer,
}
