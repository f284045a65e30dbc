//! What this program writes, what it reads, what it calls weak, and what a verdict demands: one pure value, made of the very policy that
//! decides, with the source of each rule and the day it was last looked at. Sentences stand in `explain`.

mod algorithms;
mod row;
mod values;

use crate::policy::Policy;
use crate::seal::RecipientPolicy;

pub use row::{Algorithm, Area, Read, Value, Written};

/// The whole policy, ready to be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Stance {
    /// Algorithms, by kind.
    pub algorithms: Vec<Algorithm>,
    /// Values that decide verdicts and the choice of certificates.
    pub values: Vec<Value>,
}

impl Stance {
    /// That of these policies.
    #[must_use]
    pub fn of(verdict: &Policy, recipients: &RecipientPolicy) -> Self {
        Self { algorithms: algorithms::all(verdict, recipients), values: values::all(verdict, recipients) }
    }
}

#[cfg(test)]
mod tests;
