//! Real bytes of each kind: signed attributes, a request, certificates, a revocation list.

use kakitome_cms::sign;
use kakitome_crypto::{DigestAlgorithm, Kind, MemorySigner, PrivateKey, PublicKey, SignatureAlgorithm, Signer, digest};
use kakitome_pki::{Certificate, Name, UnixTime, csr, issue};

pub(crate) fn subject() -> Name {
    Name::build(&[("C", "JP"), ("O", "書留試験"), ("CN", "Test")]).unwrap()
}

pub(crate) fn algorithm_of(spki: &[u8]) -> SignatureAlgorithm {
    PublicKey::from_spki(spki).unwrap().kind().default_algorithm().unwrap()
}

/// TBSCertificate of a self-signed root with this key.
pub(crate) fn root(spki: &[u8]) -> issue::Unsigned {
    let now = UnixTime::now();
    let request =
        issue::CaRequest { subject: subject(), spki, not_before: now, not_after: now.plus_days(3650), crl_url: None, issuer_url: None };
    issue::root(&request, &algorithm_of(spki), now).unwrap()
}

/// A root in memory, to have certificates from.
pub(crate) fn some_authority() -> (Certificate, MemorySigner) {
    let signer = MemorySigner::new(PrivateKey::generate(kakitome_crypto::KeyKind::P256).unwrap()).unwrap();
    let der = root(signer.public_key()).sign(&signer).unwrap();
    (Certificate::from_der(der).unwrap(), signer)
}

/// TBSCertList of this issuer.
pub(crate) fn revocation_list(issuer: &Certificate) -> issue::Unsigned {
    let now = UnixTime::now();
    let request = issue::CrlRequest { number: 1, this_update: now, next_update: now.plus_days(7), revoked: &[] };
    issue::crl(&request, issuer, &algorithm_of(issuer.spki())).unwrap()
}

/// CertificationRequestInfo for this key.
pub(crate) fn request(spki: &[u8]) -> issue::Unsigned {
    csr::build(&subject(), &["info@example.jp"], spki, &algorithm_of(spki)).unwrap()
}

/// Signed attributes as the gateway makes them, for a certificate with this key and some content.
pub(crate) fn attributes(spki: &[u8], content: &[u8]) -> Vec<u8> {
    let (certificate, _) = some_authority();
    let algorithm = algorithm_of(spki);
    // What is signed depends on the certificate's hash alone; any certificate of the same key type will do here.
    let identity = if algorithm_of(certificate.spki()) == algorithm {
        sign::Identity::new(&certificate, &[], algorithm, &sign::Options::default()).unwrap()
    } else {
        let own = MemorySigner::new(PrivateKey::generate(PublicKey::from_spki(spki).unwrap().kind()).unwrap()).unwrap();
        let der = root(own.public_key()).sign(&own).unwrap();
        sign::Identity::new(&Certificate::from_der(der).unwrap(), &[], algorithm, &sign::Options::default()).unwrap()
    };
    let content = digest(identity.digest(), content).unwrap();
    sign::Request::new(&identity, &content, Some(UnixTime::now())).unwrap().to_be_signed().to_vec()
}

/// Each kind with valid bytes for this key.
pub(crate) fn of_each_kind(spki: &[u8]) -> Vec<(Kind, Vec<u8>)> {
    let own = root(spki);
    // A list whose algorithm is this key's, whoever the issuer is.
    let signer = MemorySigner::new(PrivateKey::generate(PublicKey::from_spki(spki).unwrap().kind()).unwrap()).unwrap();
    let issuer = Certificate::from_der(root(signer.public_key()).sign(&signer).unwrap()).unwrap();
    vec![
        (Kind::SignedAttributes, attributes(spki, b"content")),
        (Kind::CertificateRequest, request(spki).bytes().to_vec()),
        (Kind::Certificate, own.bytes().to_vec()),
        (Kind::RevocationList, revocation_list(&issuer).bytes().to_vec()),
    ]
}

pub(crate) fn sha256(bytes: &[u8]) -> String {
    digest(DigestAlgorithm::Sha256, bytes).unwrap().to_hex()
}
