//! BER as real programs write it and DER as we write it (X.690).
//!
//! [`Reader`] pulls elements out of a stream of any length in constant memory; [`Cursor`] does the same over a slice.
//! [`der`] builds DER, [`Stream`] writes indefinite lengths. What an element means is the caller's: no CMS, no X.509 here.

mod cursor;
pub mod der;
mod error;
mod extent;
mod header;
mod joined;
mod reader;
mod rewrite;
mod stream;
mod tag;
pub mod time;
mod value;
mod work;

pub use cursor::{Cursor, Element};
pub use error::Error;
pub use header::{Header, Length};
pub use reader::{Form, Reader};
pub use rewrite::rewritten;
pub use stream::Stream;
pub use tag::{Class, Tag};
#[cfg(any(test, feature = "count-work"))]
pub use work::done as work_done;

/// How deep elements may nest. CMS with certificates needs about 16; OpenSSL stops at 30 (`ASN1_MAX_CONSTRUCTED_NEST`).
pub const MAX_DEPTH: usize = 32;
