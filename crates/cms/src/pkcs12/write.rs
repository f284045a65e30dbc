//! PKCS#12 files written (RFC 7292), in DER: one key, its certificate, the chain. Three forms, since no one form opens everywhere.
//!
//! What programs import, as far as their documents and sources say (none of these systems could be tried where this was written):
//! - Windows 7, 8.1, Server 2016 and Windows 10 before 1709 know the schemes of RFC 7292 appendix C with a SHA-1 MAC and nothing newer;
//!   they call the password of an AES file wrong. Later ones read both; `Export-PfxCertificate` has `-CryptoAlgorithmOption`
//!   with `TripleDES_SHA1`, its default, "for compatibility with earlier Windows", and `AES256_SHA256` (Microsoft's page on it).
//! - macOS and iOS: the keychain refused files with AES and a SHA-256 MAC ("MAC verification failed during PKCS12 import") for
//!   years after OpenSSL 3 had made them its default; `openssl pkcs12 -export -legacy` is what OpenSSL's own pages recommend then.
//!   3DES with a SHA-1 MAC is imported by all of them.
//! - RC2-40, which OpenSSL 1 puts around certificates, is refused by OpenSSL 3 without its legacy provider; 3DES is not. So the form
//!   for old readers has 3DES around both, as Windows writes it.
//! - .NET stops at 300,000 iterations of one derivation and 1,000,000 of all (`Pkcs12LoaderLimits` of `X509CertificateLoader`).
//! - PBMAC1 (RFC 9879) is read by OpenSSL from 3.4, Java from 24, NSS from 3.103 on; by nothing older.

use kakitome_ber::{Tag, der};
use kakitome_crypto::{
    Digest, DigestAlgorithm, PasswordCipher, PasswordMac, Pbkdf2Limits, PrivateKey, Zeroizing, bmp_password, digest, hmac, pkcs12_key,
    random_fill,
};
use kakitome_pki::Certificate;

use super::bags::{CERTIFICATE, SHROUDED_KEY, X509};
use super::labels::{FRIENDLY_NAME, LOCAL_KEY_ID};
use super::mac::FOR_MAC;
use crate::error::Error;
use crate::oid;

/// Which programs the file is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// 3DES and a SHA-1 MAC: every Windows, iPhone and Mac, old Java and Android. Its safety is that of the password.
    Windows,
    /// PBES2 with AES-256-CBC and PBKDF2-HMAC-SHA-256, and an HMAC-SHA-256 MAC: OpenSSL, Thunderbird, Java, gpgsm, Windows from 10 (1709) on.
    Modern,
    /// The same with PBMAC1 (RFC 9879), which needs no key derivation but PBKDF2.
    Pbmac1,
}

/// SHA-1 three times per derivation costs a quarter of a second in all; a third of what .NET allows together.
const WINDOWS_ITERATIONS: u32 = 100_000;
/// As many as .NET allows for one derivation; three of them stay within what it allows together.
const MODERN_ITERATIONS: u32 = 300_000;
/// OpenSSL has written 8 octets of salt into MacData for twenty years, so every reader takes them.
const MAC_SALT: usize = 8;
/// Names are shown in lists.
const MOST_NAME: usize = 256;

impl Form {
    fn cipher(self) -> Result<PasswordCipher, Error> {
        Ok(match self {
            Self::Windows => PasswordCipher::triple_des(WINDOWS_ITERATIONS)?,
            Self::Modern | Self::Pbmac1 => PasswordCipher::aes(MODERN_ITERATIONS)?,
        })
    }
}

/// What goes into a file.
#[derive(Clone, Copy)]
pub struct Export<'a> {
    /// The key.
    pub key: &'a PrivateKey,
    /// Its certificate.
    pub certificate: &'a Certificate,
    /// The certificates above it, in any order.
    pub chain: &'a [Certificate],
    /// The name that import shows; Java wants one.
    pub friendly_name: &'a str,
}

/// Writes a file.
///
/// # Errors
/// [`Error::CannotExport`]: the certificate is not the key's, the password is empty, or the name is too long.
pub fn write(export: &Export<'_>, password: &str, form: Form) -> Result<Vec<u8>, Error> {
    if export.certificate.spki() != export.key.public_spki() {
        return Err(Error::CannotExport { why: "the certificate is not the key's" });
    }
    if password.is_empty() {
        return Err(Error::CannotExport { why: "an empty password protects nothing" });
    }
    if export.friendly_name.len() > MOST_NAME {
        return Err(Error::CannotExport { why: "the name is too long" });
    }
    let passwords = Passwords { utf8: Zeroizing::new(password.as_bytes().to_vec()), bmp: bmp_password(password) };
    let certificates = encrypted_data(&certificate_bags(export)?, &passwords, form)?;
    let keys = data(&der::sequence(&[&key_bag(export, &passwords, form)?]));
    let authenticated = der::sequence(&[&certificates, &keys]);
    let mac = mac_data(&authenticated, &passwords, form)?;
    Ok(der::sequence(&[&der::unsigned(3), &data(&authenticated), &mac]))
}

struct Passwords {
    utf8: Zeroizing<Vec<u8>>,
    bmp: Zeroizing<Vec<u8>>,
}

impl Passwords {
    fn of(&self, cipher: &PasswordCipher) -> &[u8] {
        if cipher.takes_bmp_string() { &self.bmp } else { &self.utf8 }
    }
}

/// ContentInfo with data (RFC 5652 4).
fn data(octets: &[u8]) -> Vec<u8> {
    der::sequence(&[&der::oid(&oid::DATA), &der::context(0, &[&der::octet_string(octets)])])
}

/// ContentInfo with EncryptedData (RFC 5652 8).
fn encrypted_data(safe_contents: &[u8], passwords: &Passwords, form: Form) -> Result<Vec<u8>, Error> {
    let cipher = form.cipher()?;
    let encrypted = cipher.encrypt(safe_contents, passwords.of(&cipher))?;
    let info = der::sequence(&[&der::oid(&oid::DATA), &cipher.to_der(), &der::context_primitive(0, &encrypted)]);
    let fields = der::sequence(&[&der::unsigned(0), &info]);
    Ok(der::sequence(&[&der::oid(&oid::ENCRYPTED_DATA), &der::context(0, &[&fields])]))
}

/// SafeContents with the key's certificate first.
fn certificate_bags(export: &Export<'_>) -> Result<Vec<u8>, Error> {
    let own = certificate_bag(export.certificate, Some(&labels(export)?));
    let mut bags = vec![own];
    let others = export.chain.iter().filter(|one| *one != export.certificate);
    bags.extend(others.map(|one| certificate_bag(one, None)));
    let parts: Vec<&[u8]> = bags.iter().map(Vec::as_slice).collect();
    Ok(der::sequence(&parts))
}

fn certificate_bag(certificate: &Certificate, labels: Option<&[u8]>) -> Vec<u8> {
    let value = der::context(0, &[&der::octet_string(certificate.as_der())]);
    let bag = der::sequence(&[&der::oid(&X509), &value]);
    der::sequence(&[&der::oid(&CERTIFICATE), &der::context(0, &[&bag]), labels.unwrap_or_default()])
}

/// SafeBag with EncryptedPrivateKeyInfo (RFC 5958 3).
fn key_bag(export: &Export<'_>, passwords: &Passwords, form: Form) -> Result<Vec<u8>, Error> {
    let cipher = form.cipher()?;
    let encrypted = cipher.encrypt(&export.key.to_pkcs8()?, passwords.of(&cipher))?;
    let shrouded = der::sequence(&[&cipher.to_der(), &der::octet_string(&encrypted)]);
    Ok(der::sequence(&[&der::oid(&SHROUDED_KEY), &der::context(0, &[&shrouded]), &labels(export)?]))
}

/// What ties key and certificate together: OpenSSL and NSS take the SHA-1 of the certificate too. A name, no secret.
fn labels(export: &Export<'_>) -> Result<Vec<u8>, Error> {
    let id = digest(DigestAlgorithm::Sha1, export.certificate.as_der()).ok_or(Error::CannotExport { why: "no SHA-1 is offered" })?;
    let id = attribute(&LOCAL_KEY_ID, &der::octet_string(Digest::as_bytes(&id)));
    if export.friendly_name.is_empty() {
        return Ok(der::set_of(&[&id]));
    }
    let name: Vec<u8> = export.friendly_name.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let name = attribute(&FRIENDLY_NAME, &der::element(Tag::BMP_STRING, false, &[&name]));
    Ok(der::set_of(&[&name, &id]))
}

fn attribute(kind: &const_oid::ObjectIdentifier, value: &[u8]) -> Vec<u8> {
    der::sequence(&[&der::oid(kind), &der::set_of(&[value])])
}

/// MacData (RFC 7292 4; with PBMAC1 RFC 9879 section 4, where salt and iterations mean nothing and stand there all the same).
fn mac_data(authenticated: &[u8], passwords: &Passwords, form: Form) -> Result<Vec<u8>, Error> {
    let mut salt = vec![0; MAC_SALT];
    random_fill(&mut salt)?;
    let limits = Pbkdf2Limits::default();
    let by_derivation = |digest: DigestAlgorithm, iterations: u32| -> Result<_, Error> {
        let key = pkcs12_key(digest, FOR_MAC, &passwords.bmp, &salt, iterations.into(), digest.output_len(), &limits)?;
        let algorithm = der::sequence(&[&der::oid(&digest.oid()), &der::null()]);
        Ok((algorithm, hmac(digest, &key, authenticated)?, iterations))
    };
    let (algorithm, mac, iterations) = match form {
        Form::Windows => by_derivation(DigestAlgorithm::Sha1, WINDOWS_ITERATIONS)?,
        Form::Modern => by_derivation(DigestAlgorithm::Sha256, MODERN_ITERATIONS)?,
        Form::Pbmac1 => {
            let pbmac1 = PasswordMac::fresh(MODERN_ITERATIONS)?;
            (pbmac1.to_der(), pbmac1.mac(&passwords.utf8, authenticated, &limits)?, 1)
        }
    };
    let digest_info = der::sequence(&[&algorithm, &der::octet_string(&mac)]);
    let iterations = if iterations == 1 { Vec::new() } else { der::unsigned(iterations.into()) };
    Ok(der::sequence(&[&digest_info, &der::octet_string(&salt), &iterations]))
}
