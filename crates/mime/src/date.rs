//! The `Date` field as seconds since 1970 (RFC 5322 3.3 and 4.3: obsolete zones, two- and three-digit years, comments).
//! Leap seconds count as the second before. Says nothing about whether the moment is plausible.

use crate::finding::{Finding, Kind};
use crate::syntax::{Cursor, End};

/// A moment as a mail states it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Date {
    /// seconds since 1970-01-01T00:00:00Z
    pub unix: i64,
    /// minutes east of UTC; `None` where the zone is `-0000` or cannot be known (RFC 5322 3.3, 4.3)
    pub zone: Option<i32>,
}

/// Reads the value of a `Date` field that stands at `base`.
///
/// # Errors
/// `mime.date-unreadable`
pub fn parse(value: &[u8], base: u64) -> Result<Date, Finding> {
    let mut cursor = Cursor::new(value);
    read(&mut cursor).ok_or_else(|| Finding::new(Kind::DateUnreadable, base + cursor.at() as u64))
}

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

fn read(cursor: &mut Cursor<'_>) -> Option<Date> {
    skip(cursor)?;
    if cursor.peek()?.is_ascii_alphabetic() {
        let day = word(cursor);
        DAYS.iter().find(|name| day.eq_ignore_ascii_case(name))?;
        skip(cursor)?;
        cursor.eat(b',');
        skip(cursor)?;
    }
    let day = number(cursor, 1, 2)?.0;
    skip(cursor)?;
    let month = word(cursor);
    let month = MONTHS.iter().zip(1..).find(|(name, _)| month.eq_ignore_ascii_case(name))?.1;
    skip(cursor)?;
    let year = match number(cursor, 2, 4)? {
        // RFC 5322 4.3
        (year, 2) if year < 50 => 2000 + year,
        (year, 2 | 3) => 1900 + year,
        (year, _) => year,
    };
    skip(cursor)?;
    let hour = number(cursor, 1, 2)?.0;
    skip(cursor)?;
    let colon = cursor.eat(b':');
    skip(cursor)?;
    let minute = number(cursor, 2, 2).filter(|_| colon)?.0;
    skip(cursor)?;
    let second = if cursor.eat(b':') {
        skip(cursor)?;
        number(cursor, 2, 2)?.0
    } else {
        0
    };
    skip(cursor)?;
    let zone = zone(cursor)?;
    skip(cursor)?;
    let valid = (1900..=9999).contains(&year) && (1..=days_in(year, month)).contains(&day) && hour < 24 && minute < 60 && second <= 60;
    if !valid || cursor.peek().is_some() {
        return None;
    }
    let seconds = (hour * 60 + minute) * 60 + second.min(59);
    Some(Date { unix: days_since_1970(year, month, day) * 86_400 + seconds - i64::from(zone.unwrap_or(0)) * 60, zone })
}

/// White space and comments; `None` for a comment without its end.
fn skip(cursor: &mut Cursor<'_>) -> Option<()> {
    cursor.skip_space();
    while cursor.peek() == Some(b'(') {
        if cursor.comment().1 != End::Closed {
            return None;
        }
        cursor.skip_space();
    }
    Some(())
}

fn word<'a>(cursor: &mut Cursor<'a>) -> &'a str {
    std::str::from_utf8(cursor.take_while(|byte| byte.is_ascii_alphabetic())).unwrap_or_default()
}

/// A number and how many digits it has.
fn number(cursor: &mut Cursor<'_>, least: usize, most: usize) -> Option<(i64, usize)> {
    let digits = cursor.take_while(|byte| byte.is_ascii_digit());
    if digits.len() < least || digits.len() > most {
        return None;
    }
    Some((std::str::from_utf8(digits).ok()?.parse().ok()?, digits.len()))
}

/// `+0900`, or an obsolete name. The inner value is `None` where the zone is not known.
fn zone(cursor: &mut Cursor<'_>) -> Option<Option<i32>> {
    let Some(sign) = cursor.peek().filter(|sign| matches!(sign, b'+' | b'-')) else {
        return Some(match word(cursor).to_ascii_uppercase().as_str() {
            "UT" | "GMT" | "UTC" | "Z" => Some(0),
            "JST" => Some(9 * 60),
            "EDT" => Some(-4 * 60),
            "EST" | "CDT" => Some(-5 * 60),
            "CST" | "MDT" => Some(-6 * 60),
            "MST" | "PDT" => Some(-7 * 60),
            "PST" => Some(-8 * 60),
            "" => return None,
            // RFC 5322 4.3: military letters were used with both signs, other names are anybody's guess
            _ => None,
        });
    };
    cursor.bump();
    let value = i32::try_from(number(cursor, 4, 4)?.0).ok()?;
    let (hours, minutes) = (value / 100, value % 100);
    if minutes > 59 {
        return None;
    }
    let east = hours * 60 + minutes;
    Some(if sign == b'+' { Some(east) } else { (east != 0).then_some(-east) })
}

fn days_in(year: i64, month: i64) -> i64 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

/// Days of the Gregorian calendar, counted from March so that the leap day is the last of its year.
fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let leap_days = year / 4 - year / 100 + year / 400;
    year * 365 + leap_days + (month * 153 + 2) / 5 + day - 1 - 719_468
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]
    use super::{Date, parse};

    #[test]
    fn dates_of_mails() {
        // seconds by Python's email.utils
        let cases: [(&str, i64, Option<i32>); 16] = [
            ("Thu, 01 Jan 1970 00:00:00 +0000", 0, Some(0)),
            (" Sun, 22 Nov 2026 12:34:56 +0900 (JST)", 1_795_318_496, Some(540)),
            ("22 Nov 2026 12:34 +0900", 1_795_318_440, Some(540)),
            ("Sun, 22 Nov 2026 03:34:56 GMT", 1_795_318_496, Some(0)),
            ("Sun, 22 Nov 2026 03:34:56 -0000", 1_795_318_496, None),
            ("Sun,22 Nov 2026 12:34:56 JST", 1_795_318_496, Some(540)),
            ("Sun,\r\n 22 Nov (month) 2026 03:34:56 UT", 1_795_318_496, Some(0)),
            ("Sat, 31 Dec 2016 23:59:60 +0000", 1_483_228_799, Some(0)),
            ("Tue, 29 Feb 2000 00:00:00 -0130", 951_787_800, Some(-90)),
            ("21 Nov 97 09:55:06 -0600", 880_127_706, Some(-360)),
            ("1 Jan 49 00:00:00 Z", 2_493_072_000, Some(0)),
            ("1 Jan 099 00:00 PST", 915_177_600, Some(-480)),
            ("1 Jan 1900 00:00:00 +0000", -2_208_988_800, Some(0)),
            ("sun, 22 NOV 2026 3:34:56 EST", 1_795_336_496, Some(-300)),
            ("Sun, 22 Nov 2026 03 : 34 : 56 GMT", 1_795_318_496, Some(0)),
            ("Sun, 22 Nov 2026 03:34:56 K", 1_795_318_496, None),
        ];
        for (text, unix, zone) in cases {
            assert_eq!(parse(text.as_bytes(), 0).unwrap(), Date { unix, zone }, "{text}");
        }
    }

    #[test]
    fn what_is_no_date_is_a_finding_at_its_place() {
        let broken = [
            "",
            " ",
            "yesterday",
            "32 Jan 2026 00:00 +0000",
            "29 Feb 2026 00:00 +0000",
            "1 Foo 2026 00:00 +0000",
            "1 Jan 2026 24:00 +0000",
            "1 Jan 2026 00:60 +0000",
            "1 Jan 2026 00:00:61 +0000",
            "1 Jan 2026",
            "1 Jan 2026 00:00",
            "1 Jan 2026 00:00 +09",
            "1 Jan 2026 00:00 +0060",
            "1 Jan 2026 00:00 +0000 x",
            "1 Jan 2026 00:00 +0000 (",
            "1 Jan 20266 00:00 +0000",
            "Xyz, 1 Jan 2026 00:00 +0000",
            "1 Jan 1 00:00 +0000",
        ];
        for text in broken {
            let finding = parse(text.as_bytes(), 40).unwrap_err();
            assert_eq!(finding.id(), "mime.date-unreadable", "{text}");
            assert!(finding.at >= 40 && finding.at <= 40 + text.len() as u64);
        }
    }
}
