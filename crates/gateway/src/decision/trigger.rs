//! What a sender asks for in the subject or in a field of the header (design, section 5): honoured from whoever has logged in, taken out of
//! every mail that leaves (H09). The subject is looked at as people read it: decoded, unfolded, in any case and width (H10).

mod encoded;
mod wishes;
mod words;

use kakitome_mime::{Message, encoded_word};
use kakitome_wire::Reply;

use crate::config::Triggers;
use crate::head::Edits;
use crate::replies;
use encoded::subject_field;
pub(crate) use wishes::Wishes;
use words::Words;

/// What stands in a mail, and what the mail is like without it.
#[derive(Debug, Default)]
pub(crate) struct Read {
    /// What counts.
    pub(crate) wishes: Wishes,
    /// What is changed in the header.
    pub(crate) edits: Edits,
}

/// Reads a mail's subject and field; `logged_in`: they may count.
///
/// # Errors
/// Somebody who has logged in may have asked for something that cannot be read: the mail does not go without it.
pub(crate) fn read(triggers: &Triggers, index: &Message, logged_in: bool) -> Result<Read, (&'static str, Reply)> {
    let mut read = Read::default();
    if let Some(name) = &triggers.field {
        read.edits.drop = Some(name.clone());
        for field in index.root.header.named(name).filter(|_| logged_in) {
            let value = String::from_utf8_lossy(&field.unfolded()).into_owned();
            read.wishes.add_field(&value).map_err(|word| ("trigger.unknown", replies::unknown_wish(name, &word)))?;
        }
    }
    if triggers.has_words() {
        read.subjects(triggers, index, logged_in)?;
    }
    Ok(read)
}

impl Read {
    fn subjects(&mut self, triggers: &Triggers, index: &Message, logged_in: bool) -> Result<(), (&'static str, Reply)> {
        let header = &index.root.header;
        let mut answers = header.first("In-Reply-To").is_some() || header.first("References").is_some();
        let words = Words::new(triggers);
        let mut asked = Wishes::default();
        for field in header.named("Subject") {
            let text = encoded_word::decode(&field.unfolded());
            if logged_in && !triggers.encrypt.is_empty() && !is_clear(&text) {
                return Err(("trigger.unreadable", replies::unreadable_subject()));
            }
            answers |= words::is_answer(&text);
            let (found, without) = words.take_out(&text);
            asked =
                Wishes { encrypt: asked.encrypt | found.encrypt, sign: asked.sign | found.sign, no_sign: asked.no_sign | found.no_sign };
            self.edits.subjects.push((found != Wishes::default()).then(|| subject_field(&without)));
        }
        if logged_in {
            self.wishes.encrypt |= asked.encrypt;
            self.wishes.sign |= asked.sign;
            // What somebody else wrote takes no protection away.
            self.wishes.no_sign |= asked.no_sign && !answers;
        }
        // Who asks for both is signed for.
        self.wishes.no_sign &= !self.wishes.sign;
        Ok(())
    }
}

/// Whether nothing of a subject stayed undecoded: an unknown charset, octets that mean nothing, or what only other programs take for an
/// encoded word (RFC 2047 2): too long, with a `?` in it.
fn is_clear(text: &str) -> bool {
    !text.contains(char::REPLACEMENT_CHARACTER) && text.split_once("=?").is_none_or(|(_, rest)| !rest.contains("?="))
}

#[cfg(test)]
mod tests;
