//! What a client asks. There is no request to sign a digest, and none that hands out a private key.

use kakitome_crypto::{KeyKind, Kind, SignatureAlgorithm, Wrapped};
use zeroize::Zeroizing;

use crate::{
    error::{Error, bounded},
    field::{Fields, Unreadable, put_octets},
    frame::{Frames, MAX_FRAME, put_frame},
    key::{KeyId, Purpose},
    unwrapping::{Parts, UnwrapRequest, algorithm_of, put_unwrap},
};

/// A request.
#[non_exhaustive]
pub enum Request {
    /// How are you?
    Health,
    /// Keep this key from now on.
    ImportKey {
        /// What it may do.
        purpose: Purpose,
        /// A name for people.
        label: String,
        /// PKCS#8 PrivateKeyInfo.
        pkcs8: Zeroizing<Vec<u8>>,
    },
    /// Which keys are there, in order of their ids, after this one?
    ListKeys {
        /// The last one of the page before.
        after: Option<KeyId>,
    },
    /// Make a key.
    MakeKey {
        /// What it may do.
        purpose: Purpose,
        /// Its type.
        kind: KeyKind,
        /// A name for people.
        label: String,
    },
    /// A fresh key for data at rest, in clear and wrapped.
    NewDataKey,
    /// Wrap all keys anew under another key-encryption key.
    RotateKek(NewKek),
    /// Sign.
    Sign(SignRequest),
    /// Open a content key.
    Unwrap(UnwrapRequest),
    /// The data key inside this wrapping.
    UnwrapDataKey {
        /// What [`Request::NewDataKey`] gave.
        wrapped: Vec<u8>,
    },
}

/// A request as it came out of a stream.
#[derive(Debug)]
pub struct Asked {
    /// Its id, for the answer.
    pub id: u64,
    /// What it asks, or why that cannot be read.
    pub request: Result<Request, String>,
}

/// A request for a signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignRequest {
    /// With which key.
    pub key: KeyId,
    /// What the bytes are.
    pub kind: Kind,
    /// By which algorithm; it must fit the key.
    pub algorithm: SignatureAlgorithm,
    /// The bytes.
    pub bytes: Vec<u8>,
}

impl std::fmt::Debug for Request {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Health => f.write_str("Health"),
            // The key itself is nobody's business.
            Self::ImportKey { purpose, label, .. } => write!(f, "ImportKey({purpose}, {label:?})"),
            Self::ListKeys { after } => write!(f, "ListKeys({after:?})"),
            Self::MakeKey { purpose, kind, label } => write!(f, "MakeKey({purpose}, {kind}, {label:?})"),
            Self::NewDataKey => f.write_str("NewDataKey"),
            Self::RotateKek(new) => write!(f, "RotateKek({new:?})"),
            Self::Sign(sign) => sign.fmt(f),
            Self::Unwrap(unwrap) => unwrap.fmt(f),
            Self::UnwrapDataKey { wrapped } => write!(f, "UnwrapDataKey({} octets)", wrapped.len()),
        }
    }
}

/// Where the next key-encryption key comes from.
pub enum NewKek {
    /// Made by the keyholder, kept in a file that only its user can read.
    File,
    /// From this passphrase.
    Passphrase(Zeroizing<Vec<u8>>),
}

impl std::fmt::Debug for NewKek {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::File => "File",
            Self::Passphrase(_) => "Passphrase(..)",
        })
    }
}

const SIGN: u8 = 1;
const MAKE_KEY: u8 = 2;
const IMPORT_KEY: u8 = 3;
const LIST_KEYS: u8 = 4;
const NEW_DATA_KEY: u8 = 5;
const UNWRAP_DATA_KEY: u8 = 6;
const ROTATE_KEK: u8 = 7;
const HEALTH: u8 = 8;
const UNWRAP: u8 = 9;

/// Signed attributes, requests and certificates are a few kilobytes; what is longer is a mistake or an attack.
const MOST_TO_SIGN: usize = 64 * 1024;
/// Revocation lists grow with the years. Something is left for the frame's head and algorithm.
const MOST_REVOCATION_LIST: usize = MAX_FRAME - 4 * 1024;
/// A name for people.
const MOST_LABEL: usize = 1024;
/// PKCS#8 of an RSA key with 8192 bits has under 5 KiB.
const MOST_KEY: usize = 16 * 1024;

fn most_to_sign(kind: Kind) -> usize {
    if kind == Kind::RevocationList { MOST_REVOCATION_LIST } else { MOST_TO_SIGN }
}

/// Appends the frame of a request for a signature; the bytes are not copied on the way.
pub(crate) fn put_sign(
    out: &mut Vec<u8>,
    id: u64,
    key: KeyId,
    kind: Kind,
    algorithm: &SignatureAlgorithm,
    bytes: &[u8],
) -> Result<(), Error> {
    bounded("what is to be signed", bytes.len(), most_to_sign(kind))?;
    put_frame(out, id, SIGN, |out| {
        out.extend(key.as_bytes());
        out.push(octet_of(kind));
        put_octets(out, &algorithm.to_der());
        out.extend_from_slice(bytes);
    });
    Ok(())
}

/// Appends the frame of a request to open a content key.
pub(crate) fn put_wrapped(out: &mut Vec<u8>, id: u64, key: KeyId, wrapped: &Wrapped<'_>, key_len: usize) -> Result<(), Error> {
    put_unwrap(out, (id, UNWRAP), key, &algorithm_of(wrapped), Parts::from(wrapped), key_len)
}

impl Request {
    /// Appends its frame.
    ///
    /// # Errors
    /// Something in it is longer than the protocol allows.
    pub fn put(&self, out: &mut Vec<u8>, id: u64) -> Result<(), Error> {
        match self {
            Self::Sign(sign) => return put_sign(out, id, sign.key, sign.kind, &sign.algorithm, &sign.bytes),
            Self::Unwrap(unwrap) => return unwrap.put(out, (id, UNWRAP)),
            Self::MakeKey { purpose, kind, label } => {
                bounded("a label", label.len(), MOST_LABEL)?;
                put_frame(out, id, MAKE_KEY, |out| {
                    out.push(purpose.to_octet());
                    put_octets(out, kind.name().as_bytes());
                    put_octets(out, label.as_bytes());
                });
            }
            Self::ImportKey { purpose, label, pkcs8 } => {
                bounded("a label", label.len(), MOST_LABEL)?;
                bounded("a private key", pkcs8.len(), MOST_KEY)?;
                put_frame(out, id, IMPORT_KEY, |out| {
                    out.push(purpose.to_octet());
                    put_octets(out, label.as_bytes());
                    put_octets(out, pkcs8);
                });
            }
            Self::ListKeys { after } => put_frame(out, id, LIST_KEYS, |out| {
                out.extend(after.iter().flat_map(KeyId::as_bytes));
            }),
            Self::NewDataKey => put_frame(out, id, NEW_DATA_KEY, |_| ()),
            Self::UnwrapDataKey { wrapped } => {
                bounded("a wrapped key", wrapped.len(), MOST_KEY)?;
                put_frame(out, id, UNWRAP_DATA_KEY, |out| put_octets(out, wrapped));
            }
            Self::RotateKek(NewKek::File) => put_frame(out, id, ROTATE_KEK, |out| out.push(1)),
            Self::RotateKek(NewKek::Passphrase(passphrase)) => {
                bounded("a passphrase", passphrase.len(), MOST_LABEL)?;
                put_frame(out, id, ROTATE_KEK, |out| {
                    out.push(2);
                    put_octets(out, passphrase);
                });
            }
            Self::Health => put_frame(out, id, HEALTH, |_| ()),
        }
        Ok(())
    }

    /// The next request in the buffer. `Ok(None)`: more octets are needed.
    ///
    /// # Errors
    /// The stream cannot be followed any further.
    pub fn take(frames: &mut Frames) -> Result<Option<Asked>, String> {
        let Some(frame) = frames.take().map_err(|why| why.to_string())? else { return Ok(None) };
        Ok(Some(Asked { id: frame.id, request: Self::read(frame.kind, frame.body).map_err(|why| why.to_string()) }))
    }

    fn read(kind: u8, body: &[u8]) -> Result<Self, Unreadable> {
        let mut fields = Fields::new(body);
        let request = match kind {
            SIGN => return read_sign(fields).map(Self::Sign),
            UNWRAP => return UnwrapRequest::read(fields).map(Self::Unwrap),
            MAKE_KEY => Self::MakeKey {
                purpose: purpose(&mut fields)?,
                kind: KeyKind::from_name(fields.text()?).ok_or(Unreadable("a key type without a meaning"))?,
                label: label(&mut fields)?,
            },
            IMPORT_KEY => Self::ImportKey { purpose: purpose(&mut fields)?, label: label(&mut fields)?, pkcs8: fields.secret()? },
            LIST_KEYS if body.is_empty() => Self::ListKeys { after: None },
            LIST_KEYS => Self::ListKeys { after: Some(KeyId::from_bytes(fields.array()?)) },
            NEW_DATA_KEY => Self::NewDataKey,
            UNWRAP_DATA_KEY => Self::UnwrapDataKey { wrapped: fields.octets()?.to_vec() },
            ROTATE_KEK => Self::RotateKek(match fields.octet()? {
                1 => NewKek::File,
                2 => NewKek::Passphrase(fields.secret()?),
                _ => return Err(Unreadable("a source of the key-encryption key without a meaning")),
            }),
            HEALTH => Self::Health,
            _ => return Err(Unreadable("a kind of request without a meaning")),
        };
        fields.finish()?;
        Ok(request)
    }
}

fn read_sign(mut fields: Fields<'_>) -> Result<SignRequest, Unreadable> {
    let key = KeyId::from_bytes(fields.array()?);
    let kind = kind_of(fields.octet()?).ok_or(Unreadable("a kind of bytes without a meaning"))?;
    let algorithm =
        SignatureAlgorithm::from_der(fields.octets()?).map_err(|_| Unreadable("the signature algorithm is no AlgorithmIdentifier"))?;
    let bytes = fields.rest();
    if bytes.len() > most_to_sign(kind) {
        return Err(Unreadable("what is to be signed is longer than its kind may be"));
    }
    Ok(SignRequest { key, kind, algorithm, bytes: bytes.to_vec() })
}

fn purpose(fields: &mut Fields<'_>) -> Result<Purpose, Unreadable> {
    Purpose::from_octet(fields.octet()?).ok_or(Unreadable("a purpose without a meaning"))
}

fn label(fields: &mut Fields<'_>) -> Result<String, Unreadable> {
    let text = fields.text()?;
    if text.len() > MOST_LABEL { Err(Unreadable("a label that is too long")) } else { Ok(text.to_owned()) }
}

fn octet_of(kind: Kind) -> u8 {
    match kind {
        Kind::SignedAttributes => 1,
        Kind::CertificateRequest => 2,
        Kind::Certificate => 3,
        Kind::RevocationList => 4,
    }
}

fn kind_of(octet: u8) -> Option<Kind> {
    Some(match octet {
        1 => Kind::SignedAttributes,
        2 => Kind::CertificateRequest,
        3 => Kind::Certificate,
        4 => Kind::RevocationList,
        _ => return None,
    })
}
