//! The plan of the house as data: which crate stands on which floor, and the nevers.
//! `ARCHITECTURE.md` draws the same picture; a test holds the two together.

/// Every crate with its floor. An arrow may only point to a lower floor.
pub(crate) const FLOORS: &[(&str, u8)] = &[
    ("ber", 1),
    ("confine", 1),
    ("mime", 1),
    ("wire", 1),
    ("crypto", 2),
    ("pki", 3),
    ("cms", 4),
    ("store", 4),
    ("dns", 5),
    ("fetch", 5),
    ("keys", 5),
    ("roots", 5),
    ("smime", 5),
    ("clients", 6),
    ("evidence", 6),
    ("transport", 6),
    ("explain", 7), // above `clients`: it puts predictions into words
    ("cli", 9),     // the roof: it links all doors and re-executes itself as each
    ("gateway", 8),
    ("keyholder", 8),
    ("probe", 8),
    ("web", 8),
];

/// Arrows that point down and are forbidden all the same.
pub(crate) const NEVER: &[(&str, &str, &str)] = &[
    ("smime", "store", "it is handed values"),
    ("smime", "keys", "it is handed values"),
    ("gateway", "keyholder", "the process that speaks to the network never loads a key"),
    ("web", "keyholder", "the process that speaks to the network never loads a key"),
];

/// Outside crates that only some rooms may name, and why.
pub(crate) const FENCED: &[(&str, &[&str], &str)] = &[
    ("aws-lc-rs", &["crypto"], "only `crypto` names a primitive"),
    ("aws-lc-sys", &["crypto"], "only `crypto` names a primitive"),
    ("argon2", &["crypto"], "only `crypto` names a primitive"),
    ("md-5", &["crypto"], "only `crypto` names a primitive"),
    ("subtle", &["crypto"], "only `crypto` names a primitive"),
    ("sha1", &["crypto"], "only `crypto` names a primitive"),
    ("sha2", &["crypto"], "only `crypto` names a primitive"),
    ("ring", &[], "one primitive library is enough"),
    ("rsa", &[], "its private operations leak by time (Marvin)"),
    ("cms", &[], "it silently mis-reads BER"),
    ("tokio", &["store", "dns", "fetch", "keys", "evidence", "gateway", "probe", "web", "cli"], "the lower floors neither block nor wait"),
    ("sqlx", &["store"], "one crate links SQLite"),
    ("rustls", &["gateway", "probe", "web", "fetch", "evidence", "cli"], "TLS belongs to the doors and the fetcher"),
    ("seccompiler", &["confine"], "one list of what is forbidden"),
    ("psl", &["clients"], "one place knows which part of a name an organisation holds"),
    ("hickory-resolver", &["dns"], "one place asks the name system"),
    ("fluent-bundle", &["explain"], "sentences live in one place"),
];

/// The files that may say `unsafe`, below `crates`, each with its reason.
pub(crate) const UNSAFE: &[(&str, &str)] = &[
    ("crypto/src/lanes.rs", "one call: of what was compiled for AVX-512 IFMA, after the processor was asked whether it has it"),
    ("crypto/src/native.rs", "bare RSA operations of AWS-LC, which aws-lc-rs does not offer"),
];

/// Programs in whose whole dependency tree the keyholder must not appear.
pub(crate) const WITHOUT_KEYS: &[&str] = &["gateway", "web"];

/// Files that may be longer than the limit, each with its reason.
pub(crate) const LONG_FILES: &[(&str, &str)] = &[];

/// A file above this is taken apart or listed above with a reason (lines before its `mod tests`).
pub(crate) const LONGEST_FILE: usize = 450;
