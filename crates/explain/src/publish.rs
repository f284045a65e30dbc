//! What a sender publishes or hands to those who answer the telephone, in Japanese and English: how to check our mail, the promise to
//! sign, the support card, the cost sheet. Each is made as a [`crate::document::Document`] and as JSON from the same values.

pub mod card;
pub mod check;
pub mod cost;
pub mod promise;

mod programs;
mod serial;
