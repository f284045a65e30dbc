//! Header fields as milter speaks of them (a name, a value with line feeds) and as a mail writes them (lines with CRLF).

/// One field as the MTA holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Field {
    /// As written.
    pub(super) name: Vec<u8>,
    /// What stands behind the colon, with the white space there; line feeds between lines.
    pub(super) value: Vec<u8>,
}

impl Field {
    /// A field as the MTA told it. Where white space behind the colon is not told, one space stood there.
    pub(super) fn told(name: &[u8], value: &[u8], keeps_leading_space: bool) -> Self {
        let mut held = Vec::with_capacity(value.len() + 1);
        if !keeps_leading_space {
            held.push(b' ');
        }
        held.extend_from_slice(value);
        Self { name: name.to_vec(), value: held }
    }

    /// The value as it is told to the MTA.
    pub(super) fn telling(&self, keeps_leading_space: bool) -> &[u8] {
        match self.value.strip_prefix(b" ") {
            Some(rest) if !keeps_leading_space => rest,
            _ => &self.value,
        }
    }

    /// Whether a CR stands anywhere but before a line feed. No mail that came by SMTP has one.
    pub(super) fn has_bare_cr(&self) -> bool {
        let last = self.value.last() == Some(&b'\r');
        last || self.name.contains(&b'\r') || self.value.windows(2).any(|two| matches!(two, [b'\r', next] if *next != b'\n'))
    }

    /// Appends the field as a mail writes it. Whatever the MTA told, it stays one field: a line that would begin another is folded.
    pub(super) fn write_to(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.name);
        out.push(b':');
        for (n, line) in self.value.split(|byte| *byte == b'\n').enumerate() {
            if n > 0 {
                out.extend_from_slice(b"\r\n");
                if !matches!(line.first(), Some(b' ' | b'\t')) {
                    out.push(b' ');
                }
            }
            out.extend_from_slice(line.strip_suffix(b"\r").unwrap_or(line));
        }
        out.extend_from_slice(b"\r\n");
    }
}

/// So much of a header is compared; a mail that says all of it twice is no chance.
const ENOUGH: usize = 4_096;

/// So many fields may be what the body begins with: a mail that was relayed has many `Received`, and only some of them may be shown again.
const BEGINNINGS: usize = 64;

/// Whether the body begins with the header itself, `From` and all that follows at least: some mail servers show the whole mail as its body
/// (Stalwart does), perhaps without what they have put before it. White space is not compared.
pub(super) fn repeated_in(fields: &[Field], body: &[u8]) -> bool {
    let ink = |bytes: &[u8]| bytes.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect::<Vec<u8>>();
    let author = fields.iter().position(|field| field.name.eq_ignore_ascii_case(b"From")).map_or(0, |at| at + 1);
    let mut begins =
        (0..author).filter(|at| fields.get(*at).is_some_and(|field| body.starts_with(&field.name))).take(BEGINNINGS).peekable();
    if begins.peek().is_none() {
        return false;
    }
    let body = ink(body.get(..2 * ENOUGH).unwrap_or(body));
    let mut written = Vec::new();
    begins.any(|at| {
        let Some(again @ [_, _, ..]) = fields.get(at..) else { return false };
        written.clear();
        for field in again {
            if written.len() >= ENOUGH {
                break;
            }
            field.write_to(&mut written);
        }
        body.starts_with(&ink(written.get(..ENOUGH).unwrap_or(&written)))
    })
}

/// The fields of a header that we wrote ourselves: CRLF line ends, up to and without the empty line.
pub(super) fn read(header: &[u8]) -> Vec<Field> {
    let mut fields: Vec<Field> = Vec::new();
    for line in header.split(|byte| *byte == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line)) {
        match (line.first(), fields.last_mut()) {
            (None, _) => {}
            (Some(b' ' | b'\t'), Some(field)) => {
                field.value.push(b'\n');
                field.value.extend_from_slice(line);
            }
            _ => {
                let colon = line.iter().position(|byte| *byte == b':').unwrap_or(line.len());
                let (name, value) = line.split_at(colon);
                fields.push(Field { name: name.trim_ascii_end().to_vec(), value: value.get(1..).unwrap_or_default().to_vec() });
            }
        }
    }
    fields
}

#[cfg(test)]
mod tests {
    #![allow(clippy::indexing_slicing, reason = "tests may panic")]
    use super::*;

    #[test]
    fn a_field_comes_back_as_it_was_told() {
        for (value, keeps) in [(" a\n\tb".as_bytes(), true), (b"a\n b", false), (b"", true), (b"", false), (b"a", true)] {
            let field = Field::told(b"Subject", value, keeps);
            let mut written = Vec::new();
            field.write_to(&mut written);
            let again = read(&written);
            assert_eq!(again, std::slice::from_ref(&field));
            assert_eq!(field.telling(keeps), value);
        }
    }

    #[test]
    fn a_header_that_comes_again_in_the_body_is_seen() {
        let fields = [Field::told(b"From", b"a@b.example", false), Field::told(b"Subject", b"one\n two", false)];
        for (body, again) in [
            (&b"From: a@b.example\r\nSubject: one\r\n\ttwo\r\n\r\ntext\r\n"[..], true),
            (b"From: a@b.example\r\nSubject: one\r\n two\r\n", true),
            (b"From: a@b.example\r\nSubject: three\r\n\r\ntext\r\n", false),
            (b"From: a@b.example\r\n", false),
            (b"text\r\n", false),
            (b"", false),
        ] {
            assert_eq!(repeated_in(&fields, body), again, "{}", String::from_utf8_lossy(body));
        }
        assert!(!repeated_in(&fields[..1], b"From: a@b.example\r\n\r\n"), "one field alone is a line that somebody may write");
        assert!(!repeated_in(&[], b""));
        let put_before = [&[Field::told(b"Received", b"from x", false)], &fields[..]].concat();
        assert!(repeated_in(&put_before, b"From: a@b.example\r\nSubject: one two\r\n\r\n"));
        assert!(!repeated_in(&put_before, b"Subject: one two\r\n\r\n"), "without From it may be what somebody wrote");
        // Relayed: the server has put its own trace above one that was there, and shows only what came to it.
        let relayed = [&[Field::told(b"Received", b"from relay by us", false)], &put_before[..]].concat();
        assert!(repeated_in(&relayed, b"Received: from x\r\nFrom: a@b.example\r\nSubject: one two\r\n\r\n"));
        assert!(!repeated_in(&relayed, b"Received: from y\r\nFrom: a@b.example\r\nSubject: one two\r\n\r\n"));
        let prefix = [&[Field::told(b"Fro", b"x", false)], &fields[..]].concat();
        assert!(repeated_in(&prefix, b"From: a@b.example\r\nSubject: one two\r\n\r\n"), "a name that begins like another");
        let long = [Field::told(b"From", b"a@b.example", false), Field::told(b"References", &b"<x@y.example> ".repeat(1_000), false)];
        let mut body = Vec::new();
        long.iter().for_each(|field| field.write_to(&mut body));
        assert!(repeated_in(&long, &body));
    }

    #[test]
    fn s03_a_bare_cr_in_a_field_is_seen() {
        for (value, bare) in
            [(&b" x"[..], false), (b" x\n y", false), (b" x\r\n y", false), (b" x\r y", true), (b"\r\r\n", true), (b"x\r", true)]
        {
            assert_eq!(Field::told(b"Subject", value, true).has_bare_cr(), bare, "{value:?}");
        }
    }

    #[test]
    fn s11_a_value_with_a_line_of_its_own_stays_in_its_field() {
        let mut written = Vec::new();
        Field::told(b"Subject", b" x\nBcc: y\r\nTo: z", true).write_to(&mut written);
        assert_eq!(written, b"Subject: x\r\n Bcc: y\r\n To: z\r\n");
    }
}
