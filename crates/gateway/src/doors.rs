//! Where mail comes in: a listening socket, and the two dialogues that are held over it, SMTP (with LMTP) and milter.

pub(crate) mod door;
pub(crate) mod milter;
pub(crate) mod session;
