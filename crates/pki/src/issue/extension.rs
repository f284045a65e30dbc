//! Extensions as DER (RFC 5280 4.2), each as a whole Extension element.

use const_oid::ObjectIdentifier;
use kakitome_ber::der;
use kakitome_crypto::{DigestAlgorithm, PublicKey, digest};

use crate::certificate::Certificate;
use crate::error::Error;
use crate::extension::KeyUsage;
use crate::mailbox;
use crate::oid;
use crate::text;

/// One Extension.
fn extension(oid: ObjectIdentifier, critical: bool, value: &[u8]) -> Vec<u8> {
    let flag = if critical { der::boolean(true) } else { Vec::new() };
    der::sequence(&[&der::oid(&oid), &flag, &der::octet_string(value)])
}

/// Extensions: the SEQUENCE around them.
pub(crate) fn extension_list(extensions: &[Vec<u8>]) -> Vec<u8> {
    let parts: Vec<&[u8]> = extensions.iter().map(Vec::as_slice).collect();
    der::sequence(&parts)
}

pub(super) fn basic_constraints(path_length: Option<u64>) -> Vec<u8> {
    let length = path_length.map(der::unsigned).unwrap_or_default();
    extension(oid::BASIC_CONSTRAINTS, true, &der::sequence(&[&der::boolean(true), &length]))
}

pub(super) fn key_usage(usage: KeyUsage) -> Vec<u8> {
    let [low, high] = usage.0.to_le_bytes();
    extension(oid::KEY_USAGE, true, &der::named_bits(&[low.reverse_bits(), high.reverse_bits()]))
}

pub(super) fn email_protection() -> Vec<u8> {
    extension(oid::EXTENDED_KEY_USAGE, false, &der::sequence(&[&der::oid(&oid::EKU_EMAIL_PROTECTION)]))
}

pub(super) fn policies(policy: ObjectIdentifier) -> Vec<u8> {
    extension(oid::CERTIFICATE_POLICIES, false, &der::sequence(&[&der::sequence(&[&der::oid(&policy)])]))
}

/// RFC 7093 2, method 1: the leftmost 160 bits of SHA-256 over the key's bits.
fn key_id(spki: &[u8]) -> Result<Vec<u8>, Error> {
    let wrong = |problem: String| Error::Request { what: "certificate", problem };
    let key = PublicKey::from_spki(spki).map_err(|error| wrong(format!("the key cannot be used: {error}")))?;
    let digest = digest(DigestAlgorithm::Sha256, key.key_bits()).ok_or_else(|| wrong("SHA-256 is not to be had".to_owned()))?;
    Ok(digest.as_bytes().iter().copied().take(20).collect())
}

pub(super) fn subject_key_id(spki: &[u8]) -> Result<Vec<u8>, Error> {
    Ok(extension(oid::SUBJECT_KEY_ID, false, &der::octet_string(&key_id(spki)?)))
}

/// The issuer's own key identifier; one that it lacks is made from its key.
pub(super) fn authority_key_id(issuer: &Certificate) -> Result<Vec<u8>, Error> {
    match &issuer.extensions().subject_key_id {
        Some(id) => Ok(authority(id)),
        None => authority_of_key(issuer.spki()),
    }
}

/// Of a root: its own.
pub(super) fn authority_of_key(spki: &[u8]) -> Result<Vec<u8>, Error> {
    Ok(authority(&key_id(spki)?))
}

fn authority(id: &[u8]) -> Vec<u8> {
    extension(oid::AUTHORITY_KEY_ID, false, &der::sequence(&[&der::context_primitive(0, id)]))
}

/// RFC 5280 4.2.1.13: one point with one full name.
pub(super) fn crl_distribution_point(url: &str) -> Result<Vec<u8>, Error> {
    let point = der::context(0, &[&der::context(0, &[&uri(url)?])]);
    Ok(extension(oid::CRL_DISTRIBUTION_POINTS, false, &der::sequence(&[&der::sequence(&[&point])])))
}

/// RFC 5280 4.2.2.1: caIssuers.
pub(super) fn authority_info_access(url: &str) -> Result<Vec<u8>, Error> {
    let access = der::sequence(&[&der::oid(&oid::ACCESS_CA_ISSUERS), &uri(url)?]);
    Ok(extension(oid::AUTHORITY_INFO_ACCESS, false, &der::sequence(&[&access])))
}

/// S/MIME Baseline Requirements 7.1.2.3(b) and (c): only HTTP.
fn uri(url: &str) -> Result<Vec<u8>, Error> {
    let plain = url.is_ascii() && !url.bytes().any(|octet| octet.is_ascii_control() || octet == b' ');
    if !plain || !url.starts_with("http://") || url.len() <= "http://".len() {
        let problem =
            format!("{:?} is no URL that may stand in a certificate: it must begin with http:// and be ASCII", text::shown(url, 200));
        return Err(Error::Request { what: "certificate", problem });
    }
    Ok(der::context_primitive(6, url.as_bytes()))
}

/// rfc822Name, or SmtpUTF8Mailbox for a local part that is not ASCII (RFC 9598 3).
pub(crate) fn subject_alt_name(emails: &[&str], critical: bool) -> Result<Vec<u8>, Error> {
    let wrong = |problem: String| Error::Request { what: "mail certificate", problem };
    let mut names: Vec<Vec<u8>> = Vec::new();
    for email in emails {
        let mailbox = mailbox::parse(email).map_err(|problem| wrong(format!("the address {:?} has {problem}", text::shown(email, 200))))?;
        let address = format!("{}@{}", mailbox.local, mailbox.domain);
        let name = if address.is_ascii() {
            der::context_primitive(1, address.as_bytes())
        } else {
            der::context(0, &[&der::oid(&oid::SMTP_UTF8_MAILBOX), &der::context(0, &[&der::utf8_string(&address)])])
        };
        if !names.contains(&name) {
            names.push(name);
        }
    }
    if names.is_empty() {
        return Err(wrong("it needs at least one mail address".to_owned()));
    }
    Ok(extension(oid::SUBJECT_ALT_NAME, critical, &extension_list(&names)))
}

/// RFC 5280 5.2.3.
pub(super) fn crl_number(number: u64) -> Vec<u8> {
    extension(oid::CRL_NUMBER, false, &der::unsigned(number))
}

/// RFC 5280 5.3.1.
pub(super) fn reason_code(code: u8) -> Vec<u8> {
    extension(oid::REASON_CODE, false, &der::element(kakitome_ber::Tag::ENUMERATED, false, &[&[code]]))
}
