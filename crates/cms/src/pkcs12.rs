//! PKCS#12 files (RFC 7292) as OpenSSL 3 writes them: PBES2 with AES-CBC, PBKDF2, MAC by the key derivation of PKCS#12.

use kakitome_crypto::Zeroizing;

use crate::error::Error;

/// What a PKCS#12 file held.
pub struct Contents {
    /// The private key as PKCS#8 PrivateKeyInfo.
    pub private_key: Zeroizing<Vec<u8>>,
    /// The certificates in DER; the one that belongs to the key comes first if the file says which.
    pub certificates: Vec<Vec<u8>>,
    /// The name people see, if there is one.
    pub friendly_name: Option<String>,
}

/// Opens a file with a password.
pub fn read(_bytes: &[u8], _password: &str) -> Result<Contents, Error> {
    todo!()
}
