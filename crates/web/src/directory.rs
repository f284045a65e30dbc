//! Looking certificates up: what a visitor typed becomes an address or a number; only what its owner published is found. An address that is
//! not known and one that is not published are one answer, by one query.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use kakitome_crypto::{DigestAlgorithm, digest};
use kakitome_store::{Address, Error, Published, Store};

/// Longest text that is looked at: an address has 254 octets at most (RFC 5321 4.5.3.1.3), a fingerprint with colons 95.
const LONGEST: usize = 400;
/// Octets of a serial number (RFC 5280 4.1.2.2 allows 20; some have more), of SHA-1 and of SHA-256.
const SERIAL: usize = 32;
const SHA1: usize = 20;
const SHA256: usize = 32;

/// What was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Wanted {
    Address(Address),
    /// Lower-case hexadecimal digits.
    Number(String),
}

impl Wanted {
    /// Spaces, colons, hyphens, `0x`, full-width letters and capitals are how people and programs write numbers; none of it counts.
    pub(crate) fn read(text: &str) -> Option<Self> {
        if text.len() > LONGEST {
            return None;
        }
        let plain: String = text.trim().chars().map(half_width).collect();
        if plain.contains('@') {
            return Address::parse(plain.trim()).ok().map(Self::Address);
        }
        let digits: String =
            plain.chars().filter(|letter| !letter.is_whitespace() && !matches!(letter, ':' | '-' | '\u{2010}'..='\u{2015}')).collect();
        let digits = digits.to_ascii_lowercase();
        let digits = digits.strip_prefix("0x").unwrap_or(&digits);
        let readable = !digits.is_empty() && digits.len() <= SERIAL * 2 && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
        readable.then(|| Self::Number(digits.to_owned()))
    }
}

/// Japanese keyboards write `１Ａ：２Ｂ` as readily as `1A:2B`.
fn half_width(letter: char) -> char {
    match letter {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(letter).saturating_sub(0xfee0)).unwrap_or(letter),
        '\u{3000}' => ' ',
        other => other,
    }
}

/// SHA-1 of every published certificate, and the SHA-256 that the database knows it by.
type BySha1 = Arc<HashMap<[u8; SHA1], [u8; SHA256]>>;

/// What Windows shows as a fingerprint is SHA-1, which the database does not keep: worked out once for each generation of identities.
#[derive(Debug, Default)]
pub(crate) struct Directory {
    sha1: Mutex<Option<(i64, BySha1)>>,
}

impl Directory {
    /// What was published under this address or number, newest first.
    pub(crate) async fn find(&self, store: &Store, wanted: &Wanted) -> Result<Vec<Published>, Error> {
        match wanted {
            Wanted::Address(address) => store.published_of(address).await,
            Wanted::Number(digits) => {
                let mut found = Vec::new();
                if let Some(hash) = octets::<SHA256>(digits) {
                    found.extend(store.published_by_sha256(&hash).await?);
                }
                if let Some(hash) = octets::<SHA1>(digits) {
                    let known = self.by_sha1(store).await?.get(&hash).copied();
                    if let Some(sha256) = known {
                        found.extend(store.published_by_sha256(&sha256).await?);
                    }
                }
                found.extend(store.published_by_serial(digits).await?);
                found.dedup_by(|one, other| one.certificate.id == other.certificate.id);
                Ok(found)
            }
        }
    }

    async fn by_sha1(&self, store: &Store) -> Result<BySha1, Error> {
        let generation = store.generation().await?;
        if let Some((known, all)) = &*self.sha1.lock().unwrap_or_else(PoisonError::into_inner)
            && *known == generation
        {
            return Ok(Arc::clone(all));
        }
        let mut all = HashMap::new();
        store.published_each(|sha256, der| _ = sha1(der).map(|hash| all.insert(hash, *sha256))).await?;
        let all = Arc::new(all);
        *self.sha1.lock().unwrap_or_else(PoisonError::into_inner) = Some((generation, Arc::clone(&all)));
        Ok(all)
    }
}

/// SHA-1 of a certificate: a name, not a proof.
pub(crate) fn sha1(der: &[u8]) -> Option<[u8; SHA1]> {
    digest(DigestAlgorithm::Sha1, der).and_then(|hash| hash.as_bytes().try_into().ok())
}

/// So many octets, if it is that many digits.
pub(crate) fn octets<const N: usize>(digits: &str) -> Option<[u8; N]> {
    if digits.len() != N.saturating_mul(2) {
        return None;
    }
    let mut out = [0; N];
    for (octet, pair) in out.iter_mut().zip(digits.as_bytes().chunks(2)) {
        *octet = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;

    #[test]
    fn numbers_are_read_as_people_write_them() {
        for text in ["1a2b3c", "1A:2B:3C", " 1a 2b 3c ", "0x1A2B3C", "1A-2B-3C", "\u{ff11}\u{ff21}\u{ff1a}2B\u{3000}3C"] {
            assert_eq!(Wanted::read(text), Some(Wanted::Number("1a2b3c".into())), "{text}");
        }
        assert_eq!(Wanted::read("00 1a"), Some(Wanted::Number("001a".into())));
        for text in ["", " ", "xyz", "1g", "0x", ":", &"a".repeat(65), &"1".repeat(500), "<script>", "' OR 1=1 --"] {
            assert_eq!(Wanted::read(text), None, "{text}");
        }
    }

    #[test]
    fn addresses_are_addresses() {
        let address = Wanted::Address(Address::parse("noreply@bank.example").unwrap());
        assert_eq!(Wanted::read(" noreply@bank.example "), Some(address.clone()));
        assert_eq!(Wanted::read("noreply\u{ff20}bank.example"), Some(address));
        for text in ["@", "a@", "@bank.example", "a b@c@d", "*@bank.example\u{0}"] {
            assert!(!matches!(Wanted::read(text), Some(Wanted::Number(_))), "{text}");
        }
    }

    #[test]
    fn digits_become_octets() {
        assert_eq!(octets::<2>("0aff"), Some([10, 255]));
        assert_eq!((octets::<2>("0af"), octets::<2>("0afg")), (None, None));
    }
}
