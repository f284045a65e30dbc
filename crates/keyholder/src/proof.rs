//! A key is used once before it is offered, for all that it will be used for: the primitive library computes what it keeps beside a key at
//! its first use, and that shall lie in the same locked heap; and a key that does not work is found now, not at the first mail.

use kakitome_crypto::{
    DigestAlgorithm, KeyAgreement, KeyKind, KeyTransport, KeyWrap, MemoryOpener, Opener, PrivateKey, PublicKey, Verification, Wrapped,
};
use kakitome_keys::Purpose;

use crate::{error::Error, ring::Held};

/// Whether a key of this purpose has something to do: it signs, or it opens what was encrypted to it (X25519, short RSA keys of the past).
pub(crate) fn is_of_use(purpose: Purpose, key: &PrivateKey) -> bool {
    signs(key) || purpose.opens() && key.can_decrypt()
}

fn signs(key: &PrivateKey) -> bool {
    key.can_sign(&key.default_algorithm())
}

/// Uses the key.
pub(crate) fn try_out(held: &Held) -> Result<(), Error> {
    let key = held.private();
    if !is_of_use(held.info.purpose, key) {
        return Err(bad(&format!("a key of type {} neither signs nor opens for {}", key.kind(), held.info.purpose)));
    }
    let public = PublicKey::from_spki(key.public_spki())?;
    if signs(key) {
        key.prepare_for_many();
        let algorithm = key.default_algorithm();
        let signature = key.sign(&algorithm, b"")?;
        if public.verify(&algorithm, b"", &signature) != Verification::Good {
            return Err(bad("it signs what its public half does not verify"));
        }
    }
    match held.opener() {
        Some(opener) if !opens(opener, &public)? => Err(bad("it does not open what is encrypted to its public half")),
        _ => Ok(()),
    }
}

/// Nothing is encrypted any more to a key that is shorter; such a one is only put to work.
const LEAST_RSA: u32 = 1024;
const CONTENT_KEY: [u8; 16] = [0x5a; 16];

fn opens(opener: &MemoryOpener, public: &PublicKey) -> Result<bool, Error> {
    let back = |wrapped: &Wrapped<'_>| {
        opener.unwrap(wrapped, CONTENT_KEY.len()).map_err(|why| match why {
            kakitome_crypto::OpenError::Crypto(why) => Error::from(why),
            other => bad(&other.to_string()),
        })
    };
    match public.kind() {
        KeyKind::Rsa { bits } => {
            let algorithm = KeyTransport::oaep(DigestAlgorithm::Sha256);
            if bits < LEAST_RSA {
                return back(&Wrapped::Transport { algorithm: &algorithm, encrypted: &[] }).map(|_| true);
            }
            let encrypted = public.encrypt_key(&algorithm, &CONTENT_KEY)?;
            Ok(*back(&Wrapped::Transport { algorithm: &algorithm, encrypted: &encrypted })? == CONTENT_KEY)
        }
        kind => {
            let algorithm = KeyAgreement::usual(kind, KeyWrap::Aes128).ok_or_else(|| bad("no key agreement goes with it"))?;
            let agreed = public.agree_and_wrap(&algorithm, None, &CONTENT_KEY)?;
            let wrapped =
                Wrapped::Agreement { algorithm: &algorithm, originator: &agreed.originator_spki, ukm: None, encrypted: &agreed.encrypted };
            Ok(*back(&wrapped)? == CONTENT_KEY)
        }
    }
}

fn bad(why: &str) -> Error {
    kakitome_crypto::Error::BadKey { what: "private key", why: why.to_owned() }.into()
}
