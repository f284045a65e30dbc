//! Certification requests (PKCS#10, RFC 2986): made for a public CA, read by a private one.

use kakitome_ber::{Cursor, Tag, der};
use kakitome_crypto::{Kind, PublicKey, SignatureAlgorithm, Verification};

use crate::certificate::{algorithm, signature_range};
use crate::error::Error;
use crate::extensions::Extensions;
use crate::general_name::GeneralName;
use crate::issue::{Unsigned, extension_list, subject_alt_name};
use crate::name::Name;
use crate::oid;
use crate::pem;

/// A request that was read. Its own signature has been checked: the sender has the key.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct CertificationRequest {
    /// The subject asked for.
    pub subject: Name,
    /// The addresses asked for (subject alternative name, else the subject's emailAddress), as they stand there.
    pub emails: Vec<String>,
    /// The key.
    pub spki: Vec<u8>,
}

/// The bytes of a request to be signed by the key's own signer. Without addresses no alternative name is asked for.
pub fn build(subject: &Name, emails: &[&str], spki: &[u8], algorithm: &SignatureAlgorithm) -> Result<Unsigned, Error> {
    if matches!(algorithm, SignatureAlgorithm::Unsupported(_)) {
        let problem = format!("it cannot be signed with {}", algorithm.name());
        return Err(Error::Request { what: "certification request", problem });
    }
    let attributes = if emails.is_empty() {
        der::context(0, &[])
    } else {
        let extensions = extension_list(&[subject_alt_name(emails, false)?]);
        let attribute = der::sequence(&[&der::oid(&oid::EXTENSION_REQUEST), &der::set_of(&[&extensions])]);
        der::context(0, &[&attribute])
    };
    let bytes = der::sequence(&[&der::unsigned(0), subject.as_der(), spki, &attributes]);
    Ok(Unsigned::new(Kind::CertificateRequest, bytes, *algorithm, spki))
}

/// Reads a request (PEM or DER) and checks its signature.
pub fn parse(bytes: &[u8]) -> Result<CertificationRequest, Error> {
    let blocks = pem::blocks(bytes)?;
    let labels = ["CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST"];
    let der = match blocks.into_iter().find(|block| labels.contains(&block.label.as_str())) {
        Some(block) => block.content,
        None if bytes.first() == Some(&0x30) => bytes.to_vec(),
        None => return Err(Error::NothingFound { what: "certification request", label: "CERTIFICATE REQUEST" }),
    };
    read(&der).map_err(|error| Error::ber("certification request", &error))?
}

fn read(der: &[u8]) -> Result<Result<CertificationRequest, Error>, kakitome_ber::Error> {
    let mut outer = Cursor::new(der);
    let mut parts = outer.sequence()?;
    outer.finish()?;
    let info = parts.expect(Tag::SEQUENCE)?;
    let algorithm = algorithm(&parts.expect(Tag::SEQUENCE)?)?;
    let signature = signature_range(&parts.expect(Tag::BIT_STRING)?)?;
    parts.finish()?;

    let mut fields = info.children()?;
    fields.unsigned()?;
    let subject = Name::from_element(&fields.any()?)?;
    let spki = fields.expect(Tag::SEQUENCE)?.raw();
    let extensions = match fields.optional(Tag::context(0))? {
        Some(attributes) => requested(attributes.children()?)?,
        None => Extensions::default(),
    };
    fields.finish()?;

    let signature = signature.and_then(|range| der.get(range)).unwrap_or_default();
    if let Err(problem) = proves_possession(spki, &algorithm, info.raw(), signature) {
        return Ok(Err(Error::Request { what: "a certificate for this request", problem }));
    }
    if let Some((extension, problem)) = extensions.malformed.first() {
        let problem = format!("the extension {extension} that it asks for cannot be read: {problem}");
        return Ok(Err(Error::Request { what: "a certificate for this request", problem }));
    }
    Ok(Ok(CertificationRequest { emails: emails(&subject, &extensions), subject, spki: spki.to_vec() }))
}

fn requested(mut attributes: Cursor<'_>) -> Result<Extensions, kakitome_ber::Error> {
    while !attributes.is_empty() {
        let mut attribute = attributes.sequence()?;
        if attribute.oid()? == oid::EXTENSION_REQUEST {
            return Extensions::from_cursor(attribute.set()?.sequence()?);
        }
    }
    Ok(Extensions::default())
}

fn proves_possession(spki: &[u8], algorithm: &SignatureAlgorithm, info: &[u8], signature: &[u8]) -> Result<(), String> {
    let key = PublicKey::from_spki(spki).map_err(|error| format!("its key cannot be used: {error}"))?;
    match key.verify(algorithm, info, signature) {
        Verification::Good => Ok(()),
        Verification::Bad => Err("its signature does not fit its key".to_owned()),
        Verification::Unsupported(why) => Err(why.to_string()),
    }
}

fn emails(subject: &Name, extensions: &Extensions) -> Vec<String> {
    let address = |name: &GeneralName| match name {
        GeneralName::Rfc822(octets) => Some(String::from_utf8_lossy(octets).into_owned()),
        other => other.smtp_utf8_mailbox().map(|octets| String::from_utf8_lossy(&octets).into_owned()),
    };
    match &extensions.subject_alt_name {
        Some(names) => names.iter().filter_map(address).collect(),
        None => subject.texts(oid::EMAIL_ADDRESS),
    }
}
