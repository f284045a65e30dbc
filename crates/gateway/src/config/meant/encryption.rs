//! `[encryption]` and `[triggers]` from what is written to what they mean.

use std::path::Path;

use toml::Spanned;

use super::Reading;
use crate::config::treated::{Encryption, Roots, Triggers};
use crate::config::written::{EncryptionConfig, TriggersConfig};

/// A shorter word would stand in subjects by chance.
const SHORTEST_WORD: usize = 3;
/// Fields that carry a mail's meaning: none of them can be the one that asks.
const TAKEN: [&str; 12] =
    ["from", "to", "cc", "bcc", "subject", "date", "message-id", "reply-to", "sender", "received", "mime-version", "content-type"];

impl Reading<'_> {
    pub(super) fn encryption(&mut self, written: &EncryptionConfig) -> Encryption {
        let roots = |name: &Spanned<String>, reading: &mut Self| match EncryptionConfig::is_file(name.get_ref()) {
            true => Roots::File(reading.path(name)),
            false => {
                if name.get_ref().is_empty() {
                    reading.faults.at(name.span(), "a list of roots has no name", Some("kakitome trust list names those that are kept"));
                }
                Roots::Kept(name.get_ref().clone())
            }
        };
        Encryption {
            encrypt: written.encrypt,
            when_impossible: written.when_impossible,
            own_copy: written.own_copy,
            own_root: self.base.join(Path::new("ca/root.pem")),
            shelf: self.base.join("trust"),
            trust: written.trust.iter().map(|name| roots(name, self)).collect(),
            crls: written.crls.iter().map(|file| self.path(file)).collect(),
        }
    }

    pub(super) fn triggers(&mut self, written: &TriggersConfig) -> Triggers {
        let mut seen: Vec<String> = Vec::new();
        for word in written.words() {
            let text = word.get_ref();
            let folded = text.to_lowercase();
            if text.trim().chars().count() < SHORTEST_WORD {
                let hint = Some("brackets make it unlikely: \"[encrypt]\"");
                self.faults.at(word.span(), format!("{text:?} is too short: it would stand in subjects by chance"), hint);
            } else if text.chars().any(char::is_control) {
                self.faults.at(word.span(), "a word has a control character", None);
            } else if seen.contains(&folded) {
                self.faults.at(word.span(), format!("{text:?} stands there twice"), None);
            }
            seen.push(folded);
        }
        if let Some(field) = &written.field {
            let name = field.get_ref();
            // RFC 5322 2.2
            let printable = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_graphic() && byte != b':');
            if !printable {
                self.faults.at(field.span(), format!("{name:?} is not the name of a field"), Some("without the colon: \"X-Kakitome-Ask\""));
            } else if TAKEN.iter().any(|taken| name.eq_ignore_ascii_case(taken)) {
                self.faults.at(field.span(), format!("{name} is a field of every mail"), None);
            }
        }
        let list = |words: &[Spanned<String>]| words.iter().map(|word| word.get_ref().trim().to_owned()).collect();
        Triggers {
            encrypt: list(&written.encrypt),
            sign: list(&written.sign),
            no_sign: list(&written.no_sign),
            field: written.field.as_ref().map(|field| field.get_ref().clone()),
        }
    }
}
