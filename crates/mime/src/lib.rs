//! A mail as an index of offsets over its bytes; nothing that was signed is ever re-encoded
