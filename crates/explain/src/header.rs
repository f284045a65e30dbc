//! The verdict as `Authentication-Results` (RFC 8601, RFC 7281).

use kakitome_smime::Report;

/// The field's value for this authserv-id.
#[must_use]
pub fn authentication_results(report: &Report, authserv_id: &str) -> String {
    let _ = (report, authserv_id);
    todo!()
}
