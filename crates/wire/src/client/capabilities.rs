//! What a next hop offers in its answer to EHLO (RFC 5321 4.1.1.1).

use std::fmt;

use crate::parameters::Offered;
use crate::reply::Reply;

/// Offers of the next hop; none after HELO.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Capabilities {
    /// PIPELINING
    pub pipelining: bool,
    /// 8BITMIME
    pub eight_bit_mime: bool,
    /// SMTPUTF8
    pub smtputf8: bool,
    /// SIZE: `None` not offered, `Some(0)` offered without a limit.
    pub size: Option<u64>,
    /// DSN
    pub dsn: bool,
    /// STARTTLS
    pub starttls: bool,
    /// ENHANCEDSTATUSCODES
    pub enhanced_status_codes: bool,
    /// XHOPS, our own.
    pub hops: bool,
    /// XFORWARD: the attributes that it takes.
    pub xforward: Option<String>,
}

impl Capabilities {
    /// Reads the lines after the first. A keyword that is known with arguments that are not is as if it were not offered.
    pub(crate) fn read(reply: &Reply) -> Self {
        let mut offers = Self::default();
        for line in reply.lines().skip(1) {
            let (keyword, arguments) = line.split_once(' ').unwrap_or((line, ""));
            let arguments = arguments.trim();
            match keyword.to_ascii_uppercase().as_str() {
                "PIPELINING" => offers.pipelining = true,
                "8BITMIME" => offers.eight_bit_mime = true,
                "SMTPUTF8" => offers.smtputf8 = true,
                "SIZE" if arguments.is_empty() => offers.size = Some(0),
                "SIZE" => offers.size = arguments.parse().ok(),
                "DSN" => offers.dsn = true,
                "XHOPS" => offers.hops = true,
                "STARTTLS" => offers.starttls = true,
                "ENHANCEDSTATUSCODES" => offers.enhanced_status_codes = true,
                "XFORWARD" => offers.xforward = Some(arguments.to_owned()),
                _ => {}
            }
        }
        offers
    }

    pub(crate) fn offered(&self) -> Offered {
        Offered { size: self.size.is_some(), eight_bit_mime: self.eight_bit_mime, dsn: self.dsn, hops: self.hops }
    }

    /// The limit on the size of a mail, if there is one.
    pub fn size_limit(&self) -> Option<u64> {
        self.size.filter(|&limit| limit > 0)
    }
}

/// The keywords as a server says them: for a log.
impl fmt::Display for Capabilities {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = [
            (self.pipelining, "PIPELINING"),
            (self.eight_bit_mime, "8BITMIME"),
            (self.smtputf8, "SMTPUTF8"),
            (self.dsn, "DSN"),
            (self.starttls, "STARTTLS"),
            (self.enhanced_status_codes, "ENHANCEDSTATUSCODES"),
            (self.hops, "XHOPS"),
        ];
        let mut all: Vec<String> = words.into_iter().filter(|(offered, _)| *offered).map(|(_, word)| word.to_owned()).collect();
        match self.size {
            None => {}
            Some(0) => all.push("SIZE".to_owned()),
            Some(limit) => all.push(format!("SIZE {limit}")),
        }
        all.extend(self.xforward.as_ref().map(|attributes| format!("XFORWARD {attributes}")));
        to.write_str(if all.is_empty() { "no extensions" } else { "" })?;
        to.write_str(&all.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offers_are_read() {
        let lines =
            ["hop.example PIPELINING", "8bitmime", "SIZE 1000", "STARTTLS", "XFORWARD NAME ADDR", "DSN", "AUTH PLAIN", "", "SMTPUTF8 "];
        let offers = Capabilities::read(&Reply::verbatim(250, lines.map(str::as_bytes)));
        let expected = Capabilities {
            eight_bit_mime: true,
            size: Some(1000),
            starttls: true,
            dsn: true,
            hops: false,
            smtputf8: true,
            xforward: Some("NAME ADDR".into()),
            ..Capabilities::default()
        };
        assert_eq!(offers, expected);
        assert_eq!(offers.to_string(), "8BITMIME, SMTPUTF8, DSN, STARTTLS, SIZE 1000, XFORWARD NAME ADDR");
        assert_eq!(Capabilities::default().to_string(), "no extensions");
    }

    #[test]
    fn a_size_that_is_no_number_is_no_offer() {
        for (line, size) in
            [("SIZE", Some(0)), ("SIZE 0", Some(0)), ("SIZE x", None), ("SIZE 99999999999999999999", None), ("SIZE -1", None)]
        {
            assert_eq!(Capabilities::read(&Reply::verbatim(250, [&b"hop"[..], line.as_bytes()])).size, size, "{line}");
        }
    }
}
