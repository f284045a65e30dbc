//! The walk over a structure: element after element, each with the name that the tables have for it.

use std::io::{self, Cursor as Bytes, Read, Write};

use const_oid::ObjectIdentifier;
use kakitome_ber::{Class, Cursor, Header, Length, Reader, Tag};
use kakitome_pki::Certificate;

use super::line::{Limits, Line, Notes, Summary};
use super::schema::{Node, Shape, UNKNOWN, look_up};
use super::value::{self, Value};
use super::{names, root};
use crate::error::Error;
use crate::finding::Finding;

/// Shows what `source` holds, in binary form, line by line; what is wrong with the encoding ends it where it is wrong.
pub fn show<R: Read>(
    mut source: R,
    notes: Notes,
    limits: &Limits,
    each: &mut dyn FnMut(&Line) -> io::Result<()>,
) -> Result<Summary, Error> {
    let mut start = Vec::new();
    source.by_ref().take(root::LOOK as u64).read_to_end(&mut start).map_err(|source| Error::Io { what: READING, source })?;
    let node = root::of(&start);
    let mut reader = Reader::new(Bytes::new(start).chain(source));
    let mut walk = Walk { limits, notes, each, lines: 0, base: 0, within: None };
    let ended = walk.element(&mut reader, &Spot::root(node), &mut None);
    let mut summary = Summary { lines: walk.lines, left_over: walk.notes.rest(), ..Summary::default() };
    match ended {
        Ok(()) => {
            let end = reader.offset();
            summary.trailing = reader.has_trailing().map_err(broken)?.then_some(end);
        }
        Err(Stop::Cut) => summary.cut = true,
        Err(Stop::Failed(error)) => return Err(error),
    }
    Ok(summary)
}

const READING: &str = "reading the structure";

fn broken(error: kakitome_ber::Error) -> Error {
    Error::reading(READING)(error)
}

struct Walk<'a> {
    limits: &'a Limits,
    notes: Notes,
    each: &'a mut dyn FnMut(&Line) -> io::Result<()>,
    lines: u64,
    /// Where the bytes that the reader sees begin.
    base: u64,
    within: Option<u64>,
}

/// Why a walk ends early.
enum Stop {
    /// There are more lines than wanted.
    Cut,
    Failed(Error),
}

impl From<kakitome_ber::Error> for Stop {
    fn from(error: kakitome_ber::Error) -> Self {
        Self::Failed(broken(error))
    }
}

/// Where an element stands, and what it should be.
struct Spot {
    node: &'static Node,
    path: String,
    name: String,
    /// What its members are numbered under: its name, or that of the tag around it.
    base: String,
    /// The path of what it is a member of.
    above: String,
    depth: usize,
}

impl Spot {
    fn root(node: &'static Node) -> Self {
        Self { node, path: String::new(), name: String::new(), base: String::new(), above: String::new(), depth: 0 }
    }

    /// What is inside a tag or a string around it.
    fn inner(&self, node: &'static Node, path: &str) -> Self {
        let base = if path == self.path { self.base.clone() } else { String::new() };
        Self { node, path: path.to_owned(), name: String::new(), base, above: self.path.clone(), depth: self.depth + 1 }
    }

    fn member(&self, node: &'static Node, name: String, path: String) -> Self {
        Self { node, path, base: name.clone(), name, above: self.path.clone(), depth: self.depth + 1 }
    }
}

type Governor = Option<ObjectIdentifier>;

impl Walk<'_> {
    fn element<R: Read>(&mut self, reader: &mut Reader<R>, spot: &Spot, governor: &mut Governor) -> Result<(), Stop> {
        let header = reader.require()?;
        let meant = spot.node.resolve(header.tag, *governor);
        let node = if meant.suits(header.tag, header.constructed) { meant } else { &UNKNOWN };
        let mut line = self.line(&header, node, spot);
        if matches!(node.shape, Shape::Secret) || spot.depth >= self.limits.depth {
            reader.skip()?;
            line.value = matches!(node.shape, Shape::Secret).then_some(Value::Hidden);
            return self.emit(&line);
        }
        match (header.constructed, is_string(&header, node)) {
            (true, true) => self.pieces(reader, line, node, spot, *governor),
            (true, false) => self.constructed(reader, line, node, spot, *governor),
            (false, _) => self.primitive(reader, line, node, spot, governor),
        }
    }

    fn line(&self, header: &Header, node: &'static Node, spot: &Spot) -> Line {
        let offset = self.base.saturating_add(header.offset);
        let mut findings = Vec::new();
        if !header.minimal {
            findings.push(Finding::NonMinimalLength { offset });
        }
        Line {
            depth: spot.depth,
            offset,
            within: self.within,
            header: header.size,
            length: match header.length {
                Length::Definite(length) => Some(length),
                Length::Indefinite => None,
            },
            tag: header.tag,
            constructed: header.constructed,
            path: spot.path.clone(),
            name: spot.name.clone(),
            kind: node.kind,
            value: None,
            findings,
        }
    }

    fn emit(&mut self, line: &Line) -> Result<(), Stop> {
        if self.lines >= self.limits.lines {
            return Err(Stop::Cut);
        }
        self.lines += 1;
        let mut notes = if self.within.is_none() { self.notes.take(line.offset, &line.path) } else { Vec::new() };
        let written = if notes.is_empty() {
            (self.each)(line)
        } else {
            let mut line = line.clone();
            line.findings.append(&mut notes);
            (self.each)(&line)
        };
        written.map_err(|source| Stop::Failed(Error::Io { what: "writing the structure", source }))
    }

    fn primitive<R: Read>(
        &mut self,
        reader: &mut Reader<R>,
        mut line: Line,
        node: &'static Node,
        spot: &Spot,
        governor: &mut Governor,
    ) -> Result<(), Stop> {
        let length = line.length.unwrap_or_default();
        let may_hold = match &node.shape {
            Shape::Holds(_) => true,
            Shape::Unknown => matches!(line.tag, Tag::OCTET_STRING | Tag::BIT_STRING),
            _ => false,
        };
        let limit = if may_hold && length <= self.limits.held as u64 { self.limits.held } else { self.limits.octets.max(KEPT) };
        let mut kept = Keep { bytes: Vec::new(), limit };
        reader.content(&mut kept)?;
        let content = kept.bytes;
        if line.tag == Tag::OID {
            *governor = ObjectIdentifier::from_bytes(&content).ok();
        }
        let (inside, skipped) = match (line.tag, content.split_first()) {
            (Tag::BIT_STRING, Some((0, octets))) => (octets, 1),
            _ => (content.as_slice(), 0),
        };
        if may_hold
            && content.len() as u64 == length
            && let Some(inner) = held(node, inside)
        {
            self.emit(&line)?;
            let base = line.offset.saturating_add(line.header as u64).saturating_add(skipped);
            return self.within(inside, base, self.within, &spot.inner(inner, &spot.path), *governor);
        }
        let whole = content.len() as u64 == length;
        let plain = || value::read(line.tag, &content, length, self.limits.octets);
        line.value = match node.shape {
            Shape::Flags(names) if whole => Some(value::flags(names, &content).unwrap_or_else(plain)),
            Shape::Number(names) if whole => Some(value::number(names, &content).unwrap_or_else(plain)),
            Shape::Octets if line.tag != Tag::BIT_STRING => Some(value::octets(&content, whole, self.limits.octets)),
            _ => Some(plain()),
        };
        self.emit(&line)
    }

    /// A string in pieces.
    fn pieces<R: Read>(
        &mut self,
        reader: &mut Reader<R>,
        mut line: Line,
        node: &'static Node,
        spot: &Spot,
        governor: Governor,
    ) -> Result<(), Stop> {
        let may_hold = !matches!(node.shape, Shape::Octets);
        let mut kept = Keep { bytes: Vec::new(), limit: if may_hold { self.limits.held } else { self.limits.octets.max(KEPT) } };
        let (mut pieces, mut octets, mut open) = (0_u64, 0_u64, 1_usize);
        reader.enter(line.tag)?;
        while open > 0 {
            match reader.peek()? {
                None => {
                    reader.leave()?;
                    open -= 1;
                }
                Some(piece) if piece.constructed => {
                    reader.enter(piece.tag)?;
                    open += 1;
                }
                Some(_) => {
                    pieces += 1;
                    octets = octets.saturating_add(reader.content(&mut kept)?);
                }
            }
        }
        let whole = kept.bytes.len() as u64 == octets;
        let holds = held(node, &kept.bytes).filter(|_| whole);
        let begin = (holds.is_none() && octets > 0).then(|| Box::new(value::octets(&kept.bytes, whole, self.limits.octets)));
        line.value = Some(Value::Pieces { pieces, octets, begin });
        self.emit(&line)?;
        match holds {
            Some(inner) => self.within(&kept.bytes, 0, Some(line.offset), &spot.inner(inner, &spot.path), governor),
            None => Ok(()),
        }
    }

    fn constructed<R: Read>(
        &mut self,
        reader: &mut Reader<R>,
        mut line: Line,
        node: &'static Node,
        spot: &Spot,
        governor: Governor,
    ) -> Result<(), Stop> {
        // a tag in its long form cannot be exchanged for that of a SEQUENCE
        let fits = line.tag.number < 31 && line.length.is_some_and(|length| length <= self.limits.held as u64);
        let summary = summary(node.kind).filter(|_| fits);
        let Some(summary) = summary else {
            self.emit(&line)?;
            reader.enter(line.tag)?;
            self.members(reader, node, spot, governor)?;
            return Ok(reader.leave()?);
        };
        let mut whole = reader.element(self.limits.held.saturating_add(line.header))?;
        let offset = line.offset;
        line.value = summary(&mut whole);
        self.emit(&line)?;
        let outer = std::mem::replace(&mut self.base, offset);
        let mut inner = Reader::new(&whole[..]);
        let ended = inner.enter(Tag::SEQUENCE).map_err(Stop::from).and_then(|_| self.members(&mut inner, node, spot, governor));
        self.base = outer;
        ended
    }

    /// Walks over elements that a string holds.
    fn within(&mut self, bytes: &[u8], base: u64, within: Option<u64>, spot: &Spot, governor: Governor) -> Result<(), Stop> {
        let outer = (std::mem::replace(&mut self.base, base), std::mem::replace(&mut self.within, within));
        let ended = self.element(&mut Reader::new(bytes), spot, &mut governor.clone());
        (self.base, self.within) = outer;
        ended
    }

    fn members<R: Read>(&mut self, reader: &mut Reader<R>, node: &'static Node, spot: &Spot, governor: Governor) -> Result<(), Stop> {
        let mut governor = governor;
        let (mut position, mut index) = (0, 0_usize);
        while let Some(header) = reader.peek()? {
            let member = match &node.shape {
                Shape::Fields(fields) => {
                    let found = fields.iter().enumerate().skip(position).find(|(_, field)| field.tag.fits(header.tag));
                    match found {
                        Some((at, field)) => {
                            position = at + 1;
                            spot.member(field.node, field.name.to_owned(), join(&spot.path, field.name))
                        }
                        None => spot.inner(&UNKNOWN, ""),
                    }
                }
                Shape::Each(node) => spot.member(node, format!("{}[{index}]", spot.base), format!("{}[{index}]", spot.path)),
                Shape::Values(table) => {
                    let name = governor.as_ref().and_then(names::of).unwrap_or("value");
                    let name = if index == 0 { name.to_owned() } else { format!("{name}[{index}]") };
                    let path = join(&spot.above, &name);
                    spot.member(look_up(table, governor), name, path)
                }
                Shape::Explicit(node) => spot.inner(node, &spot.path),
                Shape::Lift(node) => spot.inner(node, &spot.above),
                _ => spot.inner(&UNKNOWN, ""),
            };
            self.element(reader, &member, &mut governor)?;
            index += 1;
        }
        Ok(())
    }
}

/// Octets of a value that are enough to decode object identifiers, times and names.
const KEPT: usize = 256;

/// Keeps the first octets of what flows by.
struct Keep {
    bytes: Vec<u8>,
    limit: usize,
}

impl Write for Keep {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let room = self.limit.saturating_sub(self.bytes.len()).min(bytes.len());
        self.bytes.extend_from_slice(bytes.get(..room).unwrap_or_default());
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

/// Whether a constructed element is a string in pieces: by its own tag, or because a string is meant.
fn is_string(header: &Header, node: &Node) -> bool {
    match header.tag {
        Tag::OCTET_STRING => true,
        Tag { class: Class::Context, .. } => matches!(node.shape, Shape::Octets),
        _ => false,
    }
}

/// What a string holds: what the tables say, or anything in DER where they say nothing.
fn held(node: &'static Node, content: &[u8]) -> Option<&'static Node> {
    match &node.shape {
        Shape::Holds(inner) => is_whole(Cursor::new(content)).then_some(*inner),
        Shape::Unknown if matches!(content, [0x30 | 0x31, _, _, ..]) => is_whole(Cursor::strict(content)).then(|| root::of(content)),
        _ => None,
    }
}

/// Whether these bytes are one element, whole and well-formed to its leaves.
fn is_whole(mut cursor: Cursor<'_>) -> bool {
    let Ok(outer) = cursor.any() else { return false };
    let mut open = if outer.header().constructed { outer.children().into_iter().collect() } else { Vec::new() };
    while let Some(cursor) = open.last_mut() {
        if cursor.is_empty() {
            open.pop();
            continue;
        }
        match cursor.any().and_then(|element| if element.header().constructed { element.children().map(Some) } else { Ok(None) }) {
            Ok(children) => open.extend(children),
            Err(_) => return false,
        }
    }
    cursor.is_empty()
}

type Summed = fn(&mut [u8]) -> Option<Value>;

/// How a whole element is told in its first line.
fn summary(kind: &str) -> Option<Summed> {
    fn as_sequence(whole: &mut [u8]) -> &[u8] {
        if let Some(tag) = whole.first_mut() {
            *tag = 0x30; // an IMPLICIT tag tells nothing here
        }
        whole
    }
    match kind {
        "Attribute" | "Extension" => Some(|whole| value::kind(as_sequence(whole))),
        "AlgorithmIdentifier" => Some(|whole| value::algorithm(as_sequence(whole))),
        "Name" => Some(|whole| value::name(as_sequence(whole))),
        "Certificate" => Some(|whole| {
            let read = Certificate::from_der(as_sequence(whole)).ok()?;
            value::name(read.subject().as_der())
        }),
        _ => None,
    }
}
