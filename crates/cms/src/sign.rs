//! SignedData written: what all signatures of a key share is made once (`Identity`), the rest per mail (`Request`);
//! several signers of one content stand together in a `Joint`.
//!
//! ```
//! use kakitome_cms::sign::{Identity, Options, Request};
//! use kakitome_crypto::{Kind, Signer, digest};
//! use kakitome_pki::{Certificate, UnixTime};
//!
//! fn sign(mail: &[u8], certificate: &Certificate, key: &dyn Signer) -> Result<Vec<u8>, Box<dyn std::error::Error>> {
//!     let identity = Identity::new(certificate, &[], key.algorithm(), &Options::default())?; // worth keeping
//!     let digest = digest(identity.digest(), mail).ok_or("this digest is not offered")?;
//!     let request = Request::new(&identity, &digest, Some(UnixTime::now()))?;
//!     let signature = key.sign(Kind::SignedAttributes, request.to_be_signed())?; // here, or by somebody else, later
//!     Ok(request.detached(&signature)) // the `smime.p7s`; `opaque` puts the mail inside, `Opaque` as a stream
//! }
//! ```

mod identity;
mod joint;
mod opaque;
mod request;

pub use identity::{Identity, Options, Sid};
pub use joint::Joint;
pub use opaque::{Awaiting, Opaque};
pub use request::{Request, Wrapping};
