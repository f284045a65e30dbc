//! Small pieces of DER.
