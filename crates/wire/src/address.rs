//! One grammar for the addresses of an envelope (RFC 5321 4.1.2, RFC 6531 3.3), kept byte for byte as received.
//! It says nothing about header fields (RFC 5322): that is crate mime.

/// `local@domain`, or `postmaster` alone. Quotes of a quoted local part are kept. No control characters, always UTF-8.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Mailbox {
    text: String,
    at: Option<usize>,
}

impl Mailbox {
    /// Parses what stands between `<` and `>`; a source route is not accepted here.
    pub fn parse(text: &str) -> Option<Self> {
        let _ = text;
        todo!()
    }
    /// The whole, as received.
    pub fn as_str(&self) -> &str {
        &self.text
    }
    /// Local part as received, quotes included.
    pub fn local_part(&self) -> &str {
        todo!()
    }
    /// Domain or address literal as received; `None` only for `<postmaster>`.
    pub fn domain(&self) -> Option<&str> {
        let _ = self.at;
        todo!()
    }
    /// Whether SMTPUTF8 is needed to say it.
    pub fn needs_smtputf8(&self) -> bool {
        !self.text.is_ascii()
    }
}

impl std::fmt::Display for Mailbox {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text)
    }
}
