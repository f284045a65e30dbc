//! What the tests of both machines share.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests may panic, and no test uses all of it"
)]

pub(crate) mod client_script;
pub(crate) mod peer;
pub(crate) mod server_script;

/// `\r`, `\n`, `\0`, `\\`, `\xNN` and `{N*c}` (N times the character c) in a line of a script.
pub(crate) fn unescape(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let mut used = c.len_utf8();
        match c {
            '\\' => {
                used = 2;
                match &rest[1..2] {
                    "r" => bytes.push(b'\r'),
                    "n" => bytes.push(b'\n'),
                    "0" => bytes.push(0),
                    "\\" => bytes.push(b'\\'),
                    "x" => {
                        bytes.push(u8::from_str_radix(&rest[2..4], 16).unwrap());
                        used = 4;
                    }
                    other => panic!("no escape: \\{other}"),
                }
            }
            '{' if rest.find('*').is_some_and(|star| rest[1..star].parse::<usize>().is_ok()) => {
                let star = rest.find('*').unwrap();
                let times = rest[1..star].parse().unwrap();
                bytes.extend(std::iter::repeat_n(rest.as_bytes()[star + 1], times));
                used = star + 3;
            }
            _ => bytes.extend_from_slice(&rest.as_bytes()[..used]),
        }
        rest = &rest[used..];
    }
    bytes
}

/// Bytes as they stand in a script; a line per CRLF.
pub(crate) fn show_lines(mark: &str, bytes: &[u8], out: &mut String) {
    let mut rest = bytes;
    while !rest.is_empty() {
        let end = rest.windows(2).position(|pair| pair == b"\r\n");
        let (line, after) = end.map_or((rest, rest.len()), |at| (&rest[..at], at + 2));
        let ended = if end.is_some() { ":" } else { "-" };
        out.push_str(&format!("{mark}{ended} {}\n", kakitome_wire::Safe(line)));
        rest = &rest[after..];
    }
}
