//! kakitome
fn main() {}
