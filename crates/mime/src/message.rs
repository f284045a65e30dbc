//! A mail that was indexed: the tree of its entities and what was notable. Made by `index`.

use crate::entity::{Entity, PartPath};
use crate::finding::Finding;
use crate::lines::Lines;
use std::ops::Range;

/// An index over the bytes of one mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// The message as an entity.
    pub root: Entity,
    /// Bytes in all.
    pub len: u64,
    /// A line `From ...` of a mailbox file before the header.
    pub mbox_line: Option<Range<u64>>,
    /// All bytes, delimiter lines included.
    pub lines: Lines,
    /// What is notable, in order of the bytes.
    pub findings: Vec<Finding>,
}

impl Message {
    /// All entities, each before its parts.
    #[must_use]
    pub fn walk(&self) -> Vec<(PartPath, &Entity)> {
        let mut out = Vec::new();
        let mut open = vec![(PartPath::default(), &self.root)];
        while let Some((path, entity)) = open.pop() {
            let children = entity.children().iter().zip(1_u32..).map(|(child, number)| (path.child(number), child));
            open.extend(children.collect::<Vec<_>>().into_iter().rev());
            out.push((path, entity));
        }
        out
    }

    /// Whether mail programs may see another structure than this one. Such a mail is never valid.
    #[must_use]
    pub fn is_ambiguous(&self) -> bool {
        self.findings.iter().any(Finding::splits_parsers)
    }

    /// The deepest entity that holds this byte.
    #[must_use]
    pub fn part_at(&self, offset: u64) -> PartPath {
        let mut path = PartPath::default();
        let mut entity = &self.root;
        while let Some((child, number)) = entity.children().iter().zip(1_u32..).find(|(child, _)| child.range().contains(&offset)) {
            path = path.child(number);
            entity = child;
        }
        path
    }
}
