//! What the fixtures answer: four protocols as small as they can be, each with its state.

use kakitome_probe::Service;

/// One session's protocol.
pub(crate) struct Dialogue {
    pub(crate) service: Service,
    pub(crate) offers: &'static [&'static str],
    pub(crate) sender: bool,
    pub(crate) agreeable: bool,
}

/// What a command leads to.
pub(crate) enum Then {
    Say(String),
    StartTls(String),
    Bye(String),
}

impl Dialogue {
    pub(crate) fn greeting(&self) -> String {
        match self.service {
            Service::Relay | Service::Submission => "220 mta.test ESMTP\r\n".to_owned(),
            Service::Pop3 => "+OK ready\r\n".to_owned(),
            Service::Imap => "* OK ready\r\n".to_owned(),
            Service::Sieve => self.capabilities("", ""),
        }
    }

    /// The list, then `end`.
    pub(crate) fn capabilities(&self, begin: &str, end: &str) -> String {
        match self.service {
            Service::Relay | Service::Submission => {
                let lines: Vec<&str> = std::iter::once("mta.test").chain(self.offers.iter().copied()).collect();
                let last = lines.len() - 1;
                lines.iter().enumerate().map(|(at, line)| format!("250{}{line}\r\n", if at == last { ' ' } else { '-' })).collect()
            }
            Service::Pop3 => format!("+OK\r\n{}.\r\n", self.offers.iter().map(|line| format!("{line}\r\n")).collect::<String>()),
            Service::Imap => format!("* CAPABILITY IMAP4rev1 {}\r\n{begin} OK done{end}\r\n", self.offers.join(" ")),
            Service::Sieve => {
                let lines: String = self.offers.iter().map(|line| format!("{line}\r\n")).collect();
                format!("\"IMPLEMENTATION\" \"test\"\r\n{lines}OK\r\n")
            }
        }
    }

    pub(crate) fn hear(&mut self, line: &str) -> Then {
        let upper = line.to_ascii_uppercase();
        match self.service {
            Service::Relay | Service::Submission => self.smtp(&upper),
            Service::Pop3 => match upper.as_str() {
                "CAPA" => Then::Say(self.capabilities("", "")),
                "STLS" => Then::StartTls("+OK go on\r\n".to_owned()),
                "QUIT" => Then::Bye("+OK\r\n".to_owned()),
                _ => Then::Say("-ERR what\r\n".to_owned()),
            },
            Service::Imap => {
                let (tag, command) = line.split_once(' ').unwrap_or((line, ""));
                match command.to_ascii_uppercase().as_str() {
                    "CAPABILITY" => Then::Say(self.capabilities(tag, "")),
                    "NOOP" => Then::Say(format!("{tag} OK done\r\n")),
                    "STARTTLS" => Then::StartTls(format!("{tag} OK go on\r\n")),
                    "LOGOUT" => Then::Bye(format!("* BYE\r\n{tag} OK\r\n")),
                    _ => Then::Say(format!("{tag} BAD what\r\n")),
                }
            }
            Service::Sieve => match upper.as_str() {
                "CAPABILITY" => Then::Say(self.capabilities("", "")),
                "STARTTLS" => Then::StartTls("OK\r\n".to_owned()),
                "LOGOUT" => Then::Bye("OK\r\n".to_owned()),
                _ => Then::Say("NO \"what\"\r\n".to_owned()),
            },
        }
    }

    fn smtp(&mut self, upper: &str) -> Then {
        let verb = upper.split([' ', ':']).next().unwrap_or_default();
        assert_ne!(verb, "DATA", "a probe sends no mail");
        assert_ne!(verb, "AUTH", "a probe does not log in");
        let reply = match verb {
            "EHLO" => {
                assert!(upper.contains("KAKITOME-PROBE"), "a probe says who it is: {upper}");
                self.sender = false;
                return Then::Say(self.capabilities("", ""));
            }
            "NOOP" | "RSET" => "250 ok",
            "MAIL" => {
                self.sender = true;
                "250 ok"
            }
            "RCPT" if self.sender => "250 taken",
            "RCPT" => "503 need MAIL",
            "STARTTLS" => return Then::StartTls("220 go on\r\n".to_owned()),
            "QUIT" => return Then::Bye("221 bye\r\n".to_owned()),
            _ if self.agreeable => "250 anything",
            _ => "500 what",
        };
        Then::Say(format!("{reply}\r\n"))
    }
}
