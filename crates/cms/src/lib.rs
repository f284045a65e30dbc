//! RFC 5652 containers, read and written as streams; and PKCS#12 (RFC 7292) as files of keys.
//!
//! [`SignedData::read`] takes apart what others made, in BER or DER, and keeps the bytes as received.
//! [`SignedData::check`] does the arithmetic of one signer and says what is notable; whether a *path* leads to a trusted
//! root, and what a mail's verdict is, stands in crates above.
//! [`Envelope::read`] takes apart what is encrypted, [`Envelope::unlock`] gets the content's key out of a recipient, [`Envelope::check`] makes
//! sure that the content is whole, and only then [`Checked::write_to`] decrypts.
//! [`CompressedData`], [`DigestedData`] and [`EncryptedData`] are read and written.
//! [`sign::Identity`] holds all that the signatures of one key have in common; a [`sign::Request`] is one signature.
//! [`encrypt::Recipient`] holds all that the messages to one recipient have in common; a [`encrypt::Request`] makes any number of them.

mod algorithm;
pub mod armor;
mod attribute;
mod bag;
mod compressed;
mod container;
mod content;
mod content_cipher;
mod digested;
mod encapsulated;
pub mod encrypt;
mod encrypted_content;
mod encrypted_data;
mod envelope;
mod error;
mod finding;
mod frame;
mod identifier;
mod known;
mod limits;
pub mod oid;
mod opening;
mod outcome;
pub mod pkcs12;
mod recipient;
mod recipient_identifier;
mod recipients;
pub mod show;
pub mod sign;
pub mod signed_attributes;
mod signed_data;
mod signer_info;
mod spill;
mod tail;
mod timestamp;
mod unlock;
mod verify;

pub use algorithm::AlgorithmIdentifier;
pub use attribute::Attribute;
pub use compressed::CompressedData;
pub use compressed::writer::CompressedDataWriter;
pub use content::{ContentDigests, ContentHasher};
pub use content_cipher::ContentEncryption;
pub use digested::{DigestMatch, DigestedData, DigestedDataWriter};
pub use encrypted_data::{CheckedData, EncryptedData};
pub use envelope::{Envelope, EnvelopeKind};
pub use error::Error;
pub use finding::{EnvelopeFinding, Finding};
pub use identifier::SignerIdentifier;
pub use known::KnownCertificates;
pub use limits::Limits;
pub use opening::Checked;
pub use outcome::{
    Alteration, Countersignature, CountersignatureOutcome, FlawedSignature, GoodSignature, Integrity, Obstacle, SignerCheck,
};
pub use recipient::{
    KekRecipient, KeyAgreementRecipient, KeyTransportRecipient, Originator, OtherRecipient, PasswordRecipient, Recipient,
    RecipientEncryptedKey, RecipientInfo,
};
pub use recipient_identifier::RecipientIdentifier;
pub use signed_attributes::{AlgorithmProtection, CertificateId, SignedAttributes};
pub use signed_data::SignedData;
pub use signer_info::SignerInfo;
pub use spill::{Backing, InMemory, Spill};
pub use tail::Tail;
pub use timestamp::{Accuracy, GoodTimeStamp, TimeStampCheck, TimeStampInfo, TimeStampToken};
pub use unlock::{Keys, UnlockPolicy, Unlocked};
pub use verify::Policy;
