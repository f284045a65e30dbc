//! RecipientInfo written (RFC 5652 6.2): the content key wrapped for one recipient. Ephemeral keys, salts and vectors are
//! drawn here or below, anew for each message.

use kakitome_ber::{Cursor, der};
use kakitome_crypto::{Agreed, ContentCipher, ContentKey, KeyAgreement, KeyTransport, KeyWrap, PasswordKek, Pbkdf2Limits, PublicKey};

use super::recipient::{Way, aes_wrap};
use crate::error::Error;

/// A RecipientInfo and its version.
pub(super) struct RecipientInfo {
    pub(super) version: u64,
    pub(super) der: Vec<u8>,
    /// It is pwri or ori: such a one lifts the version of EnvelopedData (RFC 5652 6.1).
    pub(super) is_password: bool,
}

impl RecipientInfo {
    /// For one recipient of content under this key.
    pub(super) fn write(way: &Way, content_key: &ContentKey, cipher: ContentCipher) -> Result<Self, Error> {
        let is_password = matches!(way, Way::Password(_));
        let (version, der) = match way {
            Way::Transport { key, algorithm, version, rid } => (*version, transport(key, algorithm, *version, rid, content_key)?),
            Way::Agreement { key, algorithm, rid } => (3, agreement(key, algorithm.as_ref(), rid, content_key)?),
            Way::Kek { identifier, wrap, key } => (4, kek(identifier, *wrap, key, content_key)?),
            Way::Password(password) => (0, by_password(password, content_key, cipher)?),
        };
        Ok(Self { version, der, is_password })
    }
}

/// KeyTransRecipientInfo (6.2.1).
fn transport(key: &PublicKey, algorithm: &KeyTransport, version: u64, rid: &[u8], content_key: &ContentKey) -> Result<Vec<u8>, Error> {
    let encrypted = key.encrypt_key(algorithm, content_key.as_bytes())?;
    Ok(der::sequence(&[&der::unsigned(version), rid, &algorithm.to_der(), &der::octet_string(&encrypted)]))
}

/// KeyAgreeRecipientInfo (6.2.2, RFC 5753 3.1): an ephemeral key for this one recipient, no ukm.
fn agreement(key: &PublicKey, chosen: Option<&KeyAgreement>, rid: &[u8], content_key: &ContentKey) -> Result<Vec<u8>, Error> {
    let usual = || KeyAgreement::usual(key.kind(), aes_wrap(content_key.as_bytes().len())?);
    let algorithm =
        chosen.cloned().or_else(usual).ok_or(Error::CannotEncrypt { why: "no key agreement goes with the certificate's key" })?;
    let Agreed { originator_spki, encrypted } = key.agree_and_wrap(&algorithm, None, content_key.as_bytes())?;
    // OriginatorPublicKey is [1] IMPLICIT over the fields of a SubjectPublicKeyInfo. Its parameters stay: they may be absent
    // (RFC 5753 3.1.1), and some readers take the curve from here.
    let originator = Cursor::strict(&originator_spki).any().map_err(Error::reading("the ephemeral key"))?.content();
    let originator = der::context(0, &[&der::context(1, &[originator])]);
    let encrypted_key = der::sequence(&[rid, &der::octet_string(&encrypted)]);
    Ok(der::context(1, &[&der::unsigned(3), &originator, &algorithm.to_der(), &der::sequence(&[&encrypted_key])]))
}

/// KEKRecipientInfo (6.2.3).
fn kek(identifier: &[u8], wrap: KeyWrap, key: &[u8], content_key: &ContentKey) -> Result<Vec<u8>, Error> {
    let encrypted = wrap.wrap(key, content_key.as_bytes())?;
    let kekid = der::sequence(&[&der::octet_string(identifier)]);
    Ok(der::context(2, &[&der::unsigned(4), &kekid, &wrap.to_der(), &der::octet_string(&encrypted)]))
}

/// PasswordRecipientInfo (6.2.4, RFC 3370 4.4).
fn by_password(password: &[u8], content_key: &ContentKey, cipher: ContentCipher) -> Result<Vec<u8>, Error> {
    let kek = PasswordKek::fresh(with_cbc(cipher))?;
    let encrypted = kek.wrap(password, content_key.as_bytes(), &Pbkdf2Limits::default())?;
    let derivation = kek.derivation_der().ok_or(Error::CannotEncrypt { why: "the password is not stretched" })?;
    let derivation = Cursor::strict(&derivation).any().map_err(Error::reading("keyDerivationAlgorithm"))?.content().to_vec();
    let derivation = der::context(0, &[&derivation]);
    Ok(der::context(3, &[&der::unsigned(0), &derivation, &kek.encryption_der(), &der::octet_string(&encrypted)]))
}

/// id-alg-PWRI-KEK works with CBC alone (RFC 3211 2.3.1).
fn with_cbc(cipher: ContentCipher) -> ContentCipher {
    match cipher.key_len() {
        16 => ContentCipher::Aes128Cbc,
        24 => ContentCipher::Aes192Cbc,
        _ => ContentCipher::Aes256Cbc,
    }
}
