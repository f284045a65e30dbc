//! What is known beside the mail when it is judged: values, no callbacks (design, section 2), so that a verdict can be
//! had again from the same bytes, evidence, policy and time.

use std::sync::Arc;

use kakitome_pki::{Anchors, Certificate, Crl, OcspResponse, Pool, Remembered, RevocationPool, UnixTime};

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
    /// The roots that are trusted for time stamps; nothing: those for e-mail.
    pub time_anchors: Option<Anchors>,
    /// When the mail was received, by the records of whoever judges it: nothing in a mail can say that.
    pub received: Option<UnixTime>,
    /// What was found out about other mails' certificates and chains. It makes the next mail cheaper and changes no answer;
    /// keep one for as long as the program runs, and clone the evidence or hand the same memory to each.
    pub remembered: Option<Arc<Remembered>>,
}

impl Evidence {
    /// Evidence that is these roots and nothing else.
    #[must_use]
    pub fn new(anchors: Anchors) -> Self {
        Self { anchors, ..Self::default() }
    }

    /// With a memory of what was checked before.
    #[must_use]
    pub fn with_memory(mut self, remembered: Arc<Remembered>) -> Self {
        self.remembered = Some(remembered);
        self
    }

    /// With roots of their own for time stamps.
    #[must_use]
    pub fn with_time_anchors(mut self, anchors: Anchors) -> Self {
        self.time_anchors = Some(anchors);
        self
    }

    /// With the moment at which the mail was received.
    #[must_use]
    pub fn with_received(mut self, received: UnixTime) -> Self {
        self.received = Some(received);
        self
    }

    /// Reads a certificate, or finds it read.
    pub(crate) fn read(&self, der: &[u8]) -> Result<Certificate, kakitome_pki::Error> {
        match &self.remembered {
            Some(remembered) => remembered.certificate(der),
            None => Certificate::from_der(der.to_vec()),
        }
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
