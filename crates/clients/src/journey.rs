//! The way a mail came, as its header tells it: hops (`Received:`), what receiving servers claim of SPF, DKIM and DMARC
//! (`Authentication-Results:`, RFC 8601), and whether a program would write "via" beside the sender. All of it is hearsay:
//! whoever had the mail in hand could write it. None of it says anything of the signature.

use kakitome_mime::{Header, address};

use crate::hop::Hop;

/// Most hops and claims that are read; RFC 5321 6.3 lets a server give up at 100.
const MOST: usize = 100;
/// Longest claim that is read, in bytes.
const LONGEST: usize = 4096;

/// The way.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Journey {
    /// From the sender to the recipient.
    pub hops: Vec<Hop>,
    /// What the receiving side says it checked; the newest field first.
    pub claims: Vec<Claim>,
    /// Domains that the mail says it is signed by with DKIM; not checked here.
    pub dkim: Vec<String>,
    /// Domain of the one address of From.
    pub from_domain: Option<String>,
}

/// One result that a server claims.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Who claims it (authserv-id).
    pub by: String,
    /// `spf`, `dkim`, `dmarc`, …
    pub method: String,
    /// `pass`, `fail`, …
    pub result: String,
    /// The domain that it is about, if it says so.
    pub domain: Option<String>,
}

/// The sending server's domain is not the sender's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Via {
    /// The domain that a program would show.
    pub domain: String,
    /// The claim that it comes from.
    pub method: String,
}

impl Journey {
    /// Reads a mail's own header.
    #[must_use]
    pub fn read(header: &Header) -> Self {
        let mut hops: Vec<Hop> = header.named("Received").take(MOST).map(|field| Hop::read(&field.unfolded())).collect();
        hops.reverse();
        let claims = header.named("Authentication-Results").take(MOST).flat_map(|field| claims(&field.unfolded())).take(MOST).collect();
        let dkim = header.named("DKIM-Signature").take(MOST).filter_map(|field| tag(&field.unfolded(), "d")).collect();
        let from = header.first("From").map(|field| address::parse(field.value(), field.value_offset()));
        let from_domain = from.as_ref().and_then(|list| list.single()).map(|one| one.address.domain.to_ascii_lowercase());
        Self { hops, claims, dkim, from_domain }
    }

    /// The hop to the recipient's own provider: the last one in which one machine handed it to another.
    #[must_use]
    pub fn last(&self) -> Option<&Hop> {
        self.hops.iter().rev().find(|hop| hop.from.is_some())
    }

    /// Whether a program would write "via": something passed, and nothing that passed is of From's domain.
    #[must_use]
    pub fn via(&self) -> Option<Via> {
        let from = self.from_domain.as_deref()?;
        let passed = |claim: &&Claim| claim.result == "pass" && matches!(claim.method.as_str(), "dkim" | "spf") && claim.domain.is_some();
        let passed: Vec<&Claim> = self.claims.iter().filter(passed).collect();
        if passed.iter().any(|claim| claim.domain.as_deref().is_some_and(|domain| is_same_house(domain, from))) {
            return None;
        }
        // DKIM's domain is shown before SPF's
        let told = passed.iter().find(|claim| claim.method == "dkim").or(passed.first())?;
        Some(Via { domain: told.domain.clone()?, method: told.method.clone() })
    }
}

/// Aligned in the relaxed way (RFC 7489 3.1): the same domain, or the same organisational domain (3.2), which is what an organisation
/// registered below a public suffix. `co.jp` is such a suffix: two companies below it have nothing in common.
fn is_same_house(one: &str, other: &str) -> bool {
    let organisation = |domain: &'_ str| psl::domain_str(domain).map(str::to_owned);
    let (one, other) = (ascii(one), ascii(other));
    !one.is_empty() && (one == other || organisation(&one).is_some_and(|known| Some(known) == organisation(&other)))
}

/// A domain as the name system and the list of suffixes have it: lower case, no dot at the end.
fn ascii(domain: &str) -> String {
    domain.trim_end_matches('.').to_ascii_lowercase()
}

/// `authserv-id; method=result prop=value …; …` (RFC 8601 2.2), comments left out.
fn claims(value: &[u8]) -> Vec<Claim> {
    let text = without_comments(&String::from_utf8_lossy(value.get(..value.len().min(LONGEST)).unwrap_or_default()));
    let mut parts = text.split(';');
    let by = parts.next().unwrap_or_default().split_whitespace().next().unwrap_or_default().to_owned();
    parts.filter_map(|part| claim(&by, part)).collect()
}

fn claim(by: &str, part: &str) -> Option<Claim> {
    let mut words = part.split_whitespace();
    let (method, result) = words.next()?.split_once('=')?;
    let method = method.split('/').next().unwrap_or_default().to_ascii_lowercase();
    let properties: Vec<(&str, &str)> = words.filter_map(|word| word.split_once('=')).collect();
    let wanted: &[&str] = match method.as_str() {
        "dkim" => &["header.d", "header.i"],
        "spf" => &["smtp.mailfrom", "smtp.helo"],
        "dmarc" => &["header.from"],
        _ => &[],
    };
    let found = wanted.iter().find_map(|name| properties.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)));
    let domain = found.map(|(_, value)| {
        let value = value.trim_matches(['"', '<', '>']);
        value.rsplit('@').next().unwrap_or_default().trim_end_matches('.').to_ascii_lowercase()
    });
    Some(Claim { by: by.to_owned(), method, result: result.to_ascii_lowercase(), domain: domain.filter(|domain| !domain.is_empty()) })
}

/// The value of a tag in `a=b; c=d` (RFC 6376 3.2).
fn tag(value: &[u8], name: &str) -> Option<String> {
    let text = String::from_utf8_lossy(value.get(..value.len().min(LONGEST)).unwrap_or_default()).into_owned();
    let found = text.split(';').filter_map(|part| part.split_once('=')).find(|(key, _)| key.trim() == name)?;
    Some(found.1.split_whitespace().collect::<String>().to_ascii_lowercase()).filter(|domain| !domain.is_empty())
}

fn without_comments(text: &str) -> String {
    let (mut depth, mut out) = (0_usize, String::new());
    for letter in text.chars() {
        match letter {
            '(' => depth = depth.saturating_add(1),
            ')' if depth > 0 => {
                depth = depth.saturating_sub(1);
                out.push(' ');
            }
            _ if depth == 0 => out.push(letter),
            _ => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests may panic")]
    use kakitome_mime::{Limits, Message};

    use super::*;
    use crate::hop::Tls;

    fn journey(header: &str) -> Journey {
        let mail = format!("{header}\r\n\r\nbody\r\n");
        Journey::read(&Message::from_bytes(mail.as_bytes(), &Limits::default()).unwrap().root.header)
    }

    #[test]
    fn hops_are_told_from_the_sender_on() {
        let way = journey(
            "Received: by 2002:a05:6f02 with SMTP id z; Sun, 22 Nov 2026 10:00:02 +0900\r\n\
             Received: from out.mail.example by mx.google.com with ESMTP id y; Sun, 22 Nov 2026 10:00:01 +0900\r\n\
             Received: from app.bank.example by out.mail.example with ESMTPS id x; Sun, 22 Nov 2026 10:00:00 +0900\r\n\
             From: noreply@bank.example",
        );
        assert_eq!(way.hops.iter().map(|hop| hop.tls).collect::<Vec<_>>(), [Tls::Yes, Tls::No, Tls::Unknown]);
        assert_eq!(way.last().unwrap().by.as_deref(), Some("mx.google.com"));
    }

    #[test]
    fn via_is_said_where_nothing_that_passed_is_of_the_sender() {
        let with =
            |results: &str| journey(&format!("Authentication-Results: mx.google.com; {results}\r\nFrom: B <noreply@bank.example>")).via();
        assert_eq!(
            with("dkim=pass header.i=@mail.example header.s=s; spf=pass (google.com: ok) smtp.mailfrom=bounce@mail.example"),
            Some(Via { domain: "mail.example".into(), method: "dkim".into() })
        );
        assert_eq!(with("dkim=pass header.d=bank.example; spf=pass smtp.mailfrom=x@mail.example"), None);
        assert_eq!(with("spf=pass smtp.mailfrom=bounce.bank.example"), None);
        assert_eq!(with("dkim=fail header.d=mail.example"), None);
        assert_eq!(with("none"), None);
    }

    #[test]
    fn via_goes_by_what_an_organisation_registered() {
        let via = |from: &str, passed: &str| {
            let mail = format!("Authentication-Results: mx.google.com; dkim=pass header.d={passed}\r\nFrom: B <noreply@{from}>");
            journey(&mail).via().map(|via| via.domain)
        };
        for (from, passed) in [
            ("bank.co.jp", "mail.bank.co.jp"),
            ("mail.bank.co.jp", "bank.co.jp"),
            ("a.bank.co.jp", "b.bank.co.jp"),
            ("Bank.CO.JP", "mail.bank.co.jp."),
            ("city.yokohama.jp", "mail.city.yokohama.jp"),
            ("news.example.com", "bounce.example.com"),
            // a suffix that is itself a sender is aligned with itself alone
            ("co.jp", "co.jp"),
            // nothing registered it: the last label is taken for the suffix
            ("bank.example", "out.bank.example"),
        ] {
            assert_eq!(via(from, passed), None, "{from} {passed}");
        }
        for (from, passed) in [
            ("foo.co.jp", "bar.co.jp"),
            ("bank.co.jp", "co.jp"),
            ("notbank.co.jp", "bank.co.jp"),
            ("foo.yokohama.jp", "bar.yokohama.jp"),
            ("one.github.io", "other.github.io"),
            ("bank.example", "example"),
        ] {
            assert_eq!(via(from, passed).as_deref(), Some(passed), "{from} {passed}");
        }
    }

    #[test]
    fn strange_headers_are_read_to_their_end() {
        let way = journey("Authentication-Results: ;;==;a=b;(((\r\nDKIM-Signature: d=; d\r\nReceived: ;;;\r\nFrom: x");
        assert_eq!((way.hops.len(), way.dkim.len(), way.via()), (1, 0, None));
        assert_eq!(way.claims[0].method, "");
    }
}
