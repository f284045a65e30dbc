//! The tree of a mail: entities with their headers, bodies and parts as offsets into the source (RFC 2045 2.4, RFC 2046 5).

use crate::content_type::{ContentType, Disposition};
use crate::encoding::TransferEncoding;
use crate::header::Header;
use crate::lines::Lines;
use std::fmt;
use std::ops::Range;

/// A message or a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entity {
    /// Its fields. Between `header.range.end` and `body.start` stands the blank line, or nothing where it is missing.
    pub header: Header,
    /// Its body, WITHOUT the line break that belongs to the following delimiter (RFC 2046 5.1.1).
    pub body: Range<u64>,
    /// Its media type; the default where none is stated.
    pub content_type: ContentType,
    /// Its transfer encoding.
    pub encoding: TransferEncoding,
    /// Its disposition, if stated and readable.
    pub disposition: Option<Disposition>,
    /// What the body is.
    pub content: Content,
}

/// What the body of an entity is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// Something without parts.
    Leaf(Lines),
    /// A multipart with a usable boundary.
    Multipart(Multipart),
    /// `message/rfc822` or `message/global`, not encoded.
    Message(Box<Entity>),
}

/// The inside of a multipart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Multipart {
    /// The boundary as it is matched.
    pub boundary: Vec<u8>,
    /// What stands before the first delimiter.
    pub preamble: Region,
    /// Its parts.
    pub parts: Vec<Entity>,
    /// The close delimiter line `--boundary--`, without the line breaks around it; `None` where it is missing.
    pub close: Option<Range<u64>>,
    /// What stands after the close delimiter's line.
    pub epilogue: Region,
    /// The line breaks before and after its delimiters (one between two delimiters counts twice).
    pub delimiters: Lines,
}

/// A run of bytes that is neither header nor part.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Region {
    /// where
    pub range: Range<u64>,
    /// what it is made of
    pub lines: Lines,
}

impl Entity {
    /// The whole entity: header, blank line, body. For a part of `multipart/signed` these are the bytes that are signed.
    #[must_use]
    pub fn range(&self) -> Range<u64> {
        self.header.range.start..self.body.end
    }

    /// Parts of a multipart, the message inside a message, or nothing.
    #[must_use]
    pub fn children(&self) -> &[Entity] {
        match &self.content {
            Content::Leaf(_) => &[],
            Content::Multipart(multipart) => &multipart.parts,
            Content::Message(inner) => std::slice::from_ref(inner),
        }
    }

    /// Statistics of the body if it is a leaf.
    #[must_use]
    pub fn leaf(&self) -> Option<&Lines> {
        match &self.content {
            Content::Leaf(lines) => Some(lines),
            _ => None,
        }
    }

    /// The multipart's inside, if it is one.
    #[must_use]
    pub fn multipart(&self) -> Option<&Multipart> {
        match &self.content {
            Content::Multipart(multipart) => Some(multipart),
            _ => None,
        }
    }

    /// What header, body and everything below are made of. Blank lines and delimiter lines are not counted.
    #[must_use]
    pub fn lines(&self) -> Lines {
        let mut lines = self.header.lines;
        match &self.content {
            Content::Leaf(body) => lines.add(body),
            Content::Multipart(multipart) => {
                lines.add(&multipart.preamble.lines);
                lines.add(&multipart.epilogue.lines);
            }
            Content::Message(_) => {}
        }
        // not deeper than `Limits::depth`
        self.children().iter().for_each(|child| lines.add(&child.lines()));
        lines
    }

    /// Whether every line break of the whole entity is CR LF, blank lines and delimiters too.
    #[must_use]
    pub fn is_canonical(&self) -> bool {
        let blank_line = self.body.start - self.header.range.end;
        let delimiters = self.multipart().is_none_or(|multipart| multipart.delimiters.is_canonical());
        blank_line != 1 && delimiters && self.lines().is_canonical() && self.children().iter().all(Entity::is_canonical)
    }

    /// The entity at this path below it.
    #[must_use]
    pub fn at(&self, path: &PartPath) -> Option<&Entity> {
        path.0.iter().try_fold(self, |entity, number| entity.children().get(usize::try_from(*number).ok()?.checked_sub(1)?))
    }
}

/// The way from the message to a part: part numbers from 1; empty for the message itself. The message inside a `message/rfc822` is its part 1.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct PartPath(pub Vec<u32>);

impl PartPath {
    /// The path of this one's nth part, counted from 1.
    #[must_use]
    pub fn child(&self, number: u32) -> Self {
        let mut path = self.0.clone();
        path.push(number);
        PartPath(path)
    }
}

impl fmt::Display for PartPath {
    /// `0` for the message, else `1.2.1`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some((first, rest)) = self.0.split_first() else { return f.write_str("0") };
        write!(f, "{first}")?;
        rest.iter().try_for_each(|number| write!(f, ".{number}"))
    }
}
