//! Certificates and CRLs out of files: PEM (RFC 7468, text around the blocks allowed), one DER, or several DERs in a row.

use crate::certificate::Certificate;
use crate::crl::Crl;
use crate::error::Error;

/// What a file of certificates held.
#[derive(Clone, Debug, Default)]
pub struct Certificates {
    /// Those that could be read, in order.
    pub certificates: Vec<Certificate>,
    /// Those that could not: position in the file (from 0) and why.
    pub unreadable: Vec<(usize, String)>,
}

impl Certificates {
    /// Reads every certificate; a file without any is an error, a single bad one among others is not.
    pub fn from_pem_or_der(bytes: &[u8]) -> Result<Self, Error> {
        let _ = bytes;
        todo!()
    }
}

/// Every certificate of a file; the first that cannot be read is an error.
pub fn certificates_from(bytes: &[u8]) -> Result<Vec<Certificate>, Error> {
    let _ = bytes;
    todo!()
}

/// Every CRL of a file; the first that cannot be read is an error.
pub fn crls_from(bytes: &[u8]) -> Result<Vec<Crl>, Error> {
    let _ = bytes;
    todo!()
}
