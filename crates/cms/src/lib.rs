#![doc = include_str!("../README.md")]

mod algorithm;
pub mod armor;
mod attribute;
mod bag;
mod certificates_only;
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
mod unlock_many;
mod verify;

pub use algorithm::AlgorithmIdentifier;
pub use attribute::Attribute;
pub use certificates_only::certificates_only;
pub use compressed::CompressedData;
pub use compressed::writer::CompressedDataWriter;
pub use content::{ContentDigests, ContentHasher};
pub use content_cipher::ContentEncryption;
pub use digested::{DigestMatch, DigestedData, DigestedDataWriter};
pub use encrypted_data::{CheckedData, EncryptedData};
pub use envelope::{Envelope, EnvelopeKind};
pub use error::Error;
pub use finding::{EnvelopeFinding, Finding, KeyFileFinding};
pub use identifier::SignerIdentifier;
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
pub use unlock_many::unlock_many;
pub use verify::Policy;
