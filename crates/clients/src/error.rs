//! Why a profile or an observation cannot be read. The shipped data is read by a test, so that only a person's own files get here.

/// What could not be done.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A data file is broken.
    #[error("{what}: line {line}: {problem}")]
    Data {
        /// The file.
        what: &'static str,
        /// Its line, counted from 1.
        line: usize,
        /// What is wrong.
        problem: String,
    },
    /// An observation names a program that has no profile.
    #[error("there is no profile called {name:?}")]
    UnknownProgram {
        /// The name.
        name: String,
    },
    /// No rule of the program comes to this situation, so that no prediction would ever be of it.
    #[error("{program} has no situation called {status:?}; it has {known}")]
    UnknownStatus {
        /// The program.
        program: String,
        /// What stands there.
        status: String,
        /// What could.
        known: String,
    },
    /// An observation is without a day that can be read.
    #[error("{text:?} is no day: write it as 2026-11-22")]
    Day {
        /// What stands there.
        text: String,
    },
    /// The stage has no such day.
    #[error("the table of January 2016 has no day number {index}")]
    NoSuchDay {
        /// Counted from 0.
        index: usize,
    },
    /// The root stores that come with the program cannot be read.
    #[error(transparent)]
    Roots(#[from] kakitome_roots::Error),
}

/// A data file read as TOML; the error names its line.
pub(crate) fn read<T: serde::de::DeserializeOwned>(what: &'static str, text: &str) -> Result<T, Error> {
    toml::from_str(text).map_err(|error| {
        let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
        Error::Data { what, line: before.matches('\n').count().saturating_add(1), problem: error.message().to_owned() }
    })
}
