//! The name of one handled mail: 64 bits, first the time, then who gave the name, then a number. Shown as 13 characters.
//! It stands in the journal, in the log, in `Received:` and in the reply, so that one word finds them all.

use std::fmt;
use std::str::FromStr;
use std::sync::Mutex;

use crate::millis::Millis;

/// Low bits that are not time: 8 for the process, 12 for the number within a millisecond.
const NUMBER_BITS: u32 = 12;
const WRITER_BITS: u32 = 8;
const LOW_BITS: u32 = NUMBER_BITS + WRITER_BITS;
/// Base 32 without letters that are misread (i, l, o, u), in the order of the numbers, so that text sorts as time does.
const LETTERS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
/// 13 times 5 bits hold 64.
const TEXT_LEN: usize = 13;

/// The name of one handled mail; orders by time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MailId(i64);

/// The text is no mail id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is no mail id: 13 letters and digits")]
pub struct MailIdError {
    /// What was given.
    pub text: String,
}

impl MailId {
    /// When the name was given.
    #[must_use]
    pub const fn time(self) -> Millis {
        Millis(self.0 >> LOW_BITS)
    }

    /// The least name of a moment: names of that moment and later are not below it.
    #[must_use]
    pub const fn first_at(time: Millis) -> Self {
        let most = i64::MAX >> LOW_BITS;
        let millis = if time.0 < 0 {
            0
        } else if time.0 > most {
            most
        } else {
            time.0
        };
        Self(millis << LOW_BITS)
    }

    pub(crate) const fn from_row(value: i64) -> Self {
        Self(value)
    }

    pub(crate) const fn to_row(self) -> i64 {
        self.0
    }
}

impl fmt::Display for MailId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bits = self.0.cast_unsigned();
        for place in (0..TEXT_LEN).rev() {
            let index = usize::try_from((bits >> (place * 5)) & 31).unwrap_or(0);
            let letter = LETTERS.get(index).copied().unwrap_or(b'0');
            fmt::Write::write_char(f, char::from(letter))?;
        }
        Ok(())
    }
}

impl FromStr for MailId {
    type Err = MailIdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let bad = || MailIdError { text: text.to_owned() };
        if text.len() != TEXT_LEN {
            return Err(bad());
        }
        let mut bits: u64 = 0;
        for letter in text.bytes() {
            let letter = letter.to_ascii_lowercase();
            let digit = LETTERS.iter().position(|l| *l == letter).ok_or_else(bad)?;
            let digit = u64::try_from(digit).map_err(|_| bad())?;
            bits = bits.checked_mul(32).ok_or_else(bad)? | digit;
        }
        let value = i64::try_from(bits).map_err(|_| bad())?;
        Ok(Self(value))
    }
}

/// Gives names; one in a process, from [`crate::Store::mail_ids`]. No name is given twice, not even when the clock goes back.
#[derive(Debug)]
pub struct MailIds {
    writer: i64,
    last: Mutex<i64>,
}

impl MailIds {
    pub(crate) fn new(writer: i64) -> Self {
        Self { writer: writer & ((1 << WRITER_BITS) - 1), last: Mutex::new(0) }
    }

    /// The next name, of now.
    pub fn next(&self) -> MailId {
        self.next_at(Millis::now())
    }

    fn next_at(&self, now: Millis) -> MailId {
        // A name without its writer: time, then number. When 4,096 names of a millisecond are used up or the clock goes
        // back, the count runs on into the following milliseconds.
        let earliest = (MailId::first_at(now).0 >> LOW_BITS) << NUMBER_BITS;
        let mut last = self.last.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let next = earliest.max(last.saturating_add(1));
        *last = next;
        let time = next >> NUMBER_BITS;
        let number = next & ((1 << NUMBER_BITS) - 1);
        MailId((time << LOW_BITS) | (self.writer << NUMBER_BITS) | number)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]

    use super::*;

    #[test]
    fn text_and_number_are_one_name() {
        let ids = MailIds::new(259);
        let id = ids.next_at(Millis(1_795_305_600_000));
        assert_eq!(id.time(), Millis(1_795_305_600_000));
        let text = id.to_string();
        assert_eq!(text.len(), TEXT_LEN);
        assert_eq!(text.parse::<MailId>().unwrap(), id);
        assert_eq!(text.to_uppercase().parse::<MailId>().unwrap(), id);
    }

    #[test]
    fn names_grow_when_the_clock_goes_back() {
        let ids = MailIds::new(1);
        let mut last = ids.next_at(Millis(2_000));
        for now in [2_000, 1_000, 1_999, 2_001, 0, -5] {
            let next = ids.next_at(Millis(now));
            assert!(next > last);
            assert!(next.to_string() > last.to_string());
            last = next;
        }
    }

    #[test]
    fn two_processes_never_meet() {
        let one = MailIds::new(1);
        let two = MailIds::new(2);
        let mut seen = std::collections::BTreeSet::new();
        for _ in 0..10_000 {
            assert!(seen.insert(one.next_at(Millis(5))));
            assert!(seen.insert(two.next_at(Millis(5))));
        }
    }

    #[test]
    fn other_texts_are_refused() {
        for text in ["", "0", "uuuuuuuuuuuuu", "zzzzzzzzzzzzz", "00000000000000", "０000000000"] {
            assert!(text.parse::<MailId>().is_err(), "{text}");
        }
    }
}
