//! What a statement about a mail program rests on. It stays beside the statement wherever that goes.

use serde::Deserialize;

/// The class of evidence of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
pub enum Class {
    /// Documented by the vendor or the root program.
    #[serde(rename = "D")]
    Documented,
    /// Seen in source code, or in the bytes of published data.
    #[serde(rename = "C")]
    Code,
    /// Reported by users or third parties.
    #[serde(rename = "U")]
    Reported,
    /// Own knowledge, without a source that others can read.
    #[serde(rename = "O")]
    Own,
    /// Inferred from what is documented or seen.
    #[serde(rename = "I")]
    Inferred,
}

/// How far a prediction can be relied on: the word of the JSON contract (design, section 4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Confidence {
    /// Seen in the program, by somebody, on a day.
    Observed,
    /// Seen in its source code.
    Source,
    /// Its vendor says so.
    Documented,
    /// Users say so.
    Reported,
    /// It follows from other things.
    Inferred,
    /// Nothing is known.
    Unknown,
}

impl Class {
    /// The confidence that it gives; own knowledge counts as inferred.
    #[must_use]
    pub const fn confidence(self) -> Confidence {
        match self {
            Self::Documented => Confidence::Documented,
            Self::Code => Confidence::Source,
            Self::Reported => Confidence::Reported,
            Self::Own | Self::Inferred => Confidence::Inferred,
        }
    }
}

impl Confidence {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::Observed, Self::Source, Self::Documented, Self::Reported, Self::Inferred, Self::Unknown];

    /// The word of the contract.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Observed => "observed",
            Self::Source => "source",
            Self::Documented => "documented",
            Self::Reported => "reported",
            Self::Inferred => "inferred",
            Self::Unknown => "unknown",
        }
    }
}

/// Class, source and date of one statement.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Evidence {
    /// The class.
    pub class: Class,
    /// Where it can be read.
    pub source: String,
    /// As of when: a year, a month or a day.
    pub date: String,
}
