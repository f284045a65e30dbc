//! What of a mail is signed (RFC 8551 3.1): its body under its own Content-* fields, 7-bit safe, without epilogues.
//! A plan of pieces over the source; nothing is read or hashed here.

use std::ops::Range;

use kakitome_mime::seven_bit::{self, Fields, Obstacle, Options, Piece, Plan};
use kakitome_mime::{Entity, Message};

use crate::recognise::{self, Claim};

/// The plan that survives every transport.
pub(super) fn seven_bit(index: &Message) -> Result<Plan, Vec<Obstacle>> {
    let options = Options { fields: Fields::Content, keep_odd_line_ends: false, state_type: true };
    let mut plan = seven_bit::plan(&index.root, options)?;
    let mut epilogues = Vec::new();
    collect_epilogues(&index.root, &mut epilogues);
    if !epilogues.is_empty() {
        cut(&mut plan, &epilogues);
        // The line break after the last delimiter went with the epilogue.
        if epilogues.iter().any(|range| range.end == index.root.body.end) {
            plan.pieces.push(Piece::Bytes(b"\r\n".to_vec()));
        }
    }
    Ok(plan)
}

/// The mail's content as it is, for an opaque signature over what cannot be made 7-bit: base64 protects it.
pub(super) fn as_received(index: &Message) -> Plan {
    let root = &index.root;
    let mut pieces: Vec<Piece> =
        root.header.fields().filter(|field| is_content(field.name())).map(|field| Piece::Source(field.range())).collect();
    pieces.push(Piece::Bytes(b"\r\n".to_vec()));
    pieces.push(Piece::Source(root.body.clone()));
    Plan { pieces, recoded: Vec::new(), canonicalise: !root.lines().is_canonical() }
}

/// Content-* fields go with the content, all others stay outside.
pub(super) fn is_content(name: &str) -> bool {
    name.get(..8).is_some_and(|start| start.eq_ignore_ascii_case("content-"))
}

/// Text after the last delimiter of a multipart is shown by nobody and dropped by some relays: a signature over it would
/// break. What is signed or encrypted already is left alone.
fn collect_epilogues(entity: &Entity, found: &mut Vec<Range<u64>>) {
    if !matches!(recognise::claim(entity), Claim::None) {
        return;
    }
    let Some(multipart) = entity.multipart() else { return };
    if let Some(close) = &multipart.close
        && !multipart.epilogue.range.is_empty()
    {
        found.push(close.end..entity.body.end);
    }
    for part in &multipart.parts {
        collect_epilogues(part, found);
    }
}

/// Takes ranges of the source out of the plan.
fn cut(plan: &mut Plan, holes: &[Range<u64>]) {
    for hole in holes {
        let pieces = std::mem::take(&mut plan.pieces);
        plan.pieces = pieces.into_iter().flat_map(|piece| without(piece, hole)).collect();
    }
}

fn without(piece: Piece, hole: &Range<u64>) -> Vec<Piece> {
    let Piece::Source(range) = &piece else { return vec![piece] };
    if range.end <= hole.start || hole.end <= range.start {
        return vec![piece];
    }
    let before = range.start..hole.start.max(range.start);
    let after = hole.end.min(range.end)..range.end;
    [before, after].into_iter().filter(|range| !range.is_empty()).map(Piece::Source).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holes_are_cut_out_of_source_pieces_only() {
        let mut plan = Plan { pieces: vec![Piece::Source(0..10), Piece::Bytes(b"x".to_vec()), Piece::Source(10..30)], ..Plan::default() };
        cut(&mut plan, &[8..12, 28..30]);
        assert_eq!(plan.pieces, [Piece::Source(0..8), Piece::Bytes(b"x".to_vec()), Piece::Source(12..28)]);
    }
}
