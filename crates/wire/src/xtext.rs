//! xtext (RFC 3461 4), in which parameters and XCLIENT carry text that could not stand in a command otherwise.

/// Whether `text` is xtext: printable, no space, `+` and `=` only as `+HH`. With `utf8`, characters outside ASCII may stand
/// for themselves (RFC 6533 3, utf-8-addr-unitext).
pub(crate) fn is_xtext(text: &str, utf8: bool) -> bool {
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let length = match c {
            '+' if hex_pair(rest).is_some() => 3,
            '+' | '=' => return false,
            '!'..='~' => 1,
            c if utf8 && !c.is_ascii() && !c.is_control() && !c.is_whitespace() => c.len_utf8(),
            _ => return false,
        };
        rest = rest.get(length..).unwrap_or_default();
    }
    true
}

/// Decodes xtext; `None` if it is not, or does not give text without control characters.
pub(crate) fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('+') {
        bytes.extend_from_slice(before.as_bytes());
        bytes.push(hex_pair(rest.get(before.len()..)?)?);
        rest = after.get(2..)?;
    }
    bytes.extend_from_slice(rest.as_bytes());
    String::from_utf8(bytes).ok().filter(|decoded| !decoded.chars().any(char::is_control))
}

/// Appends `text` as xtext.
pub(crate) fn encode(text: &str, out: &mut Vec<u8>) {
    for byte in text.bytes() {
        if matches!(byte, b'!'..=b'~') && byte != b'+' && byte != b'=' {
            out.push(byte);
        } else {
            out.extend_from_slice(format!("+{byte:02X}").as_bytes());
        }
    }
}

/// `+HH`, upper case only (RFC 3461 4).
fn hex_pair(text: &str) -> Option<u8> {
    let digits = text.get(1..3).filter(|pair| pair.bytes().all(|b| matches!(b, b'0'..=b'9' | b'A'..=b'F')))?;
    u8::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn xtext_is_read_strictly() {
        for (text, expected) in [
            ("abc", true),
            ("a+2Bb", true),
            ("", true),
            ("a+2bb", false),
            ("a+2", false),
            ("a+", false),
            ("a=b", false),
            ("a b", false),
            ("a\r\nb", false),
            ("a\0", false),
            ("書", false),
        ] {
            assert_eq!(is_xtext(text, false), expected, "{text:?}");
        }
        assert!(is_xtext("書+2B留", true));
        assert!(!is_xtext("\u{85}", true));
    }

    #[test]
    fn it_comes_back_as_it_went_in() {
        for text in ["a b", "+=", "書留", "plain", ""] {
            let mut out = Vec::new();
            encode(text, &mut out);
            let encoded = String::from_utf8(out).unwrap_or_default();
            assert!(is_xtext(&encoded, false));
            assert_eq!(decode(&encoded).as_deref(), Some(text));
        }
        for text in ["a+0D+0Ab", "a+00", "+FF", "+4", "a+書"] {
            assert_eq!(decode(text), None, "{text}");
        }
    }
}
