//! What a CA or an owner signs: bytes out, signature in. The keyholder signs; nothing here sees a private key.

mod crl;
mod leaf;
mod profile;
mod unsigned;

pub use crl::{CrlRequest, Revocation, crl};
pub use leaf::{LeafRequest, leaf};
pub use profile::{CaRequest, PolicyChoice, issuing, root};
pub use unsigned::Unsigned;
