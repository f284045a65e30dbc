//! Keys wrapped by keys (RFC 3394, RFC 3217) and by passwords (RFC 3211).
#![forbid(unsafe_code)]

mod aes;
mod key_wrap;
mod old;
mod password;

pub use key_wrap::KeyWrap;
pub use password::PasswordKek;
