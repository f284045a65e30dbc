//! The keyholder's gate: signed attributes that it agrees to sign are those that this product itself writes (DESIGN section 3).
//! It parses all of them, in DER, and knows no others.

use kakitome_ber::{Cursor, Element, Tag, der};
use kakitome_pki::UnixTime;

use crate::attribute::{self, Attribute, Left};
use crate::error::Error;
use crate::oid;

/// Our own attributes have some 400 bytes; a list of capabilities may be long, a mail hidden in here may not.
const MAX_BYTES: usize = 8 << 10;

/// What the keyholder learns from attributes that it agrees to sign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StrictAttributes {
    /// The digest of the content.
    pub message_digest: Vec<u8>,
    /// The signing time, if there is one.
    pub signing_time: Option<UnixTime>,
}

/// Accepts only a DER SET OF Attribute (tag 0x31, sorted, nothing behind) as Kakitome writes it: contentType of one
/// value id-data and messageDigest of one value of 32, 48 or 64 octets, both exactly once; and of signingTime,
/// signingCertificateV2, SMIMECapabilities and cmsAlgorithmProtect each at most once with one readable value. Nothing else:
/// another content type would make the key sign time stamps or receipts, an unknown attribute what nobody looked at.
pub fn parse_strict(bytes: &[u8]) -> Result<StrictAttributes, Error> {
    if bytes.len() > MAX_BYTES {
        return Err(refuse(format!("longer than {MAX_BYTES} bytes")));
    }
    let mut outer = Cursor::strict(bytes);
    let mut set = outer.set().map_err(broken)?;
    outer.finish().map_err(broken)?;
    let mut gathered = Gathered::default();
    let mut previous: &[u8] = &[];
    let mut left = Left::new(attribute::MOST);
    while !set.is_empty() {
        let rest = set.rest();
        let attribute = Attribute::read(&mut set, &mut left).map_err(broken)?;
        let raw = rest.get(..attribute.raw.len()).unwrap_or_default();
        if raw <= previous {
            return Err(refuse(format!("attribute {} is out of order, or repeated", attribute.oid)));
        }
        previous = raw;
        gathered.take(&attribute)?;
    }
    let message_digest = gathered.message_digest.ok_or_else(|| refuse("messageDigest is missing".to_owned()))?;
    if !gathered.content_type {
        return Err(refuse("contentType is missing".to_owned()));
    }
    Ok(StrictAttributes { message_digest, signing_time: gathered.signing_time })
}

#[derive(Default)]
struct Gathered {
    seen: Vec<const_oid::ObjectIdentifier>,
    content_type: bool,
    message_digest: Option<Vec<u8>>,
    signing_time: Option<UnixTime>,
}

impl Gathered {
    fn take(&mut self, attribute: &Attribute) -> Result<(), Error> {
        if self.seen.contains(&attribute.oid) {
            return Err(refuse(format!("attribute {} is repeated", attribute.oid)));
        }
        self.seen.push(attribute.oid);
        let [value] = attribute.values.as_slice() else {
            return Err(refuse(format!("attribute {} has {} values", attribute.oid, attribute.values.len())));
        };
        let element = Cursor::strict(value).any().map_err(broken)?;
        match attribute.oid {
            oid::CONTENT_TYPE => {
                let content_type = element.oid().map_err(broken)?;
                if element.tag() != Tag::OID || content_type != oid::DATA {
                    return Err(refuse(format!("content type {content_type}; only id-data is signed")));
                }
                self.content_type = true;
            }
            oid::MESSAGE_DIGEST => {
                let digest = element.primitive().map_err(broken)?;
                if element.tag() != Tag::OCTET_STRING || !matches!(digest.len(), 32 | 48 | 64) {
                    return Err(refuse(format!("a message digest of {} octets", digest.len())));
                }
                self.message_digest = Some(digest.to_vec());
            }
            oid::SIGNING_TIME => {
                let seconds = element.time().map_err(broken)?;
                if der::time(seconds) != *value {
                    return Err(refuse("the signing time is not written as RFC 5652 11.3 demands".to_owned()));
                }
                self.signing_time = Some(UnixTime(seconds));
            }
            oid::SIGNING_CERTIFICATE_V2 | oid::SMIME_CAPABILITIES | oid::ALGORITHM_PROTECTION => sequence_in_der(&element)?,
            other => return Err(refuse(format!("attribute {other} is not one that Kakitome writes"))),
        }
        Ok(())
    }
}

/// A SEQUENCE, all of it walked: every length inside is definite and minimal.
fn sequence_in_der(element: &Element<'_>) -> Result<(), Error> {
    if element.tag() != Tag::SEQUENCE {
        return Err(refuse(format!("{} where a SEQUENCE belongs", element.tag())));
    }
    let mut open = vec![element.children().map_err(broken)?];
    while let Some(cursor) = open.last_mut() {
        if cursor.is_empty() {
            open.pop();
            continue;
        }
        let child = cursor.any().map_err(broken)?;
        if child.header().constructed {
            open.push(child.children().map_err(broken)?); // bounded: cursors count their depth
        }
    }
    Ok(())
}

#[expect(clippy::needless_pass_by_value, reason = "stands in map_err")]
fn broken(error: kakitome_ber::Error) -> Error {
    refuse(error.to_string())
}

fn refuse(why: String) -> Error {
    Error::NotSignedAttributes { why }
}
