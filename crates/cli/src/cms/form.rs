//! What text and JSON have in common: both are written while the structure is read.

use std::io::{self, Write};

use kakitome_cms::Error;
use kakitome_cms::show::{Line, Summary};

use super::find::Found;

/// How what is shown is written.
pub(super) trait Form {
    fn begin(&mut self, out: &mut dyn Write, found: &Found, many: bool) -> io::Result<()>;
    fn line(&mut self, out: &mut dyn Write, line: &Line) -> io::Result<()>;
    fn end(&mut self, out: &mut dyn Write, ended: &Result<Summary, Error>) -> io::Result<()>;
    fn finish(&mut self, out: &mut dyn Write) -> io::Result<()>;
}
