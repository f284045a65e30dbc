//! The containers of RFC 5652, 5083 and 3274, attributes, time stamps (RFC 3161).

use super::schema::{Fits, INTEGER, Node, OCTETS, OID, SEQUENCE, SET, STRING, Shape, UNKNOWN, field, fields, node, octets, plain};
use super::tables_x509::{ALGORITHM, CERTIFICATE, CERTIFICATE_LIST, EXTENSIONS, GENERAL_NAME, NAME, SPKI};

pub(super) static CONTENT_INFO: Node = fields("ContentInfo", &[plain("contentType", OID), field("content", Fits::Context(0), &CONTENT)]);
static CONTENT: Node = node(Shape::Lift(&CONTENT_TYPES));
static CONTENT_TYPES: Node = node(Shape::Governed(&[
    ("data", &OCTETS),
    ("signedData", &SIGNED_DATA),
    ("envelopedData", &ENVELOPED_DATA),
    ("authEnvelopedData", &AUTH_ENVELOPED_DATA),
    ("digestedData", &DIGESTED_DATA),
    ("encryptedData", &ENCRYPTED_DATA),
    ("compressedData", &COMPRESSED_DATA),
    ("authData", &AUTHENTICATED_DATA),
]));

static SIGNED_DATA: Node = fields(
    "SignedData",
    &[
        plain("version", INTEGER),
        field("digestAlgorithms", SET, &ALGORITHMS),
        field("encapContentInfo", SEQUENCE, &ENCAPSULATED),
        field("certificates", Fits::Context(0), &CERTIFICATES),
        field("crls", Fits::Context(1), &CRLS),
        field("signerInfos", SET, &SIGNER_INFOS),
    ],
);
static ALGORITHMS: Node = node(Shape::Each(&ALGORITHM));
static ENCAPSULATED: Node =
    fields("EncapsulatedContentInfo", &[plain("eContentType", OID), field("eContent", Fits::Context(0), &E_CONTENT)]);
static E_CONTENT: Node = node(Shape::Explicit(&E_CONTENT_TYPES));
static E_CONTENT_TYPES: Node = node(Shape::Choice(&[(STRING, &E_CONTENT_OCTETS), (Fits::Any, &UNKNOWN)]));
static E_CONTENT_OCTETS: Node = node(Shape::Governed(&[("tSTInfo", &TST_INFO_HELD), ("data", &OCTETS)]));
static CERTIFICATES: Node = node(Shape::Each(&CERTIFICATE_CHOICE));
static CERTIFICATE_CHOICE: Node = node(Shape::Choice(&[
    (SEQUENCE, &CERTIFICATE),
    (Fits::Context(0), &EXTENDED_CERTIFICATE),
    (Fits::Context(1), &ATTRIBUTE_CERTIFICATE_1),
    (Fits::Context(2), &ATTRIBUTE_CERTIFICATE),
    (Fits::Context(3), &OTHER_FORMAT),
]));
static EXTENDED_CERTIFICATE: Node = Node { kind: "ExtendedCertificate", shape: Shape::Unknown };
static ATTRIBUTE_CERTIFICATE_1: Node = Node { kind: "AttributeCertificateV1", shape: Shape::Unknown };
static ATTRIBUTE_CERTIFICATE: Node = Node { kind: "AttributeCertificate", shape: Shape::Unknown };
static OTHER_FORMAT: Node = fields("OtherFormat", &[plain("format", OID), plain("value", Fits::Any)]);
static CRLS: Node = node(Shape::Each(&CRL_CHOICE));
static CRL_CHOICE: Node = node(Shape::Choice(&[(SEQUENCE, &CERTIFICATE_LIST), (Fits::Context(1), &OTHER_FORMAT)]));

static SIGNER_INFOS: Node = node(Shape::Each(&SIGNER_INFO));
static SIGNER_INFO: Node = fields(
    "SignerInfo",
    &[
        plain("version", INTEGER),
        field("sid", SEQUENCE, &ISSUER_AND_SERIAL),
        octets("sid", Fits::Context(0)),
        field("digestAlgorithm", SEQUENCE, &ALGORITHM),
        field("signedAttrs", Fits::Context(0), &ATTRIBUTES),
        field("signatureAlgorithm", SEQUENCE, &ALGORITHM),
        octets("signature", STRING),
        field("unsignedAttrs", Fits::Context(1), &ATTRIBUTES),
    ],
);
static ISSUER_AND_SERIAL: Node = fields("IssuerAndSerialNumber", &[field("issuer", SEQUENCE, &NAME), plain("serialNumber", INTEGER)]);

pub(super) static ATTRIBUTES: Node = node(Shape::Each(&ATTRIBUTE));
static ATTRIBUTE: Node = fields("Attribute", &[plain("attrType", OID), field("attrValues", SET, &ATTRIBUTE_VALUES)]);
static ATTRIBUTE_VALUES: Node = node(Shape::Values(&[
    ("messageDigest", &OCTETS),
    ("countersignature", &SIGNER_INFO),
    ("timeStampToken", &CONTENT_INFO),
    ("smimeCapabilities", &ALGORITHMS),
    ("signingCertificate", &SIGNING_CERTIFICATE),
    ("signingCertificateV2", &SIGNING_CERTIFICATE),
    ("encrypKeyPref", &KEY_PREFERENCE),
    ("msEncryptionKeyPreference", &ISSUER_AND_SERIAL),
    ("cmsAlgorithmProtect", &ALGORITHM_PROTECTION),
    ("extensionRequest", &EXTENSIONS),
    ("localKeyID", &OCTETS),
]));
static KEY_PREFERENCE: Node =
    node(Shape::Choice(&[(Fits::Context(0), &ISSUER_AND_SERIAL), (Fits::Context(1), &RECIPIENT_KEY), (Fits::Context(2), &OCTETS)]));
static SIGNING_CERTIFICATE: Node = fields("SigningCertificate", &[field("certs", SEQUENCE, &CERTIFICATE_IDS), plain("policies", SEQUENCE)]);
static CERTIFICATE_IDS: Node = node(Shape::Each(&CERTIFICATE_ID));
static CERTIFICATE_ID: Node = fields(
    "ESSCertID",
    &[field("hashAlgorithm", SEQUENCE, &ALGORITHM), octets("certHash", STRING), field("issuerSerial", SEQUENCE, &ISSUER_SERIAL)],
);
static ISSUER_SERIAL: Node = fields("IssuerSerial", &[field("issuer", SEQUENCE, &GENERAL_NAMES), plain("serialNumber", INTEGER)]);
static GENERAL_NAMES: Node = node(Shape::Each(&GENERAL_NAME));
static ALGORITHM_PROTECTION: Node = fields(
    "CMSAlgorithmProtection",
    &[
        field("digestAlgorithm", SEQUENCE, &ALGORITHM),
        field("signatureAlgorithm", Fits::Context(1), &ALGORITHM),
        field("macAlgorithm", Fits::Context(2), &ALGORITHM),
    ],
);

static ENVELOPED_DATA: Node = fields(
    "EnvelopedData",
    &[
        plain("version", INTEGER),
        field("originatorInfo", Fits::Context(0), &ORIGINATOR_INFO),
        field("recipientInfos", SET, &RECIPIENTS),
        field("encryptedContentInfo", SEQUENCE, &ENCRYPTED_CONTENT),
        field("unprotectedAttrs", Fits::Context(1), &ATTRIBUTES),
    ],
);
static AUTH_ENVELOPED_DATA: Node = fields(
    "AuthEnvelopedData",
    &[
        plain("version", INTEGER),
        field("originatorInfo", Fits::Context(0), &ORIGINATOR_INFO),
        field("recipientInfos", SET, &RECIPIENTS),
        field("authEncryptedContentInfo", SEQUENCE, &ENCRYPTED_CONTENT),
        field("authAttrs", Fits::Context(1), &ATTRIBUTES),
        octets("mac", STRING),
        field("unauthAttrs", Fits::Context(2), &ATTRIBUTES),
    ],
);
static AUTHENTICATED_DATA: Node = fields(
    "AuthenticatedData",
    &[
        plain("version", INTEGER),
        field("originatorInfo", Fits::Context(0), &ORIGINATOR_INFO),
        field("recipientInfos", SET, &RECIPIENTS),
        field("macAlgorithm", SEQUENCE, &ALGORITHM),
        field("digestAlgorithm", Fits::Context(1), &ALGORITHM),
        field("encapContentInfo", SEQUENCE, &ENCAPSULATED),
        field("authAttrs", Fits::Context(2), &ATTRIBUTES),
        octets("mac", STRING),
        field("unauthAttrs", Fits::Context(3), &ATTRIBUTES),
    ],
);
static ORIGINATOR_INFO: Node =
    fields("OriginatorInfo", &[field("certs", Fits::Context(0), &CERTIFICATES), field("crls", Fits::Context(1), &CRLS)]);
static ENCRYPTED_CONTENT: Node = fields(
    "EncryptedContentInfo",
    &[plain("contentType", OID), field("contentEncryptionAlgorithm", SEQUENCE, &ALGORITHM), octets("encryptedContent", Fits::Context(0))],
);
static RECIPIENTS: Node = node(Shape::Each(&RECIPIENT));
static RECIPIENT: Node = node(Shape::Choice(&[
    (SEQUENCE, &KEY_TRANSPORT),
    (Fits::Context(1), &KEY_AGREEMENT),
    (Fits::Context(2), &KEK),
    (Fits::Context(3), &PASSWORD),
    (Fits::Context(4), &OTHER_RECIPIENT),
]));
static KEY_TRANSPORT: Node = fields(
    "KeyTransRecipientInfo",
    &[
        plain("version", INTEGER),
        field("rid", SEQUENCE, &ISSUER_AND_SERIAL),
        octets("rid", Fits::Context(0)),
        field("keyEncryptionAlgorithm", SEQUENCE, &ALGORITHM),
        octets("encryptedKey", STRING),
    ],
);
static KEY_AGREEMENT: Node = fields(
    "KeyAgreeRecipientInfo",
    &[
        plain("version", INTEGER),
        field("originator", Fits::Context(0), &ORIGINATOR),
        field("ukm", Fits::Context(1), &UKM),
        field("keyEncryptionAlgorithm", SEQUENCE, &ALGORITHM),
        field("recipientEncryptedKeys", SEQUENCE, &ENCRYPTED_KEYS),
    ],
);
static ORIGINATOR: Node = node(Shape::Explicit(&ORIGINATOR_CHOICE));
static ORIGINATOR_CHOICE: Node =
    node(Shape::Choice(&[(SEQUENCE, &ISSUER_AND_SERIAL), (Fits::Context(0), &OCTETS), (Fits::Context(1), &SPKI)]));
static UKM: Node = node(Shape::Explicit(&OCTETS));
static ENCRYPTED_KEYS: Node = node(Shape::Each(&ENCRYPTED_KEY));
static ENCRYPTED_KEY: Node = fields(
    "RecipientEncryptedKey",
    &[field("rid", SEQUENCE, &ISSUER_AND_SERIAL), field("rid", Fits::Context(0), &RECIPIENT_KEY), octets("encryptedKey", STRING)],
);
static RECIPIENT_KEY: Node =
    fields("RecipientKeyIdentifier", &[octets("subjectKeyIdentifier", STRING), plain("date", Fits::Time), plain("other", SEQUENCE)]);
static KEK: Node = fields(
    "KEKRecipientInfo",
    &[
        plain("version", INTEGER),
        field("kekid", SEQUENCE, &KEK_ID),
        field("keyEncryptionAlgorithm", SEQUENCE, &ALGORITHM),
        octets("encryptedKey", STRING),
    ],
);
static KEK_ID: Node = fields("KEKIdentifier", &[octets("keyIdentifier", STRING), plain("date", Fits::Time), plain("other", SEQUENCE)]);
static PASSWORD: Node = fields(
    "PasswordRecipientInfo",
    &[
        plain("version", INTEGER),
        field("keyDerivationAlgorithm", Fits::Context(0), &ALGORITHM),
        field("keyEncryptionAlgorithm", SEQUENCE, &ALGORITHM),
        octets("encryptedKey", STRING),
    ],
);
static OTHER_RECIPIENT: Node = fields("OtherRecipientInfo", &[plain("oriType", OID), field("oriValue", Fits::Any, &OTHER_RECIPIENTS)]);
static OTHER_RECIPIENTS: Node = node(Shape::Governed(&[("kem", &KEM)]));
static KEM: Node = fields(
    "KEMRecipientInfo",
    &[
        plain("version", INTEGER),
        field("rid", SEQUENCE, &ISSUER_AND_SERIAL),
        octets("rid", Fits::Context(0)),
        field("kem", SEQUENCE, &ALGORITHM),
        octets("kemct", STRING),
        field("kdf", SEQUENCE, &ALGORITHM),
        plain("kekLength", INTEGER),
        octets("ukm", Fits::Context(0)),
        field("wrap", SEQUENCE, &ALGORITHM),
        octets("encryptedKey", STRING),
    ],
);

static COMPRESSED_DATA: Node = fields(
    "CompressedData",
    &[plain("version", INTEGER), field("compressionAlgorithm", SEQUENCE, &ALGORITHM), field("encapContentInfo", SEQUENCE, &OCTETS_INSIDE)],
);
static OCTETS_INSIDE: Node =
    fields("EncapsulatedContentInfo", &[plain("eContentType", OID), field("eContent", Fits::Context(0), &EXPLICIT_OCTETS)]);
static EXPLICIT_OCTETS: Node = node(Shape::Explicit(&OCTETS));
static DIGESTED_DATA: Node = fields(
    "DigestedData",
    &[
        plain("version", INTEGER),
        field("digestAlgorithm", SEQUENCE, &ALGORITHM),
        field("encapContentInfo", SEQUENCE, &ENCAPSULATED),
        octets("digest", STRING),
    ],
);
pub(super) static ENCRYPTED_DATA: Node = fields(
    "EncryptedData",
    &[
        plain("version", INTEGER),
        field("encryptedContentInfo", SEQUENCE, &ENCRYPTED_CONTENT),
        field("unprotectedAttrs", Fits::Context(1), &ATTRIBUTES),
    ],
);

static TST_INFO_HELD: Node = node(Shape::Holds(&TST_INFO));
static TST_INFO: Node = fields(
    "TSTInfo",
    &[
        plain("version", INTEGER),
        plain("policy", OID),
        field("messageImprint", SEQUENCE, &MESSAGE_IMPRINT),
        plain("serialNumber", INTEGER),
        plain("genTime", Fits::Time),
        plain("accuracy", SEQUENCE),
        plain("ordering", Fits::Universal(1)),
        plain("nonce", INTEGER),
        field("tsa", Fits::Context(0), &TSA),
        field("extensions", Fits::Context(1), &EXTENSIONS),
    ],
);
static TSA: Node = node(Shape::Explicit(&GENERAL_NAME));
static MESSAGE_IMPRINT: Node = fields("MessageImprint", &[field("hashAlgorithm", SEQUENCE, &ALGORITHM), octets("hashedMessage", STRING)]);
