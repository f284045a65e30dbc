//! Certificates after a case's plan, with P-256 keys made on the spot. No CA would issue most of them.

use std::collections::BTreeMap;

use const_oid::ObjectIdentifier;
use kakitome_ber::{Tag, der};
use kakitome_crypto::{KeyKind, Kind, MemorySigner, PrivateKey, Signer};
use kakitome_pki::issue::{self, CrlRequest, Revocation};
use kakitome_pki::{Certificate, Crl, Name, RevocationReason, UnixTime};

use super::plan::{self, Plan};

/// All certificates of a case by their names.
pub(crate) fn certificates(plan: &Plan) -> BTreeMap<String, Certificate> {
    everything(plan).0
}

/// All certificates of a case by their names, and its revocation lists.
pub(crate) fn everything(plan: &Plan) -> (BTreeMap<String, Certificate>, Vec<Crl>) {
    let now = UnixTime::parse(&plan.at).unwrap();
    let keys: BTreeMap<&str, MemorySigner> = plan.certificates.keys().map(|name| (name.as_str(), signer())).collect();
    let forge = Forge { plan, keys, now };
    let made: BTreeMap<String, Certificate> =
        plan.certificates.iter().map(|(name, wanted)| (name.clone(), forge.certificate(name, wanted))).collect();
    let crls = plan.crls.iter().map(|wanted| forge.crl(wanted, &made)).collect();
    (made, crls)
}

pub(crate) fn signer() -> MemorySigner {
    MemorySigner::new(PrivateKey::generate(KeyKind::P256).unwrap()).unwrap()
}

/// `C=JP, CN=...`, in this order.
pub(crate) fn name(text: &str) -> Name {
    let parts: Vec<(&str, &str)> = text.split(", ").filter(|part| !part.is_empty()).map(|part| part.split_once('=').unwrap()).collect();
    Name::build(&parts).unwrap()
}

pub(crate) fn oid(text: &str) -> ObjectIdentifier {
    match text {
        "email" => ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.4"),
        "tls" => ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.1"),
        "any" => ObjectIdentifier::new_unwrap("2.5.29.37.0"),
        "any-policy" => ObjectIdentifier::new_unwrap("2.5.29.32.0"),
        dotted => ObjectIdentifier::new(dotted).unwrap(),
    }
}

struct Forge<'a> {
    plan: &'a Plan,
    keys: BTreeMap<&'a str, MemorySigner>,
    now: UnixTime,
}

impl Forge<'_> {
    fn crl(&self, wanted: &plan::Crl, made: &BTreeMap<String, Certificate>) -> Crl {
        let moment = |text: &Option<String>, days| match text {
            Some(text) => UnixTime::parse(text).unwrap(),
            None => self.now.plus_days(days),
        };
        let entry = |one: &plan::Revoked| Revocation {
            serial: made[&one.certificate].serial().clone(),
            since: UnixTime::parse(&one.since).unwrap(),
            reason: match one.reason.as_deref() {
                None => RevocationReason::Unspecified,
                Some("key-compromise") => RevocationReason::KeyCompromise,
                Some("superseded") => RevocationReason::Superseded,
                Some("hold") => RevocationReason::CertificateHold,
                Some(other) => panic!("no reason is called {other}"),
            },
        };
        let revoked: Vec<Revocation> = wanted.revoked.iter().map(entry).collect();
        let (this_update, next_update) = (moment(&wanted.made, -1), moment(&wanted.next, 7));
        let signer = &self.keys[wanted.issuer.as_str()];
        let request = CrlRequest { number: 1, this_update, next_update, revoked: &revoked };
        let unsigned = issue::crl(&request, &made[&wanted.issuer], &signer.algorithm()).unwrap();
        Crl::from_der(unsigned.sign(signer).unwrap()).unwrap()
    }

    fn certificate(&self, own: &str, wanted: &plan::Certificate) -> Certificate {
        let known = |name: &str| self.plan.certificates.get(name).unwrap_or_else(|| panic!("no certificate is called {name}"));
        let key = |name: &str| &self.keys[known(name).key_of.as_deref().unwrap_or(name)];
        let issuer = wanted.issuer.as_deref().unwrap_or(own);
        let by = key(wanted.signed_by.as_deref().unwrap_or(issuer));
        let moment = |text: &Option<String>, days| match text {
            Some(text) => UnixTime::parse(text).unwrap(),
            None => self.now.plus_days(days),
        };
        let (from, until) = (moment(&wanted.from, -365), moment(&wanted.until, 365));
        let extensions = extensions(wanted);
        let parts: Vec<&[u8]> = extensions.iter().map(Vec::as_slice).collect();
        let extensions = if parts.is_empty() { Vec::new() } else { der::context(3, &[&der::sequence(&parts)]) };
        let version = match wanted.version.unwrap_or(3) {
            1 => Vec::new(),
            version => der::context(0, &[&der::unsigned(version - 1)]),
        };
        let serial = wanted.serial.as_deref().map_or_else(|| vec![1], octets);
        let algorithm = by.algorithm().to_der();
        let tbs = der::sequence(&[
            &version,
            &der::element(Tag::INTEGER, false, &[&serial]),
            &algorithm,
            name(wanted.issuer_name.as_deref().unwrap_or(&known(issuer).subject)).as_der(),
            &der::sequence(&[&der::time(from.0), &der::time(until.0)]),
            name(&wanted.subject).as_der(),
            key(own).public_key(),
            &extensions,
        ]);
        let signature = by.sign(Kind::Certificate, &tbs).unwrap();
        Certificate::from_der(der::sequence(&[&tbs, &algorithm, &der::bit_string(&signature)])).unwrap()
    }
}

/// In the order in which RFC 5280 4.2.1 has them.
fn extensions(wanted: &plan::Certificate) -> Vec<Vec<u8>> {
    let mut list = Vec::new();
    if let Some(id) = &wanted.authority_key_id {
        list.push(extension("2.5.29.35", false, &der::sequence(&[&der::context_primitive(0, &octets(id))])));
    }
    if let Some(id) = &wanted.key_id {
        list.push(extension("2.5.29.14", false, &der::octet_string(&octets(id))));
    }
    if !wanted.key_usage.is_empty() {
        list.push(extension("2.5.29.15", true, &key_usage(&wanted.key_usage)));
    }
    if !wanted.policies.is_empty() {
        list.push(extension("2.5.29.32", false, &sequence(wanted.policies.iter().map(|one| der::sequence(&[&der::oid(&oid(one))])))));
    }
    if !wanted.mappings.is_empty() {
        let pair = |(one, other): &(String, String)| der::sequence(&[&der::oid(&oid(one)), &der::oid(&oid(other))]);
        list.push(extension("2.5.29.33", true, &sequence(wanted.mappings.iter().map(pair))));
    }
    let names: Vec<Vec<u8>> = wanted.emails.iter().map(|one| address(one)).chain(wanted.hosts.iter().map(|one| host(one))).collect();
    if !names.is_empty() {
        list.push(extension("2.5.29.17", false, &sequence(names.into_iter())));
    }
    if wanted.ca {
        let length = wanted.path_length.map(der::unsigned).unwrap_or_default();
        list.push(extension("2.5.29.19", true, &der::sequence(&[&der::boolean(true), &length])));
    }
    if !wanted.permitted.is_empty() || !wanted.excluded.is_empty() {
        list.push(extension("2.5.29.30", true, &der::sequence(&[&trees(0, &wanted.permitted), &trees(1, &wanted.excluded)])));
    }
    let number = |tag: u32, value: Option<u64>| value.map(|value| der::context_primitive(tag, &[u8::try_from(value).unwrap()]));
    let (explicit, mapping) = (number(0, wanted.require_explicit_policy), number(1, wanted.inhibit_policy_mapping));
    if explicit.is_some() || mapping.is_some() {
        let value = der::sequence(&[&explicit.unwrap_or_default(), &mapping.unwrap_or_default()]);
        list.push(extension("2.5.29.36", true, &value));
    }
    if !wanted.purposes.is_empty() {
        list.push(extension("2.5.29.37", false, &sequence(wanted.purposes.iter().map(|one| der::oid(&oid(one))))));
    }
    if let Some(skip) = wanted.inhibit_any_policy {
        list.push(extension("2.5.29.54", true, &der::unsigned(skip)));
    }
    if let Some(url) = &wanted.issuer_url {
        let access = der::sequence(&[&der::oid(&oid("1.3.6.1.5.5.7.48.2")), &der::context_primitive(6, url.as_bytes())]);
        list.push(extension("1.3.6.1.5.5.7.1.1", false, &der::sequence(&[&access])));
    }
    if let Some(unknown) = &wanted.unknown_critical {
        list.push(extension(unknown, true, &der::null()));
    }
    if let Some(twice) = &wanted.twice {
        let same = list.iter().find(|one| one.windows(5).any(|part| part == der::oid(&oid(twice)))).cloned();
        list.push(same.unwrap_or_else(|| panic!("there is no extension {twice} to stand twice")));
    }
    list
}

fn extension(number: &str, critical: bool, value: &[u8]) -> Vec<u8> {
    let flag = if critical { der::boolean(true) } else { Vec::new() };
    der::sequence(&[&der::oid(&oid(number)), &flag, &der::octet_string(value)])
}

fn sequence(parts: impl Iterator<Item = Vec<u8>>) -> Vec<u8> {
    let parts: Vec<Vec<u8>> = parts.collect();
    der::sequence(&parts.iter().map(Vec::as_slice).collect::<Vec<_>>())
}

fn key_usage(words: &[String]) -> Vec<u8> {
    const NAMES: [&str; 7] =
        ["digitalSignature", "nonRepudiation", "keyEncipherment", "dataEncipherment", "keyAgreement", "keyCertSign", "cRLSign"];
    let bit = |word: &String| NAMES.iter().position(|known| known == word).unwrap_or_else(|| panic!("no key usage is called {word}"));
    der::named_bits(&[words.iter().fold(0, |octet, word| octet | 0x80 >> bit(word))])
}

/// rfc822Name, or SmtpUTF8Mailbox where the local part is not ASCII.
fn address(text: &str) -> Vec<u8> {
    if text.is_ascii() {
        return der::context_primitive(1, text.as_bytes());
    }
    der::context(0, &[&der::oid(&oid("1.3.6.1.5.5.7.8.9")), &der::context(0, &[&der::utf8_string(text)])])
}

fn host(text: &str) -> Vec<u8> {
    der::context_primitive(2, text.as_bytes())
}

fn trees(number: u32, bases: &[String]) -> Vec<u8> {
    let base = |text: &String| match text.contains('=') {
        true => der::context(4, &[name(text).as_der()]),
        false => der::context_primitive(1, text.as_bytes()),
    };
    let trees: Vec<Vec<u8>> = bases.iter().map(|one| der::sequence(&[&base(one)])).collect();
    let parts: Vec<&[u8]> = trees.iter().map(Vec::as_slice).collect();
    if parts.is_empty() { Vec::new() } else { der::context(number, &parts) }
}

fn octets(hex: &str) -> Vec<u8> {
    let digits: Vec<u8> = hex.chars().map(|digit| u8::try_from(digit.to_digit(16).unwrap()).unwrap()).collect();
    digits.chunks(2).map(|pair| pair.iter().fold(0, |octet, digit| octet << 4 | digit)).collect()
}
