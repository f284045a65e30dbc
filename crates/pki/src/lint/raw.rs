//! What the lint needs of a certificate's bytes that its parsed form does not keep: string and time types, unique
//! identifiers, algorithm identifiers as they stand (RFC 5280 4.1).

use kakitome_ber::{Cursor, Error, Tag};

use crate::certificate::Certificate;

/// A time as it is written.
#[derive(Clone, Copy, Debug)]
pub(super) struct WrittenTime<'a> {
    pub(super) tag: Tag,
    pub(super) text: &'a [u8],
}

/// Pieces of one certificate, borrowed from its bytes.
#[derive(Debug)]
pub(super) struct Raw<'a> {
    /// The whole AlgorithmIdentifier inside TBSCertificate.
    pub(super) signature_algorithm: &'a [u8],
    pub(super) times: [WrittenTime<'a>; 2],
    pub(super) issuer_unique_id: bool,
    pub(super) subject_unique_id: bool,
    /// The whole AlgorithmIdentifier of the key, if it can be read.
    pub(super) key_algorithm: Option<&'a [u8]>,
    /// The octets of the key's BIT STRING, if it can be read.
    pub(super) key_bits: Option<&'a [u8]>,
}

impl<'a> Raw<'a> {
    /// Reads them; the certificate has been read once, so this fails only where both readers differ.
    pub(super) fn read(certificate: &'a Certificate) -> Result<Self, Error> {
        let mut fields = Cursor::new(certificate.tbs()).sequence()?;
        fields.optional(Tag::context(0))?;
        fields.expect(Tag::INTEGER)?;
        let signature_algorithm = fields.expect(Tag::SEQUENCE)?.raw();
        fields.any()?;
        let mut validity = fields.sequence()?;
        let times = [written(&mut validity)?, written(&mut validity)?];
        fields.any()?;
        let spki = fields.expect(Tag::SEQUENCE)?;
        let key = spki.children().and_then(|mut key| Ok((key.expect(Tag::SEQUENCE)?.raw(), key.expect(Tag::BIT_STRING)?.bits()?.1)));
        let (key_algorithm, key_bits) = key.map_or((None, None), |(algorithm, bits)| (Some(algorithm), Some(bits)));
        let issuer_unique_id = fields.optional(Tag::context(1))?.is_some();
        let subject_unique_id = fields.optional(Tag::context(2))?.is_some();
        Ok(Self { signature_algorithm, times, issuer_unique_id, subject_unique_id, key_algorithm, key_bits })
    }
}

fn written<'a>(cursor: &mut Cursor<'a>) -> Result<WrittenTime<'a>, Error> {
    let time = cursor.any()?;
    Ok(WrittenTime { tag: time.tag(), text: time.content() })
}
