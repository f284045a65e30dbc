//! What happens to one entity so that it survives transport: decided from the index alone (RFC 2045 6.4, RFC 8551 3.1.2). Changes nothing.

use super::options::{Options, Reason};
use crate::encode::LineEnds;
use crate::encoding::TransferEncoding;
use crate::entity::{Content, Entity};
use crate::lines::{LONGEST_LINE, Lines};

/// Parts that hold a signature or ciphertext over their exact bytes, or a key to them (RFC 1847, RFC 8551 3.2).
pub(super) fn is_protected(entity: &Entity) -> bool {
    let kind = &entity.content_type;
    kind.is("multipart/signed") || kind.is("multipart/encrypted") || kind.is_pkcs7_mime()
}

/// What happens to a leaf.
pub(super) enum Treatment {
    Keep,
    /// the bytes stay, but the label promises less than 7-bit: relays convert by the label
    Relabel,
    Recode(TransferEncoding, LineEnds),
    Obstacle(Reason),
}

/// Whether these bytes survive every transport once line ends are canonical.
pub(super) fn is_carried(lines: &Lines, options: Options) -> bool {
    let odd = lines.bare_cr > 0 || lines.bare_lf > 0 && lines.crlf > 0;
    lines.eight_bit == 0 && lines.nul == 0 && lines.longest <= LONGEST_LINE && !(options.keep_odd_line_ends && odd)
}

pub(super) fn treatment(entity: &Entity, lines: &Lines, options: Options) -> Treatment {
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
pub(super) fn new_encoding(entity: &Entity, options: Options) -> Option<TransferEncoding> {
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
