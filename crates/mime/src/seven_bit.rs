//! What must change so that a mail survives every transport before it is signed (RFC 8551 3.1.2, RFC 2045 6): a plan of pieces.
//! Nothing below a signed or encrypted part is touched; what would have to be is an `Obstacle`. Signs nothing, reads no bytes:
//! the index knows enough.

use crate::canonical::Canonical;
use crate::decode::Decoded;
use crate::encode::{Base64, LineEnds, QuotedPrintable};
use crate::encoding::TransferEncoding;
use crate::entity::{Content, Entity, Multipart, PartPath, Region};
use crate::error::Error;
use crate::header::Field;
use crate::lines::{LONGEST_LINE, Lines};
use crate::section::Section;
use std::io::{self, Read, Seek, Write};
use std::ops::Range;

/// What the caller wants of the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Which fields of the message go along (parts keep theirs).
    pub fields: Fields,
    /// Leaves with a lone CR, or with LF beside CR LF, are encoded so that these octets survive. Otherwise line ends are made canonical.
    pub keep_odd_line_ends: bool,
    /// An absent `Content-Type` of the message is written out as `text/plain` (a signed part without a header confuses programs).
    pub state_type: bool,
}

/// Which fields of the message become part of the planned entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fields {
    /// all
    All,
    /// `Content-*` only: the rest stays outside the signature, and so do epilogues
    Content,
}

/// The pieces that, put one after the other, are the 7-bit safe entity.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Plan {
    /// in order
    pub pieces: Vec<Piece>,
    /// the parts whose bodies are encoded anew
    pub recoded: Vec<PartPath>,
    /// whether `Source` pieces hold line ends that have to be made canonical; `write_to` does it
    pub canonicalise: bool,
}

/// One piece of the planned entity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// bytes of the source, with canonical line ends if the plan says so
    Source(Range<u64>),
    /// new bytes
    Bytes(Vec<u8>),
    /// a leaf's body, decoded and encoded anew
    Recoded {
        /// where it stands in the source
        range: Range<u64>,
        /// how it is encoded there
        from: TransferEncoding,
        /// how it will be
        to: TransferEncoding,
        /// what its line breaks are
        line_ends: LineEnds,
    },
}

/// Why a mail cannot be made 7-bit safe.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Obstacle {
    /// the part
    pub part: PartPath,
    /// where in the source
    pub at: u64,
    /// what is in the way
    pub reason: Reason,
}

/// What is in the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Reason {
    /// text before the first or after the last part is not 7-bit
    AroundParts,
    /// a boundary that is not 7-bit
    Boundary,
    /// header: lone CR or NUL
    HeaderControl,
    /// header: octets above 127
    HeaderEightBit,
    /// header: a line above 998 octets
    HeaderLongLine,
    /// a signed or encrypted part is not 7-bit and must not be touched
    Protected,
    /// a media type that must not be encoded (RFC 2046 5.2.2, 5.2.3)
    Type,
    /// a transfer encoding that we cannot decode
    UnknownEncoding,
}

/// Plans the 7-bit safe form of a message (or of a part taken for itself).
///
/// # Errors
/// Every obstacle, in order of the bytes.
pub fn plan(root: &Entity, options: Options) -> Result<Plan, Vec<Obstacle>> {
    let mut planner = Planner { options, plan: Plan::default(), done: root.header.range.start, stated: false, obstacles: Vec::new() };
    planner.top_header(root);
    planner.body(root, &PartPath::default());
    planner.copy_to(root.body.end);
    if !planner.obstacles.is_empty() {
        return Err(planner.obstacles);
    }
    planner.plan.canonicalise = !root.is_canonical();
    Ok(planner.plan)
}

/// Goes through the source once and notes what differs from it.
struct Planner {
    options: Options,
    plan: Plan,
    /// the source is dealt with up to here
    done: u64,
    /// whether the current header's new encoding is written
    stated: bool,
    obstacles: Vec<Obstacle>,
}

impl Planner {
    fn copy_to(&mut self, end: u64) {
        if end > self.done {
            match self.plan.pieces.last_mut() {
                Some(Piece::Source(range)) if range.end == self.done => range.end = end,
                _ => self.plan.pieces.push(Piece::Source(self.done..end)),
            }
            self.done = end;
        }
    }

    fn insert(&mut self, text: &str) {
        match self.plan.pieces.last_mut() {
            Some(Piece::Bytes(bytes)) => bytes.extend_from_slice(text.as_bytes()),
            _ => self.plan.pieces.push(Piece::Bytes(text.as_bytes().to_vec())),
        }
    }

    fn obstacle(&mut self, part: &PartPath, at: u64, reason: Reason) {
        self.obstacles.push(Obstacle { part: part.clone(), at, reason });
    }

    /// The header of the message, up to and with its blank line.
    fn top_header(&mut self, root: &Entity) {
        let path = PartPath::default();
        let relabel = new_encoding(root, self.options);
        let mut ended = true;
        for field in root.header.fields() {
            let kept =
                self.options.fields == Fields::All || field.name().get(..8).is_some_and(|name| name.eq_ignore_ascii_case("Content-"));
            if kept {
                self.check_header(&Lines::of(field.raw()), field.range().start, &path);
                self.done = field.range().start;
                self.field(field, relabel);
                ended = field.raw().ends_with(b"\n");
            }
        }
        let end = root.header.range.end;
        self.done = end;
        if !ended {
            self.insert("\r\n");
        }
        if self.options.state_type && root.header.first("Content-Type").is_none() {
            self.insert("Content-Type: text/plain\r\n");
        }
        self.add_encoding(root, relabel);
        if root.body.start == end {
            self.insert("\r\n");
        }
        self.copy_to(root.body.start);
    }

    /// A part with its header.
    fn part(&mut self, entity: &Entity, path: &PartPath) {
        if is_protected(entity) {
            self.protected(entity, path);
            return;
        }
        self.copy_to(entity.header.range.start);
        self.check_header(&entity.header.lines, entity.header.range.start, path);
        let relabel = new_encoding(entity, self.options);
        self.stated = false;
        for field in entity.header.fields() {
            self.field(field, relabel);
        }
        self.copy_to(entity.header.range.end);
        self.add_encoding(entity, relabel);
        // the header ended at a line that is no field: say so with a blank line, as MTAs do
        if entity.body.start == entity.header.range.end && !entity.body.is_empty() {
            self.insert("\r\n");
        }
        self.copy_to(entity.body.start);
        self.body(entity, path);
    }

    fn check_header(&mut self, lines: &Lines, at: u64, path: &PartPath) {
        if lines.eight_bit > 0 {
            self.obstacle(path, at, Reason::HeaderEightBit);
        }
        if lines.longest > LONGEST_LINE {
            self.obstacle(path, at, Reason::HeaderLongLine);
        }
        // a lone CR made canonical would begin a new field
        if lines.bare_cr > 0 || lines.nul > 0 {
            self.obstacle(path, at, Reason::HeaderControl);
        }
    }

    /// Copies a field; the one that states the encoding gets the new one, a second such field goes.
    fn field(&mut self, field: Field<'_>, relabel: Option<TransferEncoding>) {
        self.copy_to(field.range().start);
        if let Some(encoding) = relabel.filter(|_| field.is("Content-Transfer-Encoding")) {
            let text = format!("Content-Transfer-Encoding: {}\r\n", encoding.name());
            if !std::mem::replace(&mut self.stated, true) {
                self.insert(text.strip_suffix("\r\n").filter(|_| !field.raw().ends_with(b"\n")).unwrap_or(&text));
            }
            self.done = field.range().end;
        }
        self.copy_to(field.range().end);
    }

    /// States the new encoding where no field states the old one.
    fn add_encoding(&mut self, entity: &Entity, relabel: Option<TransferEncoding>) {
        if let Some(encoding) = relabel.filter(|_| entity.header.first("Content-Transfer-Encoding").is_none()) {
            self.insert(&format!("Content-Transfer-Encoding: {}\r\n", encoding.name()));
        }
    }

    fn body(&mut self, entity: &Entity, path: &PartPath) {
        match &entity.content {
            _ if is_protected(entity) => self.protected(entity, path),
            Content::Leaf(lines) => self.leaf(entity, lines, path),
            Content::Message(inner) => self.part(inner, &path.child(1)),
            Content::Multipart(multipart) => self.multipart(entity, multipart, path),
        }
    }

    /// Nothing inside is touched.
    fn protected(&mut self, entity: &Entity, path: &PartPath) {
        if !is_carried(&entity.lines(), Options { keep_odd_line_ends: true, ..self.options }) {
            self.obstacle(path, entity.range().start, Reason::Protected);
        }
        self.copy_to(entity.body.end);
    }

    fn multipart(&mut self, entity: &Entity, multipart: &Multipart, path: &PartPath) {
        if !multipart.boundary.is_ascii() {
            self.obstacle(path, entity.header.range.start, Reason::Boundary);
        }
        // text after the last part is not signed: nobody shows it and some relays drop it
        let drop_epilogue = self.options.fields == Fields::Content && multipart.close.is_some();
        let epilogue = Some(&multipart.epilogue).filter(|_| !drop_epilogue);
        for Region { range, lines } in [Some(&multipart.preamble), epilogue].into_iter().flatten() {
            if !is_carried(lines, self.options) {
                self.obstacle(path, range.start, Reason::AroundParts);
            }
        }
        for (part, number) in multipart.parts.iter().zip(1_u32..) {
            self.part(part, &path.child(number));
            self.copy_to(part.body.end);
        }
        if multipart.close.is_none() && !multipart.parts.is_empty() {
            self.copy_to(entity.body.end);
            let last_break = if path.0.is_empty() { "\r\n" } else { "" };
            self.insert(&format!("\r\n--{}--{last_break}", String::from_utf8_lossy(&multipart.boundary)));
        }
        if let Some(close) = multipart.close.as_ref().filter(|_| drop_epilogue && !multipart.epilogue.range.is_empty()) {
            // inside another multipart the line break after it is the outer delimiter's
            self.copy_to(if path.0.is_empty() { multipart.epilogue.range.start } else { close.end });
            self.done = entity.body.end;
        }
    }

    fn leaf(&mut self, entity: &Entity, lines: &Lines, path: &PartPath) {
        match treatment(entity, lines, self.options) {
            Treatment::Keep | Treatment::Relabel => {}
            Treatment::Obstacle(reason) => self.obstacle(path, entity.body.start, reason),
            Treatment::Recode(to, line_ends) => {
                self.copy_to(entity.body.start);
                self.plan.pieces.push(Piece::Recoded { range: entity.body.clone(), from: entity.encoding, to, line_ends });
                self.plan.recoded.push(path.clone());
                self.done = entity.body.end;
            }
        }
    }
}

/// Parts that hold a signature or ciphertext over their exact bytes, or a key to them (RFC 1847, RFC 8551 3.2).
fn is_protected(entity: &Entity) -> bool {
    let kind = &entity.content_type;
    kind.is("multipart/signed") || kind.is("multipart/encrypted") || kind.is_pkcs7_mime()
}

/// What happens to a leaf.
enum Treatment {
    Keep,
    /// the bytes stay, but the label promises less than 7-bit: relays convert by the label
    Relabel,
    Recode(TransferEncoding, LineEnds),
    Obstacle(Reason),
}

/// Whether these bytes survive every transport once line ends are canonical.
fn is_carried(lines: &Lines, options: Options) -> bool {
    let odd = lines.bare_cr > 0 || lines.bare_lf > 0 && lines.crlf > 0;
    lines.eight_bit == 0 && lines.nul == 0 && lines.longest <= LONGEST_LINE && !(options.keep_odd_line_ends && odd)
}

fn treatment(entity: &Entity, lines: &Lines, options: Options) -> Treatment {
    let encoding = entity.encoding;
    let labelled = matches!(encoding, TransferEncoding::EightBit | TransferEncoding::Binary);
    let exact = encoding == TransferEncoding::Binary && !lines.is_canonical();
    if is_carried(lines, options) && !exact {
        return if labelled { Treatment::Relabel } else { Treatment::Keep };
    }
    let kind = &entity.content_type;
    if kind.is("message/partial") || kind.is("message/external-body") {
        return Treatment::Obstacle(Reason::Type);
    }
    let mixed = lines.bare_cr > 0 || lines.bare_lf > 0 && lines.crlf > 0;
    match encoding {
        TransferEncoding::Unknown => Treatment::Obstacle(Reason::UnknownEncoding),
        TransferEncoding::Base64 => Treatment::Recode(TransferEncoding::Base64, LineEnds::Exact),
        TransferEncoding::QuotedPrintable => {
            let line_ends = if lines.bare_lf == 0 { LineEnds::Crlf } else { LineEnds::Text };
            Treatment::Recode(TransferEncoding::QuotedPrintable, line_ends)
        }
        // NUL means that it is no text for quoted-printable's line breaks (UTF-16, for one)
        _ if kind.main() == "text" && lines.nul == 0 => {
            let line_ends =
                if options.keep_odd_line_ends && mixed && (lines.crlf > 0 || lines.bare_lf == 0) { LineEnds::Crlf } else { LineEnds::Text };
            Treatment::Recode(text_encoding(entity, lines), line_ends)
        }
        _ => {
            let text = encoding != TransferEncoding::Binary && lines.nul == 0 && !(options.keep_odd_line_ends && mixed);
            Treatment::Recode(TransferEncoding::Base64, if text { LineEnds::Text } else { LineEnds::Exact })
        }
    }
}

/// Quoted-printable makes three octets of one, base64 four of three: above a third of 8-bit octets base64 is shorter and no less readable.
fn text_encoding(entity: &Entity, lines: &Lines) -> TransferEncoding {
    let length = entity.body.end - entity.body.start;
    if lines.eight_bit.saturating_mul(3) > length { TransferEncoding::Base64 } else { TransferEncoding::QuotedPrintable }
}

/// The label that the entity needs instead of its own.
fn new_encoding(entity: &Entity, options: Options) -> Option<TransferEncoding> {
    match &entity.content {
        _ if is_protected(entity) => None,
        Content::Leaf(lines) => match treatment(entity, lines, options) {
            Treatment::Keep | Treatment::Obstacle(_) => None,
            Treatment::Relabel => Some(TransferEncoding::SevenBit),
            Treatment::Recode(to, _) => Some(to).filter(|to| *to != entity.encoding),
        },
        // RFC 2045 6.4: what holds parts promises what its parts are, and they are 7-bit afterwards
        Content::Multipart(_) | Content::Message(_) => {
            matches!(entity.encoding, TransferEncoding::EightBit | TransferEncoding::Binary).then_some(TransferEncoding::SevenBit)
        }
    }
}

impl Plan {
    /// Whether the entity is a single run of the source, as it stands.
    #[must_use]
    pub fn is_unchanged(&self) -> bool {
        !self.canonicalise && matches!(self.pieces.as_slice(), [] | [Piece::Source(_)])
    }

    /// Writes the planned entity.
    ///
    /// # Errors
    /// `Error::Read`, `Error::Shrunk`, `Error::Write`
    pub fn write_to(&self, source: &mut (impl Read + Seek), out: &mut impl Write) -> Result<(), Error> {
        for piece in &self.pieces {
            match piece {
                Piece::Bytes(bytes) => out.write_all(bytes).map_err(Error::Write)?,
                Piece::Source(range) => {
                    let mut section = Section::new(&mut *source, range.clone())?;
                    if self.canonicalise {
                        let mut canonical = Canonical::new(&mut *out);
                        copy(&mut section, &mut canonical, range.start)?;
                        canonical.finish().map_err(Error::Write)?;
                    } else {
                        copy(&mut section, out, range.start)?;
                    }
                }
                Piece::Recoded { range, from, to, line_ends } => {
                    let section = Section::new(&mut *source, range.clone())?;
                    let mut decoded = Decoded::new(section, *from, range.start);
                    if *to == TransferEncoding::Base64 {
                        let mut encoder = Base64::new(&mut *out, *line_ends);
                        copy(&mut decoded, &mut encoder, range.start)?;
                        encoder.finish().map_err(Error::Write)?;
                    } else {
                        let mut encoder = QuotedPrintable::new(&mut *out, *line_ends);
                        copy(&mut decoded, &mut encoder, range.start)?;
                        encoder.finish().map_err(Error::Write)?;
                    }
                }
            }
        }
        Ok(())
    }
}

/// Like `io::copy`, but tells reading and writing apart.
fn copy(source: &mut impl Read, out: &mut impl Write, mut at: u64) -> Result<(), Error> {
    let mut buffer = [0; 16 << 10];
    loop {
        match source.read(&mut buffer) {
            Ok(0) => return Ok(()),
            Ok(count) => {
                out.write_all(buffer.get(..count).unwrap_or_default()).map_err(Error::Write)?;
                at += count as u64;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            // a section that ends early says so itself
            Err(source) => return Err(source.downcast::<Error>().unwrap_or_else(|source| Error::Read { at, source })),
        }
    }
}
