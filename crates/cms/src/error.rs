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
    /// A second pass found other content than the first.
    #[error("the content is no longer the one that was read before")]
    ContentMoved,
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
    /// The password opens what is inside the PKCS#12 file, but its MAC is that of other octets.
    #[error("the password is right, but the PKCS#12 file was altered or damaged: its MAC does not fit")]
    AlteredKeyFile,
    /// The MAC of the PKCS#12 file is right, and a part does not open with the password.
    #[error("the password is that of the PKCS#12 file, but its {part} does not open with it: it has another password or is damaged")]
    OtherPasswordInside {
        /// Which part.
        part: &'static str,
    },
    /// The PKCS#12 file has no private key.
    #[error("the PKCS#12 file has no private key")]
    NoPrivateKey,
    /// The PKCS#12 file has several private keys, and which is meant was not said.
    #[error("the PKCS#12 file has {count} private keys ({names}); one must be chosen")]
    SeveralKeys {
        /// How many it has.
        count: usize,
        /// Their names with their numbers.
        names: String,
    },
    /// No private key of the PKCS#12 file has this name.
    #[error("no private key of the PKCS#12 file is named {name} ({names})")]
    NoSuchKey {
        /// The name that was asked for.
        name: String,
        /// The names that there are.
        names: String,
    },
    /// These do not make a PKCS#12 file.
    #[error("no PKCS#12 file can be made: {why}")]
    CannotExport {
        /// Why not.
        why: &'static str,
    },
    /// The content does not open with the key: the wrong key, or the message was changed on its way. Which of them is never said:
    /// whoever could tell them apart could read the message (attack rows M05 to M07).
    #[error("the message cannot be decrypted with this key, or it was altered")]
    Undecryptable,
    /// None of the recipients has a key at hand.
    #[error("no key at hand for any of the {count} recipients ({recipients})")]
    NoRecipient {
        /// How many recipients there are.
        count: usize,
        /// The first of them, for people.
        recipients: String,
    },
    /// A password would open it, and policy does not try passwords on what others sent.
    #[error("a password is asked for, and policy does not try passwords on messages")]
    PasswordNotAllowed,
    /// The way in which the content key is encrypted is not offered, or not written as it must be.
    #[error("recipient {recipient}: {source}")]
    KeyEncryption {
        /// Which recipient, from 1.
        recipient: usize,
        /// What is wrong.
        source: kakitome_crypto::Error,
    },
    /// The originator of a key agreement is named by a certificate that is not at hand.
    #[error("recipient {recipient}: the originator's certificate is not at hand ({originator})")]
    NoOriginator {
        /// Which recipient, from 1.
        recipient: usize,
        /// Whose certificate, for people.
        originator: String,
    },
    /// The holder of the key gives no answer, or refuses.
    #[error(transparent)]
    Opener(#[from] kakitome_crypto::OpenError),
    /// The content's cipher is not offered.
    #[error("the content cannot be decrypted: {reason}")]
    UnsupportedCipher {
        /// Why.
        reason: String,
    },
    /// The cipher does not belong in this container: without a tag where one is needed, or the other way round.
    #[error("{cipher} does not belong in {container}")]
    MisplacedCipher {
        /// The cipher.
        cipher: &'static str,
        /// The container.
        container: &'static str,
    },
    /// The container has no encrypted content: it stands elsewhere, or was lost.
    #[error("there is no encrypted content inside")]
    NoContent,
    /// The source gave other bytes when it was read again.
    #[error("the message changed while it was being read")]
    SourceChanged,
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
