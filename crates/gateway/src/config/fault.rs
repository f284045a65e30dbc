//! What is wrong with a configuration, where, and what to do.
//!
//! A fault names file, line and column; a configuration is refused with all its faults at once.

use std::fmt;
use std::ops::Range;
use std::path::PathBuf;

use toml::Spanned;

/// A configuration that cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("{path}: cannot read the configuration: {source}", path = path.display())]
    Read {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file was read and has faults.
    #[error("{}", list(faults))]
    Faulty {
        /// Every fault that was found, in the order of the file.
        faults: Vec<Fault>,
    },
}

/// One fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The file.
    pub path: PathBuf,
    /// Line, counted from 1; 0 when the fault has no place (something is missing).
    pub line: usize,
    /// Column in characters, counted from 1.
    pub column: usize,
    /// What is wrong.
    pub what: String,
    /// What to do about it.
    pub hint: Option<String>,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.path.display())?;
        if self.line > 0 {
            write!(f, ":{}:{}", self.line, self.column)?;
        }
        write!(f, ": {}", self.what)?;
        if let Some(hint) = &self.hint {
            write!(f, " (hint: {hint})")?;
        }
        Ok(())
    }
}

fn list(faults: &[Fault]) -> String {
    faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

/// A default: a value without a place in the file.
pub(super) fn unplaced<T>(value: T) -> Spanned<T> {
    Spanned::new(0..0, value)
}

/// Collects faults and knows where in the text they are.
#[derive(Debug)]
pub(super) struct Faults<'a> {
    path: PathBuf,
    text: &'a str,
    found: Vec<Fault>,
}

impl<'a> Faults<'a> {
    pub(super) fn new(path: PathBuf, text: &'a str) -> Self {
        Self { path, text, found: Vec::new() }
    }

    /// Adds a fault at the byte range of a value; an empty range at 0 means a default, without place.
    pub(super) fn at(&mut self, span: Range<usize>, what: impl Into<String>, hint: Option<&str>) {
        let (line, column) = if span.end == 0 { (0, 0) } else { place(self.text, span.start) };
        self.found.push(Fault { path: self.path.clone(), line, column, what: what.into(), hint: hint.map(str::to_owned) });
    }

    pub(super) fn finish(mut self) -> Result<(), ConfigError> {
        if self.found.is_empty() {
            return Ok(());
        }
        self.found.sort_by_key(|f| (f.line, f.column));
        Err(ConfigError::Faulty { faults: self.found })
    }
}

fn place(text: &str, offset: usize) -> (usize, usize) {
    let before = text.get(..offset).unwrap_or(text);
    let line = before.bytes().filter(|b| *b == b'\n').count() + 1;
    let start = before.rfind('\n').map_or(0, |i| i + 1);
    (line, before.get(start..).map_or(0, |rest| rest.chars().count()) + 1)
}
