//! Correspondents with certificates and keys, and what they find in a mail.

use std::io::Cursor;

use base64::Engine as _;
use kakitome_cms::{Envelope as Container, Keys, RecipientIdentifier, RecipientInfo, UnlockPolicy};
use kakitome_crypto::{MemoryOpener, PrivateKey};
use kakitome_pki::Certificate;
use kakitome_smime::{InMemory, Limits, decrypt};
use kakitome_store::{Address, Kept, Millis, NewPersonCertificate, PersonTrust, Store};
use rcgen::{CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, KeyPair, KeyUsagePurpose, SanType};

/// Somebody whom mail can be encrypted for.
pub struct Reader {
    pub address: String,
    pub certificate: Certificate,
    pub key_pem: String,
    pub certificate_pem: String,
    opener: MemoryOpener,
}

impl Reader {
    pub fn new(authority: &CertifiedIssuer<'static, KeyPair>, address: &str) -> Self {
        Self::with(authority, address, |_| {})
    }

    pub fn with(authority: &CertifiedIssuer<'static, KeyPair>, address: &str, change: impl FnOnce(&mut CertificateParams)) -> Self {
        let pair = KeyPair::generate().unwrap();
        let now = time::OffsetDateTime::now_utc();
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, address);
        params.subject_alt_names = vec![SanType::Rfc822Name(address.try_into().unwrap())];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::EmailProtection];
        params.key_usages = vec![KeyUsagePurpose::KeyAgreement];
        params.not_before = now - time::Duration::DAY;
        params.not_after = now + time::Duration::DAY * 30;
        params.use_authority_key_identifier_extension = true;
        change(&mut params);
        let signed = params.signed_by(&pair, authority).unwrap();
        Self {
            address: address.to_owned(),
            certificate: Certificate::from_der(signed.der().to_vec()).unwrap(),
            key_pem: pair.serialize_pem(),
            certificate_pem: signed.pem(),
            opener: MemoryOpener::new(PrivateKey::from_pkcs8(&pair.serialize_der()).unwrap()).unwrap(),
        }
    }

    /// The row in the store.
    pub fn row(&self, trust: PersonTrust) -> NewPersonCertificate {
        let certificate = &self.certificate;
        NewPersonCertificate {
            address: Address::parse(&self.address).unwrap(),
            der: certificate.as_der().to_vec(),
            sha256: *certificate.sha256(),
            spki_sha256: *certificate.spki_sha256(),
            subject: certificate.subject().display(),
            issuer: certificate.issuer().display(),
            serial: certificate.serial().hex(),
            not_before: Millis::from_seconds(certificate.not_before().0),
            not_after: Millis::from_seconds(certificate.not_after().0),
            trust,
            capabilities: None,
            asked_for: None,
            issuers: Vec::new(),
        }
    }

    pub async fn import(&self, store: &Store) {
        assert_eq!(store.keep_people(&[self.row(PersonTrust::Imported)], Millis::now()).await.unwrap(), [Kept::New]);
    }

    /// What is inside, if it can be opened with this key.
    pub fn opens(&self, mail: &[u8]) -> Option<Vec<u8>> {
        let keys = Keys::new().own(&self.certificate, &self.opener);
        let mut decrypted = decrypt(&mut Cursor::new(mail), &keys, &UnlockPolicy::default(), &Limits::default(), &InMemory).ok()?;
        let mut content = Vec::new();
        decrypted.write_to(&mut content).unwrap();
        Some(content)
    }

    /// Whether it is named in a RecipientInfo of this mail.
    pub fn is_named_in(&self, mail: &[u8]) -> bool {
        identifiers(mail).unwrap_or_default().iter().any(|identifier| identifier.names(&self.certificate))
    }
}

/// How many are named in the RecipientInfos of a mail; none: it is not encrypted.
pub fn named(mail: &[u8]) -> Option<usize> {
    identifiers(mail).map(|identifiers| identifiers.len())
}

fn identifiers(mail: &[u8]) -> Option<Vec<RecipientIdentifier>> {
    let mut all = Vec::new();
    for recipient in container(mail)?.recipients {
        match recipient.info {
            RecipientInfo::KeyTransport(one) => all.push(one.identifier),
            RecipientInfo::KeyAgreement(some) => all.extend(some.keys.into_iter().map(|one| one.identifier)),
            other => panic!("{other:?}"),
        }
    }
    Some(all)
}

fn container(mail: &[u8]) -> Option<Container> {
    let text = String::from_utf8_lossy(mail).into_owned();
    let (head, body) = text.split_once("\r\n\r\n")?;
    if !head.contains("nveloped-data") {
        return None;
    }
    let text: Vec<u8> = body.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
    let bytes = base64::engine::general_purpose::STANDARD.decode(text).unwrap();
    Some(Container::read(&mut Cursor::new(bytes), &kakitome_cms::Limits::default()).unwrap())
}
