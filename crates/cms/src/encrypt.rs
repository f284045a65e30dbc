//! EnvelopedData (RFC 5652 6) and AuthEnvelopedData (RFC 5083) written: what all mails to one recipient share is made once
//! (`Recipient`), a `Request` says to whom and how, and every message that it writes gets a key and a nonce of its own.
//! Whether a certificate *should* be encrypted to is for `kakitome_pki` to say.
//!
//! ```
//! use kakitome_cms::encrypt::{Options, Recipient, Request};
//! use kakitome_crypto::ContentCipher;
//! use kakitome_pki::Certificate;
//! use std::fs::File;
//! use std::io;
//!
//! fn encrypt(mail: File, certificates: &[Certificate], sink: File) -> Result<File, Box<dyn std::error::Error>> {
//!     let to = |certificate| Recipient::certificate(certificate, &Options::default());
//!     let recipients = certificates.iter().map(to).collect::<Result<Vec<_>, _>>()?; // worth keeping
//!     let request = Request::new(&recipients, ContentCipher::Aes256Gcm)?;
//!     let mut writer = request.stream(sink)?; // a fresh key and nonce; `definite` and `encrypt` give DER
//!     io::copy(&mut &mail, &mut writer)?;
//!     Ok(writer.finish()?)
//! }
//! ```

mod recipient;
mod recipient_info;
mod request;
mod writer;

pub use recipient::{Options, Recipient, Rid};
pub use request::Request;
pub use writer::Writer;
pub(crate) use writer::ciphertext_length;
