//! Certificates and certification requests as PEM (RFC 7468): 64 characters a line.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::failure::Failure;

/// RFC 7468 section 2: all lines but the last have 64 characters.
const LINE: usize = 64;

/// One block with its label.
pub(crate) fn block(label: &str, der: &[u8]) -> String {
    let text = STANDARD.encode(der);
    let mut pem = format!("-----BEGIN {label}-----\n");
    let mut rest = text.as_str();
    while !rest.is_empty() {
        let (line, later) = rest.split_at_checked(LINE).unwrap_or((rest, ""));
        pem.push_str(line);
        pem.push('\n');
        rest = later;
    }
    pem.push_str("-----END ");
    pem.push_str(label);
    pem.push_str("-----\n");
    pem
}

/// A certificate.
pub(crate) fn certificate(der: &[u8]) -> String {
    block("CERTIFICATE", der)
}

/// Writes a new file that everybody may read. A file that is there is never overwritten.
pub(crate) fn write_new(file: &Path, text: &str) -> Result<(), Failure> {
    let written = OpenOptions::new().write(true).create_new(true).mode(0o644).open(file);
    written.and_then(|mut file| file.write_all(text.as_bytes())).map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => Failure::new("cli-file-exists").with("file", file.display()).hint("cli-file-exists-hint"),
        _ => Failure::new("cli-file-unwritable").with("file", file.display()).with("why", error),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_have_sixty_four_characters() {
        let pem = block("X", &[0; 100]);
        let lengths: Vec<_> = pem.lines().map(str::len).collect();
        assert_eq!(lengths, [17, 64, 64, 8, 15]);
        assert_eq!(block("X", &[]), "-----BEGIN X-----\n-----END X-----\n");
    }
}
