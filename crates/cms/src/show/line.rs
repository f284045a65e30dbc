//! What is shown: a line for each element, and what is brought along to be told at its place.

use kakitome_ber::Tag;

use super::value::Value;
use crate::finding::Finding;

/// One element.
#[derive(Clone, Debug)]
pub struct Line {
    /// How deep it stands.
    pub depth: usize,
    /// Its first byte, counted from the first of the binary form; inside a string that came in pieces, from the first of its octets.
    pub offset: u64,
    /// The string in pieces that it stands in, by that one's offset.
    pub within: Option<u64>,
    /// Octets of tag and length.
    pub header: usize,
    /// Octets of content; `None`: an indefinite length.
    pub length: Option<u64>,
    /// Its tag.
    pub tag: Tag,
    /// Whether it consists of elements.
    pub constructed: bool,
    /// What the standard calls it, with all that it stands in: `signerInfos[0].signedAttrs[2].messageDigest`. Empty where nothing is known.
    pub path: String,
    /// The last part of that.
    pub name: String,
    /// The name of its type, if it has one.
    pub kind: &'static str,
    /// What it says.
    pub value: Option<Value>,
    /// What is notable here.
    pub findings: Vec<Finding>,
}

/// How much is shown.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Lines in all. A revocation list of 100,000 entries has half a million elements; nobody reads them.
    pub lines: u64,
    /// How deep strings that hold elements are opened (certificates in keys in containers: 12), elements included.
    pub depth: usize,
    /// Octets of a value that are shown.
    pub octets: usize,
    /// Octets of a string that is opened, or of a structure that is summed up in its first line. Certificates have 2 KiB, those with
    /// new algorithms 20; a PKCS#12 with a chain 10.
    pub held: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { lines: 100_000, depth: 64, octets: 32, held: 256 << 10 }
    }
}

/// Where something is to be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whose {
    /// At the element that begins with this byte.
    Offset(u64),
    /// At the element of this path.
    Path(String),
}

/// Findings with their places. Those whose place does not come are left over.
#[derive(Clone, Debug, Default)]
pub struct Notes(Vec<(Whose, Finding)>);

impl Notes {
    /// Adds one.
    pub fn add(&mut self, whose: Whose, finding: Finding) {
        self.0.push((whose, finding));
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &(Whose, Finding)> {
        self.0.iter()
    }

    /// Takes out those of this element. There are few, so they are looked through.
    pub(super) fn take(&mut self, offset: u64, path: &str) -> Vec<Finding> {
        if self.0.is_empty() {
            return Vec::new();
        }
        let is_here = |whose: &Whose| match whose {
            Whose::Offset(at) => *at == offset,
            Whose::Path(wanted) => !path.is_empty() && wanted == path,
        };
        let here = self.0.extract_if(.., |(whose, _)| is_here(whose));
        here.map(|(_, finding)| finding).collect()
    }

    /// What is left.
    pub(super) fn rest(&mut self) -> Vec<Finding> {
        std::mem::take(&mut self.0).into_iter().map(|(_, finding)| finding).collect()
    }
}

/// How it ended.
#[derive(Clone, Debug, Default)]
pub struct Summary {
    /// Lines shown.
    pub lines: u64,
    /// Whether a limit cut it off.
    pub cut: bool,
    /// Where bytes behind the structure begin.
    pub trailing: Option<u64>,
    /// Findings whose place was not shown.
    pub left_over: Vec<Finding>,
}
