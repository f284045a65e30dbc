//! Strangers' strings made fit for a page (attack rows W03, C20): what cannot be seen or turns the direction of writing is shown as a
//! mark, and what is endless is cut. Escaping of markup is the template's; this is about characters that are no markup and still lie.

/// Longer than any name or subject that somebody reads.
const LONGEST: usize = 300;

/// The string with visible marks; at most so many characters.
#[must_use]
pub(crate) fn shown(text: &str) -> String {
    let mut out = String::with_capacity(text.len().min(LONGEST));
    for (at, letter) in text.chars().enumerate() {
        if at == LONGEST {
            out.push('…');
            break;
        }
        if is_unseen(letter) {
            out.push_str(&format!("[U+{:04X}]", u32::from(letter)));
        } else {
            out.push(letter);
        }
    }
    out
}

/// Controls; marks that turn, isolate or join; what has no width; tags and variation selectors beyond the usual two.
fn is_unseen(letter: char) -> bool {
    letter.is_control()
        || matches!(letter,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0d}'
            | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_seen_is_marked() {
        assert_eq!(shown("bank\u{202e}gpj.exe"), "bank[U+202E]gpj.exe");
        assert_eq!(shown("a\u{200b}b\u{feff}c\0\r\n"), "a[U+200B]b[U+FEFF]c[U+0000][U+000D][U+000A]");
        assert_eq!(shown("株式会社 見本銀行 ① é 👪"), "株式会社 見本銀行 ① é 👪");
        assert_eq!(shown("<b>&amp;"), "<b>&amp;", "markup is the template's affair");
    }

    #[test]
    fn what_is_endless_is_cut() {
        let cut = shown(&"長".repeat(5000));
        assert_eq!(cut.chars().count(), LONGEST + 1);
        assert!(cut.ends_with('…'));
    }
}
