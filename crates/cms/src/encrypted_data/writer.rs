//! EncryptedData written, with AES in CBC mode: nobody notices when such content is changed, so it is for what is checked
//! by other means.

use std::io::Write;

use const_oid::ObjectIdentifier;
use kakitome_ber::der;
use kakitome_crypto::{CipherAlgorithm, ContentCipher, ContentKey, Encryptor};

use super::{EncryptedData, WHAT};
use crate::encrypt::{Writer, ciphertext_length};
use crate::error::Error;
use crate::frame::{Place, Plan};
use crate::oid;

impl EncryptedData {
    /// The whole container in DER.
    pub fn write(content_type: ObjectIdentifier, cipher: ContentCipher, key: &ContentKey, content: &[u8]) -> Result<Vec<u8>, Error> {
        let sink = Vec::with_capacity(content.len() + 128);
        let mut writer = Self::definite(content_type, cipher, key, content.len() as u64, sink)?;
        writer.write_all(content).map_err(Error::writing(WHAT))?;
        writer.finish()
    }

    /// In DER around content of exactly this length, which is to be written to the answer.
    pub fn definite<W: Write>(
        content_type: ObjectIdentifier,
        cipher: ContentCipher,
        key: &ContentKey,
        length: u64,
        sink: W,
    ) -> Result<Writer<W>, Error> {
        let (algorithm, encryptor) = begin(cipher, key)?;
        let head = der::unsigned(0);
        let length = ciphertext_length(cipher, length)?;
        let frame = plan(&head, content_type, &algorithm).definite(sink, length, 0).map_err(Error::writing(WHAT))?;
        Ok(Writer::new(frame, encryptor, Vec::new()))
    }

    /// With indefinite lengths around any content, which is to be written to the answer.
    pub fn stream<W: Write>(content_type: ObjectIdentifier, cipher: ContentCipher, key: &ContentKey, sink: W) -> Result<Writer<W>, Error> {
        let (algorithm, encryptor) = begin(cipher, key)?;
        let head = der::unsigned(0);
        let frame = plan(&head, content_type, &algorithm).indefinite(sink).map_err(Error::writing(WHAT))?;
        Ok(Writer::new(frame, encryptor, Vec::new()))
    }
}

fn begin(cipher: ContentCipher, key: &ContentKey) -> Result<(Vec<u8>, Encryptor), Error> {
    if cipher.is_authenticated() {
        return Err(Error::CannotEncrypt { why: "EncryptedData has no place for the tag of GCM" }); // RFC 5084 1
    }
    let algorithm = CipherAlgorithm::fresh(cipher)?;
    let encryptor = Encryptor::new(&algorithm, key, &[])?;
    Ok((algorithm.to_der(), encryptor))
}

/// version is 0 without unprotectedAttrs, which are not written (RFC 5652 8).
fn plan<'a>(head: &'a [u8], content_type: ObjectIdentifier, algorithm: &'a [u8]) -> Plan<'a> {
    Plan { container: oid::ENCRYPTED_DATA, head, content_type, algorithm, place: Place::Implicit }
}
