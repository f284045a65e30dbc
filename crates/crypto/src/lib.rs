//! The only crate of Kakitome that names a primitive: digests, signatures, keys, key wrapping, content ciphers, and the joints [`Signer`] and [`Opener`].
//!
//! What stands here knows numbers and the few bytes of ASN.1 around them (AlgorithmIdentifier, SubjectPublicKeyInfo, PKCS#8);
//! it knows neither certificates nor messages. Whether an algorithm is *acceptable* is a policy of the floors above;
//! here stands only what it is, and whether the arithmetic holds. The arithmetic is aws-lc's, with one exception: many RSA private
//! operations together ([`Opener::unwrap_many`]) are computed here, eight at once, where the processor has AVX-512 IFMA.
//!
//! ```
//! use kakitome_crypto::{KeyKind, Kind, MemorySigner, PrivateKey, PublicKey, Signer, Verification};
//!
//! let signer = MemorySigner::new(PrivateKey::generate(KeyKind::P256)?)?;
//! let signature = signer.sign(Kind::SignedAttributes, b"the bytes")?;
//! let key = PublicKey::from_spki(signer.public_key())?;
//! assert_eq!(key.verify(&signer.algorithm(), b"the bytes", &signature), Verification::Good);
//! assert_eq!(key.verify(&signer.algorithm(), b"other bytes", &signature), Verification::Bad);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A content key goes to a public key and comes back through the joint [`Opener`], which never says that something was wrong with it:
//!
//! ```
//! use kakitome_crypto::{DigestAlgorithm, KeyKind, KeyTransport, MemoryOpener, Opener, PrivateKey, PublicKey, Wrapped};
//!
//! let opener = MemoryOpener::new(PrivateKey::generate(KeyKind::Rsa { bits: 2048 })?)?;
//! let transport = KeyTransport::oaep(DigestAlgorithm::Sha256);
//! let content_key = [7; 32];
//! let encrypted = PublicKey::from_spki(opener.public_key())?.encrypt_key(&transport, &content_key)?;
//! let opened = opener.unwrap(&Wrapped::Transport { algorithm: &transport, encrypted: &encrypted }, 32)?;
//! assert_eq!(opened.as_slice(), content_key);
//! let altered = opener.unwrap(&Wrapped::Transport { algorithm: &transport, encrypted: &encrypted[1..] }, 32)?;
//! assert!(altered.len() == 32 && *altered != *opened);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod agreement;
mod algorithm;
mod asn1;
mod bmp;
mod cipher;
mod credentials;
mod digest;
mod encoding;
mod envelope;
mod error;
mod exchange;
mod hmac;
mod kdf;
mod kind;
mod lanes;
#[allow(unsafe_code, reason = "the RSA operations that aws-lc-rs does not offer; see its first lines")]
mod native;
mod oid;
mod opener;
mod padding;
mod password_cipher;
mod password_kdf;
mod password_mac;
mod pem;
mod private;
mod public;
mod random;
mod rejection;
mod rsa;
mod rsa_signature;
mod seal;
mod signer;
mod signing_many;
mod stretch;
mod transport;
mod verifier;
mod wrap;
mod wrapped;

pub use agreement::{Kdf, KeyAgreement};
pub use algorithm::{SignatureAlgorithm, Unsupported};
pub use bmp::{bmp_password, bmp_password_by_octets};
pub use cipher::{CheckedCiphertext, Checker, CipherAlgorithm, ContentCipher, ContentKey, Decryptor, Encryptor};
pub use credentials::{AccountSecrets, LOGIN_COST, PasswordFault, PasswordHash, SCRAM_ITERATIONS, ScramKeys};
pub use digest::{Digest, DigestAlgorithm, Hasher, Strength, digest};
pub use envelope::Agreed;
pub use error::Error;
pub use hmac::{hmac, hmac_matches, pkcs12_key};
pub use kdf::{hkdf, x963_kdf};
pub use kind::KeyKind;
pub use opener::{MemoryOpener, OpenError, Opener};
pub use password_cipher::PasswordCipher;
pub use password_mac::PasswordMac;
pub use private::PrivateKey;
pub use public::{PublicKey, Verification};
pub use random::{fill as random_fill, warm_up};
pub use seal::SealingKey;
pub use signer::{Kind, MemorySigner, SignError, Signer};
pub use signing_many::{Bunch, ToSign, sign_many};
pub use stretch::{Argon2Cost, HashRoom, Pbkdf2Limits, argon2id, pbkdf2};
pub use transport::KeyTransport;
pub use verifier::Why;
pub use wrap::{KeyWrap, PasswordKek};
pub use wrapped::Wrapped;
/// Secrets are handed around in this box and wiped when it is dropped.
pub use zeroize::{Zeroize, Zeroizing};
