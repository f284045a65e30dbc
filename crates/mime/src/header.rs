//! The header of an entity: its fields as raw bytes, in order, unfolded on demand (RFC 5322 2.2, RFC 6532).
//! Nothing is decoded or corrected here; `address`, `content_type` and `date` read the values.

use crate::lines::Lines;
use std::borrow::Cow;
use std::ops::Range;

/// All fields of one header.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Header {
    /// Where it stands in the source: from its first field to the end of its last field's line, without the blank line.
    pub range: Range<u64>,
    /// What its bytes are made of.
    pub lines: Lines,
    pub(crate) raw: Vec<u8>,
    pub(crate) spans: Vec<Span>,
}

/// Where a field stands in `Header::raw`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) start: usize,
    /// length of the name
    pub(crate) name: usize,
    /// position of the colon
    pub(crate) colon: usize,
    pub(crate) end: usize,
}

/// One field, as received.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field<'a> {
    raw: &'a [u8],
    name: usize,
    colon: usize,
    offset: u64,
}

impl Header {
    /// Its bytes as received.
    #[must_use]
    pub fn raw(&self) -> &[u8] {
        &self.raw
    }

    /// All fields in order.
    pub fn fields(&self) -> impl DoubleEndedIterator<Item = Field<'_>> + ExactSizeIterator + Clone {
        self.spans.iter().map(|span| Field {
            raw: self.raw.get(span.start..span.end).unwrap_or_default(),
            name: span.name,
            colon: span.colon - span.start,
            offset: self.range.start + span.start as u64,
        })
    }

    /// All fields of this name, in any case.
    pub fn named<'a>(&'a self, name: &'a str) -> impl Iterator<Item = Field<'a>> + Clone {
        self.fields().filter(move |field| field.is(name))
    }

    /// The first field of this name. Whether there are more is for the caller to ask.
    #[must_use]
    pub fn first(&self, name: &str) -> Option<Field<'_>> {
        self.fields().find(|field| field.is(name))
    }
}

impl<'a> Field<'a> {
    /// The whole field as received, its last line break included (if it has one).
    #[must_use]
    pub fn raw(&self) -> &'a [u8] {
        self.raw
    }

    /// Its name as written; always ASCII.
    #[must_use]
    pub fn name(&self) -> &'a str {
        self.raw.get(..self.name).and_then(|name| std::str::from_utf8(name).ok()).unwrap_or_default()
    }

    /// Whether it has this name, in any case.
    #[must_use]
    pub fn is(&self, name: &str) -> bool {
        self.raw.get(..self.name).is_some_and(|own| own.eq_ignore_ascii_case(name.as_bytes()))
    }

    /// Everything after the colon, folding and all, without the last line break.
    #[must_use]
    pub fn value(&self) -> &'a [u8] {
        let value = self.raw.get(self.colon + 1..).unwrap_or_default();
        let value = value.strip_suffix(b"\n").unwrap_or(value);
        value.strip_suffix(b"\r").unwrap_or(value)
    }

    /// Where it stands in the source.
    #[must_use]
    pub fn range(&self) -> Range<u64> {
        self.offset..self.offset + self.raw.len() as u64
    }

    /// Where its value begins in the source.
    #[must_use]
    pub fn value_offset(&self) -> u64 {
        self.offset + self.colon as u64 + 1
    }

    /// The value on one line: line breaks before white space removed, white space at both ends removed (RFC 5322 2.2.3).
    #[must_use]
    pub fn unfolded(&self) -> Cow<'a, [u8]> {
        unfold(self.value())
    }
}

fn unfold(value: &[u8]) -> Cow<'_, [u8]> {
    let value = value.trim_ascii();
    if memchr::memchr(b'\n', value).is_none() {
        return Cow::Borrowed(value);
    }
    let mut out = Vec::with_capacity(value.len());
    let mut rest = value;
    while let Some(at) = memchr::memchr(b'\n', rest) {
        let line = rest.get(..at).unwrap_or_default();
        out.extend_from_slice(line.strip_suffix(b"\r").unwrap_or(line));
        rest = rest.get(at + 1..).unwrap_or_default();
    }
    out.extend_from_slice(rest);
    Cow::Owned(out)
}
