//! SignedData written: what all signatures of a key share is made once (`Identity`), the rest per mail (`Request`).

mod identity;
mod opaque;
mod request;

pub use identity::{Identity, Options, Sid};
pub use opaque::Opaque;
pub use request::{Request, Wrapping};
