//! The structure of any CMS container, certificate, revocation list or file of keys as a stream of lines: where each element stands,
//! what it is called (RFC 5652 and the others), what it says. Content is passed over, never held; nothing is judged here.
//!
//! What is told of a place is brought by the caller as findings ([`examine`] makes them) and comes out with its line.

mod examine;
mod line;
mod names;
mod root;
mod schema;
mod tables_cms;
mod tables_keys;
mod tables_x509;
mod value;
mod walk;

pub use examine::examine;
pub use line::{Limits, Line, Notes, Summary, Whose};
pub use value::Value;
pub use walk::show;
