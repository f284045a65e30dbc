//! Whose certificates: the one that signs for an address, and those that an address gets ciphertext for. Prepared from what the
//! store knows and judged by the clock; nothing is fetched while a mail waits.

pub(crate) mod addressees;
pub(crate) mod candidates;
pub(crate) mod identities;
