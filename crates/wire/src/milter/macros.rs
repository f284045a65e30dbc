//! Macros: what the MTA tells of the connection and the mail beside the commands (`{auth_authen}`, `i`, `{client_addr}`).

use std::collections::BTreeMap;

use super::packet;

/// Bytes of macros that are held for one command.
const MOST: usize = 16 * 1024;

/// Names without braces, and values.
type Pairs = Vec<(Vec<u8>, Vec<u8>)>;

/// The macros that hold now.
#[derive(Debug, Default, Clone)]
pub struct Macros {
    by_command: BTreeMap<u8, Pairs>,
}

/// Commands from the latest to the earliest: a later one knows better.
const LATEST_FIRST: &[u8] = b"EBNLTRMHC";
/// Commands whose macros end with the mail.
const OF_A_MAIL: &[u8] = b"EBNLTRM";

impl Macros {
    /// The value of a macro, named without braces. An empty value is none: Postfix sends `{auth_authen}` so, or not at all.
    pub fn get(&self, name: &str) -> Option<&[u8]> {
        LATEST_FIRST
            .iter()
            .filter_map(|command| self.by_command.get(command))
            .find_map(|macros| macros.iter().find(|(known, _)| known == name.as_bytes()))
            .map(|(_, value)| value.as_slice())
            .filter(|value| !value.is_empty())
    }

    /// Takes the data of a macro packet; says whether it could be read.
    pub(super) fn take(&mut self, data: &[u8]) -> bool {
        let Some((command, rest)) = data.split_first() else { return false };
        if rest.len() > MOST || !LATEST_FIRST.contains(command) {
            // What is not for one of our steps says nothing to us.
            return rest.len() <= MOST;
        }
        let Some(words) = packet::words(rest) else { return false };
        let (pairs, rest) = words.as_chunks::<2>();
        self.by_command.insert(*command, pairs.iter().map(|[name, value]| (bare(name), value.to_vec())).collect());
        rest.is_empty()
    }

    pub(super) fn forget_mail(&mut self) {
        self.by_command.retain(|command, _| !OF_A_MAIL.contains(command));
    }

    pub(super) fn forget(&mut self) {
        self.by_command.clear();
    }
}

fn bare(name: &[u8]) -> Vec<u8> {
    name.strip_prefix(b"{").and_then(|name| name.strip_suffix(b"}")).unwrap_or(name).to_vec()
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
