//! Certificates and CRLs out of files: PEM with text around the blocks, DER (one or several in a row), and the
//! certificates of a PKCS#7 bundle without signers as CAs deliver it (RFC 8551 3.8; signatures are crate cms's).

use kakitome_ber::{Cursor, Element, Tag};

use crate::certificate::Certificate;
use crate::crl::Crl;
use crate::error::Error;
use crate::pem;

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
        let mut found = Self::default();
        for (at, der) in certificate_bytes(bytes)?.into_iter().enumerate() {
            match Certificate::from_der(der) {
                Ok(certificate) => found.certificates.push(certificate),
                Err(error) => found.unreadable.push((at, error.to_string())),
            }
        }
        Ok(found)
    }
}

/// Every certificate of a file; the first that cannot be read is an error.
pub fn certificates_from(bytes: &[u8]) -> Result<Vec<Certificate>, Error> {
    certificate_bytes(bytes)?.into_iter().map(Certificate::from_der).collect()
}

/// Every CRL of a file; the first that cannot be read is an error.
pub fn crls_from(bytes: &[u8]) -> Result<Vec<Crl>, Error> {
    let blocks = pem::blocks(bytes)?;
    let ders: Vec<Vec<u8>> = if blocks.is_empty() {
        ders(bytes, "CRL")?
    } else {
        blocks.into_iter().filter(|block| block.label == "X509 CRL").map(|block| block.content).collect()
    };
    if ders.is_empty() {
        return Err(Error::NothingFound { what: "CRL", label: "X509 CRL" });
    }
    ders.into_iter().map(Crl::from_der).collect()
}

/// The DER of each certificate in a file.
fn certificate_bytes(bytes: &[u8]) -> Result<Vec<Vec<u8>>, Error> {
    let mut found = Vec::new();
    let blocks = pem::blocks(bytes)?;
    for block in &blocks {
        match block.label.as_str() {
            "CERTIFICATE" | "X509 CERTIFICATE" => found.push(block.content.clone()),
            // OpenSSL's form: the certificate, then what its owner thinks of it (`anchors` reads that)
            "TRUSTED CERTIFICATE" => found.push(first_element(&block.content)?),
            "PKCS7" | "CMS" => found.extend(from_pkcs7(&block.content)?),
            _ => {}
        }
    }
    if blocks.is_empty() {
        for der in ders(bytes, "certificate")? {
            if is_pkcs7(&der) {
                found.extend(from_pkcs7(&der)?);
            } else {
                found.push(der);
            }
        }
    }
    if found.is_empty() { Err(Error::NothingFound { what: "certificate", label: "CERTIFICATE" }) } else { Ok(found) }
}

fn first_element(bytes: &[u8]) -> Result<Vec<u8>, Error> {
    let element = Cursor::new(bytes).any().map_err(|error| Error::ber("certificate", &error))?;
    Ok(element.raw().to_vec())
}

/// Elements in a row; bytes that do not begin like DER are no error but nothing.
fn ders(bytes: &[u8], what: &'static str) -> Result<Vec<Vec<u8>>, Error> {
    if bytes.first() != Some(&0x30) {
        return Ok(Vec::new());
    }
    let mut cursor = Cursor::new(bytes);
    let mut found = Vec::new();
    while !cursor.is_empty() {
        if !found.is_empty() && cursor.rest().trim_ascii().is_empty() {
            break; // a line end after DER harms nobody
        }
        found.push(cursor.any().map_err(|error| Error::ber(what, &error))?.raw().to_vec());
    }
    Ok(found)
}

fn is_pkcs7(der: &[u8]) -> bool {
    Cursor::new(der).sequence().and_then(|inner| inner.at(Tag::OID)).unwrap_or(false)
}

/// The certificates field of SignedData; attribute certificates and other forms are passed over.
fn from_pkcs7(der: &[u8]) -> Result<Vec<Vec<u8>>, Error> {
    let read = || -> Result<Option<Vec<Vec<u8>>>, kakitome_ber::Error> {
        let mut info = Cursor::new(der).sequence()?;
        if info.oid()? != const_oid::db::rfc5911::ID_SIGNED_DATA {
            return Ok(None);
        }
        let mut signed = info.expect(Tag::context(0))?.children()?.sequence()?;
        signed.unsigned()?;
        signed.expect(Tag::SET)?;
        signed.expect(Tag::SEQUENCE)?;
        signed.optional(Tag::context(0))?.map_or(Ok(Some(Vec::new())), |bag| sequences(&bag).map(Some))
    };
    match read() {
        Ok(Some(certificates)) => Ok(certificates),
        Ok(None) => Err(Error::NothingFound { what: "certificate", label: "CERTIFICATE" }),
        Err(error) => Err(Error::ber("PKCS#7 bundle", &error)),
    }
}

fn sequences(bag: &Element<'_>) -> Result<Vec<Vec<u8>>, kakitome_ber::Error> {
    let mut inner = bag.children()?;
    let mut found = Vec::new();
    while !inner.is_empty() {
        let element = inner.any()?;
        if element.tag() == Tag::SEQUENCE {
            found.push(element.raw().to_vec());
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_without_certificates_says_what_was_expected() {
        for bytes in [&b""[..], b"hello", b"-----BEGIN X-----\nAAAA\n-----END X-----\n"] {
            let text = certificates_from(bytes).err().map(|error| error.to_string()).unwrap_or_default();
            assert!(text.contains("no certificate found") && text.contains("BEGIN CERTIFICATE"), "{text}");
            let text = crls_from(bytes).err().map(|error| error.to_string()).unwrap_or_default();
            assert!(text.contains("no CRL found"), "{text}");
        }
    }

    #[test]
    fn der_that_is_cut_names_the_byte() {
        let text = certificates_from(&[0x30, 0x05, 0x02]).err().map(|error| error.to_string()).unwrap_or_default();
        assert!(text.contains("byte 0"), "{text}");
    }
}
