//! What the kernel refuses a process of ours, from a moment on and for good (seccomp(2)): other programs, other processes, new code, and as
//! much of the network as it has no business with.
//!
//! A list of what is forbidden, not of what is allowed: the allowed calls differ with every version of the C library, and a keyholder
//! that dies of one would stop all mail. Files and users' rights are not its matter.

mod calls;
mod filter;

pub use filter::{Code, Error, Sockets, confine};
