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

/// The moment in the reader's zone and in the other one: notices are read on both sides of the sea.
pub(crate) fn in_both_zones(moment: UnixTime, lang: Lang) -> String {
    let utc = OffsetDateTime::from_unix_timestamp(moment.0).ok();
    let japan = utc.zip(UtcOffset::from_hms(9, 0, 0).ok()).and_then(|(utc, offset)| utc.checked_to_offset(offset));
    let (Some(utc), Some(japan)) = (utc, japan) else { return moment.to_string() };
    let first = written(moment, lang);
    let (other, name) = match lang {
        Lang::Ja => (utc, "UTC"),
        Lang::En => (japan, "JST"),
    };
    let time = format!("{:02}:{:02} {name}", other.hour(), other.minute());
    match lang {
        _ if utc.date() == japan.date() => format!("{first} / {time}"),
        Lang::Ja => format!("{first} / {}月{}日 {time}", u8::from(other.month()), other.day()),
        Lang::En => format!("{first} / {} {} {time}", other.day(), other.month()),
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
    fn both_zones_are_given_with_the_day_where_it_differs() {
        let at = |text: &str| UnixTime::parse(text).unwrap_or(UnixTime(0));
        let (same, other) = (at("2016-01-25T09:00:00Z"), at("2016-01-25T20:30:00Z"));
        assert_eq!(in_both_zones(same, Lang::Ja), "2016年1月25日 18時00分(日本時間) / 09:00 UTC");
        assert_eq!(in_both_zones(same, Lang::En), "25 January 2016 09:00 UTC / 18:00 JST");
        assert_eq!(in_both_zones(other, Lang::Ja), "2016年1月26日 5時30分(日本時間) / 1月25日 20:30 UTC");
        assert_eq!(in_both_zones(other, Lang::En), "25 January 2016 20:30 UTC / 26 January 05:30 JST");
    }

    #[test]
    fn only_moments_are_changed() {
        assert_eq!(written_if_moment("2016-01-20T00:00:00Z", Lang::En), "20 January 2016 00:00 UTC");
        for other in ["2016-01-20", "a@b.example", "1.2.840.113549.1.9.3", "ABCDEFGHIJTKLMNOPQRSTZ"] {
            assert_eq!(written_if_moment(other, Lang::En), other);
        }
    }
}
