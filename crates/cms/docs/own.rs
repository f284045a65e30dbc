// What the examples of the crate's first page stand on, hidden there: a key with its certificate, and messages made with it.

use kakitome_crypto::Signer as _;

#[allow(dead_code)]
pub fn own() -> Result<(kakitome_crypto::PrivateKey, kakitome_pki::Certificate), Box<dyn std::error::Error>> {
    let signer = kakitome_crypto::MemorySigner::new(kakitome_crypto::PrivateKey::generate(kakitome_crypto::KeyKind::P256)?)?;
    let now = kakitome_pki::UnixTime::now();
    let request = kakitome_pki::issue::CaRequest {
        subject: kakitome_pki::Name::build(&[("CN", "Example")])?,
        spki: signer.public_key(),
        not_before: now,
        not_after: kakitome_pki::issue::not_after(now, 30),
        crl_url: None,
        issuer_url: None,
    };
    let certificate = kakitome_pki::issue::root(&request, &signer.algorithm(), now)?.sign(&signer)?;
    let key = kakitome_crypto::PrivateKey::from_pkcs8(&signer.key().to_pkcs8()?)?;
    Ok((key, kakitome_pki::Certificate::from_der(certificate)?))
}

#[allow(dead_code)]
pub fn signed(content: &[u8]) -> Result<Vec<u8>, Box<dyn std::error::Error>> {
    let (key, certificate) = own()?;
    let signer = kakitome_crypto::MemorySigner::new(key)?;
    let identity = kakitome_cms::sign::Identity::new(&certificate, &[], signer.algorithm(), &Default::default())?;
    let mut opaque = kakitome_cms::sign::Opaque::new(&[identity], Vec::new())?;
    std::io::Write::write_all(&mut opaque, content)?;
    let waiting = opaque.complete(None)?;
    let signature = signer.sign(kakitome_crypto::Kind::SignedAttributes, waiting.requests()[0].to_be_signed())?;
    Ok(waiting.finish(&[signature])?)
}

#[allow(dead_code)]
pub fn encrypted(content: &[u8], certificate: &kakitome_pki::Certificate) -> Result<Vec<u8>, Box<dyn std::error::Error>> {
    let recipient = kakitome_cms::encrypt::Recipient::certificate(certificate, &Default::default())?;
    Ok(kakitome_cms::encrypt::Request::new(&[recipient], kakitome_crypto::ContentCipher::Aes256Gcm)?.encrypt(content)?)
}
