//! EnvelopedData (RFC 5652 6) and AuthEnvelopedData (RFC 5083) written: what all mails to one recipient share is made once
//! (`Recipient`), a `Request` says to whom and how, and every message that it writes gets a key and a nonce of its own.
//! Whether a certificate *should* be encrypted to is for `kakitome_pki` to say.

mod recipient;
mod recipient_info;
mod request;
mod writer;

pub use recipient::{Options, Recipient, Rid};
pub use request::Request;
pub use writer::Writer;
pub(crate) use writer::ciphertext_length;
