//! The way on: one next hop, or the mail servers of a domain; connections that are kept, what each must show and what is remembered
//! of it. What a connection says of one mail is `transaction`.

pub(crate) mod approach;
pub(crate) mod fixed;
pub(crate) mod hop;
pub(crate) mod internet;
pub(crate) mod memory;
pub(crate) mod names;
pub(crate) mod passage;
pub(crate) mod policies;
pub(crate) mod pool;
pub(crate) mod sessions;
pub(crate) mod showing;
pub(crate) mod turns;
pub(crate) mod way;
pub(crate) mod ways;
