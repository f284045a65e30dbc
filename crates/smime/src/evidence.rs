//! What is known beside the mail when it is judged: values, no callbacks (design, section 2), so that a verdict can be
//! had again from the same bytes, evidence, policy and time.

use kakitome_pki::{Anchors, Certificate, Crl, OcspResponse, Pool, RevocationPool};

/// Everything beside the mail itself.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Evidence {
    /// The roots that are trusted for e-mail.
    pub anchors: Anchors,
    /// Certificates at hand beside those in the mail: intermediates, or a signer that the mail leaves out.
    pub certificates: Pool,
    /// Revocation lists and OCSP responses at hand beside those in the mail.
    pub revocation: RevocationPool,
}

impl Evidence {
    /// Evidence that is these roots and nothing else.
    #[must_use]
    pub fn new(anchors: Anchors) -> Self {
        Self { anchors, ..Self::default() }
    }

    /// With more certificates at hand.
    #[must_use]
    pub fn with_certificates(mut self, certificates: impl IntoIterator<Item = Certificate>) -> Self {
        for certificate in certificates {
            self.certificates.add(certificate);
        }
        self
    }

    /// With more revocation lists at hand.
    #[must_use]
    pub fn with_crls(mut self, crls: impl IntoIterator<Item = Crl>) -> Self {
        crls.into_iter().for_each(|crl| self.revocation.add_crl(crl));
        self
    }

    /// With more OCSP responses at hand.
    #[must_use]
    pub fn with_ocsp(mut self, responses: impl IntoIterator<Item = OcspResponse>) -> Self {
        responses.into_iter().for_each(|response| self.revocation.add_response(&response));
        self
    }
}
