//! A field of a window for settings, as a value.

/// A field as the program names it, and what is to stand in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// The program's own label.
    pub label: String,
    /// What is to stand there.
    pub value: String,
}
