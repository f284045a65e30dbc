//! What is to become of a mail, decided before anything is made of it: what it says of itself, what its sender asks for, what the
//! rules say, and the course that follows for each recipient. Values in, values out.

pub(crate) mod arrival;
pub(crate) mod asked;
pub(crate) mod course;
pub(crate) mod facts;
pub(crate) mod obstacle;
pub(crate) mod rollout;
pub(crate) mod rules;
pub(crate) mod trigger;
pub(crate) mod visible;
