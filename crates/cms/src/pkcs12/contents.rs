//! One key of a PKCS#12 file with its certificates. It never shows its key.

use std::fmt;

use kakitome_crypto::Zeroizing;

use crate::finding::Finding;

/// A key of a PKCS#12 file, and the certificates that came with it.
pub struct Contents {
    /// The private key as PKCS#8 PrivateKeyInfo.
    pub private_key: Zeroizing<Vec<u8>>,
    /// The certificates in DER; the one that belongs to the key comes first if it is in the file.
    pub certificates: Vec<Vec<u8>>,
    /// The name people see, if there is one.
    pub friendly_name: Option<String>,
    /// What is notable about the file.
    pub findings: Vec<Finding>,
}

impl fmt::Debug for Contents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Contents")
            .field("private_key", &"(secret)")
            .field("certificates", &self.certificates.len())
            .field("friendly_name", &self.friendly_name)
            .field("findings", &self.findings)
            .finish()
    }
}
