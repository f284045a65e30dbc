//! The keyholder's protocol and its clients
