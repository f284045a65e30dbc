//! A subject as a field again: plain where it is ASCII, else encoded words (RFC 2047 2, 3, 5).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// Octets of text in one encoded word: with its frame and the name of the field its line has at most 76 characters (RFC 2047 2).
const WORD: usize = 39;
/// A line has at most so many characters, where its words allow (RFC 5322 2.1.1).
const LINE: usize = 78;

/// The field with its line end.
pub(super) fn subject_field(text: &str) -> Vec<u8> {
    if text.is_empty() {
        return b"Subject:\r\n".to_vec();
    }
    let plain = text.bytes().all(|byte| matches!(byte, b' '..=b'~')) && !text.contains("=?");
    let value = if plain { folded(text) } else { encoded(text) };
    format!("Subject: {value}\r\n").into_bytes()
}

/// Folded before blanks; what has none stays on its line.
fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut line = "Subject:".len();
    for (at, word) in text.split(' ').enumerate() {
        if at > 0 {
            // A line of blanks alone would be the end of a field to some readers (RFC 5322 3.2.2).
            if line + 1 + word.len() > LINE && !word.is_empty() {
                out.push_str("\r\n");
                line = 0;
            }
            out.push(' ');
        }
        out.push_str(word);
        line += word.len() + 1;
    }
    out
}

fn encoded(text: &str) -> String {
    let mut words: Vec<String> = Vec::new();
    let mut part = String::new();
    for one in text.chars() {
        if part.len() + one.len_utf8() > WORD {
            words.push(std::mem::take(&mut part));
        }
        part.push(one);
    }
    words.push(part);
    words.iter().map(|word| format!("=?UTF-8?B?{}?=", STANDARD.encode(word))).collect::<Vec<_>>().join("\r\n ")
}
