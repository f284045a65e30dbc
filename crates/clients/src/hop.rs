//! One `Received:` field (RFC 5321 4.4, RFC 3848): who handed the mail to whom, and whether that is said to have been under TLS.
//! Every word of it was written by somebody on the way; nothing here is proven.

use kakitome_mime::date;
use kakitome_pki::UnixTime;

/// Longest field that is read, in bytes; the longest that servers write has two thousand.
const LONGEST: usize = 8192;

/// Whether the transport is said to have been encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Tls {
    /// It is.
    Yes,
    /// SMTP without a word of TLS.
    No,
    /// Not SMTP, or within one machine, or nothing said.
    Unknown,
}

impl Tls {
    /// A stable word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
            Self::Unknown => "unknown",
        }
    }
}

/// From one machine to the next.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Hop {
    /// Who handed it over, by the name it gave.
    pub from: Option<String>,
    /// Who took it.
    pub by: Option<String>,
    /// The protocol: `ESMTPS`.
    pub with: Option<String>,
    /// Whether TLS is mentioned.
    pub tls: Tls,
    /// When.
    pub at: Option<UnixTime>,
}

/// `with` words that say TLS (RFC 3848, RFC 6531 4.3).
const UNDER_TLS: [&str; 10] =
    ["ESMTPS", "ESMTPSA", "LMTPS", "LMTPSA", "SMTPS", "UTF8SMTPS", "UTF8SMTPSA", "UTF8LMTPS", "UTF8LMTPSA", "SMTPSA"];
/// `with` words that are SMTP and say nothing of TLS.
const PLAIN: [&str; 8] = ["SMTP", "ESMTP", "ESMTPA", "LMTP", "LMTPA", "UTF8SMTP", "UTF8SMTPA", "UTF8LMTP"];

impl Hop {
    /// Reads the field's value; what is not there is `None`.
    pub(crate) fn read(value: &[u8]) -> Self {
        let text = String::from_utf8_lossy(value.get(..value.len().min(LONGEST)).unwrap_or_default()).replace(['\r', '\n', '\t'], " ");
        let (words, comments, date) = parts(&text);
        let after = |name: &str| {
            let at = words.iter().position(|word| word.eq_ignore_ascii_case(name))?;
            words.get(at.saturating_add(1)).filter(|word| !KEYWORDS.iter().any(|known| word.eq_ignore_ascii_case(known))).cloned()
        };
        let (from, by, with) = (after("from"), after("by"), after("with"));
        let tls = tls(from.as_deref(), with.as_deref(), &comments, &words);
        let at = date::parse(date.trim().as_bytes(), 0).ok().map(|date| UnixTime(date.unix));
        Self { from, by, with, tls, at }
    }
}

const KEYWORDS: [&str; 6] = ["from", "by", "via", "with", "id", "for"];

/// Words before the last semicolon outside comments, the comments, and what stands behind it.
fn parts(text: &str) -> (Vec<String>, String, String) {
    let (mut words, mut comments, mut date) = (vec![String::new()], String::new(), String::new());
    let (mut depth, mut after) = (0_usize, false);
    for letter in text.chars() {
        match letter {
            '(' => {
                depth = depth.saturating_add(1);
                comments.push(' ');
            }
            ')' if depth > 0 => depth = depth.saturating_sub(1),
            _ if depth > 0 => comments.push(letter),
            ';' => {
                after = true;
                date.clear();
            }
            _ if after => date.push(letter),
            ' ' => words.push(String::new()),
            _ => words.last_mut().into_iter().for_each(|word| word.push(letter)),
        }
    }
    words.retain(|word| !word.is_empty());
    (words, comments, date)
}

fn tls(from: Option<&str>, with: Option<&str>, comments: &str, words: &[String]) -> Tls {
    let with = with.unwrap_or_default().to_ascii_uppercase();
    let said = |text: &str| {
        let text = text.to_ascii_lowercase();
        ["using tls", "version=tls", "cipher=tls", "(tls", " tlsv1", "tls1_"].iter().any(|mark| text.contains(mark))
    };
    // Exchange: `with Microsoft SMTP Server (version=TLS1_2, cipher=…)`, `via Frontend Transport`
    let whole = words.join(" ");
    if UNDER_TLS.contains(&with.as_str()) || said(comments) || said(&whole) {
        return Tls::Yes;
    }
    let local = from.is_none_or(|from| {
        let from = from.trim_matches(['[', ']']).to_ascii_lowercase();
        from == "localhost" || from.starts_with("localhost.") || from.starts_with("127.") || from == "::1" || from == "ipv6:::1"
    });
    if PLAIN.contains(&with.as_str()) && !local { Tls::No } else { Tls::Unknown }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;

    fn hop(text: &str) -> Hop {
        Hop::read(text.as_bytes())
    }

    #[test]
    fn names_protocol_and_time_are_read() {
        let one = hop(
            "from mx.bank.example (mx.bank.example [192.0.2.1])\r\n\tby mx.google.com with ESMTPS id abc\r\n\tfor <you@example.net>\r\n\t(version=TLS1_3 cipher=TLS_AES_256_GCM_SHA384 bits=256/256);\r\n\tSun, 22 Nov 2026 10:00:00 +0900",
        );
        assert_eq!(
            (one.from.as_deref(), one.by.as_deref(), one.with.as_deref()),
            (Some("mx.bank.example"), Some("mx.google.com"), Some("ESMTPS"))
        );
        assert_eq!(one.tls, Tls::Yes);
        assert_eq!(one.at, Some(UnixTime(1_795_309_200)));
    }

    #[test]
    fn tls_is_found_where_servers_say_it() {
        for (text, expected) in [
            ("from a.example by b.example with ESMTP id 1", Tls::No),
            ("from a.example by b.example with esmtps id 1", Tls::Yes),
            ("from a.example by b.example (Postfix) with ESMTP id 1 (using TLSv1.2 with cipher ECDHE)", Tls::Yes),
            ("from a.example by b.example with Microsoft SMTP Server (version=TLS1_2, cipher=X) id 15", Tls::Yes),
            ("from a.example by b.example with mapi id 15", Tls::Unknown),
            ("from localhost (localhost [127.0.0.1]) by b.example with ESMTP id 1", Tls::Unknown),
            ("by b.example with SMTP id 1", Tls::Unknown),
            ("from a.example (HELO tls.example) by b.example with SMTP", Tls::No),
            ("", Tls::Unknown),
            ("from by with", Tls::Unknown),
            ("((((", Tls::Unknown),
        ] {
            assert_eq!(hop(text).tls, expected, "{text}");
        }
    }
}
