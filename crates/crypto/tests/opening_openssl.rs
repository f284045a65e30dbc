//! Content keys between OpenSSL and us, both ways: PKCS#1 v1.5 and OAEP with its digests and label, ECDH as its `cms` writes it, X25519;
//! and the private keys of the corpus.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

use std::{
    io::Write,
    path::PathBuf,
    process::{Command, Stdio},
};

use kakitome_crypto::{
    DigestAlgorithm as Hash, Error, KeyAgreement, KeyKind, KeyTransport, KeyWrap, MemoryOpener, MemorySigner, Opener, PrivateKey,
    PublicKey, Wrapped, x963_kdf,
};

const CONTENT_KEY: [u8; 16] = *b"sixteen octets !";

/// A folder that goes when this does.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("kakitome-crypto-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    fn put(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.0.join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    fn openssl(&self, arguments: &[&str], input: &[u8]) -> Vec<u8> {
        let mut child = Command::new("openssl")
            .args(arguments)
            .current_dir(&self.0)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("this test needs the openssl program (Debian: apt-get install openssl)");
        child.stdin.take().unwrap().write_all(input).unwrap();
        let done = child.wait_with_output().unwrap();
        assert!(done.status.success(), "openssl {arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
        done.stdout
    }

    /// A private key by OpenSSL in `key.pem`, its public half in `public.pem`.
    fn key(&self, arguments: &[&str]) -> MemoryOpener {
        let pem = self.openssl(&[&["genpkey"], arguments].concat(), b"");
        self.put("key.pem", &pem);
        let public = self.openssl(&["pkey", "-pubout"], &pem);
        self.put("public.pem", &public);
        let key = PrivateKey::from_file(&pem, None).unwrap();
        assert_eq!(key.public_spki(), self.openssl(&["pkey", "-pubout", "-outform", "DER"], &pem));
        MemoryOpener::new(key).unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// OpenSSL's options for a way of transport.
fn options(transport: &KeyTransport) -> Vec<String> {
    let mut options = vec!["-pkeyopt".to_owned()];
    match transport {
        KeyTransport::RsaOaep { digest, mgf, label } => {
            options.push("rsa_padding_mode:oaep".to_owned());
            let name = |digest: &Hash| digest.name().to_lowercase();
            options.extend(["-pkeyopt".to_owned(), format!("rsa_oaep_md:{}", name(digest))]);
            options.extend(["-pkeyopt".to_owned(), format!("rsa_mgf1_md:{}", name(mgf))]);
            if !label.is_empty() {
                let hex: String = label.iter().map(|octet| format!("{octet:02x}")).collect();
                options.extend(["-pkeyopt".to_owned(), format!("rsa_oaep_label:{hex}")]);
            }
        }
        _ => options.push("rsa_padding_mode:pkcs1".to_owned()),
    }
    options
}

fn oaep(digest: Hash, mgf: Hash, label: &[u8]) -> KeyTransport {
    KeyTransport::RsaOaep { digest, mgf, label: label.to_vec() }
}

fn both_ways(bits: u32, transports: &[KeyTransport]) {
    let folder = Folder::new(&format!("rsa{bits}"));
    let opener = folder.key(&["-algorithm", "RSA", "-pkeyopt", &format!("rsa_keygen_bits:{bits}")]);
    assert_eq!(opener.key().kind(), KeyKind::Rsa { bits });
    let public = PublicKey::from_spki(opener.public_key()).unwrap();
    for transport in transports {
        let options = options(transport);
        let options: Vec<&str> = options.iter().map(String::as_str).collect();
        let encrypted = folder.openssl(&[&["pkeyutl", "-encrypt", "-pubin", "-inkey", "public.pem"], &options[..]].concat(), &CONTENT_KEY);
        let key = opener.unwrap(&Wrapped::Transport { algorithm: transport, encrypted: &encrypted }, 16).unwrap();
        assert_eq!(key.as_slice(), CONTENT_KEY, "{bits} {transport} from OpenSSL");
        let ours = public.encrypt_key(transport, &CONTENT_KEY);
        if bits < 1024 {
            assert!(matches!(ours, Err(Error::BadKey { .. })), "nothing is written to {bits} bits");
            continue;
        }
        let ours = ours.unwrap();
        assert_ne!(ours, public.encrypt_key(transport, &CONTENT_KEY).unwrap());
        let opened = folder.openssl(&[&["pkeyutl", "-decrypt", "-inkey", "key.pem"], &options[..]].concat(), &ours);
        assert_eq!(opened, CONTENT_KEY, "{bits} {transport} to OpenSSL");
    }
}

#[test]
fn rsa_with_every_padding_both_ways() {
    let mut transports = vec![KeyTransport::RsaPkcs1];
    for digest in [Hash::Sha1, Hash::Sha224, Hash::Sha256, Hash::Sha384, Hash::Sha512] {
        transports.extend([oaep(digest, digest, b""), oaep(digest, Hash::Sha1, b""), oaep(digest, Hash::Sha256, b"a label")]);
    }
    both_ways(2048, &transports);
}

#[test]
fn rsa_of_every_length_both_ways() {
    let few = [KeyTransport::RsaPkcs1, oaep(Hash::Sha1, Hash::Sha1, b"")];
    for bits in [512, 768] {
        both_ways(bits, &few[..1]);
    }
    for bits in [1024, 1025, 1031, 1536, 3072] {
        both_ways(bits, &few);
    }
    both_ways(1536, &[oaep(Hash::Sha256, Hash::Sha1, b"")]);
}

/// The elements of a constructed value: tag, whole, content.
fn elements(mut der: &[u8]) -> Vec<(u8, &[u8], &[u8])> {
    let mut found = Vec::new();
    while !der.is_empty() {
        let (head, length) = match der[1] {
            short @ 0..=127 => (2, usize::from(short)),
            0x81 => (3, usize::from(der[2])),
            _ => (4, usize::from(der[2]) << 8 | usize::from(der[3])),
        };
        found.push((der[0], &der[..head + length], &der[head..head + length]));
        der = &der[head + length..];
    }
    found
}

/// `openssl cms -encrypt` to an EC key: what it agrees on is agreed on here, by the content that opens with it.
#[test]
fn ecdh_as_openssl_cms_writes_it() {
    let mut seen = Vec::new();
    for (curve, kind) in [("P-256", KeyKind::P256), ("P-384", KeyKind::P384), ("P-521", KeyKind::P521)] {
        let folder = Folder::new(curve);
        let opener = folder.key(&["-algorithm", "EC", "-pkeyopt", &format!("ec_paramgen_curve:{curve}")]);
        assert_eq!(opener.key().kind(), kind);
        folder.openssl(&["req", "-x509", "-new", "-key", "key.pem", "-subj", "/CN=x", "-out", "cert.pem"], b"");
        for (way, name) in [
            (&[][..], "ECDH, X9.63 with SHA-1, AES-256 key wrap"),
            (&["-keyopt", "ecdh_kdf_md:sha224", "-wrap", "aes-128-wrap"], "ECDH, X9.63 with SHA-224, AES-128 key wrap"),
            (&["-keyopt", "ecdh_kdf_md:sha256", "-wrap", "aes-192-wrap"], "ECDH, X9.63 with SHA-256, AES-192 key wrap"),
            (&["-keyopt", "ecdh_kdf_md:sha384"], "ECDH, X9.63 with SHA-384, AES-256 key wrap"),
            (&["-keyopt", "ecdh_kdf_md:sha512", "-keyopt", "ecdh_cofactor_mode:1"], "cofactor ECDH, X9.63 with SHA-512, AES-256 key wrap"),
            (&["-keyopt", "ecdh_kdf_md:sha1", "-keyopt", "ecdh_cofactor_mode:1"], "cofactor ECDH, X9.63 with SHA-1, AES-256 key wrap"),
        ] {
            let arguments = [&["cms", "-encrypt", "-binary", "-outform", "DER", "-aes256", "-recip", "cert.pem"], way].concat();
            let message = folder.openssl(&arguments, b"the content");
            let content_info = elements(elements(&message)[0].2);
            let enveloped = elements(elements(content_info[1].2)[0].2);
            let (recipients, content) = (enveloped[1].2, elements(enveloped[2].2));
            let agree = elements(elements(recipients)[0].2);
            let key_at = elements(agree[1].2)[0];
            let originator = [&[0x30], &key_at.1[1..]].concat();
            let at = usize::from(agree[2].0 == 0xa1);
            let ukm = (at == 1).then(|| elements(agree[2].2)[0].2);
            let algorithm = KeyAgreement::from_der(agree[2 + at].1).unwrap();
            assert_eq!(algorithm.to_der(), agree[2 + at].1);
            let encrypted = elements(elements(agree[3 + at].2)[0].2)[1].2;
            let wrapped = Wrapped::Agreement { algorithm: &algorithm, originator: &originator, ukm, encrypted };
            let key = opener.unwrap(&wrapped, 32).unwrap();
            let hex = |octets: &[u8]| octets.iter().map(|octet| format!("{octet:02x}")).collect::<String>();
            let iv = elements(elements(content[1].2)[1].1)[0].2;
            let opened = folder.openssl(&["enc", "-d", "-aes-256-cbc", "-K", &hex(&key), "-iv", &hex(iv)], content[2].2);
            assert_eq!(opened, b"the content", "{curve} {way:?}");
            assert_eq!(algorithm.name(), name, "{curve}");
            seen.push(algorithm.name());
        }
    }
    assert_eq!(seen.len(), 18, "{seen:?}");
}

/// Our ephemeral key, OpenSSL's arithmetic with the recipient's private key.
#[test]
fn what_is_agreed_here_openssl_derives() {
    for (arguments, kind) in [
        (&["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"][..], KeyKind::P256),
        (&["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384"], KeyKind::P384),
        (&["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-521"], KeyKind::P521),
        (&["-algorithm", "X25519"], KeyKind::X25519),
    ] {
        let folder = Folder::new(&format!("derive-{kind}"));
        let opener = folder.key(arguments);
        assert_eq!(opener.key().kind(), kind);
        let agreement = KeyAgreement::new(kakitome_crypto::Kdf::X963(Hash::Sha256), false, KeyWrap::Aes128).unwrap();
        let agreed = PublicKey::from_spki(opener.public_key()).unwrap().agree_and_wrap(&agreement, None, &CONTENT_KEY).unwrap();
        folder.put("ephemeral.der", &agreed.originator_spki);
        let secret = folder.openssl(&["pkeyutl", "-derive", "-inkey", "key.pem", "-peerkey", "ephemeral.der", "-peerform", "DER"], b"");
        let info = b"\x30\x15\x30\x0b\x06\x09\x60\x86\x48\x01\x65\x03\x04\x01\x05\xa2\x06\x04\x04\x00\x00\x00\x80";
        let kek = x963_kdf(Hash::Sha256, &secret, info, 16).unwrap();
        assert_eq!(KeyWrap::Aes128.unwrap(&kek, &agreed.encrypted).unwrap().as_slice(), CONTENT_KEY, "{kind}");
    }
}

#[test]
fn x25519_keys_are_read_and_written() {
    let folder = Folder::new("x25519");
    folder.key(&["-algorithm", "X25519"]);
    let pem = std::fs::read(folder.0.join("key.pem")).unwrap();
    let der = folder.openssl(&["pkey", "-outform", "DER"], &pem);
    let encrypted = folder.openssl(&["pkcs8", "-topk8", "-v2", "aes-256-cbc", "-passout", "pass:x"], &pem);
    for (file, password) in [(&pem, None), (&der, None), (&encrypted, Some(&b"x"[..]))] {
        let key = PrivateKey::from_file(file, password).unwrap();
        assert_eq!(key.kind(), KeyKind::X25519);
        assert_eq!(key.to_pkcs8().unwrap().as_slice(), der);
        assert_eq!(PublicKey::from_spki(key.public_spki()).unwrap().kind(), KeyKind::X25519);
    }
    let ours = PrivateKey::generate(KeyKind::X25519).unwrap();
    let public = folder.openssl(&["pkey", "-inform", "DER", "-pubout", "-outform", "DER"], &ours.to_pkcs8().unwrap());
    assert_eq!(public, ours.public_spki());
    // They never sign, and no curve but their own is agreed with.
    let said = MemorySigner::new(PrivateKey::from_pkcs8(&der).unwrap()).unwrap_err();
    assert_eq!(said.to_string(), "signing by X25519 with a key of type X25519 is not supported");
    for broken in
        [&der[..der.len() - 1], b"\x30\x2d\x02\x01\x00\x30\x05\x06\x03\x2b\x65\x6e\x04\x21\x04\x1f0123456789012345678901234567890"]
    {
        assert!(PrivateKey::from_pkcs8(broken).is_err());
    }
    let short = b"\x30\x29\x30\x05\x06\x03\x2b\x65\x6e\x03\x20\x000123456789012345678901234567890";
    assert!(matches!(PublicKey::from_spki(short), Err(Error::BadKey { .. })));
}

/// Every private key in the corpus, those of 512 and 1024 bits from the nineties among them.
#[test]
fn the_private_keys_of_old_mail_are_read() {
    let root = std::env::var_os("KAKITOME_SHARED")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared"), PathBuf::from);
    let read = |path: &str| {
        let path = root.join("corpus").join(path);
        let bytes = std::fs::read(&path).unwrap_or_else(|why| {
            panic!("the test corpus is not there: {}: {why}; set KAKITOME_SHARED to the folder that holds it", path.display())
        });
        PrivateKey::from_file(&bytes, None)
    };
    for (path, kind) in [
        ("rfc4134/AlicePrivRSASign.pri", KeyKind::Rsa { bits: 1024 }),
        ("rfc4134/BobPrivRSAEncrypt.pri", KeyKind::Rsa { bits: 1024 }),
        ("rfc4134/CarlPrivRSASign.pri", KeyKind::Rsa { bits: 1024 }),
        ("rfc4134/DianePrivRSASignEncrypt.pri", KeyKind::Rsa { bits: 1024 }),
        ("asn1crypto/keys/test-der.key", KeyKind::Rsa { bits: 2048 }),
        ("asn1crypto/keys/test.key", KeyKind::Rsa { bits: 2048 }),
        ("gnupg/test1-key.pem", KeyKind::Rsa { bits: 1024 }),
        ("pkijs/ecc-recipient-private-key.pem", KeyKind::P256),
        ("openssl/80-test_cms_data/ecdh-key.pem", KeyKind::P256),
        ("openssl/smime-certs/smrsa3-key.pem", KeyKind::Rsa { bits: 2048 }),
        ("mimekit/smime/rsa/smime.key", KeyKind::Rsa { bits: 4096 }),
        ("mimekit/smime/ec/smime.key", KeyKind::P384),
    ] {
        let key = read(path).unwrap_or_else(|why| panic!("{path}: {why}"));
        assert_eq!(key.kind(), kind, "{path}");
        assert_eq!(PrivateKey::from_pkcs8(&key.to_pkcs8().unwrap()).unwrap().public_spki(), key.public_spki(), "{path}");
        assert!(MemoryOpener::new(key).is_ok(), "{path}");
    }
    for (path, name) in [
        ("rfc4134/AlicePrivDSSSign.pri", "private key of type DSA is not supported"),
        ("openssl/80-test_cms_data/dh-key.pem", "private key of type Diffie-Hellman is not supported"),
    ] {
        assert_eq!(read(path).unwrap_err().to_string(), name, "{path}");
    }
}
