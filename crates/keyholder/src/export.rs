//! A mail key leaves the keyholder: never over its socket, only from its folder while nobody works there, and after the record of it is on
//! the disk. Whether anybody may is for the caller's configuration; a key that signs certificates never leaves.

use std::path::Path;

use kakitome_crypto::PrivateKey;
use kakitome_keys::{KeyId, Purpose};

use crate::{
    audit::Audit, error::Error, folder, home, memory, options::KekSource, peer::Peer, record::Record, rotation, vault, vault::Places,
};

/// Hands a mail key out, with a record `export-key` in the log. From here on this process leaves no core file and cannot be traced by its
/// own user.
///
/// # Errors
/// [`Error::AlreadyRunning`], a wrong passphrase, [`Error::NoSuchKey`], [`Error::StaysHere`]; the log cannot be written: then no key is
/// handed out.
pub fn export(folder: &Path, kek: &KekSource, id: KeyId) -> Result<PrivateKey, Error> {
    let places = Places::new(folder);
    folder::check_private(&places.root)?;
    let _lock = home::lock(&places)?;
    memory::close().map_err(Error::io("closing the memory for", folder))?;
    let kek = rotation::open(&places, kek)?;
    if !places.key(id).exists() {
        return Err(Error::NoSuchKey { id: id.to_string() });
    }
    let (info, key) = vault::open_one(&places, &kek, id)?;
    let allowed = info.purpose == Purpose::Mail;
    let mut record = Record::new("export-key", Some(ourselves()));
    record.key = Some(id);
    record.note = Some(info.label.clone());
    if !allowed {
        record.outcome = "wrong-purpose";
    }
    Audit::open(&places)?.write(&[record]).map_err(Error::io("writing the audit log in", places.audit()))?;
    if allowed { Ok(key) } else { Err(Error::StaysHere { id: id.to_string() }) }
}

/// Who asks: the person, not the user whose rights were lent for it.
fn ourselves() -> Peer {
    let pid = rustix::process::getpid().as_raw_nonzero().get();
    Peer { pid, uid: rustix::process::getuid().as_raw(), gid: rustix::process::getgid().as_raw() }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests may panic")]
    use std::os::unix::fs::PermissionsExt;

    use kakitome_crypto::KeyKind;
    use kakitome_keys::KeyInfo;

    use super::*;
    use crate::audit;

    fn with_key(purpose: Purpose) -> (tempfile::TempDir, KekSource, KeyInfo) {
        let room = tempfile::tempdir().unwrap();
        std::fs::set_permissions(room.path(), std::fs::Permissions::from_mode(0o700)).unwrap();
        let source = KekSource::File(room.path().join("kek"));
        home::init(room.path(), &source).unwrap();
        let places = Places::new(room.path());
        let kek = rotation::open(&places, &source).unwrap();
        let key = PrivateKey::generate(KeyKind::P256).unwrap();
        let public_key = key.public_spki().to_vec();
        let id = KeyId::of_public_key(&public_key);
        let info = KeyInfo { id, purpose, label: "taro@bank.example".to_owned(), public_key, made: 1_800_000_000 };
        vault::keep(&places, &kek, &info, &key.to_pkcs8().unwrap()).unwrap();
        (room, source, info)
    }

    fn log(room: &tempfile::TempDir) -> String {
        let folder = room.path().join("audit");
        let read = |entry: std::io::Result<std::fs::DirEntry>| std::fs::read_to_string(entry.unwrap().path()).unwrap();
        std::fs::read_dir(folder).unwrap().map(read).collect()
    }

    #[test]
    fn a_mail_key_leaves_and_the_log_says_so() {
        let (room, source, info) = with_key(Purpose::Mail);
        let key = export(room.path(), &source, info.id).unwrap();
        assert_eq!(key.public_spki(), info.public_key);
        let line = log(&room);
        assert!(line.contains("\"what\":\"export-key\"") && line.contains(&info.id.to_string()), "{line}");
        assert!(line.contains("taro@bank.example") && line.contains("\"outcome\":\"done\""), "{line}");
        assert_eq!(audit::check(room.path()).unwrap().records, 1);
    }

    #[test]
    fn an_authority_stays_and_the_attempt_is_logged() {
        let (room, source, info) = with_key(Purpose::Authority);
        assert!(matches!(export(room.path(), &source, info.id), Err(Error::StaysHere { .. })));
        assert!(log(&room).contains("\"outcome\":\"wrong-purpose\""));
    }

    #[test]
    fn nothing_leaves_while_somebody_works_there_or_the_log_cannot_be_written() {
        let (room, source, info) = with_key(Purpose::Mail);
        let lock = home::lock(&Places::new(room.path())).unwrap();
        assert!(matches!(export(room.path(), &source, info.id), Err(Error::AlreadyRunning { .. })));
        drop(lock);
        assert!(matches!(export(room.path(), &source, KeyId::from_bytes([7; 16])), Err(Error::NoSuchKey { .. })));
        std::fs::remove_dir(room.path().join("audit")).unwrap();
        assert!(export(room.path(), &source, info.id).is_err());
    }
}
