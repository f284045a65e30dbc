//! The daemon that mail goes through
