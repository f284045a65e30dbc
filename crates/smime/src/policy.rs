//! The choices behind a verdict, as values (design, section 4: every exception is a policy value). The defaults are the
//! design's default policy; nothing else in this crate knows a number.

/// What may be accepted, and how much work one mail may cost.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Policy {
    /// The judgement of certificates and their paths.
    pub path: kakitome_pki::Policy,
    /// The arithmetic of signatures. Default: SHA-1 and MD5 do not count (RFC 8551 2.1, RFC 9155, RFC 6151).
    pub signature: kakitome_cms::Policy,
    /// What is tried to open what is encrypted. Default: private keys, no passwords (M24).
    pub unlock: kakitome_cms::UnlockPolicy,
    /// Content that fits only with canonical line ends counts, with a finding. Default: yes (RFC 8551 3.1.1).
    pub canonical_line_ends: bool,
    /// The signer's certificate must have the address of From. Default: yes (RFC 8550 3).
    pub match_from: bool,
    /// A signature that covers only a part of the mail counts. Default: no.
    pub allow_part: bool,
    /// Seconds that the signing time may lie from `Date:` before it is mentioned (Thunderbird: one hour).
    pub signing_time_tolerance: i64,
    /// The caller's record of when a mail was received counts as a time stamp does: what has expired since was good then.
    /// Default: no, it is only said so.
    pub received_proves: bool,
    /// How much work one mail may cost.
    pub limits: Limits,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            path: kakitome_pki::Policy::default(),
            signature: kakitome_cms::Policy::default(),
            unlock: kakitome_cms::UnlockPolicy::default(),
            canonical_line_ends: true,
            match_from: true,
            allow_part: false,
            signing_time_tolerance: 3600,
            received_proves: false,
            limits: Limits::default(),
        }
    }
}

/// How much one mail may cost. Past a limit the layer is reported as not readable, with the limit's name.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Limits {
    /// Limits of the MIME index.
    pub mime: kakitome_mime::Limits,
    /// Limits of the CMS reader.
    pub cms: kakitome_cms::Limits,
    /// The work of path searches for all signers together, and once more for all their time stamps.
    pub path: kakitome_pki::Budget,
    /// Time stamps of one signer that are judged. One is usual; archives add one in some years.
    pub time_stamps: usize,
    /// Layers inside each other (attack row M25: 16; deeper ones are not opened). Real mail has at most four (signed, encrypted, signed,
    /// list's signature).
    pub depth: usize,
    /// Layers in all, side by side or inside each other.
    pub layers: usize,
    /// Signers in all layers together (M23: 16 in one layer is already more than any program shows).
    pub signers: usize,
    /// Bytes of the content of all layers together that stay in memory before the spill is used.
    pub in_memory: usize,
    /// Bytes of a lone CMS file in base64 or PEM that are decoded in memory before the spill is used.
    pub sniff: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            mime: kakitome_mime::Limits::default(),
            cms: kakitome_cms::Limits::default(),
            path: kakitome_pki::Budget::default(),
            time_stamps: 4,
            depth: 16,
            layers: 32,
            signers: 16,
            in_memory: 1 << 20,
            sniff: 4096,
        }
    }
}
