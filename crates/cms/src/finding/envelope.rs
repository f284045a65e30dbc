//! What is notable about an EnvelopedData or AuthEnvelopedData and its recipients.

use kakitome_pki::Severity;

/// Something notable about an envelope.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum EnvelopeFinding {
    /// A cipher with a tag in a container without a place for the tag: the content is not decrypted.
    AeadInEnveloped {
        /// The cipher.
        cipher: String,
    },
    /// A cipher without a tag in a container that is for ciphers with one: the content is not decrypted.
    CipherWithoutTag {
        /// The cipher.
        cipher: String,
    },
    /// Nobody notices when this content is changed: what is inside may be from somebody else than it seems.
    UnauthenticatedCipher {
        /// The cipher.
        cipher: String,
    },
    /// The cipher no longer keeps a secret.
    WeakCipher {
        /// The cipher.
        cipher: String,
    },
    /// The cipher is not offered here.
    UnsupportedCipher {
        /// Its name, or its object identifier.
        cipher: String,
        /// What is wrong.
        reason: String,
    },
    /// The length of the tag is left out and is what the standard says then; some programs refuse such messages.
    IcvDefault {
        /// The length in octets.
        length: usize,
    },
    /// The encrypted content is not inside.
    NoEncryptedContent,
    /// There is no recipient at all.
    NoRecipients,
    /// There are more recipients than are held.
    TooManyRecipients {
        /// How many there are.
        count: usize,
        /// The limit.
        limit: usize,
    },
    /// Recipients cannot be read.
    UnreadableRecipients {
        /// How many.
        count: usize,
        /// Where the first begins.
        offset: u64,
        /// What is wrong with it, and where.
        reason: String,
    },
    /// Recipients whose way of getting the key is known by name only.
    OtherRecipients {
        /// Its name, or its object identifier.
        name: String,
        /// How many.
        count: usize,
    },
    /// A recipient is named more than once; only the first counts.
    RepeatedRecipient {
        /// The first that is named twice.
        recipient: String,
    },
    /// The attributes behind the content cannot be read. Nobody vouches for them.
    UnreadableAttributes {
        /// Where.
        offset: u64,
        /// What is wrong.
        reason: String,
    },
    /// The authenticated attributes are not ordered as the standard has it; the tag covers them so.
    AuthenticatedNotDer,
    /// The content type that the tag covers is not that of the content.
    AuthenticatedTypeDiffers {
        /// The one that is covered; `none` if it is missing.
        covered: String,
        /// The one that is there.
        actual: String,
    },
}

impl EnvelopeFinding {
    pub(crate) fn id(&self) -> &'static str {
        match self {
            Self::AeadInEnveloped { .. } => "cms.aead-in-enveloped",
            Self::CipherWithoutTag { .. } => "cms.cipher-without-tag",
            Self::UnauthenticatedCipher { .. } => "cms.unauthenticated-cipher",
            Self::WeakCipher { .. } => "cms.weak-cipher",
            Self::UnsupportedCipher { .. } => "cms.unsupported-cipher",
            Self::IcvDefault { .. } => "cms.icv-default",
            Self::NoEncryptedContent => "cms.no-encrypted-content",
            Self::NoRecipients => "cms.no-recipients",
            Self::TooManyRecipients { .. } => "cms.too-many-recipients",
            Self::UnreadableRecipients { .. } => "cms.unreadable-recipients",
            Self::OtherRecipients { .. } => "cms.other-recipients",
            Self::RepeatedRecipient { .. } => "cms.repeated-recipient",
            Self::UnreadableAttributes { .. } => "cms.unreadable-attributes",
            Self::AuthenticatedNotDer => "cms.authenticated-not-der",
            Self::AuthenticatedTypeDiffers { .. } => "cms.authenticated-type-differs",
        }
    }

    pub(crate) fn severity(&self) -> Severity {
        match self {
            Self::IcvDefault { .. } | Self::OtherRecipients { .. } => Severity::Note,
            Self::UnauthenticatedCipher { .. }
            | Self::WeakCipher { .. }
            | Self::TooManyRecipients { .. }
            | Self::UnreadableRecipients { .. }
            | Self::RepeatedRecipient { .. }
            | Self::UnreadableAttributes { .. }
            | Self::AuthenticatedNotDer => Severity::Warning,
            _ => Severity::Error,
        }
    }

    pub(crate) fn source(&self) -> &'static str {
        match self {
            Self::AeadInEnveloped { .. } => "RFC 5084 1",
            Self::CipherWithoutTag { .. } => "RFC 5083 2.1",
            Self::UnauthenticatedCipher { .. } => "RFC 8551 6",
            Self::WeakCipher { .. } | Self::UnsupportedCipher { .. } => "RFC 8551 2.7",
            Self::IcvDefault { .. } => "RFC 5084 3.2",
            Self::NoEncryptedContent | Self::NoRecipients | Self::UnreadableAttributes { .. } => "RFC 5652 6.1",
            Self::TooManyRecipients { .. } => "limit of Kakitome",
            Self::UnreadableRecipients { .. } | Self::RepeatedRecipient { .. } => "RFC 5652 6.2",
            Self::OtherRecipients { .. } => "RFC 5652 6.2.5",
            Self::AuthenticatedNotDer => "RFC 5083 2.2",
            Self::AuthenticatedTypeDiffers { .. } => "RFC 5083 2.1",
        }
    }

    pub(crate) fn facts(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::AeadInEnveloped { cipher }
            | Self::CipherWithoutTag { cipher }
            | Self::UnauthenticatedCipher { cipher }
            | Self::WeakCipher { cipher } => vec![("cipher", cipher.clone())],
            Self::UnsupportedCipher { cipher, reason } => vec![("cipher", cipher.clone()), ("reason", reason.clone())],
            Self::IcvDefault { length } => vec![("length", length.to_string())],
            Self::NoEncryptedContent | Self::NoRecipients | Self::AuthenticatedNotDer => Vec::new(),
            Self::TooManyRecipients { count, limit } => vec![("count", count.to_string()), ("limit", limit.to_string())],
            Self::UnreadableRecipients { count, offset, reason } => {
                vec![("count", count.to_string()), ("offset", offset.to_string()), ("reason", reason.clone())]
            }
            Self::OtherRecipients { name, count } => vec![("name", name.clone()), ("count", count.to_string())],
            Self::RepeatedRecipient { recipient } => vec![("recipient", recipient.clone())],
            Self::UnreadableAttributes { offset, reason } => vec![("offset", offset.to_string()), ("reason", reason.clone())],
            Self::AuthenticatedTypeDiffers { covered, actual } => vec![("covered", covered.clone()), ("actual", actual.clone())],
        }
    }
}
