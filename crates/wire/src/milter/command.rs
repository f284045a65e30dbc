//! One packet of the MTA as a command: kind and data, nothing of the order in which they may come.

use super::event::Peer;
use super::packet;

/// A command of the MTA.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Command<'a> {
    Offer(&'a [u8]),
    Macros(&'a [u8]),
    Connect { name: &'a [u8], peer: Peer<'a> },
    Hello(&'a [u8]),
    Mail(Vec<&'a [u8]>),
    Rcpt(Vec<&'a [u8]>),
    Data,
    Header { name: &'a [u8], value: &'a [u8] },
    EndOfHeaders,
    Body(&'a [u8]),
    EndOfMessage(&'a [u8]),
    Unknown(&'a [u8]),
    Abort,
    Quit,
    QuitNewClient,
}

/// What a packet is.
pub(super) enum Read<'a> {
    Command(Command<'a>),
    NoSuchCommand,
    Malformed,
}

pub(super) fn read(kind: u8, data: &[u8]) -> Read<'_> {
    let command = match kind {
        b'O' => Some(Command::Offer(data)),
        b'D' => Some(Command::Macros(data)),
        b'C' => connect(data),
        b'H' => one_word(data).map(Command::Hello),
        b'M' => addressed(data).map(Command::Mail),
        b'R' => addressed(data).map(Command::Rcpt),
        b'T' => Some(Command::Data),
        b'L' => header(data),
        b'N' => Some(Command::EndOfHeaders),
        b'B' => Some(Command::Body(data)),
        b'E' => Some(Command::EndOfMessage(data)),
        b'U' => one_word(data).map(Command::Unknown),
        b'A' => Some(Command::Abort),
        b'Q' => Some(Command::Quit),
        b'K' => Some(Command::QuitNewClient),
        _ => return Read::NoSuchCommand,
    };
    command.map_or(Read::Malformed, Read::Command)
}

fn one_word(data: &[u8]) -> Option<&[u8]> {
    match packet::words(data)?.as_slice() {
        [word] => Some(word),
        _ => None,
    }
}

fn addressed(data: &[u8]) -> Option<Vec<&[u8]>> {
    packet::words(data).filter(|words| !words.is_empty())
}

fn header(data: &[u8]) -> Option<Command<'_>> {
    match packet::words(data)?.as_slice() {
        [name, value] => Some(Command::Header { name, value }),
        _ => None,
    }
}

fn connect(data: &[u8]) -> Option<Command<'_>> {
    let end = data.iter().position(|byte| *byte == 0)?;
    let (name, rest) = (data.get(..end)?, data.get(end + 1..)?);
    let (family, rest) = rest.split_first()?;
    let peer = match family {
        b'U' => Peer::Unknown,
        b'L' | b'4' | b'6' => {
            let (port, address) = rest.split_first_chunk::<2>()?;
            let address = address.strip_suffix(&[0])?;
            match family {
                b'L' => Peer::Local(address),
                _ => Peer::Network { address: std::str::from_utf8(address).ok()?, port: u16::from_be_bytes(*port) },
            }
        }
        _ => return None,
    };
    Some(Command::Connect { name, peer })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn command(kind: u8, data: &[u8]) -> Option<Command<'_>> {
        match read(kind, data) {
            Read::Command(command) => Some(command),
            Read::NoSuchCommand | Read::Malformed => None,
        }
    }

    #[test]
    fn a_client_is_told_with_its_address() {
        assert_eq!(
            command(b'C', b"mail.example\x004\x30\x39192.0.2.1\0"),
            Some(Command::Connect { name: b"mail.example", peer: Peer::Network { address: "192.0.2.1", port: 12_345 } })
        );
        assert_eq!(command(b'C', b"localhost\0U"), Some(Command::Connect { name: b"localhost", peer: Peer::Unknown }));
        assert_eq!(command(b'C', b"x\0L\0\0/run/x\0"), Some(Command::Connect { name: b"x", peer: Peer::Local(b"/run/x") }));
    }

    #[test]
    fn s20_data_that_does_not_fit_its_command_is_malformed() {
        for (kind, data) in [
            (b'C', b"x".as_slice()),
            (b'C', b"x\0"),
            (b'C', b"x\x004\0"),
            (b'C', b"x\x004\0\x00192.0.2.1"),
            (b'C', b"x\x009\0\0a\0"),
            (b'C', b"x\x004\0\0\xff\0"),
            (b'H', b"x"),
            (b'H', b"x\0y\0"),
            (b'M', b""),
            (b'M', b"<a@b>"),
            (b'L', b"name\0"),
            (b'L', b"name\0value"),
            (b'L', b"name\0value\0more\0"),
        ] {
            assert!(matches!(read(kind, data), Read::Malformed), "{} {data:?}", char::from(kind));
        }
        assert!(matches!(read(b'z', b""), Read::NoSuchCommand));
    }
}
