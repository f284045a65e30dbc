//! What was read and is notable: stable ids, the facts, the rule. Severity is assigned above; sentences are in `explain`.

/// Something notable at a byte of the source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// what it is
    pub kind: Kind,
    /// where
    pub at: u64,
}

/// What is notable.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kind {
    /// more findings than the budget
    TooManyFindings,
}

impl Finding {
    /// `mime.…`, never changes.
    #[must_use]
    pub fn id(&self) -> &'static str {
        todo!()
    }

    /// The rule, `RFC 2046 5.1.1`.
    #[must_use]
    pub fn source(&self) -> &'static str {
        todo!()
    }

    /// Names and values for the sentence.
    #[must_use]
    pub fn facts(&self) -> Vec<(&'static str, String)> {
        todo!()
    }

    /// Whether mail programs may read this in different ways.
    #[must_use]
    pub fn splits_parsers(&self) -> bool {
        todo!()
    }

    /// All ids that this crate can give.
    #[must_use]
    pub fn ids() -> &'static [&'static str] {
        todo!()
    }
}
