//! Key and signature: S/MIME Baseline Requirements 6.1.5, 6.1.6, 7.1.3.1 and 7.1.3.2; RFC 5280 4.1.1.2.

use kakitome_ber::{Cursor, Error, Tag};

use super::linted::{Linted, every, subscriber};
use super::rule::{BR_1_0_0, BR_1_0_11, Check, Found, LintGroup, LintRule, LintSeverity, RFC_5280, when};
use crate::text;

const RSA: &[u8] = &[0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00];

/// AlgorithmIdentifiers of keys as they may stand, as hexadecimal, with the DER length in front: 7.1.3.1.
const KEYS: [&str; 6] = [
    "300d06092a864886f70d0101010500",
    "301306072a8648ce3d020106082a8648ce3d030107",
    "301006072a8648ce3d020106052b81040022",
    "301006072a8648ce3d020106052b81040023",
    "300506032b6570",
    "300506032b6571",
];

/// ML-DSA and ML-KEM: since version 1.0.11.
const LATER_KEYS: [&str; 6] = [
    "300b0609608648016503040311",
    "300b0609608648016503040312",
    "300b0609608648016503040313",
    "300b0609608648016503040401",
    "300b0609608648016503040402",
    "300b0609608648016503040403",
];

/// AlgorithmIdentifiers of signatures as they may stand: 7.1.3.2. RSA with PKCS#1 v1.5, RSASSA-PSS, ECDSA, EdDSA.
const SIGNATURES: [&str; 11] = [
    "300d06092a864886f70d01010b0500",
    "300d06092a864886f70d01010c0500",
    "300d06092a864886f70d01010d0500",
    "304106092a864886f70d01010a3034a00f300d06096086480165030402010500a11c301a06092a864886f70d010108300d06096086480165030402010500a203020120",
    "304106092a864886f70d01010a3034a00f300d06096086480165030402020500a11c301a06092a864886f70d010108300d06096086480165030402020500a203020130",
    "304106092a864886f70d01010a3034a00f300d06096086480165030402030500a11c301a06092a864886f70d010108300d06096086480165030402030500a203020140",
    "300a06082a8648ce3d040302",
    "300a06082a8648ce3d040303",
    "300a06082a8648ce3d040304",
    "300506032b6570",
    "300506032b6571",
];

/// ML-DSA: since version 1.0.11.
const LATER_SIGNATURES: [&str; 3] = ["300b0609608648016503040311", "300b0609608648016503040312", "300b0609608648016503040313"];

/// Modulus lengths that Gmail takes.
const GMAIL_BITS: [usize; 3] = [2048, 3072, 4096];

/// Largest modulus that is tried for small factors, in octets: 16,384 bits.
const LARGEST: usize = 2048;

const fn br(id: &'static str, clause: &'static str, severity: LintSeverity, applies: super::rule::Applies, check: Check) -> LintRule {
    LintRule::new(id, clause, severity, BR_1_0_0, LintGroup::Key, applies, check)
}

pub(super) const RULES: &[LintRule] = &[
    br("br.6-1-5-modulus", "S/MIME BR 6.1.5", LintSeverity::Error, with_rsa, |linted| {
        let bits = rsa(linted).map_or(0, |key| key.bits());
        if bits < 2048 || !bits.is_multiple_of(8) { vec![bits.to_string()] } else { Found::new() }
    }),
    br("br.6-1-6-exponent", "S/MIME BR 6.1.6", LintSeverity::Error, with_rsa, |linted| {
        when(rsa(linted).is_some_and(|key| key.exponent_is_even() || key.exponent_below(3)))
    }),
    br("br.6-1-6-exponent-range", "S/MIME BR 6.1.6", LintSeverity::Warning, with_rsa, |linted| {
        when(rsa(linted).is_some_and(|key| key.exponent_below(65_537) || key.exponent.len() > 32))
    }),
    br("br.6-1-6-small-factor", "S/MIME BR 6.1.6", LintSeverity::Warning, with_rsa, |linted| {
        rsa(linted).and_then(|key| key.small_factor()).map(|factor| factor.to_string()).into_iter().collect()
    }),
    br("br.6-1-6-point", "S/MIME BR 6.1.6", LintSeverity::Warning, with_curve, |linted| when(linted.certificate.public_key().is_none())),
    br("br.7-1-3-1-key-encoding", "S/MIME BR 7.1.3.1", LintSeverity::Error, before_later_keys, |linted| {
        unlisted(linted.raw.key_algorithm, &KEYS, &[])
    }),
    LintRule::new(
        "br.7-1-3-1-key-encoding-later",
        "S/MIME BR 7.1.3.1",
        LintSeverity::Error,
        BR_1_0_11,
        LintGroup::Key,
        subscriber,
        |linted| unlisted(linted.raw.key_algorithm, &KEYS, &LATER_KEYS),
    ),
    br("br.7-1-3-2-signature-encoding", "S/MIME BR 7.1.3.2", LintSeverity::Error, subscriber, |linted| {
        let later: &[&str] = if before_later_keys(linted) { &[] } else { &LATER_SIGNATURES };
        unlisted(Some(linted.raw.signature_algorithm), &SIGNATURES, later)
    }),
    LintRule::new(
        "gmail.modulus",
        "Google Workspace Admin Help 7300887",
        LintSeverity::Notice,
        BR_1_0_0,
        LintGroup::Key,
        with_rsa,
        |linted| {
            rsa(linted).map(|key| key.bits()).filter(|bits| !GMAIL_BITS.contains(bits)).map(|bits| bits.to_string()).into_iter().collect()
        },
    ),
    LintRule::new(
        "rfc5280.4-1-1-2-algorithms-differ",
        "RFC 5280 4.1.1.2",
        LintSeverity::Error,
        RFC_5280,
        LintGroup::Key,
        every,
        |linted| when(!linted.certificate.algorithms_agree()),
    ),
];

/// Issued while only the first list was in force.
fn before_later_keys(linted: &Linted<'_>) -> bool {
    subscriber(linted) && linted.issued < BR_1_0_11
}

/// The encoding, if no list has it. Algorithm identifiers are cut before they are compared: the lists' are short.
fn unlisted(algorithm: Option<&[u8]>, listed: &[&str], later: &[&str]) -> Found {
    let algorithm = algorithm.unwrap_or_default();
    let written = text::hex(algorithm.get(..algorithm.len().min(128)).unwrap_or_default());
    let known = listed.iter().chain(later).any(|known| *known == written);
    if known { Found::new() } else { vec![written] }
}

struct RsaKey<'a> {
    /// Without leading zeros.
    modulus: &'a [u8],
    exponent: &'a [u8],
}

fn rsa<'a>(linted: &Linted<'a>) -> Option<RsaKey<'a>> {
    if linted.raw.key_algorithm != Some(RSA) {
        return None;
    }
    let read = |bits: &'a [u8]| -> Result<RsaKey<'a>, Error> {
        let mut parts = Cursor::new(bits).sequence()?;
        let modulus = parts.expect(Tag::INTEGER)?.integer()?;
        Ok(RsaKey { modulus: trimmed(modulus), exponent: trimmed(parts.expect(Tag::INTEGER)?.integer()?) })
    };
    linted.raw.key_bits.and_then(|bits| read(bits).ok())
}

fn trimmed(octets: &[u8]) -> &[u8] {
    let zeros = octets.iter().take_while(|octet| **octet == 0).count();
    octets.get(zeros..).unwrap_or_default()
}

fn with_rsa(linted: &Linted<'_>) -> bool {
    subscriber(linted) && rsa(linted).is_some()
}

fn with_curve(linted: &Linted<'_>) -> bool {
    let algorithm = linted.raw.key_algorithm.map(text::hex).unwrap_or_default();
    subscriber(linted) && KEYS.get(1..4).is_some_and(|curves| curves.contains(&algorithm.as_str()))
}

impl RsaKey<'_> {
    fn bits(&self) -> usize {
        let zeros = self.modulus.first().map_or(0, |first| first.leading_zeros());
        self.modulus.len().saturating_mul(8).saturating_sub(usize::try_from(zeros).unwrap_or(0))
    }

    fn exponent_is_even(&self) -> bool {
        self.exponent.last().is_none_or(|last| last % 2 == 0)
    }

    fn exponent_below(&self, limit: u64) -> bool {
        self.exponent.len() <= 8 && self.exponent.iter().fold(0_u64, |value, octet| value << 8 | u64::from(*octet)) < limit
    }

    /// The smallest prime below 752 that divides the modulus.
    fn small_factor(&self) -> Option<u32> {
        if self.modulus.len() > LARGEST {
            return None;
        }
        let prime =
            |number: &u32| (2..*number).take_while(|factor| factor * factor <= *number).all(|factor| !number.is_multiple_of(factor));
        let remainder = |divisor: u32| self.modulus.iter().fold(0_u32, |rest, octet| (rest << 8 | u32::from(*octet)) % divisor);
        (2..752).filter(prime).find(|factor| remainder(*factor) == 0)
    }
}
