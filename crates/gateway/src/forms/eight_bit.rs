//! 8-bit mail for a hop that takes lines of ASCII alone (RFC 6152 3): whether it is such mail, and how it is converted. What cannot be
//! converted is refused; nothing below a signed or encrypted part is touched.

use kakitome_mime::Message;
use kakitome_mime::seven_bit::{self, Fields, Plan};
use kakitome_wire::Reply;

use crate::replies;

/// Whether there are octets beyond ASCII below the header.
pub(crate) fn has_eight_bit_content(index: &Message) -> bool {
    index.lines.eight_bit > index.root.header.lines.eight_bit
}

/// The plan of its conversion.
///
/// # Errors
/// The reply that says why there is none.
pub(crate) fn made_seven(index: &Message) -> Result<Plan, Reply> {
    let options = seven_bit::Options { fields: Fields::All, keep_odd_line_ends: true, state_type: false };
    seven_bit::plan(&index.root, options).map_err(|obstacles| {
        let why = obstacles.first().map(|o| format!("part {}: {:?}", o.part, o.reason)).unwrap_or_default();
        replies::eight_bit(&why)
    })
}
