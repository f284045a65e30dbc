//! The private keys that lie in the corpus beside the mails that were encrypted to them.

use std::fs;
use std::path::Path;

use kakitome_cms::pkcs12;
use kakitome_crypto::{MemoryOpener, PrivateKey};
use kakitome_pki::{Certificate, certificates_from};

/// PKCS#12 files and their passwords.
const ARCHIVES: &[(&str, &str)] = &[
    ("thunderbird/smime/Alice.p12", "nss"),
    ("thunderbird/smime/Alice-ec.p12", "nss"),
    ("thunderbird/smime/Bob.p12", "nss"),
    ("thunderbird/smime/Dave.p12", "nss"),
    ("thunderbird/smime/Eve.p12", "nss"),
    ("thunderbird/smime-interop/Fran.p12", "nss"),
    ("thunderbird/smime-interop/Fran-ec.p12", "nss"),
    ("protected-headers/bob.p12", "bob"),
    ("simple-java-mail/pkcs12/smime_test_user.p12", "letmein"),
];

/// Certificates and the keys beside them.
const PAIRS: &[(&str, &str)] = &[
    ("openssl/smime-certs/smrsa1.pem", "openssl/smime-certs/smrsa1.pem"),
    ("openssl/smime-certs/smec3.pem", "openssl/smime-certs/smec3.pem"),
    ("gnupg/cert_g10code_test1.der", "gnupg/test1-key.pem"),
    ("asn1crypto/keys/test-der.crt", "asn1crypto/keys/test-der.key"),
    ("pkijs/ecc-recipient-cert.pem", "pkijs/ecc-recipient-private-key.pem"),
    ("rfc4134/BobRSASignByCarl.cer", "rfc4134/BobPrivRSAEncrypt.pri"),
    ("rfc4134/DianeRSASignByCarl.cer", "rfc4134/DianePrivRSASignEncrypt.pri"),
];

pub fn all(corpus: &Path) -> Vec<(Certificate, MemoryOpener)> {
    let file = |path: &str| fs::read(corpus.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
    let archives = ARCHIVES.iter().map(|(path, password)| {
        let contents = pkcs12::read(&file(path), password).unwrap_or_else(|error| panic!("{path}: {error}"));
        let key = PrivateKey::from_pkcs8(&contents.private_key).unwrap();
        (Certificate::from_der(contents.certificates[0].clone()).unwrap(), MemoryOpener::new(key).unwrap())
    });
    let pairs = PAIRS.iter().map(|(certificate, key)| {
        let key = PrivateKey::from_file(&file(key), None).unwrap_or_else(|error| panic!("{key}: {error}"));
        (certificates_from(&file(certificate)).unwrap().remove(0), MemoryOpener::new(key).unwrap())
    });
    archives.chain(pairs).collect()
}
