//! What is measured upon: a key and its certificate, a content of 200 MB, and messages made of them by the library itself
//! (the peer reads them too, or stops).

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use kakitome_cms::encrypt::{self, Recipient};
use kakitome_cms::sign::{self, Identity, Opaque};
use kakitome_crypto::{ContentCipher, KeyKind, Kind, MemorySigner, PrivateKey, Signer};
use kakitome_pki::{Certificate, UnixTime};

pub(crate) const LARGE: usize = 200_000_000;
pub(crate) const SIGNED: usize = 2000;
pub(crate) const ENCRYPTED: usize = 500;
/// In base64 it has 4 KB.
const SMALL_SIGNED: usize = 3000;
const SMALL_ENCRYPTED: usize = 100_000;

pub(crate) struct Stage {
    folder: tempfile::TempDir,
    key: String,
    certificate: String,
    chain: Chain,
    made: RefCell<BTreeMap<String, String>>,
}

impl Stage {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let signer = MemorySigner::new(PrivateKey::generate(KeyKind::Rsa { bits: 2048 }).unwrap()).unwrap();
        let certificate = write(folder.path(), "certificate.pem", &certificate(&signer));
        let key = rcgen::KeyPair::try_from(signer.key().to_pkcs8().unwrap().as_slice()).unwrap().serialize_pem();
        let key = write(folder.path(), "key.pem", key.as_bytes());
        let chain = Chain::new(folder.path());
        Self { folder, key, certificate, chain, made: RefCell::default() }
    }

    /// The root above the chain that goes along with mails.
    pub(crate) fn root(&self) -> &str {
        &self.chain.root
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn key(&self) -> &str {
        &self.key
    }

    pub(crate) fn certificate(&self) -> &str {
        &self.certificate
    }

    /// The content of 200 MB, or a message around it.
    pub(crate) fn large(&self, name: &str) -> String {
        self.made(name, |path, own| match name {
            "content" => content(BufWriter::new(File::create(path).unwrap()), LARGE),
            "signed" => signed(own, path),
            "cbc" => encrypted(own, ContentCipher::Aes256Cbc, path),
            "gcm" => encrypted(own, ContentCipher::Aes256Gcm, path),
            other => panic!("there is no {other}"),
        })
    }

    /// A file of many messages, each behind four bytes of its length.
    pub(crate) fn small(&self, name: &str) -> String {
        self.made(name, |path, own| {
            let mut file = BufWriter::new(File::create(path).unwrap());
            let (count, size) = if name.contains("signed") { (SIGNED, SMALL_SIGNED) } else { (ENCRYPTED, SMALL_ENCRYPTED) };
            // What is inside a mail begins as mail does.
            let mut body = b"Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: binary\r\n\r\n".to_vec();
            content(&mut body, size);
            let now = UnixTime::now();
            for number in 0..count {
                let message = match name {
                    "mails-signed" => own.signed_mail(&own.identity(), &body, now),
                    // no two at the same second: what is remembered must not depend on that
                    "mails-chained-signed" => self.chain.own.signed_mail(&self.chain.identity, &body, now.plus_seconds(-(number as i64))),
                    "mails-gcm" => encrypted_mail(&own.encrypt(ContentCipher::Aes256Gcm).encrypt(&body).unwrap()),
                    "mails-cbc" => encrypted_mail(&own.encrypt(ContentCipher::Aes256Cbc).encrypt(&body).unwrap()),
                    "small-signed" => own.sign(&body),
                    "small-gcm" => own.encrypt(ContentCipher::Aes256Gcm).encrypt(&body).unwrap(),
                    "small-cbc" => own.encrypt(ContentCipher::Aes256Cbc).encrypt(&body).unwrap(),
                    other => panic!("there is no {other}"),
                };
                file.write_all(&u32::try_from(message.len()).unwrap().to_be_bytes()).unwrap();
                file.write_all(&message).unwrap();
            }
            file.flush().unwrap();
        })
    }

    fn made(&self, name: &str, make: impl FnOnce(&Path, &Own)) -> String {
        if let Some(path) = self.made.borrow().get(name) {
            return path.clone();
        }
        let path = self.folder.path().join(name);
        make(&path, &Own::read(&self.key, &self.certificate));
        let text = path.to_str().unwrap().to_owned();
        self.made.borrow_mut().insert(name.to_owned(), text.clone());
        text
    }
}

/// Three certificates, as a CA for mail has them; the lower two go along.
struct Chain {
    root: String,
    own: Own,
    identity: Identity,
}

impl Chain {
    fn new(folder: &Path) -> Self {
        let signer = || MemorySigner::new(PrivateKey::generate(KeyKind::Rsa { bits: 2048 }).unwrap()).unwrap();
        let pair = |signer: &MemorySigner| rcgen::KeyPair::try_from(signer.key().to_pkcs8().unwrap().as_slice()).unwrap();
        let read = |certificate: &rcgen::Certificate| Certificate::from_der(certificate.der().to_vec()).unwrap();
        let (top, middle, own) = (signer(), signer(), signer());
        let root = authority("Root");
        let root_certificate = root.self_signed(&pair(&top)).unwrap();
        let issuing = authority("Issuing");
        let issuing_certificate = issuing.signed_by(&pair(&middle), &rcgen::Issuer::from_params(&root, pair(&top))).unwrap();
        let leaf = leaf().signed_by(&pair(&own), &rcgen::Issuer::from_params(&issuing, pair(&middle))).unwrap();
        let own = Own { signer: own, certificate: read(&leaf) };
        let bag = [read(&issuing_certificate)];
        let identity = Identity::new(&own.certificate, &bag, own.signer.algorithm(), &sign::Options::default()).unwrap();
        Self { root: write(folder, "root.pem", root_certificate.pem().as_bytes()), own, identity }
    }
}

fn authority(name: &str) -> rcgen::CertificateParams {
    let mut params = rcgen::CertificateParams::default();
    params.distinguished_name.push(rcgen::DnType::CommonName, name);
    params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    params.key_usages = vec![rcgen::KeyUsagePurpose::KeyCertSign, rcgen::KeyUsagePurpose::CrlSign];
    params.use_authority_key_identifier_extension = true;
    params
}

/// The key and the certificate, as a process reads them.
pub(crate) struct Own {
    pub(crate) signer: MemorySigner,
    pub(crate) certificate: Certificate,
}

impl Own {
    pub(crate) fn read(key: &str, certificate: &str) -> Self {
        let key = PrivateKey::from_file(&std::fs::read(key).unwrap(), None).unwrap();
        Self { signer: MemorySigner::new(key).unwrap(), certificate: Self::read_certificate(certificate) }
    }

    pub(crate) fn read_certificate(path: &str) -> Certificate {
        kakitome_pki::certificates_from(&std::fs::read(path).unwrap()).unwrap().remove(0)
    }

    pub(crate) fn identity(&self) -> Identity {
        Identity::new(&self.certificate, &[], self.signer.algorithm(), &sign::Options::default()).unwrap()
    }

    pub(crate) fn encrypt(&self, cipher: ContentCipher) -> encrypt::Request {
        let recipient = Recipient::certificate(&self.certificate, &encrypt::Options::default()).unwrap();
        encrypt::Request::new(&[recipient], cipher).unwrap()
    }

    fn sign(&self, content: &[u8]) -> Vec<u8> {
        let mut opaque = Opaque::new(&[self.identity()], Vec::new()).unwrap();
        opaque.write_all(content).unwrap();
        self.finish(opaque)
    }

    /// Clear-signed, as mail is.
    fn signed_mail(&self, identity: &Identity, content: &[u8], time: UnixTime) -> Vec<u8> {
        let part = [b"Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n", base64(content).as_bytes()].concat();
        let digest = kakitome_crypto::digest(identity.digest(), &part).unwrap();
        let request = sign::Request::new(identity, &digest, Some(time)).unwrap();
        let signature = self.signer.sign(Kind::SignedAttributes, request.to_be_signed()).unwrap();
        let signature = base64(&request.detached(&signature));
        let head = "Content-Type: multipart/signed; protocol=\"application/pkcs7-signature\"; micalg=sha-256; boundary=b\r\n\r\n--b\r\n";
        let tail = "\r\n--b\r\nContent-Type: application/pkcs7-signature; name=smime.p7s\r\nContent-Transfer-Encoding: base64\r\n\r\n";
        [HEADER.as_bytes(), head.as_bytes(), &part, tail.as_bytes(), signature.as_bytes(), b"\r\n--b--\r\n"].concat()
    }

    pub(crate) fn finish<W: Write>(&self, opaque: Opaque<W>) -> W {
        let awaiting = opaque.complete(Some(UnixTime::now())).unwrap();
        let signature = self.signer.sign(Kind::SignedAttributes, awaiting.requests()[0].to_be_signed()).unwrap();
        awaiting.finish(&[signature]).unwrap()
    }
}

const HEADER: &str = "From: noreply@bank.example\r\nTo: customer@home.example\r\nSubject: notice\r\nMIME-Version: 1.0\r\n";

fn encrypted_mail(message: &[u8]) -> Vec<u8> {
    let head =
        "Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\r\nContent-Transfer-Encoding: base64\r\n\r\n";
    [HEADER.as_bytes(), head.as_bytes(), base64(message).as_bytes()].concat()
}

fn base64(bytes: &[u8]) -> String {
    use ::base64::Engine as _;
    let line = |chunk: &[u8]| ::base64::engine::general_purpose::STANDARD.encode(chunk) + "\r\n";
    bytes.chunks(48).map(line).collect()
}

fn signed(own: &Own, path: &Path) {
    let mut opaque = Opaque::new(&[own.identity()], BufWriter::new(File::create(path).unwrap())).unwrap();
    content(&mut opaque, LARGE);
    own.finish(opaque).flush().unwrap();
}

fn encrypted(own: &Own, cipher: ContentCipher, path: &Path) {
    let mut writer = own.encrypt(cipher).stream(BufWriter::new(File::create(path).unwrap())).unwrap();
    content(&mut writer, LARGE);
    writer.finish().unwrap().flush().unwrap();
}

/// Bytes that neither compress nor cost time to make.
fn content(mut sink: impl Write, length: usize) {
    let mut block = vec![0; 1 << 20];
    kakitome_crypto::random_fill(&mut block).unwrap();
    let mut left = length;
    while left > 0 {
        let part = &block[..left.min(block.len())];
        sink.write_all(part).unwrap();
        left -= part.len();
    }
    sink.flush().unwrap();
}

fn certificate(signer: &MemorySigner) -> Vec<u8> {
    let key = rcgen::KeyPair::try_from(signer.key().to_pkcs8().unwrap().as_slice()).unwrap();
    leaf().self_signed(&key).unwrap().pem().into_bytes()
}

fn leaf() -> rcgen::CertificateParams {
    let mut leaf = rcgen::CertificateParams::new(Vec::new()).unwrap();
    leaf.subject_alt_names = vec![rcgen::SanType::Rfc822Name("noreply@bank.example".try_into().unwrap())];
    leaf.extended_key_usages = vec![rcgen::ExtendedKeyUsagePurpose::EmailProtection];
    leaf
}

fn write(folder: &Path, name: &str, bytes: &[u8]) -> String {
    let path: PathBuf = folder.join(name);
    std::fs::write(&path, bytes).unwrap();
    path.to_str().unwrap().to_owned()
}
