//! Certificates and revocation lists (RFC 5280), and the parameters of algorithms.

use super::schema::{BITS, Fits, INTEGER, Node, OCTETS, OID, SEQUENCE, STRING, Shape, UNKNOWN, field, fields, node, octets, plain};

pub(super) static CERTIFICATE: Node = fields(
    "Certificate",
    &[field("tbsCertificate", SEQUENCE, &TBS_CERTIFICATE), field("signatureAlgorithm", SEQUENCE, &ALGORITHM), octets("signature", BITS)],
);
static TBS_CERTIFICATE: Node = fields(
    "TBSCertificate",
    &[
        field("version", Fits::Context(0), &VERSION),
        plain("serialNumber", INTEGER),
        field("signature", SEQUENCE, &ALGORITHM),
        field("issuer", SEQUENCE, &NAME),
        field("validity", SEQUENCE, &VALIDITY),
        field("subject", SEQUENCE, &NAME),
        field("subjectPublicKeyInfo", SEQUENCE, &SPKI),
        octets("issuerUniqueID", Fits::Context(1)),
        octets("subjectUniqueID", Fits::Context(2)),
        field("extensions", Fits::Context(3), &EXPLICIT_EXTENSIONS),
    ],
);
static EXPLICIT: Node = node(Shape::Explicit(&UNKNOWN));
static VERSION: Node = node(Shape::Explicit(&VERSION_NUMBER));
pub(super) static VERSION_NUMBER: Node = node(Shape::Number(&["v1", "v2", "v3"]));
static VALIDITY: Node = fields("Validity", &[plain("notBefore", Fits::Time), plain("notAfter", Fits::Time)]);
pub(super) static NAME: Node = Node { kind: "Name", shape: Shape::Each(&RDN) };
static RDN: Node = node(Shape::Each(&TYPE_AND_VALUE));
static TYPE_AND_VALUE: Node = fields("AttributeTypeAndValue", &[plain("type", OID), plain("value", Fits::Any)]);
pub(super) static SPKI: Node = fields("SubjectPublicKeyInfo", &[field("algorithm", SEQUENCE, &ALGORITHM), plain("subjectPublicKey", BITS)]);

static EXPLICIT_EXTENSIONS: Node = node(Shape::Explicit(&EXTENSIONS));
pub(super) static EXTENSIONS: Node = node(Shape::Each(&EXTENSION));
static EXTENSION: Node =
    fields("Extension", &[plain("extnID", OID), plain("critical", Fits::Universal(1)), field("extnValue", STRING, &EXTENSION_VALUE)]);
static EXTENSION_VALUE: Node = node(Shape::Holds(&EXTENSION_VALUES));
static EXTENSION_VALUES: Node = node(Shape::Governed(&[
    ("basicConstraints", &BASIC_CONSTRAINTS),
    ("keyUsage", &KEY_USAGE),
    ("netscapeCertType", &NETSCAPE_TYPE),
    ("nameConstraints", &NAME_CONSTRAINTS),
    ("policyConstraints", &POLICY_CONSTRAINTS),
    ("policyMappings", &POLICY_MAPPINGS),
    ("privateKeyUsagePeriod", &USAGE_PERIOD),
    ("reasonCode", &REASON_CODE),
    ("issuingDistributionPoint", &ISSUING_POINT),
    ("freshestCRL", &DISTRIBUTION_POINTS),
    ("certificateIssuer", &GENERAL_NAMES),
    ("qcStatements", &QC_STATEMENTS),
    ("msCertificateTemplate", &MS_TEMPLATE),
    ("smimeCapabilities", &CAPABILITIES),
    ("signedCertificateTimestamps", &OCTETS),
    ("extKeyUsage", &EACH_UNKNOWN),
    ("subjectKeyIdentifier", &OCTETS),
    ("authorityKeyIdentifier", &AUTHORITY_KEY),
    ("subjectAltName", &GENERAL_NAMES),
    ("issuerAltName", &GENERAL_NAMES),
    ("cRLDistributionPoints", &DISTRIBUTION_POINTS),
    ("certificatePolicies", &POLICIES),
    ("authorityInfoAccess", &ACCESS_DESCRIPTIONS),
    ("subjectInfoAccess", &ACCESS_DESCRIPTIONS),
]));
static EACH_UNKNOWN: Node = node(Shape::Each(&UNKNOWN));
static BASIC_CONSTRAINTS: Node = fields("BasicConstraints", &[plain("cA", Fits::Universal(1)), plain("pathLenConstraint", INTEGER)]);
/// RFC 5280 4.2.1.3.
static KEY_USAGE: Node = Node {
    kind: "KeyUsage",
    shape: Shape::Flags(&[
        "digitalSignature",
        "nonRepudiation",
        "keyEncipherment",
        "dataEncipherment",
        "keyAgreement",
        "keyCertSign",
        "cRLSign",
        "encipherOnly",
        "decipherOnly",
    ]),
};
static NETSCAPE_TYPE: Node = Node {
    kind: "NetscapeCertType",
    shape: Shape::Flags(&["SSLClient", "SSLServer", "SMIME", "objectSigning", "reserved", "SSLCA", "SMIMECA", "objectSigningCA"]),
};
static NAME_CONSTRAINTS: Node = fields(
    "NameConstraints",
    &[field("permittedSubtrees", Fits::Context(0), &SUBTREES), field("excludedSubtrees", Fits::Context(1), &SUBTREES)],
);
static SUBTREES: Node = node(Shape::Each(&SUBTREE));
static SUBTREE: Node = fields("GeneralSubtree", &[field("base", Fits::Any, &GENERAL_NAME)]);
static POLICY_CONSTRAINTS: Node = fields(
    "PolicyConstraints",
    &[field("requireExplicitPolicy", Fits::Context(0), &UNKNOWN), field("inhibitPolicyMapping", Fits::Context(1), &UNKNOWN)],
);
static POLICY_MAPPINGS: Node = node(Shape::Each(&POLICY_MAPPING));
static POLICY_MAPPING: Node = fields("", &[plain("issuerDomainPolicy", OID), plain("subjectDomainPolicy", OID)]);
static USAGE_PERIOD: Node =
    fields("PrivateKeyUsagePeriod", &[field("notBefore", Fits::Context(0), &UNKNOWN), field("notAfter", Fits::Context(1), &UNKNOWN)]);
/// RFC 5280 5.3.1; 7 is not used.
static REASON_CODE: Node = Node {
    kind: "CRLReason",
    shape: Shape::Number(&[
        "unspecified",
        "keyCompromise",
        "cACompromise",
        "affiliationChanged",
        "superseded",
        "cessationOfOperation",
        "certificateHold",
        "",
        "removeFromCRL",
        "privilegeWithdrawn",
        "aACompromise",
    ]),
};
/// RFC 5280 4.2.1.13: the first bit is not used.
static REASONS: Node = Node {
    kind: "ReasonFlags",
    shape: Shape::Flags(&[
        "unused",
        "keyCompromise",
        "cACompromise",
        "affiliationChanged",
        "superseded",
        "cessationOfOperation",
        "certificateHold",
        "privilegeWithdrawn",
        "aACompromise",
    ]),
};
static ISSUING_POINT: Node = fields(
    "IssuingDistributionPoint",
    &[
        field("distributionPoint", Fits::Context(0), &POINT_NAME),
        plain("onlyContainsUserCerts", Fits::Context(1)),
        plain("onlyContainsCACerts", Fits::Context(2)),
        field("onlySomeReasons", Fits::Context(3), &REASONS),
        plain("indirectCRL", Fits::Context(4)),
        plain("onlyContainsAttributeCerts", Fits::Context(5)),
    ],
);
static QC_STATEMENTS: Node = node(Shape::Each(&QC_STATEMENT));
static QC_STATEMENT: Node = fields("QCStatement", &[plain("statementId", OID), plain("statementInfo", Fits::Any)]);
static MS_TEMPLATE: Node = fields(
    "CertificateTemplate",
    &[plain("templateID", OID), plain("templateMajorVersion", INTEGER), plain("templateMinorVersion", INTEGER)],
);
static CAPABILITIES: Node = node(Shape::Each(&ALGORITHM));
static AUTHORITY_KEY: Node = fields(
    "AuthorityKeyIdentifier",
    &[
        octets("keyIdentifier", Fits::Context(0)),
        field("authorityCertIssuer", Fits::Context(1), &GENERAL_NAMES),
        octets("authorityCertSerialNumber", Fits::Context(2)),
    ],
);
static GENERAL_NAMES: Node = node(Shape::Each(&GENERAL_NAME));
pub(super) static GENERAL_NAME: Node = node(Shape::Choice(&[
    (Fits::Context(0), &OTHER_NAME),
    (Fits::Context(1), &RFC822_NAME),
    (Fits::Context(2), &DNS_NAME),
    (Fits::Context(4), &DIRECTORY_NAME),
    (Fits::Context(6), &URI),
    (Fits::Context(7), &IP_ADDRESS),
    (Fits::Context(8), &REGISTERED_ID),
]));
static OTHER_NAME: Node = fields("otherName", &[plain("type-id", OID), plain("value", Fits::Context(0))]);
static RFC822_NAME: Node = Node { kind: "rfc822Name", shape: Shape::Unknown };
static DNS_NAME: Node = Node { kind: "dNSName", shape: Shape::Unknown };
static DIRECTORY_NAME: Node = Node { kind: "directoryName", shape: Shape::Explicit(&NAME) };
static URI: Node = Node { kind: "uniformResourceIdentifier", shape: Shape::Unknown };
static IP_ADDRESS: Node = Node { kind: "iPAddress", shape: Shape::Octets };
static REGISTERED_ID: Node = Node { kind: "registeredID", shape: Shape::Unknown };
static DISTRIBUTION_POINTS: Node = node(Shape::Each(&DISTRIBUTION_POINT));
static DISTRIBUTION_POINT: Node = fields(
    "DistributionPoint",
    &[
        field("distributionPoint", Fits::Context(0), &POINT_NAME),
        field("reasons", Fits::Context(1), &REASONS),
        field("cRLIssuer", Fits::Context(2), &GENERAL_NAMES),
    ],
);
static POINT_NAME: Node = node(Shape::Explicit(&POINT_NAMES));
static POINT_NAMES: Node = node(Shape::Choice(&[(Fits::Context(0), &GENERAL_NAMES), (Fits::Any, &UNKNOWN)]));
static POLICIES: Node = node(Shape::Each(&POLICY));
static POLICY: Node = fields("PolicyInformation", &[plain("policyIdentifier", OID), plain("policyQualifiers", SEQUENCE)]);
static ACCESS_DESCRIPTIONS: Node = node(Shape::Each(&ACCESS_DESCRIPTION));
static ACCESS_DESCRIPTION: Node =
    fields("AccessDescription", &[plain("accessMethod", OID), field("accessLocation", Fits::Any, &GENERAL_NAME)]);

pub(super) static CERTIFICATE_LIST: Node = fields(
    "CertificateList",
    &[field("tbsCertList", SEQUENCE, &TBS_CERT_LIST), field("signatureAlgorithm", SEQUENCE, &ALGORITHM), octets("signature", BITS)],
);
static TBS_CERT_LIST: Node = fields(
    "TBSCertList",
    &[
        field("version", INTEGER, &VERSION_NUMBER),
        field("signature", SEQUENCE, &ALGORITHM),
        field("issuer", SEQUENCE, &NAME),
        plain("thisUpdate", Fits::Time),
        plain("nextUpdate", Fits::Time),
        field("revokedCertificates", SEQUENCE, &REVOKED),
        field("crlExtensions", Fits::Context(0), &EXPLICIT_EXTENSIONS),
    ],
);
static REVOKED: Node = node(Shape::Each(&REVOKED_CERTIFICATE));
static REVOKED_CERTIFICATE: Node = fields(
    "",
    &[plain("userCertificate", INTEGER), plain("revocationDate", Fits::Time), field("crlEntryExtensions", SEQUENCE, &EXTENSIONS)],
);

pub(super) static ALGORITHM: Node = fields("AlgorithmIdentifier", &[plain("algorithm", OID), field("parameters", Fits::Any, &PARAMETERS)]);
static PARAMETERS: Node = node(Shape::Governed(&[
    ("rsassaPss", &PSS),
    ("rsaesOaep", &OAEP),
    ("mgf1", &ALGORITHM),
    ("pSpecified", &OCTETS),
    ("pbes2", &PBES2),
    ("pbkdf2", &PBKDF2),
    ("pwriKek", &ALGORITHM),
    ("dhSinglePass-stdDH-sha1kdf", &ALGORITHM),
    ("dhSinglePass-stdDH-sha224kdf", &ALGORITHM),
    ("dhSinglePass-stdDH-sha256kdf", &ALGORITHM),
    ("dhSinglePass-stdDH-sha384kdf", &ALGORITHM),
    ("dhSinglePass-stdDH-sha512kdf", &ALGORITHM),
    ("dhSinglePass-cofactorDH-sha1kdf", &ALGORITHM),
    ("dhSinglePass-cofactorDH-sha224kdf", &ALGORITHM),
    ("dhSinglePass-cofactorDH-sha256kdf", &ALGORITHM),
    ("dhSinglePass-cofactorDH-sha384kdf", &ALGORITHM),
    ("dhSinglePass-cofactorDH-sha512kdf", &ALGORITHM),
    ("dhSinglePass-stdDH-hkdf-sha256", &ALGORITHM),
    ("dhSinglePass-stdDH-hkdf-sha384", &ALGORITHM),
    ("dhSinglePass-stdDH-hkdf-sha512", &ALGORITHM),
    ("aes128-GCM", &GCM),
    ("aes192-GCM", &GCM),
    ("aes256-GCM", &GCM),
    ("aes128-CBC", &OCTETS),
    ("aes192-CBC", &OCTETS),
    ("aes256-CBC", &OCTETS),
    ("des-ede3-CBC", &OCTETS),
    ("des-CBC", &OCTETS),
    ("rc2-CBC", &RC2),
    ("dsa", &DSA),
]));
static PSS: Node = fields(
    "RSASSA-PSS-params",
    &[
        field("hashAlgorithm", Fits::Context(0), &EXPLICIT_ALGORITHM),
        field("maskGenAlgorithm", Fits::Context(1), &EXPLICIT_ALGORITHM),
        field("saltLength", Fits::Context(2), &EXPLICIT),
        field("trailerField", Fits::Context(3), &EXPLICIT),
    ],
);
static OAEP: Node = fields(
    "RSAES-OAEP-params",
    &[
        field("hashAlgorithm", Fits::Context(0), &EXPLICIT_ALGORITHM),
        field("maskGenAlgorithm", Fits::Context(1), &EXPLICIT_ALGORITHM),
        field("pSourceAlgorithm", Fits::Context(2), &EXPLICIT_ALGORITHM),
    ],
);
static EXPLICIT_ALGORITHM: Node = node(Shape::Explicit(&ALGORITHM));
static PBES2: Node =
    fields("PBES2-params", &[field("keyDerivationFunc", SEQUENCE, &ALGORITHM), field("encryptionScheme", SEQUENCE, &ALGORITHM)]);
static PBKDF2: Node = fields(
    "PBKDF2-params",
    &[octets("salt", STRING), plain("iterationCount", INTEGER), plain("keyLength", INTEGER), field("prf", SEQUENCE, &ALGORITHM)],
);
static GCM: Node = fields("GCMParameters", &[octets("aes-nonce", STRING), plain("aes-ICVlen", INTEGER)]);
static RC2: Node = fields("RC2CBCParameter", &[plain("rc2ParameterVersion", INTEGER), octets("iv", STRING)]);
static DSA: Node = fields("Dss-Parms", &[plain("p", INTEGER), plain("q", INTEGER), plain("g", INTEGER)]);
