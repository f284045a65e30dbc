//! A content key for a public key: RSAES-PKCS1-v1_5, RSAES-OAEP (RFC 8017 section 7), ephemeral-static ECDH and X25519 (RFC 5753, RFC 8418).
//! The other direction is the joint [`crate::Opener`].

use crate::{
    agreement::KeyAgreement, error::Error, exchange::Agreeing, kind::KeyKind, native::RsaPublic, padding, public::PublicKey,
    transport::KeyTransport,
};

/// A shorter key is factored by anybody who wants to; whether 1024 bits are enough is a policy above.
const LEAST_BITS: u32 = 1024;
/// AWS-LC computes with no longer modulus.
const MOST_BITS: u32 = 16384;

/// A content key wrapped by key agreement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agreed {
    /// The ephemeral key as SubjectPublicKeyInfo: OriginatorPublicKey is the same under another tag.
    pub originator_spki: Vec<u8>,
    /// encryptedKey.
    pub encrypted: Vec<u8>,
}

impl PublicKey {
    /// Encrypts a content key to this RSA key.
    ///
    /// # Errors
    /// The key is not RSA, is for signatures only, too short for the content key, or outside 1024 to 16384 bits.
    pub fn encrypt_key(&self, transport: &KeyTransport, content_key: &[u8]) -> Result<Vec<u8>, Error> {
        let unusable = |why: String| Error::BadKey { what: "public key", why };
        match self.kind() {
            KeyKind::Rsa { bits } if !(LEAST_BITS..=MOST_BITS).contains(&bits) => {
                return Err(unusable(format!("nothing is encrypted to an RSA key of {bits} bits (outside {LEAST_BITS} to {MOST_BITS})")));
            }
            // RFC 4055 section 1.2: id-RSASSA-PSS keys sign and do nothing else.
            KeyKind::Rsa { .. } if self.signs_by_pss_only() => {
                return Err(unusable("it is an RSA-PSS key, for signatures only".to_owned()));
            }
            KeyKind::Rsa { .. } => {}
            other => return Err(unusable(format!("{transport} needs an RSA key, this one is {other}"))),
        }
        let key = RsaPublic::from_pkcs1(self.key_bits()).ok_or_else(|| unusable(format!("these octets are no {} key", self.kind())))?;
        let block = match transport {
            KeyTransport::RsaPkcs1 => padding::pkcs1_pad(content_key, key.size())?,
            KeyTransport::RsaOaep { digest, mgf, label } => padding::oaep_pad(*digest, *mgf, label, content_key, key.size())?,
        };
        let mut encrypted = vec![0; key.size()];
        if key.transform(&block, &mut encrypted) { Ok(encrypted) } else { Err(Error::Primitive { what: "RSA encryption" }) }
    }

    /// Wraps a content key to this EC or X25519 key, with a fresh ephemeral key.
    ///
    /// # Errors
    /// The key does not agree on keys, or the wrap is only read or does not take a content key of this length.
    pub fn agree_and_wrap(&self, agreement: &KeyAgreement, ukm: Option<&[u8]>, content_key: &[u8]) -> Result<Agreed, Error> {
        let ephemeral = Agreeing::generate(self.kind())?;
        let no_secret = || Error::BadKey { what: "public key", why: format!("no secret can be shared with this {} key", self.kind()) };
        let secret = ephemeral.agree(self.key_bits()).ok_or_else(no_secret)?;
        let kek = agreement.key_encryption_key(&secret, ukm)?;
        let encrypted = agreement.wrap().wrap(&kek, content_key)?;
        Ok(Agreed { originator_spki: ephemeral.to_spki()?, encrypted })
    }
}
