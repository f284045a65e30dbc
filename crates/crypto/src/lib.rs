//! The only crate that names a primitive: digests, signatures, keys, and the joints Signer and Opener
