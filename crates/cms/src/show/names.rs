//! Names of object identifiers as people who debug know them: those of the RFCs, shortened where everybody does.
//! Digests and signature algorithms have theirs from `kakitome_crypto`.

use std::collections::HashMap;
use std::sync::LazyLock;

use const_oid::ObjectIdentifier;
use kakitome_ber::der;
use kakitome_crypto::{DigestAlgorithm, SignatureAlgorithm};

/// The name of an object identifier, if it has one here.
pub(super) fn of(oid: &ObjectIdentifier) -> Option<&'static str> {
    NAMES.get(oid).copied()
}

/// As [`of`]; signature algorithms too.
pub(super) fn described(oid: &ObjectIdentifier) -> Option<String> {
    of(oid).map(str::to_owned).or_else(|| of_algorithm(oid, &der::sequence(&[&der::oid(oid)])))
}

static NAMES: LazyLock<HashMap<ObjectIdentifier, &'static str>> = LazyLock::new(|| {
    let rows = TABLE.iter().filter_map(|(dotted, name)| Some((ObjectIdentifier::new(dotted).ok()?, *name)));
    let mut names: HashMap<ObjectIdentifier, &'static str> = rows.collect();
    for digest in DigestAlgorithm::all() {
        names.entry(digest.oid()).or_insert_with(|| digest.name());
    }
    names
});

/// The name of an AlgorithmIdentifier with what matters of its parameters.
pub(super) fn of_algorithm(oid: &ObjectIdentifier, whole: &[u8]) -> Option<String> {
    if let Some(name) = of(oid).filter(|name| *name != "rsassaPss") {
        return Some(name.to_owned());
    }
    match SignatureAlgorithm::from_der(whole).ok()? {
        SignatureAlgorithm::Unsupported(unsupported) => unsupported.name.map(str::to_owned),
        known => Some(known.name()),
    }
}

const TABLE: &[(&str, &str)] = &[
    ("0.9.2342.19200300.100.1.1", "UID"),
    ("0.9.2342.19200300.100.1.25", "DC"),
    ("1.2.840.10040.4.1", "dsa"),
    ("1.2.840.10045.2.1", "ecPublicKey"),
    ("1.2.840.10045.3.1.7", "P-256"),
    ("1.2.840.113549.1.1.1", "rsaEncryption"),
    ("1.2.840.113549.1.1.7", "rsaesOaep"),
    ("1.2.840.113549.1.1.8", "mgf1"),
    ("1.2.840.113549.1.1.9", "pSpecified"),
    ("1.2.840.113549.1.1.10", "rsassaPss"),
    ("1.2.840.113549.1.5.12", "pbkdf2"),
    ("1.2.840.113549.1.5.13", "pbes2"),
    ("1.2.840.113549.1.7.1", "data"),
    ("1.2.840.113549.1.7.2", "signedData"),
    ("1.2.840.113549.1.7.3", "envelopedData"),
    ("1.2.840.113549.1.7.4", "signedAndEnvelopedData"),
    ("1.2.840.113549.1.7.5", "digestedData"),
    ("1.2.840.113549.1.7.6", "encryptedData"),
    ("1.2.840.113549.1.9.1", "emailAddress"),
    ("1.2.840.113549.1.9.3", "contentType"),
    ("1.2.840.113549.1.9.4", "messageDigest"),
    ("1.2.840.113549.1.9.5", "signingTime"),
    ("1.2.840.113549.1.9.6", "countersignature"),
    ("1.2.840.113549.1.9.7", "challengePassword"),
    ("1.2.840.113549.1.9.14", "extensionRequest"),
    ("1.2.840.113549.1.9.15", "smimeCapabilities"),
    ("1.2.840.113549.1.9.16.1.1", "receipt"),
    ("1.2.840.113549.1.9.16.1.2", "authData"),
    ("1.2.840.113549.1.9.16.1.4", "tSTInfo"),
    ("1.2.840.113549.1.9.16.1.9", "compressedData"),
    ("1.2.840.113549.1.9.16.1.23", "authEnvelopedData"),
    ("1.2.840.113549.1.9.16.2.1", "receiptRequest"),
    ("1.2.840.113549.1.9.16.2.2", "securityLabel"),
    ("1.2.840.113549.1.9.16.2.4", "contentHints"),
    ("1.2.840.113549.1.9.16.2.7", "contentIdentifier"),
    ("1.2.840.113549.1.9.16.2.11", "encrypKeyPref"),
    ("1.2.840.113549.1.9.16.2.12", "signingCertificate"),
    ("1.2.840.113549.1.9.16.2.14", "timeStampToken"),
    ("1.2.840.113549.1.9.16.2.15", "sigPolicyId"),
    ("1.2.840.113549.1.9.16.2.16", "commitmentType"),
    ("1.2.840.113549.1.9.16.2.17", "signerLocation"),
    ("1.2.840.113549.1.9.16.2.18", "signerAttr"),
    ("1.2.840.113549.1.9.16.2.21", "certificateRefs"),
    ("1.2.840.113549.1.9.16.2.22", "revocationRefs"),
    ("1.2.840.113549.1.9.16.2.23", "certValues"),
    ("1.2.840.113549.1.9.16.2.24", "revocationValues"),
    ("1.2.840.113549.1.9.16.2.25", "escTimeStamp"),
    ("1.2.840.113549.1.9.16.2.47", "signingCertificateV2"),
    ("1.2.840.113549.1.9.16.3.3", "pwri3DES"),
    ("1.2.840.113549.1.9.16.3.5", "esdh"),
    ("1.2.840.113549.1.9.16.3.6", "cms3DESwrap"),
    ("1.2.840.113549.1.9.16.3.7", "cmsRC2wrap"),
    ("1.2.840.113549.1.9.16.3.8", "zlibCompress"),
    ("1.2.840.113549.1.9.16.3.9", "pwriKek"),
    ("1.2.840.113549.1.9.16.3.18", "ChaCha20-Poly1305"),
    ("1.2.840.113549.1.9.16.3.19", "dhSinglePass-stdDH-hkdf-sha256"),
    ("1.2.840.113549.1.9.16.3.20", "dhSinglePass-stdDH-hkdf-sha384"),
    ("1.2.840.113549.1.9.16.3.21", "dhSinglePass-stdDH-hkdf-sha512"),
    ("1.2.840.113549.1.9.16.3.28", "hkdf-sha256"),
    ("1.2.840.113549.1.9.16.3.29", "hkdf-sha384"),
    ("1.2.840.113549.1.9.16.3.30", "hkdf-sha512"),
    ("1.2.840.113549.1.9.16.13.3", "kem"),
    ("1.2.840.113549.1.9.20", "friendlyName"),
    ("1.2.840.113549.1.9.21", "localKeyID"),
    ("1.2.840.113549.1.9.22.1", "x509Certificate"),
    ("1.2.840.113549.1.9.23.1", "x509Crl"),
    ("1.2.840.113549.1.9.52", "cmsAlgorithmProtect"),
    ("1.2.840.113549.1.12.1.1", "pbeWithSHAAnd128BitRC4"),
    ("1.2.840.113549.1.12.1.2", "pbeWithSHAAnd40BitRC4"),
    ("1.2.840.113549.1.12.1.3", "pbeWithSHAAnd3-KeyTripleDES-CBC"),
    ("1.2.840.113549.1.12.1.4", "pbeWithSHAAnd2-KeyTripleDES-CBC"),
    ("1.2.840.113549.1.12.1.5", "pbeWithSHAAnd128BitRC2-CBC"),
    ("1.2.840.113549.1.12.1.6", "pbeWithSHAAnd40BitRC2-CBC"),
    ("1.2.840.113549.1.12.10.1.1", "keyBag"),
    ("1.2.840.113549.1.12.10.1.2", "pkcs-8ShroudedKeyBag"),
    ("1.2.840.113549.1.12.10.1.3", "certBag"),
    ("1.2.840.113549.1.12.10.1.4", "crlBag"),
    ("1.2.840.113549.1.12.10.1.5", "secretBag"),
    ("1.2.840.113549.1.12.10.1.6", "safeContentsBag"),
    ("1.2.840.113549.2.7", "hmacWithSHA1"),
    ("1.2.840.113549.2.8", "hmacWithSHA224"),
    ("1.2.840.113549.2.9", "hmacWithSHA256"),
    ("1.2.840.113549.2.10", "hmacWithSHA384"),
    ("1.2.840.113549.2.11", "hmacWithSHA512"),
    ("1.2.840.113549.3.2", "rc2-CBC"),
    ("1.2.840.113549.3.4", "rc4"),
    ("1.2.840.113549.3.7", "des-ede3-CBC"),
    ("1.3.6.1.4.1.311.2.1.4", "spcIndirectData"),
    ("1.3.6.1.4.1.311.16.4", "msEncryptionKeyPreference"),
    ("1.3.6.1.4.1.311.17.1", "msKeyProvider"),
    ("1.3.6.1.4.1.311.20.2", "msCertificateTemplateName"),
    ("1.3.6.1.4.1.311.20.2.3", "userPrincipalName"),
    ("1.3.6.1.4.1.311.21.1", "msCAVersion"),
    ("1.3.6.1.4.1.311.21.7", "msCertificateTemplate"),
    ("1.3.6.1.4.1.11129.2.4.2", "signedCertificateTimestamps"),
    ("1.3.6.1.5.5.7.1.1", "authorityInfoAccess"),
    ("1.3.6.1.5.5.7.1.3", "qcStatements"),
    ("1.3.6.1.5.5.7.1.11", "subjectInfoAccess"),
    ("1.3.6.1.5.5.7.2.1", "cps"),
    ("1.3.6.1.5.5.7.2.2", "userNotice"),
    ("1.3.6.1.5.5.7.3.1", "serverAuth"),
    ("1.3.6.1.5.5.7.3.2", "clientAuth"),
    ("1.3.6.1.5.5.7.3.3", "codeSigning"),
    ("1.3.6.1.5.5.7.3.4", "emailProtection"),
    ("1.3.6.1.5.5.7.3.8", "timeStamping"),
    ("1.3.6.1.5.5.7.3.9", "OCSPSigning"),
    ("1.3.6.1.5.5.7.8.9", "SmtpUTF8Mailbox"),
    ("1.3.6.1.5.5.7.11.2", "qcs-pkixQCSyntax-v2"),
    ("0.4.0.1862.1.1", "qcs-QcCompliance"),
    ("0.4.0.1862.1.4", "qcs-QcSSCD"),
    ("0.4.0.1862.1.5", "qcs-QcPDS"),
    ("0.4.0.1862.1.6", "qcs-QcType"),
    ("1.3.6.1.5.5.7.16.2", "ocspResponse"),
    ("1.3.6.1.5.5.7.48.1", "ocsp"),
    ("1.3.6.1.5.5.7.48.2", "caIssuers"),
    ("1.3.14.3.2.7", "des-CBC"),
    ("1.3.36.3.3.2.8.1.1.7", "brainpoolP256r1"),
    ("1.3.36.3.3.2.8.1.1.11", "brainpoolP384r1"),
    ("1.3.36.3.3.2.8.1.1.13", "brainpoolP512r1"),
    ("1.3.101.110", "X25519"),
    ("1.3.101.111", "X448"),
    ("1.3.101.112", "Ed25519"),
    ("1.3.101.113", "Ed448"),
    ("1.3.132.0.10", "secp256k1"),
    ("1.3.132.0.34", "P-384"),
    ("1.3.132.0.35", "P-521"),
    ("1.3.132.1.11.0", "dhSinglePass-stdDH-sha224kdf"),
    ("1.3.132.1.11.1", "dhSinglePass-stdDH-sha256kdf"),
    ("1.3.132.1.11.2", "dhSinglePass-stdDH-sha384kdf"),
    ("1.3.132.1.11.3", "dhSinglePass-stdDH-sha512kdf"),
    ("1.3.132.1.14.0", "dhSinglePass-cofactorDH-sha224kdf"),
    ("1.3.132.1.14.1", "dhSinglePass-cofactorDH-sha256kdf"),
    ("1.3.132.1.14.2", "dhSinglePass-cofactorDH-sha384kdf"),
    ("1.3.132.1.14.3", "dhSinglePass-cofactorDH-sha512kdf"),
    ("1.3.133.16.840.63.0.2", "dhSinglePass-stdDH-sha1kdf"),
    ("1.3.133.16.840.63.0.3", "dhSinglePass-cofactorDH-sha1kdf"),
    ("2.5.4.3", "CN"),
    ("2.5.4.4", "SN"),
    ("2.5.4.5", "serialNumber"),
    ("2.5.4.6", "C"),
    ("2.5.4.7", "L"),
    ("2.5.4.8", "ST"),
    ("2.5.4.9", "street"),
    ("2.5.4.10", "O"),
    ("2.5.4.11", "OU"),
    ("2.5.4.12", "title"),
    ("2.5.4.42", "givenName"),
    ("2.5.4.65", "pseudonym"),
    ("2.5.4.97", "organizationIdentifier"),
    ("2.5.29.9", "subjectDirectoryAttributes"),
    ("2.5.29.14", "subjectKeyIdentifier"),
    ("2.5.29.15", "keyUsage"),
    ("2.5.29.16", "privateKeyUsagePeriod"),
    ("2.5.29.17", "subjectAltName"),
    ("2.5.29.18", "issuerAltName"),
    ("2.5.29.19", "basicConstraints"),
    ("2.5.29.20", "cRLNumber"),
    ("2.5.29.21", "reasonCode"),
    ("2.5.29.24", "invalidityDate"),
    ("2.5.29.27", "deltaCRLIndicator"),
    ("2.5.29.28", "issuingDistributionPoint"),
    ("2.5.29.29", "certificateIssuer"),
    ("2.5.29.30", "nameConstraints"),
    ("2.5.29.31", "cRLDistributionPoints"),
    ("2.5.29.32", "certificatePolicies"),
    ("2.5.29.32.0", "anyPolicy"),
    ("2.5.29.33", "policyMappings"),
    ("2.5.29.35", "authorityKeyIdentifier"),
    ("2.5.29.36", "policyConstraints"),
    ("2.5.29.37", "extKeyUsage"),
    ("2.5.29.37.0", "anyExtendedKeyUsage"),
    ("2.5.29.46", "freshestCRL"),
    ("2.5.29.54", "inhibitAnyPolicy"),
    ("2.16.840.1.101.3.4.1.2", "aes128-CBC"),
    ("2.16.840.1.101.3.4.1.5", "aes128-wrap"),
    ("2.16.840.1.101.3.4.1.6", "aes128-GCM"),
    ("2.16.840.1.101.3.4.1.7", "aes128-CCM"),
    ("2.16.840.1.101.3.4.1.22", "aes192-CBC"),
    ("2.16.840.1.101.3.4.1.25", "aes192-wrap"),
    ("2.16.840.1.101.3.4.1.26", "aes192-GCM"),
    ("2.16.840.1.101.3.4.1.42", "aes256-CBC"),
    ("2.16.840.1.101.3.4.1.45", "aes256-wrap"),
    ("2.16.840.1.101.3.4.1.46", "aes256-GCM"),
    ("2.16.840.1.101.3.4.1.47", "aes256-CCM"),
    ("2.16.840.1.101.3.4.4.1", "ML-KEM-512"),
    ("2.16.840.1.101.3.4.4.2", "ML-KEM-768"),
    ("2.16.840.1.101.3.4.4.3", "ML-KEM-1024"),
    ("2.16.840.1.113730.1.1", "netscapeCertType"),
    ("2.16.840.1.113730.1.13", "netscapeComment"),
    ("2.23.140.1.5.1.1", "mailbox-validated-legacy"),
    ("2.23.140.1.5.1.2", "mailbox-validated-multipurpose"),
    ("2.23.140.1.5.1.3", "mailbox-validated-strict"),
    ("2.23.140.1.5.2.1", "organization-validated-legacy"),
    ("2.23.140.1.5.2.2", "organization-validated-multipurpose"),
    ("2.23.140.1.5.2.3", "organization-validated-strict"),
    ("2.23.140.1.5.3.1", "sponsor-validated-legacy"),
    ("2.23.140.1.5.3.2", "sponsor-validated-multipurpose"),
    ("2.23.140.1.5.3.3", "sponsor-validated-strict"),
    ("2.23.140.1.5.4.1", "individual-validated-legacy"),
    ("2.23.140.1.5.4.2", "individual-validated-multipurpose"),
    ("2.23.140.1.5.4.3", "individual-validated-strict"),
];

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests may panic")]

    use super::*;

    #[test]
    fn every_row_is_an_object_identifier_once() {
        let mut seen = std::collections::HashSet::new();
        for (dotted, name) in TABLE {
            let oid = ObjectIdentifier::new(dotted).expect(dotted);
            assert!(seen.insert(oid), "{dotted} twice");
            assert_eq!(of(&oid), Some(*name));
        }
    }

    #[test]
    fn algorithms_have_names() {
        let pss = SignatureAlgorithm::RsaPss { digest: DigestAlgorithm::Sha256, mgf: DigestAlgorithm::Sha256, salt_len: 32 };
        let oid = ObjectIdentifier::new("1.2.840.113549.1.1.10").unwrap();
        assert_eq!(of_algorithm(&oid, &pss.to_der()), Some(pss.name()));
        assert_eq!(of(&DigestAlgorithm::Sha3_256.oid()), Some("SHA3-256"));
    }
}
