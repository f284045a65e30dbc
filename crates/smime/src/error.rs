//! Why a mail could not be opened or sealed at all. Whatever the bytes say is a finding, not an error.

/// The work could not be done.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The mail or the place for its content could not be read or written.
    #[error("{what}: {source}")]
    Io {
        /// What was being done.
        what: &'static str,
        /// Why it failed.
        source: std::io::Error,
    },
    /// The index of the mail could not be made, or does not fit the mail any more.
    #[error(transparent)]
    Mime(#[from] kakitome_mime::Error),
    /// A container could not be written.
    #[error(transparent)]
    Cms(#[from] kakitome_cms::Error),
    /// No boundary could be found that does not occur in the mail: the random bytes given in are not random.
    #[error("no boundary could be found that the mail does not contain; are the random bytes random?")]
    Boundary,
}

impl Error {
    pub(crate) fn io(what: &'static str) -> impl FnOnce(std::io::Error) -> Self {
        move |source| Self::Io { what, source }
    }
}
