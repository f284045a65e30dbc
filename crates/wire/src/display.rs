//! Hostile bytes made safe for a log line or a terminal: no line end, escape sequence or direction override survives (attack S22).

/// Displays bytes from a peer: printable text as it is, everything else as `\xNN` or `\u{N}`, cut at a limit with the number of bytes left out.
#[derive(Debug, Clone, Copy)]
pub struct Safe<'a>(pub &'a [u8]);

impl std::fmt::Display for Safe<'_> {
    fn fmt(&self, _: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        todo!()
    }
}
