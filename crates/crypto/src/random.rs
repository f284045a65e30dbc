//! Random octets. The first ones cost 30 to 50 ms in a process: a daemon draws them at its start.

use crate::error::Error;

/// Fills a buffer.
///
/// # Errors
/// The system's random source failed.
pub fn fill(buffer: &mut [u8]) -> Result<(), Error> {
    aws_lc_rs::rand::fill(buffer).map_err(|_| Error::Primitive { what: "drawing random octets" })
}

/// Draws the first random number, so that no mail waits for it.
///
/// # Errors
/// The system's random source failed.
pub fn warm_up() -> Result<(), Error> {
    fill(&mut [0])
}
