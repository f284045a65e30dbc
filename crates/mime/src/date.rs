//! The `Date` field as seconds since 1970 (RFC 5322 3.3 and 4.3, obsolete zones and years). Leap seconds count as the second before.

use crate::finding::Finding;

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
    let _ = (value, base);
    todo!()
}
