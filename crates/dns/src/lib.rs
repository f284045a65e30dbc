//! The one resolver: MX, TLSA, TXT and SMIMEA, each answer with what DNSSEC proves of it (RFC 4033, 6698, 7672).
