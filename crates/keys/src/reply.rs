//! What the keyholder answers.

use zeroize::Zeroizing;

use crate::{
    error::{Refusal, RefusalCode},
    field::{Fields, Unreadable, put_octets},
    frame::{Frames, put_frame},
    key::{KeyId, KeyInfo, Purpose},
};

/// An answer.
#[derive(Debug)]
#[non_exhaustive]
pub enum Reply {
    /// The content key, or what stands for one where what was asked did not open: the difference shows nowhere.
    ContentKey(OpenedKey),
    /// A data key.
    DataKey(DataKey),
    /// How it is.
    Health(Health),
    /// The key that was made or imported.
    Key(KeyInfo),
    /// A page of keys; more follow behind the last one.
    Keys {
        /// In order of their ids.
        keys: Vec<KeyInfo>,
        /// Whether to ask again.
        more: bool,
    },
    /// No.
    Refused(Refusal),
    /// The key-encryption key was rotated.
    Rotated {
        /// So many keys were wrapped anew.
        keys: u32,
    },
    /// The signature.
    Signature(Vec<u8>),
}

/// A key for data at rest (spill files, outbox).
pub struct DataKey {
    /// For keeping beside the data.
    pub wrapped: Vec<u8>,
    /// For memory only.
    pub key: Zeroizing<[u8; 32]>,
}

impl std::fmt::Debug for DataKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DataKey(..)")
    }
}

/// A content key that was opened.
pub struct OpenedKey(pub Zeroizing<Vec<u8>>);

impl std::fmt::Debug for OpenedKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "OpenedKey({} octets)", self.0.len())
    }
}

/// How the keyholder is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Health {
    /// Keys that can be used.
    pub keys: u32,
    /// Key files that could not be read at the start.
    pub unreadable_keys: u32,
    /// Signatures since the start.
    pub signatures: u64,
    /// Seconds since the start.
    pub uptime: u64,
    /// Whether the audit log can be written; if not, no key is used.
    pub log_works: bool,
    /// What an administrator should know: memory that could not be locked, a boundary that is weaker than it could be.
    pub warnings: Vec<String>,
}

const SIGNATURE: u8 = 0x81;
const KEY: u8 = 0x82;
const KEYS: u8 = 0x84;
const DATA_KEY: u8 = 0x85;
const ROTATED: u8 = 0x87;
const HEALTH: u8 = 0x88;
const CONTENT_KEY: u8 = 0x89;
const REFUSED: u8 = 0xff;

impl Reply {
    /// What kind of answer, in a word; never its content.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::ContentKey(_) => "content key",
            Self::DataKey(_) => "data key",
            Self::Health(_) => "health",
            Self::Key(_) => "key",
            Self::Keys { .. } => "keys",
            Self::Refused(_) => "refusal",
            Self::Rotated { .. } => "rotation",
            Self::Signature(_) => "signature",
        }
    }

    /// Appends its frame.
    pub fn put(&self, out: &mut Vec<u8>, id: u64) {
        match self {
            Self::Signature(signature) => put_frame(out, id, SIGNATURE, |out| out.extend_from_slice(signature)),
            Self::ContentKey(OpenedKey(key)) => put_frame(out, id, CONTENT_KEY, |out| out.extend_from_slice(key)),
            Self::Key(key) => put_frame(out, id, KEY, |out| put_key(out, key)),
            Self::Keys { keys, more } => put_frame(out, id, KEYS, |out| {
                out.push(u8::from(*more));
                keys.iter().for_each(|key| put_key(out, key));
            }),
            Self::DataKey(DataKey { wrapped, key }) => put_frame(out, id, DATA_KEY, |out| {
                put_octets(out, wrapped);
                out.extend_from_slice(key.as_slice());
            }),
            Self::Rotated { keys } => put_frame(out, id, ROTATED, |out| out.extend(keys.to_be_bytes())),
            Self::Health(health) => put_frame(out, id, HEALTH, |out| put_health(out, health)),
            Self::Refused(refusal) => put_frame(out, id, REFUSED, |out| {
                out.push(refusal.code.to_octet());
                put_octets(out, refusal.detail.as_bytes());
            }),
        }
    }

    /// The next answer in the buffer, with the id of its request. `Ok(None)`: more octets are needed.
    ///
    /// # Errors
    /// The stream cannot be followed any further.
    pub fn take(frames: &mut Frames) -> Result<Option<(u64, Self)>, String> {
        let Some(frame) = frames.take().map_err(|why| why.to_string())? else { return Ok(None) };
        let reply = Self::read(frame.kind, frame.body).map_err(|why| why.to_string())?;
        Ok(Some((frame.id, reply)))
    }

    fn read(kind: u8, body: &[u8]) -> Result<Self, Unreadable> {
        let mut fields = Fields::new(body);
        let reply = match kind {
            SIGNATURE => return Ok(Self::Signature(body.to_vec())),
            CONTENT_KEY => return Ok(Self::ContentKey(OpenedKey(Zeroizing::new(body.to_vec())))),
            KEY => Self::Key(read_key(&mut fields)?),
            KEYS => return read_keys(fields),
            DATA_KEY => Self::DataKey(DataKey { wrapped: fields.octets()?.to_vec(), key: Zeroizing::new(fields.array()?) }),
            ROTATED => Self::Rotated { keys: fields.u32()? },
            HEALTH => Self::Health(read_health(&mut fields)?),
            REFUSED => Self::Refused(Refusal {
                code: RefusalCode::from_octet(fields.octet()?).unwrap_or(RefusalCode::Internal),
                detail: fields.text()?.to_owned(),
            }),
            _ => return Err(Unreadable("a kind of answer without a meaning")),
        };
        fields.finish()?;
        Ok(reply)
    }
}

fn put_key(out: &mut Vec<u8>, key: &KeyInfo) {
    out.extend(key.id.as_bytes());
    out.push(key.purpose.to_octet());
    out.extend(key.made.to_be_bytes());
    put_octets(out, key.label.as_bytes());
    put_octets(out, &key.public_key);
}

fn read_key(fields: &mut Fields<'_>) -> Result<KeyInfo, Unreadable> {
    Ok(KeyInfo {
        id: KeyId::from_bytes(fields.array()?),
        purpose: Purpose::from_octet(fields.octet()?).ok_or(Unreadable("a purpose without a meaning"))?,
        made: fields.array().map(i64::from_be_bytes)?,
        label: fields.text()?.to_owned(),
        public_key: fields.octets()?.to_vec(),
    })
}

fn read_keys(mut fields: Fields<'_>) -> Result<Reply, Unreadable> {
    let more = fields.octet()? != 0;
    let mut keys = Vec::new();
    let mut rest = fields.rest();
    while !rest.is_empty() {
        let mut fields = Fields::new(rest);
        keys.push(read_key(&mut fields)?);
        rest = fields.rest();
    }
    Ok(Reply::Keys { keys, more })
}

fn put_health(out: &mut Vec<u8>, health: &Health) {
    out.extend(health.keys.to_be_bytes());
    out.extend(health.unreadable_keys.to_be_bytes());
    out.extend(health.signatures.to_be_bytes());
    out.extend(health.uptime.to_be_bytes());
    out.push(u8::from(health.log_works));
    out.extend(u32::try_from(health.warnings.len()).unwrap_or_default().to_be_bytes());
    health.warnings.iter().for_each(|warning| put_octets(out, warning.as_bytes()));
}

fn read_health(fields: &mut Fields<'_>) -> Result<Health, Unreadable> {
    Ok(Health {
        keys: fields.u32()?,
        unreadable_keys: fields.u32()?,
        signatures: fields.u64()?,
        uptime: fields.u64()?,
        log_works: fields.octet()? != 0,
        warnings: {
            let count = fields.u32()?;
            (0..count).map(|_| fields.text().map(str::to_owned)).collect::<Result<_, _>>()?
        },
    })
}
