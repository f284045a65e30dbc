//! Looking ahead.
