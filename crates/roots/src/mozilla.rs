//! Mozilla's roots out of certdata.txt: the e-mail bit of each (CKA_TRUST_EMAIL_PROTECTION) and the day after which its new
//! certificates are distrusted (CKA_NSS_EMAIL_DISTRUST_AFTER, compared with the leaf's notBefore; MRSP 7.4).

use std::collections::{HashMap, HashSet};

use kakitome_pki::{Certificate, EmailLimit, EmailState, LimitedWhen, UnixTime};

use crate::certdata::{Object, WHAT, objects};
use crate::error::Error;
use crate::fingerprint::{Sha1, Sha256, sha256};
use crate::snapshot::{Root, Snapshot, Source};

const EMAIL: &str = "CKA_TRUST_EMAIL_PROTECTION";
const DISTRUST_AFTER: &str = "CKA_NSS_EMAIL_DISTRUST_AFTER";

/// Whether the bytes look like the file.
pub(crate) fn is_certdata(bytes: &[u8]) -> bool {
    let has = |needle: &[u8]| bytes.windows(needle.len()).any(|window| window == needle);
    has(b"CKA_CLASS") && (has(b"BEGINDATA") || has(b"CKO_CERTIFICATE") || has(b"CKA_TRUST"))
}

/// Reads the file; it has no date of its own.
pub(crate) fn read(bytes: &[u8], date: UnixTime) -> Result<Snapshot, Error> {
    // the text is ASCII with escapes; old files have Latin-1 in comments
    let text = String::from_utf8_lossy(bytes);
    let objects = objects(&text)?;
    let trusts = Trusts::of(&objects)?;
    let mut roots: Vec<Root> = Vec::new();
    let mut used = HashSet::new();
    for object in objects.iter().filter(|object| is_certificate(object)) {
        let der = object.octets("CKA_VALUE").ok_or_else(|| wrong(object, "a certificate without CKA_VALUE"))?;
        let certificate = Certificate::from_der(der.to_vec()).map_err(|error| wrong(object, &error.to_string()))?;
        let mut root = Root::of(certificate);
        if let Some(label) = object.text("CKA_LABEL") {
            root.name = label;
        }
        let trust = trusts.find(&root, object);
        used.extend(trust.map(|trust| trust.line));
        root.limits = trust.map_or_else(|| vec![limit(EmailState::EmailOff, EMAIL, "no trust object")], trust_limits);
        root.limits.extend(distrust_after(object)?);
        // the same once more says nothing new; with another state it would have two
        match roots.iter().find(|known| known.sha256 == root.sha256) {
            Some(known) if known.limits == root.limits => {}
            Some(_) => return Err(wrong(object, "a certificate that stood there before, with another state")),
            None => roots.push(root),
        }
    }
    let distrusted = distrusted(&objects, &roots, &used)?;
    roots.extend(distrusted);
    crate::ctl::twice(&roots)?;
    if roots.is_empty() {
        return Err(Error::Empty { what: WHAT });
    }
    Ok(Snapshot::new(Source::Mozilla, date, sha256(bytes), roots))
}

/// Explicitly distrusted certificates of which the file has no more than a name.
fn distrusted(objects: &[Object<'_>], roots: &[Root], used: &HashSet<usize>) -> Result<Vec<Root>, Error> {
    let known: HashSet<Hash> =
        roots.iter().flat_map(|root| root.sha1.map(Hash::Sha1).into_iter().chain(root.sha256.map(Hash::Sha256))).collect();
    let mut found = Vec::new();
    for trust in objects.iter().filter(|object| is_trust(object) && trust_word(object).is_some_and(is_distrust)) {
        let hash = hash_of(trust);
        if hash.is_some_and(|hash| known.contains(&hash)) || (hash.is_none() && used.contains(&trust.line)) {
            continue;
        }
        let (sha1, sha256) = match hash {
            Some(Hash::Sha1(hash)) => (Some(hash), None),
            Some(Hash::Sha256(hash)) => (None, Some(hash)),
            None => (None, None),
        };
        let name = trust.octets("CKA_ISSUER").zip(trust.octets("CKA_SERIAL_NUMBER"));
        let issuer_serial = name.filter(|_| hash.is_none()).map(|(issuer, serial)| (issuer.to_vec(), serial.to_vec()));
        if hash.is_none() && issuer_serial.is_none() {
            return Err(wrong(trust, "a distrust object that names no certificate"));
        }
        let mut root = Root {
            sha1,
            sha256,
            signed_hash: None,
            issuer_serial,
            name: String::new(),
            certificate: None,
            limits: trust_limits(trust),
            notes: Vec::new(),
        };
        root.name = trust.text("CKA_LABEL").unwrap_or_else(|| root.id());
        found.push(root);
    }
    Ok(found)
}

/// The hash by which a trust object names its certificate: SHA-1 of old, any of two in PKCS#11 3.2.
#[derive(Clone, Copy, Eq, Hash, PartialEq)]
enum Hash {
    Sha1(Sha1),
    Sha256(Sha256),
}

/// Trust objects by what they name.
struct Trusts<'a> {
    by_hash: HashMap<Hash, &'a Object<'a>>,
    by_name: HashMap<(&'a [u8], &'a [u8]), &'a Object<'a>>,
    /// How many certificates have a name: issuer and serial number.
    bearers: HashMap<(&'a [u8], &'a [u8]), usize>,
}

impl<'a> Trusts<'a> {
    fn of(objects: &'a [Object<'a>]) -> Result<Self, Error> {
        let mut trusts = Self { by_hash: HashMap::new(), by_name: HashMap::new(), bearers: HashMap::new() };
        for object in objects.iter().filter(|object| is_certificate(object)) {
            if let Some(name) = name_of(object) {
                *trusts.bearers.entry(name).or_default() += 1;
            }
        }
        for object in objects.iter().filter(|object| is_trust(object)) {
            let before = match (hash_of(object), name_of(object)) {
                (Some(hash), _) => trusts.by_hash.insert(hash, object),
                (None, Some(name)) => trusts.by_name.insert(name, object),
                (None, None) => None,
            };
            if before.is_some_and(|before| trust_word(before) != trust_word(object)) {
                return Err(wrong(object, "a second trust object for one certificate, and another state in it"));
            }
        }
        Ok(trusts)
    }

    fn find(&self, root: &Root, object: &Object<'a>) -> Option<&'a Object<'a>> {
        let by_sha1 = root.sha1.and_then(|hash| self.by_hash.get(&Hash::Sha1(hash)));
        let by_hash = by_sha1.or_else(|| root.sha256.and_then(|hash| self.by_hash.get(&Hash::Sha256(hash))));
        if let Some(found) = by_hash {
            return Some(found);
        }
        // more than one certificate may have an issuer and a serial number: then the object only ever distrusts
        let name = name_of(object)?;
        let is_alone = self.bearers.get(&name).is_some_and(|&count| count == 1);
        self.by_name.get(&name).filter(|trust| is_alone || trust_word(trust).is_some_and(is_distrust)).copied()
    }
}

fn name_of<'a>(object: &'a Object<'_>) -> Option<(&'a [u8], &'a [u8])> {
    object.octets("CKA_ISSUER").zip(object.octets("CKA_SERIAL_NUMBER"))
}

fn is_certificate(object: &Object<'_>) -> bool {
    object.word("CKA_CLASS") == Some("CKO_CERTIFICATE")
}

/// The classes of three ages: Netscape's, NSS's, PKCS#11 3.2's.
fn is_trust(object: &Object<'_>) -> bool {
    matches!(object.word("CKA_CLASS"), Some("CKO_NETSCAPE_TRUST" | "CKO_NSS_TRUST" | "CKO_TRUST"))
}

fn trust_word<'a>(object: &'a Object<'_>) -> Option<&'a str> {
    object.word(EMAIL).or_else(|| object.word("CKA_PKCS_TRUST_EMAIL_PROTECTION"))
}

fn is_trusted(word: &str) -> bool {
    matches!(word, "CKT_NETSCAPE_TRUSTED_DELEGATOR" | "CKT_NSS_TRUSTED_DELEGATOR" | "CKT_TRUST_ANCHOR")
}

fn is_distrust(word: &str) -> bool {
    matches!(word, "CKT_NETSCAPE_UNTRUSTED" | "CKT_NSS_NOT_TRUSTED" | "CKT_NOT_TRUSTED")
}

fn hash_of(object: &Object<'_>) -> Option<Hash> {
    let octets = object.octets("CKA_CERT_SHA1_HASH").or_else(|| object.octets("CKA_HASH_OF_CERTIFICATE"))?;
    let sha1 = octets.try_into().ok().map(Hash::Sha1);
    sha1.or_else(|| octets.try_into().ok().map(Hash::Sha256))
}

/// Trusted, switched off, or distrusted.
fn trust_limits(trust: &Object<'_>) -> Vec<EmailLimit> {
    match trust_word(trust) {
        Some(word) if is_trusted(word) => Vec::new(),
        Some(word) if is_distrust(word) => vec![limit(EmailState::Disallowed, EMAIL, word)],
        Some(word) => vec![limit(EmailState::EmailOff, EMAIL, word)],
        None => vec![limit(EmailState::EmailOff, EMAIL, "absent")],
    }
}

fn distrust_after(object: &Object<'_>) -> Result<Option<EmailLimit>, Error> {
    if matches!(object.word(DISTRUST_AFTER), None | Some("CK_FALSE")) && object.octets(DISTRUST_AFTER).is_none() {
        return Ok(None);
    }
    let time = object.octets(DISTRUST_AFTER).and_then(|text| if text.len() == 13 { kakitome_ber::time::parse_utc(text) } else { None });
    let moment = UnixTime(time.ok_or_else(|| wrong(object, &format!("{DISTRUST_AFTER} is neither CK_FALSE nor a time YYMMDDHHMMSSZ")))?);
    let value = moment.to_string();
    Ok(Some(EmailLimit {
        state: EmailState::DistrustAfter,
        when: LimitedWhen::IssuedAfter(moment),
        attribute: DISTRUST_AFTER.to_owned(),
        value,
    }))
}

fn limit(state: EmailState, attribute: &str, value: &str) -> EmailLimit {
    EmailLimit { state, when: LimitedWhen::Always, attribute: attribute.to_owned(), value: value.to_owned() }
}

fn wrong(object: &Object<'_>, problem: &str) -> Error {
    Error::Line { what: WHAT, line: object.line, problem: problem.to_owned() }
}
