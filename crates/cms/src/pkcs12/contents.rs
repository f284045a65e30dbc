//! What comes out of a PKCS#12 file. It never shows its key.

use std::fmt;

use kakitome_crypto::Zeroizing;

/// What a PKCS#12 file held.
pub struct Contents {
    /// The private key as PKCS#8 PrivateKeyInfo.
    pub private_key: Zeroizing<Vec<u8>>,
    /// The certificates in DER; the one that belongs to the key comes first if the file says which.
    pub certificates: Vec<Vec<u8>>,
    /// The name people see, if there is one.
    pub friendly_name: Option<String>,
}

impl fmt::Debug for Contents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Contents")
            .field("private_key", &"(secret)")
            .field("certificates", &self.certificates.len())
            .field("friendly_name", &self.friendly_name)
            .finish()
    }
}
