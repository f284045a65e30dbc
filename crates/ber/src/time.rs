//! UTCTime and GeneralizedTime (X.680 46, 47; RFC 5280 4.1.2.5) to and from seconds since 1970-01-01 UTC.
//! Seconds may be absent and an offset from UTC is understood when reading, as other programs do; fractions are cut.

/// The first second of 2050, from which RFC 5280 demands GeneralizedTime.
const YEAR_2050: i64 = 2_524_608_000;

/// Reads a UTCTime; the years are 1950 to 2049.
#[must_use]
pub fn parse_utc(text: &[u8]) -> Option<i64> {
    let (year, rest) = number(text, 2)?;
    parse_after_year(if year < 50 { 2000 + year } else { 1900 + year }, rest, false)
}

/// Reads a GeneralizedTime. One without a zone would be local time, which nobody can know: `None`.
#[must_use]
pub fn parse_generalized(text: &[u8]) -> Option<i64> {
    let (year, rest) = number(text, 4)?;
    parse_after_year(year, rest, true)
}

/// The text RFC 5280 4.1.2.5 wants for this time: `YYMMDDHHMMSSZ` (UTCTime) from 1950 to 2049, else
/// `YYYYMMDDHHMMSSZ` (GeneralizedTime). Years outside 0000 to 9999 cannot be written and are moved to the nearest that can.
#[must_use]
pub fn format(seconds: i64) -> String {
    let (year, month, day) = civil(seconds.div_euclid(86_400));
    let second = seconds.rem_euclid(86_400);
    let clock = format!("{:02}{:02}{:02}Z", second / 3600, second / 60 % 60, second % 60);
    match year {
        ..0 => "00000101000000Z".to_owned(),
        1950..2050 => format!("{:02}{month:02}{day:02}{clock}", year % 100),
        0..10_000 => format!("{year:04}{month:02}{day:02}{clock}"),
        _ => "99991231235959Z".to_owned(),
    }
}

/// Whether `format` gives a UTCTime.
#[must_use]
pub fn is_utc_time(seconds: i64) -> bool {
    (-631_152_000..YEAR_2050).contains(&seconds)
}

fn parse_after_year(year: i64, rest: &[u8], fractions: bool) -> Option<i64> {
    let (month, rest) = number(rest, 2)?;
    let (day, rest) = number(rest, 2)?;
    let (hour, rest) = number(rest, 2)?;
    let (minute, rest) = number(rest, 2)?;
    let (second, mut rest) = if rest.first().is_some_and(u8::is_ascii_digit) { number(rest, 2)? } else { (0, rest) };
    if fractions && let [b'.' | b',', digits @ ..] = rest {
        let end = digits.iter().position(|octet| !octet.is_ascii_digit()).filter(|end| *end > 0)?;
        rest = digits.get(end..)?;
    }
    let east = match rest {
        b"Z" => 0,
        [sign @ (b'+' | b'-'), zone @ ..] => {
            let (hours, zone) = number(zone, 2)?;
            let (minutes, zone) = number(zone, 2)?;
            if !zone.is_empty() || hours > 14 || minutes > 59 {
                return None;
            }
            (hours * 3600 + minutes * 60) * if *sign == b'-' { -1 } else { 1 }
        }
        _ => return None,
    };
    if !(1..=12).contains(&month) || !(1..=month_length(year, month)).contains(&day) {
        return None;
    }
    if hour > 23 || minute > 59 || second > 60 {
        return None; // 60: a leap second
    }
    Some(days(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second - east)
}

fn number(text: &[u8], digits: usize) -> Option<(i64, &[u8])> {
    let (head, rest) = text.split_at_checked(digits)?;
    let value = head.iter().try_fold(0_i64, |value, octet| octet.is_ascii_digit().then(|| value * 10 + i64::from(octet - b'0')))?;
    Some((value, rest))
}

fn month_length(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days from 1970-01-01 to a date of the Gregorian calendar. Years are counted from March, so that the leap day is last.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    year * 365 + leap_days + (153 * month + 2) / 5 + day - 1 - 719_468
}

/// The inverse of `days`.
fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let (era, in_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (in_era - in_era / 1460 + in_era / 36_524 - in_era / 146_096) / 365;
    let in_year = in_era - (365 * year + year / 4 - year / 100);
    let month = (5 * in_year + 2) / 153;
    let day = in_year - (153 * month + 2) / 5 + 1;
    let (year, month) = (year + era * 400, if month < 10 { month + 3 } else { month - 9 });
    (if month <= 2 { year + 1 } else { year }, month, day)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]

    use super::*;

    #[test]
    fn known_times() {
        assert_eq!(parse_utc(b"700101000000Z"), Some(0));
        assert_eq!(parse_utc(b"160120030405Z"), Some(1_453_259_045));
        assert_eq!(parse_utc(b"1601200304Z"), Some(1_453_259_040));
        assert_eq!(parse_utc(b"160120120405+0900"), Some(1_453_259_045));
        assert_eq!(parse_generalized(b"20160120030405Z"), Some(1_453_259_045));
        assert_eq!(parse_generalized(b"20160120030405.25Z"), Some(1_453_259_045));
        assert_eq!(parse_generalized(b"20500101000000Z"), Some(YEAR_2050));
        assert_eq!(parse_utc(b"500101000000Z"), Some(-631_152_000));
    }

    #[test]
    fn nonsense_is_refused() {
        for text in ["", "160230000000Z", "161301000000Z", "160120240000Z", "160120030405", "16012003040Z", "160120030405Zx"] {
            assert_eq!(parse_utc(text.as_bytes()), None, "{text}");
        }
        assert_eq!(parse_utc(b"160120030405.5Z"), None);
        assert_eq!(parse_generalized(b"20160120030405.Z"), None);
    }

    #[test]
    fn every_day_of_600_years_survives() {
        for day in -109_000..109_000_i64 {
            let seconds = day * 86_400 + 86_399;
            let text = format(seconds);
            let parse = if is_utc_time(seconds) { parse_utc } else { parse_generalized };
            assert_eq!(parse(text.as_bytes()), Some(seconds), "{text}");
        }
    }
}
