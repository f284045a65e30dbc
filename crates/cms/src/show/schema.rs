//! How structures are described: which members a SEQUENCE has and what stands where an object identifier decides. The tables
//! themselves stand in `tables_…`; they give names, they refuse nothing.

use const_oid::ObjectIdentifier;
use kakitome_ber::{Class, Tag};

use super::names;

/// What stands at some place.
pub(super) struct Node {
    /// The name of its type; empty where the tag says enough.
    pub(super) kind: &'static str,
    pub(super) shape: Shape,
}

/// What is inside.
pub(super) enum Shape {
    /// Members with names, in their order; any of them may be absent.
    Fields(&'static [Field]),
    /// Any number of these.
    Each(&'static Node),
    /// Any number of values of a type that the object identifier before decides; named by it.
    Values(Table),
    /// A tag around this.
    Explicit(&'static Node),
    /// A tag around this, whose members are named as if they stood one floor higher.
    Lift(&'static Node),
    /// What the last object identifier decides.
    Governed(Table),
    /// One of these.
    Choice(&'static [(Fits, &'static Node)]),
    /// A string whose octets are this.
    Holds(&'static Node),
    /// The message itself, ciphertext, a signature: octets that are nothing else.
    Octets,
    /// Bits with names, the first bit first (a NamedBitList).
    Flags(Names),
    /// A number with a name, from 0; without one where there is none.
    Number(Names),
    /// Octets of a private key, which are not shown.
    Secret,
    /// Nothing is known.
    Unknown,
}

/// By the name of an object identifier, as [`names::of`] gives it.
pub(super) type Table = &'static [(&'static str, &'static Node)];

/// Names by their place.
pub(super) type Names = &'static [&'static str];

/// A member.
pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) tag: Fits,
    pub(super) node: &'static Node,
}

/// Which tags fit.
#[derive(Clone, Copy)]
pub(super) enum Fits {
    Universal(u32),
    Context(u32),
    Time,
    Any,
}

impl Fits {
    pub(super) fn fits(self, tag: Tag) -> bool {
        match self {
            Self::Universal(number) => tag == Tag::universal(number),
            Self::Context(number) => tag == Tag::context(number),
            Self::Time => matches!(tag, Tag::UTC_TIME | Tag::GENERALIZED_TIME),
            Self::Any => true,
        }
    }
}

pub(super) static UNKNOWN: Node = Node { kind: "", shape: Shape::Unknown };
pub(super) static OCTETS: Node = Node { kind: "", shape: Shape::Octets };
pub(super) static SECRET: Node = Node { kind: "", shape: Shape::Secret };

pub(super) const INTEGER: Fits = Fits::Universal(2);
pub(super) const BITS: Fits = Fits::Universal(3);
pub(super) const STRING: Fits = Fits::Universal(4);
pub(super) const OID: Fits = Fits::Universal(6);
pub(super) const SEQUENCE: Fits = Fits::Universal(16);
pub(super) const SET: Fits = Fits::Universal(17);

/// A member whose tag says all.
pub(super) const fn plain(name: &'static str, tag: Fits) -> Field {
    Field { name, tag, node: &UNKNOWN }
}

/// A string of octets that hold nothing.
pub(super) const fn octets(name: &'static str, tag: Fits) -> Field {
    Field { name, tag, node: &OCTETS }
}

/// A member of a type.
pub(super) const fn field(name: &'static str, tag: Fits, node: &'static Node) -> Field {
    Field { name, tag, node }
}

/// A type of members.
pub(super) const fn fields(kind: &'static str, fields: &'static [Field]) -> Node {
    Node { kind, shape: Shape::Fields(fields) }
}

/// A type without a name of its own.
pub(super) const fn node(shape: Shape) -> Node {
    Node { kind: "", shape }
}

impl Node {
    /// What stands here in fact, once tag and governing object identifier are known.
    pub(super) fn resolve(&'static self, tag: Tag, governor: Option<ObjectIdentifier>) -> &'static Self {
        let mut node = self;
        // tables name tables at most twice in a row
        for _ in 0..4 {
            node = match &node.shape {
                Shape::Governed(table) => look_up(table, governor),
                Shape::Choice(choices) => choices.iter().find(|(fits, _)| fits.fits(tag)).map_or(&UNKNOWN, |(_, node)| node),
                _ => return node,
            };
        }
        node
    }

    /// Whether an element with this tag can be a value of this type: a table says what a name stands for, not what is there.
    pub(super) fn suits(&self, tag: Tag, constructed: bool) -> bool {
        match &self.shape {
            Shape::Fields(_) | Shape::Each(_) | Shape::Values(_) | Shape::Explicit(_) | Shape::Lift(_) => constructed,
            Shape::Flags(_) => !constructed && (tag == Tag::BIT_STRING || tag.class == Class::Context),
            Shape::Number(_) => tag == Tag::INTEGER || tag == Tag::ENUMERATED,
            Shape::Holds(_) => tag == Tag::OCTET_STRING || tag == Tag::BIT_STRING || tag.class == Class::Context,
            _ => true,
        }
    }
}

/// What a table has for this object identifier.
pub(super) fn look_up(table: Table, governor: Option<ObjectIdentifier>) -> &'static Node {
    let name = governor.as_ref().and_then(names::of);
    name.and_then(|name| table.iter().find(|(known, _)| *known == name)).map_or(&UNKNOWN, |(_, node)| node)
}
