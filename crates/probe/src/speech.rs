//! What is said in each protocol, and what its list of capabilities offers. No socket here.
//! A password is never part of it, nor is DATA.

use crate::limits::CLIENT_NAME;
use crate::reply::{Reply, Shape, shown};
use crate::service::Service;

/// A command and the shape of its reply.
pub(crate) struct Said {
    pub(crate) command: String,
    pub(crate) shape: Shape,
}

fn said(command: impl Into<String>, shape: Shape) -> Said {
    Said { command: command.into(), shape }
}

impl Service {
    /// The shape of the greeting.
    pub(crate) const fn greeting(self) -> Shape {
        match self {
            Self::Relay | Self::Submission => Shape::Smtp,
            Self::Pop3 => Shape::PopLine,
            Self::Imap => Shape::ImapGreeting,
            Self::Sieve => Shape::Sieve,
        }
    }

    /// Who we are, and what is offered?
    pub(crate) fn hello(self) -> Said {
        match self {
            Self::Relay | Self::Submission => said(format!("EHLO {CLIENT_NAME}\r\n"), Shape::Smtp),
            Self::Pop3 => said("CAPA\r\n", Shape::PopList),
            Self::Imap => said("p1 CAPABILITY\r\n", Shape::ImapTagged("p1")),
            Self::Sieve => said("CAPABILITY\r\n", Shape::Sieve),
        }
    }

    /// TLS, please.
    pub(crate) fn starttls(self) -> Said {
        match self {
            Self::Relay | Self::Submission => said("STARTTLS\r\n", Shape::Smtp),
            Self::Pop3 => said("STLS\r\n", Shape::PopLine),
            Self::Imap => said("p2 STARTTLS\r\n", Shape::ImapTagged("p2")),
            Self::Sieve => said("STARTTLS\r\n", Shape::Sieve),
        }
    }

    /// Whether the server speaks first inside TLS after STARTTLS (RFC 5804 2.2: it tells its capabilities again).
    pub(crate) const fn speaks_first_inside(self) -> bool {
        matches!(self, Self::Sieve)
    }

    pub(crate) const fn farewell(self) -> &'static str {
        match self {
            Self::Relay | Self::Submission | Self::Pop3 => "QUIT\r\n",
            Self::Imap => "p9 LOGOUT\r\n",
            Self::Sieve => "LOGOUT\r\n",
        }
    }

    /// What a list of capabilities offers.
    pub(crate) fn offers(self, reply: &Reply) -> Offers {
        match self {
            Self::Relay | Self::Submission => smtp(reply),
            Self::Pop3 => pop3(reply),
            Self::Imap => imap(reply),
            Self::Sieve => sieve(reply),
        }
    }
}

/// What a server offers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Offers {
    pub(crate) starttls: bool,
    /// Ways to log in.
    pub(crate) login: Vec<String>,
    /// All of it, as it can be shown.
    pub(crate) list: Vec<String>,
}

impl Offers {
    /// Ways to log in that show the password, or what is as good as one, to whoever reads along.
    pub(crate) fn bare(&self) -> Vec<String> {
        const BARE: [&str; 6] = ["PLAIN", "LOGIN", "USER", "XOAUTH2", "OAUTHBEARER", "XOAUTH"];
        self.login.iter().filter(|way| BARE.contains(&way.as_str())).cloned().collect()
    }

    fn login(&mut self, ways: &str) {
        for way in ways.split_ascii_whitespace().map(str::to_ascii_uppercase) {
            // EXTERNAL says that something else vouches: no secret is told
            if way != "EXTERNAL" && !self.login.contains(&way) {
                self.login.push(shown(&way));
            }
        }
    }
}

fn smtp(reply: &Reply) -> Offers {
    let mut offers = Offers::default();
    for line in reply.lines.iter().skip(1).filter_map(|line| line.get(4..)) {
        let upper = line.to_ascii_uppercase();
        offers.starttls |= upper.trim() == "STARTTLS";
        // AUTH= is the form of servers for clients of the last century
        if let Some(ways) = upper.strip_prefix("AUTH ").or_else(|| upper.strip_prefix("AUTH=")) {
            offers.login(ways);
        }
        offers.list.push(shown(line));
    }
    offers
}

fn pop3(reply: &Reply) -> Offers {
    let mut offers = Offers::default();
    for line in reply.lines.iter().skip(1).filter(|line| *line != ".") {
        let upper = line.to_ascii_uppercase();
        offers.starttls |= upper.trim() == "STLS";
        if upper.trim() == "USER" {
            offers.login("USER");
        }
        if let Some(ways) = upper.strip_prefix("SASL ") {
            offers.login(ways);
        }
        offers.list.push(shown(line));
    }
    offers
}

fn imap(reply: &Reply) -> Offers {
    let mut offers = Offers::default();
    let mut disabled = false;
    for line in &reply.lines {
        let upper = line.to_ascii_uppercase();
        let Some(all) = upper.strip_prefix("* CAPABILITY ") else { continue };
        for one in all.split_ascii_whitespace() {
            offers.starttls |= one == "STARTTLS";
            disabled |= one == "LOGINDISABLED";
            if let Some(way) = one.strip_prefix("AUTH=") {
                offers.login(way);
            }
            offers.list.push(shown(one));
        }
    }
    // RFC 9051 6.2.3: the LOGIN command is there unless it is said not to be
    if !disabled && reply.is_yes() {
        offers.login("LOGIN");
    }
    offers
}

fn sieve(reply: &Reply) -> Offers {
    let mut offers = Offers::default();
    for line in reply.lines.iter().filter(|line| line.starts_with('"')) {
        let mut strings = line.split('"').skip(1).step_by(2);
        let name = strings.next().unwrap_or_default().to_ascii_uppercase();
        let value = strings.next().unwrap_or_default();
        offers.starttls |= name == "STARTTLS";
        if name == "SASL" {
            offers.login(value);
        }
        offers.list.push(shown(&if value.is_empty() { name } else { format!("{name} {value}") }));
    }
    offers
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offers(service: Service, lines: &[&str]) -> Offers {
        service.offers(&Reply { lines: lines.iter().map(|line| (*line).to_owned()).collect(), code: 200 })
    }

    #[test]
    fn capabilities_are_read_in_every_protocol() {
        let found = offers(Service::Relay, &["250-mta.test", "250-STARTTLS", "250-AUTH PLAIN CRAM-MD5", "250-AUTH=PLAIN", "250 8BITMIME"]);
        assert!(found.starttls);
        assert_eq!((found.login.len(), found.bare()), (2, vec!["PLAIN".to_owned()]));
        let found = offers(Service::Pop3, &["+OK", "USER", "stls", "SASL SCRAM-SHA-256", "."]);
        assert!(found.starttls);
        assert_eq!(found.bare(), ["USER"]);
        let found = offers(Service::Imap, &["* CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED", "p1 OK"]);
        assert_eq!((found.starttls, found.login), (true, Vec::new()));
        assert_eq!(offers(Service::Imap, &["* CAPABILITY IMAP4rev1", "p1 OK"]).bare(), ["LOGIN"]);
        let found = offers(Service::Sieve, &["\"SIEVE\" \"fileinto\"", "\"SASL\" \"PLAIN\"", "\"STARTTLS\"", "OK"]);
        assert_eq!((found.starttls, found.bare()), (true, vec!["PLAIN".to_owned()]));
    }

    #[test]
    fn the_name_of_a_server_is_no_capability() {
        assert!(!offers(Service::Relay, &["250-STARTTLS", "250 8BITMIME"]).starttls);
    }
}
