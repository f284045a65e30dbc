//! Legal entity identifiers (ISO 17442) and the two extensions that carry them: S/MIME Baseline Requirements 7.1.2.3(l).

use const_oid::ObjectIdentifier;
use kakitome_ber::{Cursor, Error};

use super::linted::Linted;
use super::rule::{Applies, BR_1_0_0, Check, Found, LintGroup, LintRule, LintSeverity, when};
use crate::identity::Identity;
use crate::text;

const LEI: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.52266.1");
const ROLE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.52266.2");

const fn rule(id: &'static str, clause: &'static str, applies: Applies, check: Check) -> LintRule {
    LintRule::new(id, clause, LintSeverity::Error, BR_1_0_0, LintGroup::Organization, applies, check)
}

pub(super) const RULES: &[LintRule] = &[
    rule("br.7-1-2-3-l-lei-forbidden", "S/MIME BR 7.1.2.3(l)", has_lei, |linted| {
        when(linted.is_identity(&[Identity::Mailbox, Identity::Individual]))
    }),
    rule("br.7-1-2-3-l-role-forbidden", "S/MIME BR 7.1.2.3(l)", has_role, |linted| when(!linted.is_identity(&[Identity::Sponsor]))),
    rule("br.7-1-2-3-l-lei-critical", "S/MIME BR 7.1.2.3(l)", has_lei, |linted| when(linted.is_critical(LEI))),
    rule("br.7-1-2-3-l-role-critical", "S/MIME BR 7.1.2.3(l)", has_role, |linted| when(linted.is_critical(ROLE))),
    rule("iso17442.format", "ISO 17442", has_lei, |linted| extension(linted).filter(|text| !is_format(text)).into_iter().collect()),
    rule("iso17442.checksum", "ISO 17442", has_lei, |linted| {
        let broken: Option<String> = extension(linted).filter(|text| is_format(text) && !is_sound(text));
        broken.into_iter().collect::<Found>()
    }),
];

fn has_lei(linted: &Linted<'_>) -> bool {
    linted.is_subscriber() && linted.extension(LEI).is_some()
}

fn has_role(linted: &Linted<'_>) -> bool {
    linted.is_subscriber() && linted.extension(ROLE).is_some()
}

/// What the extension holds: one string, unreadable ones as nothing.
fn extension(linted: &Linted<'_>) -> Option<String> {
    let value = &linted.extension(LEI)?.value;
    let read = || -> Result<Option<String>, Error> {
        let mut cursor = Cursor::new(value);
        let text = text::decode(&cursor.any()?);
        cursor.finish().map(|()| text)
    };
    Some(read().ok().flatten().unwrap_or_default())
}

/// Twenty letters and figures, the last two figures.
pub(super) fn is_format(text: &str) -> bool {
    let (head, check) = text.as_bytes().split_at(text.len().saturating_sub(2));
    text.len() == 20
        && head.iter().all(|octet| octet.is_ascii_uppercase() || octet.is_ascii_digit())
        && check.iter().all(u8::is_ascii_digit)
}

/// ISO 7064, MOD 97-10: letters are numbers from 10 on, and the whole leaves 1.
pub(super) fn is_sound(text: &str) -> bool {
    let rest = text.chars().filter_map(|letter| letter.to_digit(36)).fold(0_u32, |rest, digit| {
        let shift = if digit > 9 { 100 } else { 10 };
        (rest * shift + digit) % 97
    });
    rest == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checksums() {
        // ISO 17442's own shape; the check digits worked out by hand with MOD 97-10
        for (lei, sound) in [("5493001KJTIIGC8Y1R12", true), ("5493001KJTIIGC8Y1R13", false), ("213800WSGIIZCXF1P572", true)] {
            assert!(is_format(lei));
            assert_eq!(is_sound(lei), sound, "{lei}");
        }
        for wrong in ["", "5493001KJTIIGC8Y1R1", "5493001kjTIIGC8Y1R12", "5493001KJTIIGC8Y1RXX", "日本語日本語日本"] {
            assert!(!is_format(wrong), "{wrong}");
        }
    }
}
