//! Which cipher and which key transport a mail is encrypted with: a pure value, and one function over what all recipients are
//! known to read (RFC 8551 2.5.2, 2.7). Nothing weak can be chosen: what is only read is in no list here.

use kakitome_crypto::{ContentCipher, KeyTransport};

use super::capabilities::Capabilities;

/// The choice of algorithms, as a value.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Algorithms {
    /// A cipher that is taken as soon as all recipients are known to read it, best first.
    pub where_known: Vec<ContentCipher>,
    /// The cipher otherwise.
    pub otherwise: ContentCipher,
    /// What is taken instead of that if somebody's list has this one and not that one.
    pub fallback: ContentCipher,
    /// RSAES-OAEP to whoever is known to read it.
    pub oaep_where_known: bool,
}

impl Default for Algorithms {
    fn default() -> Self {
        Self {
            where_known: vec![ContentCipher::Aes256Gcm, ContentCipher::Aes128Gcm],
            otherwise: ContentCipher::Aes256Cbc,
            fallback: ContentCipher::Aes128Cbc,
            oaep_where_known: true,
        }
    }
}

/// One rule of the default choice, with the day it was last looked at and where it comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Rule {
    /// A stable word: `aes-gcm`, `aes-cbc`, `oaep`, `pkcs1`, `weak`.
    pub id: &'static str,
    /// As of when.
    pub as_of: &'static str,
    /// Where it comes from.
    pub source: &'static str,
}

impl Rule {
    /// A rule of that day.
    #[must_use]
    pub const fn new(id: &'static str, as_of: &'static str, source: &'static str) -> Self {
        Self { id, as_of, source }
    }
}

impl Algorithms {
    /// The rules behind the default, for whoever prints the policy.
    pub const RULES: [Rule; 5] = [
        // NSS 3.87 answers SEC_ERROR_UNRECOGNIZED_OID, Thunderbird 153 shows an attachment, gpgsm 2.2 has no AuthEnvelopedData, OpenSSL
        // reads it since 3.0
        Rule {
            id: "aes-gcm",
            as_of: "2026-11-22",
            source: "RFC 8551 2.5.2, 2.7; measured: Thunderbird 153, NSS 3.87 and GnuPG 2.2 do not read it",
        },
        Rule {
            id: "aes-cbc",
            as_of: "2026-11-22",
            source: "RFC 8551 2.7; measured: OpenSSL 3, Thunderbird 153, NSS 3.87, GnuPG 2.2, Bouncy Castle 1.72",
        },
        Rule {
            id: "oaep",
            as_of: "2026-11-22",
            source: "RFC 8551 2.3; measured: Thunderbird 153 reads it and does not say so, NSS 3.87 and GnuPG 2.2 do not read it",
        },
        Rule { id: "pkcs1", as_of: "2026-11-22", source: "RFC 8551 2.3 (MUST)" },
        Rule { id: "weak", as_of: "2026-11-22", source: "RFC 8551 2.7 and appendix B: 3DES, RC2 and DES are read, never written" },
    ];

    /// The cipher for these recipients together; `None` stands for one of whom nothing is known.
    #[must_use]
    pub fn cipher(&self, recipients: &[Option<&Capabilities>]) -> ContentCipher {
        let all_read = |cipher: &&ContentCipher| {
            let reads = |one: &Option<&Capabilities>| one.is_some_and(|known| known.ciphers.contains(cipher));
            !recipients.is_empty() && recipients.iter().all(reads)
        };
        if let Some(best) = self.where_known.iter().find(all_read) {
            return *best;
        }
        let lacks = |one: &Option<&Capabilities>| {
            one.is_some_and(|known| known.ciphers.contains(&self.fallback) && !known.ciphers.contains(&self.otherwise))
        };
        if recipients.iter().any(lacks) { self.fallback } else { self.otherwise }
    }

    /// How the key goes to an RSA key of this recipient.
    #[must_use]
    pub fn transport(&self, recipient: Option<&Capabilities>) -> KeyTransport {
        let known = recipient.and_then(|known| known.oaep.clone()).filter(|_| self.oaep_where_known);
        known.unwrap_or(KeyTransport::RsaPkcs1)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]

    use kakitome_crypto::DigestAlgorithm;

    use super::*;
    use ContentCipher::{Aes128Cbc, Aes128Gcm, Aes256Cbc, Aes256Gcm};

    fn reads(ciphers: &[ContentCipher]) -> Capabilities {
        Capabilities { ciphers: ciphers.to_vec(), ..Capabilities::default() }
    }

    #[test]
    fn gcm_only_where_all_are_known_to_read_it() {
        let policy = Algorithms::default();
        let (new, newer, old, oldest) =
            (reads(&[Aes256Gcm, Aes128Gcm, Aes256Cbc]), reads(&[Aes128Gcm, Aes128Cbc, Aes256Cbc]), reads(&[Aes128Cbc]), reads(&[]));
        for (recipients, cipher) in [
            (vec![], Aes256Cbc),
            (vec![None], Aes256Cbc),
            (vec![Some(&new)], Aes256Gcm),
            (vec![Some(&new), None], Aes256Cbc),
            (vec![Some(&new), Some(&newer)], Aes128Gcm),
            (vec![Some(&new), Some(&old)], Aes128Cbc),
            (vec![Some(&old), None], Aes128Cbc),
            // a list without AES is one of 2000: whoever reads S/MIME today reads AES all the same, and nothing weak is written
            (vec![Some(&oldest)], Aes256Cbc),
        ] {
            assert_eq!(policy.cipher(&recipients), cipher, "{recipients:?}");
        }
    }

    #[test]
    fn oaep_only_where_it_is_known_to_be_read() {
        let policy = Algorithms::default();
        let oaep = KeyTransport::oaep(DigestAlgorithm::Sha256);
        let known = Capabilities { oaep: Some(oaep.clone()), ..Capabilities::default() };
        assert_eq!(policy.transport(None), KeyTransport::RsaPkcs1);
        assert_eq!(policy.transport(Some(&Capabilities::default())), KeyTransport::RsaPkcs1);
        assert_eq!(policy.transport(Some(&known)), oaep);
        let never = Algorithms { oaep_where_known: false, ..policy };
        assert_eq!(never.transport(Some(&known)), KeyTransport::RsaPkcs1);
    }
}
