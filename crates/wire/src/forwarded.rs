//! XCLIENT and XFORWARD (Postfix's extensions): what a trusted peer says about the client before it. Reading and writing only;
//! who may say it is the owner's decision ([`crate::server::Peer`]).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::xtext;

/// Postfix's limit on one value.
const VALUE: usize = 255;

/// One attribute: known, said to be unavailable, or said to be unavailable for the moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Attribute<T> {
    /// The value.
    Known(T),
    /// `[UNAVAILABLE]`
    Unavailable,
    /// `[TEMPUNAVAIL]`
    TemporarilyUnavailable,
}

impl<T> Attribute<T> {
    /// The value, if there is one.
    pub fn known(&self) -> Option<&T> {
        match self {
            Self::Known(value) => Some(value),
            Self::Unavailable | Self::TemporarilyUnavailable => None,
        }
    }
}

/// Attributes of XCLIENT or XFORWARD; `None`: not said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Forwarded {
    /// NAME=
    pub name: Option<Attribute<String>>,
    /// ADDR=
    pub addr: Option<Attribute<IpAddr>>,
    /// PORT=
    pub port: Option<Attribute<u16>>,
    /// PROTO=
    pub proto: Option<Attribute<String>>,
    /// HELO=
    pub helo: Option<Attribute<String>>,
    /// LOGIN= (XCLIENT)
    pub login: Option<Attribute<String>>,
    /// IDENT= (XFORWARD)
    pub ident: Option<Attribute<String>>,
    /// SOURCE= (XFORWARD)
    pub source: Option<Attribute<String>>,
    /// DESTADDR= (XCLIENT)
    pub destaddr: Option<Attribute<IpAddr>>,
    /// DESTPORT= (XCLIENT)
    pub destport: Option<Attribute<u16>>,
}

/// Attributes of XCLIENT, as announced.
pub(crate) const XCLIENT: &str = "NAME ADDR PORT PROTO HELO LOGIN DESTADDR DESTPORT";
/// Attributes of XFORWARD, as announced.
pub(crate) const XFORWARD: &str = "NAME ADDR PORT PROTO HELO IDENT SOURCE";

impl Forwarded {
    /// Reads `NAME=value ...`; `allowed` are the names that may occur, each once and at least one. `None`: a syntax error.
    pub(crate) fn read(text: &str, allowed: &str) -> Option<Self> {
        let mut read = Self::default();
        let mut words = text.split(' ').filter(|word| !word.is_empty()).peekable();
        words.peek()?;
        for word in words {
            let (name, value) = word.split_once('=')?;
            let name = name.to_ascii_uppercase();
            if !allowed.split(' ').any(|known| known == name) {
                return None;
            }
            read.put(&name, value)?;
        }
        Some(read)
    }

    fn put(&mut self, name: &str, value: &str) -> Option<()> {
        match name {
            "NAME" => put(&mut self.name, value, read_text),
            "ADDR" => put(&mut self.addr, value, read_addr),
            "PORT" => put(&mut self.port, value, read_port),
            "PROTO" => put(&mut self.proto, value, |text| read_text(text).filter(|text| is_protocol(text))),
            "HELO" => put(&mut self.helo, value, read_text),
            "LOGIN" => put(&mut self.login, value, read_text),
            "IDENT" => put(&mut self.ident, value, read_text),
            "SOURCE" => put(&mut self.source, value, |text| read_text(text).filter(|text| is_source(text))),
            "DESTADDR" => put(&mut self.destaddr, value, read_addr),
            "DESTPORT" => put(&mut self.destport, value, read_port),
            _ => None,
        }
    }

    /// Takes over what `later` says.
    pub fn extend(&mut self, later: Self) {
        fn over<T>(place: &mut Option<T>, later: Option<T>) {
            if later.is_some() {
                *place = later;
            }
        }
        over(&mut self.name, later.name);
        over(&mut self.addr, later.addr);
        over(&mut self.port, later.port);
        over(&mut self.proto, later.proto);
        over(&mut self.helo, later.helo);
        over(&mut self.login, later.login);
        over(&mut self.ident, later.ident);
        over(&mut self.source, later.source);
        over(&mut self.destaddr, later.destaddr);
        over(&mut self.destport, later.destport);
    }

    /// What is said by XFORWARD, in its own words, to be kept; empty: nothing.
    pub fn to_words(&self) -> String {
        let commands = self.write(XFORWARD);
        let words = commands.iter().filter_map(|command| command.strip_prefix(b"XFORWARD ")?.strip_suffix(b"\r\n"));
        words.map(String::from_utf8_lossy).collect::<Vec<_>>().join(" ")
    }

    /// Words that [`Forwarded::to_words`] has written. `None`: they are none.
    pub fn from_words(words: &str) -> Option<Self> {
        Self::read(words, XFORWARD)
    }

    /// XFORWARD commands for the attributes that the next hop announced; none if there is nothing to say. Each is one command of its own, so that
    /// no line gets longer than the 512 bytes that every server takes.
    pub(crate) fn write(&self, announced: &str) -> Vec<Vec<u8>> {
        let address = |addr: &IpAddr| match addr {
            IpAddr::V4(addr) => addr.to_string(),
            IpAddr::V6(addr) => format!("IPV6:{addr}"),
        };
        let values = [
            ("NAME", self.name.as_ref().map(|it| value(it, String::clone))),
            ("ADDR", self.addr.as_ref().map(|it| value(it, address))),
            ("PORT", self.port.as_ref().map(|it| value(it, u16::to_string))),
            ("PROTO", self.proto.as_ref().map(|it| value(it, String::clone))),
            ("HELO", self.helo.as_ref().map(|it| value(it, String::clone))),
            ("IDENT", self.ident.as_ref().map(|it| value(it, String::clone))),
            ("SOURCE", self.source.as_ref().map(|it| value(it, String::clone))),
        ];
        let mut commands: Vec<Vec<u8>> = Vec::new();
        for (name, value) in values {
            let Some(value) = value.filter(|_| announced.split(' ').any(|known| known.eq_ignore_ascii_case(name))) else {
                continue;
            };
            let mut word = format!(" {name}=").into_bytes();
            xtext::encode(&value, &mut word);
            if word.len() > VALUE {
                continue; // more than any server takes; better unsaid than cut
            }
            match commands.last_mut() {
                Some(last) if last.len() + word.len() <= 510 => last.extend_from_slice(&word),
                _ => commands.push([b"XFORWARD", word.as_slice()].concat()),
            }
        }
        for command in &mut commands {
            command.extend_from_slice(b"\r\n");
        }
        commands
    }
}

fn value<T>(attribute: &Attribute<T>, show: impl Fn(&T) -> String) -> String {
    match attribute {
        Attribute::Known(value) => show(value),
        Attribute::Unavailable => "[UNAVAILABLE]".into(),
        Attribute::TemporarilyUnavailable => "[TEMPUNAVAIL]".into(),
    }
}

fn put<T>(place: &mut Option<Attribute<T>>, value: &str, read: impl Fn(&str) -> Option<T>) -> Option<()> {
    let attribute = match value.to_ascii_uppercase().as_str() {
        "[UNAVAILABLE]" => Attribute::Unavailable,
        "[TEMPUNAVAIL]" => Attribute::TemporarilyUnavailable,
        _ => Attribute::Known(read(value)?),
    };
    place.replace(attribute).is_none().then_some(())
}

fn read_text(value: &str) -> Option<String> {
    if value.len() > VALUE || !xtext::is_xtext(value, false) {
        return None;
    }
    xtext::decode(value).filter(|text| !text.is_empty())
}

fn read_addr(value: &str) -> Option<IpAddr> {
    let value = xtext::decode(value)?;
    match value.split_at_checked(5) {
        Some((tag, addr)) if tag.eq_ignore_ascii_case("IPV6:") => addr.parse::<Ipv6Addr>().ok().map(IpAddr::V6),
        _ => value.parse::<Ipv4Addr>().ok().map(IpAddr::V4),
    }
}

fn read_port(value: &str) -> Option<u16> {
    let digits = value.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| value.parse().ok()).flatten()
}

fn is_protocol(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_alphanumeric())
}

fn is_source(text: &str) -> bool {
    text.eq_ignore_ascii_case("LOCAL") || text.eq_ignore_ascii_case("REMOTE")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests may panic")]
    use super::*;

    #[test]
    fn attributes_are_read() {
        let text = "NAME=spike.example ADDR=IPV6:2001:db8::1 PORT=[UNAVAILABLE] proto=ESMTP HELO=a+20b SOURCE=[TEMPUNAVAIL]";
        let read = Forwarded::read(text, XFORWARD).unwrap();
        assert_eq!(read.name, Some(Attribute::Known("spike.example".into())));
        assert_eq!(read.addr.as_ref().unwrap().known(), Some(&"2001:db8::1".parse().unwrap()));
        assert_eq!(read.port, Some(Attribute::Unavailable));
        assert_eq!(read.helo, Some(Attribute::Known("a b".into())));
        assert_eq!(read.source, Some(Attribute::TemporarilyUnavailable));
        assert_eq!(read.ident, None);
    }

    #[test]
    fn what_is_no_attribute_is_refused() {
        for text in [
            "",
            "NAME",
            "NAME=",
            "NAME=a NAME=b",
            "LOGIN=x",
            "ADDR=x",
            "ADDR=1.2.3",
            "ADDR=::1",
            "PORT=70000",
            "PORT=+1",
            "SOURCE=x",
            "HELO=a+0D+0AMAIL",
            "HELO=a+00",
            "HELO=a=b",
        ] {
            assert_eq!(Forwarded::read(text, XFORWARD), None, "{text}");
        }
        assert!(Forwarded::read("LOGIN=x", XCLIENT).is_some());
        assert!(Forwarded::read("SOURCE=LOCAL", XCLIENT).is_none());
    }

    #[test]
    fn only_what_the_hop_announced_is_written_and_lines_stay_short() {
        let read = Forwarded::read("NAME=a ADDR=192.0.2.1 HELO=x+20y", XFORWARD).unwrap();
        assert_eq!(read.write("NAME ADDR helo"), [b"XFORWARD NAME=a ADDR=192.0.2.1 HELO=x+20y\r\n".to_vec()]);
        assert_eq!(read.write("ADDR"), [b"XFORWARD ADDR=192.0.2.1\r\n".to_vec()]);
        assert!(read.write("").is_empty());
        let long = "n".repeat(240);
        let mut many = Forwarded { name: Some(Attribute::Known(long.clone())), ..Forwarded::default() };
        many.extend(Forwarded { helo: Some(Attribute::Known(long.clone())), ident: Some(Attribute::Known(long)), ..Forwarded::default() });
        let lines = many.write(XFORWARD);
        assert_eq!(lines.len(), 2);
        assert!(lines.iter().all(|line| line.len() <= 512 && line.ends_with(b"\r\n")));
    }

    #[test]
    fn what_was_kept_in_words_is_said_again() {
        let long = "n".repeat(240);
        let text = format!("NAME={long} ADDR=IPV6:2001:db8::1 PORT=25 PROTO=[UNAVAILABLE] HELO=a+20b IDENT={long} SOURCE=REMOTE");
        let said = Forwarded::read(&text, XFORWARD).unwrap();
        assert_eq!(
            said.to_words(),
            text.to_uppercase().replace(&long.to_uppercase(), &long).replace("A+20B", "a+20b").replace("2001:DB8", "2001:db8")
        );
        assert_eq!(Forwarded::from_words(&said.to_words()), Some(said));
        assert_eq!(Forwarded::default().to_words(), "");
        assert_eq!(Forwarded::from_words("LOGIN=x"), None);
    }

    #[test]
    fn s11_control_characters_are_encoded_on_the_way_out() {
        let about = Forwarded { helo: Some(Attribute::Known("a\r\nDATA".into())), ..Forwarded::default() };
        assert_eq!(about.write("HELO"), [b"XFORWARD HELO=a+0D+0ADATA\r\n".to_vec()]);
    }
}
