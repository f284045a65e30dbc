//! From the mail as it came to the forms in which it leaves: content written once, header put right, signed, encrypted for whom it is
//! for. Nothing that was signed is encoded again.

pub(crate) mod content;
pub(crate) mod eight_bit;
pub(crate) mod outgoing;
pub(crate) mod pipeline;
pub(crate) mod portions;
pub(crate) mod signing;
pub(crate) mod submission;
