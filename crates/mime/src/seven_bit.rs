//! What must change so that a mail survives every transport before it is signed (RFC 8551 3.1.2, RFC 2045 6): a plan of pieces.
//! Nothing below a signed or encrypted part is touched; what would have to be is an `Obstacle`. Signs nothing.

mod options;
mod planner;
mod treatment;
mod write;

pub use options::{Fields, Obstacle, Options, Reason};
pub use planner::plan;
pub use write::{Piece, Plan};
