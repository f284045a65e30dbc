//! What can go wrong before any arithmetic: bytes that are not what they should be, keys that are not offered here.
//! A signature that does not verify is no error but a [`crate::Verification`].

use const_oid::ObjectIdentifier;

/// The work could not be done.
#[derive(Debug, thiserror::Error, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// The bytes are not the structure they should be.
    #[error("{what} cannot be read: {why}")]
    Malformed {
        /// The structure, in the words of its RFC.
        what: &'static str,
        /// What is wrong with it.
        why: String,
    },
    /// A key that is well formed but that no arithmetic accepts (a point off the curve, an even modulus, parts that do not fit).
    #[error("the {what} is not usable: {why}")]
    BadKey {
        /// `public key` or `private key`.
        what: &'static str,
        /// What is wrong with it.
        why: String,
    },
    /// digestAlgorithm and signatureAlgorithm of one signer name different digests (RFC 5652 section 5.4 knows only one).
    #[error("digest algorithm {digest} does not go with signature algorithm {signature}")]
    DigestMismatch {
        /// The one field.
        digest: String,
        /// The other.
        signature: String,
    },
    /// An algorithm, a key type or an encryption scheme that is not offered.
    #[error("{what} {name} is not supported")]
    Unsupported {
        /// What it is used for.
        what: &'static str,
        /// Its name, or its object identifier in dotted form.
        name: String,
        /// Its object identifier, where it has one.
        oid: Option<ObjectIdentifier>,
    },
    /// The private key is encrypted and no password was given.
    #[error("the private key is encrypted: a password is needed")]
    PasswordNeeded,
    /// Decryption with this password gave no private key.
    #[error("the password does not open the private key (or the file is damaged)")]
    WrongPassword,
    /// A key derivation asks for more work than the limits allow (CVE-2025-9230 and its kin).
    #[error("key derivation asks for {asked} {unit}, the limit is {limit}")]
    TooMuchWork {
        /// What the bytes ask for.
        asked: u64,
        /// What is allowed.
        limit: u64,
        /// Iterations, kibibytes, seconds.
        unit: &'static str,
    },
    /// The second pass of a decryption did not meet what the first had checked.
    #[error("the ciphertext is not the one that was checked: it changed while it was read")]
    CiphertextChanged,
    /// Sealed bytes do not open: wrong key, wrong associated data, or altered.
    #[error("sealed bytes do not open: wrong key, or the bytes were altered")]
    NotOpened,
    /// The primitive library refused to work (its random source failed, or memory is short).
    #[error("{what} failed inside the primitive library")]
    Primitive {
        /// The operation.
        what: &'static str,
    },
}

impl Error {
    #[allow(clippy::needless_pass_by_value, reason = "errors of decoders and literals alike are handed over and forgotten")]
    pub(crate) fn malformed(what: &'static str, why: impl ToString) -> Self {
        Self::Malformed { what, why: why.to_string() }
    }
}
