//! Parameters of a MIME field: RFC 2045 5.1 and the continuations and charsets of RFC 2231.

/// All parameters of a field, in order of first appearance.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Parameters {
    pub(crate) list: Vec<Parameter>,
}

/// One parameter, its RFC 2231 pieces put together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    /// name in lower case, without `*` and section numbers
    pub name: String,
    /// its bytes: quotes, escapes and percent signs undone
    pub bytes: Vec<u8>,
    /// the charset that RFC 2231 states
    pub charset: Option<String>,
}

impl Parameters {
    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Parameter> {
        self.list.iter()
    }

    /// The bytes of the first parameter of this (lower case) name.
    #[must_use]
    pub fn bytes(&self, name: &str) -> Option<&[u8]> {
        self.list.iter().find(|one| one.name == name).map(|one| one.bytes.as_slice())
    }

    /// The text of a parameter for display: RFC 2231 charset, else RFC 2047 words (widespread, though not allowed), else UTF-8.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<String> {
        let _ = name;
        todo!()
    }
}
