//! What a CA or an owner signs: bytes out, signature in. The keyholder signs; nothing here sees a private key.

mod authority;
mod crl;
mod extension;
mod leaf;
mod tbs;
mod unsigned;
mod validity;

pub use authority::{CaRequest, issuing, root};
pub use crl::{CrlRequest, Revocation, crl};
pub(crate) use extension::{extension_list, subject_alt_name};
pub use leaf::{LeafRequest, PolicyChoice, leaf};
pub use unsigned::Unsigned;
pub use validity::{LEAF_DAYS, not_after};
