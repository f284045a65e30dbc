//! Where what is counted of a running gateway is asked for (Prometheus text format 0.0.4). Only numbers, names of doors, ids of
//! reasons and the identities' own addresses: no other address, no subject, no name of a client ever becomes a label.

mod door;
mod exposition;
mod page;

pub(crate) use door::keep;
