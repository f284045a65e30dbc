//! Canonical line ends for signing: LF -> CR LF, lone CR -> CR LF (RFC 8551 3.1.1, RFC 2049 4). Nothing else changes.

use std::io::{self, Write};

/// Passes bytes on with canonical line ends, whatever the chunks. Call [`Canonical::finish`]: a CR at the very end is held until then.
#[derive(Debug)]
pub struct Canonical<W> {
    out: W,
    cr: bool,
}

impl<W: Write> Canonical<W> {
    /// Writes to `out`.
    pub fn new(out: W) -> Self {
        Canonical { out, cr: false }
    }

    /// Writes what was held and gives the destination back.
    ///
    /// # Errors
    /// What the destination says.
    pub fn finish(self) -> io::Result<W> {
        todo!()
    }
}

impl<W: Write> Write for Canonical<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let _ = (bytes, &mut self.out, self.cr);
        todo!()
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
