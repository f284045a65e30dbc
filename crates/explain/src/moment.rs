//! Moments as people read them: Japanese time in Japanese, UTC in English, the zone always named (glossary, section 4).

use kakitome_pki::UnixTime;
use time::{OffsetDateTime, UtcOffset};

use crate::lang::Lang;

/// The moment in words; one outside the calendar as seconds.
#[must_use]
pub fn written(moment: UnixTime, lang: Lang) -> String {
    let Ok(utc) = OffsetDateTime::from_unix_timestamp(moment.0) else { return moment.to_string() };
    match lang {
        Lang::Ja => {
            let Ok(offset) = UtcOffset::from_hms(9, 0, 0) else { return moment.to_string() };
            let there = utc.checked_to_offset(offset).unwrap_or(utc);
            let (year, month, day) = (there.year(), u8::from(there.month()), there.day());
            format!("{year}年{month}月{day}日 {}時{:02}分(日本時間)", there.hour(), there.minute())
        }
        Lang::En => {
            let (year, month, day) = (utc.year(), utc.month(), utc.day());
            format!("{day} {month} {year} {:02}:{:02} UTC", utc.hour(), utc.minute())
        }
    }
}

/// The day alone, of the same zone.
#[must_use]
pub fn day(moment: UnixTime, lang: Lang) -> String {
    let Ok(utc) = OffsetDateTime::from_unix_timestamp(moment.0) else { return moment.to_string() };
    match lang {
        Lang::Ja => {
            let there = UtcOffset::from_hms(9, 0, 0).ok().and_then(|offset| utc.checked_to_offset(offset)).unwrap_or(utc);
            format!("{}年{}月{}日", there.year(), u8::from(there.month()), there.day())
        }
        Lang::En => format!("{} {} {}", utc.day(), utc.month(), utc.year()),
    }
}

/// A day that is written `2016-01-25`; a year or a month alone stays as it is.
pub(crate) fn day_of(text: &str, lang: Lang) -> String {
    let moment = (text.len() == 10).then(|| UnixTime::parse(text).ok()).flatten();
    moment.map_or_else(|| text.to_owned(), |moment| day(moment, lang))
}

/// A fact that is a moment in RFC 3339 becomes words, all others stay.
pub(crate) fn written_if_moment(fact: &str, lang: Lang) -> String {
    let looks = fact.len() >= 20 && fact.ends_with('Z') && fact.as_bytes().get(10) == Some(&b'T');
    let moment = looks.then(|| UnixTime::parse(fact).ok()).flatten();
    moment.map_or_else(|| fact.to_owned(), |moment| written(moment, lang))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_zone_is_named() {
        let moment = UnixTime(1_453_248_000);
        assert_eq!(written(moment, Lang::Ja), "2016年1月20日 9時00分(日本時間)");
        assert_eq!(written(moment, Lang::En), "20 January 2016 00:00 UTC");
        assert_eq!(written(UnixTime(i64::MAX), Lang::En), UnixTime(i64::MAX).to_string());
    }

    #[test]
    fn only_moments_are_changed() {
        assert_eq!(written_if_moment("2016-01-20T00:00:00Z", Lang::En), "20 January 2016 00:00 UTC");
        for other in ["2016-01-20", "a@b.example", "1.2.840.113549.1.9.3", "ABCDEFGHIJTKLMNOPQRSTZ"] {
            assert_eq!(written_if_moment(other, Lang::En), other);
        }
    }
}
