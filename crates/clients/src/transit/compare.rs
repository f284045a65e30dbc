//! Two entities, part by part: the same bytes, the same but for line ends, for the transfer encoding, for the charset; or lines that came
//! or went. The first explanation that fits is the one that is told.

use std::ops::Range;

use kakitome_mime::Entity;
use kakitome_mime::decode::Decoder;

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// What it is.
    pub what: What,
    /// The part, counted from 1 and dotted; empty: the mail as a whole.
    pub part: String,
    /// A signature that covered it does not fit any more.
    pub breaks: bool,
}

impl Difference {
    pub(super) fn new(what: What, part: &str, breaks: bool) -> Self {
        Self { what, part: part.to_owned(), breaks }
    }
}

/// What was changed.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum What {
    /// The signed mail was put into another one (mailing lists do so).
    Wrapped,
    /// The signature is not there any more.
    SignatureGone,
    /// The data of the signature is another.
    SignatureChanged,
    /// Text was added behind the signed parts.
    TextAfter,
    /// CR LF and LF were exchanged.
    LineEnds,
    /// Another transfer encoding, the same content.
    Encoding {
        /// As sent.
        before: String,
        /// As received.
        after: String,
    },
    /// The same transfer encoding written otherwise (length of lines and the like), the same content.
    Rewritten,
    /// Another charset, the same text.
    Charset {
        /// As sent.
        before: String,
        /// As received.
        after: String,
    },
    /// Lines were added.
    Added {
        /// How many.
        lines: usize,
        /// `begin`, `middle`, `end`.
        place: &'static str,
    },
    /// Lines are missing.
    Removed {
        /// How many.
        lines: usize,
        /// `begin`, `middle`, `end`.
        place: &'static str,
    },
    /// Lines read otherwise.
    Changed {
        /// How many.
        lines: usize,
    },
    /// Bytes of a part that is no text differ.
    Bytes,
    /// Another media type.
    Type {
        /// As sent.
        before: String,
        /// As received.
        after: String,
    },
    /// The part's own header differs.
    PartHeader,
    /// Parts were added.
    PartsAdded {
        /// How many.
        count: usize,
    },
    /// Parts are missing.
    PartsRemoved {
        /// How many.
        count: usize,
    },
    /// A field of the mail's header differs.
    Field {
        /// Its name.
        name: String,
    },
}

impl What {
    /// A stable word.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Wrapped => "wrapped",
            Self::SignatureGone => "signature-gone",
            Self::SignatureChanged => "signature-changed",
            Self::Rewritten => "rewritten",
            Self::TextAfter => "text-after",
            Self::LineEnds => "line-ends",
            Self::Encoding { .. } => "encoding",
            Self::Charset { .. } => "charset",
            Self::Added { .. } => "added",
            Self::Removed { .. } => "removed",
            Self::Changed { .. } => "changed",
            Self::Bytes => "bytes",
            Self::Type { .. } => "type",
            Self::PartHeader => "part-header",
            Self::PartsAdded { .. } => "parts-added",
            Self::PartsRemoved { .. } => "parts-removed",
            Self::Field { .. } => "field",
        }
    }
}

/// An entity with the bytes that it stands in.
pub(super) type Part<'a> = (&'a [u8], &'a Entity);

/// The bytes at a range; none beyond the end.
pub(super) fn slice<'a>(bytes: &'a [u8], range: &Range<u64>) -> &'a [u8] {
    let at = |offset: u64| usize::try_from(offset).unwrap_or(usize::MAX).min(bytes.len());
    bytes.get(at(range.start)..at(range.end)).unwrap_or_default()
}

/// All that differs below these two.
pub(super) fn entities(before: Part<'_>, after: Part<'_>, path: &str, covered: bool, out: &mut Vec<Difference>) {
    let raw = |part: Part<'_>| slice(part.0, &part.1.range()).to_vec();
    let (one, other) = (raw(before), raw(after));
    // the mail's own header is told field by field
    if !path.is_empty() && one == other {
        return;
    }
    if !path.is_empty() && canonical(&one) == canonical(&other) {
        // a signature is made over CR LF whatever stands in a file (RFC 8551 3.1.1)
        out.push(Difference::new(What::LineEnds, path, false));
        return;
    }
    let count = out.len();
    match (before.1.multipart(), after.1.multipart()) {
        (Some(first), Some(second)) => {
            for (at, (one, other)) in first.parts.iter().zip(&second.parts).enumerate() {
                let number = at.saturating_add(1);
                let path = if path.is_empty() { number.to_string() } else { format!("{path}.{number}") };
                entities((before.0, one), (after.0, other), &path, covered, out);
            }
            let (sent, received) = (first.parts.len(), second.parts.len());
            if received > sent {
                out.push(Difference::new(What::PartsAdded { count: received.saturating_sub(sent) }, path, covered));
            } else if sent > received {
                out.push(Difference::new(What::PartsRemoved { count: sent.saturating_sub(received) }, path, covered));
            }
        }
        (None, None) => out.extend(leaf(before, after).map(|what| Difference::new(what, path, covered))),
        _ => out.push(Difference::new(kind(before.1, after.1), path, covered)),
    }
    if out.len() == count && !path.is_empty() {
        out.push(Difference::new(What::PartHeader, path, covered));
    }
}

fn kind(before: &Entity, after: &Entity) -> What {
    What::Type { before: before.content_type.essence().to_owned(), after: after.content_type.essence().to_owned() }
}

fn leaf(before: Part<'_>, after: Part<'_>) -> Option<What> {
    if before.1.content_type.essence() != after.1.content_type.essence() {
        return Some(kind(before.1, after.1));
    }
    let (one, other) = (decoded(before), decoded(after));
    if canonical(&one) == canonical(&other) {
        let (first, second) = (before.1.encoding.name(), after.1.encoding.name());
        let encoding = || What::Encoding { before: first.to_owned(), after: second.to_owned() };
        let body = |part: Part<'_>| canonical(slice(part.0, &part.1.body));
        let rewritten = body(before) != body(after);
        return if first == second { rewritten.then_some(What::Rewritten) } else { Some(encoding()) };
    }
    if before.1.content_type.main() != "text" {
        return Some(What::Bytes);
    }
    let (sent, received) = (charset(before.1), charset(after.1));
    let (one, other) = (text(&one, &sent), text(&other, &received));
    if one == other {
        return Some(What::Charset { before: sent, after: received });
    }
    Some(lines(&one, &other))
}

pub(super) fn decoded((bytes, entity): Part<'_>) -> Vec<u8> {
    let (mut decoder, mut out) = (Decoder::new(entity.encoding, entity.body.start), Vec::new());
    decoder.push(slice(bytes, &entity.body), &mut out);
    decoder.finish(&mut out);
    out
}

fn charset(entity: &Entity) -> String {
    let named = entity.content_type.parameter("charset").unwrap_or(b"us-ascii");
    String::from_utf8_lossy(named).to_ascii_lowercase()
}

fn text(bytes: &[u8], charset: &str) -> String {
    let encoding = encoding_rs::Encoding::for_label(charset.as_bytes()).unwrap_or(encoding_rs::UTF_8);
    encoding.decode_without_bom_handling(&canonical(bytes)).0.into_owned()
}

/// LF for every line break.
fn canonical(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    for (at, byte) in bytes.iter().enumerate() {
        if *byte != b'\r' || bytes.get(at.saturating_add(1)) != Some(&b'\n') {
            out.push(*byte);
        }
    }
    out
}

/// What came or went between the lines that are alike at both ends.
fn lines(before: &str, after: &str) -> What {
    let all = |text: &str| text.trim_end().split('\n').map(|line| line.trim_end().to_owned()).collect::<Vec<_>>();
    let (one, other) = (all(before), all(after));
    let begin = one.iter().zip(&other).take_while(|(one, other)| one == other).count();
    let rest = one.len().min(other.len()).saturating_sub(begin);
    let end = one.iter().rev().zip(other.iter().rev()).take(rest).take_while(|(one, other)| one == other).count();
    let (gone, come) = (one.len().saturating_sub(begin + end), other.len().saturating_sub(begin + end));
    let place = match (begin, end) {
        (_, 0) => "end",
        (0, _) => "begin",
        _ => "middle",
    };
    match (gone, come) {
        (0, lines) if lines > 0 => What::Added { lines, place },
        (lines, 0) if lines > 0 => What::Removed { lines, place },
        (gone, come) => What::Changed { lines: gone.max(come).max(1) },
    }
}
