//! A mail as an index of offsets over its bytes; nothing that was signed is ever re-encoded.
//!
//! [`Message::read`] makes one forward pass and keeps structure only; bodies stay where they are and are read through
//! [`Section`], [`decode`] and [`canonical`]. What programs could read in two ways is a [`Finding`], never a guess.

mod address_fault;
mod boundary;
mod charset;
mod content_type;
mod encoding;
mod entity;
mod error;
mod finding;
mod header;
mod header_reader;
mod index;
mod limits;
mod lines;
mod message;
mod parameters;
mod run;
mod section;
mod syntax;
mod tree;

pub mod address;
pub mod canonical;
pub mod date;
pub mod decode;
pub mod encode;
pub mod encoded_word;
pub mod seven_bit;

pub use address_fault::AddressFault;
pub use content_type::{ContentType, Disposition, Origin};
pub use encoding::TransferEncoding;
pub use entity::{Content, Entity, Multipart, PartPath, Region};
pub use error::Error;
pub use finding::{Finding, Kind as FindingKind};
pub use header::{Field, Header};
pub use index::Indexer;
pub use limits::{Limit, Limits};
pub use lines::{LONGEST_LINE, Lines};
pub use message::Message;
pub use parameters::{Parameter, Parameters};
pub use section::Section;
