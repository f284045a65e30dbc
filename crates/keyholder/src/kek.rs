//! The key-encryption key: 32 octets from a file of ours, or from a passphrase by Argon2id (RFC 9106) with its parameters kept beside.
//! Text, one fact a line, so that an administrator sees what is there.

use std::path::Path;

use kakitome_crypto::{Argon2Cost, SealingKey, Zeroizing, argon2id, random_fill};

use crate::{error::Error, folder, options::KekSource};

/// Which key-encryption key sealed a file. Random, says nothing about the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct KekId(pub(crate) [u8; 8]);

/// A key-encryption key in memory.
pub(crate) struct Kek {
    pub(crate) id: KekId,
    secret: Zeroizing<[u8; 32]>,
    origin: Origin,
}

enum Origin {
    File,
    Argon2id { salt: [u8; 16], cost: Argon2Cost },
}

const HEADING: &str = "kakitome key-encryption key 1";
/// What a passphrase must open before it is believed.
const CHECK: &[u8] = b"kakitome";

impl Kek {
    /// A new one.
    pub(crate) fn make(source: &KekSource) -> Result<Self, Error> {
        let mut id = [0; 8];
        random_fill(&mut id)?;
        let (secret, origin) = match source {
            KekSource::File(_) => {
                let mut secret = Zeroizing::new([0; 32]);
                random_fill(secret.as_mut_slice())?;
                (secret, Origin::File)
            }
            KekSource::Passphrase(passphrase) => {
                let mut salt = [0; 16];
                random_fill(&mut salt)?;
                let cost = usual_cost();
                (argon2id(passphrase, &salt, cost)?, Origin::Argon2id { salt, cost })
            }
        };
        Ok(Self { id: KekId(id), secret, origin })
    }

    /// A key for one use, so that no two kinds of file share one.
    pub(crate) fn sealing_key(&self, purpose: &[u8]) -> Result<SealingKey, Error> {
        Ok(SealingKey::derive(&self.secret, purpose)?)
    }

    /// Reads the file. `Ok(None)`: it is not there.
    pub(crate) fn read(path: &Path, source: &KekSource) -> Result<Option<Read>, Error> {
        let Some(content) = folder::read(path)? else { return Ok(None) };
        let text = std::str::from_utf8(&content).map_err(|_| foreign(path, "it is not text"))?;
        let mut lines = text.lines();
        if lines.next() != Some(HEADING) {
            return Err(foreign(path, "it does not begin as ours do"));
        }
        let facts: Vec<(&str, &str)> = lines.filter_map(|line| line.split_once(' ')).collect();
        let fact =
            |name: &'static str| facts.iter().find(|(known, _)| *known == name).map(|(_, value)| *value).ok_or_else(|| damaged(path, name));
        let id = KekId(unhex(fact("id")?).ok_or_else(|| damaged(path, "id"))?);
        let kek = match fact("source")? {
            "file" => {
                let secret = unhex(fact("key")?).map(Zeroizing::new).ok_or_else(|| damaged(path, "key"))?;
                Self { id, secret, origin: Origin::File }
            }
            "argon2id" => Self::from_passphrase(path, source, id, fact)?,
            _ => return Err(damaged(path, "source")),
        };
        let replaced = match facts.iter().find(|(name, _)| *name == "replaces") {
            Some((_, value)) => Some(kek.open_replaced(path, value)?),
            None => None,
        };
        Ok(Some(Read { kek, replaced }))
    }

    fn from_passphrase<'a>(
        path: &Path,
        source: &KekSource,
        id: KekId,
        fact: impl Fn(&'static str) -> Result<&'a str, Error>,
    ) -> Result<Self, Error> {
        let KekSource::Passphrase(passphrase) = source else {
            return Err(Error::PassphraseNeeded { path: path.into() });
        };
        let number = |name: &'static str| fact(name)?.parse::<u32>().map_err(|_| damaged(path, name));
        let salt = unhex(fact("salt")?).ok_or_else(|| damaged(path, "salt"))?;
        let cost = Argon2Cost { memory_kib: number("memory-kib")?, passes: number("passes")?, lanes: number("lanes")? };
        let kek = Self { id, secret: argon2id(passphrase, &salt, cost)?, origin: Origin::Argon2id { salt, cost } };
        let check = unhex_any(fact("check")?).ok_or_else(|| damaged(path, "check"))?;
        let opened = kek.sealing_key(b"check")?.open(&check, &id.0);
        if opened.is_ok_and(|opened| opened.as_slice() == CHECK) {
            Ok(kek)
        } else {
            let rotating = fact("replaces").is_ok();
            Err(Error::WrongPassphrase { path: path.into(), rotating })
        }
    }

    /// Writes the file; while a rotation is under way, with the key that is being replaced sealed inside.
    pub(crate) fn write(&self, path: &Path, replaces: Option<&Self>) -> Result<(), Error> {
        let mut text = Zeroizing::new(String::with_capacity(1024));
        text.push_str(HEADING);
        text.push('\n');
        let mut line = |name: &str, value: &str| {
            for part in [name, " ", value, "\n"] {
                text.push_str(part);
            }
        };
        line("id", &hex(&self.id.0));
        match &self.origin {
            Origin::File => {
                line("source", "file");
                line("key", &hex(self.secret.as_slice()));
            }
            Origin::Argon2id { salt, cost } => {
                line("source", "argon2id");
                line("salt", &hex(salt));
                line("memory-kib", &cost.memory_kib.to_string());
                line("passes", &cost.passes.to_string());
                line("lanes", &cost.lanes.to_string());
                line("check", &hex(&self.sealing_key(b"check")?.seal(CHECK, &self.id.0)?));
            }
        }
        if let Some(old) = replaces {
            let sealed = self.sealing_key(b"replaced")?.seal(old.secret.as_slice(), &old.id.0)?;
            line("replaces", &format!("{} {}", hex(&old.id.0).as_str(), hex(&sealed).as_str()));
        }
        folder::write(path, text.as_bytes())
    }

    fn open_replaced(&self, path: &Path, value: &str) -> Result<Self, Error> {
        let bad = || damaged(path, "replaces");
        let (id, sealed) = value.split_once(' ').ok_or_else(bad)?;
        let id = KekId(unhex(id).ok_or_else(bad)?);
        let sealed = unhex_any(sealed).ok_or_else(bad)?;
        let opened = self.sealing_key(b"replaced")?.open(&sealed, &id.0).map_err(|_| bad())?;
        let secret = opened.as_slice().try_into().map(Zeroizing::new).map_err(|_| bad())?;
        // It seals nothing any more, so its origin does not matter.
        Ok(Self { id, secret, origin: Origin::File })
    }
}

/// Tests open passphrases by the dozen; what they cost is tested in its own crate.
fn usual_cost() -> Argon2Cost {
    if cfg!(test) { Argon2Cost::LEAST } else { Argon2Cost::default() }
}

/// What a file holds.
pub(crate) struct Read {
    pub(crate) kek: Kek,
    /// In the file of an unfinished rotation: the key that is being replaced.
    pub(crate) replaced: Option<Kek>,
}

/// Not one of ours.
fn foreign(path: &Path, why: &str) -> Error {
    Error::Damaged { path: path.into(), why: why.to_owned() }
}

fn damaged(path: &Path, what: &str) -> Error {
    Error::Damaged { path: path.into(), why: format!("{what} cannot be read") }
}

pub(crate) fn hex(octets: &[u8]) -> Zeroizing<String> {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |value: u8| DIGITS.get(usize::from(value)).map_or('0', |digit| char::from(*digit));
    let mut text = Zeroizing::new(String::with_capacity(octets.len() * 2));
    for octet in octets {
        text.push(digit(octet >> 4));
        text.push(digit(octet & 15));
    }
    text
}

fn unhex_any(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    let digits = text.as_bytes();
    if !digits.len().is_multiple_of(2) {
        return None;
    }
    let value = |digit: u8| char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok());
    let mut octets = Zeroizing::new(Vec::with_capacity(digits.len() / 2));
    for pair in digits.chunks(2) {
        let [high, low] = pair else { return None };
        octets.push(value(*high)? << 4 | value(*low)?);
    }
    Some(octets)
}

fn unhex<const N: usize>(text: &str) -> Option<[u8; N]> {
    unhex_any(text)?.as_slice().try_into().ok()
}
