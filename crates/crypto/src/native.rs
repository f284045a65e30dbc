//! One of two files of Kakitome with `unsafe` in them (the other is `lanes`): the bare RSA operations of AWS-LC, x^e mod n and x^d mod n, for keys and paddings that
//! aws-lc-rs does not offer (keys below 2048 bits, OAEP and PSS with two digests, no answer about padding). No padding is read or made here.
//! The private operation is blinded and its result checked against faults, which AWS-LC does for every key that has its public exponent.

use std::ptr::NonNull;

use aws_lc_sys::{
    RSA, RSA_NO_PADDING, RSA_decrypt, RSA_encrypt, RSA_free, RSA_private_key_from_bytes, RSA_public_key_from_bytes, RSA_size,
};

/// An RSA object that is ours to free; its secret numbers are wiped then (`OPENSSL_free` cleanses).
struct Owned(NonNull<RSA>);

// SAFETY: AWS-LC binds no object to a thread (openssl/rsa.h, "Thread safety" of `RSA`).
unsafe impl Send for Owned {}
// SAFETY: after its parsing an `Owned` only meets RSA_size, RSA_encrypt and RSA_decrypt, which openssl/rsa.h calls non-mutating for
// thread safety: what they cache inside (Montgomery forms, blinding factors) stands behind the object's own lock.
unsafe impl Sync for Owned {}

impl Drop for Owned {
    fn drop(&mut self) {
        // SAFETY: the pointer came from a parser of AWS-LC, is owned by this value alone, and is not used after its drop.
        unsafe { RSA_free(self.0.as_ptr()) }
    }
}

impl Owned {
    fn size(&self) -> usize {
        // SAFETY: the pointer is a live RSA object whose modulus the parser has set.
        let size = unsafe { RSA_size(self.0.as_ptr()) };
        usize::try_from(size).unwrap_or_default()
    }
}

/// A public key (n, e): n odd and of 16384 bits at most, e odd, more than one, of 33 bits at most.
pub(crate) struct RsaPublic(Owned);

/// A private key, its parts checked against each other.
pub(crate) struct RsaPrivate(Owned);

impl RsaPublic {
    /// Reads an RSAPublicKey (RFC 8017 A.1.1).
    pub(crate) fn from_pkcs1(der: &[u8]) -> Option<Self> {
        // SAFETY: pointer and length are those of one live slice, which is only read during the call.
        let parsed = unsafe { RSA_public_key_from_bytes(der.as_ptr(), der.len()) };
        NonNull::new(parsed).map(|rsa| Self(Owned(rsa)))
    }

    /// Octets of the modulus.
    pub(crate) fn size(&self) -> usize {
        self.0.size()
    }

    /// `output = input^e mod n`; both as long as the modulus. `false`: they are not, or the input is not below the modulus.
    #[must_use]
    pub(crate) fn transform(&self, input: &[u8], output: &mut [u8]) -> bool {
        let mut written = 0;
        // SAFETY: the pointer is a live RSA object; the input is read and the output written within the lengths of their own slices,
        // which cannot overlap (one is borrowed mutably); `written` outlives the call.
        let done = unsafe {
            RSA_encrypt(self.0.0.as_ptr(), &raw mut written, output.as_mut_ptr(), output.len(), input.as_ptr(), input.len(), RSA_NO_PADDING)
        };
        done == 1 && written == output.len()
    }
}

impl RsaPrivate {
    /// Reads an RSAPrivateKey (RFC 8017 A.1.2) of two primes. Without its public exponent AWS-LC would neither blind nor check:
    /// the caller has made sure that there is one.
    pub(crate) fn from_pkcs1(der: &[u8]) -> Option<Self> {
        // SAFETY: pointer and length are those of one live slice, which is only read during the call.
        let parsed = unsafe { RSA_private_key_from_bytes(der.as_ptr(), der.len()) };
        NonNull::new(parsed).map(|rsa| Self(Owned(rsa)))
    }

    /// Octets of the modulus.
    pub(crate) fn size(&self) -> usize {
        self.0.size()
    }

    /// `output = input^d mod n`; both as long as the modulus. `false`: they are not, or the input is 0, 1, n - 1 or not below n, or memory
    /// is short: nothing that depends on the private key.
    #[must_use]
    pub(crate) fn transform(&self, input: &[u8], output: &mut [u8]) -> bool {
        let mut written = 0;
        // SAFETY: the pointer is a live RSA object; the input is read and the output written within the lengths of their own slices,
        // which cannot overlap (one is borrowed mutably); `written` outlives the call.
        let done = unsafe {
            RSA_decrypt(self.0.0.as_ptr(), &raw mut written, output.as_mut_ptr(), output.len(), input.as_ptr(), input.len(), RSA_NO_PADDING)
        };
        done == 1 && written == output.len()
    }
}
