//! The verdict as `Authentication-Results` (RFC 8601, RFC 7281; design, section 4). The value only: whoever adds the field
//! removes foreign ones first.

use kakitome_pki::chain::Revocation;
use kakitome_smime::{Cause, Report, Verdict};

/// The field's value for this authserv-id: `mx.example; smime=pass (...) smime.smime-part=1 ...`.
#[must_use]
pub fn authentication_results(report: &Report, authserv_id: &str) -> String {
    let mut value = format!("{}; smime={}", token(authserv_id), result(report));
    let verdict = report.verdict();
    let reason = match (verdict, report.cause()) {
        (Verdict::Untrusted, Some((cause, _))) => format!("{}-{}", verdict.word(), cause.word()),
        _ => verdict.word().to_owned(),
    };
    value.push_str(&format!(" reason=\"{reason}\""));
    let signer = report.decisive_layer().and_then(|layer| report.signers_of(layer).next());
    let Some(certificate) = signer.and_then(|signer| signer.certificate.as_ref()) else { return value };
    if let Some(address) = signer.and_then(|signer| signer.address.certificate.first()) {
        value.push_str(&format!(" body.smime-identifier={}", property(address)));
    }
    value.push_str(&format!(" body.smime-serial={}", certificate.serial().hex()));
    value.push_str(&format!(" body.smime-issuer={}", property(&certificate.issuer().display())));
    value
}

/// The result word (RFC 8601 2.7.1 and RFC 7281 3.1).
#[must_use]
pub fn result(report: &Report) -> &'static str {
    match report.verdict() {
        Verdict::Valid => "pass",
        Verdict::Altered => "fail",
        Verdict::Unsigned => "none",
        Verdict::Untrusted => {
            let only_revocation = report.cause().is_some_and(|(cause, _)| cause == Cause::Revocation);
            let unknown = report.signers.iter().all(|signer| signer.revocation != Revocation::Revoked);
            if only_revocation && unknown { "neutral" } else { "policy" }
        }
        Verdict::Incomplete | Verdict::Unreadable | Verdict::Undecryptable => "permerror",
    }
}

/// A value that cannot leave its place: quoted where RFC 2045 wants it, control characters and line breaks replaced.
fn property(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-._{|}~@".contains(&byte);
    if !text.is_empty() && text.bytes().all(plain) {
        return text.to_owned();
    }
    let mut out = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' | '\\' => {
                out.push('\\');
                out.push(letter);
            }
            ' '..='~' => out.push(letter),
            _ => out.push('?'),
        }
    }
    out.push('"');
    out
}

/// An authserv-id is configured, not received; what would break the line is left out all the same.
fn token(text: &str) -> String {
    text.chars().filter(|letter| letter.is_ascii_graphic() && !";()\"\\".contains(*letter)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_cannot_break_out() {
        assert_eq!(property("a@b.example"), "a@b.example");
        assert_eq!(property("CN=x; smime=pass"), "\"CN=x; smime=pass\"");
        assert_eq!(property("a\"b\\c\r\nX: y"), "\"a\\\"b\\\\c??X: y\"");
        assert_eq!(property(""), "\"\"");
        assert_eq!(token("mx.example;\r\n evil"), "mx.exampleevil");
    }
}
