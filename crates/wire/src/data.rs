//! The content of DATA on its way in ([`Decoder`]) and out ([`Encoder`]): RFC 5321 4.1.1.4 and 4.5.2.

mod decoder;
mod encoder;
mod plain;

pub use decoder::{BareNewline, Chunk, Decoder, Fault};
pub use encoder::Encoder;
