//! Does a certificate speak for a From address? RFC 8550 3, RFC 9598 5, RFC 5280 7.5: domain by A-label without regard to
//! case, local part exact. Blanks, NUL, control characters in a certificate's address never match (V11, V12).

use crate::certificate::{Certificate, Email, EmailSource};
use crate::finding::Finding;
use crate::mailbox::{self, Mailbox};
use crate::policy::Policy;
use crate::text;

/// Longest address that is shown, in characters.
const SHOWN: usize = 200;

/// Most addresses of one certificate that are shown or complained of (C07: a certificate may hold 50,000).
const NAMED: usize = 32;

/// The answer for one From address.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct AddressCheck {
    /// The certificate's address that matched.
    pub matched: Option<Email>,
    /// Addresses of the certificate, escaped for show; at most 32.
    pub certificate: Vec<String>,
    /// What is notable; an error among them means no match.
    pub findings: Vec<Finding>,
}

impl AddressCheck {
    /// The certificate speaks for the address.
    pub fn is_match(&self) -> bool {
        self.matched.is_some()
    }
}

/// Compares one addr-spec (no display name, no brackets, comments already removed) with a certificate.
pub fn check_address(from: &str, certificate: &Certificate, policy: &Policy) -> AddressCheck {
    let emails = counted(certificate, policy);
    let mut check = AddressCheck {
        matched: None,
        certificate: emails.iter().take(NAMED).map(|email| text::shown(&email.text, SHOWN)).collect(),
        findings: Vec::new(),
    };
    let wanted = match mailbox::parse(from) {
        Ok(wanted) => wanted,
        Err(problem) => {
            check.findings.push(Finding::FromUnusable { from: text::shown(from, SHOWN), problem });
            return check;
        }
    };
    let mut usable = Vec::new();
    for email in emails {
        match read(&email) {
            Ok(mailbox) => usable.push((email, mailbox)),
            Err(problem) if check.findings.len() < NAMED => {
                check.findings.push(Finding::AddressUnusable { address: text::shown(&email.text, SHOWN), problem });
            }
            Err(_) => {}
        }
    }
    decide(&mut check, &wanted, &usable, policy);
    check
}

/// The addresses that count: those of the subject only where there is no subject alternative name at all (RFC 8550 3, V15).
fn counted(certificate: &Certificate, policy: &Policy) -> Vec<Email> {
    let subject_counts = policy.subject_email && certificate.extensions().subject_alt_name.is_none();
    let counts = |email: &Email| email.source != EmailSource::Subject || subject_counts;
    certificate.emails().into_iter().filter(counts).collect()
}

/// A certificate's address after the rules of its form.
fn read(email: &Email) -> Result<Mailbox, &'static str> {
    let mailbox = mailbox::parse(&email.text)?;
    match email.source {
        EmailSource::SmtpUtf8Mailbox if mailbox.local.is_ascii() => Err("an ASCII local part in SmtpUTF8Mailbox (RFC 9598 3)"),
        EmailSource::Rfc822Name | EmailSource::Subject if !email.text.is_ascii() => Err("characters that are not ASCII in an IA5String"),
        _ => Ok(mailbox),
    }
}

fn decide(check: &mut AddressCheck, wanted: &Mailbox, usable: &[(Email, Mailbox)], policy: &Policy) {
    let from = || text::shown(&format!("{}@{}", wanted.local, wanted.domain), SHOWN);
    let folded = |local: &str| local.chars().flat_map(char::to_lowercase).collect::<String>();
    let exact = usable.iter().position(|(_, mailbox)| mailbox == wanted);
    let close = || {
        let same = |(_, mailbox): &(Email, Mailbox)| mailbox.domain == wanted.domain && folded(&mailbox.local) == folded(&wanted.local);
        if policy.fold_local_part { usable.iter().position(same) } else { None }
    };
    let Some((email, _)) = exact.or_else(close).and_then(|at| usable.get(at)) else {
        check.findings.push(match check.certificate.is_empty() {
            true => Finding::AddressMissing,
            false => Finding::AddressMismatch { from: from(), certificate: check.certificate.join(" ") },
        });
        return;
    };
    let shown = text::shown(&email.text, SHOWN);
    if exact.is_none() {
        check.findings.push(Finding::AddressFolded { from: from(), certificate: shown.clone() });
    }
    if email.source == EmailSource::Subject {
        check.findings.push(Finding::AddressInSubject { address: shown });
    }
    check.matched = Some(email.clone());
}
