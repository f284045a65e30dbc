//! Why a container could not be read or written. What was read and is merely notable is a `Finding`.

use const_oid::ObjectIdentifier;

/// The work could not be done.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The encoding is broken.
    #[error("{what}: {source}")]
    Encoding {
        /// What was being read.
        what: &'static str,
        /// What is wrong, and at which byte.
        source: kakitome_ber::Error,
    },
    /// The container is of another kind than the one asked for.
    #[error("this is no {wanted} but {found}")]
    OtherContent {
        /// The kind asked for.
        wanted: &'static str,
        /// Its content type.
        found: ObjectIdentifier,
    },
    /// More than a limit allows.
    #[error("{what}: more than the limit of {limit}")]
    Limit {
        /// What there is too much of.
        what: &'static str,
        /// The limit.
        limit: u64,
    },
    /// An algorithm that is not offered, without which nothing can be read.
    #[error("{what} by {oid} is not supported")]
    UnsupportedAlgorithm {
        /// What it is for.
        what: &'static str,
        /// Its object identifier.
        oid: ObjectIdentifier,
    },
    /// Compressed content cannot be decompressed.
    #[error("compressed content at its byte {offset}: {what}")]
    Compressed {
        /// Where, counted from the first compressed octet.
        offset: u64,
        /// What is wrong.
        what: &'static str,
    },
    /// PEM or base64 around the container cannot be read.
    #[error("bad base64 at byte {offset}: {what}")]
    Armor {
        /// Where.
        offset: u64,
        /// What is wrong.
        what: &'static str,
    },
    /// Reading or writing failed.
    #[error("{what}: {source}")]
    Io {
        /// What was being done.
        what: &'static str,
        /// Why it failed.
        source: std::io::Error,
    },
    /// These bytes are not SignedAttributes that this product writes.
    #[error("not acceptable as signed attributes: {why}")]
    NotSignedAttributes {
        /// Which rule they break.
        why: String,
    },
    /// The key of this certificate cannot make CMS signatures with this algorithm.
    #[error("{algorithm} cannot be used to sign with this certificate: {why}")]
    CannotSign {
        /// The algorithm.
        algorithm: String,
        /// Why not.
        why: &'static str,
    },
    /// These signatures cannot stand in one container.
    #[error("these signatures cannot be put together: {why}")]
    CannotJoin {
        /// Why not.
        why: &'static str,
    },
    /// Encryption to this recipient, or by this cipher, is not possible.
    #[error("cannot encrypt: {why}")]
    CannotEncrypt {
        /// Why not.
        why: &'static str,
    },
    /// The digest is not of the algorithm that the identity signs with.
    #[error("a {expected} digest is needed, {found} was given")]
    WrongDigest {
        /// What the identity signs with.
        expected: &'static str,
        /// What was given.
        found: &'static str,
    },
    /// The PKCS#12 file does not open with this password.
    #[error("wrong password for this PKCS#12 file")]
    WrongPassword,
    /// The PKCS#12 file is protected by something that is not read here.
    #[error("the PKCS#12 file uses {name}, which is not supported; export it again with AES-256 and SHA-256")]
    UnsupportedProtection {
        /// Its name, or its object identifier.
        name: String,
    },
    /// The PKCS#12 file has not exactly one private key.
    #[error("the PKCS#12 file has {count} private keys; exactly one is needed")]
    PrivateKeys {
        /// How many it has.
        count: usize,
    },
    /// A primitive failed.
    #[error(transparent)]
    Crypto(#[from] kakitome_crypto::Error),
}

impl Error {
    /// Says what was being written when it failed.
    pub(crate) fn writing(what: &'static str) -> impl Fn(std::io::Error) -> Self {
        move |source| Self::Io { what, source }
    }

    /// Says what was being read when the encoding turned out to be broken.
    pub(crate) fn reading(what: &'static str) -> impl Fn(kakitome_ber::Error) -> Self {
        move |error| match error {
            kakitome_ber::Error::Source { source, .. } | kakitome_ber::Error::Sink { source, .. } => Self::Io { what, source },
            source => Self::Encoding { what, source },
        }
    }
}
