//! Why a list of roots was refused: what, where, and what would be taken instead. Nothing is kept of a refused list.

/// A list that could not be read, or must not be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// None of the formats.
    #[error(
        "no list of roots is recognised: authroot.stl, disallowedcert.stl, their .cab, certdata.txt, a CCADB CSV, an .sst export, \
         a saved snapshot, or certificates in PEM, DER or PKCS#7 are read"
    )]
    Unknown,
    /// Larger than any list.
    #[error("larger than {limit} bytes, which no list of roots is")]
    TooLarge {
        /// The limit.
        limit: usize,
    },
    /// A binary format is broken.
    #[error("{what} cannot be read at byte {offset}: {problem}")]
    Malformed {
        /// The format.
        what: &'static str,
        /// Where.
        offset: u64,
        /// What is wrong there.
        problem: String,
    },
    /// A text format is broken.
    #[error("{what} cannot be read in line {line}: {problem}")]
    Line {
        /// The format.
        what: &'static str,
        /// The line, from 1.
        line: usize,
        /// What is wrong there.
        problem: String,
    },
    /// A PKCS#11 module cannot be loaded or asked.
    #[error("PKCS#11 module: {problem}")]
    Module {
        /// What is wrong.
        problem: String,
    },
    /// One root's entry does not say what it should.
    #[error("{what}: the entry {entry} cannot be read: {problem}")]
    Entry {
        /// The format.
        what: &'static str,
        /// Which root.
        entry: String,
        /// What is wrong with it.
        problem: String,
    },
    /// Read, and there is no root in it.
    #[error("{what}: there is no root in it")]
    Empty {
        /// The format.
        what: &'static str,
    },
    /// The list's own signature does not fit.
    #[error("{what}: its signature is not good: {problem}")]
    Signature {
        /// The format.
        what: &'static str,
        /// What is wrong.
        problem: String,
    },
    /// Somebody signed the list who may not.
    #[error("{what}: signed by “{signer}”, who may not sign it: {problem}")]
    Signer {
        /// The format.
        what: &'static str,
        /// Who.
        signer: String,
        /// Why not.
        problem: String,
    },
    /// A folder or file cannot be read or written.
    #[error("{path}: {source}")]
    File {
        /// Which.
        path: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// Older than the one that is held.
    #[error("older than the one that is held: {offered} against {held}; nothing was replaced")]
    Older {
        /// What is held.
        held: String,
        /// What was offered.
        offered: String,
    },
    /// Of another kind than the one that is held.
    #[error("a list of kind {offered} cannot follow one of kind {held}; nothing was replaced")]
    OtherKind {
        /// What is held.
        held: &'static str,
        /// What was offered.
        offered: &'static str,
    },
    /// So much smaller than the one that is held that something is wrong with it.
    #[error("{offered} roots against {held} before: more is missing than any change of a list took away; nothing was replaced")]
    Shrunk {
        /// Roots held.
        held: usize,
        /// Roots offered.
        offered: usize,
    },
    /// A name that cannot name a snapshot.
    #[error("“{name}” cannot be a name of a list: letters, digits, dots, hyphens and underscores, at most 64")]
    Name {
        /// What was given.
        name: String,
    },
    /// A certificate cannot be read.
    #[error(transparent)]
    Certificate(#[from] kakitome_pki::Error),
}

impl Error {
    pub(crate) fn ber(what: &'static str) -> impl Fn(kakitome_ber::Error) -> Self {
        move |error| Self::Malformed { what, offset: error.offset(), problem: error.to_string() }
    }

    pub(crate) fn file(path: &std::path::Path) -> impl Fn(std::io::Error) -> Self + '_ {
        move |source| Self::File { path: path.display().to_string(), source }
    }
}
