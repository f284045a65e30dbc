//! RFC 5652 containers, read and written as streams; PKCS#12
