//! Builds the tree of entities while the lines go by: what is open, where it ends, what its header says (RFC 2045, RFC 2046 5).
//! Sees no bytes of bodies; `index` tells it where lines stand.

use crate::boundary::Boundaries;
use crate::content_type::{ContentType, Disposition, Origin};
use crate::encoding::TransferEncoding;
use crate::entity::{Content, Entity, Multipart, Region};
use crate::error::Error;
use crate::finding::{Finding, Findings, Kind};
use crate::header::Header;
use crate::limits::{Limit, Limits};
use crate::lines::Lines;
use crate::run::Delimiter;
use std::ops::Range;

/// Entities that have begun and not ended.
#[derive(Debug)]
pub(crate) struct Tree {
    root: Frame,
    /// those inside the message, outermost first
    inner: Vec<Frame>,
    pub(crate) boundaries: Boundaries,
    pub(crate) findings: Findings,
    parts: u64,
}

#[derive(Debug)]
struct Frame {
    entity: Entity,
    /// boundaries in force outside this entity; its own, if it has one, has this index
    boundaries: usize,
}

/// What follows a header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Body {
    /// bytes until a delimiter or the end
    Bytes,
    /// the header of the message inside
    Header,
}

impl Frame {
    fn new(at: u64, default: &'static str, boundaries: usize) -> Self {
        let entity = Entity {
            header: Header { range: at..at, ..Header::default() },
            body: at..at,
            content_type: ContentType::default_of(default, Origin::Default),
            encoding: TransferEncoding::SevenBit,
            disposition: None,
            content: Content::Leaf(Lines::default()),
        };
        Frame { entity, boundaries }
    }
}

impl Tree {
    /// The message has begun.
    pub(crate) fn new(most_findings: usize) -> Self {
        let (boundaries, findings) = (Boundaries::default(), Findings::at_most(most_findings));
        Tree { root: Frame::new(0, "text/plain", 0), inner: Vec::new(), boundaries, findings, parts: 1 }
    }

    /// A part, or the message inside the innermost entity, begins: its header will follow.
    pub(crate) fn begin(&mut self, at: u64, limits: &Limits) -> Result<(), Error> {
        self.parts += 1;
        if self.parts > limits.parts {
            return Err(Error::Limit { limit: Limit::Parts, allowed: limits.parts, at });
        }
        // the message itself is one deep
        if self.inner.len() as u64 + 2 > limits.depth {
            return Err(Error::Limit { limit: Limit::Depth, allowed: limits.depth, at });
        }
        // RFC 2046 5.1.5: parts of a digest are messages
        let default = if self.innermost().content_type.is("multipart/digest") { "message/rfc822" } else { "text/plain" };
        self.inner.push(Frame::new(at, default, self.boundaries.count()));
        Ok(())
    }

    pub(crate) fn is_root(&self) -> bool {
        self.inner.is_empty()
    }

    /// Whether the innermost entity is a part of a multipart.
    pub(crate) fn is_in_multipart(&self) -> bool {
        let outer = self.inner.len().checked_sub(2).and_then(|index| self.inner.get(index)).unwrap_or(&self.root);
        !self.is_root() && outer.entity.multipart().is_some()
    }

    fn innermost(&mut self) -> &mut Entity {
        &mut self.inner.last_mut().unwrap_or(&mut self.root).entity
    }

    /// The innermost entity's header is complete; its body begins at `body`.
    pub(crate) fn header(&mut self, header: Header, body: u64) -> Body {
        let root = self.is_root();
        let entity = &mut self.inner.last_mut().unwrap_or(&mut self.root).entity;
        entity.header = header;
        entity.body = body..body;
        interpret(entity, root, &mut self.findings);
        let at = entity.header.range.start;
        if entity.content_type.is_multipart() {
            if !entity.encoding.is_identity() {
                self.findings.push(Finding::new(Kind::EncodedMultipart, at));
            }
            if let Some(boundary) = entity.content_type.boundary(at, &mut self.findings) {
                if self.boundaries.push(boundary) {
                    self.findings.push(Finding::new(Kind::BoundaryOverlap, at));
                }
                let empty = Region { range: body..body, lines: Lines::default() };
                let boundary = boundary.to_vec();
                entity.content = Content::Multipart(Multipart {
                    boundary,
                    preamble: empty.clone(),
                    parts: Vec::new(),
                    close: None,
                    epilogue: empty,
                    delimiters: Lines::default(),
                });
            }
        } else if entity.content_type.is("message/rfc822") || entity.content_type.is("message/global") {
            if entity.encoding.is_identity() {
                return Body::Header;
            }
            if entity.content_type.is("message/rfc822") {
                self.findings.push(Finding::new(Kind::EncodedMessage, at));
            }
        }
        Body::Bytes
    }

    /// The bytes of the innermost entity that were no header and no part end: its body if it is a leaf, else its preamble or epilogue.
    pub(crate) fn region(&mut self, range: Range<u64>, lines: Lines) {
        let entity = &mut self.inner.last_mut().unwrap_or(&mut self.root).entity;
        if lines.nul > 0 && entity.encoding != TransferEncoding::Binary {
            self.findings.push(Finding::new(Kind::BodyNul { count: lines.nul }, range.start));
        }
        match &mut entity.content {
            Content::Leaf(own) => *own = lines,
            Content::Multipart(multipart) => {
                let began = multipart.close.is_some();
                *(if began { &mut multipart.epilogue } else { &mut multipart.preamble }) = Region { range, lines };
            }
            Content::Message(_) => {}
        }
    }

    /// A delimiter. Everything inside its multipart ends at `end`.
    pub(crate) fn delimiter(&mut self, delimiter: &Delimiter, end: u64) {
        let Delimiter { index, close, ref line, breaks: (before, after) } = *delimiter;
        while self.inner.last().is_some_and(|frame| frame.boundaries > index) {
            self.end_innermost(end, true);
        }
        self.boundaries.truncate(index + 1);
        if let Content::Multipart(multipart) = &mut self.innermost().content {
            multipart.delimiters.count_break(before);
            multipart.delimiters.count_break(after);
            if close {
                multipart.close = Some(line.clone());
            }
        }
        if close {
            self.boundaries.close(index);
        }
    }

    /// The innermost entity ends and becomes a part of the next.
    fn end_innermost(&mut self, end: u64, by_outer: bool) {
        let Some(Frame { mut entity, .. }) = self.inner.pop() else { return };
        end_entity(&mut entity, end, by_outer, &mut self.findings);
        match &mut self.innermost().content {
            Content::Multipart(multipart) => multipart.parts.push(entity),
            content => *content = Content::Message(Box::new(entity)),
        }
    }

    /// The mail ends, and everything that is open with it.
    pub(crate) fn finish(mut self, end: u64) -> (Entity, Vec<Finding>) {
        while !self.inner.is_empty() {
            self.end_innermost(end, false);
        }
        end_entity(&mut self.root.entity, end, false, &mut self.findings);
        (self.root.entity, self.findings.finish())
    }
}

fn end_entity(entity: &mut Entity, end: u64, by_outer: bool, findings: &mut Findings) {
    // a part that ends within its own blank line has no body (RFC 2046 5.1.1: the line break is the delimiter's)
    entity.body.end = end.max(entity.header.range.end);
    entity.body.start = entity.body.start.clamp(entity.header.range.end, entity.body.end);
    if let Content::Multipart(multipart) = &mut entity.content {
        for Region { range, .. } in [&mut multipart.preamble, &mut multipart.epilogue] {
            *range = range.start.min(entity.body.end)..range.end.min(entity.body.end);
        }
        if multipart.close.is_none() {
            let kind = if multipart.parts.is_empty() { Kind::MultipartEmpty } else { Kind::MultipartUnclosed { by_outer } };
            findings.push(Finding::new(kind, entity.header.range.start));
        }
    }
}

/// Fields that say what an entity is, and fields that may occur once (RFC 5322 3.6, RFC 2045 3).
const ONCE: [&str; 15] = [
    "Content-Type",
    "Content-Transfer-Encoding",
    "Content-Disposition",
    "From",
    "Sender",
    "Reply-To",
    "To",
    "Cc",
    "Bcc",
    "Subject",
    "Date",
    "Message-ID",
    "In-Reply-To",
    "References",
    "MIME-Version",
];
const CONTENT_FIELDS: usize = 3;

/// Reads the `Content-*` fields; the first of a kind counts.
fn interpret(entity: &mut Entity, root: bool, findings: &mut Findings) {
    let default = if entity.content_type.is("message/rfc822") { "message/rfc822" } else { "text/plain" };
    let mut seen = 0_u16;
    for field in entity.header.fields() {
        // only a message has the fields of RFC 5322; in a part they mean nothing
        let names = if root { ONCE.as_slice() } else { ONCE.get(..CONTENT_FIELDS).unwrap_or_default() };
        let Some(index) = names.iter().position(|name| field.is(name)) else { continue };
        if seen & 1 << index != 0 {
            let name = names.get(index).copied().unwrap_or_default();
            findings.push(Finding::new(Kind::DuplicateField { name }, field.range().start));
            continue;
        }
        seen |= 1 << index;
        let (value, at) = (field.value(), field.value_offset());
        match index {
            0 => entity.content_type = ContentType::read(value, at, default, findings),
            1 => entity.encoding = TransferEncoding::read(value, at, findings),
            2 => entity.disposition = Disposition::read(value, at, findings),
            _ => {}
        }
    }
    let has_structure = entity.content_type.is_multipart() || entity.content_type.is_pkcs7_mime();
    if root && has_structure && seen & 1 << (ONCE.len() - 1) == 0 {
        findings.push(Finding::new(Kind::NoMimeVersion, entity.header.range.start));
    }
}
