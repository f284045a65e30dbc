//! The keys on disk: `keys/<id>.key`, each sealed under the key-encryption key, and `data.key`, the master of all data keys.
//! A private key is never deleted.

use std::path::{Path, PathBuf};

use kakitome_crypto::{PrivateKey, SealingKey, Zeroizing, random_fill};
use kakitome_keys::{KeyId, KeyInfo};

use crate::{
    error::Error,
    folder,
    kek::{Kek, KekId},
    key_file::{self, KeyFile},
    options::KekSource,
};

/// Where everything lies in the keyholder's folder.
#[derive(Clone)]
pub(crate) struct Places {
    pub(crate) root: PathBuf,
}

impl Places {
    pub(crate) fn new(folder: &Path) -> Self {
        Self { root: folder.into() }
    }

    /// The file that belongs to a source of the key-encryption key: the key itself, or the parameters of its passphrase.
    pub(crate) fn kek(&self, source: &KekSource) -> PathBuf {
        match source {
            KekSource::File(path) => path.clone(),
            KekSource::Passphrase(_) => self.root.join("passphrase"),
        }
    }

    /// There while a rotation is under way.
    pub(crate) fn rotating(&self) -> PathBuf {
        self.root.join("rotating")
    }

    pub(crate) fn lock(&self) -> PathBuf {
        self.root.join("lock")
    }

    pub(crate) fn keys(&self) -> PathBuf {
        self.root.join("keys")
    }

    pub(crate) fn audit(&self) -> PathBuf {
        self.root.join("audit")
    }

    pub(crate) fn data_key(&self) -> PathBuf {
        self.root.join("data.key")
    }

    pub(crate) fn key(&self, id: KeyId) -> PathBuf {
        self.keys().join(format!("{id}.key"))
    }

    /// Every file that is sealed under the key-encryption key.
    pub(crate) fn sealed(&self) -> Result<Vec<PathBuf>, Error> {
        let mut all = key_paths(&self.keys())?;
        all.extend(Some(self.data_key()).filter(|path| path.exists()));
        Ok(all)
    }
}

fn key_paths(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let mut all = folder::list(folder)?;
    all.retain(|path| path.extension().is_some_and(|extension| extension == "key"));
    Ok(all)
}

/// Keeps a new key.
pub(crate) fn keep(places: &Places, kek: &Kek, info: &KeyInfo, pkcs8: &[u8]) -> Result<(), Error> {
    let content = key_file::seal(kek.id, &kek.sealing_key(key_file::SEAL)?, info, pkcs8)?;
    folder::write(&places.key(info.id), &content)
}

/// What came of loading.
pub(crate) struct Loaded {
    pub(crate) keys: Vec<(KeyInfo, PrivateKey)>,
    /// Files that hold no usable key, with the reason.
    pub(crate) unreadable: Vec<(PathBuf, String)>,
}

/// Opens every key. One damaged file does not stop the others.
pub(crate) fn load(places: &Places, kek: &Kek) -> Result<Loaded, Error> {
    let seal = kek.sealing_key(key_file::SEAL)?;
    let mut loaded = Loaded { keys: Vec::new(), unreadable: Vec::new() };
    for path in folder::list(&places.keys())? {
        if folder::is_leftover(&path) {
            folder::remove(&path)?;
        }
    }
    for path in key_paths(&places.keys())? {
        match load_one(&path, kek.id, &seal) {
            Ok(key) => loaded.keys.push(key),
            Err(why) => loaded.unreadable.push((path, why.to_string())),
        }
    }
    Ok(loaded)
}

/// Opens the key of that name.
pub(crate) fn open_one(places: &Places, kek: &Kek, id: KeyId) -> Result<(KeyInfo, PrivateKey), Error> {
    load_one(&places.key(id), kek.id, &kek.sealing_key(key_file::SEAL)?)
}

fn load_one(path: &Path, kek: KekId, seal: &SealingKey) -> Result<(KeyInfo, PrivateKey), Error> {
    let damaged = |why: &str| Error::Damaged { path: path.into(), why: why.to_owned() };
    let content = folder::read(path)?.ok_or_else(|| damaged("it is gone"))?;
    let file = KeyFile::read(&content).ok_or_else(|| damaged("not a key file"))?;
    if path.file_stem().is_none_or(|stem| *stem != *file.info.id.to_string()) {
        return Err(damaged("its name is not the id of the key inside"));
    }
    if file.kek != kek {
        return Err(damaged("it is sealed under another key-encryption key"));
    }
    let pkcs8 = file.open(seal).map_err(|why| damaged(&why.to_string()))?;
    let key = PrivateKey::from_pkcs8(&pkcs8)?;
    if key.public_spki() != file.info.public_key {
        return Err(damaged("private and public key do not belong together"));
    }
    Ok((file.info, key))
}

/// The master of all data keys.
pub(crate) struct DataMaster {
    secret: Zeroizing<[u8; 32]>,
}

const DATA_MAGIC: &[u8; 16] = b"kakitome data 1\n";
const DATA_SEAL: &[u8] = b"data master";
const DATA_KEY: &[u8] = b"data key";

impl DataMaster {
    /// Made where there is none yet.
    pub(crate) fn open_or_make(places: &Places, kek: &Kek) -> Result<Self, Error> {
        let path = places.data_key();
        let Some(content) = folder::read(&path)? else {
            let mut secret = Zeroizing::new([0; 32]);
            random_fill(secret.as_mut_slice())?;
            let master = Self { secret };
            folder::write(&path, &master.seal(kek)?)?;
            return Ok(master);
        };
        let damaged = |why: &str| Error::Damaged { path: path.clone(), why: why.to_owned() };
        let (id, sealed) = split_data(&content).ok_or_else(|| damaged("not a sealed data key"))?;
        if id != kek.id {
            return Err(damaged("it is sealed under another key-encryption key"));
        }
        let opened = kek.sealing_key(DATA_SEAL)?.open(sealed, &id.0).map_err(|why| damaged(&why.to_string()))?;
        let secret = opened.as_slice().try_into().map_err(|_| damaged("not 32 octets"))?;
        Ok(Self { secret: Zeroizing::new(secret) })
    }

    fn seal(&self, kek: &Kek) -> Result<Vec<u8>, Error> {
        let sealed = kek.sealing_key(DATA_SEAL)?.seal(self.secret.as_slice(), &kek.id.0)?;
        Ok([DATA_MAGIC.as_slice(), &kek.id.0, &sealed].concat())
    }

    /// A fresh data key, in clear and wrapped.
    pub(crate) fn new_key(&self) -> Result<(Zeroizing<[u8; 32]>, Vec<u8>), Error> {
        let mut key = Zeroizing::new([0; 32]);
        random_fill(key.as_mut_slice())?;
        let wrapped = SealingKey::derive(&self.secret, DATA_KEY)?.seal(key.as_slice(), DATA_KEY)?;
        Ok((key, wrapped))
    }

    /// The data key inside a wrapping.
    pub(crate) fn unwrap(&self, wrapped: &[u8]) -> Result<Zeroizing<[u8; 32]>, Error> {
        let opened = SealingKey::derive(&self.secret, DATA_KEY)?.open(wrapped, DATA_KEY)?;
        let key = opened.as_slice().try_into().map_err(|_| kakitome_crypto::Error::NotOpened)?;
        Ok(Zeroizing::new(key))
    }
}

fn split_data(content: &[u8]) -> Option<(KekId, &[u8])> {
    let (magic, rest) = content.split_first_chunk::<16>()?;
    let (id, sealed) = rest.split_first_chunk::<8>()?;
    (magic == DATA_MAGIC).then_some((KekId(*id), sealed))
}

/// Seals one file anew. `Ok(false)`: it was under the new key already.
pub(crate) fn rewrap(path: &Path, old: &Kek, new: &Kek) -> Result<bool, Error> {
    let damaged = |why: &str| Error::Damaged { path: path.into(), why: why.to_owned() };
    let Some(content) = folder::read(path)? else { return Ok(false) };
    if let Some((id, sealed)) = split_data(&content) {
        if id == new.id {
            return Ok(false);
        }
        let opened = old.sealing_key(DATA_SEAL)?.open(sealed, &id.0).map_err(|why| damaged(&why.to_string()))?;
        let secret = opened.as_slice().try_into().map_err(|_| damaged("not 32 octets"))?;
        folder::write(path, &DataMaster { secret: Zeroizing::new(secret) }.seal(new)?)?;
        return Ok(true);
    }
    let file = KeyFile::read(&content).ok_or_else(|| damaged("not a key file"))?;
    if file.kek == new.id {
        return Ok(false);
    }
    let pkcs8 = file.open(&old.sealing_key(key_file::SEAL)?).map_err(|why| damaged(&why.to_string()))?;
    let content = key_file::seal(new.id, &new.sealing_key(key_file::SEAL)?, &file.info, &pkcs8)?;
    folder::write(path, &content)?;
    Ok(true)
}
