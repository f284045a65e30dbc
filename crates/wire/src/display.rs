//! Hostile bytes made safe for a log line or a terminal: no line end, escape sequence or direction override survives (attack S22).
//! What is cut off is counted, so that a cut never looks like the whole.

use std::fmt::{self, Write as _};

/// Bytes shown before the cut: enough for any address and most lines, too little to flood a log.
const SHOWN: usize = 512;

/// Displays bytes from a peer: printable text as it is, everything else as `\xNN` or `\u{N}`, cut at 512 bytes with the number of bytes left out.
#[derive(Debug, Clone, Copy)]
pub struct Safe<'a>(pub &'a [u8]);

impl fmt::Display for Safe<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = self.0.get(..SHOWN).unwrap_or(self.0);
        for chunk in shown.utf8_chunks() {
            for c in chunk.valid().chars() {
                match c {
                    '\\' | '"' => write!(f, "\\{c}")?,
                    ' '..='~' => f.write_char(c)?,
                    c if c.is_ascii() => write!(f, "\\x{:02x}", u32::from(c))?,
                    c if misleads(c) => write!(f, "\\u{{{:x}}}", u32::from(c))?,
                    c => f.write_char(c)?,
                }
            }
            for byte in chunk.invalid() {
                write!(f, "\\x{byte:02x}")?;
            }
        }
        match self.0.len() - shown.len() {
            0 => Ok(()),
            more => write!(f, "...({more} more bytes)"),
        }
    }
}

/// Characters that do not show, or that change how their neighbours show: controls (C1 too), separators, zero-width ones,
/// direction marks, variation selectors, tags, private use and what Unicode has not assigned to anything a name could need.
fn misleads(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{00a0}' | '\u{00ad}' | '\u{034f}' | '\u{061c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{e000}'..='\u{f8ff}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{10ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s22_nothing_that_a_terminal_obeys_is_left() {
        for (bytes, shown) in [
            (&b"a\r\nb\x1b[31m\x00\x7f"[..], r"a\x0d\x0ab\x1b[31m\x00\x7f"),
            ("\u{202e}evil\u{2066}".as_bytes(), r"\u{202e}evil\u{2066}"),
            ("\u{85}\u{9b}31m\u{2028}".as_bytes(), r"\u{85}\u{9b}31m\u{2028}"),
            ("書留 ü".as_bytes(), "書留 ü"),
            (b"\xff\xfe\xc3", r"\xff\xfe\xc3"),
            (br#"say "x" \n"#, r#"say \"x\" \\n"#),
        ] {
            assert_eq!(Safe(bytes).to_string(), shown);
        }
    }

    #[test]
    fn a_long_text_is_cut_and_says_so() {
        assert_eq!(Safe(&[b'a'; 600]).to_string(), format!("{}...(88 more bytes)", "a".repeat(512)));
    }

    #[test]
    fn a_cut_inside_a_character_shows_its_bytes() {
        let mut text = vec![b'a'; 511];
        text.extend_from_slice("書".as_bytes());
        assert_eq!(Safe(&text).to_string(), format!("{}\\xe6...(2 more bytes)", "a".repeat(511)));
    }
}
