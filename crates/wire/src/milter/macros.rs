//! Macros: what the MTA tells of the connection and the mail beside the commands (`{auth_authen}`, `i`, `{client_addr}`).

use super::packet;

/// Bytes of macros that are held for one command.
const MOST: usize = 16 * 1024;

/// Commands from the latest to the earliest: a later one knows better. The first ones' macros end with the mail.
const LATEST_FIRST: [u8; 9] = *b"EBNLTRMHC";
/// So many of them are of a mail.
const OF_A_MAIL: usize = 7;

/// The macros that hold now: for each command what the MTA sent, in the order of [`LATEST_FIRST`]. Postfix sends some before every field
/// of a header: they are read where one is asked for.
#[derive(Debug, Default, Clone)]
pub struct Macros {
    by_command: [Vec<u8>; LATEST_FIRST.len()],
}

impl Macros {
    /// The value of a macro, named without braces. An empty value is none: Postfix sends `{auth_authen}` so, or not at all.
    pub fn get(&self, name: &str) -> Option<&[u8]> {
        let found = self.by_command.iter().find_map(|sent| {
            let mut words = packet::words(sent)?.into_iter();
            while let (Some(known), Some(value)) = (words.next(), words.next()) {
                if bare(known) == name.as_bytes() {
                    return Some(value);
                }
            }
            None
        });
        found.filter(|value| !value.is_empty())
    }

    /// Takes the data of a macro packet; says whether it could be read.
    pub(super) fn take(&mut self, data: &[u8]) -> bool {
        let Some((command, rest)) = data.split_first() else { return false };
        let held = LATEST_FIRST.iter().zip(&mut self.by_command).find(|(known, _)| *known == command);
        let (Some((_, held)), true) = (held, rest.len() <= MOST) else {
            // What is not for one of our steps says nothing to us.
            return rest.len() <= MOST;
        };
        // A name and a value, each with its end.
        if rest.last().is_some_and(|last| *last != 0) {
            return false;
        }
        held.clear();
        held.extend_from_slice(rest);
        memchr::memchr_iter(0, rest).count().is_multiple_of(2)
    }

    pub(super) fn forget_mail(&mut self) {
        self.by_command.iter_mut().take(OF_A_MAIL).for_each(Vec::clear);
    }

    pub(super) fn forget(&mut self) {
        self.by_command = Default::default();
    }
}

fn bare(name: &[u8]) -> &[u8] {
    name.strip_prefix(b"{").and_then(|name| name.strip_suffix(b"}")).unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_word_counts_and_a_mail_takes_its_own_with_it() {
        let mut macros = Macros::default();
        assert!(macros.take(b"Cj\0mx.example\0{client_addr}\x00192.0.2.1\0"));
        assert!(macros.take(b"M{auth_authen}\0alice\0i\0early\0"));
        assert!(macros.take(b"Ei\0late\0"));
        assert_eq!(macros.get("j"), Some(b"mx.example".as_slice()));
        assert_eq!(macros.get("i"), Some(b"late".as_slice()));
        assert_eq!(macros.get("auth_authen"), Some(b"alice".as_slice()));
        assert!(macros.take(b"M{auth_authen}\0\0"));
        assert_eq!(macros.get("auth_authen"), None, "empty is none");
        macros.forget_mail();
        assert_eq!(macros.get("i"), None);
        assert_eq!(macros.get("client_addr"), Some(b"192.0.2.1".as_slice()));
    }

    #[test]
    fn s20_macros_without_end_or_partner_are_told() {
        let mut macros = Macros::default();
        assert!(!macros.take(b""));
        assert!(!macros.take(b"Mi\0x"));
        assert!(!macros.take(b"Mi\0"));
        assert!(!macros.take(&[&b"M"[..], &[b'x'; MOST + 1]].concat()));
        assert!(macros.take(b"?unknown\0"), "for a step that is not ours");
    }
}
