//! Whether bytes are what their kind says, and whether this key may sign them. What cannot be parsed strictly is refused:
//! no digest, no other protocol's message and no other key's request passes for one of the four kinds.

use der::Decode;
use kakitome_crypto::{Kind, SignatureAlgorithm};
use kakitome_keys::{Refusal, RefusalCode, SignRequest};
use x509_cert::{certificate::Raw, crl::TbsCertList, request::CertReqInfo, spki::AlgorithmIdentifierOwned};

use crate::ring::Held;

/// Everything that must hold before the key is touched.
pub(crate) fn judge(held: &Held, request: &SignRequest) -> Result<(), Refusal> {
    if !held.info.purpose.allows(request.kind) {
        let detail = format!("key {} is for {}, it does not sign {}", held.info.id, held.info.purpose, name(request.kind));
        return Err(Refusal { code: RefusalCode::WrongPurpose, detail });
    }
    if !held.private().can_sign(&request.algorithm) {
        let detail = format!("a key of type {} does not sign by {}", held.private().kind(), request.algorithm);
        return Err(Refusal { code: RefusalCode::Unsupported, detail });
    }
    match request.kind {
        Kind::SignedAttributes => signed_attributes(&request.bytes),
        Kind::CertificateRequest => certificate_request(&request.bytes, &held.info.public_key),
        Kind::Certificate => certificate(&request.bytes, &request.algorithm),
        Kind::RevocationList => revocation_list(&request.bytes, &request.algorithm),
    }
    .map_err(|why| Refusal { code: RefusalCode::NotOfItsKind, detail: format!("these bytes are no {}: {why}", name(request.kind)) })
}

/// A word for logs and refusals.
pub(crate) fn name(kind: Kind) -> &'static str {
    match kind {
        Kind::SignedAttributes => "signed-attributes",
        Kind::CertificateRequest => "certificate-request",
        Kind::Certificate => "certificate",
        Kind::RevocationList => "revocation-list",
    }
}

/// RFC 5652 section 5.4.
fn signed_attributes(bytes: &[u8]) -> Result<(), String> {
    kakitome_cms::signed_attributes::parse_strict(bytes).map(|_| ()).map_err(|why| why.to_string())
}

/// RFC 2986 section 4.1. A request for a key is signed by that key alone.
fn certificate_request(bytes: &[u8], public_key: &[u8]) -> Result<(), String> {
    use der::Encode;
    let info = CertReqInfo::from_der(bytes).map_err(|why| why.to_string())?;
    let asked = info.public_key.to_der().map_err(|why| why.to_string())?;
    if asked == public_key { Ok(()) } else { Err("it asks for another key than the one that is to sign it".to_owned()) }
}

/// RFC 5280 section 4.1.2.3: the algorithm inside is the one outside.
fn certificate(bytes: &[u8], algorithm: &SignatureAlgorithm) -> Result<(), String> {
    let certificate = x509_cert::certificate::TbsCertificateInner::<Raw>::from_der(bytes).map_err(|why| why.to_string())?;
    same_algorithm(certificate.signature(), algorithm)
}

/// RFC 5280 section 5.1.2.2.
fn revocation_list(bytes: &[u8], algorithm: &SignatureAlgorithm) -> Result<(), String> {
    let list = TbsCertList::<Raw>::from_der(bytes).map_err(|why| why.to_string())?;
    same_algorithm(&list.signature, algorithm)
}

fn same_algorithm(inside: &AlgorithmIdentifierOwned, outside: &SignatureAlgorithm) -> Result<(), String> {
    use der::Encode;
    let inside = inside.to_der().map_err(|why| why.to_string())?;
    match SignatureAlgorithm::from_der(&inside) {
        Ok(inside) if inside == *outside => Ok(()),
        Ok(inside) => Err(format!("it names {inside}, the request {outside}")),
        Err(why) => Err(why.to_string()),
    }
}
