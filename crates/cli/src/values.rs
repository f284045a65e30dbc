//! Values of the store as they are said: moments, days, octets. Words come from elsewhere.

use kakitome_explain::Lang;
use kakitome_pki::UnixTime;
use kakitome_store::Millis;
use time::{OffsetDateTime, UtcOffset};

use crate::context::Context;

pub(crate) fn rfc3339(time: Millis) -> String {
    UnixTime(time.seconds()).to_string()
}

/// The day: in Japanese that of Japan, else that of UTC, as in the reports on mails.
pub(crate) fn date(time: Millis, context: Context) -> String {
    let hours = match context.lang {
        Lang::Ja => 9,
        Lang::En => 0,
    };
    let there = UtcOffset::from_hms(hours, 0, 0).ok().zip(OffsetDateTime::from_unix_timestamp(time.seconds()).ok());
    let Some(day) = there.and_then(|(offset, moment)| moment.checked_to_offset(offset)) else { return rfc3339(time) };
    let values = [
        ("year", i64::from(day.year()).into()),
        ("month", i64::from(u8::from(day.month())).into()),
        ("day", i64::from(day.day()).into()),
        ("iso", day.date().to_string().into()),
    ];
    context.say("cli-date", &values)
}

pub(crate) fn hex(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02x}")).collect()
}
