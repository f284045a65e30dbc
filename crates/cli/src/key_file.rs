//! Private keys that a person names on the command line: a PKCS#12 file, or a key file with its certificate.

pub(crate) mod p12;

use std::path::Path;

use kakitome_crypto::{PrivateKey, Zeroizing};
use kakitome_pki::Certificate;

use crate::context::Context;
use crate::failure::{Failure, failed};
use crate::{input, password};

/// A key file stays well below this.
const KEY_FILE_BYTES: u64 = 1 << 20;

/// A key, and the certificates that came with it.
pub(crate) struct KeyFile {
    pub(crate) key: PrivateKey,
    pub(crate) certificates: Vec<Certificate>,
    /// The file that the certificates are of, for messages.
    pub(crate) name: String,
}

impl KeyFile {
    /// Reads a PKCS#12 file with one key.
    pub(crate) fn from_p12(file: &Path, password_file: Option<&Path>, context: Context) -> Result<Self, Failure> {
        p12::one(file, password_file, None, context).map(|opened| Self::of(opened, file))
    }

    /// Reads every key of a PKCS#12 file.
    pub(crate) fn all_from_p12(file: &Path, password_file: Option<&Path>, context: Context) -> Result<Vec<Self>, Failure> {
        Ok(p12::all(file, password_file, context)?.into_iter().map(|opened| Self::of(opened, file)).collect())
    }

    fn of(opened: p12::Opened, file: &Path) -> Self {
        Self { key: opened.key, certificates: opened.certificates, name: file.display().to_string() }
    }

    /// Reads a private key in PEM or DER, and a file of certificates.
    pub(crate) fn from_files(key: &Path, cert: &Path, password_file: Option<&Path>, context: Context) -> Result<Self, Failure> {
        let key = private_key(key, password_file, context)?;
        Ok(Self { key, certificates: input::certificates(cert)?, name: cert.display().to_string() })
    }
}

/// Reads a private key in PEM or DER; an encrypted one with its password.
pub(crate) fn private_key(file: &Path, password_file: Option<&Path>, context: Context) -> Result<PrivateKey, Failure> {
    let bytes = Zeroizing::new(input::small(file, KEY_FILE_BYTES)?);
    let unreadable = |error: kakitome_crypto::Error| failed("cli-key-unreadable", &error).with("file", file.display());
    match PrivateKey::from_file(&bytes, None) {
        Err(kakitome_crypto::Error::PasswordNeeded) => {
            let password = password::of(file, password_file, context)?;
            PrivateKey::from_file(&bytes, Some(password.as_bytes())).map_err(unreadable)
        }
        read => read.map_err(unreadable),
    }
}
