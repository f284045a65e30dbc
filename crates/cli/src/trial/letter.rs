//! The mail that `try` sends: what a bank's application would send, in the language of the person who watches.

use kakitome_explain::{Lang, words};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc2822;

/// The sender whom the home of `try` can sign for, and a customer. `.example` belongs to nobody (RFC 2606).
pub(super) const SENDER: &str = "noreply@bank.example";
pub(super) const RECIPIENT: &str = "customer@home.example";

/// Header and body with CRLF line ends, the body as 8-bit UTF-8: the gateway makes it safe for every relay.
pub(super) fn compose(lang: Lang, now: OffsetDateTime, id: &str) -> Vec<u8> {
    let words = words(lang);
    let date = now.format(&Rfc2822).unwrap_or_default();
    let header = format!(
        "From: =?UTF-8?B?{}?= <{SENDER}>\r\nTo: <{RECIPIENT}>\r\nSubject: =?UTF-8?B?{}?=\r\nDate: {date}\r\nMessage-ID: <{id}@bank.example>\r\n\
         MIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n",
        base64(&words.get("try-letter-sender", &[])),
        base64(&words.get("try-letter-subject", &[])),
    );
    let body = words.get("try-letter-body", &[]).replace('\n', "\r\n");
    format!("{header}{body}\r\n").into_bytes()
}

fn base64(text: &str) -> String {
    use base64::Engine;
    base64::engine::general_purpose::STANDARD.encode(text)
}
