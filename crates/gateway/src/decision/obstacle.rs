//! Why a recipient cannot be encrypted for, in the words of a reply: short English that says what to do (H11). The sentences for people
//! stand in `explain`.

use kakitome_pki::Finding;
use kakitome_smime::seal::{Obstacle, Unserved};

/// Reasons are cut after so many characters: a reply is a line (RFC 5321 4.5.3.1.5).
const REASON: usize = 160;

/// Who, why, what to do.
pub(crate) fn told(unserved: &Unserved) -> String {
    let who = &unserved.who;
    match unserved.candidates.first().map(|one| &one.why) {
        None => format!("no certificate of {who} is known; import it (kakitome people import), then send again"),
        Some(Obstacle::Waiting) => {
            format!("the certificate of {who} has a new key that nobody has confirmed; import it (kakitome people import), then send again")
        }
        Some(Obstacle::Key { why }) => format!("nothing can be encrypted to the key of {who} ({}); import another certificate", cut(why)),
        Some(Obstacle::Findings(findings)) => {
            let reasons: Vec<String> = findings.iter().map(reason).collect();
            format!("the certificate of {who} {}; import a valid one, then send again", cut(&reasons.join(", ")))
        }
        // also what a later version of the library knows
        Some(_) => format!("the certificate of {who} cannot be used; import another one (kakitome people import), then send again"),
    }
}

fn reason(finding: &Finding) -> String {
    match finding {
        Finding::Expired { .. } => "has expired".to_owned(),
        Finding::NotYetValid { .. } => "is not valid yet".to_owned(),
        Finding::Revoked { .. } | Finding::OnHold { .. } => "was revoked".to_owned(),
        Finding::IssuerNotFound { .. } => "leads to no trusted root".to_owned(),
        other => format!("cannot be used ({})", other.id()),
    }
}

fn cut(text: &str) -> String {
    text.chars().take(REASON).collect()
}
