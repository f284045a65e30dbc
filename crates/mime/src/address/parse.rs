//! Reads an address list token by token (RFC 5322 3.4, 4.4; RFC 6854). Tolerant in what it shows, strict in what it calls unambiguous:
//! whatever is allowed but read differently by programs is a fault (CVE-2026-27444 and its kin).

use super::list::{AddrSpec, AddressList, Item, Mailbox};
use super::name;
use super::token::{Token, TokenKind, tokens};
use crate::address_fault::AddressFault;
use crate::encoded_word;
use crate::finding::{Finding, Findings, Kind};

/// One address field needs no more findings than this to be called ambiguous.
const MOST_FINDINGS: usize = 100;

/// Reads an address list that stands at `base` in the source: a field's value, folding and all.
#[must_use]
pub fn parse(value: &[u8], base: u64) -> AddressList {
    let mut findings = Findings::at_most(MOST_FINDINGS);
    let tokens = tokens(value, base, &mut findings);
    let mut parser = Parser { tokens: &tokens, next: 0, base, end: value.len(), findings };
    let items = parser.list();
    AddressList { items, findings: parser.findings.finish() }
}

struct Parser<'t> {
    tokens: &'t [Token<'t>],
    next: usize,
    base: u64,
    /// length of the value
    end: usize,
    findings: Findings,
}

impl<'t> Parser<'t> {
    fn note(&mut self, kind: Kind, at: usize) {
        self.findings.push(Finding::new(kind, self.base + at as u64));
    }

    fn fault(&mut self, fault: AddressFault, at: usize) {
        self.note(Kind::AddressSyntax(fault), at);
    }

    fn peek(&self) -> Option<&'t Token<'t>> {
        self.tokens.get(self.next)
    }

    fn special(&self) -> Option<u8> {
        match self.peek()?.kind {
            TokenKind::Special(byte) => Some(byte),
            _ => None,
        }
    }

    fn at(&self) -> usize {
        self.peek().map_or(self.end, |token| token.at)
    }

    /// Takes tokens up to one of these specials.
    fn take_until(&mut self, stops: &[u8]) -> &'t [Token<'t>] {
        let rest = self.tokens.get(self.next..).unwrap_or_default();
        let length =
            rest.iter().position(|token| matches!(token.kind, TokenKind::Special(byte) if stops.contains(&byte))).unwrap_or(rest.len());
        self.next += length;
        rest.get(..length).unwrap_or_default()
    }

    fn skip_space(&mut self) {
        while self.peek().is_some_and(|token| token.kind == TokenKind::Space) {
            self.next += 1;
        }
    }

    /// The whole list.
    fn list(&mut self) -> Vec<Item> {
        let mut items = Vec::new();
        self.skip_space();
        if self.peek().is_none() {
            self.fault(AddressFault::Empty, 0);
            return items;
        }
        loop {
            items.extend(self.element());
            self.skip_space();
            match self.special() {
                Some(b',') => self.next += 1,
                Some(b';') => {
                    self.fault(AddressFault::Semicolon, self.at());
                    self.next += 1;
                }
                _ => break,
            }
        }
        items
    }

    /// A mailbox or a group, up to the `,`, `;` or end that follows.
    fn element(&mut self) -> Option<Item> {
        let start = self.next;
        let left = self.take_until(b"<:,;");
        if self.special() != Some(b':') {
            self.next = start;
            return self.mailbox(b",;").map(Item::Mailbox);
        }
        self.note(Kind::AddressGroup, left.first().map_or(self.at(), |token| token.at));
        self.check_phrase(left, AddressFault::GroupSyntax);
        let group = name::text(left);
        if group.is_empty() {
            self.fault(AddressFault::GroupSyntax, self.at());
        }
        self.next += 1;
        let members = self.members();
        let name = group;
        for kind in name::judge(&name, name::has_encoded_word(left), None) {
            self.note(kind, left.first().map_or(0, |token| token.at));
        }
        Some(Item::Group { name, members })
    }

    /// What stands between a group's `:` and `;`.
    fn members(&mut self) -> Vec<Mailbox> {
        let mut members = Vec::new();
        loop {
            self.skip_space();
            match self.special() {
                Some(b';') => {
                    self.next += 1;
                    break;
                }
                // an empty group is allowed, an empty member is not
                Some(b',') => {
                    self.fault(AddressFault::EmptyElement, self.at());
                    self.next += 1;
                }
                Some(b':') => {
                    self.fault(AddressFault::GroupSyntax, self.at());
                    self.next += 1;
                }
                _ if self.peek().is_none() => {
                    self.fault(AddressFault::GroupSyntax, self.end);
                    return members;
                }
                _ => {
                    members.extend(self.mailbox(b",;:"));
                    if self.special() == Some(b',') {
                        self.next += 1;
                    }
                }
            }
        }
        // only white space and comments before the next element
        let rest = self.take_until(b"<:,;@");
        let text = rest.iter().find(|token| !matches!(token.kind, TokenKind::Space | TokenKind::Comment(_)));
        if let Some(at) = text.map(|token| token.at).or(self.special().filter(|byte| *byte != b',').map(|_| self.at())) {
            self.fault(AddressFault::GroupSyntax, at);
            self.take_until(b",");
        }
        members
    }

    /// One mailbox, up to one of `stops` or the end.
    fn mailbox(&mut self, stops: &[u8]) -> Option<Mailbox> {
        let at = self.at();
        let before = self.next;
        self.take_until(&[stops, b"<".as_slice()].concat());
        let left = self.tokens.get(before..self.next).unwrap_or_default();
        if self.special() != Some(b'<') {
            return self.bare_address(left, at);
        }
        self.next += 1;
        let address = self.angle_address();
        let tail = self.tail(stops);
        self.check_phrase(left, AddressFault::AddressAsName);
        let mut display = name::text(left);
        let mut encoded = name::has_encoded_word(left);
        let comment = left.iter().chain(tail).find_map(comment);
        if display.is_empty()
            && let Some(comment) = comment
        {
            display = name::comment_text(comment);
            encoded = encoded_word::is_present(comment);
        }
        self.mailbox_of(display, encoded, address, at)
    }

    /// `local@domain (Name)`
    fn bare_address(&mut self, tokens: &'t [Token<'t>], at: usize) -> Option<Mailbox> {
        self.check_comments(tokens);
        let is_edge = |token: &Token<'_>| matches!(token.kind, TokenKind::Space | TokenKind::Comment(_));
        let start = tokens.iter().position(|token| !is_edge(token)).unwrap_or(tokens.len());
        let end = tokens.iter().rposition(|token| !is_edge(token)).map_or(start, |last| last + 1);
        let inside = tokens.get(start..end).unwrap_or_default();
        if inside.is_empty() {
            self.fault(AddressFault::EmptyElement, at);
            return None;
        }
        if tokens.iter().take(start).any(|token| comment(token).is_some()) {
            self.fault(AddressFault::Comment, at);
        }
        let address = self.addr_spec(inside);
        let comment = tokens.iter().find_map(comment);
        let display = comment.map(name::comment_text).unwrap_or_default();
        self.mailbox_of(display, comment.is_some_and(encoded_word::is_present), address, at)
    }

    fn mailbox_of(&mut self, display: String, encoded: bool, address: Option<AddrSpec>, at: usize) -> Option<Mailbox> {
        for kind in name::judge(&display, encoded, address.as_ref()) {
            self.note(kind, at);
        }
        Some(Mailbox { display_name: (!display.is_empty()).then_some(display), address: address? })
    }

    /// What follows `<`, with its `>`.
    fn angle_address(&mut self) -> Option<AddrSpec> {
        let open = self.at();
        self.skip_space();
        if self.special() == Some(b'@') {
            // RFC 5322 4.4: a source route
            self.fault(AddressFault::Route, self.at());
            self.take_until(b":>");
            self.next += usize::from(self.special() == Some(b':'));
        }
        let inside = self.take_until(b"<>,;:");
        let closed = self.special() == Some(b'>');
        match self.special() {
            Some(b'>') => self.next += 1,
            Some(b'<') => self.fault(AddressFault::SecondAngle, self.at()),
            _ => self.fault(AddressFault::UnclosedAngle, self.at()),
        }
        self.check_comments(inside);
        let words: Vec<_> = inside.iter().filter(|token| !matches!(token.kind, TokenKind::Space)).collect();
        if words.is_empty() {
            if closed {
                self.fault(AddressFault::Empty, open);
            }
            return None;
        }
        self.addr_spec(inside)
    }

    /// What follows `>`: only white space and comments may.
    fn tail(&mut self, stops: &[u8]) -> &'t [Token<'t>] {
        let tail = self.take_until(stops);
        for token in tail {
            let fault = match token.kind {
                TokenKind::Space | TokenKind::Comment(_) => continue,
                TokenKind::Special(b'<') => AddressFault::SecondAngle,
                _ => AddressFault::TextAfterAngle,
            };
            self.fault(fault, token.at);
            break;
        }
        self.check_comments(tail);
        tail
    }

    /// A comment is allowed anywhere, but programs that look for punctuation find it there too.
    fn check_comments(&mut self, tokens: &[Token<'_>]) {
        for token in tokens {
            let Some(inside) = comment(token) else { continue };
            if inside.iter().any(|byte| b"<>@,;:\"\r\n".contains(byte)) {
                self.fault(AddressFault::Comment, token.at);
            }
        }
    }

    /// A display name holds words only.
    fn check_phrase(&mut self, tokens: &[Token<'_>], with_at: AddressFault) {
        self.check_comments(tokens);
        let first = tokens.iter().find(|token| !matches!(token.kind, TokenKind::Space | TokenKind::Comment(_)));
        if let Some(Token { kind: TokenKind::Atom([b'.', ..]), at }) = first {
            self.fault(AddressFault::Stray, *at);
        }
        for token in tokens {
            match &token.kind {
                TokenKind::Special(b'@') => self.fault(with_at, token.at),
                TokenKind::Special(_) | TokenKind::Literal(_) => self.fault(AddressFault::Stray, token.at),
                TokenKind::Atom(bytes) if std::str::from_utf8(bytes).is_err() => self.fault(AddressFault::NotUtf8, token.at),
                TokenKind::Quoted(bytes) if std::str::from_utf8(bytes).is_err() => self.fault(AddressFault::NotUtf8, token.at),
                _ => {}
            }
        }
    }

    /// `local@domain` and nothing else; with faults, what most programs would take.
    fn addr_spec(&mut self, tokens: &'t [Token<'t>]) -> Option<AddrSpec> {
        let start = tokens.first().map_or(self.end, |token| token.at);
        let mut words = Vec::new();
        for token in tokens {
            match token.kind {
                TokenKind::Space => self.fault(AddressFault::Space, token.at),
                TokenKind::Comment(_) => self.fault(AddressFault::Comment, token.at),
                _ => words.push(token),
            }
        }
        let is_at = |token: &&Token<'_>| token.kind == TokenKind::Special(b'@');
        let Some(at) = words.iter().rposition(is_at) else {
            self.fault(AddressFault::NoDomain, start);
            return None;
        };
        if let Some(second) = words.get(..at).and_then(|before| before.iter().find(|token| is_at(token))) {
            self.fault(AddressFault::SecondAt, second.at);
        }
        let local = self.local(words.get(..at).unwrap_or_default(), start)?;
        let domain = self.domain(words.get(at + 1..).unwrap_or_default(), start)?;
        Some(AddrSpec { local, domain })
    }

    fn local(&mut self, words: &[&Token<'_>], start: usize) -> Option<String> {
        let mut local = Vec::new();
        for word in words {
            match &word.kind {
                TokenKind::Atom(bytes) => {
                    // programs take a dot at the start for the end of a name, or nothing at all
                    if bytes.starts_with(b".") {
                        self.fault(AddressFault::Stray, word.at);
                    }
                    let dots = bytes.ends_with(b".") || memchr::memmem::find(bytes, b"..").is_some();
                    if dots && words.len() == 1 {
                        self.note(Kind::AddressDots, word.at);
                    }
                    local.extend_from_slice(bytes);
                }
                TokenKind::Quoted(content) => {
                    let odd = |byte: &u8| byte.is_ascii_control() || b" @<>,;:\\\"()[]".contains(byte);
                    if content.is_empty() || content.iter().any(odd) || words.len() > 1 {
                        self.fault(AddressFault::QuotedLocal, word.at);
                    }
                    local.extend_from_slice(content);
                }
                TokenKind::Special(b'@') => local.push(b'@'),
                _ => self.fault(AddressFault::Stray, word.at),
            }
        }
        if words.is_empty() {
            self.fault(AddressFault::Empty, start);
        } else if words.len() > 1 {
            self.fault(AddressFault::Stray, start);
        }
        // some decode before they parse: the address would be another one (CVE-2026-27444)
        if encoded_word::is_present(&local) {
            self.fault(AddressFault::EncodedWord, start);
        }
        self.text(local, start).filter(|local| !local.is_empty())
    }

    fn domain(&mut self, words: &[&Token<'_>], start: usize) -> Option<String> {
        let bytes = match words {
            [Token { kind: TokenKind::Atom(bytes), at }] => {
                if !is_domain(bytes) {
                    self.fault(AddressFault::Domain, *at);
                }
                bytes
            }
            [Token { kind: TokenKind::Literal(bytes), .. }] => bytes,
            _ => {
                self.fault(AddressFault::Domain, words.first().map_or(start, |word| word.at));
                return None;
            }
        };
        if encoded_word::is_present(bytes) {
            self.fault(AddressFault::EncodedWord, start);
        }
        self.text(bytes.to_vec(), start)
    }

    /// The text of a part of an address: UTF-8 without anything that cannot be seen.
    fn text(&mut self, bytes: Vec<u8>, at: usize) -> Option<String> {
        match String::from_utf8(bytes) {
            Ok(text) => {
                if text.chars().any(name::is_invisible) {
                    self.fault(AddressFault::Control, at);
                }
                Some(text)
            }
            Err(_) => {
                self.fault(AddressFault::NotUtf8, at);
                None
            }
        }
    }
}

fn comment<'a>(token: &Token<'a>) -> Option<&'a [u8]> {
    match token.kind {
        TokenKind::Comment(inside) => Some(inside),
        _ => None,
    }
}

/// RFC 5321 4.1.2, with `_` (seen in the wild, read alike by all) and U-labels (RFC 6531).
fn is_domain(bytes: &[u8]) -> bool {
    let label = |label: &[u8]| {
        !label.is_empty()
            && !label.starts_with(b"-")
            && !label.ends_with(b"-")
            && label.iter().all(|byte| byte.is_ascii_alphanumeric() || !byte.is_ascii() || matches!(byte, b'-' | b'_'))
    };
    bytes.len() <= 255 && bytes.split(|byte| *byte == b'.').all(label)
}
