//! Files of keys: PKCS#12 (RFC 7292), PKCS#8 (RFC 5958), RSAPrivateKey (RFC 8017), ECPrivateKey (RFC 5915), and requests for
//! certificates (RFC 2986). What is private in them is not shown.

use super::schema::{
    BITS, Fits, INTEGER, Node, OCTETS, OID, SECRET, SEQUENCE, SET, STRING, Shape, UNKNOWN, field, fields, node, octets, plain,
};
use super::tables_cms::{ATTRIBUTES, ENCRYPTED_DATA};
use super::tables_x509::{ALGORITHM, CERTIFICATE, CERTIFICATE_LIST, NAME, SPKI, VERSION_NUMBER};

pub(super) static PFX: Node =
    fields("PFX", &[plain("version", INTEGER), field("authSafe", SEQUENCE, &AUTH_SAFE), field("macData", SEQUENCE, &MAC_DATA)]);
static AUTH_SAFE: Node = fields("ContentInfo", &[plain("contentType", OID), field("content", Fits::Context(0), &AUTH_SAFE_CONTENT)]);
static AUTH_SAFE_CONTENT: Node = node(Shape::Explicit(&AUTH_SAFE_HELD));
static AUTH_SAFE_HELD: Node = node(Shape::Governed(&[("data", &HELD_SAFES)]));
static HELD_SAFES: Node = node(Shape::Holds(&SAFES));
static SAFES: Node = Node { kind: "AuthenticatedSafe", shape: Shape::Each(&SAFE) };
static SAFE: Node = fields("ContentInfo", &[plain("contentType", OID), field("content", Fits::Context(0), &SAFE_CONTENT)]);
static SAFE_CONTENT: Node = node(Shape::Explicit(&SAFE_CONTENT_TYPES));
static SAFE_CONTENT_TYPES: Node = node(Shape::Governed(&[("data", &HELD_BAGS), ("encryptedData", &ENCRYPTED_DATA)]));
static HELD_BAGS: Node = node(Shape::Holds(&BAGS));
static BAGS: Node = Node { kind: "SafeContents", shape: Shape::Each(&BAG) };
static BAG: Node =
    fields("SafeBag", &[plain("bagId", OID), field("bagValue", Fits::Context(0), &BAG_VALUE), field("bagAttributes", SET, &ATTRIBUTES)]);
static BAG_VALUE: Node = node(Shape::Explicit(&BAG_VALUES));
static BAG_VALUES: Node = node(Shape::Governed(&[
    ("keyBag", &PRIVATE_KEY_INFO),
    ("pkcs-8ShroudedKeyBag", &ENCRYPTED_PRIVATE_KEY),
    ("certBag", &CERT_BAG),
    ("crlBag", &CRL_BAG),
    ("secretBag", &SECRET_BAG),
    ("safeContentsBag", &BAGS),
]));
static CERT_BAG: Node = fields("CertBag", &[plain("certId", OID), field("certValue", Fits::Context(0), &CERT_VALUE)]);
static CERT_VALUE: Node = node(Shape::Explicit(&HELD_CERTIFICATE));
static HELD_CERTIFICATE: Node = node(Shape::Holds(&CERTIFICATE));
static CRL_BAG: Node = fields("CRLBag", &[plain("crlId", OID), field("crlValue", Fits::Context(0), &CRL_VALUE)]);
static CRL_VALUE: Node = node(Shape::Explicit(&HELD_CRL));
static HELD_CRL: Node = node(Shape::Holds(&CERTIFICATE_LIST));
static SECRET_BAG: Node = fields("SecretBag", &[plain("secretTypeId", OID), field("secretValue", Fits::Context(0), &SECRET)]);
static MAC_DATA: Node = fields("MacData", &[field("mac", SEQUENCE, &DIGEST_INFO), octets("macSalt", STRING), plain("iterations", INTEGER)]);
static DIGEST_INFO: Node = fields("DigestInfo", &[field("digestAlgorithm", SEQUENCE, &ALGORITHM), octets("digest", STRING)]);

pub(super) static ENCRYPTED_PRIVATE_KEY: Node =
    fields("EncryptedPrivateKeyInfo", &[field("encryptionAlgorithm", SEQUENCE, &ALGORITHM), octets("encryptedData", STRING)]);
pub(super) static PRIVATE_KEY_INFO: Node = fields(
    "PrivateKeyInfo",
    &[
        field("version", INTEGER, &VERSION_NUMBER),
        field("privateKeyAlgorithm", SEQUENCE, &ALGORITHM),
        field("privateKey", STRING, &SECRET),
        field("attributes", Fits::Context(0), &ATTRIBUTES),
        plain("publicKey", Fits::Context(1)),
    ],
);
pub(super) static RSA_PRIVATE_KEY: Node = fields(
    "RSAPrivateKey",
    &[
        plain("version", INTEGER),
        plain("modulus", INTEGER),
        plain("publicExponent", INTEGER),
        field("privateExponent", INTEGER, &SECRET),
        field("prime1", INTEGER, &SECRET),
        field("prime2", INTEGER, &SECRET),
        field("exponent1", INTEGER, &SECRET),
        field("exponent2", INTEGER, &SECRET),
        field("coefficient", INTEGER, &SECRET),
        field("otherPrimeInfos", SEQUENCE, &SECRET),
    ],
);
pub(super) static RSA_PUBLIC_KEY: Node = fields("RSAPublicKey", &[plain("modulus", INTEGER), plain("publicExponent", INTEGER)]);
pub(super) static EC_PRIVATE_KEY: Node = fields(
    "ECPrivateKey",
    &[
        plain("version", INTEGER),
        field("privateKey", STRING, &SECRET),
        field("parameters", Fits::Context(0), &PARAMETERS),
        field("publicKey", Fits::Context(1), &PUBLIC_KEY),
    ],
);
static PARAMETERS: Node = node(Shape::Explicit(&UNKNOWN));
static PUBLIC_KEY: Node = node(Shape::Explicit(&PUBLIC_KEY_BITS));
static PUBLIC_KEY_BITS: Node = node(Shape::Choice(&[(BITS, &OCTETS), (Fits::Any, &UNKNOWN)]));

pub(super) static CERTIFICATION_REQUEST: Node = fields(
    "CertificationRequest",
    &[
        field("certificationRequestInfo", SEQUENCE, &REQUEST_INFO),
        field("signatureAlgorithm", SEQUENCE, &ALGORITHM),
        octets("signature", BITS),
    ],
);
static REQUEST_INFO: Node = fields(
    "CertificationRequestInfo",
    &[
        field("version", INTEGER, &VERSION_NUMBER),
        field("subject", SEQUENCE, &NAME),
        field("subjectPKInfo", SEQUENCE, &SPKI),
        field("attributes", Fits::Context(0), &ATTRIBUTES),
    ],
);
