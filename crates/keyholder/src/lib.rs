//! The process that has the private keys: no network, one Unix socket.
mod options;
pub use options::{Error, KekSource, Options, init, rotate, run, socket_path};
