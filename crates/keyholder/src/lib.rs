//! The process that has the private keys: no network, one Unix socket
