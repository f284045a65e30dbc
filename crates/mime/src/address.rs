//! Address lists (RFC 5322 3.4 and 4.4, RFC 6532, RFC 6854). Whatever mail programs could read in two ways makes the list ambiguous.
//! Display names are decoded for display; an addr-spec is never decoded.

mod list;
mod name;
mod parse;
mod token;

pub use list::{AddrSpec, AddressList, Item, Mailbox};
pub use parse::parse;
