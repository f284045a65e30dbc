//! The verbs of SMTP and what has to be known of each before its arguments are read.

/// First word of a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verb {
    Auth,
    Bdat,
    Data,
    Ehlo,
    Expn,
    Helo,
    Help,
    Lhlo,
    Mail,
    Noop,
    Quit,
    Rcpt,
    Rset,
    StartTls,
    Vrfy,
    XClient,
    XForward,
    /// The first word of another protocol.
    Foreign,
    Unknown,
}

impl Verb {
    /// Splits a line without its end into verb and arguments (spaces between and at the end taken off).
    pub(crate) fn split(line: &[u8]) -> (Self, &[u8]) {
        let end = line.iter().position(|&b| b == b' ').unwrap_or(line.len());
        let (word, rest) = line.split_at_checked(end).unwrap_or((line, &[]));
        (Self::of(word), rest.trim_ascii())
    }

    fn of(word: &[u8]) -> Self {
        const VERBS: [(&[u8], Verb); 26] = [
            (b"MAIL", Verb::Mail),
            (b"RCPT", Verb::Rcpt),
            (b"DATA", Verb::Data),
            (b"EHLO", Verb::Ehlo),
            (b"HELO", Verb::Helo),
            (b"LHLO", Verb::Lhlo),
            (b"RSET", Verb::Rset),
            (b"NOOP", Verb::Noop),
            (b"QUIT", Verb::Quit),
            (b"STARTTLS", Verb::StartTls),
            (b"VRFY", Verb::Vrfy),
            (b"EXPN", Verb::Expn),
            (b"HELP", Verb::Help),
            (b"AUTH", Verb::Auth),
            (b"BDAT", Verb::Bdat),
            (b"XCLIENT", Verb::XClient),
            (b"XFORWARD", Verb::XForward),
            // a browser or a script made to talk to us (ALPACA, T15)
            (b"GET", Verb::Foreign),
            (b"POST", Verb::Foreign),
            (b"PUT", Verb::Foreign),
            (b"HEAD", Verb::Foreign),
            (b"DELETE", Verb::Foreign),
            (b"OPTIONS", Verb::Foreign),
            (b"TRACE", Verb::Foreign),
            (b"PATCH", Verb::Foreign),
            (b"CONNECT", Verb::Foreign),
        ];
        VERBS.iter().find(|(name, _)| word.eq_ignore_ascii_case(name)).map_or(Self::Unknown, |(_, verb)| *verb)
    }

    /// Whether nothing may follow before our answer, even with PIPELINING (RFC 2920 3.1; STARTTLS by RFC 3207 4, XCLIENT by its own rules,
    /// AUTH because the exchange waits for each answer).
    pub(crate) fn ends_group(self) -> bool {
        use Verb::{Auth, Data, Ehlo, Expn, Helo, Help, Lhlo, Noop, StartTls, Vrfy, XClient};
        matches!(self, Auth | Ehlo | Helo | Lhlo | Data | Vrfy | Expn | Noop | Help | StartTls | XClient)
    }

    /// Whether it is served before STARTTLS when TLS is required (RFC 3207 4).
    pub(crate) fn before_tls(self) -> bool {
        use Verb::{Ehlo, Helo, Help, Lhlo, Noop, Quit, Rset, StartTls};
        matches!(self, Ehlo | Helo | Lhlo | Help | Noop | Quit | Rset | StartTls)
    }

    /// Whether it moves no mail.
    pub(crate) fn is_junk(self) -> bool {
        use Verb::{Ehlo, Expn, Helo, Help, Lhlo, Noop, Rset, Vrfy, XClient, XForward};
        matches!(self, Ehlo | Helo | Lhlo | Noop | Rset | Vrfy | Expn | Help | XClient | XForward)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verbs_and_arguments() {
        assert_eq!(Verb::split(b"mail FROM:<a@b>  "), (Verb::Mail, &b"FROM:<a@b>"[..]));
        assert_eq!(Verb::split(b"NOOP"), (Verb::Noop, &b""[..]));
        assert_eq!(Verb::split(b"StartTls"), (Verb::StartTls, &b""[..]));
        assert_eq!(Verb::split(b"GET / HTTP/1.1"), (Verb::Foreign, &b"/ HTTP/1.1"[..]));
        assert_eq!(Verb::split(b""), (Verb::Unknown, &b""[..]));
        assert_eq!(Verb::split(b" NOOP"), (Verb::Unknown, &b"NOOP"[..]));
        assert_eq!(Verb::split(b"NOOPX").0, Verb::Unknown);
    }
}
