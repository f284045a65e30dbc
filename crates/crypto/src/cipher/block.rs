//! One block at a time: AES (FIPS 197), DES and 3DES (FIPS 46-3), RC2 (RFC 2268), and CBC without padding for small pieces.
