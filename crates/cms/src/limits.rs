//! How much of a container is held in memory. Content streams and has no limit here.

use crate::attribute;

/// Limits of reading. The defaults are far above what mail programs write and far below what hurts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// SignerInfos that are read; more, and none is good (attack row M23: OpenSSL verifies all of 200). RFC 5652 names no limit;
    /// real mail has one, seldom two.
    pub signers: usize,
    /// Certificates that are kept; the rest are passed over (attack row M23). Chains have three, cross certificates make eight.
    pub certificates: usize,
    /// CRLs that are kept.
    pub crls: usize,
    /// Bytes of one certificate; larger ones are passed over. Post-quantum certificates have about 20 KiB.
    pub certificate_bytes: usize,
    /// Bytes of one CRL; larger ones are passed over (attack row M23: 100 MB inside). CRLs in mail have some KiB.
    pub crl_bytes: usize,
    /// Bytes of one SignerInfo. Time stamps in unsigned attributes carry chains of their own: some 20 KiB.
    pub signer_bytes: usize,
    /// Digest algorithms computed at once over the content; more are ignored, and a signer that needs one says so.
    pub digests: usize,
    /// Octets that compressed content may have once it is decompressed (attack row M21). Mail of 200 MB goes through whole.
    pub decompressed_bytes: u64,
    /// How many times its compressed size content may have (attack row M21). Text shrinks to a tenth, zlib at its best to a thousandth.
    pub decompression_ratio: u64,
    /// Octets up to which the ratio does not matter: a page of blanks is no attack.
    pub decompression_floor: u64,
    /// Recipients that are held; the rest are passed over. RFC 5652 names no limit; the largest mail seen to a list has some hundred,
    /// and attack row M23 has 1,000.
    pub recipients: usize,
    /// Recipients that are even passed over; more is an error.
    pub recipients_passed: usize,
    /// Bytes of one RecipientInfo; larger ones are passed over. A key agreement may list all its recipients in one: 100 bytes each.
    pub recipient_bytes: usize,
    /// Bytes of all RecipientInfos that are held together: a thousand of RSA-4096 have 800 KiB.
    pub recipients_bytes: usize,
    /// Bytes of the attributes behind encrypted content. None are in use in mail; the authenticated ones of signed mail have 200.
    pub attributes_bytes: usize,
    /// Attributes of one list, their values counted with them; more, and the signer is one that cannot be read. Signatures in mail have ten,
    /// those made to last for decades (CAdES, RFC 5126) some dozen.
    pub attributes: usize,
    /// Recipients' keys of all key agreements together. RFC 5753 lets one agreement serve any number; mailing lists reach hundreds.
    pub agreement_keys: usize,
    /// Elements of the bags of certificates, CRLs and digest algorithms that are even passed over; more is an error.
    pub bag_elements: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            signers: 16,
            certificates: 64,
            crls: 16,
            certificate_bytes: 64 << 10,
            crl_bytes: 1 << 20,
            signer_bytes: 256 << 10,
            digests: 8,
            decompressed_bytes: 1 << 30,
            decompression_ratio: 100,
            decompression_floor: 1 << 20,
            recipients: 1_000,
            recipients_passed: 200_000,
            recipient_bytes: 256 << 10,
            recipients_bytes: 2 << 20,
            attributes_bytes: 256 << 10,
            attributes: attribute::MOST,
            agreement_keys: 10_000,
            bag_elements: 20_000,
        }
    }
}
