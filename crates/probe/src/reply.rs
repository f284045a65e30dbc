//! One reply of a server, told complete line by line (RFC 5321 4.2, RFC 1939 3, RFC 9051 7.1, RFC 5804 1.3). No socket here.

/// How a reply ends depends on what was said before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// SMTP: `250-` goes on, `250 ` ends.
    Smtp,
    /// POP3: one line.
    PopLine,
    /// POP3: after `+OK` lines up to a dot.
    PopList,
    /// IMAP: one untagged line.
    ImapGreeting,
    /// IMAP: untagged lines up to the one with this tag.
    ImapTagged(&'static str),
    /// IMAP: untagged lines up to the first that has any tag.
    ImapAny,
    /// ManageSieve: strings up to OK, NO or BYE.
    Sieve,
}

/// A whole reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reply {
    pub(crate) lines: Vec<String>,
    /// SMTP's three digits; else 200 for yes, 500 for no.
    pub(crate) code: u16,
}

impl Reply {
    pub(crate) fn is_yes(&self) -> bool {
        (200..300).contains(&self.code)
    }

    pub(crate) fn is_no(&self) -> bool {
        (400..600).contains(&self.code)
    }

    /// Its last line, which says how it went.
    pub(crate) fn said(&self) -> String {
        shown(self.lines.last().map_or("", String::as_str))
    }
}

/// What a line means for the reply that it stands in.
pub(crate) enum Step {
    More,
    End(u16),
    /// Not of this protocol.
    Strange,
}

const YES: u16 = 200;
const NO: u16 = 500;

impl Shape {
    /// The meaning of the next line, after `before` others.
    pub(crate) fn step(self, before: usize, line: &str) -> Step {
        match self {
            Self::Smtp => smtp(line),
            Self::PopLine => pop(line),
            Self::PopList if before == 0 => match pop(line) {
                Step::End(YES) => Step::More,
                other => other,
            },
            Self::PopList if line == "." => Step::End(YES),
            Self::PopList => Step::More,
            Self::ImapGreeting => match line.strip_prefix("* ").map(word) {
                Some(status) if status == "OK" || status == "PREAUTH" => Step::End(YES),
                Some(status) if status == "BYE" => Step::End(NO),
                _ => Step::Strange,
            },
            Self::ImapTagged(tag) => imap(tag, line),
            Self::ImapAny => imap_any(line),
            Self::Sieve => sieve(line),
        }
    }
}

fn smtp(line: &str) -> Step {
    let bytes = line.as_bytes();
    let digits = bytes.get(..3).filter(|digits| digits.iter().all(u8::is_ascii_digit));
    let code = digits.and_then(|digits| std::str::from_utf8(digits).ok()).and_then(|digits| digits.parse::<u16>().ok());
    match (code.filter(|code| (200..600).contains(code)), bytes.get(3)) {
        (Some(_), Some(b'-')) => Step::More,
        (Some(code), Some(b' ') | None) => Step::End(code),
        _ => Step::Strange,
    }
}

fn pop(line: &str) -> Step {
    match word(line).as_str() {
        "+OK" => Step::End(YES),
        "-ERR" => Step::End(NO),
        _ => Step::Strange,
    }
}

fn imap(tag: &str, line: &str) -> Step {
    if let Some(rest) = line.strip_prefix(tag).and_then(|rest| rest.strip_prefix(' ')) {
        return match word(rest).as_str() {
            "OK" => Step::End(YES),
            "NO" | "BAD" => Step::End(NO),
            _ => Step::Strange,
        };
    }
    // an answer with another tag is not ours and is looked at by whoever slipped its command in
    let first = line.split(' ').next().unwrap_or_default();
    let tagged = !first.is_empty() && first.bytes().all(|byte| byte.is_ascii_alphanumeric()) && line.len() > first.len();
    if first == "*" || first == "+" || tagged { Step::More } else { Step::Strange }
}

fn imap_any(line: &str) -> Step {
    let (tag, rest) = line.split_once(' ').unwrap_or((line, ""));
    match (tag, word(rest).as_str()) {
        // a command without a readable tag is refused without one
        ("*", "BAD" | "BYE") => Step::End(NO),
        ("*" | "+", _) => Step::More,
        (_, "OK") => Step::End(YES),
        (_, "NO" | "BAD") => Step::End(NO),
        _ => Step::Strange,
    }
}

fn sieve(line: &str) -> Step {
    let status = word(line);
    let status = status.split('(').next().unwrap_or_default();
    match status {
        "OK" => Step::End(YES),
        "NO" | "BYE" => Step::End(NO),
        _ if line.starts_with('"') => Step::More,
        _ => Step::Strange,
    }
}

fn word(line: &str) -> String {
    line.split(' ').next().unwrap_or_default().to_ascii_uppercase()
}

/// Longest piece of a server's text that is shown, in characters.
const SHOWN: usize = 200;

/// A server's text as it may stand on a terminal and on a page: no control characters, no marks that turn its direction.
pub(crate) fn shown(text: &str) -> String {
    let turning =
        |character: char| matches!(character, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}');
    let safe = text.chars().map(|character| if character.is_control() || turning(character) { '\u{fffd}' } else { character });
    let mut cut: String = safe.take(SHOWN).collect();
    if text.chars().count() > SHOWN {
        cut.push('…');
    }
    cut
}

#[cfg(test)]
mod tests {
    use super::*;

    fn end(shape: Shape, lines: &[&str]) -> Option<u16> {
        for (at, line) in lines.iter().enumerate() {
            match shape.step(at, line) {
                Step::More => {}
                Step::End(code) => return (at + 1 == lines.len()).then_some(code),
                Step::Strange => return None,
            }
        }
        None
    }

    #[test]
    fn replies_end_where_their_standards_say() {
        for (shape, lines, code) in [
            (Shape::Smtp, &["250-a", "250-STARTTLS", "250 HELP"][..], Some(250)),
            (Shape::Smtp, &["220"], Some(220)),
            (Shape::Smtp, &["554 no"], Some(554)),
            (Shape::Smtp, &["HTTP/1.1 400 Bad Request"], None),
            (Shape::Smtp, &["99 x"], None),
            (Shape::PopLine, &["+OK ready"], Some(200)),
            (Shape::PopList, &["+OK", "STLS", "."], Some(200)),
            (Shape::PopList, &["-ERR no"], Some(500)),
            (Shape::ImapGreeting, &["* OK [CAPABILITY IMAP4rev1] hi"], Some(200)),
            (Shape::ImapGreeting, &["* BYE no"], Some(500)),
            (Shape::ImapTagged("a1"), &["* CAPABILITY IMAP4rev1", "a1 OK done"], Some(200)),
            (Shape::ImapTagged("a1"), &["k9 OK other", "a1 BAD what"], Some(500)),
            (Shape::ImapTagged("a1"), &["\u{1}garbage"], None),
            (Shape::ImapAny, &["* CAPABILITY X", "k3 OK done"], Some(200)),
            (Shape::ImapAny, &["* BAD what"], Some(500)),
            (Shape::Sieve, &["\"STARTTLS\"", "OK \"x\""], Some(200)),
            (Shape::Sieve, &["OK(TAG \"k\") \"x\""], Some(200)),
            (Shape::Sieve, &["NO"], Some(500)),
        ] {
            assert_eq!(end(shape, lines), code, "{shape:?} {lines:?}");
        }
    }

    #[test]
    fn what_a_server_says_cannot_drive_a_terminal() {
        assert_eq!(shown("220 \u{1b}[2J\u{202e}x\u{0}"), "220 \u{fffd}[2J\u{fffd}x\u{fffd}");
        assert_eq!(shown(&"あ".repeat(500)).chars().count(), SHOWN + 1);
    }
}
