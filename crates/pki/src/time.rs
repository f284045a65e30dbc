//! Moments as seconds since 1970 (UTC): reading what people write after `--at`, and RFC 3339 out.
//! ASN.1 times (RFC 5280 4.1.2.5) become this type where they are read; there are no time zones past this point.

use std::fmt;

use ::time::format_description::well_known::Rfc3339;
use ::time::{Date, OffsetDateTime, Time, UtcOffset, macros::format_description};

use crate::error::Error;

/// Seconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct UnixTime(pub i64);

/// Seconds of a day.
const DAY: i64 = 86_400;

impl UnixTime {
    /// The machine's clock.
    pub fn now() -> Self {
        Self(OffsetDateTime::now_utc().unix_timestamp())
    }

    /// Reads RFC 3339 (`2026-11-22T10:15:00+09:00`), a date (midnight UTC), or seconds since 1970.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let wrong = || Error::Time { text: text.chars().take(64).collect() };
        let text_trimmed = text.trim();
        if let Ok(seconds) = text_trimmed.parse::<i64>() {
            let known = OffsetDateTime::from_unix_timestamp(seconds).map_err(|_| wrong())?;
            return Ok(Self(known.unix_timestamp()));
        }
        if let Ok(moment) = OffsetDateTime::parse(text_trimmed, &Rfc3339) {
            return Ok(Self(moment.unix_timestamp()));
        }
        let date = Date::parse(text_trimmed, format_description!("[year]-[month]-[day]")).map_err(|_| wrong())?;
        Ok(Self(date.with_time(Time::MIDNIGHT).assume_offset(UtcOffset::UTC).unix_timestamp()))
    }

    /// So many days later (earlier if negative).
    #[must_use]
    pub fn plus_days(self, days: i64) -> Self {
        self.plus_seconds(days.saturating_mul(DAY))
    }

    /// So many seconds later (earlier if negative).
    #[must_use]
    pub fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds))
    }

    /// The calendar's view of it; moments outside the years -9999 to 9999 have none.
    pub(crate) fn calendar(self) -> Option<OffsetDateTime> {
        OffsetDateTime::from_unix_timestamp(self.0).ok()
    }
}

impl fmt::Display for UnixTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.calendar().and_then(|moment| moment.format(&Rfc3339).ok()) {
            Some(text) => f.write_str(&text),
            None => write!(f, "{} s since 1970", self.0),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;

    #[test]
    fn what_people_write_after_at() {
        for (text, seconds) in [
            ("0", 0),
            ("1700000000", 1_700_000_000),
            ("2016-01-20", 1_453_248_000),
            ("2016-01-20T00:00:00Z", 1_453_248_000),
            ("2016-01-20T09:00:00+09:00", 1_453_248_000),
            (" 2016-01-20 ", 1_453_248_000),
            ("-1", -1),
        ] {
            assert_eq!(UnixTime::parse(text).unwrap(), UnixTime(seconds), "{text}");
        }
        for text in ["", "yesterday", "2016-13-01", "2016-02-30", "20-01-2016", "99999999999999999"] {
            let error = UnixTime::parse(text).unwrap_err().to_string();
            assert!(error.contains("is not a time"), "{text}: {error}");
        }
    }

    #[test]
    fn written_as_rfc_3339() {
        assert_eq!(UnixTime(1_453_248_000).to_string(), "2016-01-20T00:00:00Z");
        assert_eq!(UnixTime(i64::MAX).to_string(), "9223372036854775807 s since 1970");
    }
}
