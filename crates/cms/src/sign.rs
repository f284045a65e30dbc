//! SignedData written: what all signatures of a key share is made once (`Identity`), the rest per mail (`Request`);
//! several signers of one content stand together in a `Joint`.

mod identity;
mod joint;
mod opaque;
mod request;

pub use identity::{Identity, Options, Sid};
pub use joint::Joint;
pub use opaque::{Awaiting, Opaque};
pub use request::{Request, Wrapping};
