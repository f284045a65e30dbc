//! Object identifiers of CMS and S/MIME, and names of digests that are recognised and never computed.

use const_oid::ObjectIdentifier;

const fn oid(dotted: &str) -> ObjectIdentifier {
    ObjectIdentifier::new_unwrap(dotted)
}

/// id-data (RFC 5652 4)
pub const DATA: ObjectIdentifier = oid("1.2.840.113549.1.7.1");
/// id-signedData (RFC 5652 5.1)
pub const SIGNED_DATA: ObjectIdentifier = oid("1.2.840.113549.1.7.2");
/// id-envelopedData (RFC 5652 6.1)
pub const ENVELOPED_DATA: ObjectIdentifier = oid("1.2.840.113549.1.7.3");
/// id-digestedData (RFC 5652 7)
pub const DIGESTED_DATA: ObjectIdentifier = oid("1.2.840.113549.1.7.5");
/// id-encryptedData (RFC 5652 8)
pub const ENCRYPTED_DATA: ObjectIdentifier = oid("1.2.840.113549.1.7.6");
/// id-ct-compressedData (RFC 3274 1.1)
pub const COMPRESSED_DATA: ObjectIdentifier = oid("1.2.840.113549.1.9.16.1.9");
/// id-ct-authEnvelopedData (RFC 5083 2.1)
pub const AUTH_ENVELOPED_DATA: ObjectIdentifier = oid("1.2.840.113549.1.9.16.1.23");
/// id-alg-zlibCompress (RFC 3274 2)
pub const ZLIB: ObjectIdentifier = oid("1.2.840.113549.1.9.16.3.8");

/// id-ri-ocsp-response (RFC 5940 2)
pub const OCSP_RESPONSE: ObjectIdentifier = oid("1.3.6.1.5.5.7.16.2");
/// id-contentType (RFC 5652 11.1)
pub const CONTENT_TYPE: ObjectIdentifier = oid("1.2.840.113549.1.9.3");
/// id-messageDigest (RFC 5652 11.2)
pub const MESSAGE_DIGEST: ObjectIdentifier = oid("1.2.840.113549.1.9.4");
/// id-signingTime (RFC 5652 11.3)
pub const SIGNING_TIME: ObjectIdentifier = oid("1.2.840.113549.1.9.5");
/// id-countersignature (RFC 5652 11.4)
pub const COUNTERSIGNATURE: ObjectIdentifier = oid("1.2.840.113549.1.9.6");
/// smimeCapabilities (RFC 8551 2.5.2)
pub const SMIME_CAPABILITIES: ObjectIdentifier = oid("1.2.840.113549.1.9.15");
/// id-aa-encrypKeyPref (RFC 8551 2.5.3)
pub const ENCRYPTION_KEY_PREFERENCE: ObjectIdentifier = oid("1.2.840.113549.1.9.16.2.11");
/// id-aa-timeStampToken (RFC 3161 appendix A)
pub const TIME_STAMP_TOKEN: ObjectIdentifier = oid("1.2.840.113549.1.9.16.2.14");
/// id-ct-TSTInfo (RFC 3161 2.4.2)
pub const TST_INFO: ObjectIdentifier = oid("1.2.840.113549.1.9.16.1.4");
/// id-aa-signingCertificate (RFC 2634 5.4)
pub const SIGNING_CERTIFICATE: ObjectIdentifier = oid("1.2.840.113549.1.9.16.2.12");
/// id-aa-signingCertificateV2 (RFC 5035 3)
pub const SIGNING_CERTIFICATE_V2: ObjectIdentifier = oid("1.2.840.113549.1.9.16.2.47");
/// id-aa-CMSAlgorithmProtect (RFC 6211 2)
pub const ALGORITHM_PROTECTION: ObjectIdentifier = oid("1.2.840.113549.1.9.52");

/// rsaEncryption (RFC 3370 3.2)
pub const RSA_ENCRYPTION: ObjectIdentifier = oid("1.2.840.113549.1.1.1");
/// id-aes128-CBC (RFC 3565)
pub const AES_128_CBC: ObjectIdentifier = oid("2.16.840.1.101.3.4.1.2");
/// id-aes256-CBC (RFC 3565)
pub const AES_256_CBC: ObjectIdentifier = oid("2.16.840.1.101.3.4.1.42");
/// id-aes128-GCM (RFC 5084)
pub const AES_128_GCM: ObjectIdentifier = oid("2.16.840.1.101.3.4.1.6");
/// id-aes256-GCM (RFC 5084)
pub const AES_256_GCM: ObjectIdentifier = oid("2.16.840.1.101.3.4.1.46");

/// The name of a container's type, for errors that say what was looked for.
pub(crate) fn container_name(oid: &ObjectIdentifier) -> &'static str {
    match *oid {
        SIGNED_DATA => "SignedData",
        ENVELOPED_DATA => "EnvelopedData",
        AUTH_ENVELOPED_DATA => "AuthEnvelopedData",
        COMPRESSED_DATA => "CompressedData",
        DIGESTED_DATA => "DigestedData",
        ENCRYPTED_DATA => "EncryptedData",
        _ => "a container",
    }
}

/// Digests that old or national signatures name and nothing here computes.
const FOREIGN_DIGESTS: [(ObjectIdentifier, &str); 5] = [
    (oid("2.16.840.1.101.3.4.2.5"), "SHA-512/224"),
    (oid("1.2.840.113549.2.4"), "MD4"),
    (oid("1.2.643.2.2.9"), "GOST R 34.11-94"),
    (oid("1.2.643.7.1.1.2.2"), "GOST R 34.11-2012 (256 bits)"),
    (oid("1.2.643.7.1.1.2.3"), "GOST R 34.11-2012 (512 bits)"),
];

/// The name of a digest that `kakitome_crypto` has no name for; else the object identifier in dotted form.
pub(crate) fn foreign_digest(oid: &ObjectIdentifier) -> String {
    FOREIGN_DIGESTS.iter().find(|(known, _)| known == oid).map_or_else(|| oid.to_string(), |(_, name)| (*name).to_owned())
}
