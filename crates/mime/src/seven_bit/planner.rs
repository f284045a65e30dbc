//! Goes through a mail's index once and notes which bytes stay, which go and which are encoded anew. Reads no bytes: the index knows enough.

use super::options::{Fields, Obstacle, Options, Reason};
use super::treatment::{Treatment, is_carried, is_protected, new_encoding, treatment};
use super::write::{Piece, Plan};
use crate::encoding::TransferEncoding;
use crate::entity::{Content, Entity, Multipart, PartPath, Region};
use crate::header::Field;
use crate::lines::{LONGEST_LINE, Lines};

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
