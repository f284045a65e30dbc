//! Random octets. The first ones cost 30 to 50 ms in a process: a daemon draws them at its start.

use crate::error::Error;

/// Fills a buffer.
///
/// # Errors
/// The system's random source failed.
pub fn fill(_buffer: &mut [u8]) -> Result<(), Error> { todo!() }

/// Draws the first random number, so that no mail waits for it.
///
/// # Errors
/// The system's random source failed.
pub fn warm_up() -> Result<(), Error> { let mut one = [0]; fill(&mut one) }
