//! How long certificates live: the bounds of the S/MIME Baseline Requirements 6.3.2 and of the issuer.

use crate::error::Error;
use crate::time::UnixTime;

/// Longest life of a mail certificate in days (S/MIME Baseline Requirements 6.3.2, multipurpose and strict).
pub const LEAF_DAYS: u32 = 825;

const DAY: i64 = 86_400;

/// The last second of a life of so many days: both ends of a validity count (RFC 5280 4.1.2.5).
pub fn not_after(not_before: UnixTime, days: u32) -> UnixTime {
    not_before.plus_days(i64::from(days)).plus_seconds(-1)
}

/// What holds for every certificate; `issuer` is the issuer's last moment.
pub(super) fn check(
    what: &'static str,
    (not_before, not_after): (UnixTime, UnixTime),
    issuer: Option<UnixTime>,
    now: UnixTime,
) -> Result<(), Error> {
    let wrong = |problem: String| Err(Error::Request { what, problem });
    if not_before > now {
        return wrong(format!("it would begin in the future ({not_before}); begin now or earlier"));
    }
    if not_after <= not_before || not_after <= now {
        return wrong(format!("it would be over when it is made (from {not_before} to {not_after})"));
    }
    match issuer {
        Some(end) if not_after > end => wrong(format!("it would outlive its issuer, which ends at {end}; choose an earlier end")),
        _ => Ok(()),
    }
}

/// At most [`LEAF_DAYS`].
pub(super) fn check_leaf(not_before: UnixTime, not_after: UnixTime) -> Result<(), Error> {
    let seconds = not_after.0.saturating_sub(not_before.0).saturating_add(1);
    if seconds > i64::from(LEAF_DAYS) * DAY {
        let latest = self::not_after(not_before, LEAF_DAYS);
        let problem = format!("it would live longer than {LEAF_DAYS} days; its last moment may be {latest}");
        return Err(Error::Request { what: "mail certificate", problem });
    }
    Ok(())
}
