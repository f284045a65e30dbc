//! Parameters of a MIME field: RFC 2045 5.1 and the continuations and charsets of RFC 2231. Tolerant, with a finding for each tolerance.
//! Says nothing about what the values mean; `content_type` checks the boundary.

use crate::charset;
use crate::encoded_word;
use crate::finding::{Finding, Findings, Kind};
use crate::syntax::{Cursor, End, is_space, is_token};

/// All parameters of a field, in order of first appearance.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Parameters {
    list: Vec<Parameter>,
}

/// One parameter, its RFC 2231 pieces put together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    /// name in lower case, without `*` and section numbers
    pub name: String,
    /// its bytes: quotes, escapes and percent signs undone
    pub bytes: Vec<u8>,
    /// the charset that RFC 2231 states
    pub charset: Option<String>,
    /// whether it was written in the forms of RFC 2231
    pub extended: bool,
}

/// A field has a handful; more is an attack on quadratic readers.
const MOST_PARAMETERS: usize = 64;

impl Parameters {
    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Parameter> {
        self.list.iter()
    }

    /// The parameter of this (lower case) name.
    #[must_use]
    pub fn named(&self, name: &str) -> Option<&Parameter> {
        self.list.iter().find(|one| one.name == name)
    }

    /// The bytes of the parameter of this (lower case) name.
    #[must_use]
    pub fn bytes(&self, name: &str) -> Option<&[u8]> {
        self.named(name).map(|one| one.bytes.as_slice())
    }

    /// The text of a parameter for display: RFC 2231 charset, else RFC 2047 words (widespread, though not allowed), else UTF-8.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<String> {
        let parameter = self.named(name)?;
        let by_charset = parameter.charset.as_deref().and_then(|label| charset::decode(label, &parameter.bytes));
        Some(by_charset.unwrap_or_else(|| encoded_word::decode(&parameter.bytes)))
    }

    /// Reads what follows the first word of a field: `; name=value ...`. `base` is the offset of the value's first byte.
    /// `structural`: the media type is one whose parameters decide the structure.
    pub(crate) fn read(cursor: &mut Cursor<'_>, base: u64, structural: bool, findings: &mut Findings) -> Self {
        let mut reader = Reader { base, structural, findings, pieces: Vec::new() };
        while reader.next(cursor) {
            if reader.pieces.len() > MOST_PARAMETERS {
                reader.syntax(cursor.at());
                break;
            }
        }
        reader.join()
    }
}

/// One `name*0*=value` as written.
struct Piece {
    name: String,
    section: Option<u32>,
    extended: bool,
    value: Vec<u8>,
    at: usize,
}

struct Reader<'f> {
    base: u64,
    structural: bool,
    findings: &'f mut Findings,
    pieces: Vec<Piece>,
}

impl Reader<'_> {
    fn note(&mut self, kind: Kind, at: usize) {
        self.findings.push(Finding::new(kind, self.base + at as u64));
    }

    fn syntax(&mut self, at: usize) {
        self.note(Kind::ParameterSyntax { structural: self.structural }, at);
    }

    /// Skips white space and comments.
    fn skip(&mut self, cursor: &mut Cursor<'_>) {
        loop {
            cursor.skip_space();
            if cursor.peek() != Some(b'(') {
                return;
            }
            let at = cursor.at();
            let (_, end) = cursor.comment();
            self.note(Kind::ParameterComment { structural: self.structural }, at);
            if end != End::Closed {
                self.syntax(at);
            }
        }
    }

    /// One parameter with the `;` before it; whether there may be more.
    fn next(&mut self, cursor: &mut Cursor<'_>) -> bool {
        self.skip(cursor);
        let Some(byte) = cursor.peek() else { return false };
        if byte == b';' {
            cursor.bump();
            self.skip(cursor);
            // a `;` at the end is common and read alike by all
            if cursor.peek().is_none() {
                return false;
            }
        } else {
            self.syntax(cursor.at());
        }
        let at = cursor.at();
        let name = cursor.take_while(is_token);
        if name.is_empty() {
            self.syntax(at);
            skip_parameter(cursor);
            return true;
        }
        self.skip(cursor);
        if !cursor.eat(b'=') {
            self.syntax(at);
            return true;
        }
        self.skip(cursor);
        let value = self.value(cursor, name);
        let (name, section, extended) = split_name(name);
        self.pieces.push(Piece { name, section, extended, value, at });
        true
    }

    fn value(&mut self, cursor: &mut Cursor<'_>, name: &[u8]) -> Vec<u8> {
        let at = cursor.at();
        if cursor.peek() == Some(b'"') {
            let (value, end) = cursor.quoted();
            // some programs take a backslash in a boundary as it stands
            let is_escaped = name.to_ascii_lowercase().starts_with(b"boundary") && cursor.since(at).contains(&b'\\');
            if is_escaped || end != End::Closed || cursor.peek().is_some_and(|next| next != b';' && next != b'(' && !is_space(next)) {
                self.syntax(at);
            }
            return value;
        }
        let value = cursor.take_while(|byte| byte != b';' && byte != b'(' && byte != b'"' && !is_space(byte));
        if value.is_empty()
            || cursor.peek() == Some(b'"')
            || value.iter().any(|byte| !byte.is_ascii_graphic() || matches!(byte, b'\\' | b')'))
        {
            self.syntax(at);
        } else if !value.iter().all(|byte| is_token(*byte)) {
            let (name, ..) = split_name(name);
            self.note(Kind::ParameterUnquoted { name }, at);
        }
        value.to_vec()
    }

    /// Puts the pieces of RFC 2231 together.
    fn join(mut self) -> Parameters {
        let mut pieces = std::mem::take(&mut self.pieces);
        let mut list = Vec::with_capacity(pieces.len());
        while let Some(first) = pieces.first() {
            let (same, others) = pieces.iter().partition::<Vec<&Piece>, _>(|piece| piece.name == first.name);
            list.push(self.join_one(&same));
            let others: Vec<usize> = others.iter().map(|piece| piece.at).collect();
            pieces.retain(|piece| others.binary_search(&piece.at).is_ok());
        }
        Parameters { list }
    }

    /// All pieces of one name, in order as written; never empty.
    fn join_one(&mut self, pieces: &[&Piece]) -> Parameter {
        let name = pieces.first().map(|piece| piece.name.clone()).unwrap_or_default();
        let structural = matches!(name.as_str(), "boundary" | "protocol" | "micalg" | "smime-type" | "charset" | "start");
        let mut plain = pieces.iter().filter(|piece| piece.section.is_none());
        let mut sections: Vec<&&Piece> = pieces.iter().filter(|piece| piece.section.is_some()).collect();
        let first_plain = plain.next();
        let again = plain.next().or(sections.first().copied().filter(|_| first_plain.is_some() && structural));
        if let Some(again) = again {
            self.note(Kind::ParameterDuplicate { name: name.clone(), structural }, again.at);
        }
        // `filename=` for old programs beside `filename*=` is customary; the extended form says more
        if let Some(plain) = first_plain.filter(|_| structural || sections.is_empty()) {
            return Parameter { name, bytes: plain.value.clone(), charset: None, extended: false };
        }
        sections.sort_by_key(|piece| piece.section);
        let mut bytes = Vec::new();
        let mut charset = None;
        for (piece, number) in sections.iter().zip(0_u32..) {
            if piece.section != Some(number) {
                self.syntax(piece.at);
                break;
            }
            let mut value = piece.value.as_slice();
            if piece.extended && number == 0 {
                (charset, value) = split_charset(value);
            }
            if piece.extended { percent_decode(value, &mut bytes) } else { bytes.extend_from_slice(value) }
        }
        Parameter { name, bytes, charset, extended: true }
    }
}

/// Goes to the next `;` outside quotes.
fn skip_parameter(cursor: &mut Cursor<'_>) {
    while let Some(byte) = cursor.peek() {
        match byte {
            b';' => return,
            b'"' => {
                cursor.quoted();
            }
            _ => {
                cursor.bump();
            }
        }
    }
}

/// `filename*1*` is section 1 of `filename`, extended. A lone `*` makes section 0.
fn split_name(written: &[u8]) -> (String, Option<u32>, bool) {
    let lower = |name: &[u8]| String::from_utf8_lossy(name).to_ascii_lowercase();
    let (stem, extended) = match written.strip_suffix(b"*") {
        Some(stem) => (stem, true),
        None => (written, false),
    };
    if let Some(star) = stem.iter().rposition(|byte| *byte == b'*') {
        let (name, number) = stem.split_at(star);
        let number = number.get(1..).and_then(|digits| std::str::from_utf8(digits).ok()).and_then(|digits| digits.parse().ok());
        if let Some(number) = number {
            return (lower(name), Some(number), extended);
        }
    }
    (lower(stem), extended.then_some(0), extended)
}

/// `charset'language'value`; without the quotes everything is value.
fn split_charset(value: &[u8]) -> (Option<String>, &[u8]) {
    let mut fields = value.splitn(3, |byte| *byte == b'\'');
    match (fields.next(), fields.next(), fields.next()) {
        (Some(charset), Some(_), Some(rest)) => ((!charset.is_empty()).then(|| String::from_utf8_lossy(charset).into_owned()), rest),
        _ => (None, value),
    }
}

fn percent_decode(value: &[u8], out: &mut Vec<u8>) {
    let mut rest = value;
    while let Some((first, tail)) = rest.split_first() {
        let octet = match (first, tail) {
            (b'%', [high, low, ..]) => hex(*high).zip(hex(*low)).map(|(high, low)| high << 4 | low),
            _ => None,
        };
        out.push(octet.unwrap_or(*first));
        rest = if octet.is_some() { tail.get(2..).unwrap_or_default() } else { tail };
    }
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}
